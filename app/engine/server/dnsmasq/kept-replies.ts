/**
 * What dnsmasq keeps of the replies that it passes on: answers of the types that clients mostly ask for, and denials.
 *
 * Simplified: a question's whole answer is one entry; dnsmasq keeps the links of a chain one by one.
 */
import type { LabClock } from '../../network/clock.ts';
import { RCODE, TYPE } from '../../protocol/codes.ts';
import { responseTo, type Message, type Question, type ResourceRecord } from '../../protocol/message.ts';
import { readSoa } from '../../protocol/rdata.ts';

/** dnsmasq 2.90: other types are asked for anew each time (--cache-rr is not set). */
const KEPT: readonly number[] = [TYPE.A, TYPE.AAAA, TYPE.CNAME, TYPE.PTR, TYPE.SRV];

interface Kept {
  readonly rcode: number;
  readonly answers: readonly ResourceRecord[];
  readonly storedAt: number;
  readonly endsAt: number;
}

export class KeptReplies {
  readonly #clock: LabClock;
  readonly #size: number;
  /** The one that was used longest ago first. */
  readonly #entries = new Map<string, Kept>();

  /** `size`: entries at a time; 0: nothing is kept. */
  constructor(clock: LabClock, size: number) {
    this.#clock = clock;
    this.#size = size;
  }

  get size(): number {
    return this.#entries.size;
  }

  clear(): void {
    this.#entries.clear();
  }

  /** What is known of a query's question, as a response; null: nothing. */
  find(query: Message): Message | null {
    const question = query.questions[0];
    if (!question) return null;
    return this.#response(query, keyOf(question)) ?? this.#response(query, keyOfAll(question));
  }

  take(reply: Message): void {
    const question = reply.questions[0];
    if (!question || this.#size === 0 || reply.tc || !KEPT.includes(question.type)) return;
    const ttl = ttlOf(reply);
    if (ttl === null || ttl === 0) return;
    const now = this.#clock.now();
    const entry = { rcode: reply.rcode, answers: reply.answers, storedAt: now, endsAt: now + ttl * 1_000 };
    // RFC 2308 §5: a name that does not exist has records of no type.
    const key =
      reply.rcode === RCODE.NXDOMAIN && reply.answers.length === 0 ? keyOfAll(question) : keyOf(question);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.#size) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      break;
    }
  }

  #response(query: Message, key: string): Message | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    this.#entries.delete(key);
    const now = this.#clock.now();
    if (entry.endsAt <= now) return null;
    this.#entries.set(key, entry);
    const age = Math.floor((now - entry.storedAt) / 1_000);
    const answers = entry.answers.map((record) => ({ ...record, ttl: record.ttl - age }));
    const edns = query.edns && { ...query.edns, version: 0, udpSize: 1232, options: [] };
    return responseTo(query, { ra: true, rcode: entry.rcode, answers, edns });
  }
}

/** Seconds for which a reply may be kept; null: not at all. */
function ttlOf({ rcode, answers, authority }: Message): number | null {
  if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) return null;
  const ttls = answers.map(({ ttl }) => ttl);
  if (rcode === RCODE.NOERROR && ttls.length > 0) return Math.min(...ttls);
  // RFC 2308 §5: without an SOA, a denial is not kept.
  const soa = authority.find(({ type }) => type === TYPE.SOA);
  const minimum = soa && readSoa(soa.rdata)?.minimum;
  return soa === undefined || minimum === undefined ? null : Math.min(soa.ttl, minimum ?? 0, ...ttls);
}

const keyOf = ({ name, type }: Question): string => `${type} ${name.key}`;
const keyOfAll = ({ name }: Question): string => `* ${name.key}`;
