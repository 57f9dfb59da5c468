/**
 * Writes a message as octets, with name compression (RFC 1035 §4.1.4) and within a limit (RFC 2181 §9).
 *
 * Names are matched octet by octet, case included, as BIND does by default, so that every name arrives in the
 * case it was given. Names inside RDATA are compressed for the types of RFC 1035 alone (RFC 3597 §4).
 */
import { TYPE } from './codes.ts';
import { CompressionTable } from './compression-table.ts';
import type { Edns, Message, ResourceRecord } from './message.ts';
import type { Name } from './name.ts';
import { OctetStock } from './octet-stock.ts';
import { fieldEnd } from './rdata-fields.ts';
import type { Shape } from './rdata-shapes.ts';
import { shapeOf } from './rdata-shapes.ts';

export interface EncodeOptions {
  /** The most octets the message may take: a client's UDP payload size. 65535 when absent, and at most. */
  readonly limit?: number;
}

/** Room for the largest message and for one more record, which is then taken back. */
const out = new Uint8Array(65535 + 65535 + 512);
const table = new CompressionTable(out);
const stock = new OctetStock();

/**
 * The octets of a message. What does not fit the limit is left out from the end, whole records from the
 * answer and authority sections, whole RRsets from the additional section (RFC 2181 §5.2); TC is set when an
 * answer, authority or required glue record is missing (RFC 2181 §9, RFC 9471 §3). OPT and TSIG always stay.
 */
export function encodeMessage(message: Message, options: EncodeOptions = {}): Uint8Array {
  const limit = Math.min(options.limit ?? 65535, 65535);
  return new MessageWriter(message, limit).write();
}

class MessageWriter {
  readonly #message: Message;
  /** Records may reach up to here; OPT and TSIG come after. */
  readonly #limit: number;
  #at = 12;
  #previousOwner: Name | null = null;
  #previousOwnerAt = 0;

  constructor(message: Message, limit: number) {
    this.#message = message;
    let reserved = message.edns === null ? 0 : optLength(message.edns);
    for (const record of message.additional) {
      if (record.type === TYPE.TSIG) reserved += record.name.wire.length + 10 + record.rdata.length;
    }
    this.#limit = limit - reserved;
  }

  write(): Uint8Array {
    const message = this.#message;
    table.clear();
    let questions = 0;
    for (const question of message.questions) {
      const start = this.#at;
      this.#writeOwner(question.name);
      this.#u16(question.type);
      this.#u16(question.class);
      if (this.#at > this.#limit && questions > 0) {
        this.#takeBack(start);
        break;
      }
      questions++;
    }
    const answers = this.#writeSection(message.answers);
    let truncated = answers < message.answers.length || questions < message.questions.length;
    const authority = truncated ? 0 : this.#writeSection(message.authority);
    truncated ||= authority < message.authority.length;
    let additional = 0;
    if (!truncated) {
      const records = message.additional;
      additional = this.#writeAdditional(records);
      truncated = additional < records.length && lacksRequiredGlue(message, additional);
      additional -= records.slice(0, additional).filter(isTsig).length;
    }
    if (message.edns !== null) {
      this.#writeOpt(message.edns, message.rcode >> 4);
      additional++;
    }
    for (const record of message.additional) {
      if (!isTsig(record)) continue;
      this.#writeRecord(record, false);
      additional++;
    }
    this.#writeHeader(questions, answers, authority, additional, truncated);
    const octets = stock.take(this.#at);
    if (this.#at > 64) octets.set(out.subarray(0, this.#at));
    else for (let i = 0; i < this.#at; i++) octets[i] = out[i] as number;
    return octets;
  }

  #writeHeader(
    questions: number,
    answers: number,
    authority: number,
    additional: number,
    truncated: boolean,
  ): void {
    const message = this.#message;
    const end = this.#at;
    this.#at = 0;
    this.#u16(message.id);
    out[2] =
      (message.qr ? 0x80 : 0) |
      ((message.opcode & 15) << 3) |
      (message.aa ? 4 : 0) |
      (message.tc || truncated ? 2 : 0) |
      (message.rd ? 1 : 0);
    out[3] =
      (message.ra ? 0x80 : 0) |
      (message.z ? 0x40 : 0) |
      (message.ad ? 0x20 : 0) |
      (message.cd ? 0x10 : 0) |
      (message.rcode & 15);
    this.#at = 4;
    this.#u16(questions);
    this.#u16(answers);
    this.#u16(authority);
    this.#u16(additional);
    this.#at = end;
  }

  /** Writes records while they fit; gives how many did. */
  #writeSection(records: readonly ResourceRecord[]): number {
    for (let i = 0; i < records.length; i++) {
      const start = this.#at;
      this.#writeRecord(records[i] as ResourceRecord, true);
      if (this.#at > this.#limit) {
        this.#takeBack(start);
        return i;
      }
    }
    return records.length;
  }

  /** As `#writeSection`, in whole RRsets; TSIG records are passed over. */
  #writeAdditional(records: readonly ResourceRecord[]): number {
    let setStart = 0;
    let setStartAt = this.#at;
    for (let i = 0; i < records.length; i++) {
      const record = records[i] as ResourceRecord;
      if (isTsig(record)) continue;
      const previous = records[setStart];
      if (i > setStart && previous !== undefined && !sameSet(previous, record)) {
        setStart = i;
        setStartAt = this.#at;
      }
      this.#writeRecord(record, true);
      if (this.#at > this.#limit) {
        this.#takeBack(setStartAt);
        return setStart;
      }
    }
    return records.length;
  }

