/** What one view of a configuration means for the server. What it does not say, `options` say. */
import type { ClauseValues, QuerySource, Quota } from '../../config/clauses.ts';
import type { NamedConfiguration, ViewClause, ZoneClause } from '../../config/named-conf.ts';
import type { ServerClause } from '../../config/server-clause.ts';
import type { ResourceRecord } from '../../protocol/message.ts';
import { typeNumber } from '../../protocol/codes.ts';
import { Name } from '../../protocol/name.ts';
import type { PortRange } from '../../network/ports.ts';
import type { ConfiguredZone } from '../../resolver/configured-zones.ts';
import type { FamilySource } from '../../resolver/source-ports.ts';
import { isUnloaded, type UnloadedZone } from '../../zone/zone-set.ts';
import type { Zone } from '../../zone/zone.ts';
import type { UdpSizes } from '../edns.ts';
import type { RecursionOptions, ViewOptions } from '../options.ts';
import type { OrderRule } from '../rrset-order.ts';
import { DEFAULT_VIEW } from '../server-log.ts';
import type { StaleOptions } from '../serve-stale.ts';
import { accessOf } from './view-access.ts';
import { emptyZones } from './empty-zones.ts';
import { peersOf } from './peers.ts';
import { keyRing } from './key-ring.ts';
import { given, matcherIn, type Surroundings } from './surroundings.ts';
import { hintsOf, serverPlaces, zoneFromFile } from './zone-files.ts';

/** The value of a clause in a view: its own, else that of `options`. */
export type Value = <W extends keyof ClauseValues>(word: W) => ClauseValues[W];
type LoadedZones = ReadonlyMap<ZoneClause, Zone | UnloadedZone>;

/** Null where its hints cannot be used. `loaded` has the zones of the views before it, and gets this one's. */
export function viewOptions(
  view: Pick<ViewClause, 'name' | 'values' | 'zones' | 'keys' | 'peers'>,
  configuration: NamedConfiguration,
  around: Surroundings,
  loaded: Map<ZoneClause, Zone | UnloadedZone>,
): ViewOptions | null {
  const { options, acls, servers } = configuration;
  const value: Value = (word) => view.values[word] ?? options[word];
  const recursive = value('recursion') ?? true;
  const hints = recursive ? hintsOf(view.zones, around) : [];
  if (hints === null) return null;
  const zones = ownZones(view, configuration, around, loaded);
  const configured = configuredZones(value, view.zones, servers);
  const peers = view.peers.length > 0 ? view.peers : configuration.peers;
  const automatic = recursive ? automaticZones(value, view, configured, around) : [];
  return {
    name: view.name,
    zones: [...zones, ...automatic],
    automatic: new Set(automatic),
    recursion: recursive ? recursionOf(value, hints, configured, peers, around) : null,
    access: accessOf(value, view.zones, configuration, around),
    udpSizes: udpSizesOf(value),
    keys: keyRing([...configuration.keys.values(), ...view.keys.values()]),
    ...given('minimalResponses', value('minimal-responses')),
    ...given('minimalAny', value('minimal-any')),
    ...given('authNxdomain', value('auth-nxdomain')),
    ...given('requireServerCookie', value('require-server-cookie')),
    rrsetOrder: rrsetOrderOf(value),
    ...given('matchClients', matcherIn(view.values['match-clients'], acls, around)),
    ...given('matchDestinations', matcherIn(view.values['match-destinations'], acls, around)),
    ...given('matchRecursiveOnly', view.values['match-recursive-only']),
    ...given('attachCache', value('attach-cache')),
  };
}

export function udpSizesOf(value: Value): Partial<UdpSizes> {
  return {
    ...given('offered', within(value('edns-udp-size'), 512, 4096)),
    ...given('most', within(value('max-udp-size'), 512, 4096)),
    ...given('withoutCookie', value('nocookie-udp-size')),
  };
}

/** BIND: random, where nothing is said; `fixed` is as good as `cyclic` where named is built as usual. */
function rrsetOrderOf(value: Value): readonly OrderRule[] {
  const rules = value('rrset-order');
  if (rules === undefined) return [{ order: 'random' }];
  return rules.map(({ name, type, order }) => ({
    order: order === 'random' || order === 'none' ? order : 'cyclic',
    ...(name === null ? {} : { name }),
    ...given('type', type === null ? undefined : (typeNumber(type) ?? undefined)),
  }));
}

