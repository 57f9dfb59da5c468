import { expect, test } from 'vitest';
import { ownSeed, seedOfWord, wordOfSeed } from './secret-seed.ts';

const LAB = { seed: 'whose-fault' };

test('a student’s own secret is no word, at whatever moment it began', () => {
  for (const now of [0, 1_795_305_600_000, 1_795_305_600_000.25])
    expect(wordOfSeed(LAB, ownSeed(LAB, now))).toBeNull();
  expect(ownSeed(LAB, 1)).not.toBe(ownSeed(LAB, 2));
  // As progress of before has it.
  expect(wordOfSeed(LAB, 'whose-fault 1795305600000.25')).toBeNull();
});

test.each(['Tuesday', '  tuesday ', 'TUESDAY'])('%o gives everybody the same secret', (said) => {
  expect(seedOfWord(said)).toBe('tuesday');
  expect(wordOfSeed(LAB, 'tuesday')).toBe('tuesday');
});

test('a word has letters and digits in any script; what is none is refused', () => {
  expect(seedOfWord('Group 2 – B')).toBeNull();
  expect(seedOfWord('group 2-b')).toBe('group 2-b');
  expect(seedOfWord('Žlutý  kůň')).toBe('žlutý kůň');
  for (const none of ['', '   ', '!', '-x', 'x'.repeat(41), 'a\u0000b'])
    expect(seedOfWord(none), none).toBeNull();
});
