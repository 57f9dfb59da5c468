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
  /** Takes every question and says nothing. */
  'silent',
  /** Nothing listens on port 53, neither UDP nor TCP: the machine says so (ICMP port unreachable, TCP reset). */
  'closed',
  'refuses',
  'servfail',
  /** Says of every name that it does not exist, and proves it by nothing. */
  'nxdomain',
  'notimp',
  'formerr',
  /** Knows no EDNS: a query with an OPT record is a format error to it (RFC 6891 §7). */
  'formerr-edns',
  /** Answers without AA for what it has authority for. */
  'no-aa',
  /** Refers whoever asks to the very servers that were asked. */
  'self-referral',
  /** The same with AA set: nonsense, where the other is only lame. */
  'self-referral-aa',
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
  /** Over UDP every answer is cut: TC, and nothing in it. */
  'truncates',
  /** Nothing listens on TCP port 53. */
  'no-tcp',
] as const;

export type FaultWord = (typeof FAULT_WORDS)[number];

export type Fault = (
  | { readonly kind: FaultWord }
  | { readonly kind: 'late'; readonly milliseconds: number }
  /** All records have this TTL. */
  | { readonly kind: 'ttl'; readonly seconds: number }
) & { readonly only?: FaultScope };

/** Which exchanges have the fault; `closed` and `no-tcp` cannot be narrowed. */
export interface FaultScope {
  /** Questions for names at or below it; null: all. */
  readonly zone: Name | null;
  /** Clients' addresses; null: all. */
  readonly serves: ((address: string) => boolean) | null;
}

export function concerns({ only }: Fault, client: string, question: Name | null): boolean {
  if (only === undefined) return true;
  if (only.serves !== null && !only.serves(client)) return false;
  return only.zone === null || question?.isAtOrBelow(only.zone) === true;
}

/** Whether it gives every question that it concerns one and the same RCODE, and nothing else. */
export function decidesRcode({ kind }: Fault): boolean {
  return DECIDING.has(kind);
}

const DECIDING: ReadonlySet<Fault['kind']> = new Set([
  'refuses',
  'servfail',
  'nxdomain',
  'notimp',
  'formerr',
] as const);

/** What the server says instead, when it has the fault. */
export function withFault(
  fault: Fault,
  response: Message,
  zones: ZoneSet,
  transport: 'udp' | 'tcp' = 'udp',
): Message {
  switch (fault.kind) {
    case 'refuses':
      return bare(response, RCODE.REFUSED);
    case 'servfail':
      return bare(response, RCODE.SERVFAIL);
    case 'nxdomain':
      return bare(response, RCODE.NXDOMAIN);
    case 'notimp':
      return bare(response, RCODE.NOTIMP);
    case 'formerr':
      return bare(response, RCODE.FORMERR);
    case 'formerr-edns':
      return response.edns === null ? response : { ...bare(response, RCODE.FORMERR), edns: null };
    case 'no-aa':
      return { ...response, aa: false };
    case 'self-referral':
      return selfReferral(response, zones);
    case 'self-referral-aa':
      return { ...selfReferral(response, zones), aa: true };
    case 'upward-referral':
      return { ...bare(response, RCODE.NOERROR), authority: ROOT_SERVERS };
    case 'wrong-question':
      return wrongQuestion(response);
    case 'denies-empty-names':
      return isEmptyNonTerminal(response, zones) ? { ...response, rcode: RCODE.NXDOMAIN } : response;
    case 'wrong-soa':
      return { ...response, authority: response.authority.map(withOwnerAbove) };
    case 'ttl':
      return withTtl(response, fault.seconds);
    case 'truncates':
      return transport === 'udp'
        ? { ...response, tc: true, answers: [], authority: [], additional: [] }
        : response;
    case 'silent':
    case 'closed':
    case 'garbage':
    case 'no-tcp':
    case 'late':
      return response;
  }
}

function bare(response: Message, rcode: number): Message {
  return { ...response, rcode, aa: false, tc: false, answers: [], authority: [], additional: [] };
}

function withTtl(response: Message, ttl: number): Message {
  const section = (records: readonly ResourceRecord[]): readonly ResourceRecord[] =>
    records.map((record) => ({ ...record, ttl }));
  const { answers, authority, additional } = response;
  return {
    ...response,
    answers: section(answers),
    authority: section(authority),
    additional: section(additional),
  };
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
