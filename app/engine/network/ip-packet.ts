/**
 * A journal packet as the octets of an IP packet: IPv4 (RFC 791) or IPv6 (RFC 8200) with UDP, TCP or ICMP inside,
 * all checksums right.
 *
 * Identification and everything else that a real stack would choose freely follows from the packet alone, so that
 * the same packet always gives the same octets.
 */
import { addressOctets } from '../protocol/address.ts';
import { isIPv6 } from './addresses.ts';
import type { Packet } from './journal.ts';

const PROTOCOL = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;
/** How far a packet may travel; no link of the lab counts it down. */
export const TTL = 64;
/** The largest payload of a segment that this network sends, announced in every SYN (RFC 9293 §3.7.1). */
export const MAX_SEGMENT = 1220;
/** The window that is announced where a segment does not say; no window scaling. */
export const MAX_WINDOW = 65_535;

/** Hosts have addresses in canonical form only; a packet for anything else has found no route. */
const NO_ADDRESS = new Uint8Array(4);

export function ipOctets(packet: Packet): Uint8Array {
  const v6 = isIPv6(packet.destination.address);
  const source = addressOctets(packet.source.address) ?? NO_ADDRESS;
  const destination = addressOctets(packet.destination.address) ?? NO_ADDRESS;
  const protocol = packet.protocol === 'icmp' && v6 ? PROTOCOL.icmpv6 : PROTOCOL[packet.protocol];
  const inner = transportOctets(packet, v6);
  // ICMP for IPv4 alone leaves the addresses out of its sum (RFC 792).
  const pseudo =
    protocol === PROTOCOL.icmp ? 0 : sumOf(source) + sumOf(destination) + protocol + inner.length;
  const at = packet.protocol === 'udp' ? 6 : packet.protocol === 'tcp' ? 16 : 2;
  let check = checksum(sumOf(inner) + pseudo);
  // RFC 768: a computed zero is sent as all ones, since zero means no checksum.
  if (check === 0 && packet.protocol === 'udp') check = 0xffff;
  put16(inner, at, check);
  return v6
    ? ipv6(protocol, source, destination, inner)
    : ipv4(protocol, packet.id, source, destination, inner);
}

/** The start of a packet as an ICMP error quotes it: what fits into 576 octets (RFC 1812 §4.3.2.3). */
export function quotedOctets(packet: Packet): Uint8Array {
  const v6 = isIPv6(packet.destination.address);
  // RFC 4443 §2.4 (c): as much as fits into the smallest MTU of IPv6.
  return ipOctets(packet).subarray(0, v6 ? 1280 - 48 : 576 - 28);
}

function ipv4(
  protocol: number,
  id: number,
  source: Uint8Array,
  destination: Uint8Array,
  inner: Uint8Array,
): Uint8Array {
  const octets = new Uint8Array(20 + inner.length);
  octets[0] = 0x45;
  put16(octets, 2, octets.length);
  put16(octets, 4, id & 0xffff);
  octets[8] = TTL;
  octets[9] = protocol;
  octets.set(source, 12);
  octets.set(destination, 16);
  put16(octets, 10, checksum(sumOf(octets.subarray(0, 20))));
  octets.set(inner, 20);
  return octets;
}

function ipv6(protocol: number, source: Uint8Array, destination: Uint8Array, inner: Uint8Array): Uint8Array {
  const octets = new Uint8Array(40 + inner.length);
  octets[0] = 0x60;
  put16(octets, 4, inner.length);
  octets[6] = protocol;
  octets[7] = TTL;
  octets.set(source, 8);
  octets.set(destination, 24);
  octets.set(inner, 40);
  return octets;
}

/** The transport's header and payload, the checksum still zero. */
function transportOctets(packet: Packet, v6: boolean): Uint8Array {
  const { payload } = packet;
  if (packet.protocol === 'icmp') {
    return icmpOctets(packet, v6);
  }
  if (packet.protocol === 'udp') {
    const octets = new Uint8Array(8 + payload.length);
    put16(octets, 0, packet.source.port);
    put16(octets, 2, packet.destination.port);
    put16(octets, 4, octets.length);
    octets.set(payload, 8);
    return octets;
  }
  const flags = packet.tcp?.flags ?? {};
  const headerLength = flags.syn ? 24 : 20;
  const octets = new Uint8Array(headerLength + payload.length);
  put16(octets, 0, packet.source.port);
  put16(octets, 2, packet.destination.port);
  put32(octets, 4, packet.tcp?.seq ?? 0);
  put32(octets, 8, packet.tcp?.ack ?? 0);
  octets[12] = (headerLength / 4) << 4;
  octets[13] =
    (flags.fin ? 1 : 0) |
    (flags.syn ? 2 : 0) |
    (flags.rst ? 4 : 0) |
    (flags.psh ? 8 : 0) |
    (flags.ack ? 16 : 0);
  put16(octets, 14, packet.tcp?.window ?? MAX_WINDOW);
  if (flags.syn) {
    octets[20] = 2;
    octets[21] = 4;
    put16(octets, 22, MAX_SEGMENT);
  }
  octets.set(payload, headerLength);
  return octets;
}

function icmpOctets({ payload, icmp }: Packet, v6: boolean): Uint8Array {
  const octets = new Uint8Array(8 + payload.length);
  octets.set(payload, 8);
  if (icmp?.kind === 'echo-request' || icmp?.kind === 'echo-reply') {
    // RFC 792: 8 asks, 0 answers. RFC 4443 §4: 128 and 129.
    const asks = icmp.kind === 'echo-request';
    octets[0] = v6 ? (asks ? 128 : 129) : asks ? 8 : 0;
    put16(octets, 4, icmp.id);
    put16(octets, 6, icmp.sequence);
    return octets;
  }
  // RFC 792: 3 is destination unreachable. RFC 4443 §3.1: 1 is.
  octets[0] = v6 ? 1 : 3;
  octets[1] = (v6 ? ICMPV6_CODE : ICMP_CODE)[icmp?.kind ?? 'port-unreachable'];
  return octets;
}

const ICMP_CODE = { 'host-unreachable': 1, 'port-unreachable': 3, 'admin-prohibited': 13 } as const;
const ICMPV6_CODE = { 'admin-prohibited': 1, 'host-unreachable': 3, 'port-unreachable': 4 } as const;

/** The sum of all 16-bit words (RFC 1071); packets of up to 65,535 octets cannot overflow it. */
function sumOf(octets: Uint8Array): number {
  let sum = 0;
  const even = octets.length & ~1;
  for (let i = 0; i < even; i += 2) sum += ((octets[i] as number) << 8) | (octets[i + 1] as number);
  return octets.length === even ? sum : sum + ((octets[even] as number) << 8);
}

function checksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x1_0000);
  return ~folded & 0xffff;
}

function put16(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >>> 8;
  octets[at + 1] = value;
}

function put32(octets: Uint8Array, at: number, value: number): void {
  put16(octets, at, value >>> 16);
  put16(octets, at + 2, value & 0xffff);
}
