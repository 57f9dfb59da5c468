/**
 * A message as dig prints it: greeting, header, the OPT pseudo-section, the sections; or the short form.
 */

import { TYPE } from '../../protocol/codes.ts';
import type { Message, Question, ResourceRecord } from '../../protocol/message.ts';
import { nameOf } from '../../protocol/name.ts';
import type { Exchange } from './exchange.ts';
import { OPCODE_NAMES, statusText } from './header-names.ts';
import { layoutOf, questionLine, recordLine } from './records.ts';
import { ednsLines } from './print-edns.ts';
import { answersToShow, countsOf, flagWords, printShort, sectionTitle } from './print-parts.ts';
import type { Received, SectionName, Sent } from './print-parts.ts';
import { printYaml } from './print-yaml.ts';

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
