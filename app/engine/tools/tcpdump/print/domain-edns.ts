/** The options of an OPT record (RFC 6891 §6.1.2). */
import { addressText } from '../../../protocol/address.ts';
import { printName } from './domain-name.ts';
import type { Dissection } from './dissection.ts';

const OPTIONS: Readonly<Record<number, string>> = {
  1: 'LLQ',
  2: 'UL',
  3: 'NSID',
  5: 'DAU',
  6: 'DHU',
  7: 'N3U',
  8: 'ECS',
  9: 'EXPIRE',
  10: 'COOKIE',
  11: 'KEEPALIVE',
  12: 'PADDING',
  13: 'CHAIN',
  14: 'KEY-TAG',
  16: 'CLIENT-TAG',
  17: 'SERVER-TAG',
};

/** The place behind an option; null where the packet ends in it. */
export function printOption(d: Dissection, start: number): number | null {
  if (!d.holds(start, 2)) return null;
  const code = d.u16(start);
  d.print(OPTIONS[code] ?? `Opt${code}`);
  if (!d.holds(start + 2, 2)) return null;
  const length = d.u16(start + 2);
  const at = start + 4;
  if (!d.holds(at, length)) return null;
  if (length > 0) {
    d.print(' ');
    const text = optionText(d, code, at, length);
    if (text === null) d.invalid();
    else d.print(text);
  }
  return at + length;
}

/** Null where the option's own length is wrong. */
function optionText(d: Dissection, code: number, at: number, length: number): string | null {
  switch (code) {
    case 5:
      return octetWords(d, at, length, SIGNING);
    case 6:
      return octetWords(d, at, length, DIGESTS);
    case 7:
      return octetWords(d, at, length, { 1: 'SHA-1' });
    case 8:
      return clientSubnet(d, at, length);
    case 9:
      return length === 4 ? `${d.u32(at)} sec` : null;
    case 10:
      // RFC 7873 §4: 8 octets of the client, and none or 8 to 32 of the server.
      if (length < 8 || (length > 8 && length < 16) || length > 40) return null;
      return length === 8 ? d.hex(at, 8) : `${d.hex(at, 8)} ${d.hex(at + 8, length - 8)}`;
    case 11:
      // RFC 7828 §3.1: in units of 100 milliseconds.
      return length === 2 ? `${(d.u16(at) / 10).toFixed(1)} sec` : null;
    case 12:
      return `(${length})`;
    case 13:
      printName(d, at, at + length);
      return '';
    case 14:
      return length % 2 === 0
        ? Array.from({ length: length / 2 }, (_, i) => d.u16(at + 2 * i)).join(' ')
        : null;
    default:
      return d.hex(at, length);
  }
}

/** RFC 7871 §6. */
function clientSubnet(d: Dissection, at: number, length: number): string | null {
  if (length < 4) return null;
  const family = d.u16(at);
  const source = d.u8(at + 2);
  const scope = d.u8(at + 3);
  const octets = family === 1 ? 4 : family === 2 ? 16 : 0;
  const bits = octets * 8;
  if (octets === 0 || length - 4 > octets || source > bits || scope > bits) return null;
  if (Math.ceil(source / 8) !== length - 4) return null;
  const address = new Uint8Array(octets);
  address.set(d.slice(at + 4, length - 4));
  return `${addressText(address)}/${source}/${scope}`;
}

function octetWords(
  d: Dissection,
  at: number,
  length: number,
  words: Readonly<Record<number, string>>,
): string {
  return Array.from({ length }, (_, i) => words[d.u8(at + i)] ?? `Alg_${d.u8(at + i)}`).join(' ');
}

const SIGNING: Readonly<Record<number, string>> = {
  0: 'DELETE',
  1: 'RSAMD5',
  2: 'DH',
  3: 'DS',
  5: 'RSASHA1',
  6: 'DSA-NSEC3-SHA1',
  7: 'RSASHA1-NSEC3-SHA1',
  8: 'RSASHA256',
  10: 'RSASHA512',
  12: 'ECC-GOST',
  13: 'ECDSAP256SHA256',
  14: 'ECDSAP384SHA384',
  15: 'ED25519',
  16: 'ED448',
  252: 'INDIRECT',
  253: 'PRIVATEDNS',
  254: 'PRIVATEOID',
};

const DIGESTS: Readonly<Record<number, string>> = {
  1: 'SHA-1',
  2: 'SHA-256',
  3: 'GOST_R_34.11-94',
  4: 'SHA-384',
};
