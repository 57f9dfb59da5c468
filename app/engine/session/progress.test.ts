import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readProgress, type SavedProgress } from './progress.ts';

const GOOD: SavedProgress = {
  version: 1,
  last: '02-what-a-cache-does',
  finished: ['03-walk-from-the-root'],
  labs: {
    '02-what-a-cache-does': {
      reached: 1,
      done: false,
      steps: [
        { done: true, hints: 1, solutionShown: false, predictions: { upstream: { value: '3', truth: '3' } } },
      ],
    },
  },
};

test('progress survives being written and read', () => {
  expect(readProgress(JSON.parse(JSON.stringify(GOOD)))).toEqual(GOOD);
});

test('one damaged lab does not take the others with it', () => {
  const labs = { ...GOOD.labs, '03-x': { reached: 'two' } };
  expect(readProgress({ ...GOOD, labs })).toEqual(GOOD);
});

test('anything else reads as no progress and never throws', () => {
  fc.assert(fc.property(fc.anything(), (value) => readProgress(value).version === 1));
  expect(readProgress({ version: 2 })).toEqual({ version: 1, last: null, labs: {}, finished: [] });
});
