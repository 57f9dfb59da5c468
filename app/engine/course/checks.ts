/**
 * A step's checks: each watches the evidence and says whether it holds, with a few words on what it has seen.
 *
 * A check that has held stays held: a student's evidence does not vanish when a TTL runs out. The runner sees to
 * that; here each kind says what holds now. `combined-checks.ts` has those that are made of others.
 */
import type { JournalEntry } from '../network/journal.ts';
import { combinedCheck, isCombined } from './combined-checks.ts';
import type { Evidence } from './evidence.ts';
import { whyFileDiffers } from './file-evidence.ts';
import type { LabEvidence } from './lab-evidence.ts';
import {
  entryText,
  fitsEntry,
  fitsIcmp,
  fitsLog,
  fitsSegment,
  fitsOutput,
  fitsServed,
  inRange,
  isBelow,
  isMessage,
  nameIn,
  nameOfEntry,
  sameName,
} from './match.ts';
import type { CheckPart, LabCheck, PartOf } from './schema/checks.ts';
import type { PacketFilter } from './schema/filters.ts';
import { whyServerDiffers } from './server-evidence.ts';

/** What happened last. */
export interface News {
  /** Null: something changed that the journal does not tell: a file, a switch, the start. */
  readonly entry: JournalEntry | null;
  readonly evidence: Evidence | null;
  readonly lab: LabEvidence;
}

export interface RunningCheck {
  /** Something happened. Called first when the check begins, with nothing. */
  hear(news: News): void;
  readonly holds: boolean;
  readonly detail: string;
}

/** A check of a step that the student does in the guide holds by what the runner says of it. */
export function startCheck(check: LabCheck): RunningCheck {
  if (check.of !== 'answer' && check.of !== 'report') return startPart(check);
  const { of } = check;
  let holds = false;
  return {
    hear({ lab }) {
      holds ||= of === 'answer' ? lab.held(check.id) : lab.reported();
    },
    get holds() {
      return holds;
    },
    detail: '',
  };
}

export function startPart(part: CheckPart): RunningCheck {
  if (isCombined(part)) return combinedCheck(part, startPart);
  switch (part.of) {
    case 'packet':
      return countingCheck(part, (evidence) => isMessage(part.packet, evidence));
    case 'icmp':
      return countingCheck(part, (evidence) => fitsIcmp(part.icmp, evidence));
    case 'segment':
      return countingCheck(
        part,
        (evidence) => evidence.kind === 'segment' && fitsSegment(part.segment, evidence.packet),
      );
    case 'log':
      return countingCheck(part, (evidence) => fitsLog(part, evidence));
    case 'output':
      return countingCheck({ least: 1 }, (evidence) => fitsOutput(part, evidence));
    case 'served':
      return servedCheck(part);
    case 'walk':
      return walkCheck(part);
    case 'cache':
      return cacheCheck(part);
    case 'ttl-fell':
      return ttlFellCheck(part);
    case 'file':
      return lookingCheck(['command', 'log'], (lab) => {
        const disk = lab.diskOf(part.host);
        return disk === null ? `${part.host} has no disk` : whyFileDiffers(part, disk);
      });
    case 'server':
      return lookingCheck(['log', 'clock', 'cache', 'command'], (lab) =>
        whyServerDiffers(part, lab, 'laptop'),
      );
    case 'elapsed':
      return elapsedCheck(part);
    case 'worksheet':
      return lookingCheck(['packet-delivered', 'clock'], (lab) => whySheetOpen(part, lab));
  }
}

function countingCheck(
  { least, most }: { readonly least: number; readonly most?: number | undefined },
  counts: (evidence: Evidence) => boolean,
): RunningCheck {
  let count = 0;
  return {
    hear({ evidence }) {
      if (evidence && counts(evidence)) count++;
    },
    get holds() {
      return count >= least && (most === undefined || count <= most);
    },
    get detail() {
      if (count === 0) return 'not seen yet';
      if (most !== undefined && count > most) return `seen ${count} times; ${most} would have been enough`;
      const seen = count === 1 ? 'seen once' : `seen ${count} times`;
      return count < least ? `${seen} of ${least}` : seen;
    },
  };
}

