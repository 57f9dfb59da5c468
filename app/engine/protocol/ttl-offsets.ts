/** Where the TTLs stand in a message that was written by `encodeMessage`. */
import { TYPE } from './codes.ts';

/**
 * The offset of each record's TTL, in the order of the records; the OPT record has none. Null where there is more in
 * the message than one question, answers and authority: other records beside them, or a sign that it was truncated.
 */
export function ttlOffsets(octets: Uint8Array): number[] | null {
  const count = (at: number): number => ((octets[at] as number) << 8) | (octets[at + 1] as number);
  const truncated = ((octets[2] as number) & 2) !== 0;
  if (truncated || count(4) !== 1 || count(10) > 1) return null;
  const offsets: number[] = [];
  let at = behindName(octets, 12) + 4;
  for (let left = count(6) + count(8); left > 0; left--) {
    at = behindName(octets, at);
    offsets.push(at + 4);
    at += 10 + count(at + 8);
  }
  // Behind them only the OPT record, whose owner is the root.
  if (count(10) === 1 && (octets[at] !== 0 || count(at + 1) !== TYPE.OPT)) return null;
  return offsets;
}

function behindName(octets: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const octet = octets[at] as number;
    if (octet === 0) return at + 1;
    if (octet >= 0xc0) return at + 2;
    at += 1 + octet;
  }
}
