/**
 * Tests on packets, and how they are put together.
 *
 * A test may know what a packet must hold to pass it: so many ways, each a set of places and values. Two tests whose
 * every way contradicts the other's can never both pass (`tcp and udp`), and the expression is refused, as libpcap
 * refuses it.
 */

export interface FilteredPacket {
  readonly octets: Uint8Array;
  /** On the wire. */
  readonly length: number;
  /** Which way it went, where that is known. */
  readonly outgoing?: boolean;
}

/** Thrown where a test reads behind what was captured: then the whole filter says no, as in the kernel. */
export class OutOfPacket extends Error {}

/** Values by their places: `23 1 ff` and what must stand there. */
type Way = ReadonlyMap<string, number>;

interface PacketTest {
  (packet: FilteredPacket): boolean;
  /** Absent: nothing is known. */
  readonly ways?: readonly Way[];
}

/** A test, or the answer where it is the same for every packet of this link. */
export type Test = PacketTest | boolean;

/** More ways than that are not followed. */
const MOST_WAYS = 64;
const ANY_WAY: readonly Way[] = [new Map()];

export function both(left: Test, right: Test): Test {
  if (left === true) return right;
  if (right === true) return left;
  if (left === false || right === false) return false;
  const ways = joined(left.ways ?? ANY_WAY, right.ways ?? ANY_WAY);
  if (ways.length === 0) return false;
  return withWays((packet) => left(packet) && right(packet), ways);
}

export function either(left: Test, right: Test): Test {
  if (left === false) return right;
  if (right === false) return left;
  if (left === true || right === true) return true;
  return withWays(
    (packet) => left(packet) || right(packet),
    [...(left.ways ?? ANY_WAY), ...(right.ways ?? ANY_WAY)],
  );
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
  const value = wanted >>> 0;
  return withWays(
    (packet) => (load(packet, at, size) & mask) >>> 0 === value,
    [new Map([[`${at} ${size} ${mask >>> 0}`, value]])],
  );
}

function withWays(test: (packet: FilteredPacket) => boolean, ways: readonly Way[]): Test {
  return ways.length > MOST_WAYS ? test : Object.assign(test, { ways });
}

/** Every way of one with every way of the other, but for those that contradict each other. */
function joined(left: readonly Way[], right: readonly Way[]): readonly Way[] {
  const ways: Way[] = [];
  for (const one of left)
    for (const other of right) {
      const merged = new Map(one);
      let holds = true;
      for (const [place, value] of other) {
        if (merged.has(place) && merged.get(place) !== value) holds = false;
        merged.set(place, value);
      }
      if (holds) ways.push(merged);
    }
  return ways;
}
