/**
 * Which entry ends first.
 *
 * Entries end on whole seconds, so they wait in one bucket a second (a ring through the entries themselves), and a
 * small heap orders the seconds. Adding and taking out cost the same however many wait; a two-day jump empties one
 * bucket after the other.
 */
import type { CacheEntry } from './entry.ts';

export class ExpiryQueue {
  /** The head of each second's list. */
  readonly #buckets = new Map<number, CacheEntry | null>();
  /** A binary heap of the seconds that have a bucket. */
  readonly #seconds: number[] = [];

  add(entry: CacheEntry): void {
    const head = this.#buckets.get(entry.endsAt);
    if (head === undefined) this.#push(entry.endsAt);
    entry.next = head ?? null;
    entry.previous = null;
    if (entry.next !== null) entry.next.previous = entry;
    this.#buckets.set(entry.endsAt, entry);
    entry.queued = true;
  }

  remove(entry: CacheEntry): void {
    if (!entry.queued) return;
    if (entry.previous !== null) entry.previous.next = entry.next;
    else this.#buckets.set(entry.endsAt, entry.next);
    if (entry.next !== null) entry.next.previous = entry.previous;
    entry.next = null;
    entry.previous = null;
    entry.queued = false;
  }

  /** The first second (since 1970) at which something ends; null when nothing waits. */
  earliest(): number | null {
    while (this.#seconds.length > 0) {
      const second = this.#seconds[0] as number;
      if (this.#buckets.get(second)) return second;
      this.#buckets.delete(second);
      this.#pop();
    }
    return null;
  }

  /** Takes out all that ends at or before `second`, the earliest first, then in the order of ids. */
  takeDue(second: number): CacheEntry[] {
    const due: CacheEntry[] = [];
    while (this.#seconds.length > 0 && (this.#seconds[0] as number) <= second) {
      const at = this.#seconds[0] as number;
      const begin = due.length;
      for (let entry = this.#buckets.get(at) ?? null; entry !== null;) {
        const next: CacheEntry | null = entry.next;
        entry.next = null;
        entry.previous = null;
        entry.queued = false;
        due.push(entry);
        entry = next;
      }
      this.#buckets.delete(at);
      this.#pop();
      if (due.length > begin + 1) {
        const bucket = due.splice(begin).sort((a, b) => a.id - b.id);
        for (const entry of bucket) due.push(entry);
      }
    }
    return due;
  }

  #push(second: number): void {
    const heap = this.#seconds;
    let i = heap.length;
    heap.push(second);
    while (i > 0) {
      const up = (i - 1) >> 1;
      if ((heap[up] as number) <= second) break;
      heap[i] = heap[up] as number;
      i = up;
    }
    heap[i] = second;
  }

  #pop(): void {
    const heap = this.#seconds;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
      if ((heap[child] as number) >= last) break;
      heap[i] = heap[child] as number;
      i = child;
    }
    heap[i] = last;
  }
}
