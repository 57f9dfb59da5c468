/**
 * A step's checks: each watches the evidence and says whether it holds, with a few words on what it has seen.
 *
 * A check that has held stays held: a student's evidence does not vanish when a TTL runs out.
 */
import type { CacheEntrySnapshot, JournalEntry } from '../network/journal.ts';
import { typeNumber } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { fits, fitsServed, sameName, type Evidence } from './evidence.ts';
import type { LabCheck, PacketFilter } from './lab-file.ts';

/** What a check may look at beside the messages. */
export interface LabEvidence {
  /** The live entries of a caching server's cache; null when there is no such server. */
  cacheOf(host: string): Iterable<CacheEntrySnapshot> | null;
}

export interface RunningCheck {
  readonly check: LabCheck;
  /** Something became evidence. */
  see(evidence: Evidence): void;
  /** Something was written in the journal; called before `look`. */
  note(entry: JournalEntry): void;
  /** Looks again at what is not a message (caches), where it may have changed since. Called after anything happened. */
  look(state: LabEvidence): void;
  readonly holds: boolean;
  readonly detail: string;
}

export function startCheck(check: LabCheck): RunningCheck {
  switch (check.of) {
    case 'packet':
      return packetCheck(check);
    case 'served':
      return servedCheck(check);
    case 'walk':
      return walkCheck(check);
    case 'cache':
      return cacheCheck(check);
    case 'ttl-fell':
      return ttlFellCheck(check);
  }
}

function packetCheck(check: Extract<LabCheck, { of: 'packet' }>): RunningCheck {
  let count = 0;
  return {
    check,
    see(evidence) {
      if (evidence.kind === 'message' && fits(check.packet, evidence.seen)) count++;
    },
    note() {},
    look() {},
    get holds() {
      return count >= check.least && (check.most === undefined || count <= check.most);
    },
    get detail() {
      if (count === 0) return 'not seen yet';
      if (check.most !== undefined && count > check.most)
        return `seen ${count} times; ${check.most} would have been enough`;
      return count === 1 ? 'seen once' : `seen ${count} times`;
    },
  };
}

function servedCheck(check: Extract<LabCheck, { of: 'served' }>): RunningCheck {
  let holds = false;
  let last = 'not asked yet';
  return {
    check,
    see(evidence) {
      if (evidence.kind !== 'served') return;
      const { served } = evidence;
      if (!fitsServed({ host: check.served.host, name: check.served.name }, served)) return;
      holds ||= fitsServed(check.served, served);
      last = served.fromCache
        ? 'answered from the cache'
        : `answered after ${served.upstream} upstream question${served.upstream === 1 ? '' : 's'}`;
    },
    note() {},
    look() {},
    get holds() {
      return holds;
    },
    get detail() {
      return last;
    },
  };
}

function walkCheck(check: Extract<LabCheck, { of: 'walk' }>): RunningCheck {
  let reached = 0;
  return {
    check,
    see(evidence) {
      const wanted = check.packets[reached];
      if (wanted && evidence.kind === 'message' && fits(wanted, evidence.seen)) reached++;
    },
    note() {},
    look() {},
    get holds() {
      return reached === check.packets.length;
    },
    get detail() {
      const next = check.packets[reached];
      return `${reached} of ${check.packets.length}` + (next ? `, next: ${filterText(next)}` : '');
    },
  };
}

function cacheCheck(check: Extract<LabCheck, { of: 'cache' }>): RunningCheck {
  let holds = false;
  // A cache may hold 100,000 entries: it is searched when something about this name changed, not at every packet.
  let changed = true;
  return {
    check,
    see() {},
    note(entry) {
      changed ||=
        entry.kind === 'clock' ||
        (entry.kind === 'cache' && entry.host === check.host && sameName(check.name, nameOf(entry.entry)));
    },
    look(state) {
      if (!changed) return;
      changed = false;
      const entries = state.cacheOf(check.host);
      if (entries) holds = any(entries, (entry) => entryFits(check, entry)) === check.holds;
    },
    get holds() {
      return holds;
    },
    get detail() {
      const what = `${check.name}${check.type ? ` ${check.type}` : ''}`;
      if (holds) return check.holds ? `${what} is in the cache` : `${what} is not in the cache`;
      return check.holds ? `${what} is not in the cache yet` : `${what} is still in the cache`;
    },
  };
}

function nameOf({ content }: Pick<CacheEntrySnapshot, 'content'>): Name {
  return content.kind === 'rrset' ? content.rrset.name : content.name;
}

function any<T>(things: Iterable<T>, fits: (thing: T) => boolean): boolean {
  for (const thing of things) if (fits(thing)) return true;
  return false;
}

function entryFits(
  check: Extract<LabCheck, { of: 'cache' }>,
  { content, trust }: CacheEntrySnapshot,
): boolean {
  const name = nameOf({ content });
  const type =
    content.kind === 'rrset' ? content.rrset.type : content.kind === 'nodata' ? content.type : null;
  return (
    sameName(check.name, name) &&
    (check.kind ?? content.kind) === content.kind &&
    (check.type === undefined || type === typeNumber(check.type.toUpperCase())) &&
    (check.trust === undefined || check.trust === trust)
  );
}

function ttlFellCheck(check: Extract<LabCheck, { of: 'ttl-fell' }>): RunningCheck {
  let highest = -1;
  let latest = -1;
  return {
    check,
    see(evidence) {
      if (evidence.kind !== 'message' || !fits(check.packet, evidence.seen)) return;
      const ttl = evidence.seen.message.answers[0]?.ttl;
      if (ttl === undefined) return;
      // A TTL that rose belongs to a new entry: the count begins again.
      if (latest !== -1 && ttl > latest) highest = ttl;
      highest = Math.max(highest, ttl);
      latest = ttl;
    },
    note() {},
    look() {},
    get holds() {
      return highest - latest >= check.by;
    },
    get detail() {
      return highest === -1 ? 'no TTL seen yet' : `from ${highest} to ${latest} seconds`;
    },
  };
}

function filterText(filter: PacketFilter): string {
  const about = [filter.qname, filter.qtype].filter(Boolean).join(' ');
  const path = [filter.from && `from ${filter.from}`, filter.to && `to ${filter.to}`]
    .filter(Boolean)
    .join(' ');
  return [
    filter.meaning ?? (filter.kind === 'query' ? 'a question' : 'a reply'),
    about && `about ${about}`,
    path,
  ]
    .filter(Boolean)
    .join(' ');
}
