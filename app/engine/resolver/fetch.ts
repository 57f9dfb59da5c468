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
import type { CacheEntry } from '../cache/entry.ts';
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import type { Message, Question, RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { askAgain, cookieFor } from './ask-again.ts';
import type { ConfiguredZone } from './configured-zones.ts';
import { exchange, type ExchangeOutcome } from './exchange.ts';
import { serversOf } from './hints.ts';
import { learn, learnAddresses } from './learn.ts';
import { failureLine, formatErrorLine, lameLine } from './log-lines.ts';
import type { QuestionAccount } from './question.ts';
import type { Resolver } from './resolver.ts';
import { describe, responseType, type ResponseType } from './response-type.ts';
import { scrub, type Beside } from './scrub.ts';
import { ServerList, type Candidate } from './server-list.ts';
import { waitFor } from './wait.ts';

export type FetchResult =
  | { readonly kind: 'answer'; readonly rrsets: readonly RRset[]; readonly beside?: Beside }
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
  /** Begin above this zone, whatever the cache knows of it: its parent's glue is wanted. Null: as deep as can be. */
  readonly above: Name | null;
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
  readonly #above: Name | null;
  readonly #waiting: ((result: FetchResult) => void)[] = [];
  #servers: ServerList;
  /** The zone that delegates to the servers' zone; undefined where that is not known. */
  #via: Name | undefined;
  /** Set while the servers are those that the configuration names. */
  #configured: ConfiguredZone | null = null;
  /** Whether the servers that the parent names have been added, with `parent-side` as the last resort. */
  #parentTried = false;
  #chased = false;
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
    this.#above = request.above;
    this.#question = { name: request.name, type: request.type, class: CLASS.IN };
    this.#servers = this.#emptyList(request.name);
  }

  /** Has `done` called with the end, which may be before this fetch's `start` returns. */
  whenDone(done: (result: FetchResult) => void): void {
    this.#waiting.push(done);
  }

  start(): void {
    const { cache, hints } = this.#resolver;
    // RFC 4035 §3.1.4.1: DS lies on the parent's side of the cut.
    const from = this.type === TYPE.DS && !this.name.isRoot ? this.name.parent : this.name;
    const known = cache.bestDelegation(this.#above?.parent ?? from);
    const configured = this.#configuredFor(from, known);
    this.#note({
      step: 'fetch',
      query: this.#account.number,
      fetch: this.number,
      parent: this.#parent,
      name: this.name,
      type: this.type,
      zone: configured?.name ?? known?.owner ?? hints.rootServers.name,
      known: configured !== null ? 'configured' : known === null ? 'hints' : 'cache',
    });
    if (configured !== null) this.#enterConfigured(configured);
    else if (known === null) this.#enter(hints.rootServers, [], undefined);
    else this.#enter(known.rrset(this.#resolver.clock.now()), [], known.from?.via);
    this.#next();
  }

  /** The configured zone to begin with; null where the walk begins as usual. */
  #configuredFor(from: Name, known: CacheEntry | null): ConfiguredZone | null {
    const zone = this.#resolver.configured.find(from);
    if (zone === null || zone.kind === 'forward' || known === null) return zone;
    // BIND: the cache's deeper cuts go before a stub zone; a plain stub gives way to the zone's own NS records too.
    const nearer = zone.kind === 'stub' ? known.owner.isAtOrBelow(zone.name) : known.owner.isBelow(zone.name);
    return nearer ? null : zone;
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

  #emptyList(zone: Name): ServerList {
    const { addresses, useIPv6, port } = this.#resolver;
    return new ServerList(zone, addresses, useIPv6, port);
  }

  #enterConfigured(zone: ConfiguredZone): void {
    const { cache, hints, clock } = this.#resolver;
    this.#configured = zone;
    this.#servers = this.#emptyList(zone.name);
    this.#servers.addConfigured(zone, cache, hints, clock.now());
  }

  #enter(ns: RRset, glue: readonly RRset[], via: Name | undefined): void {
    const { cache, hints, clock } = this.#resolver;
    this.#configured = null;
    this.#via = via;
    this.#parentTried = false;
    this.#servers = this.#emptyList(ns.name);
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
    if (this.#lastResort()) return this.#next();
    this.#round++;
    if (this.#servers.startOver()) return this.#ask(this.#servers.next() as Candidate); // there is one
    this.#fail(this.#lastFailure);
  }

  /** All servers were asked once, in vain. True where there are others to ask. */
  #lastResort(): boolean {
    const { cache, hints, clock, parentSide } = this.#resolver;
    if (this.#configured?.first === true) {
      const known = cache.bestDelegation(this.name);
      if (known === null) this.#enter(hints.rootServers, [], undefined);
      else this.#enter(known.rrset(clock.now()), [], known.from?.via);
      return true;
    }
    if (parentSide === null || this.#parentTried || this.#configured !== null) return false;
    this.#parentTried = true;
    return this.#servers.addParentSide(parentSide, cache, hints, clock.now());
  }

  #ask(candidate: Candidate): void {
    if (!this.#account.spend()) return this.#fail('too many questions');
    const resolver = this.#resolver;
    const now = resolver.clock.now();
    const { server } = candidate;
    const remote: Endpoint = { address: server.address, port: candidate.port };
    const cookie = candidate.plain ? null : cookieFor(server);
    candidate.tried = true;
    this.#stopExchange = exchange(
      resolver.exchangeTools,
      {
        server: remote,
        question: this.#question,
        transport: candidate.tcp ? 'tcp' : 'udp',
        recursionDesired: this.#configured?.kind === 'forward',
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
    const type = this.#typeOf(message);
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
    if (this.#saidByTheChild(type)) {
      this.#chased = true;
      const alias = scrubbed.main[0];
      return this.#askParent(
        this.name.parent,
        type.kind === 'cname' && alias !== undefined
          ? { kind: 'cname', rrset: alias.rrset, target: type.target }
          : { kind: 'nodata', soa: null },
      );
    }
    const cut = {
      zone: this.#servers.zone,
      via: this.#via,
      configured: this.#configured !== null,
    };
    const learned = learn(resolver.cache, resolver.clock, this.#question, type, scrubbed, from, cut);
    if (learned.kind !== 'referral') return this.#finish(learned);
    resolver.parentSide?.add(learned.ns, learned.glue);
    this.#descend(learned.ns, learned.glue);
  }

  /** What a response amounts to; from a forwarder, which need not have authority for anything. */
  #typeOf(message: Message): ResponseType {
    const type = responseType(message, this.#question, this.#servers.zone);
    const empty = type.kind === 'referral' || type.kind === 'lame' || type.kind === 'sideways';
    if (!empty || !message.ra || this.#configured?.kind !== 'forward') return type;
    // It may show the NS records that it knows beside its "nothing"; those of a zone above would be a lame server's.
    return type.zone.isAtOrBelow(this.#servers.zone) ? { kind: 'nodata', soa: null } : type;
  }

  /** RFC 4035 §3.1.4.1: no DS, says a server of the child, or one of both: the parent's servers know. */
  #saidByTheChild(type: ResponseType): boolean {
    if (this.type !== TYPE.DS || this.#chased || this.name.isRoot || this.#configured !== null) return false;
    if (type.kind === 'cname') return true;
    return type.kind === 'nodata' && (type.soa === null || type.soa.name.equals(this.name));
  }

  /** Looks for a zone cut between the zone asked and the name, from below, and asks there; ends with `otherwise` where there is none. */
  #askParent(zone: Name, otherwise: FetchResult): void {
    const side = zone.isBelow(this.#servers.zone)
      ? this.#resolver.sideFetch(this, zone, TYPE.NS, this.#account, null)
      : null;
    if (side === null) return this.#finish(otherwise);
    this.waitsFor.add(side);
    this.#setDeadline();
    side.whenDone((result) => {
      this.waitsFor.delete(side);
      if (this.#over) return;
      const ns = result.kind === 'answer' ? result.rrsets.find(({ type }) => type === TYPE.NS) : undefined;
      if (ns === undefined) return this.#askParent(zone.parent, otherwise);
      this.#enter(ns, [], undefined);
      this.#next();
    });
    this.#resolver.startSide(side);
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
    const known = this.#above !== null ? null : cache.bestDelegation(this.name);
    if (known !== null && known.owner.isAtOrBelow(ns.name)) {
      this.#enter(known.rrset(clock.now()), [], known.from?.via);
    } else {
      // Cuts below a configured zone hang on nothing that could expire.
      this.#enter(ns, glue, this.#configured === null ? this.#servers.zone : undefined);
    }
    this.#next();
  }

  /** Starts side fetches for servers without an address. True where there is one to wait for, or an address already. */
  #findAddresses(): boolean {
    for (const server of this.#servers.unknown) {
      if (this.waitsFor.size >= SIDE_FETCHES_AT_ONCE || this.#sideFetches >= MAX_SIDE_FETCHES) break;
      if (server.state === 'asked') continue;
      server.state = 'asked';
      this.#findAddress(server.name, TYPE.A);
      if (this.#resolver.useIPv6 && !this.#over && this.#servers.next() === null)
        this.#findAddress(server.name, TYPE.AAAA);
      if (this.#over) return true;
      const candidate = this.#servers.next();
      if (candidate !== null) {
        this.#ask(candidate);
        return true;
      }
    }
    if (this.waitsFor.size === 0) return false;
    this.#setDeadline();
    return true;
  }

  #setDeadline(): void {
    this.#deadline ??= this.#resolver.clock.at(
      this.#account.deadline,
      `${this.#resolver.host.name} gives up on ${this.name.toRelaxedString()}`,
      () => this.#fail('timed out'),
    );
  }

  #findAddress(serverName: Name, type: number): void {
    const servers = this.#servers;
    this.#sideFetches++;
    // A server inside its own zone is looked for from above, where the parent's glue is.
    const inside = serverName.isAtOrBelow(servers.zone) && !servers.zone.isRoot;
    const above = inside ? servers.zone : null;
    const side = this.#resolver.sideFetch(this, serverName, type, this.#account, above);
    if (side === null) {
      this.#lastFailure = 'server addresses depend on each other';
      return;
    }
    this.waitsFor.add(side);
    side.whenDone((result) => {
      this.waitsFor.delete(side);
      if (this.#over) return;
      // The walk may have gone on to another zone meanwhile; what was learned is in the cache.
      if (servers === this.#servers) this.#takeAddresses(serverName, type, result);
      // An end inside `startSide` is picked up by whoever started it.
      if (this.#stopExchange === null && side !== this.#starting) this.#next();
    });
    this.#starting = side;
    this.#resolver.startSide(side);
    this.#starting = null;
  }

  #takeAddresses(serverName: Name, type: number, result: FetchResult): void {
    const { cache, clock } = this.#resolver;
    if (result.kind === 'answer') {
      for (const rrset of result.rrsets) {
        if (rrset.type === type) this.#servers.addAddresses(serverName, rrset, clock.now());
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
