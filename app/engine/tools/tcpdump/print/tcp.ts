/**
 * TCP (RFC 9293). Sequence numbers count from the conversation's beginning unless -S is given. Simplified: of what
 * travels in it, DNS and the lines of SMTP and HTTP are read.
 */
import { checksumOver, pseudoHeader, rightChecksum } from './checksum.ts';
import type { Dissection } from './dissection.ts';
import { printDomainOverTcp } from './domain.ts';
import { printRemaining } from './remaining.ts';
import { PROTOCOL, type IpPlace } from './ip-place.ts';
import { printPlaces } from './places.ts';
import { printTcpOptions } from './tcp-options.ts';
import { HTTP, SMTP, printLines } from './text-lines.ts';

const HEADER = 20;
const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
const URG = 32;
const FLAGS = ['F', 'S', 'R', 'P', '.', 'U', 'E', 'W'];
const DOMAIN = 53;
const SMTP_PORT = 25;
const HTTP_PORTS: readonly number[] = [80, 8080, 3128];
const MOST_RESET_OCTETS = 30;

export function printTcp(d: Dissection, at: number, length: number, place: IpPlace): void {
  d.protocol = 'tcp';
  if (!d.holds(at + 2, 2)) {
    printPlaces(d, place, PROTOCOL.tcp, null);
    return d.cutShort();
  }
  const source = d.u16(at);
  const destination = d.u16(at + 2);
  printPlaces(d, place, PROTOCOL.tcp, [source, destination]);
  d.needs(at, HEADER);
  const headerLength = (d.u8(at + 12) >> 4) * 4;
  const rest = (length - headerLength) >>> 0;
  if (headerLength < HEADER) {
    d.print(` tcp ${rest} [bad hdr length ${headerLength} - too short, < ${HEADER}]`);
    return;
  }
  const tooLong = headerLength > length ? ` [bad hdr length ${headerLength} - too long, > ${length}]` : '';
  if (d.settings.quiet > 0) {
    d.print(`tcp ${rest}${tooLong}`);
    return;
  }
  const flags = d.u8(at + 13);
  d.print(`Flags [${FLAGS.filter((_, bit) => (flags >> bit) & 1).join('') || 'none'}]`);
  const numbers = sequenceNumbers(d, at, flags, place, [source, destination]);
  if (tooLong !== '') {
    d.print(tooLong);
    return;
  }
  if (d.settings.verbose > 0 && !d.settings.unchecked && !place.fragmented)
    printChecksum(d, at, length, place);
  if (d.settings.verbose > 1 || rest > 0 || (flags & (SYN | FIN | RST)) !== 0) {
    d.print(`, seq ${numbers.sequence}`);
    if (rest > 0) d.print(`:${(numbers.sequence + rest) >>> 0}`);
  }
  if ((flags & ACK) !== 0) d.print(`, ack ${numbers.acknowledged}`);
  d.print(`, win ${d.u16(at + 14)}`);
  if ((flags & URG) !== 0) d.print(`, urg ${d.u16(at + 18)}`);
  if (headerLength > HEADER && !printTcpOptions(d, at + HEADER, headerLength - HEADER)) return;
  d.print(`, length ${rest}`);
  if (rest > 0 && !d.holds(at, headerLength)) return printRemaining(d, at, headerLength);
  if (rest > 0) printPayload(d, at + headerLength, rest, flags, [source, destination]);
}

function printPayload(
  d: Dissection,
  at: number,
  length: number,
  flags: number,
  ports: readonly [number, number],
): void {
  if ((flags & RST) !== 0 && d.settings.verbose > 0) return printResetData(d, at, length);
  if (ports.includes(SMTP_PORT)) return printLines(d, at, length, SMTP);
  if (ports.includes(DOMAIN)) return printDomainOverTcp(d, at, length);
  if (HTTP_PORTS.some((port) => ports.includes(port))) printLines(d, at, length, HTTP);
}

interface Numbers {
  readonly sequence: number;
  readonly acknowledged: number;
}

function sequenceNumbers(
  d: Dissection,
  at: number,
  flags: number,
  place: IpPlace,
  [source, destination]: readonly [number, number],
): Numbers {
  const absolute = { sequence: d.u32(at + 4), acknowledged: d.u32(at + 8) };
  if (d.settings.absoluteSequence || (flags & ACK) === 0) return absolute;
  const [from, size] = place.version === 4 ? [12, 4] : [8, 16];
  const first = d.hex(place.header + from, size);
  const second = d.hex(place.header + from + size, size);
  // One entry for both directions, the lower port first.
  const turned = source > destination || (source === destination && first > second);
  const key = turned
    ? `${second} ${first} ${destination} ${source}`
    : `${first} ${second} ${source} ${destination}`;
  const { conversations } = d.settings;
  const base = conversations.get(key);
  if (base === undefined || (flags & SYN) !== 0) {
    const begun = { low: absolute.sequence, high: (absolute.acknowledged - 1) >>> 0 };
    remember(conversations, key, turned ? { low: begun.high, high: begun.low } : begun);
    return absolute;
  }
  const [own, other] = turned ? [base.high, base.low] : [base.low, base.high];
  return {
    sequence: (absolute.sequence - own) >>> 0,
    acknowledged: (absolute.acknowledged - other) >>> 0,
  };
}

/** So many conversations are kept; a capture that runs on must not fill the memory. */
const MOST_CONVERSATIONS = 100_000;

function remember(
  conversations: Dissection['settings']['conversations'],
  key: string,
  base: { low: number; high: number },
): void {
  if (conversations.size >= MOST_CONVERSATIONS && !conversations.has(key)) {
    const [oldest] = conversations.keys();
    if (oldest !== undefined) conversations.delete(oldest);
  }
  conversations.set(key, base);
}

function printChecksum(d: Dissection, at: number, length: number, place: IpPlace): void {
  if (!d.holds(at, length)) return;
  // A jumbogram says its length elsewhere.
  if (place.version === 6 && d.u16(place.header + 4) === 0) return;
  const sum = checksumOver(d, at, length, pseudoHeader(place.addresses(), PROTOCOL.tcp, length));
  const found = d.u16(at + 16);
  const right = rightChecksum(found, sum).toString(16).padStart(4, '0');
  d.print(`, cksum 0x${found.toString(16).padStart(4, '0')}`);
  d.print(sum === 0 ? ' (correct)' : ` (incorrect -> 0x${right})`);
}

/** RFC 9293 §3.5.2: a reset may carry words that say why. */
function printResetData(d: Dissection, at: number, length: number): void {
  d.print(d.holds(at, length) ? ' [RST' : ' [!RST');
  if (length > MOST_RESET_OCTETS) d.print('+');
  d.print(' ');
  d.printOctets(at, Math.min(length, MOST_RESET_OCTETS));
  d.print(']');
}
