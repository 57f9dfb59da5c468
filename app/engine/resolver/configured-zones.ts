/** Zones whose servers the configuration names: forward, stub and static-stub zones. The deepest at or above a name counts. */
import type { Name } from '../protocol/name.ts';

export interface ConfiguredZone {
  /**
   * `forward`: its servers are asked to find the answer, for the zone and all below it, whatever is known of cuts.
   * `static-stub`: its servers are asked as the zone's own; a cut below it that the cache knows goes before.
   * `stub`: likewise, until the cache has the zone's own NS records.
   */
  readonly kind: 'forward' | 'stub' | 'static-stub';
  readonly name: Name;
  /** Addresses, and ports where they are not the usual one. A forward zone without any is not forwarded (BIND). */
  readonly servers: readonly { readonly address: string; readonly port?: number }[];
  /** Servers given by name; their addresses are looked up. */
  readonly hosts?: readonly Name[];
  /** When none of them gave a usable answer: look as if the zone were not configured. BIND: `forward first`. */
  readonly first?: boolean;
  /** Ask them over TCP only. */
  readonly tcp?: boolean;
}

export class ConfiguredZones {
  readonly #zones = new Map<string, ConfiguredZone>();

  constructor(zones: readonly ConfiguredZone[]) {
    for (const zone of zones) this.#zones.set(zone.name.key, zone);
  }

  /** The deepest zone at or above `name`; null where there is none, or where it says that nothing is to be forwarded. */
  find(name: Name): ConfiguredZone | null {
    if (this.#zones.size === 0) return null;
    for (let at = name; ; at = at.parent) {
      const zone = this.#zones.get(at.key);
      if (zone !== undefined) return zone.servers.length + (zone.hosts?.length ?? 0) === 0 ? null : zone;
      if (at.isRoot) return null;
    }
  }
}
