/**
 * What the window looks at of a log: which lines, how many of each kind, how many when.
 *
 * The live log of the lab is here whole (its newest lines); of a log file only pages are, and the worker chooses and
 * counts. Both answer the same questions, so that one pane shows them.
 */
import type { LogRow } from '../../app/contract.ts';
import type { LogBars, LogChoice, LogChosen, LogCounts, LogOverview } from '../../app/reader-contract.ts';
import { ReaderRefusal, type AskReader } from '../api/reader.ts';
import { barsOfLines, EVERY_LINE, lineTest, liveLine, tally, type ShownLine } from './log-lines.ts';
import type { OpenDocument } from './open-document.svelte.ts';
import { PagedRows } from './paged-rows.svelte.ts';

const LINES_KEPT = 10_000;
const SLACK = 2_000;
const MOST_BARS = 120;
/** Between two keys of who types. */
const PAUSE_MS = 150;

/** What the pane asks of either kind of log. */
export interface LogView {
  readonly isLive: boolean;
  readonly choice: LogChoice;
  readonly isFiltered: boolean;
  /** Of what is chosen, but for the severity, so that others can be added. */
  readonly counts: LogCounts | null;
  readonly bars: LogBars | null;
  readonly total: number;
  readonly shown: number;
  choose(change: Partial<LogChoice>, isTyped?: boolean): void;
  showAll(): void;
}

const differs = (choice: LogChoice): boolean =>
  Object.values(choice).some((value) => value !== null && value !== '');

const isTrouble = ({ severity }: ShownLine): boolean => severity === 'error' || severity === 'critical';

/** What the lab's machines log, as it comes. */
export class LiveLog implements LogView {
  readonly isLive = true;
  /** What is chosen, the oldest first. */
  lines = $state.raw<readonly ShownLine[]>([]);
  total = $state(0);
  /** Lines that tell of an error, later than the start: what is broken on purpose says so when the servers start. */
  trouble = $state(0);
  choice = $state.raw<LogChoice>(EVERY_LINE);
  /** Lines for debugging are said, but written only where they are asked for. */
  withDebug = $state(false);
  readonly isFiltered = $derived(differs(this.choice));
  readonly shown = $derived(this.lines.length);
  readonly bars = $derived(barsOfLines(this.lines, MOST_BARS));
  readonly counts = $derived.by((): LogCounts => {
    void this.total;
    const fits = lineTest({ ...this.choice, severities: null });
    const all = this.#all.filter((line) => this.#said(line) && fits(line));
    const inAny = this.#all.filter((line) => this.#said(line));
    return {
      severities: tally(all.map(({ severity }) => severity)),
      categories: tally(inAny.map(({ category }) => category)),
      programs: tally(inAny.map(({ host }) => host)),
      messages: [],
    };
  });
  #all: ShownLine[] = [];
  #start = 0;

  /** `start`: when the session began, on the lab clock. */
  replaceAll(rows: readonly LogRow[], start: number): void {
    this.#start = start;
    this.#all = rows.map(liveLine);
    this.total = this.#all.length;
    this.trouble = this.#troubleIn(this.#all);
    this.#sift();
  }

  apply(rows: readonly LogRow[]): void {
    const fits = lineTest(this.choice);
    const fresh = rows.map(liveLine);
    this.#all.push(...fresh);
    this.total += fresh.length;
    this.trouble += this.#troubleIn(fresh);
    if (this.#all.length > LINES_KEPT + SLACK) {
      this.#all = this.#all.slice(-LINES_KEPT);
      this.#sift();
      return;
    }
    const wanted = fresh.filter((line) => this.#said(line) && fits(line));
    if (wanted.length > 0) this.lines = [...this.lines, ...wanted];
  }

  choose(change: Partial<LogChoice>): void {
    this.choice = { ...this.choice, ...change };
    this.#sift();
  }

  showAll(): void {
    this.choose(EVERY_LINE);
  }

  setDebug(on: boolean): void {
    this.withDebug = on;
    this.#sift();
  }

  #troubleIn(lines: readonly ShownLine[]): number {
    return lines.filter((line) => isTrouble(line) && (line.at ?? 0) > this.#start).length;
  }

  #said({ severity }: ShownLine): boolean {
    return this.withDebug || severity !== 'debug';
  }

  #sift(): void {
    const fits = lineTest(this.choice);
    this.lines = this.#all.filter((line) => this.#said(line) && fits(line));
  }
}

/** A log that is open as a document. */
export class FileLog implements LogView {
  readonly isLive = false;
  overview = $state.raw<LogOverview | null>(null);
  /** How far reading or choosing is, from 0 to 1; null while neither goes on. */
  progress = $state<number | null>(null);
  problem = $state<string | null>(null);
  stopped = $state(false);
  choice = $state.raw<LogChoice>(EVERY_LINE);
  chosen = $state.raw<LogChosen | null>(null);
  rows = $state.raw(new PagedRows<ShownLine>(0, () => Promise.resolve([])));
  /** The place of the row that the arrows move from. */
  current = $state<number | null>(null);
  readonly isFiltered = $derived(differs(this.choice));
  readonly counts = $derived(this.chosen?.counts ?? null);
  readonly bars = $derived(this.chosen?.bars ?? null);
  readonly total = $derived(this.overview?.entries ?? 0);
  readonly shown = $derived(this.chosen?.entries ?? 0);
  readonly #document: number;
  readonly #ask: AskReader;
  #running: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ ask, info }: Pick<OpenDocument, 'ask' | 'info'>) {
    this.#ask = ask;
    this.#document = info?.document ?? 0;
  }

  async read(): Promise<void> {
    this.stopped = false;
    await this.#run(async (options) => {
      this.overview = await this.#ask('log.read', { document: this.#document }, options);
      await this.#chosen(options);
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  choose(change: Partial<LogChoice>, isTyped = false): void {
    this.choice = { ...this.choice, ...change };
    clearTimeout(this.#timer);
    const now = (): void => void this.#run((options) => this.#chosen(options));
    if (isTyped) this.#timer = setTimeout(now, PAUSE_MS);
    else now();
  }

  showAll(): void {
    this.choose(EVERY_LINE);
  }

  async #chosen(options: Parameters<AskReader>[2]): Promise<void> {
    const document = this.#document;
    const chosen = await this.#ask('log.choose', { document, choice: this.choice, bars: MOST_BARS }, options);
    this.chosen = chosen;
    this.current = null;
    const { choosing } = chosen;
    this.rows = new PagedRows<ShownLine>(chosen.entries, (first, count) =>
      this.#ask('log.rows', { document, choosing, first, count }),
    );
  }

  async #run(act: (options: Parameters<AskReader>[2]) => Promise<void>): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.problem = null;
    this.progress = 0;
    try {
      await act({
        signal: running.signal,
        progress: (done, total) => (this.progress = done / Math.max(1, total)),
      });
    } catch (error) {
      if (this.#running !== running) return;
      if (error instanceof ReaderRefusal && error.cancelled) this.stopped = this.overview === null;
      else this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.progress = null;
      }
    }
  }
}
