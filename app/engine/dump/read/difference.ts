/**
 * What lies between two dumps of a server: what appeared, what is gone, what was learned anew or is believed otherwise.
 *
 * An entry is the same in both when view, owner, type and the type that a signature covers are. That its TTL has run
 * down by the time between the dumps is no change.
 */
import { FLAG } from './columns.ts';
import { entryText } from './dump-entry.ts';
import type { DumpIndex, DumpText } from './dump-index.ts';

export interface OpenDump {
  readonly index: DumpIndex;
  readonly text: DumpText;
}

/** In what an entry that both have differs. */
export type EntryChange = 'refreshed' | 'trust' | 'state' | 'data';

export type DumpChange =
  | { readonly kind: 'appeared'; readonly after: number }
  /** `overdue`: its time was over by then; else it was flushed, or made room. */
  | { readonly kind: 'gone'; readonly before: number; readonly overdue: boolean }
  | {
      readonly kind: 'changed';
      readonly before: number;
      readonly after: number;
      readonly changes: readonly EntryChange[];
    };

/** Entries between two places where others may be let in. */
const SLICE = 1 << 15;
/** A dump takes a moment, and TTLs are whole seconds. */
const SLACK = 1;

/** An entry of the later dump and that of the same in the earlier, or one that has none. */
export type DumpPair =
  | Exclude<DumpChange, { kind: 'changed' }>
  | { readonly kind: 'both'; readonly before: number; readonly after: number };

/** The changes, in the order of the later file; then what is gone, in that of the earlier. Nothing of zones. */
export function* differencesOf(before: OpenDump, after: OpenDump): Generator<DumpChange, void> {
  for (const pair of pairsOf(before.index, after.index)) {
    if (pair === null) continue;
    if (pair.kind !== 'both') yield pair;
    else {
      const changes = changesOf(before, pair.before, after, pair.after);
      if (changes.length > 0) yield { ...pair, kind: 'changed', changes };
    }
  }
}

/** Which entries are of the same, by the indexes alone. Null is a place where others may be let in. */
export function* pairsOf(before: DumpIndex, after: DumpIndex): Generator<DumpPair | null, void> {
  const table = new EntryTable(before);
  for (const _ of table.fill()) yield null;
  const kept = new Uint8Array(before.entries.count);
  for (const entry of cacheEntries(after)) {
    const old = table.find(after, entry);
    if (old >= 0) kept[old] = 1;
    yield old < 0 ? { kind: 'appeared', after: entry } : { kind: 'both', before: old, after: entry };
  }
  const later = lastDate(after);
  for (const old of cacheEntries(before)) {
    if (kept[old] === 1) continue;
    const { date } = before.sectionOf(old);
    const passed = later === null || date === null ? 0 : (later - date) / 1000;
    yield { kind: 'gone', before: old, overdue: (before.entries.ttl[old] as number) <= passed };
  }
}

function lastDate(index: DumpIndex): number | null {
  return index.sections.reduce<number | null>(
    (last, { date }) => (date === null ? last : Math.max(last ?? 0, date)),
    null,
  );
}

function* cacheEntries(index: DumpIndex): Generator<number, void> {
  for (const section of index.sections) {
    if (section.kind !== 'cache' && section.kind !== 'messages') continue;
    for (let entry = section.firstEntry; entry < section.endEntry; entry++) yield entry;
  }
}

const STATE = FLAG.stale | FLAG.expired;
const DENIAL = FLAG.negative | FLAG.nxdomain;

