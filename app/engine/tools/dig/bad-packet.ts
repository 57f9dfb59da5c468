/**
 * Messages that cannot be read: dig's words and its dump of the octets.
 */
import { EDNS_OPTION } from '../../protocol/codes.ts';
import type { Edns } from '../../protocol/message.ts';
import type { MalformedMessage } from '../../protocol/wire.ts';
import type { Dig } from './state.ts';

/** Where +besteffort stops reading and prints what it has; `left` octets lie behind that. */
export interface Partly {
  readonly kind: 'partly';
  readonly left: number;
}

/** Why the message is given up, in the words of BIND's library, or how far it is taken. */
export function parseTrouble(
  malformed: MalformedMessage,
  bestEffort: boolean,
  length: number,
): string | Partly {
  const { reason, offset } = malformed;
  if (reason.startsWith('label type')) return 'bad label type';
  if (reason.includes('pointer')) return 'bad compression pointer';
  if (reason.startsWith('record data has the wrong length')) return 'extra input data';
  if (reason.startsWith('name is longer')) return 'FORMERR';
  const ended = /cut short|past the end|past its record|fewer/.test(reason);
  if (!bestEffort) return ended ? 'unexpected end of input' : 'FORMERR';
  // BIND has taken the two octets of the length when it finds that so much is not there.
  const read = reason.startsWith('record data runs past') ? offset + 2 : offset;
  return { kind: 'partly', left: Math.max(0, length - read) };
}

/** Whether BIND's library refuses an option of the message: it knows what they must look like. */
export function hasMalformedOption(edns: Edns | null): boolean {
  return edns !== null && edns.options.some(({ code, data }) => !fits(code, data));
}

function fits(code: number, data: Uint8Array): boolean {
  const { length } = data;
  switch (code) {
    case EDNS_OPTION.LLQ:
      return length === 18;
    case EDNS_OPTION.CLIENT_SUBNET:
      return subnetFits(data);
    case EDNS_OPTION.EXPIRE:
      return length === 0 || length === 4;
    case EDNS_OPTION.COOKIE:
      // RFC 7873 §4: the client's eight octets alone, or with 8 to 32 of the server's.
      return length === 8 || (length >= 16 && length <= 40);
    case EDNS_OPTION.KEY_TAG:
      return length > 0 && length % 2 === 0;
    case EDNS_OPTION.EDE:
      return length >= 2 && isUtf8(data.subarray(2));
    case EDNS_OPTION.CLIENT_TAG:
    case EDNS_OPTION.SERVER_TAG:
      return length === 2;
    default:
      return true;
  }
}

/** RFC 8914 §2: the extra text is UTF-8. */
function isUtf8(octets: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(octets);
    return true;
  } catch {
    return false;
  }
}

/** RFC 7871 §6: as many octets of address as the prefix needs, the bits behind it clear. */
function subnetFits(data: Uint8Array): boolean {
  if (data.length < 4) return false;
  const [high = 0, family = 0, source = 0, scope = 0, ...address] = data;
  const bits = family === 1 ? 32 : family === 2 ? 128 : 0;
  if (high !== 0 || family > 2 || source > bits || scope > bits) return false;
  if (address.length !== Math.ceil(source / 8)) return false;
  return source % 8 === 0 || ((address.at(-1) ?? 0) & (0xff >> (source % 8))) === 0;
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
