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
import { svcParamsOctets } from './svc-params.ts';
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
    readUnknown(reader);
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

function readUnknown(reader: WordReader): void {
  reader.next();
  const length = reader.next();
  if (reader.problem !== null) return;
  if (!/^[0-9]{1,5}$/.test(length)) return reader.fail('not a valid number');
  if (Number(length) > MAX_RDATA) return reader.fail('out of range');
  reader.hex(true);
  if (reader.problem !== null || reader.out.length === Number(length)) return;
  if (reader.out.length < Number(length)) reader.fail('unexpected end of input', reader.words.length);
  else reader.fail('extra input data', reader.words.length);
}

/** Octets of a known type must have its form. */
function checkForm(shape: Shape, reader: WordReader): void {
  const octets = Uint8Array.from(reader.out);
  let at = 0;
  for (const { kind } of shape.fields) {
    at = fieldEnd(kind, octets, at, octets.length);
    if (at < 0) return reader.fail('unexpected end of input', reader.words.length);
  }
  if (at < octets.length) reader.fail('extra input data', reader.words.length);
}

function readField(type: number, kind: FieldKind, reader: WordReader): void {
  switch (kind) {
    case 'name-compressed':
    case 'name-expanded':
    case 'name':
      return reader.name();
    case 'u8':
      return reader.number(1);
    case 'scheme':
      return /^notify$/i.test(reader.words[reader.at]?.text ?? '')
        ? reader.putNumber(Number(reader.next() !== ''), 1)
        : reader.number(1);
    case 'u16':
      return type === TYPE.CERT && reader.out.length === 0
        ? reader.putNumber(certificateTypeNumber(reader.next()), 2, 'unknown class/type')
        : reader.number(2);
    case 'flags':
      return reader.number(2);
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
      return reader.putNumber(timeSeconds(reader.next()), 4);
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
      return reader.putString(base32hexOctets(reader.next()), 'bad base32 encoding');
    case 'locator':
      return reader.put(groupsOctets(reader.next(), /^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}$/i, ':', 4));
    case 'eui48':
      return reader.put(groupsOctets(reader.next(), /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i, '-', 2), 'bad EUI');
    case 'eui64':
      return reader.put(groupsOctets(reader.next(), /^[0-9a-f]{2}(-[0-9a-f]{2}){7}$/i, '-', 2), 'bad EUI');
    case 'strings':
      do reader.putString(unescaped(reader.next(true)), 'syntax error');
      while (reader.problem === null && !reader.atEnd);
      return;
    case 'text':
      // BIND: URI's target is always quoted.
      if (type === TYPE.URI && reader.words[reader.at]?.quoted === false)
        return reader.fail('syntax error', reader.at);
      return reader.put(unescaped(reader.next(true)), 'syntax error');
    case 'hex':
    case 'hex-or-nothing':
      reader.hex(kind === 'hex-or-nothing');
      return checkDigest(type, reader);
    case 'base64':
    case 'base64-or-nothing':
      return reader.data(base64Octets, 'bad base64 encoding', kind === 'base64-or-nothing');
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

function checkDigest(type: number, reader: WordReader): void {
  if (
    reader.problem !== null ||
    (type !== TYPE.DS && type !== TYPE.CDS && type !== TYPE.DLV && type !== TYPE.TA)
  )
    return;
  const wanted = DIGEST_LENGTHS[reader.out[3] ?? 0];
  const length = reader.out.length - 4;
  if (wanted === undefined || length === wanted) return;
  reader.fail(length < wanted ? 'unexpected end of input' : 'extra input text', reader.words.length);
}

/** RFC 8659 §4.1: a property tag has letters and digits. */
function readTag(reader: WordReader): void {
  const text = reader.next();
  reader.putString(/^[0-9a-z]{1,255}$/i.test(text) ? unescaped(text) : null, 'syntax error');
}

function readSalt(reader: WordReader): void {
  const text = reader.next();
  reader.putString(text === '-' ? new Uint8Array(0) : hexOctets(text), 'bad hex encoding');
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
  else reader.put(params);
}

function readLoc(reader: WordReader): void {
  const start = reader.at;
  const words = reader.rest().map((word) => word.text);
  const octets = locOctets(words);
  if (typeof octets !== 'number') reader.put(octets);
  else reader.fail(octets >= words.length ? 'unexpected end of input' : 'syntax error', start + octets);
}

function digitsOctets(text: string): Uint8Array | null {
  return /^[0-9]{4,255}$/.test(text) ? unescaped(text) : null;
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
