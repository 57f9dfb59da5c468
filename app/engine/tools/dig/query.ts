/**
 * The question: the name with its search list, flags and EDNS, as a message and as octets.
 */
import { TYPE } from '../../protocol/codes.ts';
import { queryMessage } from '../../protocol/message.ts';
import type { Edns, Message, ResourceRecord } from '../../protocol/message.ts';
import { Name, isNameProblem } from '../../protocol/name.ts';
import type { NameProblem } from '../../protocol/name.ts';
import { encodeMessage } from '../../protocol/wire.ts';
import { requestOptions } from './edns-request.ts';
import { asciiName } from './idn.ts';
import { isStop } from './state.ts';
import type { Dig, Lookup, Stop } from './state.ts';
import type { ResponseCheck } from './tsig.ts';

const DO = 0x8000;
/** Compact denial of existence (RFC 9824). */
const CO = 0x4000;
const DEFAULT_UDP_SIZE = 1232;
/** Stands for the column of a label that opens with `\[` (RFC 2673's bit strings, long gone). */
const BIT_STRING = -1;

export interface Question {
  readonly name: Name;
  /** As it is shown: without the octets of padding. */
  readonly message: Message;
  readonly octets: Uint8Array;
  /** Where the question is signed: what its responses are checked by. */
  readonly responses: (() => ResponseCheck) | null;
}

/** Makes the lookup ready to be sent. Null: the name with this origin is too long; the next origin may do. */
export function makeQuestion(dig: Dig, lookup: Lookup): Question | Stop | null {
  const name = questionName(dig, lookup);
  if (name === null || isStop(name)) return name;
  // A trace asks nobody to recurse but the server that it gets the root's names from.
  if ((lookup.trace || lookup.nsSearch) && !lookup.traceRoot) lookup.recurse = false;
  if (lookup.trace && lookup.traceRoot) {
    lookup.wantedType = lookup.type;
    lookup.type = TYPE.NS;
  }
  if (lookup.type === TYPE.AXFR) lookup.tcp = true;
  const transfer = lookup.type === TYPE.AXFR || lookup.type === TYPE.IXFR;
  const edns = ednsOf(dig, lookup);
  if (edns !== null && isStop(edns)) return edns;
  const message = queryMessage({
    id: lookup.queryId ?? dig.context.random.below(0x10000),
    opcode: lookup.opcode,
    rd: lookup.recurse && !transfer,
    aa: lookup.aaFlag,
    ad: lookup.adFlag,
    cd: lookup.cdFlag,
    ra: lookup.raFlag,
    tc: lookup.tcFlag,
    z: lookup.zFlag,
    questions: lookup.headerOnly ? [] : [{ name, type: lookup.type, class: lookup.class }],
    authority: lookup.type === TYPE.IXFR ? [serialRecord(lookup, name)] : [],
    edns,
  });
  const { key } = dig;
  const unsigned = encodeMessage(pad(message, lookup.padding, key?.room ?? 0));
  const signed = key?.sign(message, unsigned, dig.context.now()) ?? null;
  const octets = signed?.octets ?? unsigned;
  // BIND: what is longer than a datagram of old goes over TCP.
  if (octets.length > 512) lookup.tcp = true;
  const responses = key && signed ? () => key.responses(signed.mac) : null;
  return { name, message: signed?.message ?? message, octets, responses };
}

