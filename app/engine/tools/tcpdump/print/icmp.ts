/** ICMP (RFC 792): what happened to a packet, and with -v the packet itself as far as it is quoted. */
import { checksumOver, rightChecksum } from './checksum.ts';
import type { Dissection } from './dissection.ts';
import { PROTOCOL, type IpPlace } from './ip-place.ts';

const HEADER = 8;
const UNREACHABLE = 3;
/** Types that quote the packet they are about. */
const ERRORS: readonly number[] = [UNREACHABLE, 4, 5, 11, 12];
/** RFC 4884 §5.5: extensions stand behind 128 octets of the quoted packet. */
const EXTENSIONS = HEADER + 128;

export function printIcmp(d: Dissection, at: number, length: number, place: IpPlace): void {
  d.protocol = 'icmp';
  const type = d.u8(at);
  const text = wordsOf(d, at, type, d.u8(at + 1));
  if (text === null) return d.cutShort();
  d.print(`ICMP ${text}, length ${length}`);
  const { verbose } = d.settings;
  if (verbose > 0 && !place.fragmented && d.holds(at, length)) {
    const sum = checksumOver(d, at, length);
    const found = d.u16(at + 2);
    if (sum !== 0)
      d.print(` (wrong icmp cksum ${found.toString(16)} (->${rightChecksum(found, sum).toString(16)})!)`);
  }
  if (verbose === 0 || !ERRORS.includes(type)) return;
  d.print('\n\t');
  const end = d.end;
  const quoted = d.u16(at + HEADER + 2);
  d.end = Math.min(at + HEADER + quoted, end);
  d.inner.ip(d, at + HEADER, quoted);
  d.end = end;
  d.protocol = 'icmp';
  if (length > EXTENSIONS && (type === UNREACHABLE || type === 11 || type === 12))
    printExtensions(d, at, length - EXTENSIONS);
}

/** Null where the packet ends before what the words need. */
function wordsOf(d: Dissection, at: number, type: number, code: number): string | null {
  switch (type) {
    case 0:
    case 8:
      return `echo ${type === 8 ? 'request' : 'reply'}, id ${d.u16(at + 4)}, seq ${d.u16(at + 6)}`;
    case UNREACHABLE:
      return unreachableWords(d, at, code);
    case 5:
      return redirectWords(d, at, code);
    case 9:
      return advertisementWords(d, at);
    case 11:
      if (!d.holds(at + 24, 4)) return null;
      return ['time exceeded in-transit', 'ip reassembly time exceeded'][code] ?? `time exceeded-#${code}`;
    case 12:
      return `parameter problem - ${code > 0 ? `code ${code}` : `octet ${d.u8(at + 4)}`}`;
    case 13:
      return `time stamp query id ${d.u16(at + 4)} seq ${d.u16(at + 6)}`;
    case 14:
      if (!d.holds(at + 16, 4)) return null;
      return (
        `time stamp reply id ${d.u16(at + 4)} seq ${d.u16(at + 6)}: org ${clock(d.u32(at + 8))}` +
        `, recv ${clock(d.u32(at + 12))}, xmit ${clock(d.u32(at + 16))}`
      );
    case 18:
      return `address mask is 0x${d.hex(at + 8, 4)}`;
    default:
      return OTHERS[type] ?? `type-#${type}`;
  }
}

const OTHERS: Readonly<Record<number, string>> = {
  4: 'source quench',
  10: 'router solicitation',
  15: 'information request',
  16: 'information reply',
  17: 'address mask request',
};

/** RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1; the destination's address goes where `%` stands. */
const UNREACHABLE_WORDS: Readonly<Record<number, string>> = {
  0: 'net % unreachable',
  1: 'host % unreachable',
  5: '% unreachable - source route failed',
  6: 'net % unreachable - unknown',
  7: 'host % unreachable - unknown',
  8: '% unreachable - source host isolated',
  9: 'net % unreachable - admin prohibited',
  10: 'host % unreachable - admin prohibited',
  11: 'net % unreachable - tos prohibited',
  12: 'host % unreachable - tos prohibited',
  13: 'host % unreachable - admin prohibited filter',
  14: 'host % unreachable - host precedence violation',
  15: 'host % unreachable - precedence cutoff',
};

