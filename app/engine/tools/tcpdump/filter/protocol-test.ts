/** Whether a packet is of a protocol. */
import type { Value, FilterProblem } from './expression.ts';
import { filterProblem } from './expression.ts';
import { ETHER, type LinkLayout } from './link-layout.ts';
import { both, either, equals, load, type Test } from './test.ts';
import { ETHER_TYPES, PROTOCOLS, PROTOCOL_NUMBERS } from './words.ts';

const FRAGMENT = 44;
const ICMP6 = 58;
/** What may stand in IPv4 only, and in IPv6 only. */
const ONLY_IPV4: readonly string[] = ['icmp', 'igmp', 'igrp'];

/** `inOctets`: for `udp[10]`, which looks into IPv4's first fragments alone. */
export function protocolTest(layout: LinkLayout, name: string, inOctets = false): Test | FilterProblem {
  if (name === 'link' || name === 'ether') {
    return inOctets ? true : filterProblem('link layer applied in wrong context');
  }
  const type = ETHER_TYPES[name];
  if (type !== undefined) return layout.isType(type);
  const number = PROTOCOLS[name] ?? 0;
  if (name === 'icmp6') return ipv6Test(layout, ICMP6);
  if (ONLY_IPV4.includes(name)) return both(ipv4Test(layout, number), inOctets ? unfragmented(layout) : true);
  if (inOctets) return both(ipv4Test(layout, number), unfragmented(layout));
  return either(ipv4Test(layout, number), ipv6Test(layout, number));
}

export function ipv4Test(layout: LinkLayout, protocol: number): Test {
  return both(layout.isType(ETHER.ipv4), equals(layout.network + 9, 1, protocol));
}

/** Also in a packet's fragments, where the fragment header comes first. */
export function ipv6Test(layout: LinkLayout, protocol: number): Test {
  const next = layout.network + 6;
  const direct = equals(next, 1, protocol);
  const behind = both(equals(next, 1, FRAGMENT), equals(layout.network + 40, 1, protocol));
  return both(layout.isType(ETHER.ipv6), either(direct, behind));
}

/** The first fragment, or a whole packet: only there the transport's header stands. */
export function unfragmented(layout: LinkLayout): Test {
  return (packet) => (load(packet, layout.network + 6, 2) & 0x1fff) === 0;
}

/** `ip proto 17`, `ether proto 0x800` */
export function protocolNumberTest(
  layout: LinkLayout,
  qualifier: string | null,
  value: Value,
): Test | FilterProblem {
  const link = qualifier === 'ether' || qualifier === 'link';
  const table = link ? ETHER_TYPES : PROTOCOL_NUMBERS;
  let number: number;
  if (value.kind === 'number') number = value.number;
  else if (value.kind === 'name') {
    const found = table[value.text];
    if (found === undefined) return filterProblem(`unknown ${link ? 'ether' : 'ip'} proto '${value.text}'`);
    number = found;
  } else return filterProblem('syntax error in filter expression');
  if (link) return layout.isType(number);
  switch (qualifier) {
    case null:
      return either(ipv4Test(layout, number), ipv6Test(layout, number));
    case 'ip':
      return ipv4Test(layout, number);
    case 'ip6':
      return ipv6Test(layout, number);
    default:
      return filterProblem(`'${qualifier} proto' is bogus`);
  }
}
