import type { Frame, PacketRow } from '../../app/contract.ts';
import type { Meaning } from './meaning.ts';
import { textFilter } from './names.ts';

/** Rows kept in the window; the session itself may hold more. */
export const PACKETS_KEPT = 20_000;
/** Cutting waits until so many too many are there, so that it is rare. */
const SLACK = 5_000;

export type PacketSieve = 'all' | 'queries' | 'replies' | 'trouble';

const SIEVES: Readonly<Record<PacketSieve, (row: PacketRow) => boolean>> = {
  all: () => true,
  queries: (row) => row.meaning === 'query',
  replies: (row) => row.meaning !== 'query' && row.meaning !== 'other',
  trouble: (row) => (row.fate !== 'delivered' && row.fate !== 'in-flight') || TROUBLE.has(row.meaning),
};
const TROUBLE = new Set<Meaning>(['servfail', 'refused', 'error', 'malformed']);

/** The packet list: append-only, so a frame costs what it brings and not what is already there. */
export class PacketView {
  /** What is shown, the oldest first. */
  rows = $state.raw<readonly PacketRow[]>([]);
  /** All packets of the session so far. */
  total = $state(0);
  /** Rows in the window, shown or filtered out. */
  held = $state(0);
  filter = $state.raw('');
  sieve = $state.raw<PacketSieve>('all');
  /** A stretch of time on the lab clock, in milliseconds: from, and before. */
  times = $state.raw<{ readonly from: number; readonly before: number } | null>(null);

  #all: PacketRow[] = [];
  readonly #index = new Map<number, number>();

  get(id: number): PacketRow | undefined {
    const at = this.#index.get(id);
    return at === undefined ? undefined : this.#all[at];
  }

  all(): readonly PacketRow[] {
    return this.#all;
  }

  replaceAll(rows: readonly PacketRow[], total: number): void {
    this.#all = rows.slice(-PACKETS_KEPT);
    this.total = total;
    this.#reindex();
    this.#sift();
  }

  apply(frame: Pick<Frame, 'packets' | 'fates' | 'packetsTotal'>): void {
    if (frame.packetsTotal !== undefined) this.total = frame.packetsTotal;
    const fits = this.#fits();
    let shown: PacketRow[] | null = null;
    for (const row of frame.packets ?? []) {
      this.#index.set(row.id, this.#all.length);
      this.#all.push(row);
      if (fits(row)) (shown ??= [...this.rows]).push(row);
    }
    for (const { packet, fate } of frame.fates ?? []) {
      const at = this.#index.get(packet);
      const row = at === undefined ? undefined : this.#all[at];
      if (at === undefined || !row) continue;
      const settled = { ...row, fate };
      this.#all[at] = settled;
      shown ??= [...this.rows];
      const place = placeOf(shown, packet);
      if (place >= 0) shown[place] = settled;
      else if (fits(settled)) shown.splice(-place - 1, 0, settled);
    }
    if (this.#all.length > PACKETS_KEPT + SLACK) this.#cut();
    else if (shown) this.rows = shown;
    this.held = this.#all.length;
  }

  setFilter(filter: string, sieve = this.sieve): void {
    this.filter = filter;
    this.sieve = sieve;
    this.#sift();
  }

  setTimes(times: { readonly from: number; readonly before: number } | null): void {
    this.times = times;
    this.#sift();
  }

  #cut(): void {
    this.#all = this.#all.slice(-PACKETS_KEPT);
    this.#reindex();
    this.#sift();
  }

  #reindex(): void {
    this.#index.clear();
    this.#all.forEach((row, at) => this.#index.set(row.id, at));
    this.held = this.#all.length;
  }

  #sift(): void {
    this.rows = this.#all.filter(this.#fits());
  }

  #fits(): (row: PacketRow) => boolean {
    const text = textFilter(this.filter);
    const sieve = SIEVES[this.sieve];
    const times = this.times;
    return (row) =>
      sieve(row) &&
      (times === null || (row.at >= times.from && row.at < times.before)) &&
      (text === null ||
        text(
          row.qname,
          row.summary,
          row.sourceHost,
          row.destinationHost,
          row.sourceAddress,
          row.destinationAddress,
        ));
  }
}

/** Where the row with this id stands; when it is not there, −1 − the place where it would. Rows ascend by id. */
function placeOf(rows: readonly PacketRow[], id: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rows[middle]?.id ?? 0;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}
