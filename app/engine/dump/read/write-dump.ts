/**
 * A dump that was read, as text again: from what was understood, in BIND 9.18's columns, and what was not, as it was.
 *
 * A dump of named comes out as it went in, octet for octet. One of another release has its words and its order, and
 * 9.18's columns. What Unbound wrote is written as it was.
 */
import type { RdataStyle } from '../../protocol/printing.ts';
import { rdataFromText } from '../../protocol/rdata-parse.ts';
import { rdataText } from '../../protocol/rdata-text.ts';
import { columnLine } from '../../protocol/record-text.ts';
import { timeText } from '../../protocol/times.ts';
import { heading, sharedHeading } from '../heading.ts';
import { FLAG, LINE_KIND } from './columns.ts';
import { entryText, readEntry, type DumpEntry, type DumpRecord } from './dump-entry.ts';
import type { DumpIndex, DumpSection, DumpText } from './dump-index.ts';
import { octetText } from './words.ts';

/** Pieces of text, each character an octet. */
export function* writtenDump(index: DumpIndex, text: DumpText): Generator<string, void> {
  const isUnbound = index.format === 'unbound';
  const { views, sections, lines } = index;
  let view = 0;
  let line = 0;
  /** Lines outside of any part, and the views that begin among them. */
  const between = function* (upTo: number, to: number): Generator<string, void> {
    for (; view < upTo; view++) {
      for (; line < (views[view]?.firstLine ?? 0); line++) yield lineText(index, text, line);
      if (!isUnbound) yield startOfView(index, view);
    }
    for (; line < to; line++) yield lineText(index, text, line);
  };
  for (const section of sections) {
    yield* between(section.view + 1, section.firstLine);
    yield isUnbound ? `START_${unboundPart(section)}\n` : sectionHead(index, section);
    yield* sectionItems(index, text, section);
    line = section.endLine;
    if (isUnbound) yield `END_${unboundPart(section)}\n`;
  }
  yield* between(views.length, lines.count);
  if (index.complete) yield isUnbound ? 'EOF\n' : '; Dump complete\n';
}

function unboundPart({ kind }: DumpSection): string {
  return kind === 'messages' ? 'MSG_CACHE' : 'RRSET_CACHE';
}

function startOfView({ views }: DumpIndex, place: number): string {
  const view = views[place];
  return view === undefined || view.isImplied ? '' : heading(`Start view ${view.name}`);
}

function sectionHead(index: DumpIndex, { kind, view, name, staleTtl, date }: DumpSection): string {
  const viewName = index.views[view]?.name ?? '';
  switch (kind) {
    case 'cache': {
      const stale = staleTtl === null ? '' : `; using a ${staleTtl} second stale ttl\n`;
      const begun = date === null ? '' : `$DATE ${timeText(date / 1000)}\n`;
      return heading(`Cache dump of view '${viewName}' (cache ${name})`) + stale + begun;
    }
    case 'shared':
      return sharedHeading(viewName, name);
    case 'addresses':
      return heading('Address database dump');
    case 'bad':
      return heading('Bad cache');
    case 'failures':
      return heading('SERVFAIL cache');
    case 'zone':
      return heading(`Zone dump of '${name}'`);
    case 'messages':
      return '';
  }
}

/** Entries and lines as they follow each other in the file. */
function* sectionItems(index: DumpIndex, text: DumpText, section: DumpSection): Generator<string, void> {
  const { entries, lines } = index;
  let entry = section.firstEntry;
  let line = section.firstLine;
  let owner = -1;
  let isLegendOver = section.kind !== 'addresses';
  let isUnassociated = false;
  let isOpen = false;
  while (entry < section.endEntry || line < section.endLine) {
    const isLine =
      entry >= section.endEntry ||
      (line < section.endLine && (lines.start[line] as number) < (entries.start[entry] as number));
    if (!isLine) {
      const written = writtenEntry(index, text, section, entry, entries.owner[entry] !== owner);
      yield written.text;
      isOpen = written.isOpen;
      owner = entries.owner[entry++] as number;
      continue;
    }
    const kind = LINE_KIND[lines.kind[line] as number];
    if (!isLegendOver && kind !== 'state') {
      isLegendOver = true;
      yield ';\n';
    }
    if (kind === 'unassociated' && !isUnassociated) {
      isUnassociated = true;
      yield heading('Unassociated entries');
    }
    // What is not understood may be another name's: the next set says its own.
    if (kind === 'raw') owner = -1;
    const kept = lineText(index, text, line++);
    // Nor may it go on with a record whose parentheses are not closed.
    if (isOpen && /^[\0-\x20)]/.test(kept)) yield ';\n';
    isOpen = false;
    yield kept;
  }
  if (!isLegendOver) yield ';\n';
  if (section.kind === 'addresses' && !isUnassociated && section.hasUnassociated)
    yield heading('Unassociated entries');
}

