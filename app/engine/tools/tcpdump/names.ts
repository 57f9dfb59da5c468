/** Names for addresses, ports and protocols, as far as the machine's own files know them; -n turns them off. */
import type { ServiceTable } from './services.ts';

export interface NameTable {
  address(text: string): string;
  port(port: number, protocol: 'tcp' | 'udp'): string;
  /** Null where it has no name. */
  protocol(number: number): string | null;
  /** A hardware address as it is shown. */
  hardware(text: string): string;
}

/** -n: everything as numbers. */
export const NUMBERS_ONLY: NameTable = {
  address: (text) => text,
  port: String,
  protocol: () => null,
  hardware: (text) => text,
};

/**
 * Simplified: a real tcpdump asks DNS for the name of every address, in the middle of the traffic that it shows. Ours
 * knows what /etc/hosts says, and disturbs nobody.
 *
 * @param hosts the text of /etc/hosts
 */
export function namesFrom(hosts: string, services: ServiceTable): NameTable {
  const addresses = hostNames(hosts);
  return {
    address: (text) => addresses.get(text) ?? text,
    port: (port, protocol) => services.name(port, protocol) ?? String(port),
    protocol: (number) => PROTOCOLS[number] ?? null,
    hardware: (text) => (text === 'ff:ff:ff:ff:ff:ff' ? 'Broadcast' : `${text} (oui ${makerOf(text)})`),
  };
}

/** -N: hosts without their domains. */
export function withoutDomains(names: NameTable): NameTable {
  return {
    ...names,
    address: (text) => {
      const name = names.address(text);
      return name === text ? name : (name.split('.')[0] ?? name);
    },
  };
}

/** The first name of each address's first line. */
function hostNames(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [address, name] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address !== undefined && name !== undefined && !names.has(address)) names.set(address, name);
  }
  return names;
}

function makerOf(hardware: string): string {
  return hardware.startsWith('00:00:00') ? 'Ethernet' : 'Unknown';
}

const PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'HOPOPT',
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  58: 'ipv6-icmp',
  132: 'sctp',
};