/** In what two entries of the same differ; looks at their text. */
export function changesOf(before: OpenDump, old: number, after: OpenDump, entry: number): EntryChange[] {
  const [was, is] = [before.index.entries, after.index.entries];
  const changes: EntryChange[] = [];
  const [oldFlags, flags] = [was.flags[old] as number, is.flags[entry] as number];
  const [from, to] = [before.index.sectionOf(old).date, after.index.sectionOf(entry).date];
  const passed = from === null || to === null ? 0 : (to - from) / 1000;
  const expected = Math.max(0, (was.ttl[old] as number) - passed);
  if ((oldFlags & STATE) !== (flags & STATE)) changes.push('state');
  else if (Math.abs((is.ttl[entry] as number) - expected) > SLACK) changes.push('refreshed');
  if (was.trust[old] !== is.trust[entry]) changes.push('trust');
  if ((oldFlags & DENIAL) !== (flags & DENIAL) || !hasSameData(before, old, after, entry))
    changes.push('data');
  return changes;
}

function hasSameData(before: OpenDump, old: number, after: OpenDump, entry: number): boolean {
  if (before.index.entries.records[old] !== after.index.entries.records[entry]) return false;
  const one = dataLines(entryText(before.index, before.text, old));
  const other = dataLines(entryText(after.index, after.text, entry));
  // BIND: the order of an RRset's records means nothing.
  return one === other || sorted(one) === sorted(other);
}

/** The lines without trust and marks, owner, TTL and class. A negative entry's proof says when it ends, no more. */
function dataLines(text: string): string {
  return text.replace(/^;.*\n?/gm, '').replace(/^(?:\S+[ \t]+|[ \t]{1,4})\d+[ \t]+(?:IN |IN\t)?/gm, '\0');
}

function sorted(lines: string): string {
  return lines.split('\0').sort().join('\0');
}

/** The entries of a dump by what they are of: places in a table of numbers, since there may be millions. */
class EntryTable {
  readonly #index: DumpIndex;
  /** Place of the entry plus one; 0: free. */
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor(index: DumpIndex) {
    this.#index = index;
    this.#mask = 2 ** Math.ceil(Math.log2(Math.max(16, index.entries.count * 2))) - 1;
    this.#slots = new Uint32Array(this.#mask + 1);
  }

  *fill(): Generator<void, void> {
    let count = 0;
    for (const entry of cacheEntries(this.#index)) {
      let slot = hashOf(this.#index, entry) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = entry + 1;
      if (++count % SLICE === 0) yield;
    }
  }

  /** The first entry that is of the same; -1: none. */
  find(other: DumpIndex, entry: number): number {
    for (let slot = hashOf(other, entry) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const found = (this.#slots[slot] as number) - 1;
      if (found < 0 || isOfSame(this.#index, found, other, entry)) return found;
    }
  }
}

function hashOf({ entries, names }: DumpIndex, entry: number): number {
  const owner = entries.owner[entry] as number;
  const end = names.end[owner] as number;
  let hash =
    Math.imul((entries.type[entry] as number) + 0x811c9dc5, 0x01000193) ^ (entries.covered[entry] as number);
  for (let i = names.startOf(owner); i < end; i++)
    hash = Math.imul(hash ^ lower(names.octets[i] as number), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function isOfSame(a: DumpIndex, i: number, b: DumpIndex, j: number): boolean {
  if (a.entries.type[i] !== b.entries.type[j] || a.entries.covered[i] !== b.entries.covered[j]) return false;
  const [one, other] = [a.entries.owner[i] as number, b.entries.owner[j] as number];
  let [at, place] = [a.names.startOf(one), b.names.startOf(other)];
  const [end, to] = [a.names.end[one] as number, b.names.end[other] as number];
  if (end - at !== to - place) return false;
  while (at < end) {
    if (lower(a.names.octets[at++] as number) !== lower(b.names.octets[place++] as number)) return false;
  }
  // With -expired an expired set may stand beside a live one of the same type.
  const expired = ((a.entries.flags[i] as number) ^ (b.entries.flags[j] as number)) & FLAG.expired;
  if (expired !== 0) return false;
  const [section, otherSection] = [a.sectionOf(i), b.sectionOf(j)];
  return section.kind === otherSection.kind && a.viewOf(section) === b.viewOf(otherSection);
}

function lower(octet: number): number {
  return octet >= 65 && octet <= 90 ? octet + 32 : octet;
}
