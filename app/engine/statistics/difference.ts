/** Two times beside each other: what was counted between them, and how fast. */
import { explain } from './groups.ts';
import type { Section, Statistics } from './statistics.ts';

/** How two times stand to each other. */
export interface Span {
  /** Null where one of the times is not known, or the later is not later. */
  readonly seconds: number | null;
  /**
   * The server was started anew between them: by its own word, or as counters that only grow are smaller. What was
   * counted before is gone, so that a difference would say nothing.
   */
  readonly restarted: boolean;
}

export function spanOf(earlier: Statistics, later: Statistics): Span {
  const milliseconds = earlier.at === null || later.at === null ? 0 : later.at - earlier.at;
  return { seconds: milliseconds > 0 ? milliseconds / 1000 : null, restarted: wasRestarted(earlier, later) };
}

/** Named by all that tells sections apart, so that the same one is found at another time. */
export function sectionKey({ group, title, view, zone, part }: Section): string {
  return [group, title, view ?? '\u0001', zone ?? '\u0001', part ?? '\u0001'].join('\u0000');
}

export function sectionsByKey({ sections }: Statistics): ReadonlyMap<string, Section> {
  return new Map(sections.map((section) => [sectionKey(section), section]));
}

function wasRestarted(earlier: Statistics, later: Statistics): boolean {
  if (earlier.bootAt !== null && later.bootAt !== null && earlier.bootAt !== later.bootAt) return true;
  const before = sectionsByKey(earlier);
  // Of zones it proves nothing: a zone that was loaded anew begins at 0. Nor of a cache that was flushed.
  return later.sections.some((section) => {
    if (section.zone !== null || section.group === 'cachestats' || section.group === 'other') return false;
    const was = before.get(sectionKey(section))?.counters;
    return was !== undefined && [...was].some(([name, value]) => fell(section, name, value));
  });
}

function fell({ group, counters }: Section, name: string, before: number): boolean {
  return before > (counters.get(name) ?? 0) && explain(group, name)?.kind === 'count';
}
