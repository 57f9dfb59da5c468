/** Questions and records of a DNS message. */
import { addressText } from '../../../protocol/address.ts';
import { TYPE } from '../../../protocol/codes.ts';
import { printOption } from './domain-edns.ts';
import { printName, skipName } from './domain-name.ts';
import { classWord, durationText, typeWord } from './domain-words.ts';
import type { Dissection } from './dissection.ts';

/** A DNS message, seen from one of its records. */
export interface MessagePlace {
  /** Where the message begins, for compression pointers. */
  readonly start: number;
  /** RFC 6762 §10.2, §18.12: the highest bit of a class has a meaning of its own. */
  readonly multicast: boolean;
}

const HIGHEST_BIT = 0x8000;
const DNSSEC_OK = 0x8000;
const UNSPECA = 104;

/** Gives the place behind the question; null where it is broken. */
export function printQuestion(d: Dissection, at: number, message: MessagePlace): number | null {
  const fixed = skipName(d, at);
  if (fixed === null || !d.holds(fixed, 4)) return null;
  d.print(` ${typeWord(d.u16(fixed))}`);
  const field = d.u16(fixed + 2);
  const value = message.multicast ? field & ~HIGHEST_BIT : field;
  if (value !== 1) d.print(` ${classWord(value)}`);
  if (message.multicast) d.print((field & HIGHEST_BIT) !== 0 ? ' (QU)' : ' (QM)');
  d.print('? ');
  const behind = printName(d, at, message.start);
  return behind === null ? null : behind + 4;
}

/** Gives the place behind the record; the packet's end where nothing can follow, null where it is broken. */
export function printRecord(d: Dissection, start: number, message: MessagePlace): number | null {
  const { verbose } = d.settings;
  let at: number | null;
  if (verbose > 0) {
    d.print(' ');
    at = printName(d, start, message.start);
    if (at === null) return null;
  } else at = skipName(d, start);
  if (at === null || !d.holds(at, 10)) return d.end;
  const type = d.u16(at);
  const field = d.u16(at + 2);
  const value = message.multicast ? field & ~HIGHEST_BIT : field;
  if (value !== 1 && type !== TYPE.OPT) d.print(` ${classWord(value)}`);
  if (message.multicast && (field & HIGHEST_BIT) !== 0) d.print(' (Cache flush)');
  if (type !== TYPE.OPT && verbose > 2) d.print(` [${durationText(d.u32(at + 4))}]`);
  const length = d.u16(at + 8);
  d.print(` ${typeWord(type)}`);
  const data = { at: at + 10, length, end: at + 10 + length };
  if (data.end > d.end) return null;
  const good =
    type === TYPE.OPT ? printOpt(d, data, value, d.u16(at + 6)) : printData(d, type, data, message.start);
  return good ? data.end : null;
}

interface Data {
  readonly at: number;
  readonly length: number;
  readonly end: number;
}

function printOpt(d: Dissection, data: Data, size: number, flags: number): boolean {
  d.print(` UDPsize=${size}`);
  // RFC 3225 §3.
  if ((flags & DNSSEC_OK) !== 0) d.print(' DO');
  if (data.at >= data.end) return true;
  d.print(' [');
  for (let at = data.at; at < data.end;) {
    const behind = printOption(d, at);
    if (behind === null) return false;
    at = behind;
    if (at < data.end) d.print(',');
  }
  d.print(']');
  return true;
}

/** False where the data end too early. */
function printData(d: Dissection, type: number, data: Data, message: number): boolean {
  const { at, length } = data;
  switch (type) {
    case TYPE.A:
      return printAddress(d, at, 4);
    case TYPE.AAAA:
      return printAddress(d, at, 16);
    case TYPE.NS:
    case TYPE.CNAME:
    case TYPE.PTR:
    case TYPE.DNAME:
      d.print(' ');
      return printName(d, at, message) !== null;
    case TYPE.SOA:
      return d.settings.verbose === 0 || printSoa(d, at, message);
    case TYPE.MX:
      d.print(' ');
      if (!d.holds(at, 2) || printName(d, at + 2, message) === null) return false;
      d.print(` ${d.u16(at)}`);
      return true;
    case TYPE.TXT:
      return printStrings(d, data);
    case TYPE.SRV:
      d.print(' ');
      if (!d.holds(at, 6) || printName(d, at + 6, message) === null) return false;
      d.print(`:${d.u16(at + 4)} ${d.u16(at)} ${d.u16(at + 2)}`);
      return true;
    case TYPE.A6:
      return printA6(d, at, message);
    case TYPE.URI:
      d.print(` ${d.u16(at)} ${d.u16(at + 2)} `);
      return d.printOctets(at + 4, length < 4 ? 0xffff_ffff : length - 4);
    case TYPE.TSIG:
      return d.settings.verbose === 0 || printTsig(d, at, message);
    case UNSPECA:
      return d.printOctets(at, length);
    default:
      return true;
  }
}

function printAddress(d: Dissection, at: number, length: 4 | 16): boolean {
  if (!d.holds(at, length)) return false;
  d.print(` ${addressText(d.slice(at, length))}`);
  return true;
}

function printSoa(d: Dissection, start: number, message: number): boolean {
  d.print(' ');
  const contact = printName(d, start, message);
  if (contact === null) return false;
  d.print(' ');
  const at = printName(d, contact, message);
  if (at === null || !d.holds(at, 20)) return false;
  for (let i = 0; i < 5; i++) d.print(` ${d.u32(at + 4 * i)}`);
  return true;
}

function printStrings(d: Dissection, { at: start, end }: Data): boolean {
  for (let at = start; at < end;) {
    d.print(' "');
    if (!d.holds(at, 1)) return false;
    const length = d.u8(at);
    if (!d.printOctets(at + 1, length)) return false;
    d.print('"');
    at += 1 + length;
  }
  return true;
}

/** RFC 2874 §3.1: a prefix length, the suffix of an address, and the name of the prefix. */
function printA6(d: Dissection, at: number, message: number): boolean {
  if (!d.holds(at, 1)) return false;
  const bits = d.u8(at);
  if (bits > 128) {
    d.print(` ${bits}(bad plen)`);
    return true;
  }
  const octets = bits >> 3;
  if (bits < 128) {
    const address = new Uint8Array(16);
    address.set(d.slice(at + 1, 16 - octets), octets);
    d.print(` ${bits} ${addressText(address)}`);
  }
  if (bits === 0) return true;
  d.print(' ');
  return printName(d, at + 1 + 16 - octets, message) !== null;
}

/** RFC 8945 §4.2. */
function printTsig(d: Dissection, start: number, message: number): boolean {
  d.print(' ');
  const name = printName(d, start, message);
  if (name === null) return false;
  // Behind the time of signing.
  let at = name + 6;
  for (const word of ['fudge', 'maclen', 'origid', 'error', 'otherlen']) {
    if (!d.holds(at, 2)) return false;
    const value = d.u16(at);
    d.print(` ${word}=${value}`);
    at += 2 + (word === 'maclen' ? value : 0);
  }
  return true;
}
