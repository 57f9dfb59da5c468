/** Which entries of a dump end when: for a chart. */
import type { DumpIndex } from './dump-index.ts';
import { passedSeconds } from './query.ts';

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

export interface ExpiryOptions {
  /** They rise and begin with 0. */
  readonly edges?: readonly number[];
  /** Milliseconds since 1970: what is left of a TTL is looked at then. Default: the dump's own time. */
  readonly now?: number;
}

/** How many of the entries have so many seconds left. The first bar has what is over, too. */
export function expiryBars(
  index: DumpIndex,
  selected: Uint32Array,
  { edges = [...EDGES, ...LATER], now }: ExpiryOptions = {},
): readonly ExpiryBar[] {
  const counts = new Uint32Array(edges.length);
  const { entries } = index;
  const passed = new Map(index.sections.map((section) => [section, passedSeconds(section, now)]));
  let section = index.sections[0];
  for (const entry of selected) {
    if (section === undefined || entry < section.firstEntry || entry >= section.endEntry)
      section = index.sectionOf(entry);
    const ttl = (entries.ttl[entry] as number) - (passed.get(section) ?? 0);
    let bar = edges.length - 1;
    while (bar > 0 && (edges[bar] as number) > ttl) bar--;
    counts[bar] = (counts[bar] as number) + 1;
  }
  return edges.map((from, i) => ({ from, to: edges[i + 1] ?? Infinity, entries: counts[i] as number }));
}
