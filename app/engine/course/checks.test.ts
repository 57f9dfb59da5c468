import { expect, test } from 'vitest';
import type { CacheEntrySnapshot, JournalEntry } from '../network/journal.ts';
import { Name, isNameProblem } from '../protocol/name.ts';
import { startCheck } from './checks.ts';
import { isBelow } from './match.ts';
import type { LabEvidence } from './lab-evidence.ts';

const check = {
  id: 'kept',
  title: 'kept',
  of: 'cache',
  host: 'cache',
  name: 'www.example.com',
  type: 'A',
  below: false,
  holds: true,
} as const;

function entry(text: string): CacheEntrySnapshot {
  const name = Name.parse(text);
  if (isNameProblem(name)) throw new Error(text);
  return {
    id: 1,
    content: { kind: 'nodata', name, type: 1, soa: null },
    trust: 'answer',
    storedAt: 0,
    expiresAt: 1_000,
    originalTtl: 1,
    from: null,
  };
}

function written(text: string): JournalEntry {
  return { kind: 'cache', host: 'cache', view: '', change: 'added', entry: entry(text), sequence: 1, at: 0 };
}

const NOTHING: LabEvidence = {
  now: () => 0,
  cacheOf: () => null,
  serverOf: () => null,
  diskOf: () => null,
  addressesOf: () => [],
  hostAt: () => null,
  worksheet: () => null,
  graph: () => null,
  held: () => false,
  reported: () => false,
};

test('a cache is searched when something about the name changed, and not otherwise', () => {
  let searches = 0;
  let held: CacheEntrySnapshot[] = [];
  const state: LabEvidence = {
    ...NOTHING,
    cacheOf: () => {
      searches++;
      return held;
    },
  };
  const running = startCheck(check);
  const hear = (journalEntry: JournalEntry): void => {
    running.hear({ entry: journalEntry, evidence: null, lab: state });
  };
  running.hear({ entry: null, evidence: null, lab: state });
  hear(written('other.example.com'));
  expect(searches).toBe(1);
  for (let count = 0; count < 100; count++) hear(written(`n${count}.example.com`));
  expect(searches).toBe(1);
  held = [entry('WWW.example.com')];
  hear(written('WWW.example.com'));
  expect(searches).toBe(2);
  expect(running.detail).toContain('www.example.com A');
});

test.each([
  ['example.com', 'www.example.com', true],
  ['example.com', 'example.com', true],
  ['.', 'www.example.com', true],
  ['example.com', 'www.example.org', false],
  ['www.example.com', 'example.com', false],
])('below %s: %s is %s', (above, text, is) => {
  const name = Name.parse(text);
  if (isNameProblem(name)) throw new Error(text);
  expect(isBelow(above, name)).toBe(is);
});
