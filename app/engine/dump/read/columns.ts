/** Rows of numbers in typed arrays that grow: a million entries as objects would take ten times the memory. */
import { octetText } from './words.ts';

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

function grown<T extends NumberArray>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length); // the same kind of array
  larger.set(array);
  return larger;
}

export const FLAG = {
  negative: 1,
  /** Negative for all types: the name does not exist. */
  nxdomain: 2,
  stale: 4,
  expired: 8,
  /** Its records name their class. */
  withClass: 16,
  chaos: 32,
  hesiod: 64,
} as const;

/** One row for each RRset and negative entry, in the order of the file. */
export class EntryRows {
  count = 0;
  /** Octets from the file's beginning, to that of the entry's trust comment. */
  start: Float64Array;
  length: Uint32Array;
  /** From 1: the line of the trust comment. */
  line: Uint32Array;
  /** Place in the names. */
  owner: Uint32Array;
  /** Seconds. */
  ttl: Uint32Array;
  records: Uint32Array;
  type: Uint16Array;
  /** The type that an RRSIG covers. */
  covered: Uint16Array;
  trust: Uint8Array;
  flags: Uint8Array;

  /** Room for so many rows is cheap until they are written. */
  constructor(expected: number) {
    const rows = Math.max(1024, expected);
    this.start = new Float64Array(rows);
    this.length = new Uint32Array(rows);
    this.line = new Uint32Array(rows);
    this.owner = new Uint32Array(rows);
    this.ttl = new Uint32Array(rows);
    this.records = new Uint32Array(rows);
    this.type = new Uint16Array(rows);
    this.covered = new Uint16Array(rows);
    this.trust = new Uint8Array(rows);
    this.flags = new Uint8Array(rows);
  }

  /** Makes room for a row; gives its place. What it holds is for the caller to write. */
  add(): number {
    if (this.count === this.start.length) this.#grow();
    return this.count++;
  }

  isNegative(row: number): boolean {
    return ((this.flags[row] as number) & FLAG.negative) !== 0;
  }

  #grow(): void {
    const length = this.count * 2;
    this.start = grown(this.start, length);
    this.length = grown(this.length, length);
    this.line = grown(this.line, length);
    this.owner = grown(this.owner, length);
    this.ttl = grown(this.ttl, length);
    this.records = grown(this.records, length);
    this.type = grown(this.type, length);
    this.covered = grown(this.covered, length);
    this.trust = grown(this.trust, length);
    this.flags = grown(this.flags, length);
  }
}

/** What a line that is no part of an entry is. */
export const LINE_KIND = [
  'raw',
  'server',
  'address',
  'unassociated',
  'lame',
  'failure',
  'message',
  'state',
] as const;
export type LineKind = (typeof LINE_KIND)[number];

/** Lines of the address database and of failure caches, and lines that were not understood (several in one row). */
export class LineRows {
  count = 0;
  start = new Float64Array(64);
  length = new Float64Array(64);
  line = new Uint32Array(64);
  kind = new Uint8Array(64);

  add(kind: LineKind, start: number, length: number, line: number): void {
    if (this.count === this.start.length) {
      this.start = grown(this.start, this.count * 2);
      this.length = grown(this.length, this.count * 2);
      this.line = grown(this.line, this.count * 2);
      this.kind = grown(this.kind, this.count * 2);
    }
    this.start[this.count] = start;
    this.length[this.count] = length;
    this.line[this.count] = line;
    this.kind[this.count++] = LINE_KIND.indexOf(kind);
  }

  /** A line that is kept as it is. It lengthens the row before where it follows right behind it, from row `first` on. */
  addRaw(start: number, length: number, line: number, first: number): void {
    const last = this.count - 1;
    const isNext =
      last >= first &&
      this.kind[last] === 0 &&
      (this.start[last] as number) + (this.length[last] as number) === start;
    if (isNext) this.length[last] = (this.length[last] as number) + length;
    else this.add('raw', start, length, line);
  }
}

/** The longest name as text: 255 octets, each as `\\DDD`. */
const LONGEST_NAME = 1024;

/** Owners as the file spells them, one after the other. */
export class NameRows {
  count = 0;
  octets: Uint8Array;
  /** Where the name at a place ends; it begins where the one before it ends. */
  end: Uint32Array;

  constructor(names: number, octets: number) {
    this.end = new Uint32Array(Math.max(1024, names));
    this.octets = new Uint8Array(Math.max(4096, octets));
  }

  /** Where the next name's octets go: there is room for the longest. */
  draft(): number {
    const at = this.count === 0 ? 0 : (this.end[this.count - 1] as number);
    if (at + LONGEST_NAME > this.octets.length) this.octets = grown(this.octets, this.octets.length * 2);
    if (this.count === this.end.length) this.end = grown(this.end, this.count * 2);
    return at;
  }

  /** Takes what was written behind `draft()`, up to `to`, for a name; gives its place. The same name again keeps its own. */
  take(to: number): number {
    if (this.count > 0 && this.#isLast(to)) return this.count - 1;
    this.end[this.count] = to;
    return this.count++;
  }

  startOf(place: number): number {
    return place === 0 ? 0 : (this.end[place - 1] as number);
  }

  text(place: number): string {
    return octetText(this.octets, this.startOf(place), this.end[place]);
  }

  /** Whether the draft is spelt as the last name. */
  #isLast(to: number): boolean {
    const { octets } = this;
    let draft = this.end[this.count - 1] as number;
    let last = this.startOf(this.count - 1);
    if (to - draft !== draft - last) return false;
    while (draft < to) if (octets[draft++] !== octets[last++]) return false;
    return true;
  }
}
