/** What a configuration means for the engine's server: its zones are loaded, its lists become functions. */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { matcherOf, type MatchElement } from '../../engine/config/match-list.ts';
import type { NamedConfiguration, OptionsClause, ZoneClause } from '../../engine/config/named-conf.ts';
import type { ResourceRecord } from '../../engine/protocol/message.ts';
import { Name } from '../../engine/protocol/name.ts';
import type { ConfiguredZone } from '../../engine/resolver/configured-zones.ts';
import type { AddressMatcher } from '../../engine/server/access.ts';
import type { NamedOptions, RecursionOptions } from '../../engine/server/named.ts';
import type { UnloadedZone } from '../../engine/zone/authority.ts';
import { bindLine } from '../../engine/zone/diagnostic.ts';
import { loadZone } from '../../engine/zone/load-zone.ts';
import { parseZone } from '../../engine/zone/parse-zone.ts';
import type { Zone } from '../../engine/zone/zone.ts';
import { localNetworks } from './interfaces.ts';
import { ROOT_HINTS } from './root-hints.ts';

export type ServerOptions = Omit<NamedOptions, 'clock' | 'journal' | 'random'>;

/** `folder` is the working directory; `log` gets what named says of the files. Null where the hints cannot be used. */
export function serverOptions(
  configuration: NamedConfiguration,
  folder: string,
  upstreamPort: number,
  log: (text: string) => void,
): ServerOptions | null {
  const { options, zones, acls } = configuration;
  const local = localNetworks();
  const matcher = (list: readonly MatchElement[]): AddressMatcher => matcherOf(list, acls, local);
  const listOf = <K extends string>(key: K, list: readonly MatchElement[] | undefined) =>
    (list === undefined ? {} : { [key]: matcher(list) }) as { readonly [key in K]?: AddressMatcher }; // One key, as said.
  const zoneLists = new Map<string, AddressMatcher>();
  for (const { name, allowQuery } of zones)
    if (allowQuery !== undefined) zoneLists.set(name.key, matcher(allowQuery));
  const recursive = options.recursion ?? true;
  const hints = recursive ? hintsOf(zones, folder, log) : [];
  if (hints === null) return null;
  return {
    zones: zones
      .filter(({ type }) => type === 'primary' || type === 'secondary')
      .map((zone) => zoneOf(zone, folder, log)),
    recursion: recursive ? recursionOf(options, zones, hints, upstreamPort) : null,
    access: {
      ...listOf('allowQuery', options.allowQuery),
      ...listOf('allowQueryCache', options.allowQueryCache),
      ...listOf('allowRecursion', options.allowRecursion),
      ...listOf('blackhole', options.blackhole),
      allowQueryOf: (zone) => zoneLists.get(zone.key) ?? null,
      // BIND: { localnets; localhost; }
      otherwise: matcherOf([...local.localnets, ...local.localhost], acls, local),
    },
    ...given('minimalResponses', options.minimalResponses),
    ...given('recursiveClients', options.recursiveClients),
    ...given('queryLog', options.queryLog),
    ...given('version', options.version),
    ...given('serverId', options.serverId),
  };
}

function recursionOf(
  options: OptionsClause,
  zones: readonly ZoneClause[],
  hints: readonly ResourceRecord[],
  upstreamPort: number,
): RecursionOptions {
  const configured = configuredZones(options, zones);
  return {
    hints,
    upstreamPort,
    maxCacheOctets: cacheOctets(options.maxCacheSize),
    ...given('maxCacheTtl', options.maxCacheTtl),
    ...given('maxNegativeTtl', options.maxNegativeTtl),
    ...given('minCacheTtl', options.minCacheTtl),
    ...given('minNegativeTtl', options.minNegativeTtl),
    ...given('failureTtl', options.failureTtl),
    ...(configured.length === 0 ? {} : { configured }),
  };
}

function configuredZones(options: OptionsClause, zones: readonly ZoneClause[]): ConfiguredZone[] {
  const configured: ConfiguredZone[] = [];
  const { forwarders } = options;
  if (forwarders !== undefined && forwarders.length > 0)
    configured.push({
      kind: 'forward',
      name: Name.root,
      servers: forwarders,
      first: options.forward !== 'only',
    });
  for (const { name, type, ...zone } of zones) {
    if (type === 'forward') {
      const first = (zone.forward ?? options.forward) !== 'only';
      configured.push({ kind: 'forward', name, servers: zone.forwarders ?? [], first });
    } else if (type === 'stub') {
      configured.push({ kind: 'stub', name, servers: zone.primaries ?? [] });
    } else if (type === 'static-stub') {
      const hosts = zone.serverNames ?? [];
      configured.push({ kind: 'static-stub', name, servers: zone.serverAddresses ?? [], hosts });
    }
  }
  return configured;
}

/** The hints that a zone of type hint names; the built-in ones where there is none. */
function hintsOf(
  zones: readonly ZoneClause[],
  folder: string,
  log: (text: string) => void,
): readonly ResourceRecord[] | null {
  const hint = zones.find(({ type, name }) => type === 'hint' && name.isRoot);
  const file = hint?.file ?? 'built-in root hints';
  const text = hint === undefined ? ROOT_HINTS : readText(resolve(folder, file));
  if (text === null) {
    log(`could not configure root hints from '${file}': file not found`);
    return null;
  }
  const { records, diagnostics, errors } = parseZone(text, { origin: Name.root, fileName: file });
  for (const diagnostic of diagnostics) log(bindLine(diagnostic));
  return errors === 0 ? records : null;
}

function zoneOf(
  { name, type, file = '' }: ZoneClause,
  folder: string,
  log: (text: string) => void,
): Zone | UnloadedZone {
  const text = readText(resolve(folder, file));
  const unloaded = (why: string): UnloadedZone => ({
    kind: 'unloaded',
    origin: name,
    reason: `loading from master file ${file} failed: ${why}`,
  });
  if (type === 'secondary')
    // Simplified: nothing is transferred. As with named whose primaries do not answer: SERVFAIL.
    return { kind: 'unloaded', origin: name, reason: 'zone transfers are not implemented' };
  if (text === null) return unloaded('file not found');
  const readInclude = (included: string): string | null => readText(resolve(folder, included));
  const { zone, diagnostics } = loadZone(text, { origin: name, fileName: file, readInclude });
  for (const diagnostic of diagnostics) log(bindLine(diagnostic));
  return zone ?? unloaded(diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'bad zone');
}

/** The text of a file; null where it cannot be read. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** BIND: 90 % of the machine's memory by default. Here half of what this program may have is the most. */
function cacheOctets(size: OptionsClause['maxCacheSize']): number {
  const most = Math.floor(getHeapStatistics().heap_size_limit / 2);
  if (size === undefined || typeof size === 'string') return most;
  return Math.min(
    most,
    'octets' in size ? size.octets || most : Math.floor((totalmem() * size.percent) / 100),
  );
}

function given<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: T }; // One key, as said.
}
