/**
 * What came in from a lab socket and was not taken yet. A tool waits with a promise, on the lab clock: every time
 * one is resolved the clock hears of it (`woke`), and lets the tool go on before time does.
 */
import type { LabClock } from '../network/clock.ts';
import { onAbort } from './on-abort.ts';
import type { NetProblem } from './tool.ts';

export class LabInbox<T extends object> {
  readonly #items: (T | NetProblem)[] = [];
  readonly #clock: LabClock;
  readonly #signal: AbortSignal;
  #waiting: ((item: T | NetProblem) => void) | null = null;

  constructor(clock: LabClock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  put(item: T | NetProblem): void {
    if (this.#waiting) this.#waiting(item);
    else this.#items.push(item);
  }

  /** The next item; `timed-out` after so many lab milliseconds; `aborted` when the tool is stopped. */
  take(timeoutMs: number, label: string): Promise<T | NetProblem> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    if (this.#signal.aborted) return Promise.resolve(netProblem('aborted'));
    return new Promise((resolve) => {
      const finish = (outcome: T | NetProblem): void => {
        timer.cancel();
        stopListening();
        this.#waiting = null;
        this.#clock.woke();
        resolve(outcome);
      };
      const stopListening = onAbort(this.#signal, () => finish(netProblem('aborted')));
      const timer = this.#clock.after(timeoutMs, label, () => finish(netProblem('timed-out')));
      this.#waiting = finish;
    });
  }
}

export function netProblem(reason: NetProblem['reason']): NetProblem {
  return { kind: 'net-problem', reason, message: reason };
}
