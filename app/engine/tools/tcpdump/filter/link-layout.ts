/** Where things stand in packets of each kind of link, for filters. */
import { equals, type Test } from './test.ts';

export const ETHER = { ipv4: 0x0800, arp: 0x0806, rarp: 0x8035, ipv6: 0x86dd } as const;

export interface LinkLayout {
  /** As messages call it. */
  readonly description: string;
  /** Where the network layer's header begins. */
  readonly network: number;
  /** Whether a packet is of an Ethernet type. */
  readonly isType: (type: number) => Test;
  readonly ethernet: boolean;
  /** Whether a packet went out; null where that cannot be told. */
  readonly outgoing: Test | null;
  /** Where the interface's number stands; null where it does not. */
  readonly interfaceAt: number | null;
}

function versionTest(type: number): Test {
  if (type === ETHER.ipv4) return equals(0, 1, 0x40, 0xf0);
  return type === ETHER.ipv6 ? equals(0, 1, 0x60, 0xf0) : false;
}

const PLAIN = { ethernet: false, outgoing: null, interfaceAt: null } as const;
const RAW: LinkLayout = { ...PLAIN, description: 'Raw IP', network: 0, isType: versionTest };
const OUTGOING = 4;

function familyLink(description: string, families: Readonly<Record<number, readonly number[]>>): LinkLayout {
  const isType = (type: number): Test => {
    const values = families[type] ?? [];
    if (values.length === 0) return false;
    const tests = values.map((value) => equals(0, 4, value));
    return (packet) => tests.some((test) => typeof test !== 'boolean' && test(packet));
  };
  return { ...PLAIN, description, network: 4, isType };
}

export const LAYOUTS: Readonly<Record<number, LinkLayout>> = {
  // Written on little-endian machines, as nearly all are.
  0: familyLink('BSD loopback', {
    [ETHER.ipv4]: [0x0200_0000],
    [ETHER.ipv6]: [0x1800_0000, 0x1c00_0000, 0x1e00_0000, 0x0a00_0000],
  }),
  1: {
    ...PLAIN,
    description: 'Ethernet',
    network: 14,
    isType: (type) => equals(12, 2, type),
    ethernet: true,
  },
  12: RAW,
  14: RAW,
  101: RAW,
  108: familyLink('OpenBSD loopback', { [ETHER.ipv4]: [2], [ETHER.ipv6]: [24, 28, 30] }),
  113: {
    ...PLAIN,
    description: 'Linux cooked v1',
    network: 16,
    isType: (type) => equals(14, 2, type),
    outgoing: equals(0, 2, OUTGOING),
  },
  228: { ...RAW, description: 'Raw IPv4', isType: (type) => type === ETHER.ipv4 },
  229: { ...RAW, description: 'Raw IPv6', isType: (type) => type === ETHER.ipv6 },
  276: {
    ...PLAIN,
    description: 'Linux cooked v2',
    network: 20,
    isType: (type) => equals(0, 2, type),
    outgoing: equals(10, 1, OUTGOING),
    interfaceAt: 4,
  },
};
