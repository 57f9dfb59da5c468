/** Sets of RR types as NSEC, NSEC3 and CSYNC hold them (RFC 4034 §4.1.2). */

/** The types of a well-formed bitmap, ascending. */
export function bitmapTypes(octets: Uint8Array, start: number, end: number): number[] {
  const types: number[] = [];
  for (let at = start; at + 2 <= end; at += 2 + (octets[at + 1] as number)) {
    const window = (octets[at] as number) << 8;
    const length = octets[at + 1] as number;
    for (let bit = 0; bit < length * 8; bit++) {
      if (((octets[at + 2 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) !== 0) types.push(window | bit);
    }
  }
  return types;
}

/** The bitmap of a set of types. */
export function typeBitmap(types: readonly number[]): Uint8Array {
  const sorted = [...new Set(types)].sort((a, b) => a - b);
  const octets: number[] = [];
  for (let i = 0; i < sorted.length;) {
    const window = (sorted[i] as number) >> 8;
    const bits: number[] = [];
    for (; i < sorted.length && (sorted[i] as number) >> 8 === window; i++) {
      const bit = (sorted[i] as number) & 0xff;
      while (bits.length <= bit >> 3) bits.push(0);
      bits[bit >> 3] = (bits[bit >> 3] as number) | (0x80 >> (bit & 7));
    }
    octets.push(window, bits.length, ...bits);
  }
  return Uint8Array.from(octets);
}
