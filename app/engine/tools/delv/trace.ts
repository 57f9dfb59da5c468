/** A message as delv's log has it: every line a comment, records on several lines (BIND's comment style). */
import { TYPE, classText, typeText } from '../../protocol/codes.ts';
import type { Message, Question, ResourceRecord } from '../../protocol/message.ts';
import { columnLine, recordText } from '../../protocol/record-text.ts';
import { OPCODE_NAMES, statusText } from '../dig/header-names.ts';
import { ednsLines } from '../dig/print-edns.ts';
import { flagWords } from '../dig/print-parts.ts';

const COLUMNS = { ttl: 24, class: 32, type: 40, rdata: 48 };
const CHUNK = 28;
const ID_DIGITS = 6;

/** `;; received packet from …`, the message, and the empty line that ends an entry of the log. */
export function packetText(title: string, message: Message): string {
  const { id, opcode, rcode, questions, answers, authority, additional, edns } = message;
  const lines = [
    `;; ${title}`,
    `;; ->>HEADER<<- opcode: ${OPCODE_NAMES[opcode] ?? ''}, status: ${statusText(rcode)}, ` +
      `id: ${String(id).padStart(ID_DIGITS)}`,
    `;; flags:${flagWords(message)}; QUESTION: ${questions.length}, ANSWER: ${answers.length}, ` +
      `AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + (edns ? 1 : 0)}`,
  ];
  if (edns) lines.push(';; OPT PSEUDOSECTION:', ...ednsLines(edns, null, false));
  lines.push(...section('QUESTION', questions.map(questionLine)));
  lines.push(...section('ANSWER', recordLines(answers)));
  lines.push(...section('AUTHORITY', recordLines(authority)));
  lines.push(...section('ADDITIONAL', recordLines(additional)));
  return `${lines.join('\n')}\n\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`;; ${title} SECTION:`, ...lines, ''];
}

function questionLine({ name, type, class: klass }: Question): string {
  const words = [
    [classText(klass), COLUMNS.class],
    [typeText(type), COLUMNS.type],
  ] as const;
  return `;${columnLine(name.toString(), words)}`;
}

/** BIND: a message that was read keeps the records of a name and type together, with their lowest TTL. */
function recordLines(records: readonly ResourceRecord[]): string[] {
  const style = { multiline: true, comments: true, split: CHUNK, columns: COLUMNS };
  const sets = new Map<string, ResourceRecord[]>();
  for (const record of records) {
    const covered = record.type === TYPE.RRSIG ? record.rdata.subarray(0, 2).join() : '';
    const key = `${record.type}/${record.class}/${covered}/${record.name.key}`;
    sets.set(key, [...(sets.get(key) ?? []), record]);
  }
  return [...sets.values()].flatMap((set) => {
    const ttl = Math.min(...set.map((record) => record.ttl));
    return set.map((record) => {
      const text = recordText({ ...record, ttl }, style);
      return `;${text.replaceAll('\n\t\t\t\t', '\n;\t\t\t\t\t\t')}`;
    });
  });
}
