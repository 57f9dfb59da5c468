import { describe, expect, it } from 'vitest';
import { sameForm, textFilter, treeKey } from './names.ts';

describe('names', () => {
  it('are the same without case and closing dot', () => {
    expect(sameForm('WWW.Example.')).toBe(sameForm('www.example'));
    expect(sameForm('.')).toBe('.');
  });

  it('sort from the root down, children right after their parent', () => {
    const names = ['uk.', 'www.tiscali.co.uk.', '.', 'com.', 'tiscali.co.uk.', 'co.uk.', 'a.com.'];
    expect(names.toSorted((a, b) => (treeKey(a) < treeKey(b) ? -1 : 1))).toEqual([
      '.',
      'com.',
      'a.com.',
      'uk.',
      'co.uk.',
      'tiscali.co.uk.',
      'www.tiscali.co.uk.',
    ]);
  });

  it('does not split at an escaped dot', () => {
    expect(treeKey('a\\.b.example.')).toBe('example\u0001a\\.b');
  });
});

describe('a filter', () => {
  it('is none when empty', () => expect(textFilter('  ')).toBeNull());

  it('asks for every word somewhere', () => {
    const fits = textFilter('tiscali ns');
    expect(fits?.('tiscali.co.uk.', 'NS')).toBe(true);
    expect(fits?.('tiscali.co.uk.', 'A')).toBe(false);
  });

  it('takes * for anything, and then the whole must fit', () => {
    const fits = textFilter('*.co.uk');
    expect(fits?.('www.tiscali.co.uk.')).toBe(true);
    expect(fits?.('co.uk.')).toBe(false);
    expect(fits?.('www.co.uk.example.')).toBe(false);
  });

  it('takes every other sign as itself', () => {
    expect(textFilter('a.b*')?.('axb')).toBe(false);
    expect(textFilter('(')?.('a(b')).toBe(true);
  });
});
