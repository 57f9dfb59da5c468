/**
 * Where each field of an RDATA ends, and whether it can be what its kind says. Works on octets alone: on the
 * uncompressed RDATA of a record as on a whole message that holds it.
 */
import type { Field, FieldKind } from './rdata-shapes.ts';
import { shapeOf } from './rdata-shapes.ts';
import { paramsAreWellFormed } from './svc-params.ts';

/** One field's octets, from `start` up to `end`. */
export interface FieldRange {
  readonly field: Field;
  readonly start: number;
  readonly end: number;
}

/** The fields of an uncompressed RDATA; null when it is malformed or its type has no known fields. */
export function fieldsOf(type: number, rdata: Uint8Array, rrClass?: number): FieldRange[] | null {
  const shape = shapeOf(type, rrClass);
  if (shape === null) return null;
  const ranges: FieldRange[] = [];
  let at = 0;
  for (const field of shape.fields) {
    const end = fieldEnd(field.kind, rdata, at, rdata.length);
    if (end < 0) return null;
    ranges.push({ field, start: at, end });
    at = end;
  }
  return at === rdata.length ? ranges : null;
}

/** The offset behind the field that starts at `at` in an RDATA that ends at `end`; -1 when it cannot be there. */
export function fieldEnd(kind: FieldKind, octets: Uint8Array, at: number, end: number): number {
  switch (kind) {
    case 'name-compressed':
    case 'name-expanded':
    case 'name':
      return plainNameEnd(octets, at, end);
    case 'u8':
    case 'algorithm':
    case 'scheme':
      return within(at + 1, end);
    case 'u16':
    case 'type':
    case 'flags':
    case 'rcode':
      return within(at + 2, end);
    case 'u32':
    case 'ttl':
    case 'time':
    case 'ipv4':
      return within(at + 4, end);
    case 'u48':
    case 'time48':
    case 'eui48':
      return within(at + 6, end);
    case 'locator':
    case 'eui64':
      return within(at + 8, end);
    case 'ipv6':
      return within(at + 16, end);
    case 'string':
    case 'digits':
    case 'hex8':
      return prefixed8(octets, at, end);
    case 'tag':
    case 'base32':
      return octets[at] === 0 ? -1 : prefixed8(octets, at, end);
    case 'base64-16':
      return at + 2 > end ? -1 : within(at + 2 + u16(octets, at), end);
    case 'strings':
      return stringsEnd(octets, at, end);
    case 'hex':
    case 'base64':
    case 'nsap':
    case 'atma':
      return at < end ? end : -1;
    case 'text':
    case 'hex-or-nothing':
    case 'base64-or-nothing':
    case 'base64-whole':
      return end;
    case 'bitmap':
      return bitmapEnd(octets, at, end);
    case 'params':
      return paramsAreWellFormed(octets, at, end) ? end : -1;
    case 'apl':
      return aplEnd(octets, at, end);
    case 'loc':
      return locEnd(octets, at, end);
    case 'wks':
      return at + 5 <= end && end - at <= 5 + 8192 ? end : -1;
    case 'nxt':
      return end - at >= 1 && end - at <= 16 ? end : -1;
    case 'gateway':
      return gatewayEnd(octets, at, end);
    case 'relay':
      return at < end && gatewayNameEnd((octets[at] as number) & 0x7f, octets, at + 1, end) === end
        ? end
        : -1;
    case 'hip':
      return hipEnd(octets, at, end);
    case 'a6':
      return a6End(octets, at, end);
  }
}

/** The offset behind an uncompressed name, -1 where there is none. */
export function plainNameEnd(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const length = octets[at] as number;
    if (length === 0) return at + 1 - start <= 255 ? at + 1 : -1;
    if (length > 63) return -1;
    at += length + 1;
  }
  return -1;
}

/** Where the gateway of an IPSECKEY or the relay of an AMTRELAY ends (RFC 4025 §2.3, RFC 8777 §4.2.3). */
export function gatewayNameEnd(type: number, octets: Uint8Array, at: number, end: number): number {
  switch (type) {
    case 0:
      return at;
    case 1:
      return within(at + 4, end);
    case 2:
      return within(at + 16, end);
    case 3:
      return plainNameEnd(octets, at, end);
    default:
      return -1;
  }
}

export function u16(octets: Uint8Array, at: number): number {
  return ((octets[at] as number) << 8) | (octets[at + 1] as number);
}

export function u32(octets: Uint8Array, at: number): number {
  return (
    (((octets[at] as number) << 24) |
      ((octets[at + 1] as number) << 16) |
      ((octets[at + 2] as number) << 8) |
      (octets[at + 3] as number)) >>>
    0
  );
}

function within(at: number, end: number): number {
  return at <= end ? at : -1;
}

function prefixed8(octets: Uint8Array, at: number, end: number): number {
  return at < end ? within(at + 1 + (octets[at] as number), end) : -1;
}

function stringsEnd(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  do at = prefixed8(octets, at, end);
  while (at >= 0 && at < end);
  return at;
}

/** RFC 4034 §4.1.2: windows ascend, none is empty or longer than 32 octets, none ends in a zero octet. */
function bitmapEnd(octets: Uint8Array, start: number, end: number): number {
  let previous = -1;
  let at = start;
  while (at < end) {
    if (at + 2 > end) return -1;
    const window = octets[at] as number;
    const length = octets[at + 1] as number;
    if (window <= previous || length < 1 || length > 32 || at + 2 + length > end) return -1;
    if (octets[at + 1 + length] === 0) return -1;
    previous = window;
    at += 2 + length;
  }
  return at;
}

/** RFC 3123 §4. */
function aplEnd(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    if (at + 4 > end) return -1;
    const family = u16(octets, at);
    const prefix = octets[at + 2] as number;
    const length = (octets[at + 3] as number) & 0x7f;
    if (family === 1 && (prefix > 32 || length > 4)) return -1;
    if (family === 2 && (prefix > 128 || length > 16)) return -1;
    at += 4 + length;
    if (at > end || (length > 0 && octets[at - 1] === 0)) return -1;
  }
  return at;
}

/** RFC 1876 §2. A version other than 0 cannot be read further; BIND: takes it as it is. */
function locEnd(octets: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  if (octets[at] !== 0) return end;
  if (end - at !== 16) return -1;
  for (let i = 1; i <= 3; i++) {
    const size = octets[at + i] as number;
    if (size >> 4 > 9 || (size & 15) > 9) return -1;
  }
  if (Math.abs(u32(octets, at + 4) - 2 ** 31) > 90 * 3_600_000) return -1;
  return Math.abs(u32(octets, at + 8) - 2 ** 31) > 180 * 3_600_000 ? -1 : end;
}

function gatewayEnd(octets: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return -1;
  const after = gatewayNameEnd(octets[at] as number, octets, at + 2, end);
  return after < 0 ? -1 : end;
}

/** RFC 8005 §5. */
function hipEnd(octets: Uint8Array, start: number, end: number): number {
  if (start + 4 > end) return -1;
  const hit = octets[start] as number;
  const key = u16(octets, start + 2);
  let at = start + 4 + hit + key;
  if (hit === 0 || key === 0 || at > end) return -1;
  while (at >= 0 && at < end) at = plainNameEnd(octets, at, end);
  return at;
}

/** RFC 2874 §3.1. */
function a6End(octets: Uint8Array, at: number, end: number): number {
  const prefix = octets[at] as number;
  if (at >= end || prefix > 128) return -1;
  const after = at + 1 + Math.ceil((128 - prefix) / 8);
  if (prefix === 0) return within(after, end);
  return after > end ? -1 : plainNameEnd(octets, after, end);
}