function servedCheck({ served: filter }: PartOf<'served'>): RunningCheck {
  let holds = false;
  let last = 'not asked yet';
  return {
    hear({ evidence }) {
      if (evidence?.kind !== 'served') return;
      const { served } = evidence;
      if (!fitsServed({ host: filter.host, name: filter.name }, served)) return;
      holds ||= fitsServed(filter, served);
      last = served.fromCache
        ? 'answered from the cache'
        : `answered after ${served.upstream} upstream question${served.upstream === 1 ? '' : 's'}`;
    },
    get holds() {
      return holds;
    },
    get detail() {
      return last;
    },
  };
}

function walkCheck({ packets }: PartOf<'walk'>): RunningCheck {
  let reached = 0;
  return {
    hear({ evidence }) {
      const wanted = packets[reached];
      if (wanted && evidence && isMessage(wanted, evidence)) reached++;
    },
    get holds() {
      return reached === packets.length;
    },
    get detail() {
      const next = packets[reached];
      return `${reached} of ${packets.length}` + (next ? `, next: ${filterText(next)}` : '');
    },
  };
}

function cacheCheck(check: PartOf<'cache'>): RunningCheck {
  let holds = false;
  // A cache may hold 100,000 entries: it is searched when something about this name changed, not at every packet.
  const concerns = ({ entry }: News): boolean =>
    entry === null ||
    entry.kind === 'clock' ||
    (entry.kind === 'cache' &&
      entry.host === check.host &&
      (check.below ? isBelow : sameName)(check.name, nameOfEntry(entry.entry)));
  return {
    hear(news) {
      if (!concerns(news)) return;
      const { lab } = news;
      const entries = lab.cacheOf(check.host, check.view);
      const now = lab.now();
      if (entries) holds = any(entries, (entry) => fitsEntry(check, entry, now)) === check.holds;
    },
    get holds() {
      return holds;
    },
    get detail() {
      const what = `${entryText(check.name, check.type)}${check.below ? ' or what is below' : ''}`;
      if (holds) return check.holds ? `${what} is in the cache` : `${what} is not in the cache`;
      return check.holds ? `${what} is not in the cache yet` : `${what} is still in the cache`;
    },
  };
}

function any<T>(things: Iterable<T>, fits: (thing: T) => boolean): boolean {
  for (const thing of things) if (fits(thing)) return true;
  return false;
}

function ttlFellCheck({ packet, by }: PartOf<'ttl-fell'>): RunningCheck {
  let highest = -1;
  let latest = -1;
  return {
    hear({ evidence }) {
      if (!evidence || !isMessage(packet, evidence)) return;
      const ttl = evidence.seen.message.answers[0]?.ttl;
      if (ttl === undefined) return;
      // A TTL that rose belongs to a new entry: the count begins again.
      if (latest !== -1 && ttl > latest) highest = ttl;
      highest = Math.max(highest, ttl);
      latest = ttl;
    },
    get holds() {
      return highest - latest >= by;
    },
    get detail() {
      return highest === -1 ? 'no TTL seen yet' : `from ${highest} to ${latest} seconds`;
    },
  };
}

/** Looks again when something happened that may have changed it. `why` says what is missing; null: nothing. */
function lookingCheck(
  kinds: readonly JournalEntry['kind'][],
  why: (lab: LabEvidence) => string | null,
): RunningCheck {
  let missing: string | null = 'not seen yet';
  return {
    hear({ entry, lab }) {
      if (entry === null || kinds.includes(entry.kind)) missing = why(lab);
    },
    get holds() {
      return missing === null;
    },
    get detail() {
      return missing ?? '';
    },
  };
}

function elapsedCheck({ seconds }: PartOf<'elapsed'>): RunningCheck {
  let start: number | null = null;
  let gone = 0;
  return {
    hear({ lab }) {
      start ??= lab.now();
      gone = (lab.now() - start) / 1000;
    },
    get holds() {
      return inRange(seconds, gone);
    },
    get detail() {
      return `${Math.floor(gone)} seconds have gone by`;
    },
  };
}

function whySheetOpen({ name, client, zone }: PartOf<'worksheet'>, lab: LabEvidence): string | null {
  const sheet = lab.worksheet(name, client);
  const levels = (sheet?.levels ?? []).filter((level) => {
    const cut = nameIn(level.zone);
    return zone === undefined || (cut !== null && sameName(zone, cut));
  });
  const rows = levels.flatMap(({ servers }) => servers);
  const filled = rows.filter(({ complete }) => complete).length;
  if (zone === undefined ? sheet?.complete : rows.length > 0 && filled === rows.length) return null;
  return rows.length === 0 ? 'nothing is filled yet' : `${filled} of ${rows.length} lines are filled`;
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
