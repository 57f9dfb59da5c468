/** Octets as a broken program or somebody with bad intent would send them; and how many of them a test is to send. */
import type { Random } from '../engine/random.ts';

/** `ROOTWALK_HOSTILE=100000` for the long run. */
export const HOSTILE_COUNT = Number(process.env['ROOTWALK_HOSTILE'] ?? 10_000);

/** Milliseconds of processor time, which other programs on the machine do not lengthen. */
export function cpuMsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

const MAX_LENGTH = 4096;

/** A message that was meant well, spoilt in one to four ways; at times nothing is left of it. */
export function spoilt(random: Random, octets: Uint8Array): Uint8Array {
  if (random.below(20) === 0) return noise(random, random.below(600));
  let bad = Uint8Array.from(octets);
  for (let times = 1 + random.below(4); times > 0; times--) {
    bad = WAYS[random.below(WAYS.length)]?.(random, bad) ?? bad;
  }
  return bad.slice(0, MAX_LENGTH);
}

type Octets = Uint8Array<ArrayBuffer>;

const WAYS: readonly ((random: Random, octets: Octets) => Octets)[] = [
  flipBits,
  // Cut short, anywhere.
  (random, octets) => octets.slice(0, random.below(octets.length + 1)),
  // More behind the end.
  (random, octets) => joined(octets, noise(random, 1 + random.below(64))),
  // A count in the header that is not true.
  (random, octets) => put(octets, 4 + 2 * random.below(4), random.below(random.below(2) === 0 ? 8 : 65_536)),
  // A pointer somewhere, to anywhere: forwards, to itself, in circles.
  (random, octets) => put(octets, 12 + random.below(octets.length), 0xc000 | random.below(octets.length + 8)),
  // A length that runs over the end.
  (random, octets) => put(octets, 12 + random.below(octets.length), 0xffff),
  // Other flags, opcode, rcode.
  (random, octets) => put(octets, 2, random.below(65_536)),
  // A part of it once more.
  (random, octets) => {
    const from = random.below(octets.length + 1);
    return joined(octets, octets.slice(from, from + random.below(200)));
  },
  // A part of it gone.
  (random, octets) => {
    const from = random.below(octets.length + 1);
    return joined(octets.slice(0, from), octets.slice(from + random.below(40)));
  },
];

function flipBits(random: Random, octets: Octets): Octets {
  const bad = Uint8Array.from(octets);
  for (let bits = 1 + random.below(8); bits > 0 && bad.length > 0; bits--) {
    const at = random.below(bad.length);
    bad[at] = (bad[at] ?? 0) ^ (1 << random.below(8));
  }
  return bad;
}

export function noise(random: Random, length: number): Octets {
  const octets = new Uint8Array(length);
  for (let i = 0; i < length; i++) octets[i] = random.below(256);
  return octets;
}

/** Two octets at an offset, where there is room for them. */
function put(octets: Octets, at: number, value: number): Octets {
  if (at + 2 > octets.length) return octets;
  const bad = Uint8Array.from(octets);
  bad[at] = value >> 8;
  bad[at + 1] = value & 255;
  return bad;
}

function joined(a: Octets, b: Octets): Octets {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
