/** Long work in the reader, that gives way to other messages and ends when the window does not want it any more. */
import { ReaderError } from '../reader-error.ts';

/** Milliseconds at one go. */
const TURN = 25;

export class Turns {
  readonly #signal: AbortSignal;
  #since = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether others have waited long enough. */
  get isOver(): boolean {
    return performance.now() - this.#since >= TURN;
  }

  /** Lets others in. Throws where the work is not wanted any more. */
  async next(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.check();
    this.#since = performance.now();
  }

  check(): void {
    if (this.#signal.aborted) throw new ReaderError('cancelled', 'Stopped.');
  }

  /** Takes work that comes in slices to its end. */
  async run<T>(work: Iterator<unknown, T>): Promise<T> {
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      if (this.isOver) await this.next();
    }
  }
}
