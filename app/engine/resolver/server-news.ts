/**
 * Tells the journal what a resolver has come to know of other servers. What changes is only noted; `tell` writes all
 * of it as one entry, before the next question leaves and when an exchange is over, so that a walk costs one entry
 * an exchange however many servers its zones have.
 */
import type { Instant } from '../network/clock.ts';
import type { ServerChange, ServerChanged, ServerSnapshot } from '../network/server-change.ts';
import type { ServerRecord } from './address-database.ts';

export type TellServers = (changes: readonly ServerChanged[]) => void;

type Noted = Exclude<ServerChange, 'edns' | 'cookie'>;

/** In the order in which they are told. */
const NOTED: readonly Noted[] = ['heard-of', 'listed', 'answered', 'silent', 'aged', 'lame'];

export class ServerNews {
  readonly #tell: TellServers;
  #changed: ServerRecord[] = [];
  #gone: ServerChanged[] = [];

  constructor(tell: TellServers) {
    this.#tell = tell;
  }

  note(server: ServerRecord, change: Noted): void {
    if (server.untold === 0) this.#changed.push(server);
    server.untold |= 1 << NOTED.indexOf(change);
  }

  dropped(address: string): void {
    this.#gone.push({ gone: 'dropped', address });
  }

  flushed(): void {
    this.#gone = [{ gone: 'flushed' }];
  }

  /** `isKept`: whether a record is still the one that stands for its address. What is told was in use until `now`. */
  tell(isKept: (server: ServerRecord) => boolean, now: Instant): void {
    if (this.#changed.length === 0 && this.#gone.length === 0) return;
    const changes = this.#gone;
    for (const server of this.#changed) {
      if (isKept(server)) changes.push(changeOf(server));
      server.usedAt = now;
      server.untold = 0;
    }
    this.#changed = [];
    this.#gone = [];
    if (changes.length > 0) this.#tell(changes);
  }
}

function changeOf(server: ServerRecord): ServerChanged {
  const before = server.told;
  const now = snapshotOf(server);
  server.told = now;
  const edns = now.edns !== (before?.edns ?? 'unknown');
  const cookie = now.cookie !== (before?.cookie ?? false);
  return { what: wordsOf(server.untold, edns, cookie), server: now };
}

const WORDS = new Map<number, readonly ServerChange[]>();

/** The words for a set of changes; the same set is the same array, for there is one with each exchange. */
function wordsOf(noted: number, edns: boolean, cookie: boolean): readonly ServerChange[] {
  const key = (noted << 2) | (edns ? 2 : 0) | (cookie ? 1 : 0);
  let words = WORDS.get(key);
  if (words === undefined) {
    words = [
      ...NOTED.filter((_, bit) => (noted & (1 << bit)) !== 0),
      ...(edns ? (['edns'] as const) : []),
      ...(cookie ? (['cookie'] as const) : []),
    ];
    WORDS.set(key, words);
  }
  return words;
}

function snapshotOf(server: ServerRecord): ServerSnapshot {
  const { address, names, zones, srtt, srttBefore, moved, rtt, edns, udpSize, longest, lame } = server;
  const { timeouts: silences, askedAt } = server;
  const cookie = server.serverCookie !== null;
  return {
    address,
    names,
    zones,
    srtt,
    srttBefore,
    moved,
    rtt,
    edns,
    udpSize,
    longest,
    cookie,
    silences,
    lame,
    askedAt,
  };
}
