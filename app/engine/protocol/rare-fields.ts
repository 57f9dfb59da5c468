/** Texts of fields that one or two types alone have. All offsets are those of octets that `fieldEnd` accepted. */
import { addressText } from './address.ts';
import { base64Text, hexText } from './encodings.ts';
import { typeText } from './codes.ts';
import { gatewayNameEnd, plainNameEnd, u16 } from './rdata-fields.ts';
import type { Printing } from './printing.ts';

/** `1:192.0.2.0/24 !1:192.0.2.64/28` (RFC 3123 §5); null where an address family has no text form. */
export function aplText(octets: Uint8Array, start: number, end: number): string | null {
  const items: string[] = [];
  for (let at = start; at < end;) {
    const family = u16(octets, at);
    const length = (octets[at + 3] as number) & 0x7f;
    const address = family === 1 ? new Uint8Array(4) : family === 2 ? new Uint8Array(16) : null;
    if (address === null) return null;
    address.set(octets.subarray(at + 4, at + 4 + length));
    const not = ((octets[at + 3] as number) & 0x80) !== 0 ? '!' : '';
    items.push(`${not}${family}:${addressText(address)}/${octets[at + 2]}`);
    at += 4 + length;
  }
  return items.join(' ');
}

/** Address, protocol number, port numbers (RFC 1035 §3.4.2). */
export function wksText(octets: Uint8Array, start: number, end: number): string {
  const words = [addressText(octets.subarray(start, start + 4)), String(octets[start + 4])];
  for (let bit = 0; bit < (end - start - 5) * 8; bit++) {
    if (((octets[start + 5 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) !== 0) words.push(String(bit));
  }
  return words.join(' ');
}

/** RFC 2535 §5.2: one bit for each of the types below 128. */
export function nxtText(octets: Uint8Array, start: number, end: number): string {
  const words: string[] = [];
  for (let bit = 0; bit < (end - start) * 8; bit++) {
    if (((octets[start + (bit >> 3)] as number) & (0x80 >> (bit & 7))) !== 0) words.push(typeText(bit));
  }
  return words.join(' ');
}

/** Gateway type, algorithm, gateway, key (RFC 4025 §3.1). */
export function gatewayText(octets: Uint8Array, start: number, end: number, printing: Printing): string {
  const type = octets[start] as number;
  const keyAt = gatewayNameEnd(type, octets, start + 2, end);
  const front = `${type} ${octets[start + 1]} ${hostText(type, octets, start + 2, keyAt, printing)}`;
  if (keyAt === end) return front;
  return front + printing.lineBreak + printing.chunks(base64Text(octets.subarray(keyAt, end)));
}

/** Discovery-optional bit, relay type, relay (RFC 8777 §4.3.1). */
export function relayText(octets: Uint8Array, start: number, end: number, printing: Printing): string {
  const first = octets[start] as number;
  return `${first >> 7} ${first & 0x7f} ${hostText(first & 0x7f, octets, start + 1, end, printing)}`;
}

function hostText(type: number, octets: Uint8Array, start: number, end: number, printing: Printing): string {
  if (type === 0) return '.';
  return type === 3 ? printing.name(octets, start) : addressText(octets.subarray(start, end));
}

/** Algorithm, identity tag, key, rendezvous servers (RFC 8005 §6). */
export function hipText(octets: Uint8Array, start: number, end: number, printing: Printing): string {
  const hitEnd = start + 4 + (octets[start] as number);
  const keyEnd = hitEnd + u16(octets, start + 2);
  const lines = [
    `${octets[start + 1]} ${hexText(octets.subarray(start + 4, hitEnd))}`,
    base64Text(octets.subarray(hitEnd, keyEnd)),
  ];
  for (let at = keyEnd; at < end; at = plainNameEnd(octets, at, end)) lines.push(printing.name(octets, at));
  return lines.join(printing.lineBreak);
}

/** Prefix length, address suffix, prefix name (RFC 2874 §3.1.1). */
export function a6Text(octets: Uint8Array, start: number, end: number, printing: Printing): string {
  const prefix = octets[start] as number;
  const length = Math.ceil((128 - prefix) / 8);
  const address = new Uint8Array(16);
  address.set(octets.subarray(start + 1, start + 1 + length), 16 - length);
  // BIND: the space stays where there is no suffix.
  const suffix = prefix === 128 ? '' : addressText(address);
  const nameAt = start + 1 + length;
  return `${prefix} ${suffix}${nameAt < end ? ' ' + printing.name(octets, nameAt) : ''}`;
}

/** A telephone number after `+`, or hexadecimal digits of an end system address. */
export function atmaText(octets: Uint8Array, start: number, end: number): string {
  const data = octets.subarray(start + 1, end);
  if (octets[start] !== 1) return hexText(data).toLowerCase();
  return '+' + String.fromCharCode(...data).replace(/[^!-~]/g, '?');
}
