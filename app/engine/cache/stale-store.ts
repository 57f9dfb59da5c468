/**
 * What the cache knew until it expired: kept for a while longer, for the hour when nobody can be asked (RFC 8767).
 *
 * BIND keeps such entries in the cache itself; here they lie beside it, so that what the cache shows is what it
 * answers with. BIND gives out RRsets and "no record of this type", and no stale NXDOMAIN.
 */
import type { Instant, LabClock } from '../network/clock.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import type { CacheEntry } from './entry.ts';
import { rankOf } from './entry.ts';

interface Stale {
  readonly entry: CacheEntry;
  /** Until then nobody is asked again: the last attempt failed. BIND: stale-refresh-time. */
  restUntil: Instant;
}

const MAX_ENTRIES = 20_000;
const ANSWER = rankOf('answer');

export class StaleStore {
  readonly #clock: LabClock;
  #maxStaleMs = 0;
  #refreshMs = 0;
  readonly #entries = new Map<string, Stale>();

  constructor(clock: LabClock) {
    this.#clock = clock;
  }

  /** `maxStale`: seconds beyond its TTL for which an RRset is kept. `refresh`: seconds of rest after a failure. */
  limit(maxStale: number, refresh: number): void {
    this.#maxStaleMs = maxStale * 1000;
    this.#refreshMs = refresh * 1000;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** An entry has expired. What could not be given as an answer when it was fresh is not kept. */
  keep(entry: CacheEntry): void {
    if (entry.kind === 'nxdomain' || (entry.kind === 'rrset' && entry.rank < ANSWER)) return;
    const key = keyOf(entry.key, entry.type);
    this.#entries.delete(key);
    this.#entries.set(key, { entry, restUntil: 0 });
    if (this.#entries.size > MAX_ENTRIES) {
      for (const oldest of this.#entries.keys()) return void this.#entries.delete(oldest);
    }
  }

  /** The stale RRset or denial of a name and type, or the stale CNAME in its place. */
  lookup(name: Name, type: number): CacheEntry | null {
    return (this.#find(name.key, type) ?? this.#find(name.key, TYPE.CNAME))?.entry ?? null;
  }

  /** BIND: the topmost stale DNAME above a name, which has the name elsewhere. */
  dnameAbove(name: Name): CacheEntry | null {
    const { key } = name;
    let topmost: CacheEntry | null = null;
    for (let at = 0; at < key.length;) {
      at += 1 + key.charCodeAt(at);
      topmost = this.#find(key.slice(at), TYPE.DNAME)?.entry ?? topmost;
    }
    return topmost;
  }

  /** Whether the last attempt to learn it anew failed so lately that none is made. */
  rests(name: Name, type: number): boolean {
    const found = this.#foundFor(name, type);
    return found !== null && found.restUntil > this.#clock.now();
  }

  /** An attempt to learn it anew has failed. */
  failed(name: Name, type: number): void {
    const found = this.#foundFor(name, type);
    if (found !== null) found.restUntil = this.#clock.now() + this.#refreshMs;
  }

  /** All that is kept, the oldest first. */
  *entries(): IterableIterator<CacheEntry> {
    for (const { entry } of this.#entries.values()) yield entry;
  }

  flush(): void {
    this.#entries.clear();
  }

  flushWhere(matches: (owner: Name) => boolean): void {
    for (const [key, { entry }] of this.#entries) if (matches(entry.owner)) this.#entries.delete(key);
  }

  #foundFor(name: Name, type: number): Stale | null {
    const dname = this.dnameAbove(name);
    if (dname !== null) return this.#find(dname.key, TYPE.DNAME);
    return this.#find(name.key, type) ?? this.#find(name.key, TYPE.CNAME);
  }

  #find(owner: string, type: number): Stale | null {
    const key = keyOf(owner, type);
    const found = this.#entries.get(key);
    if (found === undefined) return null;
    if (found.entry.expiresAt + this.#maxStaleMs > this.#clock.now()) return found;
    this.#entries.delete(key);
    return null;
  }
}

function keyOf(owner: string, type: number): string {
  return `${type}/${owner}`;
}
