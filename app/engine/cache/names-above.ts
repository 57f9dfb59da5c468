/**
 * What a cache knows above a name. A key is a name's wire form without its closing zero: dropping a label drops 1 + its
 * length.
 */
import type { Instant } from '../network/clock.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import type { CacheEntry } from './entry.ts';
import type { EntryStore } from './entry-store.ts';

/** BIND: the topmost DNAME above a name counts, whatever is known of the name itself. */
export function dnameAbove(entries: EntryStore, { key }: Name, now: Instant): CacheEntry | null {
  let topmost: CacheEntry | null = null;
  for (let at = 0; at < key.length;) {
    at += 1 + key.charCodeAt(at);
    for (let entry = entries.first(key.slice(at)); entry !== null; entry = entry.sibling) {
      if (entry.type === TYPE.DNAME && entry.kind === 'rrset' && entry.expiresAt > now) topmost = entry;
    }
  }
  return topmost;
}

/** The NS entry of the deepest zone cut at or above a name that still counts; null where not even the root's is known. */
export function deepestCut(entries: EntryStore, name: Name, now: Instant): CacheEntry | null {
  for (let { key } = name; ; key = key.slice(1 + key.charCodeAt(0))) {
    for (let entry = entries.first(key); entry !== null; entry = entry.sibling) {
      if (isDelegation(entry, now) && isStillDelegated(entries, entry, now)) return entry;
    }
    if (key === '') return null;
  }
}

/** Whether every cut that led to this one is live. `via` always lies above, so this ends. */
function isStillDelegated(entries: EntryStore, entry: CacheEntry, now: Instant): boolean {
  for (let via = entry.from?.via; via !== undefined && !via.isRoot;) {
    let above: CacheEntry | null = entries.first(via.key);
    while (above !== null && !isDelegation(above, now)) above = above.sibling;
    if (above === null) return false;
    via = above.from?.via;
  }
  return true;
}

function isDelegation(entry: CacheEntry, now: Instant): boolean {
  return entry.type === TYPE.NS && entry.kind === 'rrset' && entry.expiresAt > now;
}