/** Of the zones with data those that are this view's; `in-view` takes another's as it is. */
function ownZones(
  view: Pick<ViewClause, 'name' | 'values' | 'zones'>,
  { views, options }: NamedConfiguration,
  around: Surroundings,
  loaded: Map<ZoneClause, Zone | UnloadedZone>,
): (Zone | UnloadedZone)[] {
  const { name: viewName, zones: clauses } = view;
  const zones: (Zone | UnloadedZone)[] = [];
  const value: Value = (word) => view.values[word] ?? options[word];
  for (const clause of clauses) {
    if (clause.inView !== undefined) {
      const there = views.find(({ name }) => name === clause.inView)?.zones;
      const meant = there?.find(({ name, inView }) => inView === undefined && name.equals(clause.name));
      const zone = meant === undefined ? undefined : loadedOf(loaded, meant);
      if (zone !== undefined) zones.push(zone);
    } else if (clause.rrClass === 'IN' && (clause.type === 'primary' || clause.type === 'secondary')) {
      const zone =
        around.kept?.(viewName, clause) ??
        readOrServed(
          viewName,
          clause,
          around,
          zoneFromFile(clause, around, (word) => clause.values[word] ?? value(word)),
        );
      loaded.set(clause, zone);
      zones.push(zone);
    }
  }
  return zones;
}

/** BIND: a zone that was served before goes on as it was where its file cannot be used any more. */
function readOrServed(
  view: string,
  clause: ZoneClause,
  { served, log }: Surroundings,
  read: Zone | UnloadedZone,
): Zone | UnloadedZone {
  const before = isUnloaded(read) ? (served?.(view, clause) ?? null) : null;
  if (!isUnloaded(read) || before === null) return read;
  const name = `${clause.name.toRelaxedString()}/IN${view === DEFAULT_VIEW ? '' : `/${view}`}`;
  log('zoneload', 'error', `zone ${name}: ${read.reason}`);
  log('zoneload', 'error', `zone ${name}: not loaded due to errors.`);
  return before;
}

function loadedOf(loaded: LoadedZones, clause: ZoneClause): Zone | UnloadedZone | undefined {
  return loaded.get(clause);
}

function automaticZones(
  value: Value,
  view: Pick<ViewClause, 'name' | 'zones'>,
  configured: readonly ConfiguredZone[],
  around: Surroundings,
): Zone[] {
  const taken = new Set(view.zones.map(({ name }) => name.key));
  const forwardedOnly = (name: Name): boolean =>
    configured.some((zone) => zone.kind === 'forward' && zone.first === false && name.isAtOrBelow(zone.name));
  const zones = emptyZones(value, taken, forwardedOnly);
  const where = view.name === '_default' ? '' : `view ${view.name}: `;
  for (const { origin } of zones)
    around.log('general', 'info', `automatic empty zone: ${where}${origin.toRelaxedString()}`);
  return zones;
}

function recursionOf(
  value: Value,
  hints: readonly ResourceRecord[],
  configured: readonly ConfiguredZone[],
  peers: readonly ServerClause[],
  { upstreamPort, cacheOctets }: Surroundings,
): RecursionOptions {
  const prefetch = value('prefetch');
  return {
    hints,
    upstreamPort,
    configured,
    ...given('peers', peersOf(peers, value('send-cookie'))),
    maxCacheOctets: cacheOctets(value('max-cache-size')),
    ...given('maxCacheTtl', value('max-cache-ttl')),
    ...given('maxNegativeTtl', value('max-ncache-ttl')),
    ...given('minCacheTtl', value('min-cache-ttl')),
    ...given('minNegativeTtl', value('min-ncache-ttl')),
    ...given('maxRecordsPerType', value('max-records-per-type')),
    ...given('maxTypesPerName', value('max-types-per-name')),
    ...given('failureTtl', value('servfail-ttl')),
    ...given('stale', staleOf(value)),
    ...given('prefetch', prefetch && { eligibility: prefetch.trigger + 6, ...prefetch }),
    ...given('timeoutMs', milliseconds(value('resolver-query-timeout'))),
    ...given('maxQuestionsPerName', value('max-recursion-queries')),
    ...given('maxQuestions', value('max-query-count') || undefined),
    ...given('maxDepth', value('max-recursion-depth')),
    ...given('maxRestarts', value('max-query-restarts')),
    // As named; the labs' networks have none of these.
    walk: {
      qnameMinimization: value('qname-minimization') ?? 'relaxed',
      priming: true,
      siblingGlue: 'refused',
      addressLookups: 'at-once',
    },
    ...given('udpSize', within(value('edns-udp-size'), 512, 4096)),
    sources: {
      v4: sourceOf(value('query-source'), value('use-v4-udp-ports'), value('avoid-v4-udp-ports')),
      v6: sourceOf(value('query-source-v6'), value('use-v6-udp-ports'), value('avoid-v6-udp-ports')),
    },
    limits: {
      ...given('clientsPerQuery', value('clients-per-query')),
      ...given('maxClientsPerQuery', value('max-clients-per-query')),
      ...quotaOf('fetchesPerServer', 'serverQuotaResponse', value('fetches-per-server')),
      ...quotaOf('fetchesPerZone', 'zoneQuotaResponse', value('fetches-per-zone')),
      ...given('quotaParams', quotaParams(value('fetch-quota-params'))),
    },
  };
}

