/**
 * Makes the network of a plan: hosts with their addresses and links, name servers with their zones, the caching server.
 *
 * Zones come loaded with the plan and are shared; everything else is made anew, which is what a reset is.
 */
import type { LabClock } from '../network/clock.ts';
import type { LabHost } from '../network/host.ts';
import type { Journal } from '../network/journal.ts';
import type { Network } from '../network/network.ts';
import { isBindProblem, type Host } from '../network/transport.ts';
import type { Random } from '../random.ts';
import { Dnsmasq } from '../server/dnsmasq/dnsmasq.ts';
import { faultyHost } from '../server/faulty-host.ts';
import { startNamed, type NamedServer } from '../server/named.ts';
import { versionOf, waysOf } from '../server/old-ways.ts';
import type { RecursionOptions } from '../server/options.ts';
import { bindLine } from '../zone/diagnostic.ts';
import type { Zone } from '../zone/zone.ts';
import { ZoneSet, type UnloadedZone } from '../zone/zone-set.ts';
import { addressMatcher } from '../network/address-match.ts';
import type { NetworkPlan, PlannedHost, PlannedRecursion, PlannedZone } from './network-file.ts';
import { NetworkSwitches, zonesOf } from './network-switches.ts';

export interface NetworkParts {
  readonly network: Network;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  /** What a program on a host sees of it. Default: the host itself. */
  readonly placeOf?: (host: LabHost) => Host;
  /** How caching servers go about their walk. Default: as the course needs it, without what only adds packets. */
  readonly walk?: RecursionOptions['walk'];
  /** Starts the server of a host that has its configuration on a disk of its own; undefined: it has none. Default: none has. */
  readonly fromDisk?: (planned: PlannedHost, place: Host) => NamedServer | null | undefined;
  /** Gives the server of such a host other zones. */
  readonly ontoDisk?: (planned: PlannedHost, zones: readonly PlannedZone[]) => void;
}

export interface BuiltNetwork {
  readonly hosts: ReadonlyMap<string, LabHost>;
  /** The name servers by host name: those with zones and those with a cache. */
  readonly servers: Map<string, NamedServer>;
  /** The forwarders of another make. */
  readonly forwarders: ReadonlyMap<string, Dnsmasq>;
  /** The (first) caching server, which the window shows. */
  readonly resolver: { readonly name: string; readonly server: NamedServer | null };
  /** The (first) machine with a terminal. */
  readonly client: LabHost | null;
  /** What can be changed of it. */
  readonly switches: NetworkSwitches;
}

export function buildNetwork(plan: NetworkPlan, parts: NetworkParts): BuiltNetwork {
  const hosts = new Map<string, LabHost>();
  const servers = new Map<string, NamedServer>();
  const forwarders = new Map<string, Dnsmasq>();
  for (const { name, addresses, latencyMs, loss } of plan.hosts)
    hosts.set(name, parts.network.addHost({ name, addresses, latencyMs, loss }));
  /** What the servers without a disk have, which a change may put something else into. */
  const served = new Map<string, (Zone | UnloadedZone)[]>();
  const switches = new NetworkSwitches(plan, parts.network, parts.random, (name, zones) => {
    const planned = plan.hosts.find((host) => host.name === name);
    const own = served.get(name);
    if (planned === undefined) return;
    if (own === undefined) return parts.ontoDisk?.(planned, zones);
    for (const zone of zones) logFile(zone, name, parts.journal);
    own.splice(0, own.length, ...zones.map(({ zone }) => zone));
    servers.get(name)?.reload();
  });
  const placeOf = ({ name }: PlannedHost): Host => {
    const host = hosts.get(name) as LabHost;
    return faultyHost(parts.placeOf?.(host) ?? host, {
      faults: switches.serverFaults(name),
      zones: () => new ZoneSet(zonesOf(switches.zones, name).map(({ zone }) => zone)),
      clock: parts.clock,
      random: parts.random.fork(`faults ${name}`),
    });
  };
  for (const planned of plan.hosts) {
    const zones = zonesOf(plan.zones, planned.name);
    if (planned.dnsmasq) {
      const forwarder = startDnsmasq(planned, placeOf(planned), parts);
      if (forwarder) forwarders.set(planned.name, forwarder);
      continue;
    }
    const mayHave = zones.length > 0 || mayGetZones(plan, planned.name);
    if (!mayHave && !planned.recursion) continue;
    const place = placeOf(planned);
    const own = parts.fromDisk?.(planned, place);
    if (own !== undefined) {
      if (own) servers.set(planned.name, own);
      continue;
    }
    const list = zones.map(({ zone }) => zone);
    served.set(planned.name, list);
    const server = startServer(planned, zones, list, place, parts);
    if (server) servers.set(planned.name, server);
  }
  const resolver = plan.hosts.find(({ recursion }) => recursion !== null)?.name ?? '';
  const client = plan.hosts.find(({ role }) => role === 'client');
  return {
    hosts,
    servers,
    forwarders,
    resolver: {
      name: resolver,
      get server() {
        return servers.get(resolver) ?? null;
      },
    },
    client: (client && hosts.get(client.name)) ?? null,
    switches,
  };
}

