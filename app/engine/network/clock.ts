/**
 * The lab clock: the only time that the engine knows.
 *
 * A way through it: a part asks for a timer (`after`); the timer waits in a heap ordered by time, then by the
 * order of asking. Something moves the clock (the wall clock while it runs, `step`, `jump`, `runUntilIdle`), and
 * every timer that falls due is fired in order with `now()` standing exactly at its time. `now()` changes only
 * while the clock is moved, so that a chain of messages takes the time its links take and never the machine's.
 *
 * Parts that wait with promises (`sleep`, a tool that awaits a datagram) call `woke()` when they are resolved;
 * the clock then lets their continuation run before it fires the next timer. Parts that work by callbacks cost
 * no such pause.
 */

/** Milliseconds since 1970-01-01T00:00:00Z on the lab clock; fractions are microseconds. */
export type Instant = number;

export interface Timer {
  readonly at: Instant;
  /** What waits, in a few words, for the clock's "next" line: `datagram to a.root-servers.net`. */
  readonly label: string;
  cancel(): void;
}

/** The machine's side of the clock, given by a host. */
export interface WallClock {
  /** Monotonic milliseconds. */
  now(): number;
  setTimer(callback: () => void, milliseconds: number): unknown;
  clearTimer(handle: unknown): void;
  /** Resolves after every promise continuation that is ready now has run (one turn of the event loop). */
  settle(): Promise<void>;
}

export type ClockMode = { readonly kind: 'paused' } | { readonly kind: 'running'; readonly rate: number };

interface Entry extends Timer {
  readonly sequence: number;
  callback: (() => void) | null;
}

/** How long the clock may fire timers before it lets the rest of the program breathe, in wall milliseconds. */
const SLICE_MS = 12;

export class LabClock {
  readonly #wall: WallClock;
  readonly #heap: Entry[] = [];
  #live = 0;
  #sequence = 0;
  #now: Instant;
  #mode: ClockMode = { kind: 'paused' };
  /** Lab and wall time of the same moment, from which a running clock is reckoned. */
  #anchorLab = 0;
  #anchorWall = 0;
  #wallTimer: unknown = null;
  #woken = false;
  /** Moves are queued: one at a time, in the order of asking. */
  #moving: Promise<unknown> = Promise.resolve();
  #inMove = false;
  readonly #listeners = new Set<(change: ClockChange) => void>();

  constructor(wall: WallClock, start: Instant) {
    this.#wall = wall;
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  /** The timer that will fire next, if any. */
  get next(): Timer | null {
    return this.#peek();
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#live;
  }

  onChange(listener: (change: ClockChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Fires `callback` at `at` (at once, but not in this call, where that has passed). */
  at(at: Instant, label: string, callback: () => void): Timer {
    const entry: Entry = {
      at: Math.max(roundToMicroseconds(at), this.#now),
      label,
      sequence: this.#sequence++,
      callback,
      cancel: () => {
        if (entry.callback === null) return;
        entry.callback = null;
        this.#live--;
        this.#arm();
      },
    };
    this.#push(entry);
    this.#live++;
    this.#arm();
    return entry;
  }

  after(milliseconds: number, label: string, callback: () => void): Timer {
    return this.at(this.#now + milliseconds, label, callback);
  }

  /** Waits on the lab clock. Rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, label: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        timer.cancel();
        this.woke();
        reject(signal?.reason);
      };
      const timer = this.after(milliseconds, label, () => {
        signal?.removeEventListener('abort', onAbort);
        this.woke();
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Says that a promise was just resolved whose continuation must run before time goes on. */
  woke(): void {
    this.#woken = true;
  }

  /** One turn of the event loop, for work that computes long: everything else gets its turn meanwhile. */
  breathe(): Promise<void> {
    return this.#wall.settle();
  }

  /** Lets the clock run, `rate` lab seconds to a second. */
  run(rate = 1): void {
    this.sync();
    this.#mode = { kind: 'running', rate };
    this.#anchor();
    this.#arm();
    this.#tell({ kind: 'mode', mode: this.#mode });
  }

  pause(): void {
    if (this.#mode.kind === 'paused') return;
    this.sync();
    this.#mode = { kind: 'paused' };
    this.#arm();
    this.#tell({ kind: 'mode', mode: this.#mode });
  }

  /**
   * Brings a running clock up to the present without firing anything that is not yet due. Whatever comes from
   * outside (a key press, a datagram from a real socket) calls this first, so that it happens now.
   */
  sync(): void {
    if (this.#mode.kind !== 'running' || this.#inMove) return;
    const target = this.#present();
    const next = this.#peek();
    // Timers that are due have not been fired yet: time may not pass them.
    this.#now = Math.max(this.#now, next ? Math.min(target, next.at) : target);
  }

  /** Fires the next timer, wherever it stands in time. False when none waits. */
  step(): Promise<boolean> {
    return this.#move(async () => {
      const entry = this.#take();
      if (!entry) return false;
      const from = this.#now;
      await this.#fire(entry);
      this.#tell({ kind: 'moved', from, to: this.#now, fired: 1, how: 'step' });
      return true;
    });
  }

  /** Moves time on by `milliseconds`, firing all that falls due in between, in order. Gives how many fired. */
  jump(milliseconds: number): Promise<number> {
    return this.#move(async () => {
      const from = this.#now;
      const fired = await this.#advance(from + milliseconds);
      this.#tell({ kind: 'moved', from, to: this.#now, fired, how: 'jump' });
      return fired;
    });
  }

  /**
   * Runs as fast as the machine can until `done` says so or nothing is left to fire (or `limit` lab milliseconds
   * have passed). Gives whether `done` held. This is how labs are played headless.
   */
  runUntil(done: () => boolean, limit = Number.POSITIVE_INFINITY): Promise<boolean> {
    return this.#move(async () => {
      const end = this.#now + limit;
      await this.#wall.settle();
      while (!done()) {
        const next = this.#peek();
        if (!next || next.at > end) return done();
        this.#take();
        await this.#fire(next);
      }
      return true;
    });
  }

  runUntilIdle(limit?: number): Promise<boolean> {
    return this.runUntil(() => false, limit);
  }

  async #fire(entry: Entry): Promise<void> {
    this.#now = Math.max(this.#now, entry.at);
    const callback = entry.callback as () => void;
    entry.callback = null;
    callback();
    while (this.#woken) {
      this.#woken = false;
      await this.#wall.settle();
    }
  }

