/** What one client's question may cost, and what it has cost so far. Side questions draw on the same allowance. */
import type { Instant } from '../network/clock.ts';

export interface Allowance {
  /** For one name of a chain of aliases. BIND: max-recursion-queries. */
  readonly perName: number;
  /** For all of it. BIND: max-query-count. */
  readonly total: number;
}

export class QuestionAccount {
  /** The number that the journal knows the client's question by. */
  readonly number: number;
  readonly deadline: Instant;
  /** The client's CD flag. */
  readonly checkingDisabled: boolean;
  /** Questions to other servers so far. */
  upstream = 0;
  #forThisName = 0;
  readonly #allowance: Allowance;

  constructor(number: number, deadline: Instant, allowance: Allowance, checkingDisabled = false) {
    this.number = number;
    this.checkingDisabled = checkingDisabled;
    this.deadline = deadline;
    this.#allowance = allowance;
  }

  /** Takes one question out of the allowance; false when it is used up. */
  spend(): boolean {
    if (this.upstream >= this.#allowance.total || this.#forThisName >= this.#allowance.perName) return false;
    this.upstream++;
    this.#forThisName++;
    return true;
  }

  /** An alias was followed: another name begins. */
  nextName(): void {
    this.#forThisName = 0;
  }
}
