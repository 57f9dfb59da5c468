/** What a configuration needs to know of the place where it is used: its files, its addresses, where its log goes. */
import type { Acls, LocalNetworks } from '../../config/match-list.ts';
import { matcherOf, type MatchElement } from '../../config/match-list.ts';
import type { ClauseValues } from '../../config/clauses.ts';
import type { ZoneClause } from '../../config/named-conf.ts';
import type { Zone } from '../../zone/zone.ts';
import type { AddressMatcher } from '../access.ts';
import type { LogSeverity } from '../server-log.ts';

export interface Surroundings {
  /** The text of a file; relative names begin in the server's working directory. Null where it cannot be read. */
  readonly readText: (file: string) => string | null;
  /** The octets of one that is no text: a zone's journal. Default: there is none. */
  readonly readOctets?: (file: string) => Uint8Array | null;
  readonly local: LocalNetworks;
  /** What a zone's file gave before, where that need not be read anew; null: it must be. Default: always null. */
  readonly kept?: (view: string, clause: ZoneClause) => Zone | null;
  /** What is served of a zone now, from the same file: that stays where the file is broken. Default: always null. */
  readonly served?: (view: string, clause: ZoneClause) => Zone | null;
  /** Where other servers listen. */
  readonly upstreamPort: number;
  /** Octets. */
  readonly cacheOctets: (size: ClauseValues['max-cache-size']) => number;
  /** The text of the hints of a configuration that names none. */
  readonly rootHints: string;
  readonly hostName: string;
  readonly log: (category: string, severity: LogSeverity, text: string) => void;
}

/** A list as a question about an address; undefined stays undefined. */
export function matcherIn(
  list: readonly MatchElement[] | undefined,
  acls: Acls,
  { local }: Surroundings,
): AddressMatcher | undefined {
  return list === undefined ? undefined : matcherOf(list, acls, local);
}

/** `{ [key]: value }`, and nothing where there is no value. */
export function given<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: T }; // One key, as said.
}
