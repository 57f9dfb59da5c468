/** What a configuration means for the engine's server: its zones are loaded, its lists become questions about an address. */
import type { NamedConfiguration, ZoneClause } from '../../config/named-conf.ts';
import type { UnloadedZone } from '../../zone/authority.ts';
import type { Zone } from '../../zone/zone.ts';
import type { NamedOptions, ViewOptions } from '../options.ts';
import { DEFAULT_VIEW } from '../server-log.ts';
import { keyRing } from './key-ring.ts';
import { given, matcherIn, type Surroundings } from './surroundings.ts';
import { udpSizesOf, viewOptions } from './view-options.ts';

export type ServerOptions = Omit<NamedOptions, 'clock' | 'journal' | 'random'>;

/** Null where the hints of a view cannot be used; the log then says why. */
export function serverOptions(configuration: NamedConfiguration, around: Surroundings): ServerOptions | null {
  const { options, acls, zones } = configuration;
  const clauses = configuration.views.filter(({ rrClass }) => rrClass === 'IN');
  const loaded = new Map<ZoneClause, Zone | UnloadedZone>();
  const views: ViewOptions[] = [];
  const all =
    configuration.views.length > 0
      ? clauses
      : [{ name: DEFAULT_VIEW, values: {}, zones, keys: new Map(), peers: [] }];
  for (const clause of all) {
    const view = viewOptions(clause, configuration, around, loaded);
    if (view === null) return null;
    views.push(view);
  }
  const serverId = options['server-id'];
  const { version, hostname } = options;
  return {
    zones: [],
    recursion: null,
    views,
    access: { ...given('blackhole', matcherIn(options.blackhole, acls, around)) },
    ...given('minimalResponses', options['minimal-responses']),
    udpSizes: udpSizesOf((word) => options[word]),
    keys: keyRing([...configuration.keys.values()]),
    cookies: {
      ...given('answer', options['answer-cookie']),
      secrets: (options['cookie-secret'] ?? []).flatMap((text) => secretOf(text) ?? []),
    },
    // BIND: a category `queries` of its own turns the query log on.
    ...given('queryLog', options.querylog ?? (configuration.logging?.categories.has('queries') || undefined)),
    ...given('recursiveClients', options['recursive-clients']),
    ...given('tcpClients', options['tcp-clients']),
    ...given('version', typeof version === 'object' ? version.text : version === 'none' ? null : undefined),
    ...given(
      'hostName',
      typeof hostname === 'object' ? hostname.text : hostname === 'none' ? null : undefined,
    ),
    ...given(
      'serverId',
      serverId === 'hostname' ? around.hostName : serverId === 'none' ? undefined : serverId?.text,
    ),
  };
}

/** 16 octets in hexadecimal. */
function secretOf(text: string): Uint8Array | null {
  if (!/^[0-9a-f]{32}$/i.test(text)) return null;
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}
