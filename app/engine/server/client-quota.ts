/**
 * How many clients' questions may wait for other servers at the same time, in all views together. BIND:
 * recursive-clients.
 *
 * A little below the limit, for each that comes the one that has waited longest is given up; at the limit the one
 * that comes is refused as well. So load is shed with SERVFAIL, and never with memory.
 */
import type { Instant, LabClock } from '../network/clock.ts';
import type { Question } from '../protocol/message.ts';
import type { Asker } from '../resolver/question.ts';

/** A question that waits. */
export interface Waiting {
  /** Who asks what, and since when: for showing. */
  readonly client: Asker;
  readonly question: Question;
  readonly since: Instant;
  /** It makes room for others: its client is told SERVFAIL, and nobody is asked any more on its behalf. */
  giveUp(): void;
}

/** BIND: 1000 clients by default. */
const DEFAULT_MOST = 1000;
/** BIND: warns once a second. */
const LOG_EVERY_MS = 1000;

export class ClientQuota {
  readonly most: number;
  /** Above so many the oldest is given up. */
  readonly soft: number;
  readonly #clock: LabClock;
  readonly #waiting = new Set<Waiting>();
  #givenUp: number;
  #warnedSoft = -1;
  #warnedHard = -1;

  /** `givenUp`: how many were given up before. */
  constructor(clock: LabClock, most = DEFAULT_MOST, givenUp = 0) {
    this.#givenUp = givenUp;
    this.#clock = clock;
    this.most = most;
    // BIND: a hundred below a large limit, nine tenths of a small one.
    this.soft = most > DEFAULT_MOST ? most - 100 : Math.floor((most * 9) / 10);
  }

  /** How many have had to make room for others. */
  get givenUp(): number {
    return this.#givenUp;
  }

  get used(): number {
    return this.#waiting.size;
  }

  /** Lets one more wait, at the price of the oldest where there are many; false where there is no room. */
  enter(one: Waiting, warn: (text: string) => void): boolean {
    if (this.#waiting.size >= this.most) {
      if (this.#isTimeTo('hard'))
        warn(`no more recursive clients (${this.#waiting.size}/${this.soft}/${this.most}): quota reached`);
      this.#giveUpOldest();
      return false;
    }
    const used = this.#waiting.size + 1;
    if (used > this.soft) {
      if (this.#isTimeTo('soft'))
        warn(
          `recursive-clients soft limit exceeded (${used}/${this.soft}/${this.most}), aborting oldest query`,
        );
      this.#giveUpOldest();
    }
    this.#waiting.add(one);
    return true;
  }

  leave(one: Waiting): void {
    this.#waiting.delete(one);
  }

  #giveUpOldest(): void {
    for (const oldest of this.#waiting) {
      this.#waiting.delete(oldest);
      this.#givenUp++;
      return oldest.giveUp();
    }
  }

  #isTimeTo(which: 'soft' | 'hard'): boolean {
    const second = Math.floor(this.#clock.now() / LOG_EVERY_MS);
    const before = which === 'soft' ? this.#warnedSoft : this.#warnedHard;
    if (which === 'soft') this.#warnedSoft = second;
    else this.#warnedHard = second;
    return second !== before;
  }
}
