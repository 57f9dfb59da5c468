/** Packets, taken apart, and why an answer is as it is. */
import type { CacheRow, Trust } from './cache.ts';
import type { Instant } from './time.ts';

export type PacketFate =
  | 'in-flight'
  | 'delivered'
  /** Sent into the real Internet, and nothing came back: whether it arrived nobody can tell. */
  | 'no-reply'
  | 'loss'
  | 'no-host'
  | 'no-listener'
  | 'firewall'
  | 'host-down'
  | 'network-unreachable'
  | 'closed'
  | 'reset';

export interface PacketRow {
  readonly id: number;
  readonly at: Instant;
  readonly protocol: 'udp' | 'tcp' | 'icmp';
  readonly sourceHost: string;
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationHost: string;
  readonly destinationAddress: string;
  readonly destinationPort: number;
  readonly length: number;
  /** As tcpdump writes it after the addresses: `2561+ [1au] A? www.tiscali.co.uk. (58)`. */
  readonly summary: string;
  /** What a DNS message is, for shape and colour. `other` for TCP's own segments and for ICMP. */
  readonly meaning:
    | 'query'
    | 'answer'
    | 'nodata'
    | 'nxdomain'
    | 'referral'
    | 'servfail'
    | 'refused'
    | 'error'
    | 'malformed'
    | 'other';
  readonly qname: string;
  readonly qtype: string;
  readonly aa: boolean;
  readonly fate: PacketFate;
}

export interface DecodedPacket {
  readonly row: PacketRow;
  /** All octets of the payload, in hexadecimal, two digits each, nothing between. */
  readonly hex: string;
  readonly fields: readonly DecodedField[];
}

/** One field; a tree. Octets `start` up to, not including, `end` of the payload. */
export interface DecodedField {
  readonly label: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** A sentence for learners; empty where nothing needs saying. */
  readonly note: string;
  readonly children: readonly DecodedField[];
}

/** Why a caching server answered one question as it did: where it looked, whom it asked, what it believed and why. */
export interface Explanation {
  readonly host: string;
  readonly name: string;
  readonly type: string;
  readonly clientAddress: string;
  readonly receivedAt: Instant;
  /** Null while the question is under way. */
  readonly answeredAt: Instant | null;
  /** `NOERROR`; empty while the question is under way. */
  readonly rcode: string;
  /** What came of it, in a sentence. */
  readonly summary: string;
  readonly upstreamQuestions: number;
  /** The client's question and its answer; null where the journal does not hold the packet. */
  readonly queryPacket: number | null;
  readonly responsePacket: number | null;
  readonly steps: readonly ExplanationStep[];
}

/** One step of an explanation; a tree. */
export interface ExplanationStep {
  readonly kind:
    | 'cache'
    | 'failed-before'
    | 'search'
    | 'joined'
    | 'exchange'
    /** The server's own zone has the name; a list of clients decides; a limit stands in the way. */
    | 'own-zone'
    | 'access'
    | 'limit';
  readonly outcome: 'good' | 'bad' | 'neutral' | 'waiting';
  readonly title: string;
  /** What came of it and why, in a sentence or two; empty where the title says it all. */
  readonly detail: string;
  readonly at: Instant;
  /** Null while it is under way, and for what takes no time. */
  readonly tookMs: number | null;
  /** The packets of an exchange: the question, and the response where one came. */
  readonly packets: readonly number[];
  /** What was found in the cache, or learned. */
  readonly entries: readonly ExplainedEntry[];
  readonly children: readonly ExplanationStep[];
}

export interface ExplainedEntry {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly kind: CacheRow['kind'];
  readonly trust: Trust;
}
