/** `server 192.0.2.0/24 { bogus no; edns no; tcp-only yes; … };`: what is settled of other servers. */
import { booleanOf, clauseOf, numberOf, type MapValue } from './language/value.ts';
import type { MatchElement } from './match-list.ts';

export interface ServerClause {
  readonly network: Extract<MatchElement, { kind: 'network' }>;
  readonly flags: Readonly<Partial<Record<ServerFlag, boolean>>>;
  /** `edns-udp-size`, in octets. */
  readonly udpSize?: number;
}

const FLAGS = ['bogus', 'edns', 'send-cookie', 'tcp-only'] as const;
type ServerFlag = (typeof FLAGS)[number];

/** The clauses of it that are acted on. */
export const SERVER_WORDS: ReadonlySet<string> = new Set([...FLAGS, 'edns-udp-size']);

/** What a `server` statement says; null where it is for no network. */
export function serverClauseOf(map: MapValue): ServerClause | null {
  if (map.id?.kind !== 'prefix') return null;
  const { octets, length } = map.id;
  const flags: Partial<Record<ServerFlag, boolean>> = {};
  for (const flag of FLAGS) {
    const value = booleanOf(clauseOf(map, flag));
    if (value !== null) flags[flag] = value;
  }
  const udpSize = numberOf(clauseOf(map, 'edns-udp-size'));
  const network = { kind: 'network', not: false, octets, length } as const;
  return { network, flags, ...(udpSize === null ? {} : { udpSize }) };
}
