/**
 * A message as dig prints it: greeting, header, the OPT pseudo-section, the sections; or the short form.
 */

import { TYPE } from '../../protocol/codes.ts';
import type { Message, Question, ResourceRecord } from '../../protocol/message.ts';
import { nameOf } from '../../protocol/name.ts';
import type { Exchange } from './exchange.ts';
import { OPCODE_NAMES, statusText } from './header-names.ts';
import { layoutOf, questionLine, recordLine, shortLine } from './records.ts';
import { ednsLines } from './print-edns.ts';
import { prefixLines } from './dns64.ts';
import { printYaml } from './print-yaml.ts';

/** What is known of a message besides its fields. */
export interface Sent {
  readonly kind: 'query';
  readonly octets: number;
}

export interface Received {
  readonly kind: 'response';
  readonly octets: number;
  /** The header's own counts. */
  readonly counts: readonly [number, number, number, number];
  /** Octets behind the message. */
  readonly trailing: number;
  /** How the server's cookie compares with ours (RFC 7873); null: not compared. */
  cookie: 'good' | 'bad' | 'echoed' | null;
}

export type SectionName = 'QUESTION' | 'ANSWER' | 'AUTHORITY' | 'ADDITIONAL';

const LOCAL = nameOf('local.');

export function printMessage(exchange: Exchange, message: Message, about: Sent | Received): void {
  const { dig, lookup } = exchange;
  if (lookup.greeting !== '') {
    if (!dig.shortForm && !lookup.dns64Prefix && dig.printCommand) dig.out(lookup.greeting);
    lookup.greeting = '';
  }
  if (dig.yaml) {
    printYaml(exchange, message, about);
    return;
  }
  const plain = !dig.shortForm && !lookup.dns64Prefix;
  let text = '';
  if (lookup.comments && plain) text += headerText(exchange, message, about) + '\n';
  if (lookup.comments && plain && message.edns) {
    const cookie = about.kind === 'response' ? about.cookie : null;
    text += `;; OPT PSEUDOSECTION:\n${ednsLines(message.edns, cookie, false).join('\n')}\n`;
  }
  dig.out(text);
  if (!plain) {
    printShort(exchange, message);
    return;
  }
  const layout = layoutOf(dig, lookup);
  if (lookup.question) {
    const lines = message.questions.map((question) => questionLine(layout, question));
    // BIND: a question without its section still has the section's heading when it is sent.
    section(exchange, message, 'QUESTION', lines, about.kind === 'query');
  }
  const lines = (records: readonly ResourceRecord[]): string[] =>
    records.map((record) => recordLine(layout, record));
  if (lookup.answer) section(exchange, message, 'ANSWER', lines(answersToShow(exchange, message)), false);
  if (lookup.authority) section(exchange, message, 'AUTHORITY', lines(message.authority), false);
  if (lookup.additional) {
    const plainRecords = message.additional.filter((record) => record.type !== TYPE.TSIG);
    section(exchange, message, 'ADDITIONAL', lines(plainRecords), false);
    const signatures = message.additional.filter((record) => record.type === TYPE.TSIG);
    if (signatures.length > 0) {
      const heading = lookup.comments ? ';; TSIG PSEUDOSECTION:\n' : '';
      dig.out(`${heading}${lines(signatures).join('')}${lookup.comments ? '\n' : ''}`);
    }
  }
}

/** +onesoa: the SOA that closes an AXFR is left out. */
export function answersToShow({ lookup, messages }: Exchange, message: Message): readonly ResourceRecord[] {
  if (!lookup.oneSoa || lookup.type !== TYPE.AXFR) return message.answers;
  let soas = messages === 0 ? 0 : 1;
  return message.answers.filter((record) => record.type !== TYPE.SOA || soas++ === 0);
}

function section(
  { dig, lookup }: Exchange,
  message: Message,
  name: SectionName,
  lines: readonly string[],
  always: boolean,
): void {
  if (lines.length === 0 && !always) return;
  const heading = lookup.comments ? `;; ${sectionTitle(name, message.opcode)} SECTION:\n` : '';
  dig.out(heading + lines.join('') + (lookup.comments ? '\n' : ''));
}

/** RFC 2136 §2: the sections of an update have names of their own. */
export function sectionTitle(name: SectionName, opcode: number): string {
  if (opcode !== 5) return name;
  return { QUESTION: 'ZONE', ANSWER: 'PREREQUISITE', AUTHORITY: 'UPDATE', ADDITIONAL: 'ADDITIONAL' }[name];
}

export function countsOf(
  message: Message,
  about: Sent | Received,
): readonly [number, number, number, number] {
  if (about.kind === 'response') return about.counts;
  const additional = message.additional.length + (message.edns ? 1 : 0);
  return [message.questions.length, message.answers.length, message.authority.length, additional];
}

export function flagWords(message: Message): string {
  const flags = (['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const).filter((flag) => message[flag]);
  return flags.map((flag) => ` ${flag}`).join('');
}

function headerText({ lookup }: Exchange, message: Message, about: Sent | Received): string {
  const response = about.kind === 'response';
  const status = statusText(message.rcode);
  const [questions, answers, authority, additional] = countsOf(message, about);
  let text = response ? ';; Got answer:\n' : ';; Sending:\n';
  if (message.questions.some((question: Question) => question.name.isAtOrBelow(LOCAL))) {
    text += ';; WARNING: .local is reserved for Multicast DNS\n';
    text += ';; You are currently testing what happens when an mDNS query is leaked to DNS\n';
  }
  text += `;; ->>HEADER<<- opcode: ${OPCODE_NAMES[message.opcode] ?? ''}, status: ${status}, id: ${message.id}\n`;
  text += `;; flags:${flagWords(message)}${message.z ? '; MBZ: 0x4' : ''}; QUERY: ${questions}, `;
  text += `ANSWER: ${answers}, AUTHORITY: ${authority}, ADDITIONAL: ${additional}\n`;
  if (!response) return text;
  if (message.rd && !message.ra) text += ';; WARNING: recursion requested but not available\n';
  if (lookup.edns !== -1 && message.edns === null && (message.rcode === 1 || message.rcode === 4)) {
    const advice = `${lookup.dnssec ? '+nodnssec ' : ''}+noedns`;
    text += `\n;; WARNING: EDNS query returned status ${status} - retry with '${advice}'\n`;
  }
  // BIND: always the plural.
  if (about.trailing > 0) text += `;; WARNING: Message has ${about.trailing} extra bytes at end\n`;
  return text;
}

/** +short: nothing but the data of the answer section. */
export function printShort(exchange: Exchange, message: Message): void {
  const { dig, lookup } = exchange;
  if (!lookup.answer) return;
  if (lookup.dns64Prefix) dig.out(prefixLines(message.answers).join(''));
  else for (const record of message.answers) dig.out(shortLine(exchange, record));
}
