/**
 * A message in one line, as tcpdump 4.99 writes it after the addresses, and what it means.
 *
 * @example summarise(octets).text // '2561+ [1au] A? www.tiscali.co.uk. (46)'
 */
import { addressText } from './address.ts';
import { OPCODE, RCODE, TYPE, typeText } from './codes.ts';
import type { Message, Question, ResourceRecord } from './message.ts';
import type { Name } from './name.ts';
import { fieldText } from './rdata-text.ts';
import { nameAt } from './name-at.ts';
import { fieldsOf, u16 } from './rdata-fields.ts';
import type { Header } from './wire.ts';
import { decodeMessage } from './wire.ts';
import { opcodeWord, rcodeWord } from './summary-words.ts';

export type Meaning =
  'query' | 'answer' | 'nodata' | 'nxdomain' | 'referral' | 'servfail' | 'refused' | 'error' | 'malformed';

export interface Summary {
  readonly text: string;
  readonly meaning: Meaning;
  /** Of the first question; empty where there is none. */
  readonly qname: string;
  readonly qtype: string;
  readonly aa: boolean;
}

/** Any octets; what cannot be read ends in `[|domain]`, as tcpdump has it. */
export function summarise(octets: Uint8Array): Summary {
  const decoded = decodeMessage(octets);
  const message = decoded.kind === 'message' ? decoded.message : decoded.partial;
  if (message === null) return { text: '[|domain]', meaning: 'malformed', qname: '', qtype: '', aa: false };
  const counts =
    decoded.kind === 'message' ? countsOf(message) : (decoded.header?.counts ?? countsOf(message));
  const text = message.qr ? responseText(message, counts) : queryText(message, counts);
  // tcpdump reads no further than it prints, and so meets no fault behind that.
  const cut = message.questions.length < counts[0] || (message.qr && message.answers.length < counts[1]);
  const question = message.questions[0];
  return {
    text: `${text} ${cut ? '[|domain]' : `(${octets.length})`}`,
    meaning: decoded.kind === 'message' ? meaningOf(message) : 'malformed',
    qname: question?.name.toString() ?? '',
    qtype: question ? typeText(question.type) : '',
    aa: message.aa,
  };
}

/** What a message says to who asked (RFC 2308 §2, RFC 1034 §4.3.2). */
export function meaningOf(message: Message): Exclude<Meaning, 'malformed'> {
  if (!message.qr) return 'query';
  if (message.rcode === RCODE.NXDOMAIN) return 'nxdomain';
  if (message.rcode === RCODE.SERVFAIL) return 'servfail';
  if (message.rcode === RCODE.REFUSED) return 'refused';
  if (message.rcode !== RCODE.NOERROR) return 'error';
  // A truncated response may have lost its answer on the way; it says "ask again over TCP", not "nothing there".
  if (message.answers.length > 0 || message.tc || message.opcode !== OPCODE.QUERY) return 'answer';
  const types = message.authority.map((record) => record.type);
  // RFC 2308 §2.2: a NODATA answer has an SOA record, or no NS records; a referral has NS records and no SOA.
  return !message.aa && types.includes(TYPE.NS) && !types.includes(TYPE.SOA) ? 'referral' : 'nodata';
}

type Counts = Header['counts'];

function countsOf(message: Message): Counts {
  return [
    message.questions.length,
    message.answers.length,
    message.authority.length,
    message.additional.length + (message.edns === null ? 0 : 1),
  ];
}

function queryText(message: Message, [questions, answers, authority, additional]: Counts): string {
  let text = `${message.id}${opcodeWord(message.opcode)}${message.rd ? '+' : ''}${message.cd ? '%' : ''}`;
  const flags = flagsOf(message);
  // Bits that make no sense in a query: AA, TC, RA, the reserved one, and an RCODE.
  if ((flags & 0x6cf) !== 0) text += ` [b2&3=0x${flags.toString(16)}]`;
  if (message.opcode === OPCODE.IQUERY) {
    if (questions > 0) text += ` [${questions}q]`;
    if (answers !== 1) text += ` [${answers}a]`;
  } else {
    if (answers > 0) text += ` [${answers}a]`;
    if (questions !== 1) text += ` [${questions}q]`;
  }
  if (authority > 0) text += ` [${authority}n]`;
  if (additional > 0) text += ` [${additional}au]`;
  return text + message.questions.map(questionText).join('');
}

