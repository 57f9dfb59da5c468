/**
 * The zones that the server itself has, as far as a walk needs to know them: an alias may lead into one, one may be
 * delegated below, and servers of other zones may have their names there. Secondary and automatic zones are among them.
 */
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { answerFrom, type AuthorityAnswer, type MinimalResponses, type ZoneSet } from '../zone/authority.ts';
import { isUnloaded } from '../zone/zone-set.ts';
import { rrsetOf } from '../zone/zone.ts';

/** Where one's own zones send a walk. `inside`: the name is in one of them, and nowhere delegated. */
export type OwnCut =
  | { readonly kind: 'cut'; readonly origin: Name; readonly ns: RRset }
  | { readonly kind: 'inside'; readonly origin: Name };

/** A server's addresses in one's own zones. `glue`: below a cut, where the cache may know better; `none`: there are none. */
export type OwnAddress =
  { readonly kind: 'known' | 'glue'; readonly rrset: RRset } | { readonly kind: 'none' };

export class OwnZones {
  readonly #zones: ZoneSet;
  readonly #minimal: MinimalResponses;

  /** The zones as they are at each moment. */
  constructor(zones: ZoneSet, minimal: MinimalResponses) {
    this.#zones = zones;
    this.#minimal = minimal;
  }

  /** The name of the zone that a question of this type is about; null where it is none of them. */
  zoneOf(name: Name, type: number): Name | null {
    if (this.#zones.size === 0) return null;
    // RFC 4035 §3.1.4.1: DS lies on the parent's side of the cut.
    return this.#zones.closest(name, type === TYPE.DS && !name.isRoot)?.origin ?? null;
  }

  /** What the zone that has the name says; one that an alias leads to is not looked at. */
  answer(name: Name, type: number): AuthorityAnswer {
    return answerFrom(
      this.#zones,
      { name, type, class: CLASS.IN },
      { recursionDesired: true, minimal: this.#minimal, parentHasDs: true },
    );
  }

  /** Null where none of the zones encloses the name; a zone that could not be loaded leads nowhere. */
  cut(name: Name): OwnCut | null {
    if (this.#zones.size === 0) return null;
    const zone = this.#zones.closest(name);
    if (zone === null) return null;
    const { origin } = zone;
    if (isUnloaded(zone)) return { kind: 'inside', origin };
    const found = zone.walk(name);
    const ns = found.kind === 'cut' ? rrsetOf(found.node, TYPE.NS) : null;
    return ns === null ? { kind: 'inside', origin } : { kind: 'cut', origin, ns };
  }

  /** Null where none of the zones encloses the name, or it lies below a cut without glue. */
  address(name: Name, type: number): OwnAddress | null {
    if (this.#zones.size === 0) return null;
    const zone = this.#zones.closest(name);
    if (zone === null) return null;
    if (isUnloaded(zone)) return NONE;
    const found = zone.walk(name);
    switch (found.kind) {
      case 'cut': {
        const below = zone.walk(name, { throughCut: true });
        const glue = below.kind === 'node' ? rrsetOf(below.node, type) : null;
        return glue === null ? null : { kind: 'glue', rrset: glue };
      }
      case 'dname':
        // RFC 2181 §10.3: an NS record never names an alias.
        return NONE;
      case 'missing':
      case 'node': {
        const node = found.kind === 'node' ? found.node : found.wildcard;
        const rrset = node === null ? null : rrsetOf(node, type);
        return rrset === null ? NONE : { kind: 'known', rrset };
      }
    }
  }
}

const NONE: OwnAddress = { kind: 'none' };
