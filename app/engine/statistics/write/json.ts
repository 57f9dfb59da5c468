/** The JSON of a statistics channel, version 1, as BIND 9.18 builds it: what is 0 is left out, but of codes and the cache. */
import type { GroupId, Section, Statistics, ZoneFacts } from '../statistics.ts';
import {
  channelView,
  existing,
  has,
  isoText,
  memoryOf,
  sectionOf,
  TRAFFIC,
  traffic,
  viewsOf,
  zoneSection,
  type Subtree,
} from './channel.ts';

/** BIND 9.18's. */
const VERSION = '1.7';

type Counters = Readonly<Record<string, number>>;

export function writeJson(of: Statistics, subtree: Subtree): string {
  const isServer = has(subtree, 'server');
  const isZones = has(subtree, 'zones');
  const views = viewsOf(of).map(
    (view) => [channelView(view), viewJson(of, view, isServer, isZones)] as const,
  );
  const value = {
    'json-stats-version': VERSION,
    'boot-time': isoText(of.bootAt),
    'config-time': isoText(of.configuredAt),
    'current-time': isoText(of.at),
    version: of.version ?? '',
    ...(isServer && {
      opcodes: all(sectionOf(of, 'opcode')),
      rcodes: all(sectionOf(of, 'rcode')),
      ...filled('qtypes', nonZero(sectionOf(of, 'qtype'))),
      ...filled('nsstats', nonZero(sectionOf(of, 'nsstat'))),
      ...filled('zonestats', nonZero(sectionOf(of, 'zonestat'))),
    }),
    ...((isServer || isZones) && { views: Object.fromEntries(views) }),
    ...(has(subtree, 'net') && { sockstats: nonZero(sectionOf(of, 'sockstat')) }),
    ...(has(subtree, 'mem') && { memory: { ...all(memoryOf(of)), contexts: [] } }),
    ...(has(subtree, 'traffic') && { traffic: trafficJson(of) }),
  };
  return JSON.stringify(value, null, 2);
}

function viewJson(of: Statistics, view: string, isServer: boolean, isZones: boolean): unknown {
  const at = (group: GroupId): Section['counters'] => sectionOf(of, group, view);
  return {
    ...(isZones && {
      zones: of.zones.filter((zone) => zone.view === view).map((zone) => zoneJson(of, zone)),
    }),
    ...(isServer && {
      resolver: {
        stats: nonZero(at('resstat')),
        qtypes: nonZero(at('resqtype')),
        cache: nonZero(at('cachedb')),
        cachestats: all(at('cachestats')),
        adb: nonZero(at('adbstat')),
      },
    }),
  };
}

function zoneJson(of: Statistics, { name, view, class: inClass, serial, type, loaded }: ZoneFacts): unknown {
  return {
    name,
    class: inClass,
    ...(serial !== null && { serial }),
    ...(type !== null && { type }),
    ...(loaded !== null && { loaded }),
    ...filled('rcodes', nonZero(zoneSection(of, 'zonequery', view, name))),
  };
}

function trafficJson(of: Statistics): unknown {
  const tables = TRAFFIC.map(({ family, protocol, what, part }) => {
    const how = what === 'requests' ? 'received' : 'sent';
    return [
      `dns-${protocol.toLowerCase()}-${what}-sizes-${how}-${family.toLowerCase()}`,
      nonZero(traffic(of, part)),
    ];
  });
  return Object.fromEntries(tables);
}

function all(counters: Section['counters']): Counters {
  return Object.fromEntries(counters);
}

function nonZero(counters: Section['counters']): Counters {
  return all(existing(counters));
}

function filled(key: string, counters: Counters): Readonly<Record<string, Counters>> {
  return Object.keys(counters).length > 0 ? { [key]: counters } : {};
}
