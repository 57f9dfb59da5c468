/**
 * RDATA as octets in uncompressed wire form: what can be asked of it.
 *
 * Where the fields of a type lie is in `rdata-shapes.ts`; printing is in `rdata-text.ts`, reading text in
 * `rdata-parse.ts`. An RDATA that does not fit its type gives null or nothing here, never an exception.
 */
import { TYPE } from './codes.ts';
import { Name } from './name.ts';
import { labelCount, nameAt } from './name-at.ts';
import { fieldsOf, plainNameEnd, u32 } from './rdata-fields.ts';
import type { FieldRange } from './rdata-fields.ts';
import { shapeOf } from './rdata-shapes.ts';

export { addressOctets, addressText } from './address.ts';
export { nameAt } from './name-at.ts';
export { rdataText } from './rdata-text.ts';
export type { RdataStyle } from './printing.ts';
export { rdataFromText } from './rdata-parse.ts';
export type { RdataProblem, RdataWord } from './word-reader.ts';

/** All domain names in an RDATA, in order. */
export function namesInRdata(type: number, rdata: Uint8Array): Name[] {
  return (fieldsOf(type, rdata) ?? []).filter(isName).map((range) => nameAt(rdata, range.start));
}

/** Where the name stands in the RDATA of types that point to one: its offset, or null where it has to be looked for. */
const POINTING = new Map<number, number | null>([
  [TYPE.NS, 0],
  [TYPE.CNAME, 0],
  [TYPE.DNAME, 0],
  [TYPE.PTR, 0],
  [TYPE.MX, 2],
  [TYPE.SRV, 6],
  [TYPE.AFSDB, 2],
  [TYPE.KX, 2],
  [TYPE.RT, 2],
  [TYPE.NAPTR, null],
  [TYPE.SVCB, null],
  [TYPE.HTTPS, null],
  [TYPE.LP, 2],
  [TYPE.MB, 0],
  [TYPE.MD, 0],
  [TYPE.MF, 0],
]);

/** The host or name that a record points to (NS, CNAME, DNAME, PTR, MX, SRV …); null for other types, and for what is malformed. */
export function targetName(type: number, rdata: Uint8Array): Name | null {
  const at = POINTING.get(type);
  if (at === undefined) return null;
  if (at === null) return namesInRdata(type, rdata)[0] ?? null;
  // The name is all that is left. Where it is all there is, it keeps the octets of the RDATA.
  if (plainNameEnd(rdata, at, rdata.length) !== rdata.length) return null;
  return at === 0 ? Name.fromTrustedWire(rdata, labelCount(rdata)) : nameAt(rdata, at);
}

export interface Soa {
  readonly mname: Name;
  readonly rname: Name;
  readonly serial: number;
  /** The four times in seconds. */
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  /** The TTL of negative answers (RFC 2308 §4). */
  readonly minimum: number;
}

/** The fields of an SOA record's RDATA (RFC 1035 §3.3.13); null when it is malformed. */
export function readSoa(rdata: Uint8Array): Soa | null {
  const ranges = fieldsOf(TYPE.SOA, rdata);
  if (ranges === null) return null;
  const numbersAt = rdata.length - 20;
  return {
    mname: nameAt(rdata, 0),
    rname: nameAt(rdata, ranges[1]?.start ?? 0),
    serial: u32(rdata, numbersAt),
    refresh: u32(rdata, numbersAt + 4),
    retry: u32(rdata, numbersAt + 8),
    expire: u32(rdata, numbersAt + 12),
    minimum: u32(rdata, numbersAt + 16),
  };
}

/** Whether two RDATAs are the same data: octet by octet, names without case (RFC 2136 §1.1.1, RFC 3597 §6). */
export function rdataEquals(type: number, a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  let differsInCase = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    if (lower(a[i] as number) !== lower(b[i] as number)) return false;
    differsInCase = true;
  }
  if (!differsInCase) return true;
  const canonicalA = canonicalRdata(type, a);
  const canonicalB = canonicalRdata(type, b);
  return canonicalA.every((octet, i) => octet === canonicalB[i]);
}

/** The RDATA with the letters of its names in lower case (RFC 4034 §6.2, for all types that hold names). */
export function canonicalRdata(type: number, rdata: Uint8Array): Uint8Array {
  if (shapeOf(type)?.fields.some((field) => field.kind.startsWith('name')) !== true) return rdata;
  const canonical = rdata.slice();
  for (const range of fieldsOf(type, rdata) ?? []) {
    if (!isName(range)) continue;
    // Length octets are at most 63 and so are never taken for capitals.
    for (let i = range.start; i < range.end; i++) canonical[i] = lower(rdata[i] as number);
  }
  return canonical;
}

function isName(range: FieldRange): boolean {
  return range.field.kind.startsWith('name');
}

function lower(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}
