/** IPv6's extension headers (RFC 8200 §4). Each gives its length, or null where the packet ends with it. */
import type { Dissection } from './dissection.ts';

const IP6_HEADER = 40;

/** Hop-by-hop and destination options. */
export function printHopByHop(d: Dissection, at: number, word: 'HBH' | 'DSTOPT'): number | null {
  d.protocol = word === 'HBH' ? 'hbhopt' : 'dstopt';
  if (!d.holds(at, 2)) return cut(d);
  const length = (d.u8(at + 1) + 1) * 8;
  if (!d.holds(at, length)) return cut(d);
  d.print(`${word} `);
  if (d.settings.verbose > 0) printOptions(d, at + 2, at + length);
  return length;
}

function printOptions(d: Dissection, start: number, end: number): void {
  for (let at = start; at < end;) {
    const type = d.u8(at);
    if (type === 0) {
      d.print('(pad1)');
      at++;
      continue;
    }
    if (at + 1 >= end) {
      d.print('(padn: trunc)');
      break;
    }
    const length = d.u8(at + 1);
    if (at + 2 + length > end) {
      d.print(`(opt_type 0x${d.hex(at, 1)}: trunc)`);
      break;
    }
    if (type === 1) d.print('(padn)');
    else if (type === 5 && length === 2) d.print(`(rtalert: 0x${d.hex(at + 2, 2)}) `);
    else d.print(`(opt_type 0x${d.hex(at, 1)}: len=${length})`);
    at += 2 + length;
  }
  d.print(' ');
}

export function printFragment(d: Dissection, at: number, header: number): number | null {
  d.protocol = 'frag6';
  const field = d.u16(at + 2);
  const offset = field & 0xfff8;
  const size = IP6_HEADER + d.u16(header + 4) - (at - header) - 8;
  const id = d.settings.verbose > 0 ? `0x${d.hex(at + 4, 4)}:` : '';
  d.print(`frag (${id}${offset}|${size})`);
  // Later fragments hold no header that could be read.
  if (offset !== 0) return null;
  d.print(' ');
  return 8;
}

/** Simplified: addresses are told for the types that have them as RFC 2460 §4.4 and RFC 6275 §6.4 lay them out. */
export function printRouting(d: Dissection, at: number): number | null {
  d.protocol = 'rt6';
  const length = d.u8(at + 1);
  const type = d.u8(at + 2);
  d.print(`RT6 (len=${length}, type=${type}`);
  if (type === 0) d.print(' [Deprecated]');
  d.print(`, segleft=${d.u8(at + 3)}`);
  if (type !== 0 && type !== 2) {
    d.print(' (unknown type)');
    d.invalid();
    return null;
  }
  if (d.settings.verbose > 0 || d.u32(at + 4) !== 0) d.print(`, rsv=0x${d.u32(at + 4).toString(16)}`);
  if (length % 2 === 1) return cut(d);
  for (let i = 0; i < length / 2; i++) {
    if (!d.holds(at + 8 + 16 * i, 16)) return cut(d);
    d.print(`, [${i}]${d.address(at + 8 + 16 * i, 16)}`);
  }
  d.print(') ');
  return (length + 1) * 8;
}

function cut(d: Dissection): null {
  d.cutShort();
  return null;
}
