/**
 * A message in the YAML of +yaml.
 */
import { OPCODE, TYPE } from '../../protocol/codes.ts';
import type { Message } from '../../protocol/message.ts';
import type { Exchange } from './exchange.ts';
import { OPCODE_NAMES, statusText } from './header-names.ts';
import { answersToShow, countsOf, flagWords, printShort, sectionTitle } from './print-parts.ts';
import type { Received, SectionName, Sent } from './print-parts.ts';
import { ednsLines } from './print-edns.ts';
import { plainQuestion, plainRecord } from './records.ts';

export function printYaml(exchange: Exchange, message: Message, about: Sent | Received): void {
  const { dig, lookup } = exchange;
  const query = about.kind === 'query';
  const lines = ['- type: MESSAGE', '  message:', `    type: ${kindOf(message, query)}`];
  lines.push(`    query_time: !!timestamp ${timestamp(exchange.sentAt)}`);
  if (!query) lines.push(`    response_time: !!timestamp ${timestamp(exchange.receivedAt)}`);
  lines.push(`    message_size: ${about.octets}b`);
  lines.push(`    socket_family: ${exchange.server.address.includes(':') ? 'INET6' : 'INET'}`);
  lines.push(`    socket_protocol: ${exchange.tcp ? 'TCP' : 'UDP'}`);
  lines.push(`    response_address: "${exchange.server.address}"`);
  lines.push(`    response_port: ${exchange.port}`);
  const local = exchange.localAddress === '::' ? '::0' : exchange.localAddress;
  lines.push(`    query_address: "${local}"`, `    query_port: ${exchange.localPort}`);
  lines.push(`    ${query ? 'query' : 'response'}_message_data:`);
  const body = bodyLines(exchange, message, about);
  lines.push(...body.map((line) => (line === '' ? '' : `      ${line}`)));
  dig.out(`${lines.join('\n')}\n`);
  if (dig.shortForm || lookup.dns64Prefix) printShort(exchange, message);
}

function kindOf(message: Message, query: boolean): string {
  if (query) return message.rd ? 'RECURSIVE_QUERY' : 'AUTH_QUERY';
  return message.rd && message.ra ? 'RECURSIVE_RESPONSE' : 'AUTH_RESPONSE';
}

function timestamp(at: number): string {
  return new Date(at).toISOString();
}

function bodyLines(exchange: Exchange, message: Message, about: Sent | Received): string[] {
  const { dig, lookup } = exchange;
  const [questions, answers, authority, additional] = countsOf(message, about);
  const lines = [
    `opcode: ${OPCODE_NAMES[message.opcode] ?? ''}`,
    `status: ${statusText(message.rcode)}`,
    `id: ${message.id}`,
    `flags:${flagWords(message)}`,
  ];
  if (message.z) lines.push('MBZ: 0x4');
  // RFC 2136 §2.2: the counts of an update have names of their own.
  const [one, two, three] =
    message.opcode === OPCODE.UPDATE ? ['ZONE', 'PREREQ', 'UPDATE'] : ['QUESTION', 'ANSWER', 'AUTHORITY'];
  lines.push(
    `${one}: ${questions}`,
    `${two}: ${answers}`,
    `${three}: ${authority}`,
    `ADDITIONAL: ${additional}`,
  );
  const plain = !dig.shortForm && !lookup.dns64Prefix;
  if (lookup.comments && plain && message.edns) {
    const cookie = about.kind === 'response' ? about.cookie : null;
    const edns = ednsLines(message.edns, cookie, true);
    lines.push('OPT_PSEUDOSECTION:', ...edns.map((line) => (line === '' ? '' : `  ${line}`)));
  }
  if (!plain) return lines;
  const section = (name: SectionName, texts: readonly string[], always = false): void => {
    if (texts.length === 0 && !always) return;
    lines.push(
      `${sectionTitle(name, message.opcode)}_SECTION:`,
      ...texts.map((text) => `  - ${quoted(text)}`),
    );
  };
  const records = (of: Message['answers']): string[] => of.map((record) => plainRecord(exchange, record));
  if (lookup.question) {
    const texts = message.questions.map((question) => plainQuestion(exchange, question));
    section('QUESTION', texts, about.kind === 'query');
  }
  if (lookup.answer) section('ANSWER', records(answersToShow(exchange, message)));
  if (lookup.authority) section('AUTHORITY', records(message.authority));
  if (lookup.additional) {
    section('ADDITIONAL', records(message.additional.filter((record) => record.type !== TYPE.TSIG)));
    const signatures = records(message.additional.filter((record) => record.type === TYPE.TSIG));
    if (signatures.length > 0)
      lines.push('TSIG_PSEUDOSECTION:', ...signatures.map((text) => `- ${quoted(text)}`), '');
  }
  return lines;
}

/** A YAML string in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
