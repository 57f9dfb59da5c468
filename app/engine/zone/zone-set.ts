/** The zones that a server has, found by name: the closest one that encloses it (RFC 1034 §4.3.2 step 2). */
import type { Name } from '../protocol/name.ts';
import type { Zone } from './zone.ts';

/** A zone that is configured and could not be loaded: the server answers SERVFAIL for all of it, as named does. */
export interface UnloadedZone {
  readonly kind: 'unloaded';
  readonly origin: Name;
  /** Why, in named's words: `loading from master file example.db failed: bad dotted quad`. */
  readonly reason: string;
}

export function isUnloaded(zone: Zone | UnloadedZone): zone is UnloadedZone {
  return 'kind' in zone;
}

export class ZoneSet {
  readonly #zones = new Map<string, Zone | UnloadedZone>();

  constructor(zones: Iterable<Zone | UnloadedZone> = []) {
    for (const zone of zones) this.put(zone);
  }

  /** Adds a zone, or puts it in the place of the one with its name. */
  put(zone: Zone | UnloadedZone): void {
    this.#zones.set(zone.origin.key, zone);
  }

  remove(origin: Name): boolean {
    return this.#zones.delete(origin.key);
  }

  get size(): number {
    return this.#zones.size;
  }

  [Symbol.iterator](): IterableIterator<Zone | UnloadedZone> {
    return this.#zones.values();
  }

  /** The zone of exactly this name. */
  get(origin: Name): Zone | UnloadedZone | null {
    return this.#zones.get(origin.key) ?? null;
  }

  /** The zone with the longest name that `name` lies at or below; with `above`, strictly below. */
  closest(name: Name, above = false): Zone | UnloadedZone | null {
    let key = name.key;
    if (above) {
      if (key === '') return null;
      key = key.slice(key.charCodeAt(0) + 1);
    }
    for (;;) {
      const zone = this.#zones.get(key);
      if (zone) return zone;
      if (key === '') return null;
      key = key.slice(key.charCodeAt(0) + 1);
    }
  }
}
