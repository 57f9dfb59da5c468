/** A row as a list holds it: never changed, replaced when something about it changes. */
export interface LiveLine<Row, Change extends string, Gone extends string> {
  readonly row: Row;
  /** What it is sorted by where nothing else is chosen. */
  readonly key: string;
  /** Counts the times this row was put: what is new or changed is marked anew. */
  readonly revision: number;
  readonly change: Change | 'held';
  /** Wall-clock milliseconds of the last change. */
  readonly changedAt: number;
  readonly gone: Gone | null;
}

/** How long a row that went stays to be seen going. */
export const FAREWELL_MS = 1_200;
/** A wave of farewells larger than this one is not worth watching row by row. */
export const LARGEST_FAREWELL = 500;
/** How long a row that is new or changed is marked. */
const MARKED_MS = 1_200;
/** Rows keep their places under a pointer that moved within this time. */
const HOLD_MS = 4_000;

/** The class that marks a line as new for about a second; a row that scrolls into view later is not marked again. */
export function freshMark(line: LiveLine<unknown, string, string>): string {
  const fresh = line.change !== 'held' && !line.gone && performance.now() - line.changedAt < MARKED_MS;
  if (!fresh) return '';
  return line.revision % 2 === 0 ? 'fresh-even' : 'fresh-odd';
}

/**
 * A list that lives. Updates come in frames; the order shown is kept, new rows are merged in where they belong, and
 * while the pointer is at work in the list nothing moves: new rows wait at its end, gone ones stay as shadows.
 */
export abstract class LiveList<
  Row extends { readonly id: number },
  Change extends string,
  Gone extends string,
  Column extends string,
> {
  /** What is shown, filtered and in order. */
  lines = $state.raw<readonly LiveLine<Row, Change, Gone>[]>([]);
  /** Rows that are really there, filter or no. */
  size = $state(0);
  filter = $state.raw('');
  column: Column;
  descending = $state.raw(false);

  readonly #lines = new Map<number, LiveLine<Row, Change, Gone>>();
  readonly #touched = new Set<number>();
  readonly #wallClock: () => number;
  #revision = 0;
  #heldUntil = 0;
  #ghosts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(column: Column, wallClock: () => number) {
    this.column = $state.raw(column);
    this.#wallClock = wallClock;
  }

  /** The row's own sort key. */
  protected abstract keyOf(row: Row): string;
  /** Whether the filter lets a line through. */
  protected abstract fits(): (line: LiveLine<Row, Change, Gone>) => boolean;
  /** Compares by the chosen column, ascending. */
  protected abstract compareBy(
    column: Column,
    a: LiveLine<Row, Change, Gone>,
    b: LiveLine<Row, Change, Gone>,
  ): number;

  get(id: number): LiveLine<Row, Change, Gone> | undefined {
    return this.#lines.get(id);
  }

  /** Every line, in no order, for readers that need more than the view shows. */
  all(): IterableIterator<LiveLine<Row, Change, Gone>> {
    return this.#lines.values();
  }

  replaceAll(rows: readonly Row[]): void {
    this.#lines.clear();
    this.#touched.clear();
    this.#ghosts = 0;
    for (const row of rows) this.put(row, 'held');
    this.#heldUntil = 0;
    this.rearrange();
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

  sortBy(column: Column): void {
    this.descending = this.column === column ? !this.descending : false;
    this.column = column;
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
    this.lines = [...this.#lines.values()].filter(this.fits()).sort(this.#compare());
    this.size = this.#lines.size - this.#ghosts;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** `quiet`: the row changed in a way that is not worth a mark. */
  protected put(row: Row, change: Change | 'held' | 'quiet'): void {
    const before = this.#lines.get(row.id);
    if (before?.gone) this.#ghosts -= 1;
    this.#lines.set(
      row.id,
      change === 'quiet' && before && !before.gone
        ? { ...before, row, key: this.keyOf(row) }
        : {
            row,
            key: this.keyOf(row),
            revision: ++this.#revision,
            change: change === 'quiet' ? 'held' : change,
            changedAt: this.#wallClock(),
            gone: null,
          },
    );
    this.#touched.add(row.id);
  }

  protected go(id: number, why: Gone, atOnce: boolean): void {
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
  protected merge(): void {
    const fits = this.fits();
    const held = this.#wallClock() < this.#heldUntil;
    const kept: LiveLine<Row, Change, Gone>[] = [];
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
    const arriving: LiveLine<Row, Change, Gone>[] = [];
    for (const id of this.#touched) {
      const line = this.#lines.get(id);
      if (line && !stays.has(id) && fits(line)) arriving.push(line);
    }
    const compare = this.#compare();
    arriving.sort(compare);
    this.lines = held ? [...kept, ...arriving] : mergeSorted(kept, arriving, compare);
    this.size = this.#lines.size - this.#ghosts;
    this.#touched.clear();
    if (this.#ghosts > 0) this.#sweepLater(FAREWELL_MS);
  }

  #compare(): (a: LiveLine<Row, Change, Gone>, b: LiveLine<Row, Change, Gone>) => number {
    const sign = this.descending ? -1 : 1;
    const column = this.column;
    return (a, b) => sign * this.compareBy(column, a, b) || order(a.key, b.key) || a.row.id - b.row.id;
  }

  #sweepLater(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.sweep(), milliseconds + 20);
  }
}

export function order(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mergeSorted<Line>(
  kept: readonly Line[],
  arriving: readonly Line[],
  compare: (a: Line, b: Line) => number,
): Line[] {
  if (arriving.length === 0) return [...kept];
  const merged: Line[] = [];
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
