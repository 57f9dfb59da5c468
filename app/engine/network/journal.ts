/**
 * The journal: everything observable, in one order.
 *
 * Every part writes what happened; live views, checks, captures and explanations read. An entry is never
 * changed. The journal holds at most `limit` entries (the oldest go first) and says how many it dropped; readers
 * that must see everything subscribe.
 */
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import type { Instant, LabClock } from './clock.ts';

/** An address and a port; IPv6 in its RFC 5952 text form, without brackets. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

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
  /** UDP: the datagram's payload. TCP: this segment's octets. ICMP: the quoted start of the packet it is about. */
  readonly payload: Uint8Array;
  readonly tcp?: {
    readonly flags: TcpFlags;
    readonly seq: number;
    readonly ack: number;
    /** How many octets more the sender takes in; 65,535 where nothing is said. */
    readonly window?: number;
  };
  readonly icmp?: {
    readonly kind: 'port-unreachable' | 'host-unreachable' | 'admin-prohibited';
    readonly about: number;
  };
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

/**
 * What a resolver knows of another server at one moment (BIND: an entry of the address database). Times in
 * microseconds. It is forgotten when it is not used for 30 minutes.
 */
export interface ServerSnapshot {
  readonly address: string;
  /** The host names under which NS records brought it, the newest few; none for one that the configuration names. */
  readonly names: readonly Name[];
  /** The zones as whose server it was considered: the newest few. */
  readonly zones: readonly Name[];
  /** Smoothed round-trip time, and what it was before it last moved. */
  readonly srtt: number;
  readonly srttBefore: number;
  /** What moved it. `made-up`: nothing yet; it is a small random number, so that the server is tried. */
  readonly moved: 'made-up' | 'answer' | 'silence' | 'age';
  /** Measured last; null before any answer. */
  readonly rtt: number | null;
  readonly edns: 'unknown' | 'yes' | 'no';
  /** The longest UDP message that it says it takes, in octets; null before it said. */
  readonly udpSize: number | null;
  /** The longest response that came from it over UDP, in octets. */
  readonly longest: number;
  /** Whether it has given us a cookie (RFC 7873). */
  readonly cookie: boolean;
  /** Silences in a row. */
  readonly silences: number;
  /** The zones for which it was lame when last asked. */
  readonly lame: readonly Name[];
  readonly askedAt: Instant | null;
}

/** `listed`: as another zone's server, or under another name. `aged`: passed over, and so a little quicker on paper. */
export type ServerChange =
  'heard-of' | 'listed' | 'answered' | 'silent' | 'aged' | 'edns' | 'cookie' | 'lame';

export type ServerChanged =
  | { readonly what: readonly ServerChange[]; readonly server: ServerSnapshot }
  | { readonly gone: 'dropped'; readonly address: string }
  /** All of them. */
  | { readonly gone: 'flushed' };

export type JournalBody =
  | { readonly kind: 'packet-sent'; readonly packet: Packet }
  | { readonly kind: 'packet-delivered'; readonly packet: number }
  | { readonly kind: 'packet-dropped'; readonly packet: number; readonly why: DropReason }
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
      readonly what: 'opened' | 'reset' | 'step-begun' | 'step-done' | 'prediction' | 'hint' | 'solution';
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

/**
 * The life of one question inside a caching server. `query` numbers the client's question, `fetch` the search for
 * one name and type among the authoritative servers that it led to; searches for server addresses have a parent.
 */
