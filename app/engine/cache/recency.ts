/** The cache's entries in the order of their last use, so that the one longest unused goes first when room is short. */
import type { CacheEntry } from './entry.ts';

export class Recency {
  #newest: CacheEntry | null = null;
  #oldest: CacheEntry | null = null;

  get oldest(): CacheEntry | null {
    return this.#oldest;
  }

  add(entry: CacheEntry): void {
    entry.older = this.#newest;
    entry.newer = null;
    if (this.#newest !== null) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
  }

  remove(entry: CacheEntry): void {
    if (entry.newer !== null) entry.newer.older = entry.older;
    else if (this.#newest === entry) this.#newest = entry.older;
    if (entry.older !== null) entry.older.newer = entry.newer;
    else if (this.#oldest === entry) this.#oldest = entry.newer;
    entry.newer = null;
    entry.older = null;
  }

  use(entry: CacheEntry): void {
    if (this.#newest === entry) return;
    this.remove(entry);
    this.add(entry);
  }
}