function sourceOf(
  source: QuerySource | undefined,
  ports: readonly PortRange[] | undefined,
  avoid: readonly PortRange[] | undefined,
): FamilySource {
  return {
    ...given('address', source?.address ?? undefined),
    ...given('port', source?.port ?? undefined),
    ...given('ports', ports),
    ...given('avoid', avoid),
  };
}

function quotaOf<N extends string, R extends string>(
  name: N,
  response: R,
  quota: Quota | undefined,
): { readonly [key in N]?: number } & { readonly [key in R]?: Quota['spill'] } {
  return { ...given(name, quota?.most), ...given(response, quota?.spill) };
}

function quotaParams(
  params: ClauseValues['fetch-quota-params'],
): NonNullable<RecursionOptions['limits']>['quotaParams'] | undefined {
  if (params === undefined) return undefined;
  const { every, low, high, discount } = params;
  return { frequency: every, low, high, discount };
}

/** BIND: old answers are kept with `stale-cache-enable` and given out with `stale-answer-enable`. */
function staleOf(value: Value): StaleOptions | undefined {
  if (value('stale-cache-enable') !== true) return undefined;
  const timeout = value('stale-answer-client-timeout');
  return {
    answers: value('stale-answer-enable') ?? false,
    ...given('maxStaleTtl', value('max-stale-ttl')),
    // BIND: at least a second.
    ...given('answerTtl', within(value('stale-answer-ttl'), 1, Number.MAX_SAFE_INTEGER)),
    ...given('refreshTime', value('stale-refresh-time')),
    ...given('clientTimeoutMs', timeout === undefined ? undefined : timeout.ms),
  };
}

function configuredZones(
  value: Value,
  zones: readonly ZoneClause[],
  lists: NamedConfiguration['servers'],
): ConfiguredZone[] {
  const forwards = forwardZones(value, zones);
  const forwarded = (name: Name): boolean => {
    const above = forwards.filter((zone) => name.isAtOrBelow(zone.name));
    const deepest = above.reduce<ConfiguredZone | null>(
      (best, zone) => (best === null || zone.name.labelCount > best.name.labelCount ? zone : best),
      null,
    );
    return deepest !== null && deepest.servers.length > 0;
  };
  const stubs = zones.flatMap(({ name, type, primaries, serverAddresses, serverNames }): ConfiguredZone[] => {
    // BIND: forwarders, be they of a zone above, go before a stub zone's own servers, unless it says `forwarders { }`.
    if ((type !== 'stub' && type !== 'static-stub') || forwarded(name)) return [];
    if (type === 'stub') return [{ kind: 'stub', name, servers: serverPlaces(primaries ?? [], lists) }];
    return [{ kind: 'static-stub', name, servers: serverAddresses ?? [], hosts: serverNames ?? [] }];
  });
  const taken = new Set(stubs.map(({ name }) => name.key));
  return [...forwards.filter(({ name }) => !taken.has(name.key)), ...stubs];
}

/** All that say something of forwarders; those without any are not forwarded. */
function forwardZones(value: Value, zones: readonly ZoneClause[]): ConfiguredZone[] {
  const global = value('forwarders') ?? [];
  const forwards: ConfiguredZone[] = [];
  if (global.length > 0)
    forwards.push({ kind: 'forward', name: Name.root, servers: global, first: value('forward') !== 'only' });
  for (const { name, type, values } of zones) {
    const { forwarders, forward } = values;
    if (type !== 'forward' && forwarders === undefined) continue;
    // BIND: `forward` is not taken from above; a zone that says nothing is `first`.
    forwards.push({ kind: 'forward', name, servers: forwarders ?? [], first: forward !== 'only' });
  }
  return forwards;
}

/** BIND: up to 300 it is seconds, above milliseconds; 0 is the default; at least 10 and at most 30 seconds. */
function milliseconds(timeout: number | undefined): number | undefined {
  if (timeout === undefined || timeout === 0) return undefined;
  const ms = timeout <= 300 ? timeout * 1000 : timeout;
  return Math.min(Math.max(ms, 10_000), 30_000);
}

/** BIND: what lies outside counts as the bound. */
function within(value: number | undefined, least: number, most: number): number | undefined {
  return value === undefined ? undefined : Math.min(Math.max(value, least), most);
}
