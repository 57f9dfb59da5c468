/** The canonical order of a dump's names (RFC 4034 §6.1), over their octets as the file spells them. */
import { isNameProblem, Name } from '../../protocol/name.ts';
import type { NameRows } from './columns.ts';
import { isSeparator } from './name-pattern.ts';

/** Comparisons between two places where others may be let in. */
const SLICE = 1 << 15;
const BACKSLASH = 92;

/**
 * For each name its place among all; names that differ in case alone share one. Runs that are in order already, as each
 * view of BIND's dump is, are merged; so a dump of one view costs one pass.
 */
export function* nameRanks(names: NameRows): Generator<void, Uint32Array> {
  const { count } = names;
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  let ends = yield* runsOf(names);
  let spare = new Uint32Array(ends.length > 1 ? count : 0);
  while (ends.length > 1) {
    const merged: number[] = [];
    for (let run = 0; run < ends.length; run += 2) {
      const [start, middle] = [ends[run - 1] ?? 0, ends[run] as number];
      const end = ends[run + 1] ?? middle;
      yield* merge(names, order, spare, { start, middle, end });
      merged.push(end);
    }
    [order, spare, ends] = [spare, order, merged];
  }
  return yield* ranksOf(names, order);
}

/** Where each run of names that are in order ends. */
function* runsOf(names: NameRows): Generator<void, number[]> {
  const ends: number[] = [];
  for (let i = 1; i < names.count; i++) {
    if (compareNames(names, i - 1, i) > 0) ends.push(i);
    if (i % SLICE === 0) yield;
  }
  ends.push(names.count);
  return ends;
}

function* merge(
  names: NameRows,
  from: Uint32Array,
  to: Uint32Array,
  { start, middle, end }: { readonly start: number; readonly middle: number; readonly end: number },
): Generator<void, void> {
  let [i, j] = [start, middle];
  for (let put = start; put < end; put++) {
    const takesFirst =
      j >= end || (i < middle && compareNames(names, from[i] as number, from[j] as number) <= 0);
    to[put] = (takesFirst ? from[i++] : from[j++]) as number;
    if (put % SLICE === 0) yield;
  }
}

function* ranksOf(names: NameRows, order: Uint32Array): Generator<void, Uint32Array> {
  const ranks = new Uint32Array(names.count);
  let rank = 0;
  for (let i = 1; i < order.length; i++) {
    const [before, name] = [order[i - 1] as number, order[i] as number];
    if (compareNames(names, before, name) !== 0) rank++;
    ranks[name] = rank;
    if (i % SLICE === 0) yield;
  }
  return ranks;
}

/** Label by label from the last to the first; a name comes before those below it. */
export function compareNames(names: NameRows, a: number, b: number): number {
  const { octets } = names;
  const [aStart, bStart] = [names.startOf(a), names.startOf(b)];
  let aEnd = withoutDot(octets, aStart, names.end[a] as number);
  let bEnd = withoutDot(octets, bStart, names.end[b] as number);
  while (aEnd > aStart && bEnd > bStart) {
    const aLabel = labelStart(octets, aStart, aEnd);
    const bLabel = labelStart(octets, bStart, bEnd);
    if (aLabel < 0 || bLabel < 0) return compareParsed(names.text(a), names.text(b));
    const found = compareLabels(octets, { from: aLabel, to: aEnd }, { from: bLabel, to: bEnd });
    if (found !== 0) return found;
    [aEnd, bEnd] = [aLabel - 1, bLabel - 1];
  }
  return Math.sign(Math.max(0, aEnd - aStart) - Math.max(0, bEnd - bStart));
}

function withoutDot(octets: Uint8Array, start: number, end: number): number {
  return end > start && isSeparator(octets, end - 1, start) ? end - 1 : end;
}

/** Where the label that ends there begins; -1: it has an escape. */
function labelStart(octets: Uint8Array, start: number, end: number): number {
  let at = end;
  for (let c = octets[at - 1] as number; at > start && c !== 46; c = octets[--at - 1] as number)
    if (c === BACKSLASH) return -1;
  return at > start + 1 && octets[at - 2] === BACKSLASH ? -1 : at;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function compareLabels(octets: Uint8Array, a: Span, b: Span): number {
  let [i, j] = [a.from, b.from];
  while (i < a.to && j < b.to) {
    const difference = lower(octets[i++] as number) - lower(octets[j++] as number);
    if (difference !== 0) return difference;
  }
  return a.to - i - (b.to - j);
}

function lower(octet: number): number {
  return octet >= 65 && octet <= 90 ? octet + 32 : octet;
}

/** With escapes: by what the names are. */
function compareParsed(a: string, b: string): number {
  const [one, other] = [Name.parse(a), Name.parse(b)];
  if (!isNameProblem(one) && !isNameProblem(other)) return one.compare(other);
  return a < b ? -1 : a > b ? 1 : 0;
}
