import { Name } from './name.ts';

/** The name at an offset of uncompressed octets that are known to hold one there. */
export function nameAt(octets: Uint8Array, start: number): Name {
  let labels = 0;
  let at = start;
  for (let length = octets[at] ?? 0; length !== 0; length = octets[at] ?? 0) {
    labels++;
    at += length + 1;
  }
  return Name.fromTrustedWire(octets.slice(start, at + 1), labels);
}
