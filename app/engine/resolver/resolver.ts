/**
 * The recursive resolver of one view: RFC 1034 §5.3.3, in BIND's manner.
 *
 * A walk of one question: `resolve` looks into the cache. What it finds there it hands over at once; an alias
 * sends it back to the start with the new name. What it does not find it fetches (`fetch.ts`): from the deepest
 * known zone cut it asks one server after the other (`server-list.ts`, `address-database.ts`), each in an
 * exchange of its own (`exchange.ts`); each response is classified (`response-type.ts`) and scrubbed (`scrub.ts`);
 * what is believed goes into the cache (`learn.ts`), and the walk goes a zone deeper or ends. Who asks what is
 * being fetched already waits for the same end.
 *
 * Everything is callbacks on the lab clock: nothing here waits in any other way.
 *
 * Priming (RFC 8109) is an option. Without it the hints are believed as they are until a root server's own NS records
 * come along with an answer, so that a walk with an empty cache shows one question a level and nothing else.
 */
import type { Cache } from '../cache/cache.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { FailureCache } from '../cache/failures.ts';
import type { LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import { RCODE, TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import { Name } from '../protocol/name.ts';
import { AddressDatabase } from './address-database.ts';
import { ConfiguredZones } from './configured-zones.ts';
import { redirect } from './dname.ts';
import type { ExchangeTools } from './exchange.ts';
import { Fetch } from './fetch.ts';
import { fromCache, type FetchResult } from './fetch-result.ts';
import { hintDifferences } from './hint-differences.ts';
import { Hints } from './hints.ts';
import { Limits } from './limits.ts';
import { ignoredLine } from './log-lines.ts';
import { stepInOwnZones } from './own-step.ts';
import type { OwnZones } from './own-zones.ts';
import { ParentSide } from './parent-side.ts';
import type { Peers, PeerSettings } from './peers.ts';
import { QuestionAccount } from './question.ts';
import { found, servfail, type Question, type Resolution } from './resolution.ts';
import type { ResolverLog, ResolverOptions } from './resolver-options.ts';
import { SourcePorts } from './source-ports.ts';
import type { WalkOptions } from './walk-options.ts';

export class Resolver {
  readonly host: Host;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly cache: Cache;
  readonly hints: Hints;
  readonly addresses: AddressDatabase;
  readonly failures: FailureCache;
  readonly configured: ConfiguredZones;
  readonly own: OwnZones | null;
  /** Null with `give-up`. */
  readonly parentSide: ParentSide | null;
  readonly port: number;
  readonly udpSize: number;
  readonly walk: WalkOptions;
  readonly useIPv6: boolean;
  readonly limits: Limits;
  readonly refused: (address: string) => boolean;
  readonly peers: Peers;
  readonly log: ResolverLog;
  /**
   * What was refused: datagrams that were no response, records that were not believed; and fetches, questions and
   * clients that were one too many for a zone, a server, or the same answer.
   */
  readonly counters = { ignored: 0, dropped: 0, zoneQuota: 0, serverQuota: 0, clientQuota: 0 };
  readonly exchangeTools: ExchangeTools;
  readonly #timeoutMs: number;
  readonly #allowance: { readonly perName: number; readonly total: number };
  readonly #maxDepth: number;
  readonly #maxRestarts: number;
  readonly #fetches = new Map<string, Fetch>();
  readonly #numbers: { fetch: number };

  constructor(options: ResolverOptions) {
    this.host = options.host;
    this.clock = options.clock;
    this.journal = options.journal;
    this.cache = options.cache;
    this.hints = new Hints(options.hints);
    this.addresses = new AddressDatabase(options.random.fork('address database'), (changes) =>
      this.journal.write({ kind: 'servers', host: this.host.name, view: this.cache.view, changes }),
    );
    this.failures = new FailureCache(options.clock, options.failureTtl);
    this.configured = new ConfiguredZones(options.configured ?? []);
    this.own = options.own ?? null;
    this.parentSide = options.lastResort === 'parent-side' ? new ParentSide(options.clock) : null;
    this.port = options.port ?? 53;
    this.udpSize = options.udpSize ?? 1232;
    this.walk = options.walk ?? {};
    this.useIPv6 = options.host.addresses.some((address) => address.includes(':'));
    this.log = options.log ?? (() => undefined);
    this.refused = options.refused ?? (() => false);
    this.peers = options.peers ?? (() => NOTHING_SETTLED);
    this.limits = new Limits(options.clock, options.host.name, options.limits ?? {}, this.log);
    this.exchangeTools = {
      host: options.host,
      clock: options.clock,
      sources: new SourcePorts(options.host, options.sources),
      random: options.random.fork('message ids'),
      counters: this.counters,
      takesOdd: this.walk.oddResponses === 'taken',
      ignored: ({ question, server }, count) => this.log('dispatch', ignoredLine(question, server, count)),
    };
    // A fetch leaves entries of its own, so the journal's count is always ahead of the numbers given out.
    this.#numbers = options.numbers ?? { fetch: options.journal.last };
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#allowance = { perName: options.maxQuestionsPerName ?? 50, total: options.maxQuestions ?? 200 };
    this.#maxDepth = options.maxDepth ?? 7;
    this.#maxRestarts = options.maxRestarts ?? 11;
  }

  /** How many fetches are under way. */
  get fetching(): number {
    return this.#fetches.size;
  }

  /**
   * Answers a question; `done` is called once, before this returns where the cache knows the answer. Gives a function
   * that ends the waiting with a SERVFAIL, for the reason given.
   */
  resolve(question: Question, done: (resolution: Resolution) => void): (why: string) => void {
    const deadline = this.clock.now() + this.#timeoutMs;
    const account = new QuestionAccount(question.number, deadline, this.#allowance, question);
    this.#follow(question.name, question.type, account, [], 0, done);
    return (why) => account.giveUp?.(why);
  }

  /** Looks a name and type up again though the cache still knows it; what is learned goes into the cache. */
  refresh(name: Name, type: number, number: number): void {
    const account = new QuestionAccount(number, this.clock.now() + this.#timeoutMs, this.#allowance);
    this.#fetch(name, type, account, () => undefined);
  }

  /**
   * The hints are in use: the root servers are asked who they are (RFC 8109 §3), once at a time, where that is wanted.
   * What they say goes into the cache, and from then on it counts; where the hints differ, the log says so.
   */
  prime(query: number): void {
    if (this.walk.priming !== true || this.#fetches.has(PRIMING)) return;
    const account = new QuestionAccount(query, this.clock.now() + this.#timeoutMs, this.#allowance);
    const root = { name: Name.root, type: TYPE.NS };
    const fetch = new Fetch(this, {
      ...root,
      key: PRIMING,
      account,
      depth: 0,
      parent: null,
      above: null,
      priming: true,
    });
    this.#fetches.set(PRIMING, fetch);
    fetch.whenDone((result) => {
      if (result.kind !== 'answer') return;
      for (const line of hintDifferences(this.hints, this.cache, this.clock.now()))
        this.log('general', line, 'warning');
    });
    fetch.start();
  }

  /** Ends all that is under way, without a word to anybody. */
  close(): void {
    for (const fetch of this.#fetches.values()) fetch.abandon();
    this.#fetches.clear();
    this.limits.close();
    this.addresses.flush();
    this.exchangeTools.sources.close();
  }

  #follow(
    name: Name,
    type: number,
    account: QuestionAccount,
    chain: readonly RRset[],
    restarts: number,
    done: (resolution: Resolution) => void,
  ): void {
    // RFC 1034 §3.6.2: aliases of aliases, but not without end.
    if (restarts > this.#maxRestarts) {
      // BIND: the links come along, each once.
      const links = chain.filter((link, i) => i === chain.findIndex((one) => isSameRRset(one, link)));
      return done({ ...servfail(account, 'max. restarts reached'), answers: links });
    }
    const own = stepInOwnZones(this, name, type, account, chain);
    if (own?.kind === 'end') return done(own.resolution);
    if (own?.kind === 'alias') {
      account.nextName();
      const longer = [...chain, ...own.links];
      return this.#follow(own.target, type, account, longer, restarts + own.aliases, done);
    }
    const failedUntil = this.failures.until(name, type, account.checkingDisabled);
    if (failedUntil !== null) {
      this.journal.write({
        kind: 'query',
        host: this.host.name,
        change: { step: 'failed-before', query: account.number, name, type, until: failedUntil },
      });
      return done(servfail(account, 'it failed a moment ago (failure cache)'));
    }
    const found = this.cache.lookup(name, type);
    if (found === null || found.kind === 'any' || found.kind === 'dname') account.hits = null;
    else account.hits?.push({ name, entry: found.entry });
    if (found === null) {
      let over = false;
      const leave = this.#fetch(name, type, account, (result) => {
        over = true;
        account.giveUp = null;
        this.#conclude(result, name, type, account, chain, restarts, done);
      });
      // The end may have come in that call, and the next name's search with it.
      if (over) return;
      account.giveUp = (why) => {
        account.giveUp = null;
        leave();
        // BIND: its SERVFAIL is remembered like any other.
        this.failures.add(name, type, account.checkingDisabled);
        done({ ...servfail(account, why), shed: 'given-up' });
      };
      return;
    }
    const now = this.clock.now();
    const entries = found.kind === 'any' ? found.entries : [found.entry];
    for (const entry of entries) this.#noteHit(account, name, type, entry);
    this.#conclude(fromCache(found.kind, entries, now), name, type, account, chain, restarts, done);
  }

  #conclude(
    result: FetchResult,
    name: Name,
    type: number,
    account: QuestionAccount,
    chain: readonly RRset[],
    restarts: number,
    done: (resolution: Resolution) => void,
  ): void {
    switch (result.kind) {
      case 'cname':
        account.nextName();
        return this.#follow(result.target, type, account, [...chain, result.rrset], restarts + 1, done);
      case 'dname': {
        const redirected = redirect(name, result.rrset);
        const links = redirected === null ? [result.rrset] : [result.rrset, redirected.cname];
        const longer = [...chain, ...links.filter((link) => !chain.some((one) => isSameRRset(one, link)))];
        // RFC 6672 §2.2: there is no such name, for it would be too long.
        if (redirected === null) return done(found(account, RCODE.YXDOMAIN, longer, null));
        // BIND: the alias itself is what a question for CNAME or ANY is about.
        if (type === TYPE.CNAME || type === TYPE.ANY)
          return done(found(account, RCODE.NOERROR, longer, null));
        account.nextName();
        return this.#follow(redirected.target, type, account, longer, restarts + 1, done);
      }
      case 'failed':
        // RFC 9520 §3.2: that a question failed is remembered too, for a moment.
        if (result.shed !== 'drop') this.failures.add(name, type, account.checkingDisabled);
        return done({
          ...servfail(account, result.why),
          ...(result.shed === undefined ? {} : { shed: result.shed }),
        });
      default:
        if (result.kind === 'answer') {
          const answers = chain.length === 0 ? result.rrsets : [...chain, ...result.rrsets];
          return done(found(account, RCODE.NOERROR, answers, null, result.beside));
        }
        return done(
          found(account, result.kind === 'nxdomain' ? RCODE.NXDOMAIN : RCODE.NOERROR, chain, result.soa),
        );
    }
  }

  /** Joins the fetch for this name and type, or starts one. */
  #fetch(
    name: Name,
    type: number,
    account: QuestionAccount,
    done: (result: FetchResult) => void,
  ): () => void {
    if (!account.mayAsk()) {
      done({ kind: 'failed', why: TOO_MANY_CLIENTS, shed: 'fail' });
      return nothing;
    }
    const key = fetchKey(name, type, null);
    const running = this.#fetches.get(key);
    if (running !== undefined) {
      const refused = this.#refusal(running, account);
      if (refused !== null) {
        done({ kind: 'failed', why: refused, shed: 'drop' });
        return nothing;
      }
      this.#noteJoin(account, running, null);
      return running.whenDone(done, account.client);
    }
    const fetch = new Fetch(this, { key, name, type, account, depth: 0, parent: null, above: null });
    this.#fetches.set(key, fetch);
    const leave = fetch.whenDone(done, account.client);
    fetch.start();
    return leave;
  }

  /** Why a client may not wait for a fetch too; null where it may. */
  #refusal(running: Fetch, { client }: QuestionAccount): string | null {
    if (client === null) return null;
    // BIND: who asks again what it waits for is answered once.
    if (running.hasClient(client)) return 'the same client waits for the same answer already';
    if (this.limits.joining.admits(running.clients)) return null;
    running.spilled = true;
    this.counters.clientQuota++;
    return 'too many clients wait for the same answer (clients-per-query)';
  }

  /** For a fetch that lacks a server's address: the fetch to wait for; null where that would never end, or is too deep. */
  sideFetch(
    parent: Fetch,
    name: Name,
    type: number,
    account: QuestionAccount,
    above: Name | null,
  ): Fetch | null {
    const key = fetchKey(name, type, above);
    const running = this.#fetches.get(key);
    if (running !== undefined) {
      if (running.reaches(parent)) return null;
      this.#noteJoin(account, running, parent);
      return running;
    }
    const depth = parent.depth + 1;
    if (depth > this.#maxDepth) return null;
    const fetch = new Fetch(this, { key, name, type, account, depth, parent, above });
    this.#fetches.set(key, fetch);
    this.#unstarted.add(fetch);
    return fetch;
  }

  /** Starts a side fetch once its parent waits for it; one that was joined runs already. */
  startSide(fetch: Fetch): void {
    if (this.#unstarted.delete(fetch)) fetch.start();
  }

  readonly #unstarted = new Set<Fetch>();

  /** The journal's number for one more fetch: never used before on this host, whatever resolver ran there. */
  nextFetchNumber(): number {
    return ++this.#numbers.fetch;
  }

  /** A fetch has ended. */
  forget(fetch: Fetch): void {
    if (this.#fetches.get(fetch.key) === fetch) this.#fetches.delete(fetch.key);
  }

  #noteJoin(account: QuestionAccount, { number, name, type }: Fetch, parent: Fetch | null): void {
    this.journal.write({
      kind: 'query',
      host: this.host.name,
      change: {
        step: 'join',
        query: account.number,
        fetch: number,
        parent: parent?.number ?? null,
        name,
        type,
      },
    });
  }

  #noteHit(account: QuestionAccount, name: Name, type: number, entry: CacheEntry): void {
    this.journal.write({
      kind: 'query',
      host: this.host.name,
      change: { step: 'hit', query: account.number, name, type, entry: entry.id },
    });
  }
}

const NOTHING_SETTLED: PeerSettings = {};

const TOO_MANY_CLIENTS = 'too many questions are waiting (recursive-clients)';

function nothing(): void {
  // There is nothing to leave.
}

function isSameRRset(a: RRset, b: RRset): boolean {
  return a.type === b.type && a.name.equals(b.name);
}

/** The key of the fetch that primes. */
const PRIMING = 'priming';

function fetchKey(name: Name, type: number, above: Name | null): string {
  return `${type}/${name.key}${above === null ? '' : `!${above.key}`}`;
}
