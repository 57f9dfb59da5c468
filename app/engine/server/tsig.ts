/**
 * Requests that are signed with a shared key, and their answers (TSIG, RFC 8945).
 *
 * A request's last record is the signature: a MAC over the message before it and the record's own fields. It is checked
 * against the keys of the view that may want it; the answer is signed with the same key over the request's MAC and
 * itself, so that both belong together.
 */
import type { Instant } from '../network/clock.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import { algorithmFacts, type ControlAlgorithm } from './control/keys.ts';

export interface TsigKey {
  readonly name: Name;
  readonly algorithm: ControlAlgorithm;
  readonly secret: Uint8Array;
}

/** By `Name.key`. */
export type KeyRing = ReadonlyMap<string, TsigKey>;

/** RFC 8945 §3. */
export const TSIG_ERROR = { NONE: 0, BADSIG: 16, BADKEY: 17, BADTIME: 18 } as const;
export type TsigError = (typeof TSIG_ERROR)[keyof typeof TSIG_ERROR];

/** Null: the request's key is none of ours. */
export interface TsigCheck {
  readonly key: TsigKey | null;
  readonly error: TsigError;
}

interface TsigFields {
  readonly keyName: Name;
  readonly algorithm: Name;
  /** Seconds since 1970. */
  readonly time: number;
  readonly fudge: number;
  readonly mac: Uint8Array;
  readonly originalId: number;
}

/** RFC 8945 §5.2.3: seconds by which clocks may differ. */
const FUDGE = 300;
const HEADER = 12;

export class SignedRequest {
  readonly #fields: TsigFields;
  /** The message as it was before it was signed. */
  readonly #unsigned: Uint8Array;
  #check: TsigCheck | null = null;

  private constructor(fields: TsigFields, unsigned: Uint8Array) {
    this.#fields = fields;
    this.#unsigned = unsigned;
  }

  /** Null where the message has no signature; `malformed` where there is one that is not the last record, or not whole. */
  static of(octets: Uint8Array, message: Message): SignedRequest | 'malformed' | null {
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
    return new SignedRequest(fields, unsigned);
  }

  /** Whether one of these keys made the signature, a moment ago. */
  check(keys: KeyRing, now: Instant): TsigCheck {
    const { keyName, algorithm, time, fudge, mac } = this.#fields;
    const key = keys.get(keyName.key) ?? null;
    if (key === null || !algorithm.equals(algorithmName(key.algorithm)))
      return { key: null, error: TSIG_ERROR.BADKEY };
    const signed = concatenate([this.#unsigned, variables(key, time, fudge, 0, NOTHING)]);
    const expected = algorithmFacts(key.algorithm).mac(key.secret, signed);
    if (!isSame(expected, mac)) return { key, error: TSIG_ERROR.BADSIG };
    // RFC 8945 §5.2.3: only who could sign it is told that his clock is wrong.
    const late = Math.abs(Math.floor(now / 1000) - time) > fudge;
    return { key, error: late ? TSIG_ERROR.BADTIME : TSIG_ERROR.NONE };
  }

  /** Takes what the view that answers has found; answers are signed by it from now on. */
  settle(check: TsigCheck): void {
    this.#check = check;
  }

  /** Octets that `sign` adds to an answer. */
  get room(): number {
    const check = this.#check;
    if (check === null) return 0;
    const mac = check.key === null ? 0 : algorithmFacts(check.key.algorithm).mac(NOTHING, NOTHING).length;
    const { keyName, algorithm } = this.#fields;
    return keyName.wire.length + 10 + algorithm.wire.length + 16 + mac + 6;
  }

  /** The answer with its signature; as it is where no view has settled anything. */
  sign(answer: Uint8Array, now: Instant): Uint8Array {
    if (this.#check === null) return answer;
    const { key, error } = this.#check;
    const { keyName, algorithm, mac: requestMac, originalId, time: requestTime } = this.#fields;
    const seconds = Math.floor(now / 1000);
    // RFC 8945 §5.2.3: with BADTIME the request's own time stands there, and ours behind it.
    const late = error === TSIG_ERROR.BADTIME;
    const time = late ? requestTime : seconds;
    const other = late ? uint48(seconds) : NOTHING;
    // RFC 8945 §5.3.2: an answer to who has no good key is not signed.
    const signs = key !== null && (error === TSIG_ERROR.NONE || late);
    const mac = signs
      ? algorithmFacts(key.algorithm).mac(
          key.secret,
          concatenate([
            uint16(requestMac.length),
            requestMac,
            answer,
            variables(key, time, FUDGE, error, other),
          ]),
        )
      : NOTHING;
    const rdata = concatenate([
      algorithm.wire,
      uint48(time),
      uint16(FUDGE),
      uint16(mac.length),
      mac,
      uint16(originalId),
      uint16(error),
      uint16(other.length),
      other,
    ]);
    const head = concatenate([
      keyName.wire,
      uint16(TYPE.TSIG),
      uint16(CLASS.ANY),
      new Uint8Array(4),
      uint16(rdata.length),
    ]);
    const signed = concatenate([answer, head, rdata]);
    writeUint16(signed, 10, readUint16(answer, 10) + 1);
    return signed;
  }
}

/** RFC 8945 §4.3.3: what of the record itself is signed. */
function variables(
  { name, algorithm }: TsigKey,
  time: number,
  fudge: number,
  error: number,
  other: Uint8Array,
): Uint8Array {
  return concatenate([
    canonical(name),
    uint16(CLASS.ANY),
    new Uint8Array(4),
    canonical(algorithmName(algorithm)),
    uint48(time),
    uint16(fudge),
    uint16(error),
    uint16(other.length),
    other,
  ]);
}

const ALGORITHM_NAMES = new Map<ControlAlgorithm, Name>();

/** RFC 8945 §6: `hmac-sha256.`; MD5 has a name of old. */
function algorithmName(algorithm: ControlAlgorithm): Name {
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
function canonical(name: Name): Uint8Array {
  return name.wire.map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet));
}

/** In the same time whatever differs. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let differs = 0;
  for (let i = 0; i < one.length; i++) differs |= (one[i] as number) ^ (other[i] as number);
  return differs === 0;
}

const NOTHING = new Uint8Array(0);

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function uint16(value: number): Uint8Array {
  return new Uint8Array([value >>> 8, value & 255]);
}

function uint48(value: number): Uint8Array {
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
