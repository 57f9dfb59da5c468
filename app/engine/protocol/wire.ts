/**
 * The wire format (RFC 1035 §4): octets to a message and back.
 *
 * A walk through this folder with one query: the octets of a datagram go into `decodeMessage`; its header is read
 * here, its names by `name-reader.ts`, each record's RDATA by `rdata-reader.ts` after the table in
 * `rdata-shapes.ts`. What comes out is a value (`message.ts`) of names (`name.ts`) and numbers, to which `codes.ts`
 * gives words. A server answers with another such value, and `encodeMessage` (`wire-writer.ts`) makes octets of it
 * again. On the way people look: `rdata.ts` and `record-text.ts` print and parse records as zone files have them,
 * `summary.ts` says a message in one line as tcpdump does, `dissect.ts` shows every octet.
 *
 * Any octets give a value: what cannot be a message becomes `malformed`, with the reason and the offset.
 */
import { CLASS, OPCODE, TYPE } from './codes.ts';
import type { Edns, EdnsOption, Message, Question, ResourceRecord } from './message.ts';
import { NameReader } from './name-reader.ts';
import { u16, u32 } from './rdata-fields.ts';
import { RdataReader } from './rdata-reader.ts';

export { encodeMessage } from './wire-writer.ts';
export type { EncodeOptions } from './wire-writer.ts';

/** The 12 octets that open a message (RFC 1035 §4.1.1). `rcode` is the header's own 4 bits. */
export interface Header {
  readonly id: number;
  readonly qr: boolean;
  readonly opcode: number;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  readonly z: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
  readonly rcode: number;
  readonly counts: readonly [questions: number, answers: number, authority: number, additional: number];
}

export interface MalformedMessage {
  readonly kind: 'malformed';
  /** What is wrong, in words that can follow "malformed message: ". */
  readonly reason: string;
  /** Where in the octets it was found. */
  readonly offset: number;
  /** Null when there are fewer than two octets. */
  readonly id: number | null;
  /** Null when there are fewer than twelve octets. */
  readonly header: Header | null;
  /** What was understood before the fault; null when the header was not. */
  readonly partial: Message | null;
}

export type Decoded =
  | {
      readonly kind: 'message';
      readonly message: Message;
      /** Octets behind the last record. */ readonly trailing: number;
    }
  | MalformedMessage;

/**
 * Reads one message. Never throws; work is bounded by the number of octets. With `opaqueParameters` the parameters
 * of SVCB and HTTPS records are taken as they are, whatever they hold.
 */
export function decodeMessage(octets: Uint8Array, opaqueParameters = false): Decoded {
  const header = readHeader(octets);
  if (header === null) {
    return {
      kind: 'malformed',
      reason: 'header is cut short',
      offset: octets.length,
      id: octets.length >= 2 ? u16(octets, 0) : null,
      header: null,
      partial: null,
    };
  }
  return new MessageReader(octets, header, opaqueParameters).read();
}

/** The header alone; null when there are fewer than twelve octets. */
export function readHeader(octets: Uint8Array): Header | null {
  if (octets.length < 12) return null;
  const high = octets[2] as number;
  const low = octets[3] as number;
  return {
    id: u16(octets, 0),
    qr: (high & 0x80) !== 0,
    opcode: (high >> 3) & 15,
    aa: (high & 4) !== 0,
    tc: (high & 2) !== 0,
    rd: (high & 1) !== 0,
    ra: (low & 0x80) !== 0,
    z: (low & 0x40) !== 0,
    ad: (low & 0x20) !== 0,
    cd: (low & 0x10) !== 0,
    rcode: low & 15,
    counts: [u16(octets, 4), u16(octets, 6), u16(octets, 8), u16(octets, 10)],
  };
}

type Fault = { readonly reason: string; readonly offset: number };

class MessageReader {
  readonly #octets: Uint8Array;
  readonly #header: Header;
  readonly #names: NameReader;
  readonly #rdatas: RdataReader;
  readonly #questions: Question[] = [];
  readonly #answers: ResourceRecord[] = [];
  readonly #authority: ResourceRecord[] = [];
  readonly #additional: ResourceRecord[] = [];
  #edns: Edns | null = null;
  #rcodeHigh = 0;
  #at = 12;

  constructor(octets: Uint8Array, header: Header, opaqueParameters: boolean) {
    this.#octets = octets;
    this.#header = header;
    this.#names = new NameReader(octets);
    this.#rdatas = new RdataReader(octets, this.#names, opaqueParameters);
  }

