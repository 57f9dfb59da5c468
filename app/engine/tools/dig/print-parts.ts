/** What the plain form and the YAML form of a printed message share. */
import { TYPE } from '../../protocol/codes.ts';
import type { Message, ResourceRecord } from '../../protocol/message.ts';
import { prefixLines } from './dns64.ts';
import type { Exchange } from './exchange.ts';
import { shortLine } from './records.ts';

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

/** +onesoa: the SOA that closes an AXFR is left out. */
export function answersToShow({ lookup, messages }: Exchange, message: Message): readonly ResourceRecord[] {
  if (!lookup.oneSoa || lookup.type !== TYPE.AXFR) return message.answers;
  let soas = messages === 0 ? 0 : 1;
  return message.answers.filter((record) => record.type !== TYPE.SOA || soas++ === 0);
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

/** +short: nothing but the data of the answer section. */
export function printShort(exchange: Exchange, message: Message): void {
  const { dig, lookup } = exchange;
  if (!lookup.answer) return;
  if (lookup.dns64Prefix) dig.out(prefixLines(message.answers).join(''));
  else for (const record of message.answers) dig.out(shortLine(exchange, record));
}
