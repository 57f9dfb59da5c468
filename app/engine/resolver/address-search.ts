/**
 * The side fetches of one fetch: where servers of a zone have names and no addresses, these are looked up.
 *
 * When needed: one name after the other, two at a time, until there is an address to ask. At once, as BIND does it: the
 * names of all servers that have none, as soon as the fetch comes to the zone and whenever it begins with its servers anew;
 * these go on when the fetch has ended. What is found goes into the list of servers; the fetch is then told to go on.
 */
import { TYPE, typeText } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import type { Fetch } from './fetch.ts';
import type { FetchResult } from './fetch-result.ts';
import { learnAddresses } from './learn.ts';
import type { QuestionAccount } from './question.ts';
import type { Resolver } from './resolver.ts';
import type { Nameless, ServerList } from './server-list.ts';

/** Side fetches for server addresses that run at the same time, where they begin when needed. */
const SIDE_FETCHES_AT_ONCE = 2;
/** BIND: names of one zone's servers that are looked up in all: a referral to many names without glue is an attack (NXNS). */
const MAX_NAMES = 5;
/** BIND: NS_FAIL_LIMIT and NS_RR_LIMIT: with more servers than this, no further one is looked up beside so many that have no address. */
const MAX_WITHOUT = 5;
const LARGE_SET = 5;

/** What the search tells the fetch that it works for. */
export interface Seeker {
  /** A side fetch has ended: there may be an address now, or nothing left to wait for. */
  readonly goOn: () => void;
  /** A server's address cannot be had, and why. */
  readonly inVain: (why: string) => void;
}

export class AddressSearch {
  readonly #resolver: Resolver;
  readonly #fetch: Fetch;
  readonly #account: QuestionAccount;
  readonly #seeker: Seeker;
  #servers: ServerList;
  /** Names of these servers that were looked up so far. */
  #begun = 0;
  /** The side fetch whose `start` has not returned yet. */
  #starting: Fetch | null = null;
  /** The fetch has no server to ask before one of them has an address. */
  #waits = false;

  constructor(
    resolver: Resolver,
    fetch: Fetch,
    account: QuestionAccount,
    servers: ServerList,
    seeker: Seeker,
  ) {
    this.#resolver = resolver;
    this.#fetch = fetch;
    this.#account = account;
    this.#servers = servers;
    this.#seeker = seeker;
  }

