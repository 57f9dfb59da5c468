/** What one client's question may cost, and what it has cost so far. Side questions draw on the same allowance. */
import type { CacheEntry } from '../cache/entry.ts';
import type { Instant } from '../network/clock.ts';
import type { Name } from '../protocol/name.ts';

export interface Allowance {
  /** For one name of a chain of aliases. BIND: max-recursion-queries. */
  readonly perName: number;
  /** For all of it. BIND: max-query-count. */
  readonly total: number;
}

/** Who asks. The same client with the same id asks the same question again. */
export interface Asker {
  readonly address: string;
  readonly port: number;
  /** The query's id. */
  readonly id: number;
  /** Whether it may have a question about a name answered from a zone of the server's own. Default: it may. BIND: allow-query. */
  readonly maySee?: (zone: Name, name: Name) => boolean;
  /** Whether its question began in a zone of the server's own, and this is the rest of it. Default: it did not. */
  readonly goesOn?: boolean;
}

/** What a client's question brings along. */
export interface AccountOptions {
  /** Default false. */
  readonly checkingDisabled?: boolean;
  /** Null: the server itself. */
  readonly client?: Asker | null;
  /** Asked once, before the first question to another server. Default: it may. */
  readonly mayAsk?: (() => boolean) | undefined;
}

/** Something that the cache had, and the name that it was found for. */
export interface CacheHit {
  readonly name: Name;
  readonly entry: CacheEntry;
}

export class QuestionAccount {
  /** The number that the journal knows the client's question by. */
  readonly number: number;
  readonly deadline: Instant;
  /** The client's CD flag. */
  readonly checkingDisabled: boolean;
  /** Questions to other servers so far. */
  upstream = 0;
  /** What the cache had for each name of the chain; null once there is more to the answer than that. */
  hits: CacheHit[] | null = [];
  /** Null for what no client asked. */
  readonly client: Asker | null;
  /** Ends the waiting for what is under way, with the failure given; null where nothing is. */
  giveUp: ((why: string) => void) | null = null;
  #mayAsk: (() => boolean) | null;
  #forThisName = 0;
  readonly #allowance: Allowance;

  constructor(number: number, deadline: Instant, allowance: Allowance, options: AccountOptions = {}) {
    this.number = number;
    this.checkingDisabled = options.checkingDisabled ?? false;
    this.client = options.client ?? null;
    this.#mayAsk = options.mayAsk ?? null;
    this.deadline = deadline;
    this.#allowance = allowance;
  }

  /** Whether others may be asked at all on this question's behalf. */
  mayAsk(): boolean {
    const mayAsk = this.#mayAsk;
    this.#mayAsk = null;
    return mayAsk === null || mayAsk();
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
