import {
  MOST_PROBLEMS,
  type GroupId,
  type Section,
  type Statistics,
  type StatisticsProblem,
  type ZoneFacts,
} from '../statistics.ts';

/** Where counters belong. What is left out is the whole server’s. */
export interface SectionPlace {
  readonly group: GroupId;
  readonly title?: string;
  readonly view?: string;
  readonly cache?: string;
  readonly zone?: string;
  readonly part?: string;
}

/** One time of a file, as it is being read. */
export class StatisticsBuilder {
  at: number | null = null;
  bootAt: number | null = null;
  configuredAt: number | null = null;
  version: string | null = null;
  readonly line: number;
  readonly zones: ZoneFacts[] = [];
  readonly #sections = new Map<string, Section & { readonly counters: Map<string, number> }>();

  constructor(line: number) {
    this.line = line;
  }

  get isEmpty(): boolean {
    return this.#sections.size === 0 && this.zones.length === 0;
  }

  /** Makes the section where there is none yet; the same place again goes on with it. */
  section({ group, title = '', view, cache, zone, part }: SectionPlace): Map<string, number> {
    // No name that a file can hold has this character: it is no text.
    const key = [group, title, view, zone, part].map((word) => word ?? '\u0001').join('\u0000');
    const known = this.#sections.get(key);
    if (known) return known.counters;
    const counters = new Map<string, number>();
    const place = { view: view ?? null, cache: cache ?? null, zone: zone ?? null, part: part ?? null };
    this.#sections.set(key, { group, title, ...place, counters });
    return counters;
  }

  built(): Statistics {
    const { at, bootAt, configuredAt, version, line, zones } = this;
    return { at, bootAt, configuredAt, version, line, zones, sections: [...this.#sections.values()] };
  }
}

/** What was not understood: the first thousand of it, and how many there are in all. */
export class Problems {
  readonly kept: StatisticsProblem[] = [];
  total = 0;

  /** A message that takes work is made only where it is kept. */
  add(line: number, column: number, message: string | (() => string)): void {
    this.total++;
    if (this.kept.length >= MOST_PROBLEMS) return;
    this.kept.push({ line, column, message: typeof message === 'string' ? message : message() });
  }
}

/** A part of the file as it may be shown in a message: short, on one line. */
export function shown(text: string): string {
  const line = text.slice(0, 60).replace(/[^\x20-\x7e\u00a0-\uffff]/g, '·');
  return text.length > 60 ? `“${line}…”` : `“${line}”`;
}

/** BIND: counters have 64 bits; above 2^53 the last digits are lost. Null for what is no number. */
export function counterValue(text: string): number | null {
  return /^-?\d{1,20}$/.test(text) ? Number(text) : null;
}

/** @example instantOf('2026-11-21T19:29:22.671Z') === 1795289362671 */
export function instantOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** BIND: the view without a name is `default` in named.stats and `_default` in the channels. */
export function viewText(name: string): string {
  return name === '_default' ? 'default' : name;
}
