/** Log lines as the window shows them, from the lab or from a file; which of them are wanted, and how many there are when. */
import type { LogRow } from '../../app/contract.ts';
import type { LogBars, LogChoice, LogFileRow } from '../../app/reader-contract.ts';

const SEVERITIES = ['debug', 'info', 'notice', 'warning', 'error', 'critical'] as const;
/** As counted in bars: what is of unknown severity stands first. */
export const SERIES = ['', ...SEVERITIES] as const;

/** A line from whichever place. */
export type ShownLine = Omit<LogFileRow, 'line'> & {
  /** From 1; null in the live log. */
  readonly line: number | null;
};

export const EVERY_LINE: LogChoice = {
  severities: null,
  categories: null,
  programs: null,
  messages: null,
  from: null,
  before: null,
  text: '',
};

export function liveLine({ id, at, host, program, category, severity, text }: LogRow): ShownLine {
  const head = { entry: id, line: null, at, time: '', host, program };
  return { ...head, category, severity, text, inferred: false, mark: null };
}

/** Whether a line of the live log is wanted. Words may stand in any of its parts. */
export function lineTest(choice: LogChoice): (line: ShownLine) => boolean {
  const words = choice.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { severities, categories, programs, from, before } = choice;
  return (line) => {
    if (severities && !severities.includes(line.severity)) return false;
    if (categories && !categories.includes(line.category)) return false;
    if (programs && !programs.includes(line.host)) return false;
    const at = line.at ?? Number.NaN;
    if ((from !== null && !(at >= from)) || (before !== null && !(at < before))) return false;
    if (words.length === 0) return true;
    const text = `${line.host} ${line.program} ${line.category} ${line.severity} ${line.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

const SECOND = 1000;
const WIDTHS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200,
  86_400,
];

/** Lines in equal stretches of time; null where there are none. */
export function barsOfLines(lines: readonly ShownLine[], most: number): LogBars | null {
  const first = lines[0]?.at ?? null;
  const last = lines.at(-1)?.at ?? null;
  if (first === null || last === null) return null;
  const least = (last - first + 1) / most / SECOND;
  const width = (WIDTHS.find((each) => each >= least) ?? Math.ceil(least / 86_400) * 86_400) * SECOND;
  const start = Math.floor(first / width) * width;
  const bars = Math.floor((last - start) / width) + 1;
  const counts = new Uint32Array(bars * SERIES.length);
  for (const { at, severity } of lines) {
    if (at === null || at < start || at > last) continue;
    const series = SERIES.findIndex((each) => each === severity);
    const place = Math.floor((at - start) / width) * SERIES.length + Math.max(0, series);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return { start, width, bars, counts };
}

/** How many there are of each word. */
export function tally(words: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
