/**
 * RDATA from the words of a zone file (RFC 1035 §5.1), or of any type in the form `\# length hex` (RFC 3597 §5).
 *
 * Field by field after the table in `rdata-shapes.ts`; each kind takes the words it needs. What is wrong is a
 * value that names the word and says it as BIND does.
 */
import { ipv4Octets, ipv6Octets } from './address.ts';
import { CLASS, TYPE, isMetaType, typeNumber } from './codes.ts';
import { algorithmNumber, certificateTypeNumber } from './dnssec-codes.ts';
import { base32hexOctets, base64Octets, hexOctets } from './encodings.ts';
import { locOctets } from './loc.ts';
import { Name } from './name.ts';
import {
  parseA6,
  parseApl,
  parseAtma,
  parseGateway,
  parseHip,
  parseNsap,
  parseRelay,
  parseWks,
} from './rare-parse.ts';
import { fieldEnd } from './rdata-fields.ts';
import type { FieldKind, Shape } from './rdata-shapes.ts';
import { shapeOf } from './rdata-shapes.ts';
import { unescaped } from './strings.ts';
import { lacksMandatory, svcParamsOctets } from './svc-params.ts';
import { spanSeconds, timeSeconds } from './times.ts';
import { typeBitmap } from './type-bitmap.ts';
import { MAX_RDATA, WordReader } from './word-reader.ts';
import type { RdataProblem, RdataWord } from './word-reader.ts';

/**
 * The RDATA that words of a zone file stand for. Relative names are completed with `origin`.
 *
 * @example rdataFromText(TYPE.MX, [{ text: '10', quoted: false }, { text: 'mail', quoted: false }], origin)
 */
export function rdataFromText(
  type: number,
  words: readonly RdataWord[],
  origin: Name = Name.root,
  rrClass: number = CLASS.IN,
): Uint8Array | RdataProblem {
  const reader = new WordReader(words, origin);
  const shape = shapeOf(type, rrClass);
  if (words[0]?.text === '\\#' && !words[0].quoted) {
    readUnknown(type, reader);
    if (reader.problem === null && shape !== null) checkForm(shape, reader);
  } else if (shape === null || isMetaType(type)) {
    reader.fail(shapeless(type), 0);
  } else {
    for (const field of shape.fields) {
      if (reader.problem === null) readField(type, field.kind, reader);
    }
  }
  if (reader.problem === null && !reader.atEnd) reader.fail('extra input text', reader.at);
  return reader.problem ?? Uint8Array.from(reader.out);
}

function readUnknown(type: number, reader: WordReader): void {
  reader.next();
  if (type === 0 || isMetaType(type)) return reader.fail('invalid use of a meta type', 1);
  const length = reader.next();
  if (reader.problem !== null) return;
  if (!/^[0-9]{1,10}$/.test(length)) return reader.fail('not a valid number');
  if (Number(length) > MAX_RDATA) return reader.fail('out of range');
  reader.hexOf(Number(length));
}

/** Octets of a known type must have its form. */
function checkForm(shape: Shape, reader: WordReader): void {
  const octets = Uint8Array.from(reader.out);
  let at = 0;
  for (const { kind } of shape.fields) {
    const end = fieldEnd(kind, octets, at, octets.length);
    if (end < 0) {
      // RFC 1035 §4.1.4: the two high bits of a label's length are no part of it.
      const label = kind.startsWith('name') && (octets[at] ?? 0) > 63;
      return reader.fail(label ? 'bad label type' : 'unexpected end of input', reader.words.length);
    }
    at = end;
  }
  if (at < octets.length) reader.fail('extra input data', reader.words.length);
}

