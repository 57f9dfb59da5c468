import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SLICE, sortedInSlices } from './slices.ts';

type Thing = readonly [key: number, place: number];
const compare = (a: Thing, b: Thing): number => a[0] - b[0];

function sorted(things: readonly Thing[]): { readonly result: readonly Thing[]; readonly places: number } {
  const work = sortedInSlices(things, compare);
  for (let places = 0; ; places++) {
    const step = work.next();
    if (step.done === true) return { result: step.value, places };
  }
}

test('sorts as sort does, equal things in their order', () => {
  const length = fc.constantFrom(0, 1, 2, SLICE - 1, SLICE, SLICE + 1, 3 * SLICE + 7, 4 * SLICE);
  fc.assert(
    fc.property(length, fc.integer({ min: 1, max: 5000 }), (count, keys) => {
      const things = Array.from({ length: count }, (_, i): Thing => [(i * 7919) % keys, i]);
      expect(sorted(things).result).toEqual([...things].sort(compare));
    }),
    { numRuns: 30 },
  );
});

test('lets others in again and again', () => {
  const things = Array.from({ length: 10 * SLICE }, (_, i): Thing => [-i, i]);
  expect(sorted(things).places).toBeGreaterThan(30);
});
