/**
 * Who may ask what. BIND: allow-query, allow-query-cache, allow-recursion and blackhole; a list that is not given
 * takes its value from the others.
 *
 * A list says something of the client's address, and of the key by which the request is signed.
 */
import type { Endpoint } from '../network/journal.ts';
import type { Name } from '../protocol/name.ts';

/** Whether an address is in a list, such as `{ 127.53.0.0/16; !127.53.0.9; key "laptop"; }`. `signer` is the name of the key that signed the request. */
export type AddressMatcher = (address: string, signer?: string) => boolean;

/** Who asks. */
export interface Client extends Endpoint {
  /** The name of the key that signed the request, in lower case, without the closing dot; absent where it was not signed. */
  readonly signer?: string;
}

/** Whether an address of the server's own, to which a query was sent, is in a list. */
export type DestinationMatcher = (address: string) => boolean;

export interface AccessOptions {
  /** For the server's zones. Default: everybody. */
  readonly allowQuery?: AddressMatcher;
  /** A zone's own allow-query; null where it has none. */
  readonly allowQueryOf?: (zone: Name) => AddressMatcher | null;
  /** For what is in the cache. Default: allowRecursion, else allowQuery, else `everybodyElse`. */
  readonly allowQueryCache?: AddressMatcher;
  /** For having other servers asked. Default: allowQueryCache, else allowQuery, else `everybodyElse`. */
  readonly allowRecursion?: AddressMatcher;
  /** Who may have a zone as a whole. Default: everybody. */
  readonly allowTransfer?: AddressMatcher;
  /** A zone's own allow-transfer; null where it has none. */
  readonly allowTransferOf?: (zone: Name) => AddressMatcher | null;
  /** The addresses at which the server's zones are to be had. Default: all. BIND: allow-query-on. */
  readonly allowQueryOn?: DestinationMatcher;
  /** A zone's own allow-query-on; null where it has none. */
  readonly allowQueryOnOf?: (zone: Name) => DestinationMatcher | null;
  /** The addresses at which the cache is to be had. Default: allowRecursionOn, else all. */
  readonly allowQueryCacheOn?: DestinationMatcher;
  /** The addresses at which recursion is to be had. Default: allowQueryCacheOn, else all. */
  readonly allowRecursionOn?: DestinationMatcher;
  /** Queries from here are dropped without a word, and servers here are not asked. Default: nobody. */
  readonly blackhole?: AddressMatcher;
  /** The last default of cache and recursion; in BIND `{ localnets; localhost; }`. Default: everybody. */
  readonly otherwise?: AddressMatcher;
}

/** What keeps a client from something. */
export interface Refusal {
  /** The list as it is given, in named's words: `allow-query of example.org.`. */
  readonly list: string;
  /** What named's log says of it: a list that was not given stands for the one that took its place. */
  readonly by: 'allow-query' | 'allow-query-on' | 'allow-query-cache' | 'allow-query-cache-on';
}

export class Access {
  readonly #query: AddressMatcher;
  readonly #queryOf: (zone: Name) => AddressMatcher | null;
  readonly #transfer: AddressMatcher;
  readonly #transferOf: (zone: Name) => AddressMatcher | null;
  readonly #queryOn: DestinationMatcher;
  readonly #queryOnOf: (zone: Name) => DestinationMatcher | null;
  readonly #queryCache: AddressMatcher;
  readonly #queryCacheOn: DestinationMatcher;
  readonly #recursion: AddressMatcher;
  readonly #recursionOn: DestinationMatcher;
  /** By which list, among those that are given, the cache and recursion are refused. */
  readonly #lists: Readonly<Record<'cache' | 'recursion' | 'cacheOn' | 'recursionOn', string>>;

  constructor(options: AccessOptions = {}) {
    const { allowQuery, allowQueryCache, allowRecursion, allowQueryCacheOn, allowRecursionOn } = options;
    const otherwise = options.otherwise ?? everybody;
    this.#query = allowQuery ?? everybody;
    this.#queryOf = options.allowQueryOf ?? (() => null);
    this.#transfer = options.allowTransfer ?? everybody;
    this.#transferOf = options.allowTransferOf ?? (() => null);
    this.#queryOn = options.allowQueryOn ?? everybody;
    this.#queryOnOf = options.allowQueryOnOf ?? (() => null);
    this.#queryCache = allowQueryCache ?? allowRecursion ?? allowQuery ?? otherwise;
    this.#recursion = allowRecursion ?? allowQueryCache ?? allowQuery ?? otherwise;
    this.#queryCacheOn = allowQueryCacheOn ?? allowRecursionOn ?? everybody;
    this.#recursionOn = allowRecursionOn ?? allowQueryCacheOn ?? everybody;
    const given = ['allow-query-cache', 'allow-recursion', 'allow-query'].filter(
      (_, i) => [allowQueryCache, allowRecursion, allowQuery][i] !== undefined,
    );
    this.#lists = {
      cache: given[0] ?? 'allow-query-cache',
      recursion: allowRecursion === undefined ? (given[0] ?? 'allow-recursion') : 'allow-recursion',
      cacheOn: allowQueryCacheOn === undefined ? 'allow-recursion-on' : 'allow-query-cache-on',
      recursionOn: allowRecursionOn === undefined ? 'allow-query-cache-on' : 'allow-recursion-on',
    };
  }

  /** What keeps a client from a zone of the server's own, at its address `to`; null: nothing does. */
  queryRefusal(client: Client, to: string, zone: Name): Refusal | null {
    const [of, onOf] = [this.#queryOf(zone), this.#queryOnOf(zone)];
    const where = (own: unknown): string => (own === null ? '' : ` of ${zone.toString()}`);
    if (!(of ?? this.#query)(client.address, client.signer))
      return { list: `allow-query${where(of)}`, by: 'allow-query' };
    if (!(onOf ?? this.#queryOn)(to)) return { list: `allow-query-on${where(onOf)}`, by: 'allow-query-on' };
    return null;
  }

  /** BIND: who may have the zone need not be allowed to ask for its records. */
  mayTransfer({ address, signer }: Client, zone: Name): boolean {
    return (this.#transferOf(zone) ?? this.#transfer)(address, signer);
  }

  /** What keeps a client from the cache, at the server's address `to`; null: nothing does. */
  cacheRefusal(client: Client, to: string): Refusal | null {
    if (!this.#queryCache(client.address, client.signer))
      return { list: this.#lists.cache, by: 'allow-query-cache' };
    if (!this.#queryCacheOn(to)) return { list: this.#lists.cacheOn, by: 'allow-query-cache-on' };
    return null;
  }

  /** Whether others are asked for a client. BIND: only for those who may also see what that leaves in the cache. */
  recursion({ address, signer }: Client, to: string): boolean {
    return (
      this.#recursion(address, signer) &&
      this.#queryCache(address, signer) &&
      this.#recursionOn(to) &&
      this.#queryCacheOn(to)
    );
  }

  /** The list by which recursion is refused to a client that may see the cache. */
  recursionList({ address, signer }: Client): string {
    return this.#recursion(address, signer) ? this.#lists.recursionOn : this.#lists.recursion;
  }
}

function everybody(): boolean {
  return true;
}