function readField(type: number, kind: FieldKind, reader: WordReader): void {
  switch (kind) {
    case 'name-compressed':
    case 'name-expanded':
    case 'name':
      return reader.name(type === TYPE.SVCB || type === TYPE.HTTPS);
    case 'u8':
      return readOctet(type, reader);
    case 'scheme':
      return /^notify$/i.test(reader.words[reader.at]?.text ?? '')
        ? reader.putNumber(Number(reader.next() !== ''), 1)
        : reader.number(1);
    case 'u16':
      return type === TYPE.CERT && reader.out.length === 0
        ? reader.putNumber(certificateTypeNumber(reader.next()), 2, 'unknown class/type')
        : reader.number(2);
    case 'flags':
      return readKeyFlags(reader);
    case 'u32':
      return reader.number(4);
    case 'u48':
    case 'time48':
      return reader.number(6);
    case 'algorithm':
      return reader.putNumber(algorithmNumber(reader.next()), 1, 'unknown class/type');
    case 'ttl':
      return reader.putNumber(spanSeconds(reader.next()), 4);
    case 'time':
      return reader.putNumber(readTime(type, reader.next()), 4);
    case 'type':
      return reader.putNumber(typeNumber(reader.next()), 2, 'unknown class/type');
    case 'ipv4':
      return reader.put(ipv4Octets(reader.next()), 'bad dotted quad');
    case 'ipv6':
      return reader.put(ipv6Octets(reader.next()), 'bad IPv6 address');
    case 'string':
      return reader.putString(unescaped(reader.next(true)), 'syntax error');
    case 'digits':
      return reader.putString(digitsOctets(reader.next(true)), 'syntax error');
    case 'tag':
      return readTag(reader);
    case 'hex8':
      return readSalt(reader);
    case 'base32':
      return readNextHash(reader);
    case 'locator':
      return reader.put(groupsOctets(reader.next(), /^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}$/i, ':', 4));
    case 'eui48':
      return readEui(reader, 6);
    case 'eui64':
      return readEui(reader, 8);
    case 'strings':
      if (type === TYPE.ISDN) return readIsdn(reader);
      do reader.putString(unescaped(reader.next(true)), 'syntax error');
      while (reader.problem === null && !reader.atEnd);
      return;
    case 'text':
      // BIND: URI's target is always quoted.
      if (type === TYPE.URI && reader.words[reader.at]?.quoted === false)
        return reader.fail('syntax error', reader.at);
      return reader.put(unescaped(reader.next(true)), 'syntax error');
    case 'hex':
    case 'hex-or-nothing': {
      const length = digestLength(type, reader.out);
      return length === undefined ? reader.hex(kind === 'hex-or-nothing') : reader.hexOf(length);
    }
    case 'base64':
    case 'base64-or-nothing':
      return reader.data(base64Octets, 'bad base64 encoding', mayLackData(type, kind, reader.out));
    case 'base64-whole':
      return reader.data((text) => base64Octets(text === '-' ? '' : text), 'bad base64 encoding', false);
    case 'bitmap':
      return readTypes(reader, (types) => typeBitmap(types));
    case 'nxt':
      return readTypes(reader, nxtBitmap);
    case 'params':
      return readParams(reader);
    case 'loc':
      return readLoc(reader);
    case 'nsap':
      return parseNsap(reader);
    case 'apl':
      return parseApl(reader);
    case 'wks':
      return parseWks(reader);
    case 'gateway':
      return parseGateway(reader);
    case 'relay':
      return parseRelay(reader);
    case 'hip':
      return parseHip(reader);
    case 'a6':
      return parseA6(reader);
    case 'atma':
      return parseAtma(reader);
    case 'rcode':
    case 'base64-16':
      return reader.fail('invalid use of a meta type', 0);
  }
}

function shapeless(type: number): string {
  if (isMetaType(type)) return 'invalid use of a meta type';
  return type === TYPE.NULL ? 'syntax error' : 'unknown class/type';
}

/** Digest types with a known length: SHA-1, SHA-256, GOST, SHA-384. */
const DIGEST_LENGTHS: Readonly<Record<number, number>> = { 1: 20, 2: 32, 3: 32, 4: 48 };

const FINGERPRINT_LENGTHS: Readonly<Record<number, number>> = { 1: 20, 2: 32 };
const ZONE_DIGEST_LENGTHS: Readonly<Record<number, number>> = { 1: 48, 2: 64 };

