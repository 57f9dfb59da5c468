/**
 * Records as lines of a zone file, in BIND's columns: owner, TTL, class, type, RDATA, with tabs between.
 *
 * @example recordText(record) // 'www.example.com.\t3600\tIN\tA\t192.0.2.1'
 */
import { classText, typeText } from './codes.ts';
import type { Question, ResourceRecord } from './message.ts';
import type { RdataStyle } from './printing.ts';
import { rdataText } from './rdata-text.ts';
import { shortDurationText } from './times.ts';

export interface RecordStyle extends RdataStyle {
  /** False: no TTL: dig's +nottlid. */
  readonly ttl?: boolean;
  /** False: no class: dig's +noclass. */
  readonly class?: boolean;
  /** TTLs as `1h30m`: dig's +ttlunits. */
  readonly ttlUnits?: boolean;
  /** Stands in place of the owner, for instance nothing when it is that of the line before. */
  readonly owner?: string;
  /** Where columns begin; what dig would choose when absent. */
  readonly columns?: Columns;
}

/** Character positions from 0. */
export interface Columns {
  readonly ttl: number;
  readonly class: number;
  readonly type: number;
  readonly rdata: number;
}

// BIND: dig's styles.
const FULL: Columns = { ttl: 24, class: 32, type: 40, rdata: 48 };
const SHORTENED: Columns = { ttl: 24, class: 24, type: 32, rdata: 40 };
const NARROW: Columns = { ttl: 24, class: 24, type: 24, rdata: 32 };

function digColumns(style: RecordStyle): Columns {
  const lacking = Number(style.ttl === false) + Number(style.class === false);
  if (style.multiline === true || lacking === 2) return NARROW;
  return lacking === 1 ? SHORTENED : FULL;
}

/** One record as dig prints it; several lines with `multiline`. */
export function recordText(record: ResourceRecord, style: RecordStyle = {}): string {
  const columns = style.columns ?? digColumns(style);
  const line = new Line(style.owner ?? record.name.toString());
  if (style.ttl !== false) {
    line.add(style.ttlUnits === true ? shortDurationText(record.ttl) : String(record.ttl), columns.ttl);
  }
  const unknown = style.unknownFormat === true;
  if (style.class !== false)
    line.add(unknown ? `CLASS${record.class}` : classText(record.class), columns.class);
  line.add(unknown ? `TYPE${record.type}` : typeText(record.type), columns.type);
  line.add(rdataText(record.type, record.rdata, style, record.class), columns.rdata);
  return line.text;
}

/** A question as dig prints it in its QUESTION SECTION: `;www.example.com.\t\tIN\tA`. Its class is never left out. */
export function questionText(question: Question, style: RecordStyle = {}): string {
  const columns = digColumns(style);
  const unknown = style.unknownFormat === true;
  const line = new Line(`;${question.name.toString()}`);
  line.add(unknown ? `CLASS${question.class}` : classText(question.class), columns.class);
  line.add(unknown ? `TYPE${question.type}` : typeText(question.type), columns.type);
  return line.text;
}

/**
 * Words in columns, as BIND lays them out: each at its column, or one space behind what stands there.
 *
 * @example columnLine('www.', [['300', 24], ['A', 32]]) // 'www.\t\t\t300\tA'
 */
export function columnLine(
  first: string,
  words: readonly (readonly [word: string, column: number])[],
): string {
  const line = new Line(first);
  for (const [word, column] of words) line.add(word, column);
  return line.text;
}

/** BIND: tabs of eight columns up to the column, at least one space. */
class Line {
  text: string;
  #column: number;

  constructor(owner: string) {
    this.text = owner;
    this.#column = owner.length;
  }

  add(word: string, column: number): void {
    const to = Math.max(column, this.#column + 1);
    const tabs = Math.floor(to / 8) - Math.floor(this.#column / 8);
    const spaces = tabs > 0 ? to % 8 : to - this.#column;
    this.text += '\t'.repeat(tabs) + ' '.repeat(spaces) + word;
    this.#column = to + word.length;
  }
}
