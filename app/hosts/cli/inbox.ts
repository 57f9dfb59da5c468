/**
 * What came in from a socket and was not taken yet: put by events, taken by a waiting tool.
 */
import { onAbort } from '../../engine/tools/on-abort.ts';
import type { NetProblem } from '../../engine/tools/tool.ts';

export class Inbox<T extends object> {
  readonly #items: (T | NetProblem)[] = [];
  readonly #signal: AbortSignal;
  #waiting: ((item: T | NetProblem) => void) | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  put(item: T | NetProblem): void {
    if (this.#waiting) this.#waiting(item);
    else this.#items.push(item);
  }

  /** The next item; `timed-out` after so many milliseconds; `aborted` at Ctrl-C. */
  take(timeoutMs: number): Promise<T | NetProblem> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    if (this.#signal.aborted) return Promise.resolve(problem('aborted'));
    return new Promise((resolve) => {
      const finish = (outcome: T | NetProblem): void => {
        clearTimeout(timer);
        stopListening();
        this.#waiting = null;
        resolve(outcome);
      };
      const stopListening = onAbort(this.#signal, () => finish(problem('aborted')));
      const timer = setTimeout(() => finish(problem('timed-out')), timeoutMs);
      this.#waiting = finish;
    });
  }
}

function problem(reason: NetProblem['reason']): NetProblem {
  return { kind: 'net-problem', reason, message: reason };
}
