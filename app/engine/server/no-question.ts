/** What comes to a name server and is no question: other opcodes, and types that are none of data. As named answers. */
import { OPCODE, RCODE, TYPE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import type { View } from './view.ts';

/** RFC 6895 §3.1: types that are kept for questions and the messages themselves, up to TSIG. */
const FIRST_META = 128;
const LAST_META: number = TYPE.TSIG;

/** BIND: types that are no question: FORMERR, or NOTIMP for the two that RFC 1035 made obsolete. */
export function metaType(type: number): number | null {
  if (type >= FIRST_META && type <= LAST_META) return RCODE.FORMERR;
  switch (type) {
    case TYPE.OPT:
      return RCODE.FORMERR;
    case TYPE.MAILA:
    case TYPE.MAILB:
      return RCODE.NOTIMP;
    default:
      return null;
  }
}

export function withoutView({ opcode }: Message): [rcode: number, fields: Partial<Message>] {
  return opcode === OPCODE.NOTIFY || opcode === OPCODE.UPDATE
    ? [RCODE.REFUSED, {}]
    : [RCODE.NOTIMP, { questions: [] }];
}

/** BIND: NOTIFY and UPDATE; all other opcodes are not implemented, and their question is not repeated. */
export function otherOpcode(view: View, query: Message): [rcode: number, fields: Partial<Message>] {
  if (query.opcode !== OPCODE.NOTIFY && query.opcode !== OPCODE.UPDATE) {
    return [RCODE.NOTIMP, { questions: [] }];
  }
  const question = query.questions[0];
  if (question === undefined || query.questions.length > 1 || question.type !== TYPE.SOA) {
    return [RCODE.FORMERR, {}];
  }
  const zone = view.zones.get(question.name);
  if (zone === null) return [RCODE.NOTAUTH, {}];
  // BIND: a primary takes note of a NOTIFY and does nothing.
  if (query.opcode === OPCODE.NOTIFY) return [RCODE.NOERROR, { aa: true }];
  // Simplified: zones change by their files alone; named refuses updates by default.
  return [RCODE.REFUSED, {}];
}
