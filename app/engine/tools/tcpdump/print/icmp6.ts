/** ICMPv6 (RFC 4443). Simplified: of neighbour discovery and multicast only the name and the target are told. */
import { checksumOver, pseudoHeader, rightChecksum } from './checksum.ts';
import type { Dissection } from './dissection.ts';
import { hexLines } from '../hex-dump.ts';
import { PROTOCOL, type IpPlace } from './ip-place.ts';

const HEADER = 8;
const IP6_HEADER = 40;
const UNREACHABLE = 1;
const LAST_UNREACHABLE = 4;

const TYPES: Readonly<Record<number, string>> = {
  1: 'destination unreachable',
  2: 'packet too big',
  3: 'time exceeded in-transit',
  4: 'parameter problem',
  128: 'echo request',
  129: 'echo reply',
  130: 'multicast listener query',
  131: 'multicast listener report',
  132: 'multicast listener done',
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbor solicitation',
  136: 'neighbor advertisement',
  137: 'redirect',
  143: 'multicast listener report v2',
};
/** Types whose length stands with their name when -v is given. */
const LONG: readonly number[] = [133, 134, 135, 136, 137];

export function printIcmp6(d: Dissection, at: number, length: number, place: IpPlace): void {
  d.protocol = 'icmp6';
  const { verbose } = d.settings;
  if (verbose > 0 && !place.fragmented && d.holds(at, length)) {
    const sum = checksumOver(d, at, length, pseudoHeader(place.addresses(), PROTOCOL.icmp6, length));
    const found = d.u16(at + 2);
    d.print(
      sum === 0
        ? '[icmp6 sum ok] '
        : `[bad icmp6 cksum 0x${hex4(found)} -> 0x${hex4(rightChecksum(found, sum))}!] `,
    );
  }
  const type = d.u8(at);
  const word = TYPES[type];
  d.print(`ICMP6, ${word ?? `unknown icmp6 type (${type})`}`);
  if (verbose > 0 && LONG.includes(type)) d.print(`, length ${length}`);
  const code = d.u8(at + 1);
  if (word === undefined) {
    d.print(`, length ${length}`);
    return printUnknown(d, at, length);
  }
  if (!printDetails(d, at, type, code)) return d.cutShort();
  if (type === UNREACHABLE && code > LAST_UNREACHABLE) return printUnknown(d, at, length);
  if (verbose === 0) d.print(`, length ${length}`);
}

/** With -vv tcpdump says less, since it has printed octets already where it knows some. */
function printUnknown(d: Dissection, at: number, length: number): void {
  if (d.settings.verbose > 1) return;
  const octets = d.slice(at, Math.min(length, d.end - at));
  d.print(`\n${hexLines(octets, { ascii: false }).replace(/\n$/, '')}`);
}

/** False where the packet ends before them. */
function printDetails(d: Dissection, at: number, type: number, code: number): boolean {
  switch (type) {
    case 1:
      if (!printUnreachable(d, at, code)) return false;
      break;
    case 2:
      if (!d.holds(at + 4, 4)) return false;
      d.print(`, mtu ${d.u32(at + 4)}`);
      break;
    case 3:
      if (code === 0) d.print(` for ${d.address(at + HEADER + 24, 16)}`);
      else d.print(code === 1 ? ' (reassembly)' : `, unknown code (${code})`);
      break;
    case 4:
      if (!d.holds(at + HEADER, IP6_HEADER)) return false;
      printParameterProblem(d, at, code);
      break;
    case 128:
    case 129:
      if (!d.holds(at + 6, 2)) return false;
      d.print(`, id ${d.u16(at + 4)}, seq ${d.u16(at + 6)}`);
      break;
    case 135:
      d.print(`, who has ${d.address(at + HEADER, 16)}`);
      return true;
    case 136:
      d.print(`, tgt is ${d.address(at + HEADER, 16)}`);
      return true;
    default:
      return true;
  }
  return true;
}

function printUnreachable(d: Dissection, at: number, code: number): boolean {
  const quoted = at + HEADER;
  const words = [
    ', unreachable route',
    ',  unreachable prohibited',
    ', beyond scope',
    ', unreachable address',
    ', unreachable port',
  ];
  d.print(words[code] ?? `, unknown unreach code (${code})`);
  if (code === 4) return printPort(d, quoted);
  if (code > 4) return true;
  d.print(` ${d.address(quoted + 24, 16)}`);
  if (code === 2) d.print(`, source address ${d.address(quoted + 8, 16)}`);
  return true;
}

function printPort(d: Dissection, quoted: number): boolean {
  const upper = upperLayer(d, quoted);
  if (upper === null) return false;
  const port = d.u16(upper.at + 2);
  const kind = upper.protocol === PROTOCOL.tcp ? 'tcp' : 'udp';
  d.print(`, ${d.address(quoted + 24, 16)} ${kind} port ${d.settings.names.port(port, kind)}`);
  return true;
}

/** TCP or UDP in a quoted packet, behind what extension headers there are. */
function upperLayer(d: Dissection, quoted: number): { at: number; protocol: number } | null {
  if (!d.holds(quoted + 6, 1)) return null;
  let protocol = d.u8(quoted + 6);
  let at = quoted + IP6_HEADER;
  while (at < d.end) {
    switch (protocol) {
      case PROTOCOL.udp:
      case PROTOCOL.tcp:
        return d.holds(at, 4) ? { at, protocol } : null;
      case PROTOCOL.fragment:
        // The port is in the first fragment alone.
        if (!d.holds(at + 2, 2) || (d.u16(at + 2) & 0xfff8) !== 0) return null;
        protocol = d.u8(at);
        at += 8;
        break;
      case PROTOCOL.hopByHop:
      case PROTOCOL.destination:
      case PROTOCOL.routing:
        if (!d.holds(at + 1, 1)) return null;
        protocol = d.u8(at);
        at += (d.u8(at + 1) + 1) * 8;
        break;
      default:
        return null;
    }
  }
  return null;
}

function printParameterProblem(d: Dissection, at: number, code: number): void {
  const words = ['erroneous', 'next header', 'option', 'incomplete header chain'];
  const word = words[code];
  d.print(word === undefined ? `, code-#${code}` : `, ${word} - octet ${d.u32(at + 4)}`);
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}
