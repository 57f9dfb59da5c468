/**
 * Records and questions on lines, in the columns that dig's form of output has.
 */
import { TYPE, classText, typeText } from '../../protocol/codes.ts';
import type { Question, ResourceRecord } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import { rdataText } from '../../protocol/rdata.ts';
import type { RdataStyle } from '../../protocol/rdata.ts';
import type { Exchange } from './exchange.ts';
import { unicodeName } from './idn.ts';
import { elapsed } from './stats.ts';
import type { Dig, Lookup } from './state.ts';

const TAB = 8;
const WITH_IPV6: readonly number[] = [TYPE.AAAA, TYPE.APL, TYPE.IPSECKEY, TYPE.AMTRELAY, TYPE.A6];

/** How a line is laid out. Columns count octets from 0. */
export interface Layout {
  readonly ttlColumn: number;
  readonly classColumn: number;
  readonly typeColumn: number;
  readonly dataColumn: number;
  readonly ttl: boolean;
  readonly ttlUnits: boolean;
  readonly class: boolean;
  readonly idn: boolean;
  readonly style: RdataStyle;
}

export function layoutOf(dig: Dig, lookup: Lookup): Layout {
  const { multiline, noTtl, noClass } = lookup;
  const [ttlColumn, classColumn, typeColumn, dataColumn] =
    multiline || (noTtl && noClass)
      ? [24, 24, 24, 32]
      : noTtl || noClass
        ? [24, 24, 32, 40]
        : [24, 32, 40, 48];
  return {
    ttlColumn,
    classColumn,
    typeColumn,
    dataColumn,
    ttl: !noTtl,
    ttlUnits: lookup.ttlUnits,
    class: !noClass,
    idn: lookup.idnOut,
    style: styleOf(dig, lookup),
  };
}

/** How RDATA is printed. */
export function styleOf(dig: Dig, lookup: Lookup): RdataStyle {
  const split = dig.splitWidth === null ? {} : { split: dig.splitWidth };
  // BIND: in YAML the other options of form have no effect.
  if (dig.yaml && !dig.shortForm) return split;
  const multiline = lookup.multiline && !dig.shortForm;
  return {
    multiline,
    comments: lookup.recordComments > 0 || (multiline && lookup.recordComments >= 0),
    ...split,
    crypto: !lookup.noCrypto,
    unknownFormat: lookup.unknownFormat,
    expandIpv6: lookup.expandAaaa,
  };
}

export function recordLine(layout: Layout, record: ResourceRecord): string {
  const line = new Line(nameText(layout, record.name));
  if (layout.ttl) line.put(layout.ttlColumn, layout.ttlUnits ? unitsText(record.ttl) : String(record.ttl));
  if (layout.class) line.put(layout.classColumn, classWord(layout, record.class));
  line.put(layout.typeColumn, typeWord(layout, record.type));
  const data = dataText(layout.style, layout.idn, record);
  line.put(layout.dataColumn, data);
  return `${line.text}\n`;
}

/** `;www.example.com.		IN	A`. */
export function questionLine(layout: Layout, question: Question): string {
  // BIND: the semicolon in front counts for no column.
  const line = new Line(nameText(layout, question.name));
  line.put(layout.classColumn, classWord(layout, question.class));
  line.put(layout.typeColumn, typeWord(layout, question.type));
  return `;${line.text}\n`;
}

/** One record of +short; +trace and +nssearch put the type in front. */
export function shortLine(exchange: Exchange, record: ResourceRecord): string {
  const { dig, lookup, server } = exchange;
  const type = lookup.trace || lookup.nsSearch ? `${typeText(record.type)} ` : '';
  const data = dataText(styleOf(dig, lookup), lookup.idnOut, record);
  if (!lookup.identify) return `${type}${data}\n`;
  const [time, unit] = elapsed(exchange);
  return `${type}${data} from server ${server.address} in ${time} ${unit}s.\n`;
}

/** Record and question as +yaml has them: single spaces. */
export function plainRecord(exchange: Exchange, record: ResourceRecord): string {
  const { dig, lookup } = exchange;
  const data = yamlData(record.type, dataText(styleOf(dig, lookup), lookup.idnOut, record));
  const name = nameText({ idn: lookup.idnOut }, record.name);
  return `${name} ${record.ttl} ${classText(record.class)} ${typeText(record.type)} ${data}`;
}

/** BIND: an address that ends in colons would read as a YAML key. */
export function yamlData(type: number, text: string): string {
  return WITH_IPV6.includes(type) ? text.replace(/::(?=\/|\s|$)/g, '::0') : text;
}

export function plainQuestion(exchange: Exchange, question: Question): string {
  const name = nameText({ idn: exchange.lookup.idnOut }, question.name);
  return `${name} ${classText(question.class)} ${typeText(question.type)}`;
}

/** RFC 3597 §5 for everything under +unknownformat. */
function classWord(layout: Layout, value: number): string {
  return layout.style.unknownFormat === true ? `CLASS${value}` : classText(value);
}

function typeWord(layout: Layout, type: number): string {
  return layout.style.unknownFormat === true ? `TYPE${type}` : typeText(type);
}

function nameText(layout: { readonly idn: boolean }, name: Name): string {
  const text = name.toString();
  return layout.idn ? unicodeName(text) : text;
}

function dataText(style: RdataStyle, idn: boolean, record: ResourceRecord): string {
  const text = rdataText(record.type, record.rdata, style, record.class);
  if (!idn || !/xn--/i.test(text)) return text;
  // Names only: what stands in quotes is no name.
  return text.replace(/"(?:[^"\\]|\\.)*"|[^\s"]+/g, (word) =>
    word.startsWith('"') ? word : unicodeName(word),
  );
}

/** A line that grows to the right, column by column, with tabs as BIND sets them. */
class Line {
  text: string;
  #column: number;

  constructor(start: string) {
    this.text = start;
    this.#column = start.length;
  }

  /** Goes to a column, or one space on where that is passed already, and writes there. */
  put(column: number, text: string): void {
    const from = this.#column;
    const to = Math.max(column, from + 1);
    const tabs = Math.floor(to / TAB) - Math.floor(from / TAB);
    const spaces = tabs > 0 ? to % TAB : to - from;
    this.text += '\t'.repeat(Math.max(0, tabs)) + ' '.repeat(spaces) + text;
    this.#column = to + text.length;
  }
}

/** `1w1d1h1m1s`; `0s` for nothing. */
function unitsText(ttl: number): string {
  let rest = ttl;
  let text = '';
  for (const [unit, size] of [
    ['w', 604800],
    ['d', 86400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
