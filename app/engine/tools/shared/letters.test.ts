import { expect, test } from 'vitest';
import { readLetters } from './letters.ts';

const read = (line: string): string => {
  const { options, rest, problem } = readLetters(line.split(' '), 'ab:c');
  const letters = options.map(({ letter, value }) => `${letter}${value && `=${value}`}`);
  return problem ?? `${letters.join(' ')} | ${rest.join(' ')}`;
};

test('letters share a dash, and values stand behind them or next', () => {
  expect(read('-ac -bx -b y -ab z word -a')).toBe('a c b=x b=y a b=z | word -a');
});

test('two dashes end the options', () => {
  expect(read('-a -- -b')).toBe('a | -b');
});

test('what is unknown or incomplete is told in BIND’s words', () => {
  expect(read('-ax word')).toBe('illegal option -- x');
  expect(read('-')).toBe('illegal option -- -');
  expect(read('-:')).toBe('illegal option -- :');
  expect(read('-a -b')).toBe('option requires an argument -- b');
});
