/** `host`, `net`: addresses of IPv4, IPv6 and Ethernet. */
import { ipv4Octets, ipv6Octets } from '../../../protocol/address.ts';
import { filterProblem, type FilterProblem, type Qualifiers, type Value } from './expression.ts';
import { ETHER, type LinkLayout } from './link-layout.ts';
import { anyOf, both, either, equals, type Test } from './test.ts';

export type Address = Extract<Value, { kind: 'ipv4' | 'ipv6' }>;

/** Protocols that may stand before an address. */
const WITH_IPV4: readonly string[] = ['ip', 'arp', 'rarp'];

export function hostTest(layout: LinkLayout, qualifiers: Qualifiers, value: Value): Test | FilterProblem {
  switch (value.kind) {
    case 'number':
      return ipv4Test(layout, qualifiers, value.number >>> 0, 0xffff_ffff);
    case 'ipv4':
      return dotted(layout, qualifiers, value);
    case 'ipv6':
      return ipv6Test(layout, qualifiers, value);
    case 'ether':
      return etherTest(layout, qualifiers, value.text);
    case 'name':
      return filterProblem(`unknown host '${value.text}'`);
  }
}

export function netTest(layout: LinkLayout, qualifiers: Qualifiers, value: Value): Test | FilterProblem {
  if (value.kind === 'name') return filterProblem(`unknown network '${value.text}'`);
  if (value.kind !== 'number') return hostTest(layout, qualifiers, value);
  // `net 10` is 10.0.0.0/8.
  let address = value.number >>> 0;
  let mask = 0xffff_ffff;
  while (address !== 0 && address >>> 24 === 0) {
    address = (address << 8) >>> 0;
    mask = (mask << 8) >>> 0;
  }
  return ipv4Test(layout, qualifiers, address, mask);
}

function dotted(
  layout: LinkLayout,
  qualifiers: Qualifiers,
  { text, prefix, mask }: Extract<Value, { kind: 'ipv4' }>,
): Test | FilterProblem {
  const short = shortAddress(text);
  if (short === null) return filterProblem(`invalid IPv4 address '${text}'`);
  if (prefix === null && mask === null)
    return ipv4Test(layout, qualifiers, short.address, maskOf(short.bits));
  if (prefix !== null && prefix > 32) return filterProblem('mask length must be <= 32');
  const masks = mask === null ? null : ipv4Octets(mask);
  if (mask !== null && masks === null) return filterProblem(`invalid IPv4 address '${mask}'`);
  const bits = masks === null ? maskOf(prefix ?? 32) : numberOf(masks);
  if ((short.address & ~bits) !== 0)
    return filterProblem(
      `non-network bits set in "${text}${mask === null ? `/${String(prefix)}` : ` mask ${mask}`}"`,
    );
  return ipv4Test(layout, qualifiers, short.address, bits);
}

/** `10.0` stands for 10.0.0.0/16. */
function shortAddress(text: string): { address: number; bits: number } | null {
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return null;
  const padded = [...parts, 0, 0, 0].slice(0, 4);
  return { address: numberOf(Uint8Array.from(padded)), bits: parts.length * 8 };
}

function numberOf(octets: Uint8Array): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function maskOf(bits: number): number {
  return bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
}

function ipv4Test(
  layout: LinkLayout,
  qualifiers: Qualifiers,
  address: number,
  mask: number,
): Test | FilterProblem {
  const { protocol } = qualifiers;
  if (protocol !== null && !WITH_IPV4.includes(protocol)) return misplaced(qualifiers, 'ip ');
  const { network } = layout;
  const at = (type: number, source: number, destination: number): Test =>
    both(
      layout.isType(type),
      inDirection(
        qualifiers,
        equals(network + source, 4, address & mask, mask),
        equals(network + destination, 4, address & mask, mask),
      ),
    );
  const tests = {
    ip: at(ETHER.ipv4, 12, 16),
    // In ARP the addresses stand behind the hardware's own (RFC 826).
    arp: at(ETHER.arp, 14, 24),
    rarp: at(ETHER.rarp, 14, 24),
  };
  if (protocol === null) return anyOf(Object.values(tests));
  return tests[protocol as keyof typeof tests]; // One of WITH_IPV4.
}

function ipv6Test(
  layout: LinkLayout,
  qualifiers: Qualifiers,
  { text, prefix }: Extract<Value, { kind: 'ipv6' }>,
): Test | FilterProblem {
  const octets = ipv6Octets(text);
  if (octets === null) return filterProblem(`invalid ip6 address ${text}`);
  if (qualifiers.protocol !== null && qualifiers.protocol !== 'ip6') return misplaced(qualifiers, 'ip6 ');
  const bits = prefix ?? 128;
  if (bits > 128) return filterProblem('mask length must be <= 128');
  const masks = Array.from({ length: 4 }, (_, i) => maskOf(Math.min(32, Math.max(0, bits - 32 * i))));
  const words = masks.map((_, i) => numberOf(octets.subarray(4 * i, 4 * i + 4)));
  if (words.some((word, i) => (word & ~(masks[i] ?? 0)) !== 0))
    return filterProblem(`non-network bits set in "${text}/${bits}"`);
  const at = (from: number): Test =>
    words.reduce<Test>(
      (test, word, i) =>
        masks[i] === 0 ? test : both(test, equals(layout.network + from + 4 * i, 4, word, masks[i])),
      true,
    );
  return both(layout.isType(ETHER.ipv6), inDirection(qualifiers, at(8), at(24)));
}

function etherTest(layout: LinkLayout, qualifiers: Qualifiers, text: string): Test | FilterProblem {
  if (!layout.ethernet)
    return filterProblem(
      'ethernet addresses supported only on ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel',
    );
  if (qualifiers.protocol !== 'ether' && qualifiers.protocol !== 'link')
    return filterProblem('ethernet address used in non-ether expression');
  const octets = text.split(/[:.-]/).map((part) => Number.parseInt(part, 16));
  const at = (from: number): Test =>
    octets.reduce<Test>((test, octet, i) => both(test, equals(from + i, 1, octet)), true);
  return inDirection(qualifiers, at(6), at(0));
}

function inDirection({ direction }: Qualifiers, source: Test, destination: Test): Test {
  switch (direction) {
    case 'src':
      return source;
    case 'dst':
      return destination;
    case 'both':
      return both(source, destination);
    case 'any':
      return either(source, destination);
  }
}

function misplaced({ protocol, kind }: Qualifiers, family: string): FilterProblem {
  if (protocol === 'ether' || protocol === 'link') return filterProblem('illegal link-layer address');
  const what = kind === 'net' ? 'net' : 'host';
  return filterProblem(
    `'${protocol}' modifier applied to ${protocol === 'ip' || protocol === 'ip6' ? family : ''}${what}`,
  );
}
