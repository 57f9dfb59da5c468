/** The timers that wait on the lab clock: a binary heap ordered by time, then by the order of asking. */

/** Milliseconds since 1970-01-01T00:00:00Z on the lab clock; fractions are microseconds. */
export type Instant = number;

export interface Timer {
  readonly at: Instant;
  /** What waits, in a few words, for the clock's "next" line: `datagram to a.root-servers.net`. */
  readonly label: string;
  /** Does nothing when the timer has fired or was cancelled before. */
  cancel(): void;
}

export interface TimerEntry extends Timer {
  readonly sequence: number;
  /** Null once the timer has fired or was cancelled. */
  callback: (() => void) | null;
}

/** Below this size cancelled timers are left for their time to come. */
const SWEEP_FROM = 256;

export class TimerHeap {
  readonly #heap: TimerEntry[] = [];
  #live = 0;
  #sequence = 0;

  /** How many timers wait. */
  get live(): number {
    return this.#live;
  }

  add(at: Instant, label: string, callback: () => void): TimerEntry {
    const entry: TimerEntry = {
      at,
      label,
      sequence: this.#sequence++,
      callback,
      cancel: () => {
        if (entry.callback === null) return;
        entry.callback = null;
        this.#live--;
        // A cancelled timer keeps its place until its time comes; where they are the most they are swept out.
        if (this.#heap.length > SWEEP_FROM && this.#live * 2 < this.#heap.length) this.#sweep();
      },
    };
    this.#push(entry);
    this.#live++;
    return entry;
  }

  /** The timer that fires next; it stays. */
  first(): TimerEntry | null {
    let first = this.#heap[0];
    while (first !== undefined && first.callback === null) {
      this.#pop();
      first = this.#heap[0];
    }
    return first ?? null;
  }

  /** Takes the next timer out; its `callback` is the caller's to call. */
  takeFirst(): TimerEntry | null {
    const entry = this.first();
    if (entry) {
      this.#pop();
      this.#live--;
    }
    return entry;
  }

  #push(entry: TimerEntry): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const above = heap[up] as TimerEntry;
      if (!before(entry, above)) break;
      heap[i] = above;
      i = up;
    }
    heap[i] = entry;
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(0, last);
  }

  #sweep(): void {
    const heap = this.#heap;
    let kept = 0;
    for (const entry of heap) if (entry.callback !== null) heap[kept++] = entry;
    heap.length = kept;
    for (let i = (kept >> 1) - 1; i >= 0; i--) this.#sink(i, heap[i] as TimerEntry);
  }

  /** Puts `entry` where it belongs, at place `start` or below it. */
  #sink(start: number, entry: TimerEntry): void {
    const heap = this.#heap;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as TimerEntry, heap[child] as TimerEntry))
        child++;
      if (!before(heap[child] as TimerEntry, entry)) break;
      heap[i] = heap[child] as TimerEntry;
      i = child;
    }
    heap[i] = entry;
  }
}

function before(a: TimerEntry, b: TimerEntry): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
