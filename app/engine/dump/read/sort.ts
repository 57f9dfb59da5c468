/** The entries of a dump in another order: numbers by their digits, names by one ranking of all names. */
import { drained } from '../slices.ts';
import type { DumpIndex } from './dump-index.ts';
import { nameRanks } from './name-ranks.ts';
import { passedSeconds } from './query.ts';

export type DumpOrder = 'file' | 'name' | 'type' | 'trust' | 'ttl';

export interface SortOptions {
  readonly descending?: boolean;
  /** Milliseconds since 1970: what is left of a TTL is looked at then. Default: the dump's own time. */
  readonly now?: number;
}

/** The entries in another order. What is equal keeps its order. Gives a new array. */
export function sortEntries(
  index: DumpIndex,
  selected: Uint32Array,
  by: DumpOrder,
  descending = false,
): Uint32Array {
  return drained(sorting(index, selected, by, { descending }));
}

/** The same in slices: each `yield` is a place where others may be let in. */
export function* sorting(
  index: DumpIndex,
  selected: Uint32Array,
  by: DumpOrder,
  { descending = false, now }: SortOptions = {},
): Generator<void, Uint32Array> {
  const keys = yield* keysOf(index, selected, by, now);
  yield;
  // What is equal keeps its order both ways.
  if (descending) for (let i = 0; i < keys.length; i++) keys[i] = ~(keys[i] as number);
  return yield* byKeys(selected, keys);
}

function* keysOf(
  index: DumpIndex,
  selected: Uint32Array,
  by: DumpOrder,
  now: number | undefined,
): Generator<void, Uint32Array> {
  const { entries } = index;
  switch (by) {
    case 'file':
      return selected.slice();
    case 'type':
      return selected.map((entry) => entries.type[entry] as number);
    case 'trust':
      return selected.map((entry) => entries.trust[entry] as number);
    case 'ttl':
      return endsOf(index, selected, now);
    case 'name': {
      const ranks = (index.nameRanks ??= yield* nameRanks(index.names));
      return selected.map((entry) => ranks[entries.owner[entry] as number] as number);
    }
  }
}

/** Seconds until an entry ends; where parts of the dump are of different times, from the earliest of these. */
function endsOf(index: DumpIndex, selected: Uint32Array, now: number | undefined): Uint32Array {
  const { entries, sections } = index;
  const passed = sections.map((section) => passedSeconds(section, now));
  const most = Math.max(0, ...passed);
  let section = 0;
  return selected.map((entry) => {
    if (entry < (sections[section]?.firstEntry ?? 0)) section = 0;
    while (entry >= (sections[section]?.endEntry ?? Infinity)) section++;
    return Math.min(0xffff_ffff, (entries.ttl[entry] as number) + most - (passed[section] ?? 0));
  });
}

const DIGIT = 0x1_0000;

/** Sorts by 16 bits, then by the other 16: as quick for a million as a few passes over them. */
function* byKeys(selected: Uint32Array, keys: Uint32Array): Generator<void, Uint32Array> {
  let [from, fromKeys]: [Uint32Array, Uint32Array] = [selected.slice(), keys];
  let [to, toKeys]: [Uint32Array, Uint32Array] = [
    new Uint32Array(selected.length),
    new Uint32Array(selected.length),
  ];
  for (const shift of [0, 16]) {
    const places = new Uint32Array(DIGIT + 1);
    for (const key of fromKeys) (places[((key >>> shift) & 0xffff) + 1] as number)++;
    // All alike: nothing to do.
    if (places.includes(selected.length)) continue;
    for (let i = 1; i <= DIGIT; i++) places[i] = (places[i] as number) + (places[i - 1] as number);
    yield;
    for (let i = 0; i < from.length; i++) {
      const key = fromKeys[i] as number;
      const place = (places[(key >>> shift) & 0xffff] as number)++;
      to[place] = from[i] as number;
      toKeys[place] = key;
    }
    [from, to, fromKeys, toKeys] = [to, from, toKeys, fromKeys];
    yield;
  }
  return from;
}
