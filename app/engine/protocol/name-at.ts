import { Name } from './name.ts';

/** The name at an offset of uncompressed octets that are known to hold one there. */
export function nameAt(octets: Uint8Array, start: number): Name {
  let end = start;
  while ((octets[end] ?? 0) !== 0) end += (octets[end] as number) + 1;
  const wire = octets.slice(start, end + 1);
  return Name.fromTrustedWire(wire, labelCount(wire));
}

/** How many labels a name in uncompressed wire form has, the root's not counted. */
export function labelCount(wire: Uint8Array): number {
  let labels = 0;
  for (let at = 0; (wire[at] ?? 0) !== 0; at += (wire[at] as number) + 1) labels++;
  return labels;
}
