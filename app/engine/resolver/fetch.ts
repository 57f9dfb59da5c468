/**
 * One fetch: the walk that finds what the authoritative servers say about one name and type (RFC 1034 §5.3.3).
 *
 * It begins at the deepest zone cut that the cache knows, else at the root hints. It asks the quickest server of
 * that zone; a referral takes it down a zone, a silence or a useless response to the next server, an answer or a
 * denial ends it. Where server names have no address, a side fetch finds one. All that was believed on the way is
 * in the cache when it ends, and everybody who waits for the same name and type hears of the same end.
 */
import type { Timer } from '../network/clock.ts';
import type { Endpoint, QueryChange } from '../network/journal.ts';
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import type { Message, Question, RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { askAgain, cookieFor } from './ask-again.ts';
import { exchange, type ExchangeOutcome } from './exchange.ts';
import { serversOf } from './hints.ts';
import { learn, learnAddresses } from './learn.ts';
import { failureLine, formatErrorLine, lameLine } from './log-lines.ts';
import type { QuestionAccount } from './question.ts';
import type { Resolver } from './resolver.ts';
import { describe, responseType, type ResponseType } from './response-type.ts';
import { scrub } from './scrub.ts';
import { ServerList, type Candidate } from './server-list.ts';
import { waitFor } from './wait.ts';

export type FetchResult =
  | { readonly kind: 'answer'; readonly rrsets: readonly RRset[] }
  | { readonly kind: 'cname'; readonly rrset: RRset; readonly target: Name }
  | { readonly kind: 'nodata'; readonly soa: RRset | null }
  | { readonly kind: 'nxdomain'; readonly soa: RRset | null }
  | { readonly kind: 'failed'; readonly why: string };

export interface FetchRequest {
  /** What the resolver knows this fetch by. */
  readonly key: string;
  readonly name: Name;
  readonly type: number;
  readonly account: QuestionAccount;
  /** How many fetches wait for this one, one behind the other. */
  readonly depth: number;
  /** The fetch that lacks this address; null for what a client asked. */
  readonly parent: Fetch | null;
  /** Begin at the root hints, whatever the cache knows of zone cuts. */
  readonly fromHints: boolean;
}

/** Side fetches for server addresses that run at the same time. BIND: starts more at once, within its own limits. */
const SIDE_FETCHES_AT_ONCE = 2;
/** Names of one zone's servers that a fetch looks up in all: a referral to many names without glue is an attack (NXNS). */
const MAX_SIDE_FETCHES = 6;

/** Responses after which the next server is asked. */
const USELESS: ReadonlySet<ResponseType['kind']> = new Set(['lame', 'sideways', 'unusable', 'error']);

/** In named's words. */
const UNREACHABLE = {
  refused: 'connection refused',
  closed: 'end of file',
  host: 'host unreachable',
  network: 'network unreachable',
  'no-port': 'address in use',
} as const;

export class Fetch {
  readonly key: string;
  readonly name: Name;
  readonly type: number;
  readonly depth: number;
  /** What the journal knows this fetch by. */
  readonly number: number;
  readonly #parent: number | null;
  /** The side fetches that this one waits for. */
  readonly waitsFor = new Set<Fetch>();
  readonly #resolver: Resolver;
  readonly #account: QuestionAccount;
  readonly #question: Question;
  readonly #fromHints: boolean;
  readonly #waiting: ((result: FetchResult) => void)[] = [];
  #servers: ServerList;
  #round = 0;
  #sideFetches = 0;
  #stopExchange: (() => void) | null = null;
  #deadline: Timer | null = null;
  /** The side fetch whose `start` has not returned yet. */
  #starting: Fetch | null = null;
  #over = false;
  #lastFailure = 'no servers';

  constructor(resolver: Resolver, request: FetchRequest) {
    this.#resolver = resolver;
    this.key = request.key;
    this.name = request.name;
    this.type = request.type;
    this.depth = request.depth;
    this.number = resolver.nextFetchNumber();
    this.#parent = request.parent?.number ?? null;
    this.#account = request.account;
    this.#fromHints = request.fromHints;
    this.#question = { name: request.name, type: request.type, class: CLASS.IN };
    this.#servers = new ServerList(request.name, resolver.addresses, resolver.useIPv6);
  }

  /** Has `done` called with the end, which may be before this fetch's `start` returns. */
  whenDone(done: (result: FetchResult) => void): void {
    this.#waiting.push(done);
  }

  start(): void {
    const { cache, hints } = this.#resolver;
    // RFC 4035 §3.1.4.1: DS lies on the parent's side of the cut.
    const from = this.type === TYPE.DS && !this.name.isRoot ? this.name.parent : this.name;
    const known = this.#fromHints ? null : cache.bestDelegation(from);
    this.#note({
      step: 'fetch',
      query: this.#account.number,
      fetch: this.number,
      parent: this.#parent,
      name: this.name,
      type: this.type,
      zone: known?.owner ?? hints.rootServers.name,
      known: known === null ? 'hints' : 'cache',
    });
    if (known === null) this.#enter(hints.rootServers, []);
    else this.#enter(known.rrset(this.#resolver.clock.now()), []);
    this.#next();
  }

  /** Ends without a word to anybody: the server stops. */
  abandon(): void {
    this.#over = true;
    this.#stopExchange?.();
    this.#deadline?.cancel();
  }

  /** Whether this fetch waits, through however many others, for `other`. */
  reaches(other: Fetch): boolean {
    const seen = new Set<Fetch>([this]);
    for (const fetch of seen) {
      if (fetch === other) return true;
      for (const next of fetch.waitsFor) seen.add(next);
    }
    return false;
  }

  #enter(ns: RRset, glue: readonly RRset[]): void {
    const { addresses, cache, hints, clock, useIPv6 } = this.#resolver;
    this.#servers = new ServerList(ns.name, addresses, useIPv6);
    this.#servers.addServers(serversOf(ns), cache, hints, glue, clock.now());
    this.#round = 0;
    this.#sideFetches = 0;
  }

  /** Asks the next server, looks for one, waits, or gives up. */
  #next(): void {
    if (this.#over) return;
    if (this.#resolver.clock.now() >= this.#account.deadline) return this.#fail('timed out');
    const candidate = this.#servers.next();
    if (candidate !== null) return this.#ask(candidate);
    if (this.#findAddresses()) return;
    this.#round++;
    if (this.#servers.startOver()) return this.#ask(this.#servers.next() as Candidate); // there is one
    this.#fail(this.#lastFailure);
  }

  #ask(candidate: Candidate): void {
    if (!this.#account.spend()) return this.#fail('too many questions');
    const resolver = this.#resolver;
    const now = resolver.clock.now();
    const { server } = candidate;
    const remote: Endpoint = { address: server.address, port: resolver.port };
    const cookie = candidate.plain ? null : cookieFor(server);
    candidate.tried = true;
    this.#stopExchange = exchange(
      resolver.exchangeTools,
      {
        server: remote,
        question: this.#question,
        transport: candidate.tcp ? 'tcp' : 'udp',
        edns: candidate.plain ? null : { udpSize: resolver.udpSize, cookie },
        waitMs: Math.min(waitFor(this.#round, server.srtt), Math.max(1, this.#account.deadline - now)),
      },
      (packet) =>
        this.#note({
          step: 'ask',
          query: this.#account.number,
          fetch: this.number,
          name: this.name,
          type: this.type,
          zone: this.#servers.zone,
          server: remote,
          serverName: serverText(candidate),
          packet,
        }),
      (outcome) => {
        this.#stopExchange = null;
        this.#hear(candidate, remote, outcome, resolver.clock.now() - now);
      },
    );
  }

  #hear(candidate: Candidate, remote: Endpoint, outcome: ExchangeOutcome, tookMs: number): void {
    const resolver = this.#resolver;
    const query = this.#account.number;
    switch (outcome.kind) {
      case 'timeout':
        resolver.addresses.silent(candidate.server);
        this.#note({ step: 'timeout', query, fetch: this.number, server: remote, afterMs: tookMs });
        resolver.log('lame-servers', failureLine('timed out', this.#question, remote));
        this.#lastFailure = 'timed out';
        return this.#next();
      case 'unreachable': {
        // BIND: a server that the network calls unreachable is not asked again for this question.
        candidate.bad = true;
        const what = UNREACHABLE[outcome.why];
        this.#note({ step: 'unreachable', query, fetch: this.number, server: remote, why: what });
        resolver.log('lame-servers', failureLine(what, this.#question, remote));
        this.#lastFailure = what;
        return this.#next();
      }
      case 'malformed':
        candidate.bad = true;
        this.#heard(remote, outcome.packet, `malformed: ${outcome.reason}`, 'useless');
        resolver.log('resolver', formatErrorLine(this.#question, remote, outcome.reason));
        this.#lastFailure = 'malformed response';
        return this.#next();
      case 'response':
        resolver.addresses.answered(candidate.server, tookMs);
        for (const other of this.#servers.candidates) {
          if (!other.tried) resolver.addresses.passedOver(other.server, resolver.clock.now());
        }
        return this.#weigh(candidate, remote, outcome.message, outcome.packet, outcome.cookieMatched);
    }
  }

  #weigh(
    candidate: Candidate,
    remote: Endpoint,
    message: Message,
    packet: number,
    cookieMatched: boolean,
  ): void {
    const resolver = this.#resolver;
    const again = askAgain(candidate, message, cookieMatched);
    if (again !== null) {
      this.#heard(remote, packet, again, 'asked-again');
      return this.#ask(candidate);
    }
    if (candidate.plain && message.rcode === RCODE.NOERROR) candidate.server.edns = 'no';
    const type = responseType(message, this.#question, this.#servers.zone);
    const scrubbed = scrub(message, this.#question, this.#servers.zone, type, candidate.tcp || cookieMatched);
    resolver.counters.dropped += scrubbed.dropped;
    this.#heard(
      remote,
      packet,
      describe(type) + (scrubbed.dropped > 0 ? `; ${scrubbed.dropped} records not believed` : ''),
      USELESS.has(type.kind) ? 'useless' : 'believed',
    );
    if (this.#isUseless(type, remote)) {
      candidate.bad = true;
      return this.#next();
    }
    const from = { server: remote, serverName: serverText(candidate), packet };
    const learned = learn(resolver.cache, resolver.clock, this.#question, type, scrubbed, from);
    if (learned.kind !== 'referral') return this.#finish(learned);
    this.#descend(learned.ns, learned.glue);
  }

  #isUseless(type: ResponseType, remote: Endpoint): boolean {
    const { log } = this.#resolver;
    switch (type.kind) {
      case 'lame':
        this.#lastFailure = 'lame server';
        log('lame-servers', lameLine(this.#question, this.#servers.zone, remote));
        return true;
      case 'sideways':
      case 'unusable':
        this.#lastFailure = 'useless response';
        log('resolver', formatErrorLine(this.#question, remote, describe(type)));
        return true;
      case 'error':
        this.#lastFailure = describe(type);
        log('lame-servers', failureLine(`${describe(type)} unexpected RCODE`, this.#question, remote));
        return true;
      default:
        return false;
    }
  }

  #descend(ns: RRset, glue: readonly RRset[]): void {
    const { cache, clock } = this.#resolver;
    // What the cache holds counts: it may know the child's own NS records, or a cut further down.
    const known = this.#fromHints ? null : cache.bestDelegation(this.name);
    if (known !== null && known.owner.isAtOrBelow(ns.name)) this.#enter(known.rrset(clock.now()), []);
    else this.#enter(ns, glue);
    this.#next();
  }

  /** Starts side fetches for servers without an address. True where there is one to wait for, or an address already. */
  #findAddresses(): boolean {
    for (const server of this.#servers.unknown) {
      if (this.waitsFor.size >= SIDE_FETCHES_AT_ONCE || this.#sideFetches >= MAX_SIDE_FETCHES) break;
      if (server.state === 'asked') continue;
      server.state = 'asked';
      this.#findAddress(server.name);
      if (this.#over) return true;
      const candidate = this.#servers.next();
      if (candidate !== null) {
        this.#ask(candidate);
        return true;
      }
    }
    if (this.waitsFor.size === 0) return false;
    this.#deadline ??= this.#resolver.clock.at(
      this.#account.deadline,
      `${this.#resolver.host.name} gives up on ${this.name.toRelaxedString()}`,
      () => this.#fail('timed out'),
    );
    return true;
  }

  #findAddress(serverName: Name): void {
    const servers = this.#servers;
    this.#sideFetches++;
    // BIND: a server inside its own zone is looked for from the top, where the parent's glue is.
    const fromHints = serverName.isAtOrBelow(servers.zone);
    const side = this.#resolver.sideFetch(this, serverName, TYPE.A, this.#account, fromHints);
    if (side === null) {
      this.#lastFailure = 'server addresses depend on each other';
      return;
    }
    this.waitsFor.add(side);
    side.whenDone((result) => {
      this.waitsFor.delete(side);
      if (this.#over) return;
      // The walk may have gone on to another zone meanwhile; what was learned is in the cache.
      if (servers === this.#servers) this.#takeAddresses(serverName, result);
      // An end inside `startSide` is picked up by whoever started it.
      if (this.#stopExchange === null && side !== this.#starting) this.#next();
    });
    this.#starting = side;
    this.#resolver.startSide(side);
    this.#starting = null;
  }

  #takeAddresses(serverName: Name, result: FetchResult): void {
    const { cache, clock } = this.#resolver;
    if (result.kind === 'answer') {
      for (const rrset of result.rrsets) {
        if (rrset.type === TYPE.A) this.#servers.addAddresses(serverName, rrset, clock.now());
      }
    } else {
      learnAddresses(cache, this.#servers, serverName, clock.now());
      this.#lastFailure = `no address for ${serverName.toRelaxedString()}`;
    }
  }

  #heard(
    server: Endpoint,
    packet: number,
    verdict: string,
    use: Extract<QueryChange, { step: 'response' }>['use'],
  ): void {
    const query = this.#account.number;
    this.#note({ step: 'response', query, fetch: this.number, server, packet, verdict, use });
  }

  #note(change: QueryChange): void {
    this.#resolver.journal.write({ kind: 'query', host: this.#resolver.host.name, change });
  }

  #fail(why: string): void {
    this.#finish({ kind: 'failed', why });
  }

  #finish(result: FetchResult): void {
    if (this.#over) return;
    this.abandon();
    this.#resolver.forget(this);
    this.#note({
      step: 'ended',
      query: this.#account.number,
      fetch: this.number,
      result: result.kind,
      why: result.kind === 'failed' ? result.why : '',
    });
    for (const done of this.#waiting.splice(0)) done(result);
  }
}

function serverText(candidate: Candidate): string {
  return (candidate.text ??= candidate.serverName.toRelaxedString());
}
