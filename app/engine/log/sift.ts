/** Which entries of a log are wanted: by what the index knows of them, and by words in their text. */
import { CATEGORIES } from './categories.ts';
import type { LogIndex } from './log-index.ts';
import { SEVERITIES } from './messages/message.ts';

interface LogFilter {
  /** These and no others; null: all. `''` stands for entries of which it is not known. */
  readonly severities: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly programs: readonly string[] | null;
  /** Places in `MESSAGES`; -1: unknown ones. */
  readonly messages: readonly number[] | null;
  /** Milliseconds since 1970: from, and before. */
  readonly from: number | null;
  readonly before: number | null;
  /** Words that all occur, in any case. */
  readonly text: string;
}

/** A test of an entry by the index alone. */
export function indexTest(index: LogIndex, filter: LogFilter): (entry: number) => boolean {
  const severities = places(filter.severities, ['', ...SEVERITIES]);
  const categories = places(filter.categories, CATEGORIES);
  const senders = places(filter.programs, index.programs);
  const messages = filter.messages && new Set(filter.messages.map((message) => message + 1));
  const { from, before } = filter;
  return (entry) => {
    if (severities && !severities.has(index.severities.at(entry))) return false;
    if (categories && !categories.has(index.categories.at(entry))) return false;
    if (senders && !senders.has(index.senders.at(entry))) return false;
    if (messages && !messages.has(index.messages.at(entry))) return false;
    // An entry without a time is in no stretch of time.
    if (from !== null && !(index.times.at(entry) >= from)) return false;
    return before === null || index.times.at(entry) < before;
  };
}

function places(words: readonly string[] | null, all: readonly string[]): ReadonlySet<number> | null {
  return words && new Set(words.map((word) => all.indexOf(word)));
}

/** The words of a filter as they are looked for in text with ASCII's capitals made small; null: none. */
export function textTest(text: string): ((lower: string) => boolean) | null {
  const words = text
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(asOctets);
  if (words.length === 0) return null;
  return (lower) => words.every((word) => lower.includes(word));
}

/** A character an octet, as the file's text is looked at. */
function asOctets(word: string): string {
  return new TextDecoder('latin1').decode(new TextEncoder().encode(word));
}

/** How many entries of `chosen` (all where null) there are of each kind. */
interface LogCounts {
  readonly severities: Readonly<Record<string, number>>;
  readonly categories: Readonly<Record<string, number>>;
  readonly programs: Readonly<Record<string, number>>;
  /** The most frequent messages, the most frequent first; -1: unknown ones. */
  readonly messages: readonly { readonly message: number; readonly count: number }[];
}

const MOST_MESSAGES = 40;

export function countsOf(index: LogIndex, chosen: Uint32Array | null): LogCounts {
  const severities = new Uint32Array(SEVERITIES.length + 1);
  const categories = new Uint32Array(CATEGORIES.length);
  const senders = new Uint32Array(index.programs.length);
  const messages = new Map<number, number>();
  const length = chosen?.length ?? index.length;
  for (let i = 0; i < length; i++) {
    const entry = chosen ? (chosen[i] ?? 0) : i;
    count(severities, index.severities.at(entry));
    count(categories, index.categories.at(entry));
    count(senders, index.senders.at(entry));
    const message = index.messages.at(entry) - 1;
    messages.set(message, (messages.get(message) ?? 0) + 1);
  }
  return {
    severities: named(severities, ['', ...SEVERITIES]),
    categories: named(categories, CATEGORIES),
    programs: named(senders, index.programs),
    messages: [...messages]
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST_MESSAGES)
      .map(([message, times]) => ({ message, count: times })),
  };
}

function count(counts: Uint32Array, place: number): void {
  counts[place] = (counts[place] ?? 0) + 1;
}

function named(counts: Uint32Array, names: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [place, name] of names.entries()) {
    const times = counts[place] ?? 0;
    if (times > 0) found[name] = times;
  }
  return found;
}

/** Entries in each of equal stretches of time, by severity. */
interface LogBars {
  /** Milliseconds since 1970, and of a bar. */
  readonly start: number;
  readonly width: number;
  /** `bars` × (`SEVERITIES.length` + 1) counts; in each bar first those of unknown severity, then the finest first. */
  readonly counts: Uint32Array;
  readonly bars: number;
}

/** Null where no entry has a time. */
export function barsOf(index: LogIndex, chosen: Uint32Array | null, most: number): LogBars | null {
  const length = chosen?.length ?? index.length;
  let first = Infinity;
  let last = -Infinity;
  for (let i = 0; i < length; i++) {
    const at = index.times.at(chosen ? (chosen[i] ?? 0) : i);
    if (at < first) first = at;
    if (at > last) last = at;
  }
  if (first > last) return null;
  const width = niceWidth((last - first + 1) / most);
  const start = Math.floor(first / width) * width;
  const bars = Math.floor((last - start) / width) + 1;
  const series = SEVERITIES.length + 1;
  const counts = new Uint32Array(bars * series);
  for (let i = 0; i < length; i++) {
    const entry = chosen ? (chosen[i] ?? 0) : i;
    const at = index.times.at(entry);
    if (at >= start) count(counts, Math.floor((at - start) / width) * series + index.severities.at(entry));
  }
  return { start, width, counts, bars };
}

const SECOND = 1000;
const WIDTHS = [
  ...[100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200].map((seconds) => seconds * SECOND),
  ...[4, 6, 12, 24, 48, 168].map((hours) => hours * 3600 * SECOND),
];

/** The next larger width that a person can read off. */
function niceWidth(least: number): number {
  const weeks = 168 * 3600 * SECOND;
  return WIDTHS.find((width) => width >= least) ?? Math.ceil(least / weeks) * weeks;
}

/** What happened to the clock between an entry and the one before it in the file. */
type TimeMark =
  | { readonly kind: 'gap'; readonly milliseconds: number }
  | { readonly kind: 'back'; readonly milliseconds: number };

/** Threads write a little out of turn: that is no clock that was set back. */
const BACK = 2 * SECOND;
const GAP = 600 * SECOND;
/** A silence this many times longer than usual is worth a mark. */
const UNUSUAL = 50;

export function timeMark(index: LogIndex, entry: number): TimeMark | null {
  const passed = index.times.at(entry) - index.times.at(entry - 1);
  if (passed < -BACK) return { kind: 'back', milliseconds: -passed };
  const span = index.times.at(index.length - 1) - index.times.at(0);
  const usual = span / Math.max(1, index.length - 1);
  return passed > GAP && passed > UNUSUAL * usual ? { kind: 'gap', milliseconds: passed } : null;
}
