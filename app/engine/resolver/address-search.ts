/**
 * The side fetches of one fetch: where servers of a zone have names and no addresses, these are looked up.
 *
 * One name after the other, two at a time, until there is an address to ask. What is found goes into the list of
 * servers; the fetch is then told to go on.
 */
import { TYPE, typeText } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import type { Fetch } from './fetch.ts';
import type { FetchResult } from './fetch-result.ts';
import { learnAddresses } from './learn.ts';
import type { QuestionAccount } from './question.ts';
import type { Resolver } from './resolver.ts';
import type { ServerList } from './server-list.ts';

/** Side fetches for server addresses that run at the same time. BIND: starts more at once, within its own limits. */
const SIDE_FETCHES_AT_ONCE = 2;
/** BIND: names of one zone's servers that are looked up in all: a referral to many names without glue is an attack (NXNS). */
const MAX_NAMES = 5;

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
  }

  /** Looks for an address to ask. `waiting`: `goOn` is called when something is known. */
  find(): 'found' | 'waiting' | 'nothing' {
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
      if (result.kind === 'cname') {
        // RFC 2181 §10.3: an NS record never names an alias.
        const { name, type: asked } = this.#fetch;
        const what = `${name.toRelaxedString()}/${typeText(asked)}`;
        const line = `skipping nameserver '${serverName.toRelaxedString()}' because it is a CNAME, while resolving '${what}'`;
        this.#resolver.log('cname', line);
      }
      learnAddresses(cache, this.#servers, serverName, clock.now());
      this.#seeker.inVain(`no address for ${serverName.toRelaxedString()}`);
    }
  }
}
