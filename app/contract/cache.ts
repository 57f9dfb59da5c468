/** What a caching server holds, and what it knows of other servers. */
import type { Instant } from './time.ts';

/** Trust words as BIND prints them in a dump, the weakest first. */
export type Trust =
  | 'pending-additional'
  | 'pending-answer'
  | 'additional'
  | 'glue'
  | 'answer'
  | 'authauthority'
  | 'authanswer'
  | 'secure'
  | 'ultimate';

export interface CacheRow {
  readonly id: number;
  /** With the closing dot. */
  readonly name: string;
  /** `A`; for a negative answer the type that does not exist; `ANY` for a name that does not. */
  readonly type: string;
  readonly kind: 'rrset' | 'nodata' | 'nxdomain';
  /** One line a record, in zone-file form; for a negative answer its SOA. */
  readonly data: readonly string[];
  readonly trust: Trust;
  readonly originalTtl: number;
  readonly storedAt: Instant;
  readonly expiresAt: Instant;
  /** `a.root-servers.net (127.53.1.1)`; empty when it came from no server. */
  readonly from: string;
  readonly fromAddress: string;
  /** The packet that taught it. */
  readonly packet: number | null;
  readonly host: string;
  readonly view: string;
}

export type CacheUpdate =
  | { readonly change: 'put'; readonly row: CacheRow; readonly what: 'added' | 'replaced' | 'refreshed' }
  | { readonly change: 'gone'; readonly id: number; readonly why: 'expired' | 'flushed' | 'evicted' };

/** What a caching server knows of another server, by its address (BIND: an entry of the address database). Times in milliseconds. */
export interface ServerRow {
  readonly id: number;
  readonly address: string;
  /** The host names under which NS records brought it, the newest few, with the closing dot; none for a configured one. */
  readonly names: readonly string[];
  /** The zones as whose server it was considered, the newest few. */
  readonly zones: readonly string[];
  /** Smoothed round-trip time, what it was before it last moved, and what moved it. */
  readonly srtt: number;
  readonly srttBefore: number;
  readonly moved: 'made-up' | 'answer' | 'silence' | 'age';
  /** The round-trip time measured last; null before any answer. */
  readonly rtt: number | null;
  readonly edns: 'unknown' | 'yes' | 'no';
  /** The longest UDP message that it says it takes, in octets; null before it said. */
  readonly udpSize: number | null;
  /** The longest response that came from it over UDP, in octets. */
  readonly longest: number;
  readonly cookie: boolean;
  /** Silences in a row. */
  readonly silences: number;
  /** The zones for which it was lame when last asked. */
  readonly lame: readonly string[];
  /** When it was last asked; null before. */
  readonly askedAt: Instant | null;
  /** Then it is forgotten, if it is not used again before. */
  readonly keptUntil: Instant;
  readonly host: string;
  readonly view: string;
}

export type ServerUpdate =
  | { readonly change: 'put'; readonly row: ServerRow; readonly isNew: boolean }
  | { readonly change: 'gone'; readonly id: number; readonly why: 'dropped' | 'flushed' };

export interface CachePlace {
  readonly host: string;
  /** Those with a cache. */
  readonly views: readonly string[];
}

export type CacheLoaded =
  | { readonly kind: 'part' }
  | {
      readonly kind: 'loaded';
      readonly loaded: number;
      /** Why others stayed behind, in words, and how many each time. */
      readonly left: readonly { readonly why: string; readonly count: number }[];
    }
  | { readonly kind: 'refused'; readonly why: string };
