import { describe, expect, it } from 'vitest';
import {
  agoWords,
  clockText,
  count,
  durationWords,
  readDuration,
  sinceText,
  travelledWords,
} from './words.ts';

describe('lengths of time in words', () => {
  it('gives the two largest units and leaves out empty ones', () => {
    expect(durationWords(172_703)).toBe('1 d 23 h');
    expect(durationWords(172_800)).toBe('2 d');
    expect(durationWords(3_605)).toBe('1 h');
    expect(durationWords(250)).toBe('4 min 10 s');
    expect(durationWords(0.4)).toBe('0 s');
    expect(durationWords(-5)).toBe('0 s');
  });

  it('says nothing of travel within the first second', () => {
    expect(travelledWords(999)).toBe('');
    expect(travelledWords(172_800_000)).toBe('+2 d');
    expect(agoWords(300)).toBe('just now');
    expect(agoWords(12_000)).toBe('12 s ago');
  });

  it('writes times since the start to the millisecond', () => {
    expect(sinceText(13_020.4)).toBe('0:13.020');
    expect(sinceText(3_731_300)).toBe('1:02:11.300');
    expect(sinceText(172_813_020)).toBe('2 d 0:00:13.020');
  });

  it('shows the lab clock in UTC, wherever the student sits', () => {
    expect(clockText(Date.UTC(2026, 2, 7, 14, 2, 11))).toEqual({
      day: 'Sat',
      date: '7 Mar 2026',
      time: '14:02:11',
    });
    expect(clockText(Number.NaN).time).toBe('–');
  });

  it('counts with the right word', () => {
    expect(count(1, 'entry', 'entries')).toBe('1 entry');
    expect(count(1_200, 'packet')).toBe('1,200 packets');
  });
});

describe('reading a length of time', () => {
  it.each([
    ['90', 90_000],
    ['5 min', 300_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1W', 604_800_000],
    ['0.5s', 500],
  ])('reads %s', (text, milliseconds) => expect(readDuration(text)).toBe(milliseconds));

  it.each(['', '0', 'soon', '5 years', '-3', '1h x', '1e9'])('refuses %j', (text) =>
    expect(readDuration(text)).toBeNull(),
  );

  it.each([
    ['digits and a letter', `${'1'.repeat(4_999)}x`],
    ['digits alone', '9'.repeat(5_000)],
    ['minutes and a letter', `${'1m'.repeat(2_500)}x`],
    ['numbers with points', '1.1'.repeat(1_700)],
  ])('refuses 5,000 characters of %s at once', (_what, text) => {
    const began = performance.now();
    expect(readDuration(text)).toBeNull();
    expect(performance.now() - began).toBeLessThan(200);
  });

  it('reads 5,000 characters that are a length of time', () =>
    expect(readDuration('1m'.repeat(2_500))).toBe(2_500 * 60_000));
});
