/**
 * Messages that cannot be read: dig's words and its dump of the octets.
 */
import type { MalformedMessage } from '../../protocol/wire.ts';
import type { Dig } from './state.ts';

/** Why the message is given up, or null where +besteffort prints what was understood. */
export function parseTrouble(malformed: MalformedMessage, bestEffort: boolean): string | null {
  const { reason, header } = malformed;
  if (/option/i.test(reason)) return 'malformed OPT option';
  const cut = /cut|end|short|truncated|beyond/i.test(reason);
  // BIND: with TC set, a message that ends early is taken as far as it goes.
  if (cut) return bestEffort && header?.tc === true ? null : 'unexpected end of input';
  if (/pointer/i.test(reason)) return 'bad compression pointer';
  if (/label/i.test(reason)) return 'bad label type';
  return bestEffort ? null : 'FORMERR';
}

/** `;; Got bad packet: …` and the octets, sixteen a line, with their characters. */
export function printBadPacket(dig: Dig, trouble: string, octets: Uint8Array): void {
  dig.out(`;; Got bad packet: ${trouble}\n${octets.length} bytes\n`);
  for (let start = 0; start < octets.length; start += 16) {
    const row = Array.from(octets.subarray(start, start + 16));
    const hex = row.map((octet) => `${octet.toString(16).padStart(2, '0')} `).join('');
    const text = row
      .map((octet) => (octet >= 0x21 && octet <= 0x7d ? String.fromCharCode(octet) : '.'))
      .join('');
    dig.out(`${hex.padEnd(48)}         ${text}\n`);
  }
}
