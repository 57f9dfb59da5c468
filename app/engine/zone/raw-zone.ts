/**
 * BIND's raw format of zones: a header, then each set of records of one name and type as they are on the wire. All
 * numbers are big-endian.
 */
import type { ResourceRecord } from '../protocol/message.ts';
import { Name } from '../protocol/name.ts';
import { fieldsOf, plainNameEnd, u16, u32 } from '../protocol/rdata-fields.ts';
import { shapeOf } from '../protocol/rdata-shapes.ts';

/** In BIND's words: what it says, and why the zone is not loaded. */
export interface RawProblem {
  readonly kind: 'raw-problem';
  readonly told: readonly string[];
  readonly why: string;
}

/** The records of one name and type; of signatures, of one covered type. */
export interface RawSet {
  readonly type: number;
  /** Of signatures; else 0. */
  readonly covers: number;
  /** At least one. */
  readonly records: readonly ResourceRecord[];
}

export interface RawHeader {
  readonly version: 0 | 1;
  /** Seconds since 1970. */
  readonly writtenAt: number;
  /** Null: not known. */
  readonly sourceSerial: number | null;
}

const RAW = 2;
const HEADER_SIZE = [12, 24] as const;
const SOURCE_SERIAL_SET = 2;
/** Length, class, type, covered type, TTL and count of a set. */
const SET_SIZE = 18;

export function readRawZone(
  octets: Uint8Array,
  wanted: { readonly class: number; readonly maxTtl: number },
): ResourceRecord[] | RawProblem {
  if (octets.length < 4) return problem([], 'end of file');
  if (u32(octets, 0) !== RAW) return problem(['file format mismatch (not raw)'], 'not implemented');
  if (octets.length < 8) return problem([], 'end of file');
  const version = u32(octets, 4);
  if (version > 1) return problem(['unsupported file format version'], 'not implemented');
  const start: number = HEADER_SIZE[version as 0 | 1];
  if (octets.length < start) return problem([], 'end of file');
  const records: ResourceRecord[] = [];
  for (let at = start; at < octets.length;) {
    const end = readSet(octets, at, wanted, records);
    if (typeof end !== 'number') return end;
    at = end;
  }
  return records;
}

function problem(told: readonly string[], why: string): RawProblem {
  return { kind: 'raw-problem', told, why };
}

/** BIND: what is wrong behind the header is told, and is the reason. */
function broken(why: string): RawProblem {
  return problem([why], why);
}

/** Adds a set's records; gives where it ends. */
function readSet(
  octets: Uint8Array,
  at: number,
  wanted: { readonly class: number; readonly maxTtl: number },
  records: ResourceRecord[],
): number | RawProblem {
  if (octets.length - at < SET_SIZE + 2) return broken('end of file');
  const end = at + u32(octets, at);
  const [rrClass, type, ttl, count] = [
    u16(octets, at + 4),
    u16(octets, at + 6),
    u32(octets, at + 10),
    u32(octets, at + 14),
  ];
  if (end <= at + SET_SIZE || end > octets.length) return broken('end of file');
  if (rrClass !== wanted.class) return broken('bad class');
  if (count === 0 || count > 0xffff) return broken('out of range');
  const nameEnd = at + SET_SIZE + 2 + u16(octets, at + SET_SIZE);
  const name = nameEnd > end ? null : nameIn(octets, at + SET_SIZE + 2, nameEnd);
  if (name === null) return broken('FORMERR');
  if (wanted.maxTtl > 0 && ttl > wanted.maxTtl)
    return problem(
      [`TTL ${ttl} exceeds configured max-zone-ttl ${wanted.maxTtl}`, 'out of range'],
      'out of range',
    );
  let from = nameEnd;
  for (let i = 0; i < count; i++) {
    if (from + 2 > end) return broken('unexpected end of input');
    const to = from + 2 + u16(octets, from);
    if (to > end) return broken('unexpected end of input');
    const rdata = octets.slice(from + 2, to);
    if (shapeOf(type, rrClass) !== null && fieldsOf(type, rdata, rrClass) === null) return broken('FORMERR');
    records.push({ name, type, class: rrClass, ttl, rdata });
    from = to;
  }
  return from === end ? end : broken('FORMERR');
}

function nameIn(octets: Uint8Array, from: number, to: number): Name | null {
  if (plainNameEnd(octets, from, to) !== to) return null;
  let labels = 0;
  for (let at = from; at < to - 1; at += 1 + (octets[at] as number)) labels++;
  return Name.fromTrustedWire(octets.slice(from, to), labels);
}

export function rawZone(sets: Iterable<RawSet>, { version, writtenAt, sourceSerial }: RawHeader): Uint8Array {
  const pieces: Uint8Array[] = [];
  const head = [RAW, version, writtenAt >>> 0];
  if (version === 1) head.push(sourceSerial === null ? 0 : SOURCE_SERIAL_SET, sourceSerial ?? 0, 0);
  pieces.push(numbers(head));
  for (const set of sets) pieces.push(...setPieces(set));
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function setPieces({ type, covers, records }: RawSet): Uint8Array[] {
  const [first] = records as [ResourceRecord];
  const owner = first.name.wire;
  const size = records.reduce((sum, { rdata }) => sum + 2 + rdata.length, SET_SIZE + 2 + owner.length);
  return [
    numbers([size]),
    shorts([first.class, type, covers]),
    numbers([first.ttl, records.length]),
    shorts([owner.length]),
    owner,
    ...records.flatMap(({ rdata }) => [shorts([rdata.length]), rdata]),
  ];
}

function numbers(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]));
}

function shorts(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >>> 8, value]));
}
