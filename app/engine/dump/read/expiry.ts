/** Which entries of a dump end when: for a chart. */
import type { DumpIndex } from './dump-index.ts';

export interface ExpiryBar {
  /** Seconds left, from and up to but without. The last bar has no end. */
  readonly from: number;
  readonly to: number;
  readonly entries: number;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
/** TTLs are set by people: round spans, ever longer. */
const EDGES = [
  0,
  1,
  10,
  30,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
];
const LATER = [2 * DAY, 4 * DAY, 7 * DAY];

/** How many of the entries have so many seconds left. Edges rise and begin with 0. */
export function expiryBars(
  { entries }: DumpIndex,
  selected: Uint32Array,
  edges: readonly number[] = [...EDGES, ...LATER],
): readonly ExpiryBar[] {
  const counts = new Uint32Array(edges.length);
  for (const entry of selected) {
    const ttl = entries.ttl[entry] as number;
    let bar = edges.length - 1;
    while (bar > 0 && (edges[bar] as number) > ttl) bar--;
    counts[bar] = (counts[bar] as number) + 1;
  }
  return edges.map((from, i) => ({ from, to: edges[i + 1] ?? Infinity, entries: counts[i] as number }));
}
