/** Who may ask what of one view, and who may have its zones as a whole. */
import type { TransferList } from '../../config/clauses.ts';
import { matcherOf, type Acls, type MatchElement } from '../../config/match-list.ts';
import type { NamedConfiguration, ZoneClause } from '../../config/named-conf.ts';
import type { AccessOptions, AddressMatcher } from '../access.ts';
import { given, matcherIn, type Surroundings } from './surroundings.ts';
import type { Value } from './view-options.ts';

export function accessOf(
  value: Value,
  zones: readonly ZoneClause[],
  { acls }: NamedConfiguration,
  around: Surroundings,
): AccessOptions {
  const matcher = (list: readonly MatchElement[]): AddressMatcher => matcherOf(list, acls, around.local);
  const ofZones = new Map<string, AddressMatcher>();
  const transfersOfZones = new Map<string, AddressMatcher>();
  const onOfZones = new Map<string, AddressMatcher>();
  for (const { name, values } of zones) {
    if (values['allow-query'] !== undefined) ofZones.set(name.key, matcher(values['allow-query']));
    if (values['allow-transfer'] !== undefined)
      transfersOfZones.set(name.key, transferMatcher(values['allow-transfer'], acls, around));
    if (values['allow-query-on'] !== undefined) onOfZones.set(name.key, matcher(values['allow-query-on']));
  }
  return {
    ...given('allowQuery', matcherIn(value('allow-query'), acls, around)),
    ...given('allowQueryCache', matcherIn(value('allow-query-cache'), acls, around)),
    ...given('allowRecursion', matcherIn(value('allow-recursion'), acls, around)),
    ...given('allowTransfer', transferMatcher(value('allow-transfer'), acls, around)),
    allowTransferOf: (zone) => transfersOfZones.get(zone.key) ?? null,
    allowQueryOf: (zone) => ofZones.get(zone.key) ?? null,
    ...given('allowQueryOn', matcherIn(value('allow-query-on'), acls, around)),
    ...given('allowQueryCacheOn', matcherIn(value('allow-query-cache-on'), acls, around)),
    ...given('allowRecursionOn', matcherIn(value('allow-recursion-on'), acls, around)),
    allowQueryOnOf: (zone) => onOfZones.get(zone.key) ?? null,
    // BIND: { localnets; localhost; }
    otherwise: matcher([...around.local.localnets, ...around.local.localhost]),
  };
}

/** A transfer over TLS nobody can have: it is not spoken here. */
function transferMatcher(given: TransferList, acls: Acls, around: Surroundings): AddressMatcher;
function transferMatcher(
  given: TransferList | undefined,
  acls: Acls,
  around: Surroundings,
): AddressMatcher | undefined;
function transferMatcher(
  given: TransferList | undefined,
  acls: Acls,
  { local }: Surroundings,
): AddressMatcher | undefined {
  if (given === undefined) return undefined;
  const isPlain = given.transport === null || given.transport === 'tcp';
  return isPlain ? matcherOf(given.list, acls, local) : () => false;
}
