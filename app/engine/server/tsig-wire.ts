/**
 * The TSIG record in octets (RFC 8945 §4): taken off a signed message, put under one that is to be signed, and what of it
 * goes into the MAC. Server and asker share it.
 */
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import type { ControlAlgorithm } from './control/keys.ts';

/** RFC 8945 §3. */
export const TSIG_ERROR = { NONE: 0, BADSIG: 16, BADKEY: 17, BADTIME: 18 } as const;

/** RFC 8945 §5.2.3: seconds by which clocks may differ. */
export const FUDGE = 300;

const HEADER = 12;

export interface TsigFields {
  readonly keyName: Name;
  readonly algorithm: Name;
  /** Seconds since 1970. */
  readonly time: number;
  readonly fudge: number;
  readonly mac: Uint8Array;
  readonly originalId: number;
  readonly error: number;
  readonly other: Uint8Array;
}

export interface SignedMessage {
  readonly fields: TsigFields;
  /** The message as it was before it was signed. */
  readonly unsigned: Uint8Array;
}

/** Null where the message has no signature; `malformed` where there is one that is not the last record, or not whole. */
export function splitSigned(octets: Uint8Array, message: Message): SignedMessage | 'malformed' | null {
  const records = message.additional.filter(({ type }) => type === TYPE.TSIG);
  const [record] = records;
  if (record === undefined) return null;
  const at = lastRecordAt(octets);
  const fields =
    records.length > 1 || record.class !== CLASS.ANY ? null : fieldsOf(record.name, record.rdata);
  if (fields === null || at === null || !isTsigAt(octets, at)) return 'malformed';
  const unsigned = octets.slice(0, at);
  writeUint16(unsigned, 0, fields.originalId);
  writeUint16(unsigned, 10, readUint16(octets, 10) - 1);
  return { fields, unsigned };
}

/** The record's data. */
export function tsigRdata(fields: Omit<TsigFields, 'keyName'>): Uint8Array {
  return concatenate([
    fields.algorithm.wire,
    uint48(fields.time),
    uint16(fields.fudge),
    uint16(fields.mac.length),
    fields.mac,
    uint16(fields.originalId),
    uint16(fields.error),
    uint16(fields.other.length),
    fields.other,
  ]);
}

/** The message with the record as its last. */
export function withRecord(message: Uint8Array, keyName: Name, rdata: Uint8Array): Uint8Array {
  const head = concatenate([
    keyName.wire,
    uint16(TYPE.TSIG),
    uint16(CLASS.ANY),
    new Uint8Array(4),
    uint16(rdata.length),
  ]);
  const signed = concatenate([message, head, rdata]);
  writeUint16(signed, 10, readUint16(message, 10) + 1);
  return signed;
}

/** RFC 8945 §4.3.3: what of the record itself is signed. */
export function variables(
  keyName: Name,
  fields: Omit<TsigFields, 'keyName' | 'mac' | 'originalId'>,
): Uint8Array {
  const { algorithm, time, fudge, error, other } = fields;
  return concatenate([
    canonical(keyName),
    uint16(CLASS.ANY),
    new Uint8Array(4),
    canonical(algorithm),
    timers(time, fudge),
    uint16(error),
    uint16(other.length),
    other,
  ]);
}

/** RFC 8945 §5.3.1: all that is signed of the record from the second message of a stream on. */
export function timers(time: number, fudge: number): Uint8Array {
  return concatenate([uint48(time), uint16(fudge)]);
}

const ALGORITHM_NAMES = new Map<ControlAlgorithm, Name>();

/** RFC 8945 §6: `hmac-sha256.`; MD5 has a name of old. */
export function algorithmName(algorithm: ControlAlgorithm): Name {
  let name = ALGORITHM_NAMES.get(algorithm);
  if (name === undefined) {
    const parsed = Name.parse(algorithm === 'hmac-md5' ? 'hmac-md5.sig-alg.reg.int.' : `${algorithm}.`);
    name = isNameProblem(parsed) ? Name.root : parsed;
    ALGORITHM_NAMES.set(algorithm, name);
  }
  return name;
}

function fieldsOf(keyName: Name, rdata: Uint8Array): TsigFields | null {
  const end = skipName(rdata, 0);
  if (end === null || rdata.length < end + 10) return null;
  const algorithm = Name.fromTrustedWire(rdata.slice(0, end), labelCount(rdata));
  const macLength = readUint16(rdata, end + 8);
  const behind = end + 10 + macLength;
  if (rdata.length < behind + 6) return null;
  return {
    keyName,
    algorithm,
    time:
      readUint16(rdata, end) * 2 ** 32 + readUint16(rdata, end + 2) * 2 ** 16 + readUint16(rdata, end + 4),
    fudge: readUint16(rdata, end + 6),
    mac: rdata.slice(end + 10, behind),
    originalId: readUint16(rdata, behind),
    error: readUint16(rdata, behind + 2),
    other: rdata.slice(behind + 6, behind + 6 + readUint16(rdata, behind + 4)),
  };
}

/** Where the last record of a message begins. */
function lastRecordAt(octets: Uint8Array): number | null {
  const records = readUint16(octets, 6) + readUint16(octets, 8) + readUint16(octets, 10);
  let at: number | null = HEADER;
  for (let question = readUint16(octets, 4); question > 0 && at !== null; question--) {
    at = skipName(octets, at);
    if (at !== null) at += 4;
  }
  for (let record = 1; record < records && at !== null; record++) {
    at = skipName(octets, at);
    if (at !== null) at += 10 + readUint16(octets, at + 8);
  }
  return at !== null && at < octets.length ? at : null;
}

function isTsigAt(octets: Uint8Array, at: number): boolean {
  const end = skipName(octets, at);
  return end !== null && readUint16(octets, end) === TYPE.TSIG;
}

/** Behind a name, whose end may be a pointer (RFC 1035 §4.1.4). */
function skipName(octets: Uint8Array, from: number): number | null {
  for (let at = from; at < octets.length;) {
    const length = octets[at] as number;
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
  return null;
}

function labelCount(wire: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < wire.length && wire[at] !== 0; at += (wire[at] as number) + 1) count++;
  return count;
}

/** A name as it is signed: without capitals (RFC 4034 §6.2). */
export function canonical(name: Name): Uint8Array {
  return name.wire.map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet));
}

/** In the same time whatever differs. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let differs = 0;
  for (let i = 0; i < one.length; i++) differs |= (one[i] as number) ^ (other[i] as number);
  return differs === 0;
}

export const NOTHING = new Uint8Array(0);

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function uint16(value: number): Uint8Array {
  return new Uint8Array([value >>> 8, value & 255]);
}

export function uint48(value: number): Uint8Array {
  return concatenate([
    uint16(Math.floor(value / 2 ** 32) & 0xffff),
    uint16(Math.floor(value / 2 ** 16) & 0xffff),
    uint16(value & 0xffff),
  ]);
}

function readUint16(octets: Uint8Array, at: number): number {
  return ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
}

function writeUint16(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >>> 8;
  octets[at + 1] = value & 255;
}
