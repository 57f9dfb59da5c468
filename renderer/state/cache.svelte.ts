import { SvelteSet } from 'svelte/reactivity';
import type { CacheRow, CacheUpdate } from '../../app/contract.ts';
import { textFilter, treeKey } from './names.ts';
import { TRUST_ORDER } from './trust.ts';

/** A row as the view holds it: never changed, replaced when something about it changes. */
export interface CacheLine {
  readonly row: CacheRow;
  /** The name, sortable from the root down. */
  readonly key: string;
  /** Counts the times this row was put: what is new or changed is marked anew. */
  readonly revision: number;
  readonly change: 'held' | 'added' | 'replaced' | 'refreshed';
  /** Wall-clock milliseconds of the last change. */
  readonly changedAt: number;
  readonly gone: 'expired' | 'flushed' | 'evicted' | null;
}

export type CacheColumn = 'name' | 'type' | 'ttl' | 'trust' | 'from' | 'age';

/** How long a row that went stays to be seen going. */
export const FAREWELL_MS = 1_200;
/** A wave of farewells larger than this one is not worth watching row by row. */
const LARGEST_FAREWELL = 500;
/** Rows keep their places under a pointer that moved within this time. */
const HOLD_MS = 4_000;

/**
 * The live cache. Updates come in frames; the order shown is kept, new rows are merged in where they belong, and
 * while the pointer is at work in the list nothing moves: new rows wait at its end, gone ones stay as shadows.
 */
export class CacheView {
  /** What is shown, filtered and in order. */
  lines = $state.raw<readonly CacheLine[]>([]);
  /** Entries that are really there, filter or no. */
  size = $state(0);
  filter = $state.raw('');
  type = $state.raw('');
  column = $state.raw<CacheColumn>('name');
  descending = $state.raw(false);
  /** Types that occur, for the filter's choice. */
  readonly types = new SvelteSet<string>();

