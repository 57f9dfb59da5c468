/**
 * Answers as they went out, kept so that the same question is answered again with a new id and the TTLs of the moment.
 *
 * Only what the cache alone has said is kept, and a question counts as the same when all its octets but the id are:
 * the name in the same spelling, type, flags, EDNS. An answer is given again as long as making it anew would give the
 * same octets: nothing that is known of its names has changed (`CacheEntry.changes`), no DNAME has come or gone, and
 * no record is so near its end that it would be looked up before (prefetch). What there is to note in the journal is
 * noted by the caller as for any other answer.
 *
 * Two tables, a young one and an old one: when the young one is full it becomes the old one, and what is asked for
 * again moves over. So what is asked for often stays, and the octets have a limit.
 */
import type { Cache } from '../cache/cache.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { packOctets } from '../cache/octet-text.ts';
import type { Instant } from '../network/clock.ts';
import { Name } from '../protocol/name.ts';
import { OctetStock } from '../protocol/octet-stock.ts';
import { ttlOffsets } from '../protocol/ttl-offsets.ts';
import type { CacheHit } from '../resolver/question.ts';

/** Octets that one table may hold, near enough. */
const MOST_OCTETS = 48 * 1024 * 1024;
/** The share of the cache's own limit that one table may take. */
const SHARE = 1 / 8;
/** What an answer weighs beside its octets: the object, its place in the table, its lists. */
const OWN_WEIGHT = 250;
const LONGEST_QUESTION = 300;
const LONGEST_ANSWER = 1232;
/** Where the question section begins, in a question's octets without the id. */
const NAME_AT = 10;
const NO_TARGETS: readonly Name[] = [];

const stock = new OctetStock();

export class KeptAnswers {
  readonly #cache: Cache;
  readonly #trigger: number;
  readonly #most: number;
  #young = new Map<number, KeptAnswer>();
  #old = new Map<number, KeptAnswer>();
  #octets = 0;

  /** `trigger`: seconds before the end of a record from which on it is looked up again (prefetch). */
  constructor(cache: Cache, trigger: number) {
    this.#cache = cache;
    this.#trigger = trigger;
    this.#most = Math.min(MOST_OCTETS, cache.maxOctets * SHARE);
  }

  /** How many are held, good ones and others. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** The kept answer to this question, where it still is what would be answered now. Its parts count as used. */
  find(question: Uint8Array, now: Instant): KeptAnswer | null {
    // A question with RD and nothing else in its first flags; all that is kept are answers to such.
    if (question[2] !== 1 || question.length > LONGEST_QUESTION) return null;
    const key = hashOf(question);
    const young = this.#young.get(key);
    const kept = young ?? this.#old.get(key);
    if (kept === undefined || !kept.isFor(question)) return null;
    if (kept.endsAt - Math.floor(now / 1000) <= this.#trigger || !kept.holds(this.#cache)) {
      this.#young.delete(key);
      this.#old.delete(key);
      return null;
    }
    if (young === undefined) this.#enter(key, kept);
    for (const entry of kept.entries) this.#cache.use(entry);
    return kept;
  }

  /**
   * Keeps an answer that was made of these entries alone. What is not just them (a truncated answer, records beside
   * it, more than a datagram) is not kept.
   */
  keep(question: Uint8Array, answer: Uint8Array, hits: readonly CacheHit[], now: Instant): void {
    if (question[2] !== 1 || question.length > LONGEST_QUESTION || answer.length > LONGEST_ANSWER) return;
    const kept = KeptAnswer.of(question, answer, hits, this.#cache, now);
    if (kept !== null) this.#enter(hashOf(question), kept);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#octets = 0;
  }

  #enter(key: number, kept: KeptAnswer): void {
    this.#octets += kept.weight;
    if (this.#octets > this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#octets = kept.weight;
    }
    this.#young.set(key, kept);
  }
}

export class KeptAnswer {
  /** The cache's entries in the order of the chain. */
  readonly entries: readonly CacheEntry[];
  readonly type: number;
  readonly rcode: number;
  /** The first second (since 1970) in which a part of it is no longer good. */
  readonly endsAt: number;
  /** Octets as one-byte strings (octet-text.ts): the question's without its id, and the answer's. */
  readonly #question: string;
  readonly #answer: string;
  /** How often what is known of each hit's name had changed. */
  readonly #changes: readonly number[];
  readonly #dnameChanges: number;
  /** Where each record's TTL stands, and the second at which it is 0. */
  readonly #ttls: readonly number[];
  /** The names that the aliases led to. */
  readonly #targets: readonly Name[];

