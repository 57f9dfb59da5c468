/** The recursive half of a server: its cache and its resolver, and the questions that wait for an answer. */
import { Cache } from '../cache/cache.ts';
import type { LabClock, Timer } from '../network/clock.ts';
import type { Endpoint, Journal } from '../network/journal.ts';
import type { QueryChange } from '../network/query-change.ts';
import type { Host } from '../network/transport.ts';
import { RCODE, TYPE } from '../protocol/codes.ts';
import type { Question } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { recordsOf } from '../protocol/rrset.ts';
import type { Random } from '../random.ts';
import { OwnZones } from '../resolver/own-zones.ts';
import type { Asker, CacheHit } from '../resolver/question.ts';
import type { Resolution } from '../resolver/resolution.ts';
import { Resolver } from '../resolver/resolver.ts';
import type { MinimalResponses, ZoneSet } from '../zone/authority.ts';
import { answerFromCache, type Sections } from './cache-answer.ts';
import type { AddressMatcher } from './access.ts';
import type { ClientQuota, Waiting } from './client-quota.ts';
import type { RecursionOptions } from './options.ts';
import { KeptAnswers } from './kept-answers.ts';
import { KeptHit, KeptReceived } from './kept-notes.ts';
import { EDE_STALE_ANSWER } from './extended-error.ts';
import { ServeStale, STALE_LOG, type StaleReason } from './serve-stale.ts';
import type { ServerLog } from './server-log.ts';
import { cacheLimits, resolverSettings } from './recursion-settings.ts';
import { sectionsOf, type Answering } from './resolution-sections.ts';

/** The last numbers given in the journal, to clients' questions and to fetches; a server's views count together. */
export interface QuestionNumbers {
  query: number;
  fetch: number;
}

export interface RecursionParts {
  readonly host: Host;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  /** The view's name. */
  readonly view: string;
  readonly options: RecursionOptions;
  /** The view's own. */
  readonly zones: ZoneSet;
  readonly minimal: MinimalResponses;
  readonly log: ServerLog;
  readonly numbers: QuestionNumbers;
  /** The server's, for all its views. */
  readonly clients: ClientQuota;
  /** BIND: blackhole. */
  readonly refused: AddressMatcher;
  /** Whose cache is kept, when the configuration is read anew; null: it begins with an empty one. */
  readonly before: Recursion | null;
}

/** BIND: prefetch 2 9. */
const DEFAULT_PREFETCH = { trigger: 2, eligibility: 9 };

/** The resolver's word for servers that were all silent. */
const TIMED_OUT = 'timed out';

export class Recursion {
  readonly cache: Cache;
  readonly resolver: Resolver;
  /** Clients' questions that the cache answered, and those for which others were to be asked. */
  readonly lookups: { hits: number; misses: number };
  readonly #kept: KeptAnswers;
  readonly #host: Host;
  readonly #clock: LabClock;
  readonly #journal: Journal;
  readonly #options: RecursionOptions;
  readonly #minimal: MinimalResponses;
  readonly #answering: Answering;
  readonly #log: ServerLog;
  readonly #stale: ServeStale | null;
  readonly #numbers: QuestionNumbers;
  readonly #clients: ClientQuota;
  /** The clients' questions that wait for other servers. */
  readonly #waiting = new Set<Waiting>();

