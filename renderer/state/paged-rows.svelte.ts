/** A long list of which only pages are here: those that were looked at last. */

const PAGE = 128;
const MOST_PAGES = 48;

export class PagedRows<Row> {
  /** How many rows there are in all. */
  readonly total: number;
  readonly #fetch: (first: number, count: number) => Promise<readonly Row[]>;
  #pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map());
  readonly #asked = new Set<number>();

  constructor(total: number, fetch: (first: number, count: number) => Promise<readonly Row[]>) {
    this.total = total;
    this.#fetch = fetch;
  }

  /** The row at a place; undefined while it is not here. */
  at(place: number): Row | undefined {
    return this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE];
  }

  /** Has the rows from `first` up to `end` brought, and their neighbours. */
  want(first: number, end: number): void {
    const last = Math.floor((Math.min(this.total, end + PAGE / 2) - 1) / PAGE);
    for (let page = Math.floor(Math.max(0, first - PAGE / 2) / PAGE); page <= last; page++) this.#bring(page);
  }

  /** One row, wherever it is. */
  async get(place: number): Promise<Row | undefined> {
    const here = this.at(place);
    return here ?? (await this.#fetch(place, 1))[0];
  }

  #bring(page: number): void {
    if (this.#pages.has(page) || this.#asked.has(page)) return;
    this.#asked.add(page);
    void this.#fetch(page * PAGE, PAGE)
      .then((rows) => {
        const kept = [...this.#pages].slice(-(MOST_PAGES - 1));
        this.#pages = new Map([...kept, [page, rows]]);
      })
      // Something else is looked at by now; or the viewer says what is wrong.
      .catch(() => undefined)
      .finally(() => this.#asked.delete(page));
  }
}

/** Rows that are all here: none is ever waited for. */
export function rowsHere<Row>(rows: readonly Row[]): PagedRows<Row> {
  return new RowsHere(rows);
}

class RowsHere<Row> extends PagedRows<Row> {
  readonly #rows: readonly Row[];

  constructor(rows: readonly Row[]) {
    super(rows.length, () => Promise.resolve([]));
    this.#rows = rows;
  }

  override at(place: number): Row | undefined {
    return this.#rows[place];
  }

  override want(): void {
    // Nothing is to be brought.
  }
}