  async #advance(target: Instant): Promise<number> {
    let fired = 0;
    let sliceEnd = this.#wall.now() + SLICE_MS;
    for (;;) {
      const next = this.#peek();
      if (!next || next.at > target) break;
      this.#take();
      fired++;
      const pause = this.#fireNow(next);
      if (pause) await pause;
      if ((fired & 63) === 0 && this.#wall.now() > sliceEnd) {
        await this.#wall.settle();
        sliceEnd = this.#wall.now() + SLICE_MS;
      }
    }
    this.#now = Math.max(this.#now, target);
    return fired;
  }

  /** Like #fire, but costs no promise where nobody was woken. */
  #fireNow(entry: Entry): Promise<void> | null {
    this.#now = Math.max(this.#now, entry.at);
    const callback = entry.callback as () => void;
    entry.callback = null;
    callback();
    return this.#woken ? this.#settleWoken() : null;
  }

  async #settleWoken(): Promise<void> {
    while (this.#woken) {
      this.#woken = false;
      await this.#wall.settle();
    }
  }

  #move<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#moving.then(async () => {
      this.sync();
      this.#inMove = true;
      try {
        // A continuation that became ready before this move belongs to the time before it.
        if (this.#woken) await this.#settleWoken();
        return await work();
      } finally {
        this.#inMove = false;
        this.#anchor();
        this.#arm();
      }
    });
    this.#moving = turn.catch(() => undefined);
    return turn;
  }

  #anchor(): void {
    this.#anchorLab = this.#now;
    this.#anchorWall = this.#wall.now();
  }

  #present(): Instant {
    if (this.#mode.kind === 'paused') return this.#now;
    return roundToMicroseconds(this.#anchorLab + (this.#wall.now() - this.#anchorWall) * this.#mode.rate);
  }

  #arm(): void {
    if (this.#inMove) return;
    if (this.#wallTimer !== null) this.#wall.clearTimer(this.#wallTimer);
    this.#wallTimer = null;
    if (this.#mode.kind !== 'running') return;
    const next = this.#peek();
    if (!next) return;
    const wait = Math.max(0, (next.at - this.#present()) / this.#mode.rate);
    // Long waits are cut: timers of the machine overflow at 2^31 ms, and a laptop may sleep.
    this.#wallTimer = this.#wall.setTimer(
      () => {
        this.#wallTimer = null;
        void this.#moving.then(() => this.#tick());
      },
      Math.min(wait, 60_000),
    );
  }

  async #tick(): Promise<void> {
    if (this.#mode.kind !== 'running' || this.#inMove) return;
    const rate = this.#mode.rate;
    this.#inMove = true;
    const anchorLab = this.#anchorLab;
    const anchorWall = this.#anchorWall;
    const work = this.#advance(this.#present());
    this.#moving = work.catch(() => undefined);
    try {
      await work;
    } finally {
      this.#inMove = false;
      // The anchor stays, so that the firing itself costs no lab time, unless somebody changed the rate meanwhile.
      if (this.#mode.kind === 'running' && this.#mode.rate === rate) {
        this.#anchorLab = anchorLab;
        this.#anchorWall = anchorWall;
      }
      this.#arm();
    }
  }

  #tell(change: ClockChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #peek(): Entry | null {
    while (this.#heap.length > 0 && (this.#heap[0] as Entry).callback === null) this.#pop();
    return this.#heap[0] ?? null;
  }

  #take(): Entry | null {
    const entry = this.#peek();
    if (entry) {
      this.#pop();
      this.#live--;
    }
    return entry;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const above = heap[up] as Entry;
      if (!before(entry, above)) break;
      heap[i] = above;
      i = up;
    }
    heap[i] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!before(heap[child] as Entry, last)) break;
      heap[i] = heap[child] as Entry;
      i = child;
    }
    heap[i] = last;
  }
}

export type ClockChange =
  | { readonly kind: 'mode'; readonly mode: ClockMode }
  | {
      readonly kind: 'moved';
      readonly from: Instant;
      readonly to: Instant;
      readonly fired: number;
      readonly how: 'step' | 'jump';
    };

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

function roundToMicroseconds(at: number): number {
  return Math.round(at * 1000) / 1000;
}
