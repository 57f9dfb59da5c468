/** The recursive half of a server: its cache and its resolver, and the questions that wait for an answer. */
import { Cache } from '../cache/cache.ts';
import type { LabClock } from '../network/clock.ts';
import type { Endpoint, Journal, QueryChange } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import { RCODE, TYPE } from '../protocol/codes.ts';
import type { Question, ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { recordsOf } from '../protocol/rrset.ts';
import type { Random } from '../random.ts';
import { Resolver, type Resolution } from '../resolver/resolver.ts';
import type { MinimalResponses } from '../zone/authority.ts';
import { addressesBeside, answerFromCache, type Sections } from './cache-answer.ts';
import type { RecursionOptions } from './options.ts';
import type { ServerLog } from './server-log.ts';

export class Recursion {
  readonly cache: Cache;
  readonly resolver: Resolver;
  readonly #host: Host;
  readonly #clock: LabClock;
  readonly #journal: Journal;
  readonly #options: RecursionOptions;
  readonly #minimal: MinimalResponses;
  #lastQuery = 0;
  #waiting = 0;

  constructor(
    host: Host,
    clock: LabClock,
    journal: Journal,
    random: Random,
    options: RecursionOptions,
    minimal: MinimalResponses,
    log: ServerLog,
  ) {
    this.#host = host;
    this.#clock = clock;
    this.#journal = journal;
    this.#options = options;
    this.#minimal = minimal;
    this.cache = new Cache({
      clock,
      journal,
      host: host.name,
      ...(options.maxCacheOctets === undefined ? {} : { maxOctets: options.maxCacheOctets }),
      ...(options.maxCacheTtl === undefined ? {} : { maxTtl: options.maxCacheTtl }),
      ...(options.maxNegativeTtl === undefined ? {} : { maxNegativeTtl: options.maxNegativeTtl }),
      ...(options.minCacheTtl === undefined ? {} : { minTtl: options.minCacheTtl }),
      ...(options.minNegativeTtl === undefined ? {} : { minNegativeTtl: options.minNegativeTtl }),
    });
    this.resolver = new Resolver({
      host,
      clock,
      journal,
      random,
      cache: this.cache,
      hints: options.hints,
      ...(options.upstreamPort === undefined ? {} : { port: options.upstreamPort }),
      ...(options.failureTtl === undefined ? {} : { failureTtl: options.failureTtl }),
      ...(options.configured === undefined ? {} : { configured: options.configured }),
      ...(options.lastResort === undefined ? {} : { lastResort: options.lastResort }),
      log: (category, text) => log.write(category, 'info', text),
    });
  }

  /** BIND: rndc flush. Gives how many entries went. */
  flush(): number {
    this.resolver.failures.flush();
    this.resolver.parentSide?.flush();
    return this.cache.flush();
  }

  flushName(name: Name): number {
    this.resolver.failures.flushName(name);
    this.resolver.parentSide?.flushTree(name);
    return this.cache.flushName(name);
  }

  flushTree(name: Name): number {
    this.resolver.failures.flushTree(name);
    this.resolver.parentSide?.flushTree(name);
    return this.cache.flushTree(name);
  }

  /** Questions that wait for other servers. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Answers out of the cache alone (RD clear). */
  fromCache(question: Question, client: Endpoint, packet: number): Sections {
    const query = this.#received(question, client, packet);
    const found = this.cache.lookup(question.name, question.type);
    if (found !== null && found.kind !== 'any') {
      this.#note({ step: 'hit', query, name: question.name, type: question.type, entry: found.entry.id });
    }
    const withAuthority = this.#minimal === 'no' || this.#minimal === 'no-auth-recursive';
    const now = this.#clock.now();
    const answer = answerFromCache(
      this.cache,
      this.resolver.hints,
      question.name,
      question.type,
      now,
      withAuthority,
    );
    const why = '';
    this.#note({ step: 'answered', query, rcode: answer.rcode, fromCache: true, upstreamQuestions: 0, why });
    return this.#minimal === 'yes' && answer.answers.length > 0 ? { ...answer, additional: [] } : answer;
  }

  /** Finds the answer, from the cache or by asking; `done` may be called before this returns. */
  resolve(
    question: Question,
    client: Endpoint,
    packet: number,
    checkingDisabled: boolean,
    done: (answer: Sections) => void,
  ): void {
    const query = this.#received(question, client, packet);
    // BIND: recursive-clients. Load is shed with SERVFAIL, never with memory.
    if (this.#waiting >= (this.#options.maxClients ?? 1000)) {
      const why = 'too many questions are waiting (recursive-clients)';
      this.#note({
        step: 'answered',
        query,
        rcode: RCODE.SERVFAIL,
        fromCache: true,
        upstreamQuestions: 0,
        why,
      });
      return done({ rcode: RCODE.SERVFAIL, answers: [], authority: [], additional: [] });
    }
    this.#waiting++;
    const { name, type } = question;
    this.resolver.resolve({ name, type, number: query, checkingDisabled }, (resolution) => {
      this.#waiting--;
      const { rcode, fromCache, upstreamQuestions, failure } = resolution;
      this.#note({ step: 'answered', query, rcode, fromCache, upstreamQuestions, why: failure ?? '' });
      done(this.#sections(question, resolution));
    });
  }

  close(): void {
    this.resolver.close();
    // Readers of the journal see the entries go.
    this.cache.flush();
    this.#waiting = 0;
  }

  #sections(question: Question, resolution: Resolution): Sections {
    const answers: ResourceRecord[] = [];
    for (const rrset of resolution.answers) answers.push(...recordsOf(rrset));
    const authority = resolution.soa === null ? [] : recordsOf(resolution.soa);
    const now = this.#clock.now();
    const last = resolution.answers.at(-1);
    if (this.#options.beside === 'response' && this.#minimal === 'no' && resolution.beside !== undefined) {
      const { authority: zone, additional: hosts } = resolution.beside;
      authority.push(...zone.flatMap((rrset) => recordsOf(rrset)));
      return {
        rcode: resolution.rcode,
        answers,
        authority,
        additional: hosts.flatMap((rrset) => recordsOf(rrset)),
      };
    }
    const beside = [];
    // BIND: with `minimal-responses no` the zone's NS records go along; by default not with recursion.
    if (this.#minimal === 'no' && last !== undefined && resolution.soa === null) {
      const cut = this.cache.bestDelegation(last.name);
      if (cut !== null && !(last.type === TYPE.NS && cut.owner.equals(last.name))) {
        beside.push(cut.rrset(now));
        authority.push(...recordsOf(cut.rrset(now)));
      }
    }
    const additional =
      this.#minimal === 'yes' || question.type === TYPE.ANY
        ? []
        : addressesBeside([...resolution.answers, ...beside], this.cache, now);
    return { rcode: resolution.rcode, answers, authority, additional };
  }

  #received(question: Question, client: Endpoint, packet: number): number {
    const query = ++this.#lastQuery;
    this.#note({ step: 'received', query, client, name: question.name, type: question.type, packet });
    return query;
  }

  #note(change: QueryChange): void {
    this.#journal.write({ kind: 'query', host: this.#host.name, change });
  }
}