  /** The fetch has come to another zone. */
  enter(servers: ServerList): void {
    this.#servers = servers;
    this.#begun = 0;
    this.#waits = false;
    if (this.#atOnce) this.#lookForAll();
  }

  /** Looks for an address to ask. `waiting`: `goOn` is called when something is known. */
  find(): 'found' | 'waiting' | 'nothing' {
    if (this.#atOnce) return this.#findAtOnce();
    const { waitsFor } = this.#fetch;
    for (const server of this.#servers.unknown) {
      if (waitsFor.size >= SIDE_FETCHES_AT_ONCE || this.#begun >= MAX_NAMES) break;
      if (server.state === 'asked') continue;
      server.state = 'asked';
      this.#begun++;
      this.#look(server.name, TYPE.A);
      if (this.#resolver.useIPv6 && !this.#fetch.over && this.#servers.next() === null)
        this.#look(server.name, TYPE.AAAA);
      if (this.#fetch.over) return 'waiting';
      if (this.#servers.next() !== null) return 'found';
    }
    return waitsFor.size === 0 ? 'nothing' : 'waiting';
  }

  get #atOnce(): boolean {
    return this.#resolver.walk.addressLookups === 'at-once';
  }

  #findAtOnce(): 'found' | 'waiting' | 'nothing' {
    // BIND: what could not be had does not make room for more.
    if (!this.#waits) this.#lookForAll();
    if (this.#servers.next() !== null) return 'found';
    // BIND: who may be asked again is, before others have an address.
    if (this.#fetch.waitsFor.size === 0 || !this.#servers.allBad) return 'nothing';
    this.#waits = true;
    return 'waiting';
  }

  /** BIND: fctx_getaddresses. */
  #lookForAll(): void {
    const servers = this.#servers;
    const isLarge = servers.nameCount > LARGE_SET;
    let without = 0;
    // BIND: in the order of their records' data.
    const inOrder = [...servers.unknown].sort((one, other) => (one.name.key < other.name.key ? -1 : 1));
    for (const server of inOrder) {
      if (servers !== this.#servers || this.#fetch.over) return;
      if (server.state === 'found') continue;
      const types = this.#toLookUp(server);
      if (types === null) continue;
      // A large referral without glue is an attack (NXNS).
      if (server.state === 'unasked' && !(isLarge && without >= MAX_WITHOUT)) {
        server.state = 'asked';
        for (const type of types) this.#look(server.name, type);
      }
      if (server.state === 'asked') without++;
    }
  }

  /** The types of addresses that may still be found for a server; null where nothing is to be done for it. */
  #toLookUp(server: Nameless): readonly number[] | null {
    const { cache, clock, useIPv6, addresses } = this.#resolver;
    const types: number[] = [];
    // BIND: with an address of either kind it is not looked for the other.
    for (const type of useIPv6 ? [TYPE.A, TYPE.AAAA] : [TYPE.A]) {
      const known = cache.lookup(server.name, type, true);
      if (known === null) {
        if (!addresses.isInVain(server.name, type, clock.now())) types.push(type);
        continue;
      }
      if (known.kind === 'rrset')
        this.#servers.addAddresses(server.name, known.entry.rrset(clock.now()), clock.now());
      if (known.kind === 'cname' && server.state === 'unasked') this.#isAlias(server.name);
      if (known.kind !== 'rrset' && known.kind !== 'cname') continue;
      server.state = 'found';
      return null;
    }
    return types.length === 0 ? null : types;
  }

  #look(serverName: Name, type: number): void {
    const servers = this.#servers;
    // A server inside its own zone is looked for from above, where the parent's glue is.
    const inside = serverName.isAtOrBelow(servers.zone) && !servers.zone.isRoot;
    const above = inside ? servers.zone : null;
    const side = this.#resolver.sideFetch(this.#fetch, serverName, type, this.#account, above);
    if (side === null) {
      this.#resolver.log(
        'resolver',
        `loop detected resolving '${serverName.toRelaxedString()}/${typeText(type)}'`,
      );
      return this.#seeker.inVain('server addresses depend on each other');
    }
    this.#fetch.awaits(side, (result) => {
      // The walk may have gone on to another zone meanwhile; what was learned is in the cache.
      if (servers === this.#servers) this.#take(serverName, type, result);
      if (servers === this.#servers && this.#waits && servers.next() !== null) {
        this.#waits = false;
        this.#lookForAll();
      }
      // An end inside `startSide` is picked up by whoever started it.
      if (side !== this.#starting) this.#seeker.goOn();
    });
    this.#starting = side;
    this.#resolver.startSide(side);
    this.#starting = null;
  }

  #take(serverName: Name, type: number, result: FetchResult): void {
    const { cache, clock } = this.#resolver;
    if (result.kind === 'answer') {
      for (const rrset of result.rrsets) {
        if (rrset.type === type) this.#servers.addAddresses(serverName, rrset, clock.now());
      }
    } else {
      if (result.kind === 'cname') this.#isAlias(serverName);
      if (result.kind === 'failed') this.#resolver.addresses.lookedUpInVain(serverName, type, clock.now());
      learnAddresses(cache, this.#servers, serverName, clock.now());
      this.#seeker.inVain(`no address for ${serverName.toRelaxedString()}`);
    }
  }

  /** RFC 2181 §10.3: an NS record never names an alias. */
  #isAlias(serverName: Name): void {
    const { name, type } = this.#fetch;
    const what = `${name.toRelaxedString()}/${typeText(type)}`;
    const line = `skipping nameserver '${serverName.toRelaxedString()}' because it is a CNAME, while resolving '${what}'`;
    this.#resolver.log('cname', line);
    this.#seeker.inVain(`no address for ${serverName.toRelaxedString()}`);
  }
}
