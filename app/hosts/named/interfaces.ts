/** This machine's interfaces: what `localhost` and `localnets` mean, and what an address belongs to. */
import { networkInterfaces } from 'node:os';
import type { LocalNetworks } from '../../engine/config/match-list.ts';
import { localNetworksOf, type MachineInterface } from '../../engine/server/configuration/listen-places.ts';

export function machineInterfaces(): MachineInterface[] {
  const found: MachineInterface[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address, cidr } of addresses ?? []) {
      // Link-local addresses mean nothing without their interface.
      if (/^fe80:/i.test(address)) continue;
      const bits = cidr?.split('/')[1];
      found.push({ name, address, length: bits === undefined ? null : Number(bits) });
    }
  }
  return found;
}

export function localNetworks(): LocalNetworks {
  return localNetworksOf(machineInterfaces());
}

/** The interface of an address; `lo` for what is loopback anyway. */
export function interfaceOf(address: string): string {
  return machineInterfaces().find((one) => one.address === address)?.name ?? 'lo';
}
