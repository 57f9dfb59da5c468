/** The Internet checksum (RFC 1071), as it is checked in what was captured. */
import type { Dissection } from './dissection.ts';

/** What the sum over octets and whatever stands before them comes to: 0 where the checksum in them is right. */
export function checksumOver(d: Dissection, at: number, length: number, before = 0): number {
  let sum = before;
  const even = length & ~1;
  for (let i = 0; i < even; i += 2) sum += d.u16(at + i);
  if (even !== length) sum += d.u8(at + even) << 8;
  return ~folded(sum) & 0xffff;
}

/** What a checksum field should say, given what it says and what the sum came to. */
export function rightChecksum(found: number, sum: number): number {
  return folded(found + sum);
}

/** The pseudo-header in front of UDP and TCP (RFC 768, RFC 9293 §3.1; RFC 8200 §8.1), as a sum. */
export function pseudoHeader(addresses: Uint8Array, protocol: number, length: number): number {
  let sum = protocol + (length >>> 16) + (length & 0xffff);
  for (let i = 0; i < addresses.length; i += 2)
    sum += ((addresses[i] as number) << 8) | (addresses[i + 1] as number);
  return sum;
}

function folded(sum: number): number {
  let rest = sum;
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x1_0000);
  return rest;
}