export type QueryChange =
  | {
      readonly step: 'received';
      readonly query: number;
      readonly client: Endpoint;
      readonly name: Name;
      readonly type: number;
      readonly packet: number | null;
    }
  | {
      readonly step: 'hit';
      readonly query: number;
      readonly name: Name;
      readonly type: number;
      readonly entry: number;
    }
  /** RFC 9520: it failed a moment ago, so nobody is asked again yet. */
  | {
      readonly step: 'failed-before';
      readonly query: number;
      readonly name: Name;
      readonly type: number;
      readonly until: Instant;
    }
  | {
      readonly step: 'fetch';
      readonly query: number;
      readonly fetch: number;
      /** The fetch that lacks this address; null for what the client asked itself. */
      readonly parent: number | null;
      readonly name: Name;
      readonly type: number;
      /** Where it begins to ask, and how it knows that zone's servers: `configured` are forwarders and stub zones, `own` a cut in its own zones. */
      readonly zone: Name;
      readonly known: 'hints' | 'cache' | 'configured' | 'own';
    }
  /** Waits for a fetch that somebody else's question had begun. */
  | {
      readonly step: 'join';
      readonly query: number;
      readonly fetch: number;
      readonly parent: number | null;
      readonly name: Name;
      readonly type: number;
    }
  | {
      readonly step: 'ask';
      readonly query: number;
      readonly fetch: number;
      readonly name: Name;
      readonly type: number;
      readonly zone: Name;
      readonly server: Endpoint;
      readonly serverName: string;
      readonly packet: number;
    }
  | {
      readonly step: 'response';
      readonly query: number;
      readonly fetch: number;
      readonly server: Endpoint;
      readonly packet: number;
      /** What the response was, in words, and what was done with it. */
      readonly verdict: string;
      readonly use: 'believed' | 'asked-again' | 'useless';
      /** Whether the AA flag is set; left out for what is no message, or is asked again. */
      readonly aa?: boolean;
      /** Whether it gave our cookie back (RFC 7873 §5.3); left out where it was sent none. */
      readonly cookie?: boolean;
    }
  | {
      readonly step: 'timeout';
      readonly query: number;
      readonly fetch: number;
      readonly server: Endpoint;
      readonly afterMs: number;
      /** How many messages came meanwhile that were no response to this question; left out where none did. */
      readonly ignored?: number;
    }
  | {
      readonly step: 'unreachable';
      readonly query: number;
      readonly fetch: number;
      readonly server: Endpoint;
      /** In named's words: `connection refused`. */
      readonly why: string;
    }
  | {
      readonly step: 'ended';
      readonly query: number;
      readonly fetch: number;
      readonly result: 'answer' | 'cname' | 'dname' | 'nodata' | 'nxdomain' | 'failed';
      /** Why it failed, in words; empty where it did not. */
      readonly why: string;
    }
  /** One of the server's own zones has the name. Unless an alias or a cut leads out of it, that is the answer. */
  | {
      readonly step: 'own-zone';
      readonly query: number;
      readonly zone: Name;
      readonly found:
        'answer' | 'cname' | 'referral' | 'nodata' | 'nxdomain' | 'not-loaded' | 'loop' | 'too-long';
      readonly rcode: number;
      readonly whole: boolean;
    }
  /** A list of clients does not have this one; in named's words: `allow-query-cache`. */
  | {
      readonly step: 'refused';
      readonly query: number;
      readonly list: string;
    }
  /** Nobody is asked on its behalf: it does not ask for that (`list` empty), or a list does not let it. */
  | {
      readonly step: 'cache-only';
      readonly query: number;
      readonly list: string;
    }
  | {
      /** A limit stood in the way, and the client hears nothing. */
      readonly step: 'dropped';
      readonly query: number;
      readonly why: string;
    }
  | {
      readonly step: 'answered';
      readonly query: number;
      readonly rcode: number;
      readonly fromCache: boolean;
      readonly upstreamQuestions: number;
      /** Why it came to SERVFAIL or a refusal, in words; empty where it did not. */
      readonly why: string;
    };

export type JournalEntry = JournalBody & {
  /** 1, 2, 3 … without gaps. */
  readonly sequence: number;
  readonly at: Instant;
};

export class Journal {
  readonly #clock: LabClock;
  readonly #limit: number;
  #entries: JournalEntry[] = [];
  #sequence = 0;
  #dropped = 0;
  readonly #listeners = new Set<(entry: JournalEntry) => void>();
  #telling = false;
  /** Written while a listener was being told of an earlier one. */
  readonly #untold: JournalEntry[] = [];

  constructor(clock: LabClock, limit = 200_000) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Writes one entry. The body becomes the journal's: nobody may change it afterwards. */
  write(body: JournalBody): JournalEntry {
    const entry = stamped(body, ++this.#sequence, this.#clock.now());
    this.#entries.push(entry);
    // A quarter more than the limit before a cut, so that cutting stays cheap.
    if (this.#entries.length > this.#limit * 1.25) {
      const surplus = this.#entries.length - this.#limit;
      this.#entries = this.#entries.slice(surplus);
      this.#dropped += surplus;
    }
    this.#tell(entry);
    return entry;
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

  subscribe(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every listener hears entries in their order, also when one of them writes an entry while it hears one. */
  #tell(entry: JournalEntry): void {
    if (this.#telling) {
      this.#untold.push(entry);
      return;
    }
    this.#telling = true;
    try {
      for (const listener of this.#listeners) listener(entry);
      for (let next = this.#untold.shift(); next; next = this.#untold.shift()) {
        for (const listener of this.#listeners) listener(next);
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
