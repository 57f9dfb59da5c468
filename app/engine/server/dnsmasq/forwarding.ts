/**
 * Whom dnsmasq asks, and which reply it takes: the state of one query, and of all of them together.
 *
 * dnsmasq knows no zones: all its servers are alike to it. It begins with all at once and prefers the one whose reply it
 * took; every 50 questions, and after 20 seconds, it tries all again. A query that failed at the preferred server
 * goes to all (with --strict-order: to the next). What is a failure is a matter of policy, and has changed over the years.
 */
import { RCODE } from '../../protocol/codes.ts';

/** `answer`: it is passed on as one; `try-next`: others are asked. */
export type FailurePolicy = 'answer' | 'try-next';

export interface ForwardingPolicy {
  /** dnsmasq of 2014 to 2016 (2.76): `answer`; before and since `try-next`. Before 2.78, with --strict-order, `answer`, for both. */
  readonly servfail: FailurePolicy;
  readonly refused: FailurePolicy;
  /** --all-servers */
  readonly allServers: boolean;
  /** --strict-order */
  readonly strictOrder: boolean;
}

/** dnsmasq: FORWARD_TEST and FORWARD_TIME. */
const TRY_ALL_AFTER = 50;
const TRY_ALL_AFTER_MS = 20_000;

/** One client's question on its way. Servers are numbered from 0, in the order of the configuration. */
export interface Forwarded {
  /** The server that was asked last, or first of all. */
  at: number;
  /** How many of those that were asked at once have not replied; 0: one server alone was asked. */
  atOnce: number;
  /** Its question has EDNS options. */
  readonly hasOptions: boolean;
}

export type Verdict =
  | { readonly kind: 'pass-on' }
  /** Nothing is said for now. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'ask'; readonly servers: readonly number[] };

export class Forwarding {
  readonly #policy: ForwardingPolicy;
  readonly #count: number;
  #preferred: number | null = null;
  #questions = 0;
  #triedAllAt = Number.NEGATIVE_INFINITY;

  constructor(policy: ForwardingPolicy, servers: number) {
    this.#policy = policy;
    this.#count = servers;
  }

  /** Whom a new question goes to; `now` in milliseconds. `hasOptions`: it carries EDNS options. */
  begin(
    now: number,
    hasOptions = false,
  ): { readonly servers: readonly number[]; readonly forwarded: Forwarded } {
    const { strictOrder, allServers } = this.#policy;
    if (strictOrder && !allServers) return { servers: [0], forwarded: { at: 0, atOnce: 0, hasOptions } };
    const due = this.#questions++ > TRY_ALL_AFTER || now - this.#triedAllAt > TRY_ALL_AFTER_MS;
    if (!allServers && !due && this.#preferred !== null)
      return { servers: [this.#preferred], forwarded: { at: this.#preferred, atOnce: 0, hasOptions } };
    this.#questions = 0;
    this.#triedAllAt = now;
    return this.#all({ at: 0, atOnce: 0, hasOptions });
  }

  /** The client asks again before there was a reply. */
  again(forwarded: Forwarded): readonly number[] {
    if (!this.#policy.strictOrder) return this.#all(forwarded).servers;
    forwarded.at = Math.min(forwarded.at + 1, this.#count - 1);
    return [forwarded.at];
  }

  /** What becomes of a reply. */
  replied(forwarded: Forwarded, server: number, rcode: number): Verdict {
    const failed = this.#isFailure(rcode);
    // dnsmasq: it makes the question anew from the reply, and cannot where the question had EDNS options (dig's cookie).
    if (failed && forwarded.atOnce === 0 && !forwarded.hasOptions) {
      if (!this.#policy.strictOrder) {
        const { servers } = this.#all(forwarded);
        // One server alone is asked a second time; then it is believed.
        return { kind: 'ask', servers };
      }
      // dnsmasq 2.90: after the last one nothing is said at all.
      if (forwarded.at + 1 >= this.#count) return { kind: 'wait' };
      forwarded.at++;
      return { kind: 'ask', servers: [forwarded.at] };
    }
    if (forwarded.atOnce > 0) {
      forwarded.atOnce--;
      // dnsmasq 2.90: of several that were asked at once, REFUSED waits for the others, SERVFAIL does not.
      if (failed && rcode === RCODE.REFUSED && forwarded.atOnce > 0) return { kind: 'wait' };
    }
    if (rcode !== RCODE.REFUSED || !failed) this.#preferred = server;
    return { kind: 'pass-on' };
  }

  #isFailure(rcode: number): boolean {
    const { servfail, refused } = this.#policy;
    return (
      (rcode === RCODE.SERVFAIL && servfail === 'try-next') ||
      (rcode === RCODE.REFUSED && refused === 'try-next')
    );
  }

  #all(forwarded: Forwarded): { readonly servers: readonly number[]; readonly forwarded: Forwarded } {
    forwarded.atOnce = this.#count;
    return { servers: Array.from({ length: this.#count }, (_, i) => i), forwarded };
  }
}
