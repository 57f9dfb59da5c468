/** Which entries of a dump fit, and in what order: over the index alone, a million in a fraction of a second. */
import { Name, isNameProblem } from '../../protocol/name.ts';
import { FLAG } from './columns.ts';
import type { DumpIndex, SectionKind } from './dump-index.ts';
import { nameMatcher } from './name-pattern.ts';

/** What is absent is not asked. */
export interface DumpFilter {
  /** A name: it and all below it; with `*` or `?`, a pattern of whole names. Without regard to case. */
  readonly name?: string;
  /** Type numbers; for an RRSIG also the type that it covers. */
  readonly types?: readonly number[];
  /** As `trustOf` gives them. */
  readonly trusts?: readonly number[];
  readonly view?: string;
  /** Seconds, both included. */
  readonly ttl?: { readonly least: number; readonly most: number };
  readonly kinds?: readonly ('rrset' | 'nodata' | 'nxdomain')[];
  readonly state?: 'live' | 'stale' | 'expired';
  /** Default: caches and Unbound's messages. */
  readonly parts?: readonly SectionKind[];
}

const CACHES: readonly SectionKind[] = ['cache', 'messages'];

/** The places of the entries that fit, in the order of the file. */
export function selectEntries(index: DumpIndex, filter: DumpFilter = {}): Uint32Array {
  const found = new Uint32Array(index.entries.count);
  const fits = entryTest(index, filter);
  let count = 0;
  for (const section of index.sections) {
    if (!(filter.parts ?? CACHES).includes(section.kind)) continue;
    if (filter.view !== undefined && index.viewOf(section) !== filter.view) continue;
    for (let entry = section.firstEntry; entry < section.endEntry; entry++)
      if (fits(entry)) found[count++] = entry;
  }
  return found.slice(0, count);
}

function entryTest({ entries, names }: DumpIndex, filter: DumpFilter): (entry: number) => boolean {
  const types = filter.types === undefined ? null : new Set(filter.types);
  const trusts = filter.trusts === undefined ? null : new Set(filter.trusts);
  const kinds = filter.kinds === undefined ? null : new Set(filter.kinds);
  const { least, most } = filter.ttl ?? { least: 0, most: Infinity };
  const matches = filter.name === undefined ? null : nameMatcher(filter.name);
  let lastOwner = -1;
  let lastMatches = false;
  return (entry) => {
    const type = entries.type[entry] as number;
    const flags = entries.flags[entry] as number;
    const ttl = entries.ttl[entry] as number;
    if (ttl < least || ttl > most) return false;
    if (types !== null && !types.has(type) && !types.has(entries.covered[entry] as number)) return false;
    if (trusts !== null && !trusts.has(entries.trust[entry] as number)) return false;
    if (kinds !== null && !kinds.has(kindOf(flags))) return false;
    if (filter.state !== undefined && stateOf(flags) !== filter.state) return false;
    if (matches === null) return true;
    const owner = entries.owner[entry] as number;
    if (owner !== lastOwner) {
      lastOwner = owner;
      lastMatches = matches(names.octets, names.startOf(owner), names.end[owner] as number);
    }
    return lastMatches;
  };
}

function kindOf(flags: number): 'rrset' | 'nodata' | 'nxdomain' {
  if ((flags & FLAG.negative) === 0) return 'rrset';
  return (flags & FLAG.nxdomain) === 0 ? 'nodata' : 'nxdomain';
}

function stateOf(flags: number): 'live' | 'stale' | 'expired' {
  return (flags & FLAG.stale) !== 0 ? 'stale' : (flags & FLAG.expired) !== 0 ? 'expired' : 'live';
}

export type DumpOrder = 'file' | 'name' | 'type' | 'trust' | 'ttl';

/** The entries in another order. What is equal keeps its order. Gives a new array. */
export function sortEntries(
  index: DumpIndex,
  selected: Uint32Array,
  by: DumpOrder,
  descending = false,
): Uint32Array {
  const keys = keysOf(index, selected, by);
  const sign = descending ? -1 : 1;
  const places = Uint32Array.from(selected, (_, place) => place);
  places.sort((a, b) => sign * ((keys[a] as number) - (keys[b] as number)) || a - b);
  return places.map((place) => selected[place] as number);
}

function keysOf(index: DumpIndex, selected: Uint32Array, by: DumpOrder): ArrayLike<number> {
  const { entries } = index;
  switch (by) {
    case 'file':
      return selected;
    case 'type':
      return selected.map((entry) => entries.type[entry] as number);
    case 'trust':
      return selected.map((entry) => entries.trust[entry] as number);
    case 'ttl':
      return selected.map((entry) => entries.ttl[entry] as number);
    case 'name':
      return nameRanks(index, selected);
  }
}

/** For each entry its owner's place among all owners in the canonical order (RFC 4034 §6.1). */
function nameRanks({ entries, names }: DumpIndex, selected: Uint32Array): Uint32Array {
  const keys: string[] = [];
  let isSorted = true;
  let lastOwner = -1;
  for (const [place, entry] of selected.entries()) {
    const owner = entries.owner[entry] as number;
    const key = owner === lastOwner ? (keys[place - 1] as string) : orderKey(names.text(owner));
    if (place > 0 && key < (keys[place - 1] as string)) isSorted = false;
    lastOwner = owner;
    keys.push(key);
  }
  const ordered = isSorted
    ? keys.map((_, i) => i)
    : keys.map((_, i) => i).sort((a, b) => compare(keys, a, b));
  const ranks = new Uint32Array(keys.length);
  let rank = 0;
  for (const [i, place] of ordered.entries()) {
    if (i > 0 && keys[place] !== keys[ordered[i - 1] as number]) rank++;
    ranks[place] = rank;
  }
  return ranks;
}

function compare(keys: readonly string[], a: number, b: number): number {
  const [one, other] = [keys[a] as string, keys[b] as string];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Labels from the last to the first with a zero between, which comes before all that is in a name. */
function orderKey(owner: string): string {
  if (!owner.includes('\\')) return owner.toLowerCase().split('.').reverse().join('\0').slice(1);
  const name = Name.parse(owner);
  if (isNameProblem(name)) return owner;
  const labels: string[] = [];
  const { key } = name;
  for (let at = 0; at < key.length; at += key.charCodeAt(at) + 1)
    labels.push(key.slice(at + 1, at + 1 + key.charCodeAt(at)));
  return labels.reverse().join('\0');
}
