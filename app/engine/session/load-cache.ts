/** A dump of a cache loaded into the lab's caching server, which goes on from there. */
import type { CacheLoaded, CachePlace, Params } from '../../contract.ts';
import { loadDump, type LeftReason } from '../dump/read/load-dump.ts';
import { indexDump } from '../dump/read/read-dump.ts';
import type { NamedServer } from '../server/named.ts';
import { GatheredPieces } from './gathered-pieces.ts';

/** A server of the lab keeps no more than that. */
const MOST_OCTETS = 32 * 1024 * 1024;

const WORDS: Readonly<Record<LeftReason, string>> = {
  over: 'their time was over: stale, expired or a TTL of 0',
  class: 'of another class than IN',
  trust: 'without a word for how far they are believed',
  data: 'their data could not be read, or a negative answer had no SOA',
  signatures: 'signatures (RRSIG), which this cache keeps in another form',
  'kept-other': 'the cache holds something that is believed more',
};

type Servers = Iterable<readonly [string, NamedServer]>;

/** The servers that have a cache while they run, and its views. */
export function cachePlaces(servers: Servers): CachePlace[] {
  return [...servers]
    .map(([host, { views }]) => ({
      host,
      views: views.filter(({ recursion }) => recursion !== null).map(({ name }) => name),
    }))
    .filter(({ views }) => views.length > 0);
}

export class LoadedDumps {
  readonly #pieces = new GatheredPieces(MOST_OCTETS);

  take(servers: ReadonlyMap<string, NamedServer>, params: Params<'cache.load'>): CacheLoaded {
    const { host, view, dumpView, replace } = params;
    const server = servers.get(host);
    const recursion = server?.views.find(({ name }) => name === view)?.recursion ?? null;
    if (server === undefined || recursion === null)
      return { kind: 'refused', why: `${host} has no cache in a view ${view} just now; does named run?` };
    const gathered = this.#pieces.take(`${host}\n${view}`, params);
    if (gathered.kind !== 'whole') return gathered;
    const { octets } = gathered;
    const index = indexDump(octets);
    if (index.entries.count === 0) return { kind: 'refused', why: 'there is no entry in it' };
    if (replace) server.flush(view);
    const text = { octets: (from: number, to: number) => octets.subarray(from, to) };
    const { loaded, left } = loadDump({ index, text }, dumpView, recursion.cache);
    const counted = Object.entries(left) as [LeftReason, number][];
    return { kind: 'loaded', loaded, left: counted.map(([why, count]) => ({ why: WORDS[why], count })) };
  }
}