  constructor(parts: RecursionParts) {
    const { host, clock, journal, options, before } = parts;
    this.#host = host;
    this.#clock = clock;
    this.#journal = journal;
    this.#options = options;
    this.#minimal = parts.minimal;
    this.#log = parts.log;
    this.#numbers = parts.numbers;
    this.#clients = parts.clients;
    this.lookups = before?.lookups ?? { hits: 0, misses: 0 };
    const stale =
      options.stale === undefined ? null : new ServeStale(clock, options.stale, before?.stale?.store);
    this.#stale = stale;
    const limits = cacheLimits(options, stale);
    this.cache = before?.cache ?? new Cache({ clock, journal, host: host.name, view: parts.view, ...limits });
    if (before !== null) this.cache.limit(limits);
    this.#answering = {
      cache: this.cache,
      minimal: parts.minimal,
      passesOn: options.beside === 'response',
      explainsErrors: options.explainErrors === true,
    };
    this.#kept = new KeptAnswers(this.cache, (options.prefetch ?? DEFAULT_PREFETCH).trigger);
    this.resolver = new Resolver({
      host,
      clock,
      journal,
      random: parts.random,
      cache: this.cache,
      hints: options.hints,
      numbers: parts.numbers,
      ...resolverSettings(options),
      own: new OwnZones(parts.zones, parts.minimal),
      refused: parts.refused,
      log: (category, text, severity = 'info') => parts.log.write(category, severity, text),
    });
  }

  /** BIND: rndc flush. Gives how many entries went. */
  flush(): number {
    this.resolver.failures.flush();
    this.#stale?.store.flush();
    this.resolver.parentSide?.flush();
    this.resolver.addresses.flush();
    this.#kept.clear();
    return this.cache.flush();
  }

  flushName(name: Name): number {
    this.resolver.failures.flushName(name);
    this.#stale?.store.flushWhere((owner) => owner.equals(name));
    this.resolver.parentSide?.flushTree(name);
    return this.cache.flushName(name);
  }

  flushTree(name: Name): number {
    this.resolver.failures.flushTree(name);
    this.#stale?.store.flushWhere((owner) => owner.isAtOrBelow(name));
    this.resolver.parentSide?.flushTree(name);
    return this.cache.flushTree(name);
  }

  /** Old answers; null where none are given. */
  get stale(): ServeStale | null {
    return this.#stale;
  }

  /** What clients wait for, the oldest first. */
  get waitingQuestions(): Iterable<Readonly<Omit<Waiting, 'giveUp'>>> {
    return this.#waiting;
  }

  /** Questions that wait for other servers. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Answers out of the cache alone (RD clear). `query` is the question's number, where it has one already. */
  fromCache(
    question: Question,
    client: Endpoint,
    packet: number,
    recursionDesired: boolean,
    query: number = this.received(question, client, packet),
  ): Sections {
    const found = this.cache.lookup(question.name, question.type);
    this.#looked(found !== null);
    if (found !== null && found.kind !== 'any') {
      this.#note({ step: 'hit', query, name: question.name, type: question.type, entry: found.entry.id });
    }
    // BIND: what counts is what the query asks for, not what its client may have.
    const withAuthority =
      this.#minimal === 'no' || (this.#minimal === 'no-auth-recursive' && !recursionDesired);
    const now = this.#clock.now();
    const answer = answerFromCache(
      this.cache,
      this.resolver.hints,
      question.name,
      question.type,
      now,
      withAuthority,
    );
    const why = found === null ? 'the cache does not know it, and tells the nearest servers it knows' : '';
    this.#note({ step: 'answered', query, rcode: answer.rcode, fromCache: true, upstreamQuestions: 0, why });
    const bare = this.#minimal === 'yes' && question.type !== TYPE.NS;
    return bare && answer.answers.length > 0 ? { ...answer, additional: [] } : answer;
  }

  /**
   * Finds the answer, from the cache or by asking; `done` may be called before this returns. It is called with null
   * where nothing is to be said to the client.
   */
  resolve(
    question: Question,
    client: Asker,
    packet: number,
    checkingDisabled: boolean,
    done: (answer: Sections | null) => void,
    query: number = this.received(question, client, packet),
  ): void {
    const { name, type } = question;
    // Until it waits there is nothing to give up.
    const since = this.#clock.now();
    const waiting: Waiting = { client, question, since, giveUp: () => undefined };
    let answered = false;
    const giveOld = (reason: StaleReason, upstreamQuestions: number): boolean => {
      const old = this.#oldAnswer(question, reason);
      if (old === null) return false;
      answered = true;
      const why = `${reason}, stale answer used`;
      this.#note({ step: 'answered', query, rcode: old.rcode, fromCache: true, upstreamQuestions, why });
      done(old);
      return true;
    };
    const before = this.#stale?.answer(this.cache, name, type) ?? null;
    if (before !== null && this.#stale?.rests(before) === true) {
      if (giveOld('query within stale refresh time window', 0)) return;
    }
    const patience = before === null ? null : (this.#stale?.clientTimeoutMs ?? null);
    if (patience === 0) giveOld('stale data prioritized over lookup', 0);
    let timer: Timer | null = null;
    let over = false;
    const mayAsk = (): boolean => {
      if (!this.#clients.enter(waiting, (text) => this.#log.clientLimit(client, name, text))) return false;
      this.#waiting.add(waiting);
      return true;
    };
    const asked = { name, type, number: query, checkingDisabled, client, mayAsk };
    const giveUp = this.resolver.resolve(asked, (resolution) => {
      over = true;
      timer?.cancel();
      this.#clients.leave(waiting);
      this.#waiting.delete(waiting);
      const { rcode, fromCache, upstreamQuestions, failure, shed } = resolution;
      this.#looked(fromCache);
      // BIND: nor is there an old answer for who is dropped, or has made room for others.
      const mayBeOld = rcode === RCODE.SERVFAIL && shed !== 'drop' && shed !== 'given-up';
      const failed = mayBeOld ? (this.#stale?.answer(this.cache, name, type) ?? null) : null;
      // BIND: after a time-out nobody is asked for a while; after another failure it is tried again at once.
      if (failed !== null && failure === TIMED_OUT) this.#stale?.failed(failed);
      if (mayBeOld && failed === null) this.#noteUnavailable(name);
      if (answered || (failed !== null && giveOld('resolver failure', upstreamQuestions))) return;
      if (shed === 'drop') {
        this.#note({ step: 'dropped', query, why: failure ?? '' });
        return done(null);
      }
      this.#note({ step: 'answered', query, rcode, fromCache, upstreamQuestions, why: failure ?? '' });
      const sections = sectionsOf(
        this.#answering,
        question,
        client.goesOn === true,
        resolution,
        this.#clock.now(),
      );
      if (rcode === RCODE.SERVFAIL && failure !== null) return done({ ...sections, failure });
      const { hits } = resolution;
      if (hits === null || !this.#isPlain(type, sections)) done(sections);
      else {
        const { answers, authority, additional } = sections;
        done({ rcode, answers, authority, additional, madeOf: hits });
      }
      if (fromCache) this.#prefetch(resolution, query);
    });
    waiting.giveUp = () => giveUp('it was given up for newer questions (recursive-clients)');
    // The answer may have come before there was anything to wait for.
    if (!over && !answered && patience !== null) {
      const label = `${this.#host.name} gives ${name.toRelaxedString()} from what it knew`;
      timer = this.#clock.after(patience, label, () => void giveOld('client timeout', 0));
    }
  }

  /**
   * The answer to a question of exactly these octets, where it was answered from the cache before and would be again
   * with the same octets. It is noted as any other, where anybody reads that. Null: the question goes its usual way.
   */
  again(question: Uint8Array, client: Endpoint, packet: number): Uint8Array | null {
    const now = this.#clock.now();
    const kept = this.#kept.find(question, now);
    if (kept === null) return null;
    const { type, rcode, entries } = kept;
    const { failures } = this.resolver;
    // RFC 9520: what failed a moment ago is not answered, even if it was learned meanwhile.
    if (
      failures.some &&
      entries.some((_, i) => failures.until(kept.nameOf(i), type, kept.checkingDisabled) !== null)
    )
      return null;
    this.lookups.hits++;
    const query = ++this.#numbers.query;
    if (this.#journal.isRead('repeats')) {
      this.#note(new KeptReceived(query, client, kept, packet));
      for (let i = 0; i < entries.length; i++) this.#note(new KeptHit(query, kept, i));
      this.#note({ step: 'answered', query, rcode, fromCache: true, upstreamQuestions: 0, why: '' });
    }
    return kept.octets(question, now);
  }

  #looked(found: boolean): void {
    if (found) this.lookups.hits++;
    else this.lookups.misses++;
  }

  /** How many answers are kept for `again`. */
  get keptAnswers(): number {
    return this.#kept.size;
  }

  /** Keeps an answer that went out for `again`; `madeOf` came with it. */
  keep(question: Uint8Array, response: Uint8Array, madeOf: readonly CacheHit[]): void {
    this.#kept.keep(question, response, madeOf, this.#clock.now());
  }

  /** Whether nothing was looked up for the answer beside the chain itself: no NS records, no addresses of hosts. */
  #isPlain(type: number, { extendedError }: Sections): boolean {
    if (type === TYPE.NS || type === TYPE.MX || type === TYPE.SRV) return false;
    return extendedError === undefined && this.#minimal !== 'no';
  }

  #noteUnavailable(name: Name): void {
    if (this.#stale?.gives !== true) return;
    const text = `${name.toRelaxedString()} resolver failure, stale answer unavailable`;
    this.#log.write('serve-stale', 'info', text);
  }

  #oldAnswer(question: Question, reason: StaleReason): Sections | null {
    const old = this.#stale?.answer(this.cache, question.name, question.type) ?? null;
    if (old === null) return null;
    for (const { name } of old.old) {
      this.#log.write('serve-stale', 'info', `${name.toRelaxedString()} ${STALE_LOG[reason]}`);
    }
    const answers = old.rrsets.flatMap((rrset) => recordsOf(rrset));
    const extendedError = { code: EDE_STALE_ANSWER, text: reason };
    const authority = old.soa === null ? [] : recordsOf(old.soa);
    return { rcode: RCODE.NOERROR, answers, authority, additional: [], extendedError };
  }

  /** What is asked for shortly before its end is looked up again, so that the next client need not wait. */
  #prefetch({ answers }: Resolution, query: number): void {
    const { trigger, eligibility } = this.#options.prefetch ?? DEFAULT_PREFETCH;
    for (const { name, type, ttl } of answers) {
      if (ttl > trigger) continue;
      const entry = this.cache.find(name, type);
      if (entry === null || entry.originalTtl < eligibility || entry.renewable) continue;
      entry.renewable = true;
      this.resolver.refresh(name, type, query);
    }
  }

  close(): void {
    this.retire();
    // Readers of the journal see the entries go.
    this.cache.flush();
    this.#stale?.store.flush();
  }

  /** Ends what is under way; the cache stays for who takes it over. */
  retire(): void {
    this.resolver.close();
    for (const waiting of this.#waiting) this.#clients.leave(waiting);
    this.#waiting.clear();
  }

  /** Whether a SERVFAIL says why. */
  get explainsErrors(): boolean {
    return this.#answering.explainsErrors;
  }

  /** Gives the question the number that the journal knows it by. */
  received(question: Question, client: Endpoint, packet: number): number {
    const query = ++this.#numbers.query;
    this.#note({ step: 'received', query, client, name: question.name, type: question.type, packet });
    return query;
  }

  /** What became of the question before cache and other servers came into it. */
  note(change: Extract<QueryChange, { readonly step: 'own-zone' | 'refused' | 'cache-only' }>): void {
    this.#note(change);
  }

  #note(change: QueryChange): void {
    this.#journal.write({ kind: 'query', host: this.#host.name, change });
  }
}
