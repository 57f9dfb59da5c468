import { SvelteSet } from 'svelte/reactivity';
import type { CacheRow, CacheUpdate } from '../../app/contract.ts';
import { LARGEST_FAREWELL, LiveList, order, type LiveLine } from './live-list.svelte.ts';
import { textFilter, treeKey } from './names.ts';
import { TRUST_ORDER } from './trust.ts';

export type CacheLine = LiveLine<
  CacheRow,
  'added' | 'replaced' | 'refreshed',
  'expired' | 'flushed' | 'evicted'
>;

export type CacheColumn = 'name' | 'type' | 'ttl' | 'trust' | 'from' | 'age';

/** The live cache, its names sorted from the root down. */
export class CacheView extends LiveList<
  CacheRow,
  'added' | 'replaced' | 'refreshed',
  'expired' | 'flushed' | 'evicted',
  CacheColumn
> {
  type = $state.raw('');
  /** Types that occur, for the filter's choice. */
  readonly types = new SvelteSet<string>();

  constructor(wallClock: () => number = () => performance.now()) {
    super('name', wallClock);
  }

  override replaceAll(rows: readonly CacheRow[]): void {
    this.types.clear();
    super.replaceAll(rows);
  }

  apply(updates: readonly CacheUpdate[]): void {
    const leaving = updates.length > LARGEST_FAREWELL;
    for (const update of updates) {
      if (update.change === 'put') this.put(update.row, update.what);
      else this.go(update.id, update.why, leaving);
    }
    this.merge();
  }

  setFilter(filter: string, type = this.type): void {
    this.filter = filter;
    this.type = type;
    this.rearrange();
  }

  protected override put(row: CacheRow, change: CacheLine['change'] | 'quiet'): void {
    super.put(row, change);
    if (!this.types.has(row.type)) this.types.add(row.type);
  }

  protected keyOf({ name, type }: CacheRow): string {
    return `${treeKey(name)}\u0000${type}`;
  }

  protected fits(): (line: CacheLine) => boolean {
    const text = textFilter(this.filter);
    const type = this.type;
    return ({ row }) =>
      (type === '' || row.type === type) &&
      (text === null || text(row.name, row.type, row.trust, row.from, ...row.data));
  }

  protected compareBy(column: CacheColumn, a: CacheLine, b: CacheLine): number {
    return COMPARE[column](a, b);
  }
}

const COMPARE: Readonly<Record<CacheColumn, (a: CacheLine, b: CacheLine) => number>> = {
  name: (a, b) => order(a.key, b.key),
  type: (a, b) => order(a.row.type, b.row.type),
  // By the moment it ends: as the clock runs, that order holds.
  ttl: (a, b) => a.row.expiresAt - b.row.expiresAt,
  trust: (a, b) => TRUST_ORDER.indexOf(a.row.trust) - TRUST_ORDER.indexOf(b.row.trust),
  from: (a, b) => order(a.row.from, b.row.from),
  age: (a, b) => a.row.storedAt - b.row.storedAt,
};
