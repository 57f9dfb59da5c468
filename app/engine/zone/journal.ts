/**
 * Journals of zones (`.jnl`), as BIND writes them: what each change since some serial took away and put in. A head of 64
 * octets, an index, then transactions; in each, as in an IXFR (RFC 1995 §4): the old SOA, what went, the new SOA, what came.
 * All numbers are big-endian. What is wrong is told in BIND's words.
 */
import { TYPE } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { Name } from '../protocol/name.ts';
import { readSoa } from '../protocol/rdata.ts';
import { fieldsOf, plainNameEnd, u16, u32 } from '../protocol/rdata-fields.ts';
import { shapeOf } from '../protocol/rdata-shapes.ts';
import { isAtLeast } from './serial-order.ts';

export interface JournalRecord {
  readonly op: 'del' | 'add';
  readonly record: ResourceRecord;
}

export interface JournalProblem {
  readonly kind: 'journal-problem';
  /** `open`: it is no journal; `read`: what stands in it is wrong, or does not fit the zone. */
  readonly at: 'open' | 'read';
  /** What is said of the file beside the reason. */
  readonly told: string | null;
  readonly why: string;
}

const MARKS = [';BIND LOG V9\n', ';BIND LOG V9.2\n'];
const HEAD_SIZE = 64;
const MARK_SIZE = 16;
/** BIND: since 9.16.12 a transaction's head counts its records; some files mix both forms. */
const OLD_HEAD = 12;
const NEW_HEAD = 16;
/** Name, type, class, TTL, length. */
const LEAST_RECORD = 11;

/** All that was taken away and put in since `serial`; null: nothing, the zone is as new as the journal. */
export function journalSince(
  octets: Uint8Array,
  serial: number,
): readonly JournalRecord[] | JournalProblem | null {
  if (octets.length <= HEAD_SIZE) return problem('open', 'no more');
  const mark = String.fromCharCode(...octets.subarray(0, MARK_SIZE)).replace(/\0+$/, '');
  if (!MARKS.includes(mark)) return problem('open', 'unexpected error', 'journal format not recognized');
  const [begin, end] = [u32(octets, 16), u32(octets, 24)];
  if (serial === end) return null;
  if (!isAtLeast(serial, begin) || !isAtLeast(end, serial)) return outOfSync();
  return new JournalReader(octets, u32(octets, 28)).since({ serial: begin, at: u32(octets, 20) }, serial);
}

/** What is told of a journal that cannot be used, but for the zone's own line; `file` is the journal's. */
export function journalLines({ told }: JournalProblem, file: string): readonly string[] {
  if (told === null) return [];
  return [told.startsWith('dns_') ? told : `${file}: ${told}`];
}

/** The zone's own line. */
export function journalFailure({ at, why }: JournalProblem): string {
  return `journal ${at === 'open' ? 'open' : 'rollforward'} failed: ${why}`;
}

export function isJournalProblem<T extends object>(value: T | JournalProblem): value is JournalProblem {
  return 'kind' in value;
}

export function problem(at: JournalProblem['at'], why: string, told: string | null = null): JournalProblem {
  return { kind: 'journal-problem', at, told, why };
}

function outOfSync(): JournalProblem {
  return problem('read', 'journal out of sync with zone');
}

function corrupt(told: string): JournalProblem {
  return problem('read', 'unexpected error', told);
}

/** Where a transaction begins, and the zone's serial before it. */
interface Position {
  readonly serial: number;
  readonly at: number;
}

/** Octets of a transaction's head, and what it says. */
interface TransactionHead {
  readonly headSize: number;
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

class JournalReader {
  readonly #octets: Uint8Array;
  readonly #end: number;
  readonly #found: JournalRecord[] = [];
  #soas = 0;
  #serial = 0;

  constructor(octets: Uint8Array, end: number) {
    this.#octets = octets;
    this.#end = end;
  }

  since(begin: Position, serial: number): readonly JournalRecord[] | JournalProblem {
    let { at, serial: known } = begin;
    while (known !== serial) {
      const head = this.#head(at, known);
      // No transaction begins with that version.
      if (head === null || head.size === 0 || !isAtLeast(serial, known)) return outOfSync();
      at += head.headSize + head.size;
      known = head.to;
    }
    this.#serial = serial;
    return this.#readFrom(at) ?? this.#found;
  }

  #readFrom(start: number): JournalProblem | null {
    for (let at = start; at < this.#end;) {
      const head = this.#head(at, this.#serial);
      // BIND: a file that is cut off is good up to there.
      if (head === null) return null;
      if (head.size === 0) return corrupt('journal corrupt: empty transaction');
      if (head.from !== this.#serial)
        return corrupt(`journal file corrupt: expected serial ${this.#serial}, got ${head.from}`);
      at += head.headSize;
      for (const end = at + head.size; at !== end;) {
        const length = this.#record(at);
        if (typeof length !== 'number') return length;
        at += 4 + length;
      }
    }
    return null;
  }

  /** Null where the file ends before. */
  #head(at: number, serial: number): TransactionHead | null {
    const octets = this.#octets;
    if (at + NEW_HEAD > octets.length) return null;
    const size = u32(octets, at);
    const old = { headSize: OLD_HEAD, size, from: u32(octets, at + 4), to: u32(octets, at + 8) };
    const counted = { headSize: NEW_HEAD, size, from: u32(octets, at + 8), to: u32(octets, at + 12) };
    return old.from === serial && counted.from !== serial ? old : counted;
  }

  /** Takes a record; gives the octets behind its own length, null where the file ends before. */
  #record(at: number): number | JournalProblem | null {
    const octets = this.#octets;
    if (at + 4 > octets.length) return null;
    const length = u32(octets, at);
    if (length < LEAST_RECORD) return corrupt(`journal corrupt: impossible RR size (${length} bytes)`);
    if (at + 4 + length > octets.length) return null;
    const record = recordAt(octets, at + 4, at + 4 + length);
    if (typeof record === 'string') return problem('read', record);
    if (record.type === TYPE.SOA) {
      this.#soas++;
      this.#serial = readSoa(record.rdata)?.serial ?? 0;
    }
    if (this.#soas === 0) return corrupt('journal file corrupt: missing initial SOA');
    this.#found.push({ op: this.#soas % 2 === 1 ? 'del' : 'add', record });
    return length;
  }
}

const FIXED_SIZE = 10;
const POINTER = 0xc0;

/** A record as it is on the wire, without compression; or in BIND's words why it is none. */
function recordAt(octets: Uint8Array, from: number, to: number): ResourceRecord | string {
  const nameEnd = plainNameEnd(octets, from, to);
  if (nameEnd < 0)
    return (octets[from] as number) >= POINTER ? 'disallowed (by application policy)' : 'FORMERR';
  const start = nameEnd + FIXED_SIZE;
  if (start > to || u16(octets, nameEnd + 8) !== to - start) return 'FORMERR';
  const [type, rrClass] = [u16(octets, nameEnd), u16(octets, nameEnd + 2)];
  const rdata = octets.slice(start, to);
  if (shapeOf(type, rrClass) !== null && fieldsOf(type, rdata, rrClass) === null) return 'FORMERR';
  let labels = 0;
  for (let at = from; at < nameEnd - 1; at += 1 + (octets[at] as number)) labels++;
  const name = Name.fromTrustedWire(octets.slice(from, nameEnd), labels);
  return { name, type, class: rrClass, ttl: u32(octets, nameEnd + 4), rdata };
}
