/** The reference has every word of the language, the manual's sections, and the defaults that named 9.18 prints. */
import { expect, test } from 'vitest';
import { BLOCKS, DEPRECATED } from '../../../testing/bind-manual.ts';
import { needsPrograms, runProgram } from '../../../testing/programs.ts';
import { typesWithOption } from '../check/zone-options.ts';
import type { Clause } from '../language/block-types.ts';
import { forEachClause } from './hover.ts';
import { manualSectionOf, REFERENCE, referenceOf, TOLD_ELSEWHERE } from './reference.ts';

interface Word {
  readonly block: string;
  readonly word: string;
  readonly clause: Clause;
}

function words(): Word[] {
  const found: Word[] = [];
  forEachClause((block, word, clause) => found.push({ block, word, clause }));
  return found;
}

/** By word, the blocks in which the manual lets it stand; of zones, in those of which types (null: not said). */
const MANUAL_BLOCKS = new Map(
  BLOCKS.trim()
    .split('\n')
    .map((line): [string, { block: string; types: string | null }[]] => {
      const [word = '', blocks = ''] = line.split(': ');
      return [word, blocks.split(/, (?![^(]*\))/).map(manualBlock)];
    }),
);

/** `view.dns64`, `zone (primary, secondary)`, `topmost`. */
function manualBlock(text: string): { block: string; types: string | null } {
  const [, path = '', types = null] = /^(\S+)(?: \((.*)\))?$/.exec(text) ?? [];
  return { block: path === 'topmost' ? '' : (path.split('.').at(-1) ?? ''), types };
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
  for (const [word, { about }] of Object.entries(REFERENCE)) {
    expect(about, word).toMatch(/^[A-Z`].*[.:)]$/);
    expect(about.length, word).toBeLessThan(340);
  }
});

test('each has its section in the manual, but for what the manual has no more', () => {
  const without = words().filter(({ block, word }) => manualSectionOf(block, word) === null);
  const alive = without.filter(({ clause }) => clause.state !== 'ancient').map(({ word }) => word);
  expect([...new Set(alive)].toSorted()).toEqual([
    'nsec3-test-zone',
    'parent-registration-delay',
    'random-device',
    'suppress-initial-notify',
  ]);
  expect(manualSectionOf('options', 'max-cache-ttl')).toEqual({ number: '8.2.14.13', title: 'Tuning' });
  for (const [key, number] of Object.entries(TOLD_ELSEWHERE)) {
    const [word = '', block = ''] = key.split('/').toReversed();
    expect(manualSectionOf(block, word)?.number, key).toBe(number);
  }
});

test('every word stands in the blocks that the manual names, and in no other', () => {
  expect(MANUAL_BLOCKS.size).toBeGreaterThan(330);
  const manual = [...MANUAL_BLOCKS].flatMap(([word, blocks]) =>
    blocks.map(({ block }) => `${word} in ${block}`),
  );
  const ours = words()
    .filter(({ word, clause }) => clause.state !== 'ancient' && MANUAL_BLOCKS.has(word))
    .map(({ block, word }) => `${word} in ${block}`);
  expect(ours.toSorted()).toEqual([...new Set(manual)].toSorted());
});

test('a zone’s clauses stand in zones of the types that the manual names', () => {
  const wrong = [...MANUAL_BLOCKS].flatMap(([word, blocks]) =>
    blocks.flatMap(({ types }) => {
      const ours = typesWithOption(word)?.toSorted().join(', ');
      return types === null || types === ours ? [] : [`${word}: ${ours}, the manual has ${types}`];
    }),
  );
  expect(wrong).toEqual([
    'type: undefined, the manual has delegation-only, forward, hint, mirror, primary, redirect, secondary, static-stub, stub',
    'in-view: undefined, the manual has in-view',
  ]);
});

test('what the manual calls deprecated is deprecated, and nothing else', () => {
  const ours = words().filter(({ clause }) => clause.state === 'deprecated');
  expect([...new Set(ours.map(({ word }) => word))].toSorted()).toEqual(
    DEPRECATED.trim().split(/\s+/).toSorted(),
  );
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

test('the default DNSSEC policy is the one that named prints', async (context) => {
  needsPrograms(context, 'named');
  const { out } = await runProgram('named', ['-C']);
  const policy = /dnssec-policy "default" \{\n\tkeys \{([^}]*)\};([^}]*)\}/.exec(out);
  expect(policy?.[1]?.trim()).toBe('csk key-directory lifetime unlimited algorithm 13;');
  expect(referenceOf('dnssec-policy', 'keys')?.initially).toBe('one csk, unlimited, ecdsap256sha256');
  const printed = [...(policy?.[2] ?? '').matchAll(/^\t([a-z-]+) (\S+);/gm)];
  expect(printed.length).toBe(12);
  for (const [, word = '', value = ''] of printed)
    expect(seconds(referenceOf('dnssec-policy', word)?.initially ?? ''), word).toBe(seconds(value));
});

/** `3600`, `1h`, `PT12H`. */
function seconds(text: string): number {
  const [, count = '', unit = ''] = /^P?T?(\d+)([smhdw]?)$/i.exec(text) ?? [];
  return count === '' ? NaN : Number(count) * (SECONDS[unit.toLowerCase()] ?? 1);
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Yes is true, and lists are without their braces. */
function plain(value: string): string {
  return value
    .replace(/[{}"]/g, '')
    .replace(/\btrue\b/g, 'yes')
    .replace(/\bfalse\b/g, 'no')
    .replace(/;\s*$/, '')
    .trim();
}
