/** What the journal is told when a resolver comes to know something of another server. */
import type { Name } from '../protocol/name.ts';
import type { Instant } from './clock.ts';

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