  read(): Decoded {
    const fault =
      this.#readQuestions() ??
      this.#readRecords(this.#header.counts[1], this.#answers, false) ??
      this.#readRecords(this.#header.counts[2], this.#authority, false) ??
      this.#readRecords(this.#header.counts[3], this.#additional, true);
    const message = this.#message();
    if (fault === null) return { kind: 'message', message, trailing: this.#octets.length - this.#at };
    return { kind: 'malformed', ...fault, id: this.#header.id, header: this.#header, partial: message };
  }

  #message(): Message {
    const header = this.#header;
    return {
      id: header.id,
      qr: header.qr,
      opcode: header.opcode,
      aa: header.aa,
      tc: header.tc,
      rd: header.rd,
      ra: header.ra,
      z: header.z,
      ad: header.ad,
      cd: header.cd,
      rcode: header.rcode | (this.#rcodeHigh << 4),
      questions: this.#questions,
      answers: this.#answers,
      authority: this.#authority,
      additional: this.#additional,
      edns: this.#edns,
    };
  }

  #readQuestions(): Fault | null {
    const octets = this.#octets;
    for (let count = this.#header.counts[0]; count > 0; count--) {
      if (this.#at >= octets.length) return fault('fewer questions than the header counts', this.#at);
      const name = this.#names.read(this.#at, octets.length);
      if (name === null) return this.#nameFault();
      const at = this.#names.end;
      if (at + 4 > octets.length) return fault('question is cut short', at);
      this.#questions.push({ name, type: u16(octets, at), class: u16(octets, at + 2) });
      this.#at = at + 4;
    }
    return null;
  }

  #readRecords(counted: number, into: ResourceRecord[], isAdditional: boolean): Fault | null {
    const octets = this.#octets;
    for (let count = counted; count > 0; count--) {
      const start = this.#at;
      if (start >= octets.length) return fault('fewer records than the header counts', start);
      const name = this.#names.read(start, octets.length);
      if (name === null) return this.#nameFault();
      const at = this.#names.end;
      if (at + 10 > octets.length) return fault('record is cut short', at);
      const type = u16(octets, at);
      const rrClass = u16(octets, at + 2);
      const end = at + 10 + u16(octets, at + 8);
      if (end > octets.length) return fault('record data runs past the end of the message', at + 8);
      if (type === TYPE.OPT) {
        // RFC 6891 §6.1.1: once, and only in the additional section.
        if (!isAdditional) return fault('OPT record outside the additional section', start);
        if (this.#edns !== null) return fault('more than one OPT record', start);
        if (!name.isRoot) return fault('OPT record whose owner is not the root', start);
        const problem = this.#readOpt(rrClass, at + 4, end);
        if (problem !== null) return problem;
      } else {
        const rdata = this.#readRdata(type, rrClass, at + 10, end);
        if (rdata === null) return fault(this.#rdatas.fault, this.#rdatas.faultAt);
        const ttl = u32(octets, at + 4);
        // RFC 2181 §8: a TTL with its top bit set counts as 0.
        into.push({ name, type, class: rrClass, ttl: ttl > 0x7fffffff ? 0 : ttl, rdata });
      }
      this.#at = end;
    }
    return null;
  }

  #readRdata(type: number, rrClass: number, at: number, end: number): Uint8Array | null {
    // RFC 2136 §2.4, §2.5: in an update, records that name an RRset or a deletion have no data.
    if (at === end && this.#header.opcode === OPCODE.UPDATE && rrClass >= CLASS.NONE)
      return new Uint8Array(0);
    return this.#rdatas.read(type, rrClass, at, end);
  }

  #readOpt(udpSize: number, ttlAt: number, end: number): Fault | null {
    const octets = this.#octets;
    const options: EdnsOption[] = [];
    let at = ttlAt + 6;
    while (at < end) {
      if (at + 4 > end) return fault('EDNS option is cut short', at);
      const optionEnd = at + 4 + u16(octets, at + 2);
      if (optionEnd > end) return fault('EDNS option runs past its record', at + 2);
      options.push({ code: u16(octets, at), data: octets.slice(at + 4, optionEnd) });
      at = optionEnd;
    }
    const flags = u16(octets, ttlAt + 2);
    this.#rcodeHigh = octets[ttlAt] as number;
    this.#edns = {
      version: octets[ttlAt + 1] as number,
      udpSize,
      dnssecOk: (flags & 0x8000) !== 0,
      z: flags & 0x7fff,
      options,
    };
    return null;
  }

  #nameFault(): Fault {
    return fault(this.#names.fault ?? 'bad name', this.#names.faultAt);
  }
}

function fault(reason: string, offset: number): Fault {
  return { reason, offset };
}