  /** Forgets all octets from `at` on, and with them every offset that a pointer might have used. */
  #takeBack(at: number): void {
    this.#at = at;
    this.#previousOwner = null;
    table.clear();
  }

  #writeRecord(record: ResourceRecord, compress: boolean): void {
    if (compress) this.#writeOwner(record.name);
    else this.#octets(record.name.wire, 0, record.name.wire.length);
    this.#u16(record.type);
    this.#u16(record.class);
    this.#u32(record.ttl);
    const lengthAt = this.#at;
    this.#at += 2;
    const rdata = record.rdata;
    const shape = compress ? shapeOf(record.type, record.class) : null;
    if (shape === null || !shape.holdsNames) this.#octets(rdata, 0, rdata.length);
    else this.#writeWithNames(shape, rdata);
    const length = this.#at - lengthAt - 2;
    out[lengthAt] = length >> 8;
    out[lengthAt + 1] = length;
  }

  #writeWithNames(shape: Shape, rdata: Uint8Array): void {
    let at = 0;
    for (const { kind } of shape.fields) {
      const end = fieldEnd(kind, rdata, at, rdata.length);
      // Not what the type asks for: the octets go out as they are.
      if (end < 0) break;
      if (kind === 'name-compressed') {
        this.#at = table.write(rdata, at, this.#at);
      } else {
        const writtenAt = this.#at;
        this.#octets(rdata, at, end);
        if (kind === 'name' || kind === 'name-expanded') {
          table.note(rdata, at, writtenAt);
          this.#previousOwner = null;
        }
      }
      at = end;
    }
    this.#octets(rdata, at, rdata.length);
  }

  #writeOwner(name: Name): void {
    if (name === this.#previousOwner) {
      out[this.#at++] = 0xc0 | (this.#previousOwnerAt >> 8);
      out[this.#at++] = this.#previousOwnerAt;
      return;
    }
    const at = this.#at;
    this.#at = table.write(name.wire, 0, at);
    // What was written is either the name, or a pointer to it, or part of both.
    const isPointer = ((out[at] as number) & 0xc0) === 0xc0;
    const nameAt = isPointer ? (((out[at] as number) & 0x3f) << 8) | (out[at + 1] as number) : at;
    if (nameAt < 0x4000 && !name.isRoot) {
      this.#previousOwner = name;
      this.#previousOwnerAt = nameAt;
    }
  }

  #writeOpt(edns: Edns, rcodeHigh: number): void {
    out[this.#at++] = 0;
    this.#u16(TYPE.OPT);
    this.#u16(edns.udpSize);
    out[this.#at++] = rcodeHigh;
    out[this.#at++] = edns.version;
    this.#u16((edns.dnssecOk ? 0x8000 : 0) | (edns.z & 0x7fff));
    this.#u16(optLength(edns) - 11);
    for (const option of edns.options) {
      this.#u16(option.code);
      this.#u16(option.data.length);
      this.#octets(option.data, 0, option.data.length);
    }
  }

  #octets(source: Uint8Array, start: number, end: number): void {
    if (end - start > 48) {
      out.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.#at);
      this.#at += end - start;
      return;
    }
    let at = this.#at;
    for (let i = start; i < end; i++) out[at++] = source[i] as number;
    this.#at = at;
  }

  #u16(value: number): void {
    out[this.#at++] = value >> 8;
    out[this.#at++] = value;
  }

  #u32(value: number): void {
    this.#u16(value >>> 16);
    this.#u16(value);
  }
}

function optLength(edns: Edns): number {
  let length = 11;
  for (const option of edns.options) length += 4 + option.data.length;
  return length;
}

function isTsig(record: ResourceRecord): boolean {
  return record.type === TYPE.TSIG;
}

function sameSet(a: ResourceRecord, b: ResourceRecord): boolean {
  return a.type === b.type && a.class === b.class && a.name.equals(b.name);
}

/**
 * Whether a referral lost addresses of name servers that lie below the zone cut: without them nobody can go on
 * (RFC 9471 §3.1). BIND: sibling glue may be missing without TC.
 */
function lacksRequiredGlue(message: Message, kept: number): boolean {
  if (!message.qr || message.answers.length > 0) return false;
  for (const lost of message.additional.slice(kept)) {
    if (lost.type !== TYPE.A && lost.type !== TYPE.AAAA) continue;
    for (const ns of message.authority) {
      // A name server's RDATA is the name itself, in wire form.
      if (ns.type !== TYPE.NS || ns.rdata.length !== lost.name.wire.length) continue;
      if (lost.name.isAtOrBelow(ns.name) && equalsIgnoringCase(ns.rdata, lost.name.wire)) return true;
    }
  }
  return false;
}

/** Length octets are below 64 and so are never taken for letters. */
function equalsIgnoringCase(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x !== y && ((x ^ y) !== 0x20 || (x | 0x20) < 0x61 || (x | 0x20) > 0x7a)) return false;
  }
  return true;
}
