import { expect, test } from 'vitest';
import { matcherOf, networkOf, type MatchElement } from './match-list.ts';

const NOWHERE = { localhost: [], localnets: [] };
const PLACE = { file: 'named.conf', line: 1, column: 1 };

function element(text: string): MatchElement {
  const not = text.startsWith('!');
  const said = not ? text.slice(1) : text;
  const network = networkOf(said, not);
  if (network === 'bits') throw new Error(text);
  return network ?? { kind: 'name', not, name: said, place: PLACE };
}

test('none matches everybody and says no, !none is any (as named 9.18)', () => {
  const holds = (...list: string[]): boolean => matcherOf(list.map(element), new Map(), NOWHERE)('10.1.2.3');
  expect(holds('none', '10.1.2.3')).toBe(false);
  expect(holds('10.1.2.3', 'none')).toBe(true);
  expect(holds('!none')).toBe(true);
  expect(holds('!any', '10.1.2.3')).toBe(false);
  expect(holds()).toBe(false);
});
