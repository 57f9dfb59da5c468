/**
 * What the viewer of statistics shows of one file: which time, since when, which of its faces; and the counter that is
 * being explained. The file is read by the worker; here are only its answers.
 */
import type {
  CounterRow,
  CounterSeries,
  StatisticsNow,
  StatisticsPlace,
  StatisticsSection,
  StatisticsSummary,
} from '../../app/reader-contract.ts';
import type { AskReader } from '../api/reader.ts';
import { ReaderRefusal } from '../api/reader.ts';

export type StatisticsFace = 'overview' | 'counters' | 'zones' | 'course';

/** What is explained: a counter, and where it stands. */
export interface Explained {
  readonly section: StatisticsSection;
  readonly counter: CounterRow;
}

export interface StatisticsSource {
  readonly ask: AskReader;
  /** The worker’s number of the file. */
  readonly document: number;
}

export class StatisticsView {
  summary = $state.raw<StatisticsSummary | null>(null);
  now = $state.raw<StatisticsNow | null>(null);
  problem = $state<string | null>(null);
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  face = $state<StatisticsFace>('overview');
  /** The place of the shown time in the summary’s list. */
  time = $state(0);
  since = $state.raw<StatisticsPlace | null>(null);
  view = $state<string | null>(null);
  explained = $state.raw<Explained | null>(null);
  /** The counter whose course over time is shown. */
  followed = $state.raw<Explained | null>(null);
  series = $state.raw<CounterSeries | null>(null);
  readonly shown = $derived(this.summary?.times[this.time] ?? null);
  /** The worker’s number of the file. */
  document = $state(0);
  readonly #ask: AskReader;
  #stop = new AbortController();
  /** Only the newest question’s answer counts. */
  #asked = 0;

  constructor({ ask, document }: StatisticsSource) {
    this.#ask = ask;
    this.document = document;
  }

  /** Reads the file, and shows its last time: since the one before, where there is one. */
  async load(): Promise<void> {
    const summary = await this.#read();
    if (summary === null) return;
    const last = summary.times.length - 1;
    const compares = last > 0 && summary.times[last]?.restarted === false;
    if (last >= 0) await this.show(last, compares ? { document: this.document, time: last - 1 } : null);
  }

  /** Goes over to another version of the file; who looked at its last time goes on with the last. */
  async replace(document: number): Promise<void> {
    const [before, wasLast] = [this.document, this.time === (this.summary?.times.length ?? 0) - 1];
    const { since } = this;
    this.document = document;
    const summary = await this.#read();
    if (summary === null || document !== this.document) return;
    const last = summary.times.length - 1;
    const time = wasLast ? last : Math.min(this.time, last);
    const own = since?.document === before;
    // With a second time there is something to compare with.
    const first = since === null && last === 1 ? { document, time: 0 } : since;
    const kept = own && since ? { document, time: Math.min(since.time, Math.max(0, time - 1)) } : first;
    if (time >= 0) await this.show(time, kept);
  }

  async #read(): Promise<StatisticsSummary | null> {
    this.#stop = new AbortController();
    this.problem = null;
    try {
      this.summary = await this.#ask(
        'readStatistics',
        { document: this.document },
        { signal: this.#stop.signal, progress: (done, total) => (this.progress = { done, total }) },
      );
      return this.summary;
    } catch (error) {
      this.problem = sentence(error);
      return null;
    } finally {
      this.progress = null;
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  async show(time: number, since: StatisticsPlace | null): Promise<void> {
    this.time = time;
    this.since = since;
    const asked = ++this.#asked;
    try {
      const now = await this.#ask('statisticsAt', { document: this.document, time, since, zone: null });
      if (asked !== this.#asked) return;
      this.now = now;
      this.explained = again(now, this.explained);
      if (this.followed) await this.follow(this.followed);
    } catch (error) {
      this.problem = sentence(error);
    }
  }

  explain(section: StatisticsSection, counter: CounterRow): void {
    this.explained = { section, counter };
  }

  /** Shows a counter over all times of the file. */
  async follow(explained: Explained): Promise<void> {
    this.followed = explained;
    const { group, heading, view, part } = explained.section;
    const counters = [{ group, title: heading, view, part, name: explained.counter.name }];
    try {
      this.series = await this.#ask('statisticsSeries', { document: this.document, counters });
    } catch (error) {
      this.problem = sentence(error);
    }
  }

  async zones(filter: string, sort: 'name' | 'queries' | 'rate', count: number) {
    const place = { document: this.document, time: this.time, since: this.since };
    return this.#ask('statisticsZones', { ...place, filter, sort, first: 0, count });
  }
}

/** What was explained before, with what it is now. */
function again(now: StatisticsNow, explained: Explained | null): Explained | null {
  if (explained === null) return null;
  const { group, heading, view, part } = explained.section;
  const section = now.sections.find(
    (other) =>
      other.group === group && other.heading === heading && other.view === view && other.part === part,
  );
  const counter = section?.counters.find(({ name }) => name === explained.counter.name);
  return section && counter ? { section, counter } : null;
}

function sentence(error: unknown): string {
  return error instanceof ReaderRefusal || error instanceof Error ? error.message : String(error);
}
