/** What a configuration says of other servers. */
import { matcherOf } from '../../config/match-list.ts';
import type { ServerClause } from '../../config/server-clause.ts';
import type { Peers, PeerSettings } from '../../resolver/peers.ts';
import { given } from './surroundings.ts';

const NOWHERE = { localhost: [], localnets: [] };

/** BIND: the longest prefix counts, and nothing of the others. `sendCookie`: what holds for all. */
export function peersOf(
  clauses: readonly ServerClause[],
  sendCookie: boolean | undefined,
): Peers | undefined {
  if (clauses.length === 0 && sendCookie === undefined) return undefined;
  const others: PeerSettings = given('cookie', sendCookie);
  const peers = [...clauses]
    .sort((a, b) => b.network.length - a.network.length)
    .map((clause) => ({
      has: matcherOf([clause.network], new Map(), NOWHERE),
      settings: { ...others, ...settingsOf(clause) },
    }));
  return (address) => peers.find(({ has }) => has(address))?.settings ?? others;
}

function settingsOf({ flags, udpSize }: ServerClause): PeerSettings {
  return {
    ...given('bogus', flags.bogus),
    ...given('edns', flags.edns),
    ...given('tcpOnly', flags['tcp-only']),
    ...given('cookie', flags['send-cookie']),
    // BIND: what lies outside counts as the bound.
    ...given('udpSize', udpSize === undefined ? undefined : Math.min(Math.max(udpSize, 512), 4096)),
  };
}
