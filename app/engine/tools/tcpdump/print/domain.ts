/**
 * A DNS message in one line: `4242+ [1au] A? www.example.com. (56)`, `4242*- 1/2/3 A 192.0.2.1 (130)`.
 *
 * With -v the names of records too, with -vv the question and the other sections of a response, with -vvv TTLs.
 */
import { TYPE } from '../../../protocol/codes.ts';
import { skipName } from './domain-name.ts';
import { printQuestion, printRecord, type MessagePlace } from './domain-record.ts';
import { opcodeWord, rcodeWord } from '../../../protocol/summary-words.ts';
import type { Dissection } from './dissection.ts';

const HEADER = 12;
const IQUERY = 1;
/** What a query's second two octets should not have: AA, TC, RA, the reserved bit, an RCODE. */
const ODD_IN_QUERY = 0x6cf;

interface Header {
  readonly id: number;
  readonly flags: number;
  readonly questions: number;
  readonly answers: number;
  readonly authority: number;
  readonly additional: number;
}

/** RFC 1035 §4.2.2: over TCP two octets of length stand before the message. tcpdump reads one message a segment. */
export function printDomainOverTcp(d: Dissection, at: number, length: number): void {
  d.protocol = 'domain';
  if (length < 2) {
    d.print(` [DNS over TCP: length ${length} < 2]`);
    d.invalid();
  } else if (d.u16(at) !== length - 2) {
    d.print(` [prefix length(${d.u16(at)}) != length(${length - 2})]`);
    d.invalid();
  } else {
    d.print(' ');
    printDomain(d, at + 2, length - 2, false);
  }
}

export function printDomain(d: Dissection, at: number, length: number, multicast: boolean): void {
  d.protocol = 'domain';
  if (length < HEADER) {
    d.print(`domain [length ${length} < ${HEADER}]`);
    d.invalid();
    return;
  }
  if (!d.holds(at, HEADER)) return d.cutShort();
  const header: Header = {
    id: d.u16(at),
    flags: d.u16(at + 2),
    questions: d.u16(at + 4),
    answers: d.u16(at + 6),
    authority: d.u16(at + 8),
    additional: d.u16(at + 10),
  };
  const message = { start: at, multicast };
  const whole = header.flags >= 0x8000 ? printResponse(d, header, message) : printQuery(d, header, message);
  if (whole) d.print(` (${length})`);
  else d.cutShort();
}

function printResponse(d: Dissection, header: Header, message: MessagePlace): boolean {
  const { flags, questions } = header;
  const { verbose } = d.settings;
  const rcode = extendedRcode(d, header, message.start + HEADER);
  d.print(`${header.id}${opcodeWord((flags >> 11) & 15)}${rcodeWord(rcode)}`);
  d.print((flags & 0x400) !== 0 ? '*' : '');
  d.print((flags & 0x80) !== 0 ? '' : '-');
  d.print((flags & 0x200) !== 0 ? '|' : '');
  d.print((flags & 0x20) !== 0 ? '$' : '');
  if (questions !== 1) d.print(` [${questions}q]`);
  let at: number | null = message.start + HEADER;
  for (let i = 0; i < questions; i++) {
    if (i > 0) d.print(',');
    if (verbose > 1) d.print(' q:');
    at = verbose > 1 ? printQuestion(d, at, message) : behindQuestion(d, at);
    if (at === null) return false;
  }
  d.print(` ${header.answers}/${header.authority}/${header.additional}`);
  return printSections(d, header, at, message);
}

function printQuery(d: Dissection, header: Header, message: MessagePlace): boolean {
  const { flags, questions, answers } = header;
  const opcode = (flags >> 11) & 15;
  d.print(`${header.id}${opcodeWord(opcode)}`);
  d.print(((flags & 0x100) !== 0 ? '+' : '') + ((flags & 0x10) !== 0 ? '%' : ''));
  if ((flags & ODD_IN_QUERY) !== 0) d.print(` [b2&3=0x${flags.toString(16)}]`);
  if (opcode === IQUERY) {
    if (questions !== 0) d.print(` [${questions}q]`);
    if (answers !== 1) d.print(` [${answers}a]`);
  } else {
    if (answers !== 0) d.print(` [${answers}a]`);
    if (questions !== 1) d.print(` [${questions}q]`);
  }
  if (header.authority !== 0) d.print(` [${header.authority}n]`);
  if (header.additional !== 0) d.print(` [${header.additional}au]`);
  let at: number | null = message.start + HEADER;
  for (let i = 0; i < questions; i++) {
    if (i > 0 && at >= d.end) return false;
    at = printQuestion(d, at, message);
    if (at === null) return false;
  }
  return d.settings.verbose < 2 || printSections(d, header, at, message);
}

/** The answers, and with -vv the other sections. False where the packet ends before they do. */
function printSections(d: Dissection, header: Header, start: number, message: MessagePlace): boolean {
  let at = printSection(d, header.answers, start, message, '');
  if (at === null || d.settings.verbose < 2) return at !== null;
  at = printSection(d, header.authority, at, message, ' ns:');
  return at !== null && printSection(d, header.additional, at, message, ' ar:') !== null;
}

function printSection(
  d: Dissection,
  count: number,
  start: number,
  message: MessagePlace,
  title: string,
): number | null {
  let at: number | null = start;
  for (let i = 0; i < count; i++) {
    // The first answer is tried even at the packet's end, as tcpdump does.
    if (at >= d.end && !(i === 0 && title === '')) return null;
    d.print(i === 0 ? title : ',');
    at = printRecord(d, at, message);
    if (at === null) return null;
  }
  return at;
}

function behindQuestion(d: Dissection, at: number): number | null {
  const name = skipName(d, at);
  return name === null ? null : name + 4;
}

/** RFC 6891 §6.1.3: the upper eight bits of an RCODE are in the OPT record, wherever that can be found. */
function extendedRcode(d: Dissection, header: Header, start: number): number {
  const rcode = header.flags & 15;
  let at = start;
  for (let i = 0; i < header.questions; i++) {
    const behind = behindQuestion(d, at);
    if (behind === null || behind >= d.end) return rcode;
    at = behind;
  }
  const before = header.answers + header.authority;
  for (let i = 0; i < before + header.additional; i++) {
    const name = skipName(d, at);
    if (name === null) return rcode;
    if (i >= before && d.holds(name, 2) && d.u16(name) === TYPE.OPT)
      return d.holds(name + 4, 1) ? rcode | (d.u8(name + 4) << 4) : rcode;
    if (!d.holds(name + 8, 2)) return rcode;
    at = name + 10 + d.u16(name + 8);
    if (at >= d.end) return rcode;
  }
  return rcode;
}