/** Whether a switch, or a change of the lab's, may give it a zone: it has had one before `missing` took it away. */
function mayGetZones({ hosts }: NetworkPlan, name: string): boolean {
  return hosts.find((host) => host.name === name)?.role === 'authoritative-server';
}

function startDnsmasq(
  { name, dnsmasq }: PlannedHost,
  place: Host,
  { clock, journal, random }: NetworkParts,
): Dnsmasq | null {
  if (dnsmasq === null) return null;
  const server = new Dnsmasq(place, {
    clock,
    journal,
    random: random.fork(`dnsmasq ${name}`),
    servers: dnsmasq.servers,
    policy: {
      servfail: dnsmasq.servfail ?? 'try-next',
      refused: dnsmasq.refused ?? 'try-next',
      allServers: dnsmasq['all-servers'] ?? false,
      strictOrder: dnsmasq['strict-order'] ?? false,
    },
    ...(dnsmasq['cache-size'] !== undefined && { cacheSize: dnsmasq['cache-size'] }),
  });
  return server.start() === null ? server : null;
}

function startServer(
  planned: PlannedHost,
  zones: readonly PlannedZone[],
  served: readonly (Zone | UnloadedZone)[],
  place: Host,
  { clock, journal, random, walk }: NetworkParts,
): NamedServer | null {
  const { recursion, transfers } = planned;
  for (const zone of zones) logFile(zone, planned.name, journal);
  const server = startNamed(place, {
    clock,
    journal,
    random: random.fork(`named ${planned.name}`),
    zones: served,
    queryLog: planned.querylog,
    access: { allowTransfer: addressMatcher(transfers) },
    ...(recursion && versionOf(recursion.bind)),
    recursion: recursion && {
      hints: recursion.hints,
      allow: addressMatcher(recursion.allow),
      explainErrors: recursion.extendedErrors,
      ...waysOf(recursion.bind, walkOf(recursion, walk), random.fork(`old ways ${planned.name}`)),
    },
  });
  if (!isBindProblem(server)) return server;
  const text = `could not listen on ${planned.addresses[0]}#53: ${server.reason.replaceAll('-', ' ')}`;
  journal.write({
    kind: 'log',
    host: planned.name,
    program: 'named',
    category: 'network',
    severity: 'error',
    text,
  });
  return null;
}

/** How a server goes about its walk, with what the network file says of its priming. */
export function walkOf(
  recursion: PlannedRecursion | null,
  walk: RecursionOptions['walk'],
): RecursionOptions['walk'] {
  return recursion?.priming === true ? { ...walk, priming: true } : walk;
}

/** What named logs of a zone's file; that the zone was loaded, or was not, the server says itself when it starts. */
function logFile({ diagnostics }: PlannedZone, host: string, journal: Journal): void {
  for (const diagnostic of diagnostics) {
    const { severity, reporter } = diagnostic;
    const category = reporter === 'zone' ? 'zoneload' : 'general';
    journal.write({ kind: 'log', host, program: 'named', category, severity, text: bindLine(diagnostic) });
  }
}
