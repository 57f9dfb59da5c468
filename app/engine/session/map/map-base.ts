/** What a map begins with: the machines that ask or are asked for others, and the root hints. */
import type { MapMachine } from '../../../contract.ts';
import type { NetworkPlan, PlannedHost } from '../../course/network-file.ts';
import type { ResourceRecord } from '../../protocol/message.ts';

/** Everybody's root hints: those of the first caching server that has some. */
export function rootHints({ hosts }: NetworkPlan): readonly ResourceRecord[] {
  return hosts.find(({ recursion }) => (recursion?.hints.length ?? 0) > 0)?.recursion?.hints ?? [];
}

/**
 * Those that people sit at, and those that answer on behalf of others. What stands on the links in between (a firewall,
 * an address translation) is not told: that it is there, packets show.
 */
export function mapMachines({ hosts }: NetworkPlan): MapMachine[] {
  return hosts.flatMap((host) => {
    const role = roleOf(host);
    return role === null ? [] : [{ host: host.name, addresses: host.addresses, role }];
  });
}

/** A name server that also answers out of a cache is told as what its zones' parents take it for. */
function roleOf({ role, terminal, dnsmasq, mail }: PlannedHost): string | null {
  if (dnsmasq !== null) return 'forwarder';
  if (role === 'caching-server') return 'caching server';
  if (mail === 'relay') return 'mail relay';
  if (terminal === null) return null;
  return role === 'client' || role === 'host' ? 'client' : role.replace('-', ' ');
}
