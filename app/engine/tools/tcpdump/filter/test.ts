/** Tests on packets, and how they are put together. */

export interface FilteredPacket {
  readonly octets: Uint8Array;
  /** On the wire. */
  readonly length: number;
  /** Which way it went, where that is known. */
  readonly outgoing?: boolean;
}

/** Thrown where a test reads behind what was captured: then the whole filter says no, as in the kernel. */
export class OutOfPacket extends Error {}

/** A test, or the answer where it is the same for every packet of this link. */
export type Test = ((packet: FilteredPacket) => boolean) | boolean;

export function both(left: Test, right: Test): Test {
  if (left === true) return right;
  if (right === true) return left;
  if (left === false || right === false) return false;
  return (packet) => left(packet) && right(packet);
}

export function either(left: Test, right: Test): Test {
  if (left === false) return right;
  if (right === false) return left;
  if (left === true || right === true) return true;
  return (packet) => left(packet) || right(packet);
}

export function negated(test: Test): Test {
  return typeof test === 'boolean' ? !test : (packet) => !test(packet);
}

export function anyOf(tests: readonly Test[]): Test {
  return tests.reduce(either, false);
}

/** 1, 2 or 4 octets as a number. @throws OutOfPacket */
export function load({ octets }: FilteredPacket, at: number, size: number): number {
  if (at < 0 || at + size > octets.length) throw new OutOfPacket();
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (octets[at + i] as number);
  return value;
}

export function equals(at: number, size: number, wanted: number, mask = 0xffff_ffff): Test {
  return (packet) => (load(packet, at, size) & mask) >>> 0 === wanted >>> 0;
}