function questionName(dig: Dig, lookup: Lookup): Name | Stop | null {
  const text = lookup.idnIn ? asciiName(lookup.text) : lookup.text;
  if (typeof text !== 'string')
    return dig.fatal(`'${lookup.text}' is not a legal IDNA2008 name (${text.words}), use +noidnin`);
  if (lookup.newSearch) {
    dig.lookupCount = 0;
    const dots = text.split('.').length - 1;
    if (dots >= dig.ndots || !dig.useSearch) {
      lookup.origin = null;
      lookup.doneAsIs = true;
      lookup.needSearch = dig.useSearch;
    } else if (lookup.origin === null && dig.useSearch) {
      lookup.origin = dig.searchList.length > 0 ? 0 : null;
      lookup.needSearch = false;
    }
  }
  const origin = lookup.origin === null ? undefined : dig.searchList[lookup.origin];
  if (lookup.trace && lookup.traceRoot) return Name.root;
  if (origin === undefined) {
    const name = parseName(text);
    if (!isNameProblem(name)) return name;
    return dig.unreadable(`'${lookup.text}' is not a legal name (${problemWords(name, text)})`);
  }
  const ascii = lookup.idnIn ? asciiName(origin) : origin;
  const base = parseName(typeof ascii === 'string' ? ascii : origin, Name.root);
  if (isNameProblem(base)) {
    return dig.fatal(`'${origin}' is not in legal name syntax (${problemWords(base, origin)})`);
  }
  const name = parseName(text, base);
  if (!isNameProblem(name)) return name;
  if (name.reason === 'name-too-long') return null;
  return dig.fatal(`'${lookup.text}' is not in legal name syntax (${problemWords(name, text)})`);
}

/** Words are octets here: those above 127 go into the name as they are. */
export function parseName(text: string, origin: Name = Name.root): Name | NameProblem {
  if (/(?:^|\.)\\\[/.test(text)) return { kind: 'name-problem', reason: 'bad-escape', column: BIT_STRING };
  const escaped = text.replace(/[\x80-\xff]/g, (octet) => `\\${octet.charCodeAt(0)}`);
  if (escaped === '@') return Name.parse('\\@', origin);
  return Name.parse(escaped, origin);
}

export function problemWords(problem: NameProblem, text: string): string {
  if (problem.column === BIT_STRING) return 'bad label type';
  switch (problem.reason) {
    case 'empty-label':
      return 'empty label';
    case 'label-too-long':
      return 'label too long';
    case 'name-too-long':
      return 'ran out of space';
    case 'bad-escape':
      // BIND: a backslash at the end wants more.
      return problem.column >= text.length ? 'unexpected end of input' : 'bad escape';
    case 'empty-name':
      return 'unexpected end of input';
  }
}

function ednsOf(dig: Dig, lookup: Lookup): Edns | Stop | null {
  if (lookup.udpSize < 0 && !lookup.dnssec && lookup.edns < 0 && lookup.subnet === null) return null;
  // BIND: a signed number of 16 bits; what is larger counts as not given.
  if (lookup.udpSize < 0 || lookup.udpSize > 0x7fff) lookup.udpSize = DEFAULT_UDP_SIZE;
  if (lookup.edns < 0) lookup.originalEdns = lookup.edns = 0;
  const options = requestOptions(dig, lookup);
  if ('kind' in options) return options;
  const flags = (lookup.ednsFlags & ~(DO | CO)) | (lookup.compactDenial ? CO : 0);
  return {
    version: lookup.edns,
    udpSize: lookup.udpSize,
    dnssecOk: lookup.dnssec,
    z: flags & 0x7fff,
    options,
  };
}

/** RFC 1995 §3: the serial that the asker has, in an SOA record in the authority section. */
function serialRecord(lookup: Lookup, name: Name): ResourceRecord {
  const rdata = new Uint8Array(22);
  new DataView(rdata.buffer).setUint32(2, lookup.ixfrSerial);
  return { name, type: TYPE.SOA, class: lookup.class, ttl: 0, rdata };
}

/** RFC 7830: fills the last option so that the message's length, with what follows, is a multiple of the block. */
function pad(message: Message, block: number, following: number): Message {
  const edns = message.edns;
  if (block === 0 || edns === null) return message;
  const length = encodeMessage(message).length + following;
  const missing = (block - (length % block)) % block;
  const options = [...edns.options.slice(0, -1), { code: 12, data: new Uint8Array(missing) }];
  return { ...message, edns: { ...edns, options } };
}
