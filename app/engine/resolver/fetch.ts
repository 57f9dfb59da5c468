/**
 * One fetch: the walk that finds what the authoritative servers say about one name and type (RFC 1034 §5.3.3).
 *
 * It begins at the deepest zone cut that the cache knows, else at the root hints. It asks the quickest server of
 * that zone (`ask-server.ts`), with as much of the name as it has to know (`minimizer.ts`). What that says is weighed
 * (`heard-response.ts`): a referral takes the walk down a zone, a silence or a useless response to the next server, an
 * answer or a denial ends it. Where server names have no address, a side fetch finds one (`address-search.ts`). All
 * that was believed on the way is in the cache when it ends, and everybody who waits for the same name and type
 * (`waiters.ts`) hears of the same end.
 */
import type { Timer } from '../network/clock.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { Question, RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { AddressSearch } from './address-search.ts';
import { askServer, type Heard } from './ask-server.ts';
import type { ConfiguredZone } from './configured-zones.ts';
import { FetchNotes } from './fetch-notes.ts';
import type { FetchRequest } from './fetch-request.ts';
import { aliasOrNothing, shedBy, type FetchResult } from './fetch-result.ts';
import { weigh } from './heard-response.ts';
import { serversOf } from './hints.ts';
import { learn } from './learn.ts';
import { Minimizer } from './minimizer.ts';
import { OpenQuestions } from './open-questions.ts';
import type { Asker, QuestionAccount } from './question.ts';
import type { Resolver } from './resolver.ts';
import type { ResponseType } from './response-type.ts';
import { ServerList, type Candidate } from './server-list.ts';
import { Waiters } from './waiters.ts';
import { startAtHints, startWithoutForwarders, walkStart, type WalkStart } from './walk-start.ts';
import { ZoneSeat } from './zone-seat.ts';

