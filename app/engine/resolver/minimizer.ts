/**
 * How much of a name the servers on the way are told (RFC 9156), in BIND's manner: one label more than the zone that
 * they serve, and as question the NS records there. A referral leads on as ever; a denial of NS records only says that
 * there is no cut, and the next label is added.
 *
 * `strict` believes all that; `relaxed` asks with the whole name where a name on the way does not exist, or all servers
 * of a zone fail: there are servers that know nothing of names without records, or dislike such questions.
 */
import type { Cache } from '../cache/cache.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { Question } from '../protocol/message.ts';
import { nameOf, type Name } from '../protocol/name.ts';
import type { QnameMinimization } from './walk-options.ts';

/** BIND: names of more labels are not taken to pieces any further: DNS_QMIN_MAXLABELS, there with the root's. */
const MAX_LABELS = 6;

/** BIND: where networks are usually delegated, in labels: /16, /32, /48, /56, /64, /128. */
const IP6_ARPA_STEPS = [6, 10, 14, 16, 18, 34];
const IP6_ARPA = nameOf('ip6.arpa.');

export class Minimizer {
  readonly strict: boolean;
  readonly #cache: Cache;
  readonly #whole: Question;
  /** The labels of the last name that was asked for. */
  #labels = 0;
  #whyWhole: string | null = null;

  /** `whole` is what is to be found out in the end. Null where names are not minimized. */
  static for(mode: QnameMinimization | undefined, cache: Cache, whole: Question): Minimizer | null {
    return mode === 'strict' || mode === 'relaxed' ? new Minimizer(mode === 'strict', cache, whole) : null;
  }

  private constructor(strict: boolean, cache: Cache, whole: Question) {
    this.strict = strict;
    this.#cache = cache;
    this.#whole = whole;
  }

  /** Why no more is held back, in BIND's words; null where all went well. */
  get whyWhole(): string | null {
    return this.#whyWhole;
  }

  /** What the servers of `zone` are asked next. `referred`: the last response led to them. */
  next(zone: Name, referred: boolean): Question {
    // BIND: in strict mode a zone's own servers must say that it is one.
    const least = zone.labelCount + (this.strict && referred && !zone.isRoot ? 0 : 1);
    let labels = Math.max(least, this.#labels + (referred ? 0 : 1));
    for (; ; labels++) {
      labels = this.#step(labels);
      this.#labels = labels;
      if (labels >= this.#whole.name.labelCount || this.#whyWhole !== null) return this.#whole;
      const name = ending(this.#whole.name, labels);
      // What is known of the name's NS records already is known well enough.
      if (this.#cache.lookup(name, TYPE.NS) === null) return { name, type: TYPE.NS, class: CLASS.IN };
    }
  }

  /** From now on the whole name is asked for. False in strict mode, which has no way out. */
  giveUp(why: 'ncache nxdomain' | 'failure'): boolean {
    if (this.strict) return false;
    this.#whyWhole = why;
    return true;
  }

  #step(labels: number): number {
    if (!this.#whole.name.isBelow(IP6_ARPA)) return labels > MAX_LABELS ? Number.POSITIVE_INFINITY : labels;
    return labels <= IP6_ARPA.labelCount
      ? labels
      : (IP6_ARPA_STEPS.find((step) => step >= labels) ?? Number.POSITIVE_INFINITY);
  }
}

function ending(name: Name, labels: number): Name {
  let at = name;
  while (at.labelCount > labels) at = at.parent;
  return at;
}
