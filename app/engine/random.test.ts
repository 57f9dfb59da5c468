import { describe, expect, test } from 'vitest';
import { randomFrom, seededRandom } from './random.ts';
import type { Random } from './random.ts';

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.uint32());
}

describe('a seeded source', () => {
  test('gives the same numbers for the same seed and quite different ones for a near seed', () => {
    expect(draw(seededRandom('lab-3'), 100)).toEqual(draw(seededRandom('lab-3'), 100));
    const seeds = ['', 'a', 'b', 'aa', 'ab', 'ba', 'lab-3', 'lab-4', 'lab-3 ', 'LAB-3'];
    const numbers = new Set(seeds.flatMap((seed) => draw(seededRandom(seed), 200)));
    expect(numbers.size).toBeGreaterThan(seeds.length * 200 - 3);
  });

  test('spreads over all 32 bits alike', () => {
    const counts = new Array<number>(32).fill(0);
    for (let i = 0; i < 400; i++) {
      const value = seededRandom(`seed ${i}`).uint32();
      for (let bit = 0; bit < 32; bit++) counts[bit] = (counts[bit] as number) + ((value >>> bit) & 1);
    }
    // First numbers of neighbouring seeds: four standard deviations are 40.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(40);
  });

  test('draws below a bound, every value as likely as the others', () => {
    const random = seededRandom('dice');
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const value = random.below(6);
      counts[value] = (counts[value] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    expect(random.below(1)).toBe(0);
    expect(random.below(0x1_0000_0000)).toBeLessThan(0x1_0000_0000);
    for (let i = 0; i < 1_000; i++) {
      const real = random.real();
      expect(real >= 0 && real < 1).toBe(true);
    }
  });

  test('forks sources that do not depend on what was drawn before, nor on each other', () => {
    const one = seededRandom('x');
    const two = seededRandom('x');
    draw(one, 17);
    one.fork('other');
    expect(draw(one.fork('ports'), 50)).toEqual(draw(two.fork('ports'), 50));
    expect(draw(two.fork('ports'), 50)).not.toEqual(draw(two.fork('line'), 50));
    const labels = ['a', 'b'].flatMap((label) => [
      two.fork(label).uint32(),
      two.fork(label).fork('a').uint32(),
      two.fork(`${label}/a`).uint32(),
    ]);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

test('a source on other numbers rejects what would make small values likelier', () => {
  const numbers = [0xffff_ffff, 0xffff_fffe, 7];
  const random = randomFrom(
    () => numbers.shift() ?? 0,
    () => random,
  );
  // 2^32 = 4 (mod 6): the last four numbers are drawn again.
  expect(random.below(6)).toBe(1);
});
