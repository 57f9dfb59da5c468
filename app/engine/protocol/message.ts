/**
 * DNS messages, resource records and RRsets as plain values (RFC 1035 §4, RFC 2181 §5, RFC 6891).
 *
 * Codes are numbers, so that an unknown one survives; `codes.ts` turns them into mnemonics and back. RDATA is
 * kept as octets in *uncompressed wire form, case preserved*: two records are the same data exactly when their
 * RDATA is equal in canonical form, an unknown type is nothing special (RFC 3597), and nothing is lost between
 * a zone file, the cache and the wire. `rdata.ts` reads fields out of it and prints it.
 */
import type { Name } from './name.ts';

export interface ResourceRecord {
  readonly name: Name;
  readonly type: number;
  readonly class: number;
  /** Seconds, 0 to 2^31 - 1 (RFC 2181 §8). */
  readonly ttl: number;
  /** Uncompressed wire form. */
  readonly rdata: Uint8Array;
}

/** All records of one owner, class and type (RFC 2181 §5). `rdatas` holds no duplicates. */
export interface RRset {
  readonly name: Name;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly rdatas: readonly Uint8Array[];
}

export interface Question {
  readonly name: Name;
  readonly type: number;
  readonly class: number;
}

export interface EdnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** What the OPT pseudo-record says (RFC 6891 §6.1). The extended RCODE is folded into `Message.rcode`. */
export interface Edns {
  readonly version: number;
  /** The sender's UDP payload size, in octets. */
  readonly udpSize: number;
  readonly dnssecOk: boolean;
  /** The other 15 flag bits, as they stand below DO. */
  readonly z: number;
  readonly options: readonly EdnsOption[];
}

export interface Message {
  readonly id: number;
  readonly qr: boolean;
  readonly opcode: number;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  /** The one header bit that is still reserved. */
  readonly z: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
  /** 0 to 4095; above 15 only with EDNS. */
  readonly rcode: number;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  /** Without the OPT record, which is `edns`. TSIG and SIG(0) stay here. */
  readonly additional: readonly ResourceRecord[];
  readonly edns: Edns | null;
}

/** A query as a stub resolver makes it; give what differs. */
export function queryMessage(
  fields: Partial<Message> & { readonly id: number; readonly questions: readonly Question[] },
): Message {
  return messageWith(fields.id, fields.questions, fields);
}

/** A response to `query`: its id, opcode, question, RD and CD (RFC 1035 §4.1.1, RFC 4035 §3.2.2); give what differs. */
export function responseTo(query: Message, fields: Partial<Message>): Message {
  return messageWith(fields.id ?? query.id, fields.questions ?? query.questions, fields, query);
}

/** Field by field: there is one for each packet, and a spread of another object costs as much as to encode the message. */
function messageWith(
  id: number,
  questions: readonly Question[],
  fields: Partial<Message>,
  answered?: Message,
): Message {
  return {
    id,
    qr: fields.qr ?? answered !== undefined,
    opcode: fields.opcode ?? answered?.opcode ?? 0,
    aa: fields.aa ?? false,
    tc: fields.tc ?? false,
    rd: fields.rd ?? answered?.rd ?? false,
    ra: fields.ra ?? false,
    z: fields.z ?? false,
    ad: fields.ad ?? false,
    cd: fields.cd ?? answered?.cd ?? false,
    rcode: fields.rcode ?? 0,
    questions,
    answers: fields.answers ?? [],
    authority: fields.authority ?? [],
    additional: fields.additional ?? [],
    edns: fields.edns ?? null,
  };
}