  private constructor(
    question: string,
    answer: string,
    hits: readonly CacheHit[],
    ttls: readonly number[],
    dnameChanges: number,
  ) {
    this.entries = hits.map(({ entry }) => entry);
    this.endsAt = Math.min(...this.entries.map(({ endsAt }) => endsAt));
    this.rcode = answer.charCodeAt(3) & 15;
    const typeAt = nameEnd(question);
    this.type = (question.charCodeAt(typeAt) << 8) | question.charCodeAt(typeAt + 1);
    this.#question = question;
    this.#answer = answer;
    this.#changes = this.entries.map(({ changes }) => changes);
    this.#targets = hits.length === 1 ? NO_TARGETS : hits.slice(1).map(({ name }) => name);
    this.#dnameChanges = dnameChanges;
    this.#ttls = ttls;
  }

  /** Null where the answer is not made of the entries alone. */
  static of(
    question: Uint8Array,
    answer: Uint8Array,
    hits: readonly CacheHit[],
    cache: Cache,
    now: Instant,
  ): KeptAnswer | null {
    const offsets = ttlOffsets(answer);
    if (offsets === null) return null;
    const ttls: number[] = [];
    for (const { entry } of hits) {
      for (let left = entry.recordCount; left > 0; left--) {
        const at = offsets[ttls.length / 2];
        if (at === undefined || readTtl(answer, at) !== entry.remaining(now)) return null;
        ttls.push(at, entry.endsAt);
      }
    }
    if (hits.length === 0 || ttls.length !== 2 * offsets.length) return null;
    const asked = packOctets(question.subarray(2));
    return new KeptAnswer(asked, packOctets(answer), hits, ttls, cache.dnameChanges);
  }

  /** The name that was looked up for an entry: the first is what is asked for, as it was spelt. */
  nameOf(place: number): Name {
    const target = this.#targets[place - 1];
    if (target !== undefined) return target;
    const question = this.#question;
    const wire = Uint8Array.from({ length: nameEnd(question) - NAME_AT }, (_, i) =>
      question.charCodeAt(NAME_AT + i),
    );
    let labels = 0;
    for (let at = 0; wire[at] !== 0; at += 1 + (wire[at] as number)) labels++;
    return Name.fromTrustedWire(wire, labels);
  }

  /** The number of an entry in the cache. */
  entryId(place: number): number {
    return (this.entries[place] as CacheEntry).id;
  }

  /** The question's CD flag. */
  get checkingDisabled(): boolean {
    return (this.#question.charCodeAt(1) & 0x10) !== 0;
  }

  get weight(): number {
    return OWN_WEIGHT + this.#question.length + this.#answer.length + 64 * this.entries.length;
  }

  /** Whether the octets are this question's, whatever the id. */
  isFor(octets: Uint8Array): boolean {
    const question = this.#question;
    const { length } = question;
    if (octets.length !== length + 2) return false;
    for (let i = 0; i < length; i++) if (octets[i + 2] !== question.charCodeAt(i)) return false;
    return true;
  }

  /** Whether the cache would still find just these entries. */
  holds(cache: Cache): boolean {
    const changes = this.#changes;
    for (let i = 0; i < changes.length; i++) {
      if ((this.entries[i] as CacheEntry).changes !== changes[i]) return false;
    }
    return cache.dnameChanges === this.#dnameChanges;
  }

  /** The answer's octets at this moment, with the question's id. They are the caller's. */
  octets(question: Uint8Array, now: Instant): Uint8Array {
    const answer = this.#answer;
    const { length } = answer;
    const out = stock.take(length);
    out[0] = question[0] as number;
    out[1] = question[1] as number;
    for (let i = 2; i < length; i++) out[i] = answer.charCodeAt(i);
    const second = Math.floor(now / 1000);
    const ttls = this.#ttls;
    for (let i = 0; i < ttls.length; i += 2) {
      const at = ttls[i] as number;
      const ttl = (ttls[i + 1] as number) - second;
      out[at] = ttl >>> 24;
      out[at + 1] = ttl >>> 16;
      out[at + 2] = ttl >>> 8;
      out[at + 3] = ttl;
    }
    return out;
  }
}

/** FNV-1a over all octets but the id, in two halves side by side, and in 30 bits, which an engine keeps without an object. */
function hashOf(question: Uint8Array): number {
  let even = 0x811c9dc5 | 0;
  let odd = 0x01234567;
  const end = question.length - 1;
  let i = 2;
  for (; i < end; i += 2) {
    even = Math.imul(even ^ (question[i] as number), 0x01000193);
    odd = Math.imul(odd ^ (question[i + 1] as number), 0x01000193);
  }
  if (i === end) even = Math.imul(even ^ (question[i] as number), 0x01000193);
  const hash = even ^ Math.imul(odd, 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}

/** Where the type stands, behind the name. */
function nameEnd(question: string): number {
  let at = NAME_AT;
  while (question.charCodeAt(at) !== 0) at += 1 + question.charCodeAt(at);
  return at + 1;
}

function readTtl(octets: Uint8Array, at: number): number {
  const high = ((octets[at] as number) << 8) | (octets[at + 1] as number);
  return high * 0x1_0000 + (((octets[at + 2] as number) << 8) | (octets[at + 3] as number));
}
