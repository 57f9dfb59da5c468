/** Where a walk begins: at servers that the configuration names, or at the deepest zone cut that is known. */
import type { CacheEntry } from '../cache/entry.ts';
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import type { ConfiguredZone } from './configured-zones.ts';
import type { OwnCut } from './own-zones.ts';
import type { Resolver } from './resolver.ts';

/** A zone's servers, and how they are known: from the hints, the cache, or a zone of the server's own. */
export interface KnownCut {
  readonly kind: 'hints' | 'cache' | 'own';
  readonly ns: RRset;
  /** The zone that delegates to them; undefined where that is not known. */
  readonly via: Name | undefined;
}

export type WalkStart =
  | KnownCut
  | { readonly kind: 'configured'; readonly zone: ConfiguredZone }
  /** The name is in a zone of the server's own, which leads nowhere else. */
  | { readonly kind: 'nowhere'; readonly zone: Name };

/** Where to begin to look for `name`. `at`: a name above it, where the walk is to begin no deeper than that. */
export function walkStart(resolver: Resolver, name: Name, at: Name): WalkStart {
  const known = resolver.cache.bestDelegation(at);
  const own = resolver.own?.cut(at) ?? null;
  const zone = resolver.configured.find(name);
  if (zone !== null && goesFirst(zone, known, own)) return { kind: 'configured', zone };
  return nearest(resolver, known, own);
}

/** Where to go on when forwarders were asked in vain. */
export function startWithoutForwarders(resolver: Resolver, name: Name): WalkStart {
  return nearest(resolver, resolver.cache.bestDelegation(name), resolver.own?.cut(name) ?? null);
}

/** The root servers of the hints. */
export function startAtHints({ hints }: Resolver): KnownCut {
  return { kind: 'hints', ns: hints.rootServers, via: undefined };
}

/** BIND: forwarders are asked even about what one's own zones delegate. */
function goesFirst(zone: ConfiguredZone, known: CacheEntry | null, own: OwnCut | null): boolean {
  if (zone.kind === 'forward') return true;
  if (own?.origin.isBelow(zone.name) === true) return false;
  if (known === null) return true;
  // BIND: the cache's deeper cuts go before a stub zone; a plain stub gives way to the zone's own NS records too.
  return !(zone.kind === 'stub' ? known.owner.isAtOrBelow(zone.name) : known.owner.isBelow(zone.name));
}

function nearest(resolver: Resolver, known: CacheEntry | null, own: OwnCut | null): WalkStart {
  if (own?.kind === 'inside') return { kind: 'nowhere', zone: own.origin };
  // BIND: of the same cut the cache's NS records count, which may be the child's.
  if (own !== null && known?.owner.isAtOrBelow(own.ns.name) !== true)
    return { kind: 'own', ns: own.ns, via: undefined };
  if (known === null) return startAtHints(resolver);
  return { kind: 'cache', ns: known.rrset(resolver.clock.now()), via: known.from?.via };
}
