import { expect, it } from 'vitest';
import { History } from './history.ts';

it('keeps each line once, as the newest', () => {
  const history = new History();
  for (const line of ['dig a', 'dig b', 'dig a', '', '  ', ' secret']) history.add(line);
  expect(history.lines).toEqual(['dig b', 'dig a']);
});

it('keeps no more than its limit', () => {
  const history = new History(3);
  for (let i = 0; i < 10; i++) history.add(`line ${i}`);
  expect(history.lines).toEqual(['line 7', 'line 8', 'line 9']);
});

it('finds lines going back', () => {
  const history = new History();
  for (const line of ['dig www', 'ls', 'dig mail']) history.add(line);
  expect(history.searchBack('dig', 3)).toBe(2);
  expect(history.searchBack('dig', 1)).toBe(0);
  expect(history.searchBack('cat', 3)).toBe(-1);
});