function unreachableWords(d: Dissection, at: number, code: number): string | null {
  const quoted = at + HEADER;
  if (code === 3) return portWords(d, quoted);
  const mtu = code === 4 ? d.u16(at + 6) : 0;
  const address = d.address(quoted + 16, 4);
  if (code === 2) return `${address} protocol ${d.u8(quoted + 9)} unreachable`;
  if (code === 4) return `${address} unreachable - need to frag${mtu > 0 ? ` (mtu ${mtu})` : ''}`;
  return (UNREACHABLE_WORDS[code] ?? `% unreachable - #${code}`).replace('%', address);
}

function portWords(d: Dissection, quoted: number): string | null {
  if (!d.holds(quoted + 9, 1)) return null;
  const protocol = d.u8(quoted + 9);
  const port = d.u16(quoted + (d.u8(quoted) & 15) * 4 + 2);
  const address = d.address(quoted + 16, 4);
  if (protocol !== PROTOCOL.tcp && protocol !== PROTOCOL.udp)
    return `${address} protocol ${protocol} port ${port} unreachable`;
  const kind = protocol === PROTOCOL.tcp ? 'tcp' : 'udp';
  return `${address} ${kind} port ${d.settings.names.port(port, kind)} unreachable`;
}

function redirectWords(d: Dissection, at: number, code: number): string {
  const about = d.address(at + HEADER + 16, 4);
  const gateway = d.address(at + 4, 4);
  const way = ['redirect % to net', 'redirect % to host', 'redirect-tos % to net', 'redirect-tos % to host'];
  return `${(way[code] ?? `redirect-#${code} % to`).replace('%', about)} ${gateway}`;
}

/** RFC 1256 §3.1. */
function advertisementWords(d: Dissection, at: number): string | null {
  if (!d.holds(at + 4, 4)) return null;
  const lifetime = d.u16(at + 6);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(lifetime / 60);
  let text = 'router advertisement lifetime ';
  if (lifetime < 60) text += lifetime;
  else if (lifetime < 3600) text += `${minutes}:${two(lifetime % 60)}`;
  else text += `${Math.floor(lifetime / 3600)}:${two(minutes % 60)}:${two(lifetime % 60)}`;
  const count = d.u8(at + 4);
  text += ` ${count}:`;
  if (d.u8(at + 5) !== 2) return `${text} [size ${d.u8(at + 5)}]`;
  for (let i = 0; i < count; i++) {
    const entry = at + 8 + 8 * i;
    if (!d.holds(entry, 8)) return null;
    text += ` {${d.address(entry, 4)} ${d.u32(entry + 4)}}`;
  }
  return text;
}

/** Milliseconds since midnight. */
function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${String(milliseconds % 1000).padStart(3, '0')}`;
}

/** Simplified: that there are any is told, not what they say. */
function printExtensions(d: Dissection, at: number, length: number): void {
  d.needs(at, EXTENSIONS + 5);
  const start = at + EXTENSIONS;
  // Old senders set no length; then only a right checksum tells that these are extensions.
  if (d.u8(at + 5) === 0 && d.holds(start, length) && checksumOver(d, start, length) !== 0) return;
  const version = d.u8(start) >> 4;
  d.print(`\n\tMPLS extension v${version}`);
  if (version !== 2) d.print(' packet not supported');
  else if (d.holds(start, length)) {
    const good = checksumOver(d, start, length) === 0;
    d.print(`, checksum 0x${d.hex(start + 2, 2)} (${good ? '' : 'in'}correct), length ${length}`);
  }
}
