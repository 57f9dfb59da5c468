/**
 * One entry of a dump, read again from its own lines: what a list shows when it is opened, and what is exported.
 *
 * @example readEntry(index, text, 0).records[0].text // '10 mail.example.com.'
 */
import { typeText } from '../../protocol/codes.ts';
import type { RdataWord } from '../../protocol/word-reader.ts';
import { ZoneTokens } from '../../zone/tokens.ts';
import { FLAG, NameRows } from './columns.ts';
import type { DumpIndex, DumpSection, DumpText } from './dump-index.ts';
import { lineFeedAt, RecordLine } from './record-line.ts';
import { octetText, trustAt, trustText } from './words.ts';

export interface DumpEntry {
  readonly view: string;
  readonly section: DumpSection;
  /** As the file spells it. */
  readonly owner: string;
  /** Seconds left when the dump was made. */
  readonly ttl: number;
  readonly class: 'IN' | 'CH' | 'HS';
  /** The mnemonic, or TYPEnnn; what does not exist, for a negative entry. */
  readonly type: string;
  readonly typeNumber: number;
  readonly kind: 'rrset' | 'nodata' | 'nxdomain';
  /** BIND's or Unbound's word; empty for records of a zone and for messages. */
  readonly trust: string;
  /** `stale since 19700101000000`, `expired (awaiting cleanup)`; null for a live entry. */
  readonly mark: string | null;
  readonly records: readonly DumpRecord[];
  /** Comments behind the records: what proves a negative entry; when a zone's signatures are due. Without `; `. */
  readonly comments: readonly string[];
  /** From 1. */
  readonly line: number;
}

export interface DumpRecord {
  /** The RDATA on one line. */
  readonly text: string;
  readonly words: readonly RdataWord[];
  /** The RDATA as the file has it. */
  readonly raw: string;
  /** Its parentheses are not closed. */
  readonly isOpen: boolean;
}

/** An entry's own lines, as they are in the file. */
export function entryText(index: DumpIndex, text: DumpText, entry: number): string {
  return octetText(octetsOf(index, text, entry));
}

function octetsOf({ entries }: DumpIndex, text: DumpText, entry: number): Uint8Array {
  const start = entries.start[entry] as number;
  return text.octets(start, start + (entries.length[entry] as number));
}

export function readEntry(index: DumpIndex, text: DumpText, entry: number): DumpEntry {
  const { entries, names } = index;
  const flags = entries.flags[entry] as number;
  const section = index.sectionOf(entry);
  const isNegative = (flags & FLAG.negative) !== 0;
  const type = entries.type[entry] as number;
  const lines = entryLines(octetsOf(index, text, entry), section.kind === 'messages');
  return {
    view: index.viewOf(section),
    section,
    owner: names.text(entries.owner[entry] as number),
    ttl: entries.ttl[entry] as number,
    class: (flags & FLAG.chaos) !== 0 ? 'CH' : (flags & FLAG.hesiod) !== 0 ? 'HS' : 'IN',
    type: typeText(type),
    typeNumber: type,
    kind: !isNegative ? 'rrset' : (flags & FLAG.nxdomain) !== 0 ? 'nxdomain' : 'nodata',
    trust: trustText(entries.trust[entry] as number),
    mark: lines.mark,
    records: isNegative ? [] : lines.records,
    comments: lines.comments,
    line: entries.line[entry] as number,
  };
}

interface EntryLines {
  readonly mark: string | null;
  readonly records: readonly DumpRecord[];
  readonly comments: readonly string[];
}

const LINE_FEED = 10;
const SEMICOLON = 59;

/** Takes an entry's lines apart as the scanner did. */
function entryLines(octets: Uint8Array, isMessage: boolean): EntryLines {
  const b = octets[octets.length - 1] === LINE_FEED ? octets : withLineFeed(octets);
  const record = new RecordLine(new NameRows(0, 0));
  const records: DumpRecord[] = [];
  const comments: string[] = [];
  let mark: string | null = null;
  let isOpen = false;
  for (let at = 0; at < b.length;) {
    let end = lineFeedAt(b, at);
    if (isMessage) {
      if (isOpen) comments.push(octetText(b, at, end));
      isOpen = true;
    } else if (b[at] === SEMICOLON) {
      const comment = octetText(b, at + 2, end).trimEnd();
      if (isOpen) comments.push(comment);
      else if (/^(?:stale|expired)(?: |$)/.test(comment) && trustAt(b, at + 2, end) < 0) mark = comment;
    } else if (record.read(b, at) === null) {
      isOpen = true;
      end = record.lineEnd(b, record.rest);
      while (record.depth > 0 && end + 1 < b.length && isContinued(b, end + 1))
        end = record.lineEnd(b, end + 1);
      records.push(recordOf(octetText(b, record.rest, end), record.depth > 0));
    }
    at = end + 1;
  }
  return { mark, records, comments };
}

function withLineFeed(octets: Uint8Array): Uint8Array {
  const longer = new Uint8Array(octets.length + 1);
  longer.set(octets);
  longer[octets.length] = LINE_FEED;
  return longer;
}

function isContinued(b: Uint8Array, at: number): boolean {
  return (b[at] as number) <= 32 || b[at] === 41;
}

function recordOf(raw: string, isOpen: boolean): DumpRecord {
  const tokens = new ZoneTokens(`\t${raw}\n`);
  const words = tokens.next()?.words ?? [];
  return { words, text: words.map(wordText).join(' '), raw, isOpen };
}

function wordText({ text, quoted }: RdataWord): string {
  return quoted ? `"${text}"` : text;
}
