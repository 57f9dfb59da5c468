/**
 * Where a cache keeps its entries: by owner, by the second in which each ends, and by when each was last of use.
 *
 * Entries of one owner hang together (`sibling`, `before`); which of them is believed is not decided here (cache.ts).
 */
import { TYPE } from '../protocol/codes.ts';
import type { CacheEntry } from './entry.ts';
import { ExpiryQueue } from './expiry-queue.ts';
import { Recency } from './recency.ts';

export class EntryStore {
  /** The first entry of each owner; the others follow as `sibling`. In the order in which the owners came. */
  readonly owners: ReadonlyMap<string, CacheEntry>;
  readonly #owners = new Map<string, CacheEntry>();
  readonly #expiry = new ExpiryQueue();
  readonly #recency = new Recency<CacheEntry>();
  #size = 0;
  #negativeSize = 0;
  #dnames = 0;
  #dnameChanges = 0;
  #octets = 0;

  constructor() {
    this.owners = this.#owners;
  }

  get size(): number {
    return this.#size;
  }

  get negativeSize(): number {
    return this.#negativeSize;
  }

  /** What the entries weigh together. */
  get octets(): number {
    return this.#octets;
  }

  /** DNAME RRsets: without any, nobody need look above a name. */
  get dnames(): number {
    return this.#dnames;
  }

  /** How often a DNAME has come or gone. */
  get dnameChanges(): number {
    return this.#dnameChanges;
  }

  /** The entry that was of no use for the longest time. */
  get oldest(): CacheEntry | null {
    return this.#recency.oldest;
  }

  /** The earliest second (since 1970) in which an entry ends. */
  get earliest(): number | null {
    return this.#expiry.earliest();
  }

  first(key: string): CacheEntry | null {
    return this.#owners.get(key) ?? null;
  }

  use(entry: CacheEntry): void {
    this.#recency.use(entry);
  }

  /** Those that have ended by this second; they are still kept. */
  takeDue(second: number): readonly CacheEntry[] {
    return this.#expiry.takeDue(second);
  }

  add(entry: CacheEntry): void {
    const first = this.#owners.get(entry.key);
    if (first === undefined) {
      this.#owners.set(entry.key, entry);
    } else {
      entry.sibling = first.sibling;
      entry.before = first;
      if (first.sibling !== null) first.sibling.before = entry;
      first.sibling = entry;
      for (let one: CacheEntry | null = first; one !== null; one = one.sibling) one.changes++;
    }
    this.#expiry.add(entry);
    this.#recency.add(entry);
    this.#count(entry, 1);
  }

  remove(entry: CacheEntry): void {
    const { before, sibling } = entry;
    entry.changes++;
    for (let one = before; one !== null; one = one.before) one.changes++;
    for (let one = sibling; one !== null; one = one.sibling) one.changes++;
    if (before !== null) before.sibling = sibling;
    else if (sibling === null) this.#owners.delete(entry.key);
    else this.#owners.set(entry.key, sibling);
    if (sibling !== null) sibling.before = before;
    entry.sibling = null;
    entry.before = null;
    this.#expiry.remove(entry);
    this.#recency.remove(entry);
    this.#count(entry, -1);
  }

  #count(entry: CacheEntry, by: 1 | -1): void {
    this.#size += by;
    this.#octets += by * entry.weight;
    if (entry.kind !== 'rrset') this.#negativeSize += by;
    else if (entry.type === TYPE.DNAME) {
      this.#dnames += by;
      this.#dnameChanges++;
    }
  }
}
