/**
 * The wire form of what control messages hold: tables of named values, each value octets, a table or a list.
 *
 * An entry is its name (a length in one octet, then the name) and its value (a kind in one octet, a length in four,
 * then the content). Nothing here trusts a length: what does not fit is a fault, and nothing is taken from it.
 */

export type ControlValue = Uint8Array | ControlTable | readonly ControlValue[];
export type ControlTable = ReadonlyMap<string, ControlValue>;

/** In the words of BIND's library. */
export type TableFault = 'unexpected end of input' | 'syntax error' | 'maximum depth exceeded';

const BINARY = 1;
const TABLE = 2;
const LIST = 3;

/** BIND: tables and lists within each other. */
const MAX_DEPTH = 10;

export function encodeTable(table: ControlTable): Uint8Array {
  const octets: number[] = [];
  putTable(octets, table);
  return Uint8Array.from(octets);
}

function putTable(octets: number[], table: ControlTable): void {
  for (const [name, value] of table) {
    octets.push(name.length & 0xff);
    for (let i = 0; i < name.length; i++) octets.push(name.charCodeAt(i) & 0xff);
    putValue(octets, value);
  }
}

function putValue(octets: number[], value: ControlValue): void {
  const content: number[] = [];
  let kind = BINARY;
  if (value instanceof Uint8Array) {
    for (const octet of value) content.push(octet);
  } else if (value instanceof Map) {
    kind = TABLE;
    putTable(content, value as ControlTable); // the other two are told apart before and after
  } else {
    kind = LIST;
    for (const element of value as readonly ControlValue[]) putValue(content, element);
  }
  const length = content.length;
  octets.push(kind, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255);
  for (const octet of content) octets.push(octet);
}

/** Reads a table that fills the octets from `start` to their end. */
export function decodeTable(octets: Uint8Array, start = 0): ControlTable | TableFault {
  return readTable(octets, start, octets.length, 0);
}

/** The name and the extent of the first entry: what a signature stands in. */
export function firstEntry(
  octets: Uint8Array,
  start: number,
): { readonly name: string; readonly end: number } | null {
  const at = start + 1 + (octets[start] ?? 0);
  if (at + 5 > octets.length) return null;
  const end = at + 5 + lengthAt(octets, at + 1);
  return end > octets.length ? null : { name: nameAt(octets, start), end };
}

function readTable(octets: Uint8Array, start: number, end: number, depth: number): ControlTable | TableFault {
  if (depth > MAX_DEPTH) return 'maximum depth exceeded';
  const table = new Map<string, ControlValue>();
  for (let at = start; at < end;) {
    const named = at + 1 + (octets[at] as number);
    if (named > end) return 'unexpected end of input';
    const read = readValue(octets, named, end, depth);
    if (typeof read === 'string') return read;
    table.set(nameAt(octets, at), read.value);
    at = read.end;
  }
  return table;
}

function readValue(
  octets: Uint8Array,
  at: number,
  end: number,
  depth: number,
): { readonly value: ControlValue; readonly end: number } | TableFault {
  if (at + 5 > end) return 'unexpected end of input';
  const from = at + 5;
  const to = from + lengthAt(octets, at + 1);
  if (to > end) return 'unexpected end of input';
  switch (octets[at]) {
    case BINARY:
      return { value: octets.slice(from, to), end: to };
    case TABLE: {
      const value = readTable(octets, from, to, depth + 1);
      return typeof value === 'string' ? value : { value, end: to };
    }
    case LIST: {
      const value = readList(octets, from, to, depth + 1);
      return typeof value === 'string' ? value : { value, end: to };
    }
    default:
      return 'syntax error';
  }
}

function readList(
  octets: Uint8Array,
  start: number,
  end: number,
  depth: number,
): ControlValue[] | TableFault {
  if (depth > MAX_DEPTH) return 'maximum depth exceeded';
  const list: ControlValue[] = [];
  for (let at = start; at < end;) {
    const read = readValue(octets, at, end, depth);
    if (typeof read === 'string') return read;
    list.push(read.value);
    at = read.end;
  }
  return list;
}

function nameAt(octets: Uint8Array, at: number): string {
  return String.fromCharCode(...octets.subarray(at + 1, at + 1 + (octets[at] as number)));
}

function lengthAt(octets: Uint8Array, at: number): number {
  return (
    (((octets[at] as number) << 24) |
      ((octets[at + 1] as number) << 16) |
      ((octets[at + 2] as number) << 8) |
      (octets[at + 3] as number)) >>>
    0
  );
}
