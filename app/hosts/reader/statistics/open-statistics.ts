/**
 * Files of statistics that are open: each is read once, whole, and answers from memory.
 *
 * A way through it: the viewer asks `readStatistics` and hears which times there are; then `statisticsAt` gives the
 * counters of one time, beside those of an earlier one, of this file or of another.
 */
import { spanOf, sectionKey, sectionsByKey } from '../../../engine/statistics/difference.ts';
import { explain, groupOf, GROUPS } from '../../../engine/statistics/groups.ts';
import { StatisticsReader } from '../../../engine/statistics/read/read.ts';
import type {
  GroupId,
  Section,
  Statistics,
  StatisticsReading,
} from '../../../engine/statistics/statistics.ts';
import type {
  CounterRow,
  CounterSeries,
  ReaderParams,
  ReaderResult,
  StatisticsPlace,
  StatisticsSection,
  StatisticsSummary,
} from '../../../reader-contract.ts';
import { ReaderError } from '../reader-error.ts';
import type { OpenDocument, Work } from '../reader.ts';
import { zoneRows } from './zone-rows.ts';

const PIECE = 1 << 20;

export class OpenStatistics {
  readonly #readings = new Map<number, StatisticsReading>();

  close(document: number): void {
    this.#readings.delete(document);
  }

  async read(document: OpenDocument, work: Work): Promise<StatisticsSummary> {
    const known = this.#readings.get(document.info.document);
    const reading = known ?? (await readBlob(document.content, work));
    this.#readings.set(document.info.document, reading);
    return summaryOf(reading);
  }

  at({ document, time, since, zone }: ReaderParams<'statisticsAt'>): ReaderResult<'statisticsAt'> {
    const later = this.#time({ document, time });
    const earlier = since && this.#time(since);
    const before = earlier && sectionsByKey(earlier);
    const wanted = later.sections.filter((section) =>
      zone === null ? section.zone === null : section.zone === zone.name && section.view === zone.view,
    );
    const sections = wanted.map((section) =>
      rowsOf(section, before?.get(sectionKey(section)) ?? null, before !== null),
    );
    return { span: earlier && spanOf(earlier, later), sections };
  }

  zones({
    document,
    time,
    since,
    filter,
    first,
    count,
    sort,
  }: ReaderParams<'statisticsZones'>): ReaderResult<'statisticsZones'> {
    const zones = zoneRows(this.#time({ document, time }), since && this.#time(since), filter, sort);
    return { total: zones.length, zones: zones.slice(first, first + count) };
  }

  series({ document, counters }: ReaderParams<'statisticsSeries'>): CounterSeries {
    const { times } = this.#reading(document);
    const values = counters.map(({ group, title, view, part, name }) => {
      const key = sectionKey({
        group: group as GroupId,
        title,
        view,
        part,
        zone: null,
        cache: null,
        counters: new Map(),
      });
      // In named.stats, what is 0 is left out; a section that is not there at all was not counted.
      return times.map(({ sections }) => {
        const section = sections.find((other) => sectionKey(other) === key);
        return section ? (section.counters.get(name) ?? 0) : sections.length > 0 ? 0 : null;
      });
    });
    const restarted = times.map((time, i) => {
      const before = times[i - 1];
      return before !== undefined && spanOf(before, time).restarted;
    });
    return { at: times.map(({ at }) => at), restarted, values };
  }

  #reading(document: number): StatisticsReading {
    const reading = this.#readings.get(document);
    if (!reading) throw new ReaderError('unknown-document', 'The file is not open any more. Open it again.');
    return reading;
  }

  #time({ document, time }: StatisticsPlace): Statistics {
    const found = this.#reading(document).times[time];
    if (!found)
      throw new ReaderError('unknown-document', 'The file has no such time any more. Open it again.');
    return found;
  }
}

async function readBlob(content: Blob, work: Work): Promise<StatisticsReading> {
  const reader = new StatisticsReader();
  const decoder = new TextDecoder();
  for (let at = 0; at < content.size; at += PIECE) {
    const octets = await content.slice(at, at + PIECE).arrayBuffer();
    if (work.signal.aborted) throw new ReaderError('cancelled', 'Stopped.');
    reader.push(decoder.decode(octets, { stream: true }));
    work.progress(Math.min(content.size, at + PIECE), content.size);
  }
  reader.push(decoder.decode());
  return reader.end();
}

function summaryOf({ format, times, problems, problemsTotal }: StatisticsReading): StatisticsSummary {
  return {
    format,
    times: times.map(({ at, bootAt, configuredAt, version, line, zones, sections }, i) => {
      const before = times[i - 1];
      return {
        at,
        bootAt,
        configuredAt,
        version,
        line,
        restarted: before !== undefined && spanOf(before, times[i] as Statistics).restarted, // of this very list
        hasZones: zones.length > 0 || sections.some(({ zone }) => zone !== null),
      };
    }),
    groups: GROUPS.map(({ id, title, help, manual }) => ({ id, title, help, manual })),
    problems,
    problemsTotal,
  };
}

function rowsOf(section: Section, before: Section | null, compared: boolean): StatisticsSection {
  const { group, title, view, cache, part, counters } = section;
  const names = new Set([...counters.keys(), ...(before?.counters.keys() ?? [])]);
  const row = (name: string): CounterRow => {
    const { words, unit, kind, help } = explain(group, name) ?? {
      words: name,
      unit: null,
      kind: null,
      help: null,
    };
    const earlier = compared ? (before?.counters.get(name) ?? 0) : null;
    return { name, words, value: counters.get(name) ?? 0, before: earlier, unit, kind, help };
  };
  return {
    group,
    title: title || groupOf(group).title,
    heading: title,
    view,
    cache,
    part,
    counters: [...names].map(row),
  };
}
