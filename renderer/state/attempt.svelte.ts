import { untrack } from 'svelte';
import { DoorError } from '../api/door.ts';

/** Work longer than this shows that it is under way. */
const PATIENCE_MS = 200;

/**
 * One thing the window asked for, as the place that asked shows it: under way, done, or refused with a sentence.
 * `slow` turns true only when there is something to wait for.
 */
export class Attempt {
  busy = $state(false);
  slow = $state(false);
  problem = $state<string | null>(null);

  /**
   * Runs the work unless one is under way. Gives its result, or null when it failed (`problem` says why). An effect
   * that runs something does not run again for that alone.
   */
  run<T>(work: () => Promise<T>): Promise<T | null> {
    return untrack(() => this.#run(work));
  }

  async #run<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    this.problem = null;
    const timer = setTimeout(() => (this.slow = true), PATIENCE_MS);
    try {
      return await work();
    } catch (error) {
      this.problem = sentence(error);
      return null;
    } finally {
      clearTimeout(timer);
      this.busy = false;
      this.slow = false;
    }
  }

  dismiss(): void {
    this.problem = null;
  }
}

function sentence(error: unknown): string {
  if (error instanceof DoorError) return error.message;
  return error instanceof Error && error.message !== '' ? error.message : 'This did not work. Try again.';
}