/** How long a digest is (RFC 4034 §5.1, RFC 4255 §3.1.3, RFC 8976 §2.2.4); undefined where any length will do. */
function digestLength(type: number, before: readonly number[]): number | undefined {
  if (type === TYPE.DS || type === TYPE.CDS || type === TYPE.DLV || type === TYPE.TA)
    return DIGEST_LENGTHS[before[3] ?? 0];
  if (type === TYPE.SSHFP) return FINGERPRINT_LENGTHS[before[1] ?? 0];
  return type === TYPE.ZONEMD ? ZONE_DIGEST_LENGTHS[before[5] ?? 0] : undefined;
}

/** RFC 8659 §4.1: a property tag has letters and digits. */
function readTag(reader: WordReader): void {
  const text = reader.next();
  reader.putString(/^[0-9a-z]{1,255}$/i.test(text) ? unescaped(text) : null, 'syntax error');
}

/** RFC 1183 §3.2: an address, and perhaps a subaddress. */
function readIsdn(reader: WordReader): void {
  reader.putString(unescaped(reader.next(true)), 'syntax error');
  if (!reader.atEnd && reader.problem === null)
    reader.putString(unescaped(reader.next(true)), 'syntax error');
}

function readSalt(reader: WordReader): void {
  const text = reader.next();
  const octets = text === '-' ? new Uint8Array(0) : hexOctets(text);
  if (octets === null) reader.fail('bad hex encoding', reader.at);
  else reader.putString(octets, 'bad hex encoding');
}

/** Fields of one octet that may be words. */
function readOctet(type: number, reader: WordReader): void {
  const isKey = KEYS.has(type);
  const isDigest = !isKey && DIGESTS.has(type) && reader.out.length === 3;
  const word = reader.words[reader.at];
  if ((!isKey && !isDigest) || word === undefined || word.quoted || /^[0-9]+$/.test(word.text))
    return reader.number(1);
  const words = isKey ? PROTOCOL_WORDS : DIGEST_WORDS;
  reader.putNumber(words[reader.next().toUpperCase()] ?? null, 1, 'unknown class/type');
}

const KEYS: ReadonlySet<number> = new Set([TYPE.KEY, TYPE.DNSKEY, TYPE.CDNSKEY, TYPE.RKEY]);
const DIGESTS: ReadonlySet<number> = new Set([TYPE.DS, TYPE.CDS, TYPE.DLV, TYPE.TA]);

/** RFC 2535 §7.1 */
const PROTOCOL_WORDS: Readonly<Record<string, number>> = {
  NONE: 0,
  TLS: 1,
  EMAIL: 2,
  DNSSEC: 3,
  IPSEC: 4,
  ALL: 255,
};

const DIGEST_WORDS: Readonly<Record<string, number>> = {
  'SHA-1': 1,
  SHA1: 1,
  'SHA-256': 2,
  SHA256: 2,
  'SHA-384': 4,
  SHA384: 4,
};

/** A number, or words with `|` between (RFC 2535 §7.1). */
function readKeyFlags(reader: WordReader): void {
  const word = reader.words[reader.at];
  if (word === undefined || word.quoted || /^[0-9]+$/.test(word.text)) return reader.number(2);
  let flags = 0;
  for (const one of reader.next().toUpperCase().split('|')) {
    const value = KEY_FLAGS[one] ?? signatoryFlag(one);
    if (value === null) return reader.fail('unknown class/type');
    flags |= value;
  }
  reader.putNumber(flags, 2);
}

const KEY_FLAGS: Readonly<Record<string, number>> = {
  NOCONF: 0x4000,
  NOAUTH: 0x8000,
  NOKEY: 0xc000,
  FLAG2: 0x2000,
  EXTEND: 0x1000,
  FLAG4: 0x0800,
  FLAG5: 0x0400,
  USER: 0,
  ZONE: 0x0100,
  HOST: 0x0200,
  NTYP3: 0x0300,
  FLAG8: 0x0080,
  FLAG9: 0x0040,
  FLAG10: 0x0020,
  FLAG11: 0x0010,
  KSK: 0x0001,
};

function signatoryFlag(word: string): number | null {
  const match = /^SIG(\d|1[0-5])$/.exec(word);
  return match === null ? null : Number(match[1]);
}

