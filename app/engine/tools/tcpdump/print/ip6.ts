/** IPv6 (RFC 8200): the header, with -v its fields, its extension headers, and the way to what it carries. */
import type { Dissection } from './dissection.ts';
import { printFragment, printHopByHop, printRouting } from './ip6-extensions.ts';
import { PROTOCOL } from './ip-place.ts';
import { protocolWord } from './protocol-words.ts';

const HEADER = 40;

export function printIp6(d: Dissection, at: number, length: number): void {
  d.protocol = 'ip6';
  if (!d.holds(at, HEADER)) return d.cutShort();
  if (length < HEADER) {
    d.print(`truncated-ip6 ${length}`);
    return;
  }
  if (!d.settings.link) d.print('IP6 ');
  const version = d.u8(at) >> 4;
  if (version !== 6) {
    d.print(`version error: ${version} != 6`);
    return;
  }
  const payload = d.u16(at + 4);
  // Zero in a jumbogram (RFC 2675 §3); whether it is one is seen only in its headers.
  const total = payload !== 0 ? payload + HEADER : length + HEADER;
  if (payload !== 0 && length < total) d.print(`truncated-ip6 - ${total - length} bytes missing!`);
  if (d.settings.verbose > 0) printHeader(d, at, payload);
  const outer = d.end;
  d.end = Math.min(outer, at + total);
  printChain(d, at, total, payload);
  d.end = outer;
}

function printHeader(d: Dissection, at: number, payload: number): void {
  const first = d.u32(at);
  const trafficClass = Math.floor(first / 0x10_0000) & 0xff;
  const label = first % 0x10_0000;
  d.print('(');
  if (trafficClass !== 0) d.print(`class 0x${trafficClass.toString(16).padStart(2, '0')}, `);
  if (label !== 0) d.print(`flowlabel 0x${label.toString(16).padStart(5, '0')}, `);
  const next = d.u8(at + 6);
  d.print(`hlim ${d.u8(at + 7)}, next-header ${protocolWord(next)} (${next}) payload length: ${payload}) `);
}

/** One header after the other, up to the one that is the transport's. */
function printChain(d: Dissection, start: number, total: number, payload: number): void {
  const ports: readonly number[] = [PROTOCOL.tcp, PROTOCOL.udp, PROTOCOL.dccp, PROTOCOL.sctp];
  const first = d.u8(start + 6);
  let next = first;
  let at = start;
  let left = total;
  let advance = HEADER;
  let fragmented = false;
  let extended = false;
  while (at < d.end && advance > 0) {
    if (left < advance) return d.cutShort();
    at += advance;
    left -= advance;
    if (at === start + HEADER && !ports.includes(next))
      d.print(`${d.address(start + 8, 16)} > ${d.address(start + 24, 16)}: `);
    const length = printExtension(d, next, at, start);
    if (length === null) return;
    if (length === undefined) {
      if (payload === 0) {
        if (extended) return d.cutShort();
        left = 0;
        d.end = Math.min(d.end, start + HEADER);
      }
      d.inner.transport(d, next, at, left, {
        version: 6,
        header: start,
        protocol: first,
        fragmented,
        addresses: () => addressesOf(d, start),
      });
      return;
    }
    advance = length;
    if (next === PROTOCOL.fragment) {
      fragmented = true;
      if (d.end <= at + advance) return;
    }
    extended = true;
    next = d.u8(at);
    d.protocol = 'ip6';
  }
}

/** How long the extension header is; null where the packet ends with it, undefined where it is none. */
function printExtension(d: Dissection, next: number, at: number, header: number): number | null | undefined {
  switch (next) {
    case PROTOCOL.hopByHop:
      return printHopByHop(d, at, 'HBH');
    case PROTOCOL.destination:
      return printHopByHop(d, at, 'DSTOPT');
    case PROTOCOL.fragment:
      return printFragment(d, at, header);
    case PROTOCOL.routing:
      return printRouting(d, at);
    default:
      return undefined;
  }
}

/** RFC 8200 §8.1: the destination is the last one of a routing header, where there is one. */
function addressesOf(d: Dissection, start: number): Uint8Array {
  const octets = new Uint8Array(32);
  octets.set(d.slice(start + 8, 32));
  let next = d.u8(start + 6);
  let at = start + HEADER;
  while (d.holds(at, 2)) {
    if (next === PROTOCOL.routing) {
      const length = d.u8(at + 1);
      const type = d.u8(at + 2);
      const last = at + 8 + (length >> 1) * 16 - 16;
      if ((type === 0 || type === 2) && length % 2 === 0 && length > 0 && d.holds(last, 16))
        octets.set(d.slice(last, 16), 16);
      return octets;
    }
    const known: readonly number[] = [PROTOCOL.hopByHop, PROTOCOL.destination, PROTOCOL.fragment];
    if (!known.includes(next)) return octets;
    const advance = next === PROTOCOL.fragment ? 8 : (d.u8(at + 1) + 1) * 8;
    next = d.u8(at);
    at += advance;
  }
  return octets;
}
