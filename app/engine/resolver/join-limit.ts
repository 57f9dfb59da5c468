/**
 * How many clients may wait for one fetch. BIND: clients-per-query and max-clients-per-query.
 *
 * Who comes when so many wait hears nothing. Where the fetch then ends with an answer the limit was too low, and is
 * raised by five for all fetches; each 20 minutes without another raise it falls by one, down to where it began.
 */
import type { LabClock, Timer } from '../network/clock.ts';

export interface JoinLimits {
  /** Default 10; 0: any number. BIND: clients-per-query. */
  readonly clientsPerQuery?: number;
  /** How far the limit may rise. Default 100; 0: without end. BIND: max-clients-per-query. */
  readonly maxClientsPerQuery?: number;
}

const RAISE = 5;
const LOWER_AFTER_MS = 20 * 60_000;

export class JoinLimit {
  readonly #clock: LabClock;
  readonly #label: string;
  readonly #log: (text: string) => void;
  readonly #least: number;
  readonly #most: number;
  #now: number;
  #timer: Timer | null = null;

  constructor(clock: LabClock, label: string, limits: JoinLimits, log: (text: string) => void) {
    this.#clock = clock;
    this.#label = label;
    this.#log = log;
    this.#least = limits.clientsPerQuery ?? 10;
    this.#most = limits.maxClientsPerQuery ?? 100;
    this.#now = this.#least;
  }

  /** How many clients may wait for a fetch at present; 0: any number. */
  get clients(): number {
    return this.#now;
  }

  /** Whether one more client may wait where `waiting` do. */
  admits(waiting: number): boolean {
    return this.#least === 0 || waiting < this.#now;
  }

  /** A fetch that had to turn clients away has ended with an answer, for `clients` of them. */
  wasTooLow(clients: number): void {
    if (clients !== this.#now || (this.#most > 0 && clients >= this.#most)) return;
    this.#now = this.#most > 0 ? Math.min(this.#now + RAISE, this.#most) : this.#now + RAISE;
    this.#log(`clients-per-query increased to ${this.#now}`);
    this.#lowerLater();
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #lowerLater(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(LOWER_AFTER_MS, this.#label, () => {
      this.#timer = null;
      if (this.#now <= this.#least) return;
      this.#now--;
      this.#log(`clients-per-query decreased to ${this.#now}`);
      if (this.#now > this.#least) this.#lowerLater();
    });
  }
}