/** Without a key: a KEY record whose flags say so (RFC 2535 §3.1.2). */
function mayLackData(type: number, kind: FieldKind, before: readonly number[]): boolean {
  if (KEYS.has(type)) return ((before[0] ?? 0) & 0xc0) === 0xc0;
  return kind === 'base64-or-nothing' && type !== TYPE.CERT;
}

/** BIND: the times of the older SIG are never plain seconds. */
function readTime(type: number, text: string): number | null {
  return type === TYPE.SIG && text.length !== 14 ? null : timeSeconds(text);
}

/** RFC 5155 §3.3: SHA-1 makes 20 octets. */
function readNextHash(reader: WordReader): void {
  const octets = base32hexOctets(reader.next());
  if (octets !== null && reader.out[0] === 1 && octets.length !== 20) return reader.fail('out of range');
  reader.putString(octets, 'bad base32 encoding');
}

function readTypes(reader: WordReader, bitmap: (types: number[]) => Uint8Array | null): void {
  const types: number[] = [];
  while (!reader.atEnd && reader.problem === null) {
    const type = typeNumber(reader.next());
    if (type === null || type === 0) reader.fail('unknown class/type');
    else types.push(type);
  }
  if (reader.problem === null) reader.put(bitmap(types), 'out of range');
}

function nxtBitmap(types: readonly number[]): Uint8Array | null {
  const last = Math.max(0, ...types);
  if (last > 127) return null;
  const octets = new Uint8Array((last >> 3) + 1);
  for (const type of types) octets[type >> 3] = (octets[type >> 3] as number) | (0x80 >> (type & 7));
  return octets;
}

function readParams(reader: WordReader): void {
  const start = reader.at;
  const params = svcParamsOctets(reader.rest());
  if (typeof params === 'number') reader.fail('syntax error', start + params);
  else if (lacksMandatory(params)) reader.fail('disallowed (by application policy)', reader.words.length);
  else reader.put(params);
}

function readLoc(reader: WordReader): void {
  const start = reader.at;
  const rest = reader.rest();
  const quoted = rest.findIndex((word) => word.quoted);
  if (quoted >= 0) return reader.fail('unexpected token', start + quoted);
  const words = rest.map((word) => word.text);
  const octets = locOctets(words);
  if (typeof octets !== 'number') reader.put(octets);
  else reader.fail(locProblem(words, octets), start + octets);
}

/** What is wrong with a word of a location: of two angles with their letters, an altitude and three sizes. */
function locProblem(words: readonly string[], at: number): string {
  const word = words[at];
  if (word === undefined) return 'unexpected end of input';
  const angles = words.slice(0, at).filter((one) => /^[NSEW]$/i.test(one)).length;
  const lastLetter = words.slice(0, at).findLastIndex((one) => /^[NSEW]$/i.test(one));
  if (angles === 2) {
    if (at - lastLetter > 4) return 'extra input text';
    return /^-?[0-9]+(\.[0-9]{1,2})?m?$/i.test(word) ? 'out of range' : 'syntax error';
  }
  if (/^[0-9]{1,9}$/.test(word) && at - lastLetter < 4) return 'out of range';
  return at - lastLetter === 1 ? 'not a valid number' : 'syntax error';
}

function digitsOctets(text: string): Uint8Array | null {
  return /^[0-9]{4,255}$/.test(text) ? unescaped(text) : null;
}

/** RFC 7043 §3.2, §4.2. BIND: a digit may be missing, and what follows the last octet counts for nothing. */
function readEui(reader: WordReader, octets: number): void {
  const text = reader.next();
  if (reader.problem !== null) return;
  const form = octets === 6 ? /^[0-9a-f]{1,2}(-[0-9a-f]{1,2}){5}/i : /^[0-9a-f]{1,2}(-[0-9a-f]{1,2}){7}/i;
  const groups = form.exec(text)?.[0].split('-');
  if (groups === undefined) return reader.fail('bad EUI', reader.at);
  reader.put(Uint8Array.from(groups, (group) => parseInt(group, 16)));
}

function groupsOctets(text: string, form: RegExp, separator: string, digits: number): Uint8Array | null {
  if (!form.test(text)) return null;
  return hexOctets(
    text
      .split(separator)
      .map((group) => group.padStart(digits, '0'))
      .join(''),
  );
}
