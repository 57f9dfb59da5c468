/**
 * The journal: everything observable, in one order.
 *
 * Every part writes what happened; live views, checks, captures and explanations read. An entry is never
 * changed. The journal holds at most `limit` entries (the oldest go first) and says how many it dropped; readers
 * that must see everything subscribe. One that holds none is for those who subscribe alone.
 */
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import type { Instant, LabClock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { QueryChange } from './query-change.ts';
import type { ServerChanged } from './server-change.ts';

export type { Endpoint };

/** One packet on a link. Immutable; its fate is told by later entries that carry its `id`. */
export interface Packet {
  /** 1, 2, 3 … in the order of sending. */
  readonly id: number;
  readonly sentAt: Instant;
  readonly protocol: 'udp' | 'tcp' | 'icmp';
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** The lab's names of the two hosts; the address's text where it is no lab host. */
  readonly sourceHost: string;
  readonly destinationHost: string;
  /** UDP: the datagram's payload. TCP: this segment's octets. ICMP: the quoted start of the packet it is about; an echo's data. */
  readonly payload: Uint8Array;
  readonly tcp?: {
    readonly flags: TcpFlags;
    readonly seq: number;
    readonly ack: number;
    /** How many octets more the sender takes in; 65,535 where nothing is said. */
    readonly window?: number;
  };
  readonly icmp?: IcmpError | IcmpEcho;
  /** `Packet.id` of the packet in whose place it goes on, where a box translated its addresses. */
  readonly insteadOf?: number;
}

export interface IcmpError {
  readonly kind: 'port-unreachable' | 'host-unreachable' | 'admin-prohibited';
  /** `Packet.id` of the packet that it quotes. */
  readonly about: number;
}

/** What `ping` sends, and what comes back. */
export interface IcmpEcho {
  readonly kind: 'echo-request' | 'echo-reply';
  /** The one that sends chooses it; 16 bits. */
  readonly id: number;
  readonly sequence: number;
}

export interface TcpFlags {
  readonly syn?: true;
  readonly ack?: true;
  readonly fin?: true;
  readonly rst?: true;
  readonly psh?: true;
}

/** Trust as BIND names and orders it (RFC 2181 §5.4.1), the weakest first. */
export const TRUST_ORDER = [
  'pending-additional',
  'pending-answer',
  'additional',
  'glue',
  'answer',
  'authauthority',
  'authanswer',
  'secure',
  'ultimate',
] as const;
export type Trust = (typeof TRUST_ORDER)[number];

/** What a cache entry holds: an RRset, or the knowledge that there is none (RFC 2308). */
export type CacheContent =
  | { readonly kind: 'rrset'; readonly rrset: RRset }
  | { readonly kind: 'nodata'; readonly name: Name; readonly type: number; readonly soa: RRset | null }
  | { readonly kind: 'nxdomain'; readonly name: Name; readonly soa: RRset | null };

/** A cache entry as it was at one moment. */
export interface CacheEntrySnapshot {
  /** Names this entry for as long as the cache lives; a replacement of the same name and type keeps it. */
  readonly id: number;
  readonly content: CacheContent;
  readonly trust: Trust;
  readonly storedAt: Instant;
  readonly expiresAt: Instant;
  /** Seconds as stored, after caps. */
  readonly originalTtl: number;
  /** Who taught it, in which packet (`Packet.id`); null for what was loaded from a file. */
  readonly from: {
    readonly server: Endpoint;
    readonly serverName: string;
    readonly packet: number | null;
    /** For NS records: the zone whose servers delegate to theirs, where it is known. */
    readonly via?: Name;
  } | null;
}

export type CacheChange = 'added' | 'replaced' | 'refreshed' | 'expired' | 'flushed' | 'evicted';

export type JournalBody =
  | { readonly kind: 'packet-sent'; readonly packet: Packet }
  | { readonly kind: 'packet-delivered'; readonly packet: number }
  /** `by`: the firewall that stopped it. */
  | {
      readonly kind: 'packet-dropped';
      readonly packet: number;
      readonly why: DropReason;
      readonly by?: string;
    }
  /** A box on its way let it through; `as`: the packet that goes on in its place, where its addresses were translated. */
  | {
      readonly kind: 'packet-passed';
      readonly packet: number;
      readonly by: string;
      readonly as: number | null;
    }
  | {
      readonly kind: 'cache';
      readonly host: string;
      readonly view: string;
      readonly change: CacheChange;
      readonly entry: CacheEntrySnapshot;
    }
  /** What a resolver has come to know of other servers: all changes of one exchange. */
  | {
      readonly kind: 'servers';
      readonly host: string;
      readonly view: string;
      readonly changes: readonly ServerChanged[];
    }
  | {
      readonly kind: 'log';
      readonly host: string;
      readonly program: string;
      readonly category: string;
      readonly severity: 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical';
      readonly text: string;
    }
  | { readonly kind: 'query'; readonly host: string; readonly change: QueryChange }
  | {
      readonly kind: 'command';
      readonly terminal: string;
      readonly host: string;
      readonly line: string;
      readonly state: 'started';
    }
  | {
      readonly kind: 'command';
      readonly terminal: string;
      readonly host: string;
      readonly line: string;
      readonly state: 'finished';
      readonly exitCode: number;
      /** What it printed, standard output and error together, cut after 64 KiB. */
      readonly output: string;
    }
  | {
      readonly kind: 'clock';
      readonly how: 'paused' | 'running' | 'step' | 'jump';
      readonly from: Instant;
      readonly to: Instant;
      readonly rate: number;
    }
  | {
      readonly kind: 'lab';
      readonly what:
        | 'opened'
        | 'reset'
        | 'step-begun'
        | 'step-done'
        | 'prediction'
        | 'answer'
        | 'report'
        | 'hint'
        | 'solution';
      readonly lab: string;
      readonly step: string;
      readonly detail: string;
    };

/** `no-reply`: it was sent into a real network, and nothing came back; whether it arrived nobody can tell. */
export type DropReason =
  | 'no-reply'
  | 'loss'
  | 'no-host'
  | 'no-listener'
  | 'firewall'
  | 'host-down'
  | 'network-unreachable'
  | 'closed'
  | 'reset';

export type JournalEntry = JournalBody & {
  /** 1, 2, 3 … without gaps. */
  readonly sequence: number;
  readonly at: Instant;
};

/** What a reader may ask for: a kind of entry; `repeats` are the notes of queries that are answered with octets that were kept. */
export type Topic = JournalBody['kind'] | 'repeats';

export class Journal {
  readonly #clock: LabClock;
  readonly #limit: number;
  #entries: JournalEntry[] = [];
  #sequence = 0;
  #dropped = 0;
  #lastEntryId = 0;
  /** What each listener needs; null: everything. */
  readonly #listeners = new Map<(entry: JournalEntry) => void, readonly Topic[] | null>();
  /** What all of them need together; null: everything. */
  #topics: ReadonlySet<Topic> | null = new Set();
  #telling = false;
  /** Whether log lines are let go unwritten. */
  #withoutLog = false;
  /** Written while a listener was being told of an earlier one. */
  readonly #untold: JournalEntry[] = [];

  constructor(clock: LabClock, limit = 200_000) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Writes one entry. The body becomes the journal's: nobody may change it afterwards. */
  write(body: JournalBody): JournalEntry {
    if (this.#withoutLog && body.kind === 'log') return stamped(body, this.#sequence, this.#clock.now());
    const entry = stamped(body, ++this.#sequence, this.#clock.now());
    if (this.#limit > 0) this.#hold(entry);
    else this.#dropped++;
    this.#tell(entry);
    return entry;
  }

  /** Does something of which no machine's log tells, now or later: the secret of a lab is nobody's log line. */
  withoutLog(work: () => void): void {
    this.#withoutLog = true;
    try {
      work();
    } finally {
      this.#withoutLog = false;
    }
  }

  /** A number for a cache's new entry, that no other entry of any cache which writes here has. */
  nextEntryId(): number {
    return ++this.#lastEntryId;
  }

  #hold(entry: JournalEntry): void {
    this.#entries.push(entry);
    // A quarter more than the limit before a cut, so that cutting stays cheap.
    if (this.#entries.length > this.#limit * 1.25) {
      const surplus = this.#entries.length - this.#limit;
      this.#entries = this.#entries.slice(surplus);
      this.#dropped += surplus;
    }
  }

  /** The sequence number of the newest entry; 0 when nothing was written yet. */
  get last(): number {
    return this.#sequence;
  }

  /** How many entries were dropped to stay under the limit. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The entries after sequence number `after` that are still held, the oldest first. */
  since(after = 0): readonly JournalEntry[] {
    const first = this.#entries[0]?.sequence ?? 1;
    return this.#entries.slice(Math.max(0, after - first + 1));
  }

  /** `topics`: what the listener needs. It may hear more. Default: everything. */
  subscribe(listener: (entry: JournalEntry) => void, topics?: readonly Topic[]): () => void {
    this.#listeners.set(listener, topics ?? null);
    this.#gatherTopics();
    return () => {
      this.#listeners.delete(listener);
      this.#gatherTopics();
    };
  }

  /** Whether anybody reads of this, now or later; where nobody does, it need not be written. */
  isRead(topic: Topic): boolean {
    return this.#limit > 0 || this.#topics === null || this.#topics.has(topic);
  }

  #gatherTopics(): void {
    const all = [...this.#listeners.values()];
    this.#topics = all.includes(null) ? null : new Set(all.flatMap((topics) => topics ?? []));
  }

  /** Every listener hears entries in their order, also when one of them writes an entry while it hears one. */
  #tell(entry: JournalEntry): void {
    if (this.#telling) {
      this.#untold.push(entry);
      return;
    }
    this.#telling = true;
    try {
      for (const listener of this.#listeners.keys()) listener(entry);
      for (let next = this.#untold.shift(); next; next = this.#untold.shift()) {
        for (const listener of this.#listeners.keys()) listener(next);
      }
    } finally {
      this.#telling = false;
    }
  }
}

/** Makes an entry of a body without a copy, which would cost more than all else that a packet costs; copies what was written before. */
function stamped(
  body: JournalBody & { sequence?: number; at?: Instant },
  sequence: number,
  at: Instant,
): JournalEntry {
  if (body.sequence !== undefined) return { ...body, sequence, at };
  body.sequence = sequence;
  body.at = at;
  return body as JournalEntry; // It has both now.
}
