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

export interface AccessOptions {
  /** For the server's zones. Default: everybody. */
  readonly allowQuery?: AddressMatcher;
  /** A zone's own allow-query; null where it has none. */
  readonly allowQueryOf?: (zone: Name) => AddressMatcher | null;
  /** For what is in the cache. Default: allowRecursion, else allowQuery, else `everybodyElse`. */
  readonly allowQueryCache?: AddressMatcher;
  /** For having other servers asked. Default: allowQueryCache, else allowQuery, else `everybodyElse`. */
  readonly allowRecursion?: AddressMatcher;
  /** Queries from here are dropped without a word, and servers here are not asked. Default: nobody. */
  readonly blackhole?: AddressMatcher;
  /** The last default of cache and recursion; in BIND `{ localnets; localhost; }`. Default: everybody. */
  readonly otherwise?: AddressMatcher;
}

export class Access {
  /** The list that lets clients see the cache, or keeps them from it, in named's words. */
  readonly cacheList: string;
  /** The list that lets clients have others asked. */
  readonly recursionList: string;
  readonly #query: AddressMatcher;
  readonly #queryOf: (zone: Name) => AddressMatcher | null;
  readonly #queryCache: AddressMatcher;
  readonly #recursion: AddressMatcher;
  readonly #blackhole: AddressMatcher;

  constructor(options: AccessOptions = {}) {
    const { allowQuery, allowQueryCache, allowRecursion } = options;
    const otherwise = options.otherwise ?? (() => true);
    this.#query = allowQuery ?? (() => true);
    this.#queryOf = options.allowQueryOf ?? (() => null);
    this.#queryCache = allowQueryCache ?? allowRecursion ?? allowQuery ?? otherwise;
    this.#recursion = allowRecursion ?? allowQueryCache ?? allowQuery ?? otherwise;
    this.#blackhole = options.blackhole ?? (() => false);
    const given = ['allow-query-cache', 'allow-recursion', 'allow-query'].filter(
      (_, i) => [allowQueryCache, allowRecursion, allowQuery][i] !== undefined,
    );
    this.cacheList = given[0] ?? 'allow-query-cache';
    this.recursionList = allowRecursion === undefined ? (given[0] ?? 'allow-recursion') : 'allow-recursion';
  }

  query(client: Client, zone: Name): boolean {
    return (this.#queryOf(zone) ?? this.#query)(client.address, client.signer);
  }

  queryCache(client: Client): boolean {
    return this.#queryCache(client.address, client.signer);
  }

  /** BIND: recursion is only for those who may also see what it leaves in the cache. */
  recursion(client: Client): boolean {
    return this.#recursion(client.address, client.signer) && this.#queryCache(client.address, client.signer);
  }

  /** The list that lets clients ask about a zone of the server's own. */
  queryList(zone: Name): string {
    return this.#queryOf(zone) === null ? 'allow-query' : `allow-query of ${zone.toString()}`;
  }

  drops(client: Client): boolean {
    return this.#blackhole(client.address, client.signer);
  }
}
