/**
 * What the window looks at of an open cache dump: which entries, in which order, in which form, and at which time.
 *
 * A way through it: `read` has the worker read the file through; each change of the filter asks for a new selection, and
 * drops the one that was under way; the lists bring pages of the selection when these come in sight.
 */
import type {
  DumpChoice,
  DumpOrdering,
  DumpRow,
  DumpSelection,
  DumpSummary,
  ReaderMethod,
  ReaderParams,
  ReaderResult,
} from '../../app/reader-contract.ts';
import { ReaderRefusal, type ReaderOptions } from '../api/reader.ts';
import type { OpenDocument } from './documents.svelte.ts';
import { PagedRows, rowsHere } from './paged-rows.svelte.ts';

export type DumpShows =
  'list' | 'tree' | 'expiry' | 'servers' | 'failures' | 'messages' | 'zones' | 'problems' | 'difference';
/** When it is said how much of a TTL is left: then; by this computer's clock; by the lab's. */
export type DumpTime = 'dump' | 'computer' | 'lab';

const EVERYTHING: DumpChoice = {
  name: '',
  type: '',
  trust: '',
  view: null,
  least: null,
  most: null,
  kind: null,
  state: null,
  zone: null,
  now: null,
};
/** Between two keys of who types a name. */
const PAUSE_MS = 120;

export class DumpView {
  readonly document: OpenDocument;
  summary = $state.raw<DumpSummary | null>(null);
  /** How far reading is, from 0 to 1. */
  progress = $state(0);
  problem = $state<string | null>(null);
  stopped = $state(false);
  shows = $state<DumpShows>('list');
  time = $state<DumpTime>('dump');
  choice = $state.raw<DumpChoice>(EVERYTHING);
  order = $state.raw<DumpOrdering>({ by: 'file', descending: false });
  selection = $state.raw<DumpSelection | null>(null);
  rows = $state.raw<PagedRows<DumpRow>>(rowsHere([]));
  /** A selection is under way. */
  choosing = $state(false);
  /** The place of the row that the arrows move from. */
  current = $state<number | null>(null);
  /** The name of the zone whose records are shown instead of the caches. */
  zoneName = $state('');
  readonly isFiltered = $derived(
    Object.entries(EVERYTHING).some(
      ([key, value]) => key !== 'now' && this.choice[key as keyof DumpChoice] !== value, // keys of DumpChoice
    ),
  );
  #reading: AbortController | null = null;
  #choosing: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(document: OpenDocument) {
    this.document = document;
  }

  /** The worker's number for the dump. */
  get id(): number {
    return this.document.info?.document ?? 0;
  }

  ask<M extends ReaderMethod>(
    method: M,
    params: Omit<ReaderParams<M>, 'document'>,
    options?: ReaderOptions,
  ): Promise<ReaderResult<M>> {
    // What was left out is put in.
    return this.document.ask(method, { ...params, document: this.id } as unknown as ReaderParams<M>, options);
  }

  async read(): Promise<void> {
    if (this.summary !== null || this.#reading !== null) return;
    const reading = new AbortController();
    this.#reading = reading;
    this.stopped = false;
    this.problem = null;
    this.progress = 0;
    try {
      const progress = (done: number, total: number): void =>
        void (this.progress = done / Math.max(1, total));
      this.summary = await this.ask('dump.read', {}, { signal: reading.signal, progress });
      await this.choose({});
    } catch (error) {
      if (error instanceof ReaderRefusal && error.cancelled) this.stopped = true;
      else this.problem = sentence(error);
    } finally {
      this.#reading = null;
    }
  }

  stop(): void {
    this.#reading?.abort();
  }

  /** Changes the filter. What is typed waits for the next key. */
  filter(change: Partial<DumpChoice>, isTyped = false): void {
    this.choice = { ...this.choice, ...change };
    clearTimeout(this.#timer);
    if (isTyped) this.#timer = setTimeout(() => void this.choose({}), PAUSE_MS);
    else void this.choose({});
  }

  showAll(): void {
    this.zoneName = '';
    this.filter({ ...EVERYTHING, now: this.choice.now });
  }

  /** Entries that have so many seconds left, in the list. */
  showSpan(from: number, to: number | null): void {
    this.shows = 'list';
    this.filter({ least: from, most: to === null ? null : to - 1 });
  }

  showName(name: string): void {
    this.shows = 'list';
    this.filter({ name });
  }

  showZone(zone: number, name: string): void {
    this.zoneName = name;
    this.shows = 'list';
    this.filter({ ...EVERYTHING, zone });
  }

  sortBy(by: DumpOrdering['by']): void {
    const isSame = this.order.by === by;
    // A third press: the order of the file again.
    if (isSame && this.order.descending) this.order = { by: 'file', descending: false };
    else this.order = { by, descending: isSame };
    void this.choose({});
  }

  /** `now` in milliseconds; null for the dump's own time. */
  setTime(time: DumpTime, now: number | null): void {
    this.time = time;
    this.filter({ now });
  }

  /** Asks for the entries that fit; drops the question before. */
  async choose(change: Partial<DumpChoice>): Promise<void> {
    clearTimeout(this.#timer);
    this.choice = { ...this.choice, ...change };
    this.#choosing?.abort();
    const choosing = new AbortController();
    this.#choosing = choosing;
    this.choosing = true;
    const { choice, order } = this;
    try {
      const selection = await this.ask('dump.select', { choice, order }, { signal: choosing.signal });
      this.selection = selection;
      this.current = null;
      this.rows = new PagedRows(selection.count, (first, count) =>
        this.ask('dump.rows', { selection: selection.selection, first, count }),
      );
    } catch (error) {
      if (!(error instanceof ReaderRefusal && error.cancelled)) this.problem = sentence(error);
    } finally {
      if (this.#choosing === choosing) this.choosing = false;
    }
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const VIEWS = new WeakMap<OpenDocument, DumpView>();

/** What was looked at of a document is found again when one comes back to it. */
export function dumpViewOf(document: OpenDocument): DumpView {
  const known = VIEWS.get(document);
  if (known !== undefined) return known;
  const view = new DumpView(document);
  VIEWS.set(document, view);
  return view;
}

/** Seconds that are left of a row's TTL; below 0: it is over for so long. */
export function leftOf({ ttl, written }: DumpRow, now: number | null): number {
  return now === null || written === null ? ttl : ttl - Math.max(0, Math.floor((now - written) / 1000));
}
