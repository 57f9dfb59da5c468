/**
 * Which entry ends first.
 *
 * Entries end on whole seconds, so they wait in one bucket a second, and a small heap orders the seconds. Adding
 * and taking out cost the same however many wait; a two-day jump empties one bucket after the other.
 */
import type { Instant } from '../network/clock.ts';
import type { CacheEntry } from './entry.ts';

export class ExpiryQueue {
  readonly #buckets = new Map<Instant, CacheEntry[]>();
  /** A binary heap of the instants that have (or had) a bucket. */
  readonly #instants: Instant[] = [];

  add(entry: CacheEntry): void {
    let bucket = this.#buckets.get(entry.expiresAt);
    if (bucket === undefined) {
      bucket = [];
      this.#buckets.set(entry.expiresAt, bucket);
      this.#push(entry.expiresAt);
    }
    entry.slot = bucket.length;
    bucket.push(entry);
  }

  remove(entry: CacheEntry): void {
    if (entry.slot < 0) return;
    const bucket = this.#buckets.get(entry.expiresAt);
    if (bucket === undefined) return;
    const last = bucket.pop() as CacheEntry; // the bucket holds at least `entry`
    if (last !== entry) {
      bucket[entry.slot] = last;
      last.slot = entry.slot;
    }
    entry.slot = -1;
  }

  /** The first instant at which something ends; null when nothing waits. */
  earliest(): Instant | null {
    while (this.#instants.length > 0) {
      const instant = this.#instants[0] as Instant;
      const bucket = this.#buckets.get(instant);
      if (bucket !== undefined && bucket.length > 0) return instant;
      this.#buckets.delete(instant);
      this.#pop();
    }
    return null;
  }

  /** Takes out all that ends at or before `now`, the earliest first, then in the order of ids. */
  takeDue(now: Instant): CacheEntry[] {
    const due: CacheEntry[] = [];
    for (let instant = this.earliest(); instant !== null && instant <= now; instant = this.earliest()) {
      const bucket = this.#buckets.get(instant) as CacheEntry[]; // `earliest` has just seen it
      this.#buckets.delete(instant);
      bucket.sort((a, b) => a.id - b.id);
      for (const entry of bucket) {
        entry.slot = -1;
        due.push(entry);
      }
    }
    return due;
  }

  clear(): void {
    this.#buckets.clear();
    this.#instants.length = 0;
  }

  #push(instant: Instant): void {
    const heap = this.#instants;
    let i = heap.length;
    heap.push(instant);
    while (i > 0) {
      const up = (i - 1) >> 1;
      if ((heap[up] as Instant) <= instant) break;
      heap[i] = heap[up] as Instant;
      i = up;
    }
    heap[i] = instant;
  }

  #pop(): void {
    const heap = this.#instants;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Instant) < (heap[child] as Instant)) child++;
      if ((heap[child] as Instant) >= last) break;
      heap[i] = heap[child] as Instant;
      i = child;
    }
    heap[i] = last;
  }
}