export class Fetch {
  readonly key: string;
  readonly name: Name;
  readonly type: number;
  readonly depth: number;
  /** What the journal knows this fetch by. */
  readonly number: number;
  readonly #parent: number | null;
  readonly #notes: FetchNotes;
  readonly #search: AddressSearch;
  /** The side fetches that this one waits for, and how to wait no longer. */
  readonly waitsFor = new Map<Fetch, () => void>();
  readonly #resolver: Resolver;
  readonly #account: QuestionAccount;
  readonly #question: Question;
  /** Null where the servers are told the whole name at once. */
  readonly #minimizer: Minimizer | null;
  /** What they are asked now. */
  #asks: Question;
  readonly #above: Name | null;
  readonly #priming: boolean;
  readonly #waiters = new Waiters();
  readonly #seat: ZoneSeat;
  #servers: ServerList;
  /** The zone that delegates to the servers' zone; undefined where that is not known. */
  #via: Name | undefined;
  /** Set while the servers are those that the configuration names. */
  #configured: ConfiguredZone | null = null;
  /** Whether the servers that the parent names have been added, with `parent-side` as the last resort. */
  #parentTried = false;
  #chased = false;
  #round = 0;
  #stopExchange: (() => void) | null = null;
  readonly #open = new OpenQuestions();
  #deadline: Timer | null = null;
  #over = false;
  /** Whether clients were turned away that would have waited too. */
  spilled = false;
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
    this.#priming = request.priming ?? false;
    this.#question = { name: request.name, type: request.type, class: CLASS.IN };
    this.#asks = this.#question;
    this.#seat = new ZoneSeat(resolver.limits.zones);
    this.#minimizer = Minimizer.for(resolver.walk.qnameMinimization, resolver.cache, this.#question);
    this.#notes = new FetchNotes(
      resolver,
      this.#question,
      request.account.number,
      this.number,
      () => this.#waiters.first,
    );
    this.#servers = this.#emptyList(request.name);
    this.#search = new AddressSearch(resolver, this, request.account, this.#servers, {
      goOn: () => {
        if (this.#stopExchange === null) this.#next();
      },
      inVain: (why) => {
        this.#lastFailure = why;
      },
    });
  }

  /** Whether it has ended. */
  get over(): boolean {
    return this.#over;
  }

  /** How many clients wait for it. */
  get clients(): number {
    return this.#waiters.clients;
  }

  /** Whether that client waits for it already, for an answer to the query with that id. */
  hasClient(client: Asker): boolean {
    return this.#waiters.has(client);
  }

  /**
   * Has `done` called with the end, which may be before this fetch's `start` returns. Gives a function that ends the
   * waiting; a fetch that nobody waits for any more ends.
   */
  whenDone(done: (result: FetchResult) => void, client: Asker | null = null): () => void {
    const leave = this.#waiters.add(done, client);
    return () => {
      if (!leave() || this.#over) return;
      this.#fail('nobody waits for it any more');
      for (const leaveSide of this.waitsFor.values()) leaveSide();
    };
  }

  /** Waits for a side fetch; `done` is not called after this fetch's own end. */
  awaits(side: Fetch, done: (result: FetchResult) => void): void {
    const leave = side.whenDone((result) => {
      this.waitsFor.delete(side);
      if (!this.#over) done(result);
    });
    this.waitsFor.set(side, leave);
  }

  start(): void {
    // RFC 4035 §3.1.4.1: DS lies on the parent's side of the cut.
    const from = this.type === TYPE.DS && !this.name.isRoot ? this.name.parent : this.name;
    const resolver = this.#resolver;
    const start = this.#priming
      ? startAtHints(resolver)
      : walkStart(resolver, from, this.#above?.parent ?? from);
    const zone = 'ns' in start ? start.ns.name : start.kind === 'configured' ? start.zone.name : start.zone;
    this.#notes.begins(this.#parent, zone, start.kind === 'nowhere' ? 'own' : start.kind);
    if (!this.#seat.take(zone, false)) return this.#shed('zone');
    if (!this.#begin(start)) return;
    this.#next();
    // BIND: also where forwarders are asked before the servers of the hints; the priming itself goes to the root servers.
    const usesHints =
      start.kind === 'hints' ||
      (start.kind === 'configured' &&
        start.zone.first === true &&
        startWithoutForwarders(resolver, from).kind === 'hints');
    if (usesHints && !this.#priming) resolver.prime(this.#account.number);
  }

  /** False where that is the end already. */
  #begin(start: WalkStart): boolean {
    switch (start.kind) {
      case 'configured':
        this.#enterConfigured(start.zone);
        return true;
      case 'nowhere':
        this.#fail(`${start.zone.toRelaxedString()} is a zone of its own, and leads nowhere else`);
        return false;
      default:
        this.#enter(start.ns, [], start.via);
        return true;
    }
  }

  /** Ends without a word to anybody: the server stops. */
  abandon(): void {
    this.#over = true;
    this.#stopExchange?.();
    this.#stopExchange = null;
    this.#open.close();
    this.#deadline?.cancel();
    this.#seat.leave();
  }

  /** Whether this fetch waits, through however many others, for `other`. */
  reaches(other: Fetch): boolean {
    const seen = new Set<Fetch>([this]);
    for (const fetch of seen) {
      if (fetch === other) return true;
      for (const next of fetch.waitsFor.keys()) seen.add(next);
    }
    return false;
  }

  #emptyList(zone: Name): ServerList {
    return new ServerList(zone, this.#resolver);
  }

  #enterConfigured(zone: ConfiguredZone): void {
    const { cache, hints, clock } = this.#resolver;
    this.#configured = zone;
    this.#open.close();
    this.#servers = this.#emptyList(zone.name);
    this.#servers.addConfigured(zone, cache, hints, clock.now());
    this.#seat.take(zone.name, true);
    this.#search.enter(this.#servers);
    this.#asks = this.#question;
    if (zone.kind !== 'forward') this.#minimize(true);
  }

  #enter(ns: RRset, glue: readonly RRset[], via: Name | undefined): void {
    const { cache, hints, clock } = this.#resolver;
    this.#configured = null;
    this.#open.close();
    this.#via = via;
    this.#parentTried = false;
    this.#servers = this.#emptyList(ns.name);
    this.#servers.addServers(serversOf(ns), cache, hints, glue, clock.now());
    this.#seat.take(ns.name, true);
    this.#search.enter(this.#servers);
    this.#round = 0;
    this.#minimize(true);
  }

  /** Asks the next server, looks for one, waits, or gives up. */
  #next(): void {
    if (this.#over) return;
    if (this.#resolver.clock.now() >= this.#account.deadline) return this.#fail('timed out');
    const candidate = this.#servers.next();
    if (candidate !== null) return this.#ask(candidate);
    switch (this.#search.find()) {
      case 'found':
        return this.#ask(this.#servers.next() as Candidate); // there is one
      case 'waiting':
        return this.#setDeadline();
      case 'nothing':
    }
    if (this.#lastResort()) return this.#next();
    if (this.#servers.allBad && this.#tellAll('failure')) return this.#next();
    if (this.#servers.full) return this.#shed('server');
    this.#round++;
    if (this.#round >= (this.#resolver.walk.patience?.rounds ?? Infinity))
      return this.#fail(this.#lastFailure);
    if (this.#servers.startOver()) return this.#ask(this.#servers.next() as Candidate); // there is one
    this.#fail(this.#lastFailure);
  }

  /** All servers were asked once, in vain. True where there are others to ask. */
  #lastResort(): boolean {
    const { cache, hints, clock, parentSide } = this.#resolver;
    if (this.#configured?.first === true)
      return this.#begin(startWithoutForwarders(this.#resolver, this.name));
    if (parentSide === null || this.#parentTried || this.#configured !== null) return false;
    this.#parentTried = true;
    return this.#servers.addParentSide(parentSide, cache, hints, clock.now());
  }

  #ask(candidate: Candidate): void {
    if (!this.#account.spend()) return this.#fail('too many questions');
    const asking = {
      account: this.#account,
      question: this.#asks,
      servers: this.#servers,
      round: this.#round,
      recursionDesired: this.#configured?.kind === 'forward',
      // BIND: without validation of its own it has nobody else validate either; but for its priming.
      checkingDisabled: !this.#priming,
    };
    const done = (heard: Heard): void => {
      this.#stopExchange = null;
      if (heard.kind === 'again') return this.#ask(candidate);
      if (heard.kind === 'response') return this.#weigh(candidate, heard);
      if (heard.kind === 'hopeless') return this.#fail(heard.why);
      this.#lastFailure = heard.why;
      if (this.#resolver.walk.patience !== undefined) this.#open.add(stop);
      this.#next();
    };
    const late = (heard: Extract<Heard, { kind: 'response' }>): void => this.#weigh(candidate, heard, true);
    const stop = askServer(this.#resolver, candidate, asking, this.#notes, done, late);
    this.#stopExchange = stop;
  }

  /** `late`: another server is waited for by now, and only what is of use counts. */
  #weigh(candidate: Candidate, heard: Extract<Heard, { kind: 'response' }>, late = false): void {
    const resolver = this.#resolver;
    const asked = {
      candidate,
      question: this.#asks,
      zone: this.#servers.zone,
      configured: this.#configured,
    };
    const weighed = weigh(resolver, asked, heard, this.#notes);
    if (weighed.kind === 'again') return late ? undefined : this.#ask(candidate);
    if (weighed.kind === 'useless') {
      candidate.bad = true;
      if (late) return;
      this.#lastFailure = weighed.why;
      return this.#next();
    }
    this.#stopExchange?.();
    this.#stopExchange = null;
    this.#open.close();
    const { type, scrubbed, from } = weighed;
    if (this.#saidByTheChild(type)) {
      this.#chased = true;
      return this.#askParent(this.name.parent, aliasOrNothing(type, scrubbed));
    }
    const cut = {
      zone: this.#servers.zone,
      via: this.#via,
      configured: this.#configured !== null,
    };
    const log = (text: string): void => resolver.log('database', text, 'error');
    const learned = learn(resolver.cache, resolver.clock, this.#asks, type, scrubbed, from, cut, log);
    if (learned.kind !== 'referral') {
      return this.#asks === this.#question ? this.#finish(learned) : this.#goOn(learned);
    }
    resolver.parentSide?.add(learned.ns, learned.glue);
    this.#descend(learned.ns, learned.glue);
  }

  /** RFC 4035 §3.1.4.1: no DS, says a server of the child, or one of both: the parent's servers know. */
  #saidByTheChild(type: ResponseType): boolean {
    const asksForDs = this.type === TYPE.DS && this.#asks === this.#question && !this.name.isRoot;
    if (!asksForDs || this.#chased || this.#configured !== null) return false;
    if (type.kind === 'cname') return true;
    return type.kind === 'nodata' && (type.soa === null || type.soa.name.equals(this.name));
  }

  /** Looks for a zone cut between the zone asked and the name, from below, and asks there; ends with `otherwise` where there is none. */
  #askParent(zone: Name, otherwise: FetchResult): void {
    const side = zone.isBelow(this.#servers.zone)
      ? this.#resolver.sideFetch(this, zone, TYPE.NS, this.#account, null)
      : null;
    if (side === null) return this.#finish(otherwise);
    this.#setDeadline();
    this.awaits(side, (result) => {
      const ns = result.kind === 'answer' ? result.rrsets.find(({ type }) => type === TYPE.NS) : undefined;
      if (ns === undefined) return this.#askParent(zone.parent, otherwise);
      this.#enter(ns, [], undefined);
      this.#next();
    });
    this.#resolver.startSide(side);
  }

  /** What the servers of the zone are asked next. `referred`: the last response led to them. */
  #minimize(referred: boolean): void {
    if (this.#minimizer === null) return;
    this.#asks = this.#minimizer.next(this.#servers.zone, referred);
    this.#notes.about(this.#asks);
  }

  /** RFC 9156 §3: what a response to a part of the name means for the rest. */
  #goOn(learned: FetchResult): void {
    if (learned.kind === 'dname' || learned.kind === 'failed') return this.#finish(learned);
    if (learned.kind === 'nxdomain') {
      return this.#tellAll('ncache nxdomain') ? this.#next() : this.#finish(learned);
    }
    const ns = learned.kind === 'answer' ? learned.rrsets.find(({ type }) => type === TYPE.NS) : undefined;
    // These servers have the zone below as well.
    if (ns?.name.isBelow(this.#servers.zone) === true) this.#enter(ns, [], this.#servers.zone);
    this.#servers.startOver();
    this.#minimize(false);
    this.#next();
  }

  /** Nothing is held back any more; false where nothing was, or it must be. */
  #tellAll(why: 'ncache nxdomain' | 'failure'): boolean {
    if (this.#asks === this.#question || this.#minimizer?.giveUp(why) !== true) return false;
    this.#servers.forgive();
    this.#minimize(false);
    return true;
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

  #setDeadline(): void {
    if (this.#over) return;
    this.#deadline ??= this.#resolver.clock.at(
      this.#account.deadline,
      `${this.#resolver.host.name} gives up on ${this.name.toRelaxedString()}`,
      () => this.#fail('timed out'),
    );
  }

  #shed(quota: 'zone' | 'server'): void {
    const { limits, counters } = this.#resolver;
    const { zoneResponse, serverResponse } = limits;
    counters[quota === 'zone' ? 'zoneQuota' : 'serverQuota']++;
    this.#finish(shedBy(quota, quota === 'zone' ? zoneResponse : serverResponse));
  }

  #fail(why: string): void {
    this.#finish({ kind: 'failed', why });
  }

  #finish(result: FetchResult): void {
    if (this.#over) return;
    this.abandon();
    this.#resolver.forget(this);
    this.#notes.ends(result);
    const whyWhole = this.#minimizer?.whyWhole ?? null;
    if (result.kind === 'answer' && whyWhole !== null) this.#notes.wholeNameHelped(this.#question, whyWhole);
    if (this.spilled && result.kind !== 'failed') this.#resolver.limits.joining.wasTooLow(this.clients);
    this.#waiters.tell(result);
  }
}
