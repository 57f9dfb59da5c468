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

/** A class, for there is one of these to every packet: each would else carry a function of its own. */
export class TimerEntry implements Timer {
  readonly at: Instant;
  readonly label: string;
  readonly sequence: number;
  /** Null once the timer has fired or was cancelled. */
  callback: (() => void) | null;
  readonly #heap: TimerHeap;

  constructor(heap: TimerHeap, at: Instant, label: string, sequence: number, callback: () => void) {
    this.#heap = heap;
    this.at = at;
    this.label = label;
    this.sequence = sequence;
    this.callback = callback;
  }

  cancel(): void {
    if (this.callback === null) return;
    this.callback = null;
    this.#heap.cancelled();
  }
}

/** Below this size cancelled timers are left for their time to come. */
const SWEEP_FROM = 256;

/** Children of a place. Four keep the heap shallow and their times beside each other in memory. */
const ARITY = 4;

export class TimerHeap {
  readonly #entries: TimerEntry[] = [];
  /** The time of each entry, at the same place: comparing looks at an entry only where times are equal. */
  readonly #times: Instant[] = [];
  #live = 0;
  #sequence = 0;

  /** How many timers wait. */
  get live(): number {
    return this.#live;
  }

  add(at: Instant, label: string, callback: () => void): TimerEntry {
    const entry = new TimerEntry(this, at, label, this.#sequence++, callback);
    this.#push(entry);
    this.#live++;
    return entry;
  }

  /** One of the timers was cancelled. It keeps its place until its time comes; where such are the most they are swept out. */
  cancelled(): void {
    this.#live--;
    if (this.#entries.length > SWEEP_FROM && this.#live * 2 < this.#entries.length) this.#sweep();
  }

  /** The timer that fires next; it stays. */
  first(): TimerEntry | null {
    let first = this.#entries[0];
    while (first !== undefined && first.callback === null) {
      this.#pop();
      first = this.#entries[0];
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
    const entries = this.#entries;
    const times = this.#times;
    const { at } = entry;
    let i = entries.length;
    entries.push(entry);
    times.push(at);
    while (i > 0) {
      const up = ((i - 1) / ARITY) | 0;
      // What is equal in time came before and stays above.
      if (at >= (times[up] as number)) break;
      times[i] = times[up] as number;
      entries[i] = entries[up] as TimerEntry;
      i = up;
    }
    times[i] = at;
    entries[i] = entry;
  }

  #pop(): void {
    const last = this.#entries.pop();
    this.#times.pop();
    if (last !== undefined && this.#entries.length > 0) this.#sink(0, last);
  }

  #sweep(): void {
    const entries = this.#entries;
    let kept = 0;
    for (const entry of entries) if (entry.callback !== null) entries[kept++] = entry;
    entries.length = kept;
    this.#times.length = kept;
    for (let i = 0; i < kept; i++) this.#times[i] = (entries[i] as TimerEntry).at;
    for (let i = Math.floor((kept - 2) / ARITY); i >= 0; i--) this.#sink(i, entries[i] as TimerEntry);
  }

  /** Puts `entry` where it belongs, at place `start` or below it. */
  #sink(start: number, entry: TimerEntry): void {
    const entries = this.#entries;
    const times = this.#times;
    const length = entries.length;
    const { at, sequence } = entry;
    let i = start;
    for (;;) {
      const first = ARITY * i + 1;
      if (first >= length) break;
      const end = first + ARITY < length ? first + ARITY : length;
      let least = first;
      let leastAt = times[first] as number;
      for (let child = first + 1; child < end; child++) {
        const childAt = times[child] as number;
        if (childAt < leastAt || (childAt === leastAt && this.#sequenceAt(child) < this.#sequenceAt(least))) {
          least = child;
          leastAt = childAt;
        }
      }
      if (leastAt > at || (leastAt === at && this.#sequenceAt(least) > sequence)) break;
      times[i] = leastAt;
      entries[i] = entries[least] as TimerEntry;
      i = least;
    }
    times[i] = at;
    entries[i] = entry;
  }

  #sequenceAt(place: number): number {
    return (this.#entries[place] as TimerEntry).sequence;
  }
}
