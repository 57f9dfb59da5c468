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

import { TimerHeap } from './timer-heap.ts';
import type { Instant, Timer, TimerEntry } from './timer-heap.ts';

export type { Instant, Timer } from './timer-heap.ts';

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

/** How long the clock may fire timers before it lets the rest of the program breathe, in wall milliseconds. */
const SLICE_MS = 12;

export class LabClock {
  readonly #wall: WallClock;
  readonly #timers = new TimerHeap();
  #now: Instant;
  #mode: ClockMode = { kind: 'paused' };
  /** Lab and wall time of the same moment, from which a running clock is reckoned. */
  #anchorLab = 0;
  #anchorWall = 0;
  #wallTimer: unknown = null;
  /** The time of the timer that the machine's timer stands for: below every time while none is to be set. */
  #armedFor = Number.NEGATIVE_INFINITY;
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
    return this.#timers.first();
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.live;
  }

  onChange(listener: (change: ClockChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Fires `callback` at `at` (at once, but not in this call, where that has passed). */
  at(at: Instant, label: string, callback: () => void): Timer {
    const rounded = roundToMicroseconds(at);
    const entry = this.#timers.add(rounded > this.#now ? rounded : this.#now, label, callback);
    // The machine's timer stands for the earliest of ours; the others need none.
    if (entry.at < this.#armedFor) this.#arm();
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

  /** Lets the clock run, `rate` lab seconds to a second. Throws where the rate is not above zero. */
  run(rate = 1): void {
    if (!(rate > 0)) throw new RangeError(`a clock cannot run at rate ${rate}`);
    this.#anchorLab = this.#present();
    this.#anchorWall = this.#wall.now();
    this.#mode = { kind: 'running', rate };
    this.#arm();
    this.#tell({ kind: 'mode', mode: this.#mode });
  }

  /** Stands still, from inside a timer's callback too: what is due but has not fired waits until the clock runs again. */
  pause(): void {
    if (this.#mode.kind === 'paused') return;
    this.sync();
    this.#mode = { kind: 'paused' };
    this.#arm();
    this.#tell({ kind: 'mode', mode: this.#mode });
  }

  /**
   * Brings a running clock up to the present without firing anything. Whatever comes from outside (a key press, a
   * datagram from a real socket) calls this first, so that it happens now. Where timers are due that have not been
   * fired yet, time stands at the first of them; while the clock is being moved, it stays where the move is.
   */
  sync(): void {
    if (this.#mode.kind !== 'running' || this.#inMove) return;
    const target = this.#present();
    const next = this.#timers.first();
    this.#now = Math.max(this.#now, next ? Math.min(target, next.at) : target);
  }

  /** Fires the next timer, wherever it stands in time. False when none waits. */
  step(): Promise<boolean> {
    return this.#move(async () => {
      const entry = this.#timers.takeFirst();
      if (!entry) return false;
      const from = this.#now;
      this.#leapTo(entry.at);
      const pause = this.#fire(entry);
      if (pause) await pause;
      this.#tell({ kind: 'moved', from, to: this.#now, fired: 1, how: 'step' });
      return true;
    });
  }

  /**
   * Moves time on by `milliseconds`, firing all that falls due in between, in order. Gives how many fired. It is
   * carried out in full even if the clock is paused meanwhile.
   */
  jump(milliseconds: number): Promise<number> {
    return this.#move(async () => {
      const from = this.#now;
      const target = roundToMicroseconds(this.#present() + Math.max(0, milliseconds));
      this.#leapTo(target);
      const fired = await this.#fireUpTo(target, () => true);
      this.#now = Math.max(this.#now, target);
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
      await this.#wall.settle();
      await this.#fireUpTo(this.#now + limit, () => !done());
      return done();
    });
  }

  runUntilIdle(limit?: number): Promise<boolean> {
    return this.runUntil(() => false, limit);
  }

  /** Fires what is due up to `target` as long as `goOn` holds. Gives how many. */
  async #fireUpTo(target: Instant, goOn: () => boolean): Promise<number> {
    let fired = 0;
    let sliceEnd = this.#wall.now() + SLICE_MS;
    while (goOn()) {
      const next = this.#timers.first();
      if (!next || next.at > target) break;
      this.#timers.takeFirst();
      fired++;
      const pause = this.#fire(next);
      if (pause) await pause;
      if ((fired & 63) === 0 && this.#wall.now() > sliceEnd) {
        await this.#wall.settle();
        sliceEnd = this.#wall.now() + SLICE_MS;
      }
    }
    return fired;
  }

  /** Fires one timer. Costs no promise where nobody was woken. */
  #fire(entry: TimerEntry): Promise<void> | null {
    this.#now = Math.max(this.#now, entry.at);
    const callback = entry.callback as () => void; // The heap gives entries that have one.
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

  /** Does one piece of moving after those asked for before. */
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
        this.#leapTo(this.#now);
        this.#arm();
      }
    });
    this.#moving = turn.catch(() => undefined);
    return turn;
  }

  /** Fires what has fallen due on a running clock. */
  async #tick(): Promise<void> {
    const target = this.#present();
    const running = (): boolean => this.#mode.kind === 'running';
    await this.#fireUpTo(target, running);
    if (running()) this.#now = Math.max(this.#now, target);
  }

  /** The lab time that it is now by the wall clock; never before `now()`. */
  #present(): Instant {
    if (this.#mode.kind === 'paused') return this.#now;
    const reckoned = this.#anchorLab + (this.#wall.now() - this.#anchorWall) * this.#mode.rate;
    return Math.max(this.#now, roundToMicroseconds(reckoned));
  }

  /**
   * Makes sure that a running clock's present is not before `to`. What the wall clock has counted since the anchor
   * is kept, so that moving the clock costs no time and firing timers late loses none.
   */
  #leapTo(to: Instant): void {
    if (this.#mode.kind !== 'running') return;
    const reckoned = this.#anchorLab + (this.#wall.now() - this.#anchorWall) * this.#mode.rate;
    if (to > reckoned) this.#anchorLab += to - reckoned;
  }

  /** Sets the machine's timer for the earliest of ours, or none. */
  #arm(): void {
    if (this.#inMove) return;
    if (this.#wallTimer !== null) this.#wall.clearTimer(this.#wallTimer);
    this.#wallTimer = null;
    this.#armedFor = Number.NEGATIVE_INFINITY;
    if (this.#mode.kind !== 'running') return;
    this.#armedFor = Number.POSITIVE_INFINITY;
    const next = this.#timers.first();
    if (!next) return;
    this.#armedFor = next.at;
    const wait = Math.max(0, (next.at - this.#present()) / this.#mode.rate);
    this.#wallTimer = this.#wall.setTimer(
      () => {
        this.#wallTimer = null;
        void this.#move(() => this.#tick());
      },
      // Long waits are cut: timers of the machine overflow at 2^31 ms, and a laptop may sleep.
      Math.min(wait, 60_000),
    );
  }

  #tell(change: ClockChange): void {
    for (const listener of this.#listeners) listener(change);
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

function roundToMicroseconds(at: number): number {
  return Math.round(at * 1000) / 1000;
}