function responseText(message: Message, [questions, answers, authority, additional]: Counts): string {
  let text = `${message.id}${opcodeWord(message.opcode)}${rcodeWord(message.rcode)}`;
  text +=
    (message.aa ? '*' : '') + (message.ra ? '' : '-') + (message.tc ? '|' : '') + (message.ad ? '$' : '');
  if (questions !== 1) text += ` [${questions}q]`;
  // tcpdump passes over the questions, and leaves the commas that would stand between them.
  if (questions > 1) text += ','.repeat(Math.min(questions - 1, message.questions.length));
  if (message.questions.length < questions) return text;
  text += ` ${answers}/${authority}/${additional}`;
  return text + message.answers.map(recordText).join(',');
}

function flagsOf(message: Message): number {
  return (
    (message.opcode << 11) |
    (message.aa ? 0x400 : 0) |
    (message.tc ? 0x200 : 0) |
    (message.rd ? 0x100 : 0) |
    (message.ra ? 0x80 : 0) |
    (message.z ? 0x40 : 0) |
    (message.ad ? 0x20 : 0) |
    (message.cd ? 0x10 : 0) |
    (message.rcode & 15)
  );
}

function questionText(question: Question): string {
  return ` ${typeWord(question.type)}${classWord(question.class)}? ${nameWord(question.name)}`;
}

/** tcpdump has words for the older types only. */
function typeWord(type: number): string {
  if (type === 104) return 'UNSPECA';
  const known = (type >= 1 && type <= TYPE.DNSKEY) || (type >= TYPE.SPF && type <= TYPE.UNSPEC);
  return known || (type >= TYPE.TKEY && type <= TYPE.URI) ? typeText(type).replace('-', '_') : `Type${type}`;
}

function classWord(value: number): string {
  if (value === 1) return '';
  const words: Readonly<Record<number, string>> = { 3: ' CHAOS', 4: ' HS', 255: ' ANY' };
  return words[value] ?? ` (Class ${value})`;
}

function recordText(record: ResourceRecord): string {
  const data = dataText(record);
  return `${classWord(record.class)} ${typeWord(record.type)}${data === '' ? '' : ' ' + data}`;
}

function dataText({ type, rdata }: ResourceRecord): string {
  const fields = fieldsOf(type, rdata);
  if (fields === null) return '';
  const [first, second, third, fourth] = fields;
  switch (type) {
    case TYPE.A:
    case TYPE.AAAA:
      return addressText(rdata);
    case TYPE.NS:
    case TYPE.CNAME:
    case TYPE.PTR:
    case TYPE.DNAME:
      return nameWord(nameAt(rdata, 0));
    case TYPE.MX:
      return `${nameWord(nameAt(rdata, 2))} ${u16(rdata, first?.start ?? 0)}`;
    case TYPE.SRV:
      return `${nameWord(nameAt(rdata, fourth?.start ?? 0))}:${u16(rdata, third?.start ?? 0)} ${u16(rdata, 0)} ${u16(rdata, second?.start ?? 0)}`;
    case TYPE.TXT:
      return stringsText(rdata);
    case TYPE.URI:
      return `${u16(rdata, 0)} ${u16(rdata, 2)} ${visible(rdata.subarray(4))}`;
    case TYPE.A6:
      return (fieldText('a6', rdata, 0, rdata.length) ?? '').replace(/^128 +/, '');
    default:
      return '';
  }
}

function stringsText(rdata: Uint8Array): string {
  const texts: string[] = [];
  for (let at = 0; at < rdata.length; at += 1 + (rdata[at] as number)) {
    texts.push(`"${visible(rdata.subarray(at + 1, at + 1 + (rdata[at] as number)))}"`);
  }
  return texts.join(' ');
}

/** Names as tcpdump writes them: no escapes, unprintable octets as `^A` and `M-^A`. */
function nameWord(name: Name): string {
  return name.isRoot ? '.' : name.labels.map((label) => visible(label) + '.').join('');
}

function visible(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) {
    if (octet > 0x7f) text += 'M-';
    const low = octet & 0x7f;
    text += low >= 0x20 && low < 0x7f ? String.fromCharCode(low) : '^' + String.fromCharCode(low ^ 0x40);
  }
  return text;
}
