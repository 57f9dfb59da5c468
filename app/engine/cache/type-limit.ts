/** What goes where one name has too many types (CVE-2024-1737). BIND: max-types-per-name. */
import { TYPE } from '../protocol/codes.ts';
import type { CacheEntry } from './entry.ts';

/** BIND: these are kept before all others. */
const NEEDED: ReadonlySet<number> = new Set([
  TYPE.SOA,
  TYPE.A,
  TYPE.AAAA,
  TYPE.NS,
  TYPE.DS,
  TYPE.CNAME,
  TYPE.NSEC,
  TYPE.NSEC3,
]);

/**
 * The entry to forget, of those of one owner, `newest` among them; null where they are not more than `most` (0: any
 * number), or all are needed. BIND: a denial that is one too many goes itself, else the oldest entry does.
 */
export function surplusOf(first: CacheEntry, newest: CacheEntry, most: number): CacheEntry | null {
  if (most === 0) return null;
  let count = 0;
  let oldest: CacheEntry | null = null;
  for (let entry: CacheEntry | null = first; entry !== null; entry = entry.sibling) {
    count++;
    if (!NEEDED.has(entry.type) && (oldest === null || entry.id < oldest.id)) oldest = entry;
  }
  if (count <= most) return null;
  return newest.kind !== 'rrset' && !NEEDED.has(newest.type) ? newest : oldest;
}
