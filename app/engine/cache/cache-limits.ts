/** What a configuration says of a cache: how long entries are kept, how many, and how large it may become. */
import type { RRset } from '../protocol/message.ts';
import { readSoa } from '../protocol/rdata.ts';
import type { CacheEntry } from './entry.ts';

/** What a configuration that is read anew may change while the entries stay. */
export interface CacheLimits {
  /** Seconds. Default: a week. BIND: max-cache-ttl. */
  readonly maxTtl?: number;
  /** Seconds. Default: none. BIND: min-cache-ttl. */
  readonly minTtl?: number;
  /** Seconds. Default: none. BIND: min-ncache-ttl. */
  readonly minNegativeTtl?: number;
  /** Seconds. Default: three hours. BIND: max-ncache-ttl. */
  readonly maxNegativeTtl?: number;
  /** Seconds for which a negative answer without an SOA is kept. Default 0 (RFC 2308 §5: not at all); BIND 8: ten minutes. */
  readonly ttlWithoutSoa?: number;
  /** Called with each entry whose time is over. */
  readonly onExpire?: (entry: CacheEntry) => void;
  /** Records in an RRset, and RRsets at a name; 0: any number. Default 100 each. BIND: max-records-per-type, max-types-per-name. */
  readonly maxRecordsPerType?: number;
  readonly maxTypesPerName?: number;
  /** Octets, near enough (`CacheEntry.weight`). Default: 64 MiB. BIND: max-cache-size. */
  readonly maxOctets?: number;
}

export type WholeCacheLimits = Required<CacheLimits>;

export function wholeLimits(limits: CacheLimits): WholeCacheLimits {
  return {
    maxTtl: limits.maxTtl ?? 604_800,
    minTtl: limits.minTtl ?? 0,
    minNegativeTtl: limits.minNegativeTtl ?? 0,
    maxNegativeTtl: limits.maxNegativeTtl ?? 10_800,
    ttlWithoutSoa: limits.ttlWithoutSoa ?? 0,
    onExpire: limits.onExpire ?? (() => undefined),
    maxRecordsPerType: limits.maxRecordsPerType ?? 100,
    maxTypesPerName: limits.maxTypesPerName ?? 100,
    maxOctets: limits.maxOctets ?? 64 * 1024 * 1024,
  };
}

/** Seconds for which an RRset is kept. */
export function positiveTtl({ minTtl, maxTtl }: WholeCacheLimits, rrset: RRset): number {
  return Math.min(Math.max(rrset.ttl, minTtl), maxTtl);
}

/**
 * Seconds for which a negative answer is kept. RFC 2308 §5: the lesser of the SOA's own TTL and its minimum field, within
 * what the cache allows. named 9.18 takes the TTL alone.
 */
export function negativeTtl(limits: WholeCacheLimits, soa: RRset | null): number {
  const rdata = soa?.rdatas[0];
  const said =
    soa === null || rdata === undefined
      ? limits.ttlWithoutSoa
      : Math.min(soa.ttl, readSoa(rdata)?.minimum ?? 0);
  return Math.min(Math.max(said, limits.minNegativeTtl), limits.maxNegativeTtl);
}
