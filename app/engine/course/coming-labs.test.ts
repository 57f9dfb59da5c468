import { expect, test } from 'vitest';
import { comingLabs } from './coming-labs.ts';
import { contentOf } from './content.ts';

const FILE = `- number: 18
  title: Bogus
  minutes: 25
  level: advanced
  summary: What it is about.
  waits: Coming with the validator.
`;

test('labs that are not there yet are listed with what they wait for', () => {
  expect(comingLabs(contentOf(new Map([['coming.yaml', FILE]])))).toEqual([
    {
      id: 'coming-18',
      number: 18,
      title: 'Bogus',
      minutes: 25,
      level: 'advanced',
      summary: 'What it is about.',
      state: 'coming',
      problem: 'Coming with the validator.',
    },
  ]);
  expect(comingLabs(contentOf(new Map()))).toEqual([]);
});

test('a mistake in the list is told with its place, and breaks nothing', () => {
  const [told] = comingLabs(contentOf(new Map([['coming.yaml', FILE.replace('25', 'soon')]])));
  expect(told?.state).toBe('broken');
  expect(told?.problem).toContain('coming.yaml:3');
});