function lineText({ lines }: DumpIndex, text: DumpText, line: number): string {
  const start = lines.start[line] as number;
  return ended(octetText(text.octets(start, start + (lines.length[line] as number))));
}

/** The last line of a file may lack its end. */
function ended(lines: string): string {
  return lines.endsWith('\n') ? lines : `${lines}\n`;
}

interface WrittenEntry {
  readonly text: string;
  /** The parentheses of its last record are not closed. */
  readonly isOpen: boolean;
}

function writtenEntry(
  index: DumpIndex,
  text: DumpText,
  section: DumpSection,
  entry: number,
  withOwner: boolean,
): WrittenEntry {
  if (index.format === 'unbound') return { text: ended(entryText(index, text, entry)), isOpen: false };
  const read = readEntry(index, text, entry);
  const isOpen = read.records.at(-1)?.isOpen === true;
  if (section.kind === 'zone') return { text: zoneSet(read), isOpen };
  const withClass = ((index.entries.flags[entry] as number) & FLAG.withClass) !== 0;
  return { text: cacheSet(read, withOwner, withClass), isOpen };
}

/** BIND: rdata in columns of 40, its lines 36 characters long. */
const STYLE: RdataStyle = { multiline: true, comments: true, split: 36 };

function cacheSet(entry: DumpEntry, withOwner: boolean, withClass: boolean): string {
  const { owner, ttl, type, kind, trust, mark, records, comments } = entry;
  const line = (name: string, typeWord: string, rdata: string): string => {
    const words: [string, number][] = [[String(ttl), 24]];
    if (withClass) words.push([entry.class, 32]);
    return `${columnLine(name, [...words, [typeWord, 32], [rdata, 40]])}\n`;
  };
  const first = withOwner ? owner : '';
  const head = `; ${trust}\n${mark === null ? '' : `; ${mark}\n`}`;
  const reason = kind === 'nxdomain' ? ';-$NXDOMAIN' : ';-$NXRRSET';
  // Behind parentheses that are not closed, a line without an owner would belong to them.
  const ownerOf = (i: number): string => (i === 0 ? first : records[i - 1]?.isOpen === true ? owner : '');
  const body =
    kind === 'rrset'
      ? records.map((record, i) => line(ownerOf(i), type, multiline(entry, record))).join('')
      : line(first, `\\-${type}`, reason);
  return head + body + commentLines(comments);
}

/** RDATA on several lines stands one tab further to the right than dig's. */
function multiline(entry: DumpEntry, record: DumpRecord): string {
  const rdata = rdataFromText(entry.typeNumber, record.words);
  if ('kind' in rdata) return record.raw;
  return rdataText(entry.typeNumber, rdata, STYLE).replaceAll('\n\t\t\t\t', '\n\t\t\t\t\t');
}

function zoneSet(entry: DumpEntry): string {
  const columns = (record: DumpRecord): string => {
    const rdata = rdataFromText(entry.typeNumber, record.words);
    const text = 'kind' in rdata ? record.raw : rdataText(entry.typeNumber, rdata);
    const words: [string, number][] = [
      [String(entry.ttl), 46],
      [entry.class, 46],
      [entry.type, 46],
      [text, 64],
    ];
    return `${columnLine(entry.owner, words)}\n`;
  };
  return entry.records.map(columns).join('') + commentLines(entry.comments);
}

function commentLines(comments: readonly string[]): string {
  return comments.map((comment) => `; ${comment}\n`).join('');
}
