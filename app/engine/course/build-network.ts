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
import { faultyHost } from '../server/faulty-host.ts';
import { startNamed, type NamedServer } from '../server/named.ts';
import type { RecursionOptions } from '../server/options.ts';
import { bindLine } from '../zone/diagnostic.ts';
import { ZoneSet } from '../zone/zone-set.ts';
import { addressMatcher } from './address-match.ts';
import type { NetworkPlan, PlannedHost, PlannedZone } from './network-file.ts';

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
}

export interface BuiltNetwork {
  readonly hosts: ReadonlyMap<string, LabHost>;
  /** The name servers by host name: those with zones and those with a cache. */
  readonly servers: Map<string, NamedServer>;
  /** The (first) caching server, which the window shows. */
  readonly resolver: { readonly name: string; readonly server: NamedServer | null };
  /** The (first) machine with a terminal. */
  readonly client: LabHost | null;
}

export function buildNetwork(plan: NetworkPlan, parts: NetworkParts): BuiltNetwork {
  const hosts = new Map<string, LabHost>();
  const servers = new Map<string, NamedServer>();
  for (const planned of plan.hosts) {
    const { name, addresses, latencyMs, loss, up } = planned;
    const host = parts.network.addHost({ name, addresses, latencyMs, loss });
    host.up = up;
    hosts.set(name, host);
  }
  for (const planned of plan.hosts) {
    const zones = plan.zones.filter((zone) => zone.servers.includes(planned.name));
    if (zones.length === 0 && !planned.recursion) continue;
    const server = startServer(planned, zones, hosts.get(planned.name) as LabHost, parts);
    if (server) servers.set(planned.name, server);
  }
  const resolver = plan.hosts.find(({ recursion }) => recursion !== null)?.name ?? '';
  const client = plan.hosts.find(({ role }) => role === 'client');
  return {
    hosts,
    servers,
    resolver: {
      name: resolver,
      get server() {
        return servers.get(resolver) ?? null;
      },
    },
    client: (client && hosts.get(client.name)) ?? null,
  };
}

function startServer(
  planned: PlannedHost,
  zones: readonly PlannedZone[],
  host: LabHost,
  { clock, journal, random, placeOf = (itself) => itself, walk, fromDisk }: NetworkParts,
): NamedServer | null {
  const { recursion, faults, transfers } = planned;
  const served = zones.map(({ zone }) => zone);
  const place =
    faults.length === 0
      ? placeOf(host)
      : faultyHost(host, {
          faults,
          zones: new ZoneSet(served),
          clock,
          random: random.fork(`faults ${planned.name}`),
        });
  const own = fromDisk?.(planned, place);
  if (own !== undefined) return own;
  for (const zone of zones) logFile(zone, planned.name, journal);
  const server = startNamed(place, {
    clock,
    journal,
    random: random.fork(`named ${planned.name}`),
    zones: served,
    access: { allowTransfer: addressMatcher(transfers) },
    recursion: recursion && {
      hints: recursion.hints,
      allow: addressMatcher(recursion.allow),
      ...(walk && { walk }),
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

/** What named logs of a zone's file; that the zone was loaded, or was not, the server says itself when it starts. */
function logFile({ diagnostics }: PlannedZone, host: string, journal: Journal): void {
  for (const diagnostic of diagnostics) {
    const { severity, reporter } = diagnostic;
    const category = reporter === 'zone' ? 'zoneload' : 'general';
    journal.write({ kind: 'log', host, program: 'named', category, severity, text: bindLine(diagnostic) });
  }
}
