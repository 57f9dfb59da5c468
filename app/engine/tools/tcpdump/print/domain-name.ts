/** Domain names in a packet, as tcpdump reads and writes them: with compression pointers that lead backwards only. */
import type { Dissection } from './dissection.ts';

const LABEL = 0x00;
const POINTER = 0xc0;
const EXTENDED = 0x40;
/** RFC 2673 §3.1: the one extended label that anybody knew. */
const BIT_STRING = 1;
const MOST_CHARACTERS = 255;

/** The place behind a name; null where it cannot be told. */
export function skipName(d: Dissection, start: number): number | null {
  let at = start;
  for (;;) {
    if (!d.holds(at, 1)) return null;
    const octet = d.u8(at++);
    if (octet === 0) return at;
    switch (octet & 0xc0) {
      case POINTER:
        return at + 1;
      case EXTENDED:
        if ((octet & 0x3f) !== BIT_STRING || !d.holds(at, 1)) return null;
        at += 1 + Math.ceil(bitsAt(d, at) / 8);
        break;
      case LABEL:
        at += octet;
        break;
      default:
        return null;
    }
  }
}

/** Prints the name at a place in the message that begins at `message`; gives the place behind it, null where it is broken. */
export function printName(d: Dissection, start: number, message: number): number | null {
  const first = labelLength(d, start);
  if (first === null) return null;
  let at = start;
  // RFC 1035 §4.1.4: a pointer leads to a prior occurrence; so every one must lead further back.
  let limit = start - message;
  let octet = d.u8(at++);
  let length = first;
  let behind: number | null = (octet & 0xc0) === POINTER ? null : at + length;
  let compressed = false;
  if (octet === 0) {
    d.print('.');
    return behind;
  }
  let characters = 0;
  while (octet !== 0 && at < d.end) {
    if ((octet & 0xc0) === POINTER) {
      if (!compressed) behind = at + 1;
      compressed = true;
      const offset = ((octet << 8) | d.u8(at)) & 0x3fff;
      if (offset >= limit) {
        d.print('<BAD PTR>');
        return null;
      }
      limit = offset;
      at = message + offset;
    } else {
      if (!printLabel(d, octet, at, length, characters)) return null;
      if ((octet & 0xc0) === LABEL) characters += length;
      at += length;
      if (characters <= MOST_CHARACTERS) d.print('.');
      characters++;
    }
    if (!d.holds(at, 1)) return null;
    octet = d.u8(at);
    const next = labelLength(d, at++);
    if (next === null) return null;
    length = next;
    if (!compressed && behind !== null) behind += length + 1;
  }
  if (characters > MOST_CHARACTERS) d.print('<DOMAIN NAME TOO LONG>');
  return behind;
}

function printLabel(d: Dissection, octet: number, at: number, length: number, before: number): boolean {
  if ((octet & 0xc0) === EXTENDED) {
    if (!d.holds(at, 1)) return false;
    printBits(d, at);
    return true;
  }
  if (before >= MOST_CHARACTERS && before + length > MOST_CHARACTERS) return true;
  return d.printOctets(at, Math.min(length, MOST_CHARACTERS - before));
}

/** How far the name goes on from behind a label's first octet; null, and said, where the label is none. */
function labelLength(d: Dissection, at: number): number | null {
  if (!d.holds(at, 1)) return null;
  const octet = d.u8(at);
  const kind = octet & 0xc0;
  if (kind === LABEL || kind === POINTER) return octet;
  if (kind !== EXTENDED) {
    d.print('<BAD LABEL TYPE>');
    return null;
  }
  if ((octet & 0x3f) !== BIT_STRING) {
    d.print(`<ELT ${octet & 0x3f}>`);
    return null;
  }
  return d.holds(at + 1, 1) ? Math.ceil(bitsAt(d, at + 1) / 8) + 1 : null;
}

/** RFC 2673 §3.2: a count of zero stands for 256. */
function bitsAt(d: Dissection, at: number): number {
  return d.u8(at) || 256;
}

function printBits(d: Dissection, at: number): void {
  const bits = bitsAt(d, at);
  d.print('\\[x');
  let left = bits;
  let place = at + 1;
  for (; left > 7; left -= 8) d.print(d.hex(place++, 1));
  if (left > 4) d.print((d.u8(place) & ((0xff << (8 - left)) & 0xff)).toString(16).padStart(2, '0'));
  else if (left > 0) d.print(((d.u8(place) >> 4) & ((0xf << (4 - left)) & 0xf)).toString(16));
  d.print(`/${bits}]`);
}
