/**
 * The failure cache: which questions came to SERVFAIL a moment ago (RFC 9520). Who asks one of them again hears
 * SERVFAIL at once, and the servers that could not answer are left in peace.
 *
 * BIND: servfail-ttl. Keyed by name, type and CD: a failure with checking disabled is one for every client, a
 * failure of checking is none for a client that does its own.
 */
import type { Instant, LabClock } from '../network/clock.ts';
import type { Name } from '../protocol/name.ts';

export interface Failure {
  readonly name: Name;
  readonly type: number;
  readonly checkingDisabled: boolean;
  readonly until: Instant;
}

/** Seconds. BIND: servfail-ttl is at most 30. */
const MAX_TTL = 30;
const MAX_FAILURES = 10_000;

export class FailureCache {
  readonly #clock: LabClock;
  readonly #ttlMs: number;
  readonly #failures = new Map<string, Failure>();
  /** When the last of them ends. */
  #latest = 0;

  /** `ttl` in seconds, at most 30; 0 remembers nothing. */
  constructor(clock: LabClock, ttl = 1) {
    this.#clock = clock;
    this.#ttlMs = Math.min(Math.max(ttl, 0), MAX_TTL) * 1000;
  }

  /** False: no question counts as failed at this moment. */
  get some(): boolean {
    return this.#latest > this.#clock.now();
  }

  /** A question has failed. */
  add(name: Name, type: number, checkingDisabled: boolean): void {
    if (this.#ttlMs === 0) return;
    const key = keyOf(name, type);
    const until = this.#clock.now() + this.#ttlMs;
    this.#latest = until;
    this.#failures.delete(key);
    this.#failures.set(key, { name, type, checkingDisabled, until });
    if (this.#failures.size > MAX_FAILURES) this.#makeRoom();
  }

  /** Until when a question counts as failed; null when it may be asked. */
  until(name: Name, type: number, checkingDisabled: boolean): Instant | null {
    if (this.#failures.size === 0) return null;
    const key = keyOf(name, type);
    const failure = this.#failures.get(key);
    if (failure === undefined) return null;
    if (failure.until <= this.#clock.now()) {
      this.#failures.delete(key);
      return null;
    }
    return failure.checkingDisabled || !checkingDisabled ? failure.until : null;
  }

  /** All failures that still count. */
  entries(): Failure[] {
    const now = this.#clock.now();
    return [...this.#failures.values()].filter(({ until }) => until > now);
  }

  flush(): void {
    this.#failures.clear();
  }

  flushName(name: Name): void {
    this.#flushWhere((failure) => failure.name.equals(name));
  }

  flushTree(name: Name): void {
    this.#flushWhere((failure) => failure.name.isAtOrBelow(name));
  }

  #flushWhere(matches: (failure: Failure) => boolean): void {
    for (const [key, failure] of this.#failures) if (matches(failure)) this.#failures.delete(key);
  }

  /** All live equally long, so the oldest stand first. */
  #makeRoom(): void {
    for (const key of this.#failures.keys()) {
      this.#failures.delete(key);
      return;
    }
  }
}

function keyOf(name: Name, type: number): string {
  return `${type}/${name.key}`;
}
