/**
 * What kind of response it is: the first question to ask of what a server sent (RFC 1034 §5.3.3 step 4,
 * RFC 2308 §2). What of it may be believed is scrub.ts's business.
 */
import { OPCODE, RCODE, TYPE } from '../protocol/codes.ts';
import { rcodeText } from '../protocol/codes.ts';
import type { Message, Question, ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';

/** In named's words. */
export const TRUNCATED_TCP = 'truncated TCP response';
export const UNEXPECTED_OPCODE = 'unexpected OPCODE';

export type ResponseType =
  | { readonly kind: 'answer' }
  | { readonly kind: 'cname'; readonly target: Name }
  /** A DNAME at `owner`, above the name. */
  | { readonly kind: 'dname'; readonly owner: Name }
  | { readonly kind: 'referral'; readonly zone: Name }
  | { readonly kind: 'nodata'; readonly soa: ResourceRecord | null }
  | { readonly kind: 'nxdomain'; readonly soa: ResourceRecord | null }
  /** The server does not serve the zone: it refers to the zone itself, or upwards to `zone`. */
  | { readonly kind: 'lame'; readonly zone: Name }
  /** A referral to a zone that does not lead to the name. */
  | { readonly kind: 'sideways'; readonly zone: Name }
  /** An RCODE that is neither yes nor no. */
  | { readonly kind: 'error'; readonly rcode: number }
  /** A well-formed message that answers nothing that was asked. */
  | { readonly kind: 'unusable'; readonly why: string };

/**
 * Tells what a response to `question`, asked of a server of `zone`, amounts to. `takesOdd`: a denial that BIND calls
 * a format error for what stands in its authority section is one all the same.
 */
export function responseType(
  message: Message,
  question: Question,
  zone: Name,
  takesOdd = false,
): ResponseType {
  if (message.opcode !== OPCODE.QUERY) return { kind: 'unusable', why: UNEXPECTED_OPCODE };
  // BIND: whatever the RCODE says of the name beyond it, and whatever alias was made of it.
  const dname = message.answers.find((record) => leadsAway(record, question, zone));
  if (dname !== undefined) return { kind: 'dname', owner: dname.name };
  if (message.rcode !== RCODE.NOERROR && message.rcode !== RCODE.NXDOMAIN) {
    return { kind: 'error', rcode: message.rcode };
  }
  for (const record of message.answers) {
    if (record.class !== question.class || !record.name.equals(question.name)) continue;
    if (record.type === question.type || question.type === TYPE.ANY) {
      return message.rcode === RCODE.NOERROR
        ? { kind: 'answer' }
        : { kind: 'unusable', why: 'CNAME/DNAME chain complete, but RCODE indicates error' };
    }
    // BIND: of an answer and an alias at the same name, the first counts.
    if (record.type !== TYPE.CNAME) continue;
    // RFC 2308 §2.1: with a CNAME in the answer, NXDOMAIN speaks of the chain's end, not of the name asked.
    const target = targetName(TYPE.CNAME, record.rdata);
    return target === null ? { kind: 'unusable', why: 'CNAME without a target' } : { kind: 'cname', target };
  }
  const muddle = takesOdd ? null : contradiction(message, question, zone);
  if (muddle !== null) return { kind: 'unusable', why: muddle };
  const soa = soaFor(message, question, zone);
  if (message.rcode === RCODE.NXDOMAIN) return { kind: 'nxdomain', soa };
  if (message.answers.length > 0) return { kind: 'unusable', why: 'reply has no answer' };
  if (soa !== null) return { kind: 'nodata', soa };
  return withoutSoa(message, question, zone, takesOdd);
}

/** A DNAME that has the name elsewhere, and that is this server's to give. */
function leadsAway({ type, class: theClass, name }: ResourceRecord, question: Question, zone: Name): boolean {
  return (
    type === TYPE.DNAME &&
    theClass === question.class &&
    question.name.isBelow(name) &&
    name.isAtOrBelow(zone)
  );
}

/** RFC 2308 §2.2: no SOA; what NS records there are tell a referral, a lame server and plain NODATA apart. */
function withoutSoa(message: Message, question: Question, zone: Name, takesOdd: boolean): ResponseType {
  for (const record of message.authority) {
    if (record.type !== TYPE.NS || record.class !== question.class) continue;
    if (record.name.isBelow(zone)) {
      return question.name.isAtOrBelow(record.name)
        ? { kind: 'referral', zone: record.name }
        : { kind: 'sideways', zone: record.name };
    }
    // BIND: with authority the zone's own NS records are no NODATA (RFC 2308 §2.2, type 3), but nonsense.
    if (record.name.equals(zone) && message.aa) {
      return takesOdd ? { kind: 'nodata', soa: null } : { kind: 'unusable', why: 'non-improving referral' };
    }
    return { kind: 'lame', zone: record.name };
  }
  // BIND: other records, and nothing else, be it an SOA of another zone: an invalid response. The next server may know better.
  if (message.authority.length === 0 || takesOdd) return { kind: 'nodata', soa: null };
  const foreign = message.authority.some(({ type, name }) => type === TYPE.SOA && !name.isAtOrBelow(zone));
  return {
    kind: 'unusable',
    why: foreign ? 'denies with the SOA of another zone' : 'invalid response',
  };
}

/** BIND: an authority section that says two things at once is believed in nothing. */
function contradiction(message: Message, question: Question, zone: Name): string | null {
  let ns: Name | null = null;
  let soa: Name | null = null;
  for (const { type, name, class: theClass } of message.authority) {
    if (theClass !== question.class || !name.isAtOrBelow(zone)) continue;
    if (type === TYPE.NS) {
      if (ns !== null && !ns.equals(name)) return 'multiple NS RRsets in authority section';
      ns = name;
    } else if (type === TYPE.SOA) {
      if (soa !== null && !soa.equals(name)) return 'multiple SOA RRs in authority section';
      soa = name;
    }
  }
  return ns !== null && soa !== null && !ns.equals(soa) ? 'NS/SOA mismatch' : null;
}

/** The SOA that a negative answer may be kept by: of the zone asked or one below it, and at or above the name. */
function soaFor(message: Message, question: Question, zone: Name): ResourceRecord | null {
  for (const record of message.authority) {
    if (
      record.type === TYPE.SOA &&
      record.class === question.class &&
      record.name.isAtOrBelow(zone) &&
      question.name.isAtOrBelow(record.name)
    ) {
      return record;
    }
  }
  return null;
}

/** A few words for the journal: `referral to uk.`, `REFUSED`. */
export function describe(type: ResponseType): string {
  switch (type.kind) {
    case 'answer':
      return 'answer';
    case 'cname':
      return `alias of ${type.target.toString()}`;
    case 'dname':
      return `names below ${type.owner.toString()} lie elsewhere`;
    case 'referral':
      return `referral to ${type.zone.toString()}`;
    case 'nodata':
      return 'NODATA';
    case 'nxdomain':
      return 'NXDOMAIN';
    case 'lame':
      return `lame: refers to ${type.zone.toString()}`;
    case 'sideways':
      return `referral that does not lead to the name: ${type.zone.toString()}`;
    case 'error':
      return rcodeText(type.rcode);
    case 'unusable':
      return type.why;
  }
}
