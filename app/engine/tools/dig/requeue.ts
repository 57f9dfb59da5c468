/**
 * Lookups that follow from others: the same once more, or the next domain of the search list.
 */
import type { Dig, Lookup, Stop } from './state.ts';

/** BIND: LOOKUP_LIMIT. */
const MOST_LOOKUPS = 64;

/** A copy of the lookup as the next one to run. */
export function requeue(dig: Dig, lookup: Lookup): Lookup | Stop {
  dig.lookupCount++;
  if (dig.lookupCount > MOST_LOOKUPS) return dig.fatal('too many lookups');
  const copy = lookup.clone();
  dig.queue.unshift(copy);
  return copy;
}

/** Whether the search list has another domain for the name. */
export function hasNextOrigin(dig: Dig, lookup: Lookup): boolean {
  if (!dig.useSearch) return false;
  const labels = lookup.text.split('.').filter((label) => label !== '').length;
  if (lookup.text.endsWith('.') || labels > dig.ndots) return false;
  if (lookup.origin === null) return lookup.needSearch;
  return lookup.origin + 1 < dig.searchList.length || !lookup.doneAsIs;
}

/** Queues the lookup with the next domain of the search list, where there is one. */
export function nextOrigin(dig: Dig, lookup: Lookup): Stop | null {
  if (!hasNextOrigin(dig, lookup)) return null;
  const next = requeue(dig, lookup);
  if ('kind' in next) return next;
  const index = lookup.origin === null ? 0 : lookup.origin + 1;
  next.origin = index < dig.searchList.length ? index : null;
  if (lookup.origin === null) next.needSearch = false;
  return null;
}
