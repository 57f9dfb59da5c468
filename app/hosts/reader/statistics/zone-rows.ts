import type { Section, Statistics } from '../../../engine/statistics/statistics.ts';
import type { StatisticsZone } from '../../../reader-contract.ts';

type Sort = 'name' | 'queries' | 'rate';

/** The zones of a time, with how much each was asked. Zones of which nothing was counted come last. */
export function zoneRows(
  later: Statistics,
  earlier: Statistics | null,
  filter: string,
  sort: Sort,
): StatisticsZone[] {
  const before = earlier && asked(earlier);
  const now = asked(later);
  const wanted = filter.trim().toLowerCase();
  const rows = named(later)
    .filter(({ name }) => wanted === '' || name.toLowerCase().includes(wanted))
    .map((zone): StatisticsZone => {
      const key = keyOf(zone);
      const counts = now.get(key) ?? NONE;
      return { ...zone, ...counts, before: before && (before.get(key)?.queries ?? 0) };
    });
  const grown = (row: StatisticsZone): number => row.queries - (row.before ?? 0);
  if (sort !== 'name')
    rows.sort(
      (a, b) => (sort === 'rate' ? grown(b) - grown(a) : b.queries - a.queries) || (a.name < b.name ? -1 : 1),
    );
  else rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return rows;
}

interface Asked {
  queries: number;
  success: number;
  nxdomain: number;
  nodata: number;
  failed: number;
}

const NONE: Asked = { queries: 0, success: 0, nxdomain: 0, nodata: 0, failed: 0 };

function keyOf({ name, view }: { readonly name: string; readonly view: string }): string {
  return `${view}\u0000${name}`;
}

/** What a file tells of its zones; named.stats only that they are there. */
function named({ zones, sections }: Statistics): readonly Omit<StatisticsZone, keyof Asked | 'before'>[] {
  if (zones.length > 0) return zones;
  const found = new Map<string, Omit<StatisticsZone, keyof Asked | 'before'>>();
  for (const { zone: name, view } of sections) {
    if (name === null || view === null) continue;
    const zone = {
      name,
      view,
      class: null,
      type: null,
      serial: null,
      loaded: null,
      expires: null,
      refresh: null,
    };
    found.set(keyOf(zone), zone);
  }
  return [...found.values()];
}

function asked({ sections }: Statistics): ReadonlyMap<string, Asked> {
  const counts = new Map<string, Asked>();
  for (const { group, zone, view, counters } of sections)
    if (group === 'zonequery' && zone !== null && view !== null)
      counts.set(keyOf({ name: zone, view }), askedOf(counters));
  return counts;
}

function askedOf(counters: Section['counters']): Asked {
  const count = (...names: string[]): number =>
    names.reduce((sum, name) => sum + (counters.get(name) ?? 0), 0);
  const success = count('QrySuccess', 'QryReferral');
  const [nodata, nxdomain] = [count('QryNxrrset'), count('QryNXDOMAIN')];
  const failed = count('QrySERVFAIL', 'QryFORMERR', 'QryFailure');
  // BIND before 9.12 has no QryUDP and QryTCP for zones.
  return {
    queries: count('QryUDP', 'QryTCP') || success + nodata + nxdomain + failed,
    success,
    nxdomain,
    nodata,
    failed,
  };
}