  readonly #lines = new Map<number, CacheLine>();
  readonly #touched = new Set<number>();
  readonly #wallClock: () => number;
  #revision = 0;
  #heldUntil = 0;
  #ghosts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(wallClock: () => number = () => performance.now()) {
    this.#wallClock = wallClock;
  }

  get(id: number): CacheLine | undefined {
    return this.#lines.get(id);
  }

  /** Every line, in no order, for readers that need more than the view shows. */
  all(): IterableIterator<CacheLine> {
    return this.#lines.values();
  }

  replaceAll(rows: readonly CacheRow[]): void {
    this.#lines.clear();
    this.#touched.clear();
    this.types.clear();
    this.#ghosts = 0;
    for (const row of rows) this.#put(row, 'held');
    this.#heldUntil = 0;
    this.rearrange();
  }

  apply(updates: readonly CacheUpdate[]): void {
    const leaving = updates.length > LARGEST_FAREWELL;
    for (const update of updates) {
      if (update.change === 'put') this.#put(update.row, update.what);
      else this.#go(update.id, update.why, leaving);
    }
    this.#merge();
    if (this.#ghosts > 0) this.#sweepLater(FAREWELL_MS);
  }

  /** The pointer moved in the list: nothing moves under it for a while. */
  hold(): void {
    this.#heldUntil = this.#wallClock() + HOLD_MS;
    this.#sweepLater(HOLD_MS);
  }

  release(): void {
    if (this.#heldUntil === 0) return;
    this.#heldUntil = 0;
    this.sweep();
  }

  sortBy(column: CacheColumn): void {
    this.descending = this.column === column ? !this.descending : false;
    this.column = column;
    this.rearrange();
  }

  setFilter(filter: string, type = this.type): void {
    this.filter = filter;
    this.type = type;
    this.rearrange();
  }

  /** Removes what has been seen going, and puts everything where it belongs. */
  sweep(): void {
    const now = this.#wallClock();
    if (now < this.#heldUntil) {
      this.#sweepLater(this.#heldUntil - now);
      return;
    }
    let waiting = 0;
    for (const [id, line] of this.#lines) {
      if (line.gone === null) continue;
      if (now - line.changedAt < FAREWELL_MS) waiting += 1;
      else this.#lines.delete(id);
    }
    this.#ghosts = waiting;
    this.rearrange();
    if (waiting > 0) this.#sweepLater(FAREWELL_MS);
  }

  /** Filters and sorts from the start. */
  rearrange(): void {
    this.#touched.clear();
    const fits = this.#fits();
    this.lines = [...this.#lines.values()].filter(fits).sort(this.#compare());
    this.size = this.#lines.size - this.#ghosts;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #put(row: CacheRow, change: CacheLine['change']): void {
    if (this.#lines.get(row.id)?.gone) this.#ghosts -= 1;
    this.#lines.set(row.id, {
      row,
      key: treeKey(row.name),
      revision: ++this.#revision,
      change,
      changedAt: this.#wallClock(),
      gone: null,
    });
    this.#touched.add(row.id);
    if (!this.types.has(row.type)) this.types.add(row.type);
  }

  #go(id: number, why: 'expired' | 'flushed' | 'evicted', atOnce: boolean): void {
    const line = this.#lines.get(id);
    if (!line || line.gone) return;
    this.#touched.add(id);
    if (atOnce) {
      this.#lines.delete(id);
      return;
    }
    this.#lines.set(id, { ...line, gone: why, changedAt: this.#wallClock() });
    this.#ghosts += 1;
  }

  /** Brings the touched rows in; all others keep their order, so that this costs one pass however many there are. */
  #merge(): void {
    const fits = this.#fits();
    const held = this.#wallClock() < this.#heldUntil;
    const kept: CacheLine[] = [];
    const stays = new Set<number>();
    for (const old of this.lines) {
      if (!this.#touched.has(old.row.id)) {
        kept.push(old);
        continue;
      }
      const line = this.#lines.get(old.row.id);
      // A row that only changed keeps its place while held, and one that is going always does.
      if (line && (line.gone !== null || held)) {
        kept.push(line);
        stays.add(old.row.id);
      }
    }
    const arriving: CacheLine[] = [];
    for (const id of this.#touched) {
      const line = this.#lines.get(id);
      if (line && !stays.has(id) && fits(line)) arriving.push(line);
    }
    const compare = this.#compare();
    arriving.sort(compare);
    this.lines = held ? [...kept, ...arriving] : mergeSorted(kept, arriving, compare);
    this.size = this.#lines.size - this.#ghosts;
    this.#touched.clear();
  }

  #fits(): (line: CacheLine) => boolean {
    const text = textFilter(this.filter);
    const type = this.type;
    return ({ row }) =>
      (type === '' || row.type === type) &&
      (text === null || text(row.name, row.type, row.trust, row.from, ...row.data));
  }

  #compare(): (a: CacheLine, b: CacheLine) => number {
    const sign = this.descending ? -1 : 1;
    const by = COMPARE[this.column];
    return (a, b) => sign * by(a, b) || byName(a, b);
  }

  #sweepLater(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.sweep(), milliseconds + 20);
  }
}

function order(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byName(a: CacheLine, b: CacheLine): number {
  return order(a.key, b.key) || order(a.row.type, b.row.type) || a.row.id - b.row.id;
}

const COMPARE: Readonly<Record<CacheColumn, (a: CacheLine, b: CacheLine) => number>> = {
  name: byName,
  type: (a, b) => order(a.row.type, b.row.type),
  // By the moment it ends: as the clock runs, that order holds.
  ttl: (a, b) => a.row.expiresAt - b.row.expiresAt,
  trust: (a, b) => TRUST_ORDER.indexOf(a.row.trust) - TRUST_ORDER.indexOf(b.row.trust),
  from: (a, b) => order(a.row.from, b.row.from),
  age: (a, b) => a.row.storedAt - b.row.storedAt,
};

function mergeSorted(
  kept: readonly CacheLine[],
  arriving: readonly CacheLine[],
  compare: (a: CacheLine, b: CacheLine) => number,
): CacheLine[] {
  if (arriving.length === 0) return [...kept];
  const merged: CacheLine[] = [];
  let next = 0;
  for (const line of kept) {
    for (
      let newcomer = arriving[next];
      newcomer && compare(newcomer, line) < 0;
      newcomer = arriving[++next]
    ) {
      merged.push(newcomer);
    }
    merged.push(line);
  }
  for (; next < arriving.length; next++) {
    const newcomer = arriving[next];
    if (newcomer) merged.push(newcomer);
  }
  return merged;
}
