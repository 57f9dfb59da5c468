import { expect, it } from 'vitest';
import { Scrollback } from './scrollback.ts';

it('keeps the newest and begins with a whole line', () => {
  const scrollback = new Scrollback(1000);
  for (let i = 0; i < 500; i++) scrollback.add(`line ${i}\r\n`);
  expect(scrollback.text.length).toBeLessThanOrEqual(1000);
  expect(scrollback.text.length).toBeGreaterThan(900);
  expect(scrollback.text).toMatch(/^\x1b\[0mline \d+\r\n/);
  expect(scrollback.text.endsWith('line 499\r\n')).toBe(true);
});

it('does not grow beyond its limit, and cuts no sequence and no character in two', () => {
  for (let shift = 0; shift < 40; shift++) {
    const scrollback = new Scrollback(300);
    scrollback.add('x'.repeat(shift));
    for (let i = 0; i < 200; i++) scrollback.add('\x1b[01;32m😀\x1b[00m');
    const { text } = scrollback;
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text.replaceAll(/\x1b\[[0-9;]*m/g, '').replaceAll('😀', '')).toBe('');
  }
});

it('keeps all of what fits', () => {
  const scrollback = new Scrollback(100);
  scrollback.add('short\r\n');
  expect(scrollback.text).toBe('short\r\n');
});
