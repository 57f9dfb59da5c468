/**
 * What can be wrong with a name server, in words, and what each does to a response that was right.
 *
 * A fault is a function from one response to another, so that a server can have several; `faulty-host.ts` puts
 * them between the server and the network. What octets alone can say (garbage) and what only time can do (late)
 * is done there, last.
 */
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import type { Message, ResourceRecord } from '../protocol/message.ts';
import { Name, nameOf } from '../protocol/name.ts';
import { isUnloaded, type ZoneSet } from '../zone/zone-set.ts';
import { rrsetOf } from '../zone/zone.ts';

/** The faults that take no number. */
export const FAULT_WORDS = [
  'refuses',
  'servfail',
  'notimp',
  /** Knows no EDNS: a query with an OPT record is a format error to it (RFC 6891 §7). */
  'formerr-edns',
  /** Answers without AA for what it has authority for. */
  'no-aa',
  /** Refers whoever asks to the very servers that were asked. */
  'self-referral',
  /** Refers whoever asks to the root servers. */
  'upward-referral',
  /** Answers another question than the one it was asked. */
  'wrong-question',
  /** Says of a name that has only names below it that it does not exist (against RFC 8020 §2). */
  'denies-empty-names',
  /** Negative answers carry the SOA of the zone above. */
  'wrong-soa',
  /** The id is right, and nothing else is a message. */
  'garbage',
  /** Nothing listens on TCP port 53. */
  'no-tcp',
] as const;

export type FaultWord = (typeof FAULT_WORDS)[number];

export type Fault =
  | { readonly kind: FaultWord }
  | {
      readonly kind: 'late';
      readonly milliseconds: number;
    };

/** Reads `refuses`, `late 20s`, `late 400ms`; null for what is no fault. */
export function readFault(text: string): Fault | null {
  const late = /^late (\d{1,5})(ms|s)$/.exec(text);
  if (late) return { kind: 'late', milliseconds: Number(late[1]) * (late[2] === 's' ? 1000 : 1) };
  const word = FAULT_WORDS.find((known) => known === text);
  return word ? { kind: word } : null;
}

/** What the server says instead, when it has the fault. */
export function withFault(fault: Fault, response: Message, zones: ZoneSet): Message {
  switch (fault.kind) {
    case 'refuses':
      return bare(response, RCODE.REFUSED);
    case 'servfail':
      return bare(response, RCODE.SERVFAIL);
    case 'notimp':
      return bare(response, RCODE.NOTIMP);
    case 'formerr-edns':
      return response.edns === null ? response : { ...bare(response, RCODE.FORMERR), edns: null };
    case 'no-aa':
      return { ...response, aa: false };
    case 'self-referral':
      return selfReferral(response, zones);
    case 'upward-referral':
      return { ...bare(response, RCODE.NOERROR), authority: ROOT_SERVERS };
    case 'wrong-question':
      return wrongQuestion(response);
    case 'denies-empty-names':
      return isEmptyNonTerminal(response, zones) ? { ...response, rcode: RCODE.NXDOMAIN } : response;
    case 'wrong-soa':
      return { ...response, authority: response.authority.map(withOwnerAbove) };
    case 'garbage':
    case 'no-tcp':
    case 'late':
      return response;
  }
}

function bare(response: Message, rcode: number): Message {
  return { ...response, rcode, aa: false, tc: false, answers: [], authority: [], additional: [] };
}

function selfReferral(response: Message, zones: ZoneSet): Message {
  const question = response.questions[0];
  const zone = question ? zones.closest(question.name) : null;
  if (!zone || isUnloaded(zone)) return response;
  return {
    ...bare(response, RCODE.NOERROR),
    authority: rrsetOf(zone.apex, TYPE.NS)?.records ?? [],
  };
}

const ROOT_SERVERS: readonly ResourceRecord[] = [...'abcdefghijklm'].map((letter) => ({
  name: Name.root,
  type: TYPE.NS,
  class: CLASS.IN,
  ttl: 518_400,
  rdata: nameOf(`${letter}.root-servers.net.`).wire,
}));

const OTHER_NAME = nameOf('www.example.');

function wrongQuestion(response: Message): Message {
  const questions = response.questions.map((question) => ({ ...question, name: OTHER_NAME }));
  const answers = response.answers.map((record) => ({ ...record, name: OTHER_NAME }));
  return { ...response, questions, answers };
}

function isEmptyNonTerminal(response: Message, zones: ZoneSet): boolean {
  const question = response.questions[0];
  const zone = question ? zones.closest(question.name) : null;
  if (!question || !zone || isUnloaded(zone)) return false;
  const node = zone.node(question.name);
  return node !== null && node.rrsets.length === 0;
}

function withOwnerAbove(record: ResourceRecord): ResourceRecord {
  const above = record.type === TYPE.SOA ? record.name.parent : null;
  return above ? { ...record, name: above } : record;
}
