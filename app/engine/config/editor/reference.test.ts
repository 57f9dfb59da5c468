/** The reference has every word of the language, and the defaults that named 9.18 itself prints. */
import { expect, test } from 'vitest';
import { needsPrograms, runProgram } from '../../../testing/programs.ts';
import { forEachClause } from './hover.ts';
import { REFERENCE, referenceOf } from './reference.ts';

function words(): { readonly block: string; readonly word: string }[] {
  const found: { block: string; word: string }[] = [];
  forEachClause((block, word) => found.push({ block, word }));
  return found;
}

test('every clause of every block is explained', () => {
  const all = words();
  expect(all.length).toBeGreaterThan(650);
  expect(all.filter(({ block, word }) => referenceOf(block, word) === null)).toEqual([]);
});

test('every entry is met by a clause', () => {
  const met = new Set(words().map(({ block, word }) => referenceOf(block, word)));
  const idle = Object.entries(REFERENCE).filter(([word, entry]) => word !== 'include' && !met.has(entry));
  expect(idle.map(([word]) => word)).toEqual([]);
});

test('entries are plain sentences of bounded length, each with its heading in the manual', () => {
  for (const [word, { about, section }] of Object.entries(REFERENCE)) {
    expect(about, word).toMatch(/^[A-Z`].*[.:)]$/);
    expect(about.length, word).toBeLessThan(330);
    expect(section, word).not.toBe('');
  }
});

test('the defaults are those that named prints', async (context) => {
  needsPrograms(context, 'named');
  const { out } = await runProgram('named', ['-C']);
  const options = out.slice(out.indexOf('options {'), out.indexOf('\n};'));
  const printed = [...options.matchAll(/^\t([a-z0-9-]+) ([^#]*?);(?: *\/\*.*)?\s*$/gm)];
  expect(printed.length).toBeGreaterThan(130);
  const wrong = printed.flatMap(([, word = '', value = '']) => {
    if (word === 'check-names') return [];
    const ours = plain(referenceOf('options', word)?.initially ?? '');
    return ours.startsWith(plain(value)) ? [] : [`${word}: ${ours}, named has ${plain(value)}`];
  });
  expect(wrong).toEqual([]);
});

/** Yes is true, and lists are without their braces. */
function plain(value: string): string {
  return value
    .replace(/[{}"]/g, '')
    .replace(/\btrue\b/g, 'yes')
    .replace(/\bfalse\b/g, 'no')
    .replace(/;\s*$/, '')
    .trim();
}
