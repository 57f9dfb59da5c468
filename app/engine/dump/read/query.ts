/** Which entries of a dump fit: over the index alone, a million in a fraction of a second. */
import { drained } from '../slices.ts';
import { FLAG } from './columns.ts';
import type { DumpIndex, DumpSection, SectionKind } from './dump-index.ts';
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
  /** Expired is also what was live in the dump, and whose time is over `now`. */
  readonly state?: 'live' | 'stale' | 'expired';
  /** Default: caches and Unbound's messages. */
  readonly parts?: readonly SectionKind[];
  /** A part of the dump alone: its place among the sections, of whatever kind. */
  readonly section?: number;
  /** Milliseconds since 1970: what is left of a TTL is looked at then. Default: the dump's own time. */
  readonly now?: number;
}

const CACHES: readonly SectionKind[] = ['cache', 'messages'];
/** Entries between two places where others may be let in. */
const SLICE = 1 << 15;

/** The places of the entries that fit, in the order of the file. */
export function selectEntries(index: DumpIndex, filter: DumpFilter = {}): Uint32Array {
  return drained(selecting(index, filter));
}

/** The same in slices: each `yield` is a place where others may be let in. */
export function* selecting(index: DumpIndex, filter: DumpFilter = {}): Generator<void, Uint32Array> {
  const found = new Uint32Array(index.entries.count);
  let count = 0;
  for (const [place, section] of index.sections.entries()) {
    if (!isWanted(index, section, place, filter)) continue;
    const fits = entryTest(index, filter, passedSeconds(section, filter.now));
    for (let entry = section.firstEntry; entry < section.endEntry; entry++) {
      if (fits(entry)) found[count++] = entry;
      if (entry % SLICE === 0) yield;
    }
  }
  return found.slice(0, count);
}

function isWanted(index: DumpIndex, section: DumpSection, place: number, filter: DumpFilter): boolean {
  if (filter.section !== undefined) return filter.section === place;
  if (filter.view !== undefined && index.viewOf(section) !== filter.view) return false;
  return (filter.parts ?? CACHES).includes(section.kind);
}

/** Seconds from when a part's TTLs count to `now`; 0 where either is not known, and before. */
export function passedSeconds({ date }: DumpSection, now: number | undefined): number {
  return now === undefined || date === null ? 0 : Math.max(0, Math.floor((now - date) / 1000));
}

function entryTest(
  { entries, names }: DumpIndex,
  filter: DumpFilter,
  passed: number,
): (entry: number) => boolean {
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
    const left = (entries.ttl[entry] as number) - passed;
    if (Math.max(0, left) < least || left > most) return false;
    if (types !== null && !types.has(type) && !types.has(entries.covered[entry] as number)) return false;
    if (trusts !== null && !trusts.has(entries.trust[entry] as number)) return false;
    if (kinds !== null && !kinds.has(kindOf(flags))) return false;
    if (filter.state !== undefined && stateOf(flags, passed > 0 && left <= 0) !== filter.state) return false;
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

function stateOf(flags: number, isOver: boolean): 'live' | 'stale' | 'expired' {
  if ((flags & FLAG.expired) !== 0 || isOver) return 'expired';
  return (flags & FLAG.stale) !== 0 ? 'stale' : 'live';
}
