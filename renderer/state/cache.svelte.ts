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
  /** One cache of several, as `cacheOf` writes it; empty: all. */
  where = $state.raw('');
  /** Types that occur, for the filter's choice. */
  readonly types = new SvelteSet<string>();
  /** Caches that have entries, or had: more than one where there are more caching servers, or views. */
  readonly caches = new SvelteSet<string>();

  constructor(wallClock: () => number = () => performance.now()) {
    super('name', wallClock);
  }

  override replaceAll(rows: readonly CacheRow[]): void {
    this.types.clear();
    this.caches.clear();
    this.where = '';
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

  setFilter(filter: string, type = this.type, where = this.where): void {
    this.filter = filter;
    this.type = type;
    this.where = where;
    this.rearrange();
  }

  protected override put(row: CacheRow, change: CacheLine['change'] | 'quiet'): void {
    super.put(row, change);
    if (!this.types.has(row.type)) this.types.add(row.type);
    const cache = cacheOf(row);
    if (!this.caches.has(cache)) this.caches.add(cache);
  }

  protected keyOf({ name, type }: CacheRow): string {
    return `${treeKey(name)}\u0000${type}`;
  }

  protected fits(): (line: CacheLine) => boolean {
    const text = textFilter(this.filter);
    const { type, where } = this;
    return ({ row }) =>
      (type === '' || row.type === type) &&
      (where === '' || cacheOf(row) === where) &&
      (text === null || text(row.name, row.type, row.trust, row.from, ...row.data));
  }

  protected compareBy(column: CacheColumn, a: CacheLine, b: CacheLine): number {
    return COMPARE[column](a, b);
  }
}

/** Whose cache an entry is in: the server, and the view where it is not BIND's own. */
export function cacheOf({ host, view }: Pick<CacheRow, 'host' | 'view'>): string {
  return view === '' || view === '_default' ? host : `${host} · ${view}`;
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
