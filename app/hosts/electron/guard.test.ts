import { expect, test } from 'vitest';
import { isOurs } from './guard.ts';

const top = { parent: null };

test('a message counts only from the top frame of a page of ours', () => {
  expect(isOurs({ ...top, url: 'app://rootwalk/' })).toBe(true);
  expect(isOurs({ ...top, url: 'app://rootwalk/index.html?x#y' })).toBe(true);
  expect(isOurs(null)).toBe(false);
  for (const url of [
    'app://rootwalk.evil/',
    'app://evil/',
    'https://rootwalk/',
    'file:///index.html',
    'about:blank',
    '',
  ])
    expect([url, isOurs({ ...top, url })]).toEqual([url, false]);
});
