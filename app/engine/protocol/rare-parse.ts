/** Reads fields that one or two types alone have out of words; the other direction of `rare-fields.ts`. */
import { addressOctets, ipv4Octets, ipv6Octets } from './address.ts';
import { base64Octets, hexOctets } from './encodings.ts';
import type { WordReader } from './word-reader.ts';

/** `0x47.0005.80…`: dots may stand anywhere (RFC 1706 §6). */
export function parseNsap(reader: WordReader): void {
  const text = reader.next();
  if (/^0x$/i.test(text)) return reader.fail('unexpected end of input');
  const match = /^0x([0-9a-f.]+)$/i.exec(text);
  const octets = match ? hexOctets((match[1] ?? '').replaceAll('.', '')) : null;
  reader.put(octets !== null && octets.length > 0 ? octets : null);
}

/** `+` and a telephone number, or hexadecimal digits with dots. */
export function parseAtma(reader: WordReader): void {
  const text = reader.next();
  if (/^\+[0-9.]*[0-9][0-9.]*$/.test(text)) {
    reader.out.push(1);
    reader.put(Uint8Array.from(text.slice(1).replaceAll('.', ''), (c) => c.charCodeAt(0)));
  } else {
    reader.out.push(0);
    // Dots only group the digits: without a digit there is no address.
    const digits = text.replaceAll('.', '');
    reader.put(digits === '' ? null : hexOctets(digits));
  }
}

/** `[!]family:address/prefix` (RFC 3123 §5). */
export function parseApl(reader: WordReader): void {
  while (!reader.atEnd && reader.problem === null) {
    const word = reader.next();
    if (/^!?(0|[3-9]|[0-9]{2,5}):/.test(word)) return reader.fail('not implemented');
    const match = /^(!?)([12]):([0-9a-fA-F.:]+)\/([0-9]{1,3})$/.exec(word);
    const isV4 = match?.[2] === '1';
    const address = match ? (isV4 ? ipv4Octets : ipv6Octets)(match[3] ?? '') : null;
    const prefix = Number(match?.[4]);
    if (address === null || match === null) return reader.fail('syntax error');
    if (prefix > address.length * 8) return reader.fail('out of range');
    let length = address.length;
    while (length > 0 && address[length - 1] === 0) length--;
    reader.put(Uint8Array.of(0, isV4 ? 1 : 2, prefix, length | (match[1] === '!' ? 0x80 : 0)));
    reader.put(address.subarray(0, length));
  }
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17 };
const SERVICES: Readonly<Record<string, number>> = {
  ftp: 21,
  telnet: 23,
  smtp: 25,
  time: 37,
  domain: 53,
  finger: 79,
  http: 80,
  pop3: 110,
  nntp: 119,
  ntp: 123,
  https: 443,
};

/** Address, protocol, ports. Simplified: of the services, only the best known have a name. */
export function parseWks(reader: WordReader): void {
  reader.put(ipv4Octets(reader.next()), 'bad dotted quad');
  const protocol = numberOrWord(reader.next(), PROTOCOLS, 255);
  if (protocol === null) return reader.fail('unknown protocol');
  const bits: number[] = [];
  while (!reader.atEnd && reader.problem === null) {
    const port = numberOrWord(reader.next(), SERVICES, 65535);
    if (port === null) return reader.fail('unknown service');
    while (bits.length <= port >> 3) bits.push(0);
    bits[port >> 3] = (bits[port >> 3] as number) | (0x80 >> (port & 7));
  }
  reader.put(Uint8Array.from([protocol, ...bits]));
}

/** Gateway type, algorithm, gateway, key (RFC 4025 §3.1). */
export function parseGateway(reader: WordReader): void {
  const type = reader.small(3);
  if (type === null) return;
  reader.out.push(type);
  reader.number(1);
  if (reader.problem !== null) return;
  parseHost(reader, type);
  if (!reader.atEnd || type === 0) reader.data(base64Octets, 'bad base64 encoding', true);
}

/** Discovery-optional bit, relay type, relay (RFC 8777 §4.3.1). */
export function parseRelay(reader: WordReader): void {
  const optional = reader.small(1);
  const type = optional === null ? null : reader.small(127);
  if (optional === null || type === null) return;
  reader.out.push((optional << 7) | type);
  parseHost(reader, type);
}

function parseHost(reader: WordReader, type: number): void {
  if (type === 3) return reader.name();
  const text = reader.next();
  if (reader.problem !== null) return;
  if (type === 0) {
    if (text !== '.') reader.fail('syntax error');
  } else if (type === 1) reader.put(ipv4Octets(text), 'bad dotted quad');
  else if (type === 2) reader.put(ipv6Octets(text), 'bad IPv6 address');
  else reader.fail('not implemented');
}

/** Algorithm, identity tag, key, rendezvous servers (RFC 8005 §6). */
export function parseHip(reader: WordReader): void {
  const algorithm = numberOrWord(reader.next(), {}, 255);
  const tag = hexOctets(reader.next());
  const key = base64Octets(reader.next());
  if (reader.problem !== null) return;
  if (algorithm === null) return reader.fail('not a valid number', reader.at - 3);
  if (tag === null || tag.length === 0 || tag.length > 255)
    return reader.fail('bad hex encoding', reader.at - 2);
  if (key === null || key.length === 0) return reader.fail('bad base64 encoding');
  reader.put(Uint8Array.of(tag.length, algorithm, key.length >> 8, key.length & 255));
  reader.put(tag);
  reader.put(key);
  while (!reader.atEnd && reader.problem === null) reader.name();
}

/** Prefix length, address suffix, prefix name (RFC 2874 §3.1.1). */
export function parseA6(reader: WordReader): void {
  const prefix = numberOrWord(reader.next(), {}, 128);
  if (prefix === null) return reader.fail('out of range');
  reader.out.push(prefix);
  if (prefix < 128) {
    const address = addressOctets(reader.next());
    if (address?.length !== 16) return reader.fail('bad IPv6 address');
    const first = prefix >> 3;
    address[first] = (address[first] as number) & (0xff >> (prefix & 7));
    reader.put(address.subarray(first));
  }
  if (prefix > 0) reader.name();
}

function numberOrWord(text: string, words: Readonly<Record<string, number>>, most: number): number | null {
  if (/^[0-9]{1,5}$/.test(text)) return Number(text) <= most ? Number(text) : null;
  return Object.hasOwn(words, text.toLowerCase()) ? (words[text.toLowerCase()] ?? null) : null;
}
