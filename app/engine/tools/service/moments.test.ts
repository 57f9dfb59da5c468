import { expect, test } from 'vitest';
import { agoText } from './log-text.ts';
import { momentOf } from './moments.ts';

const NOW = Date.UTC(2026, 2, 7, 14, 30, 0);
const at = (text: string): string | null => {
  const moment = momentOf(text, NOW);
  return moment === null ? null : new Date(moment).toISOString().slice(0, 19);
};

test('moments are taken as journalctl takes them', () => {
  expect(at('2026-03-07 14:00')).toBe('2026-03-07T14:00:00');
  expect(at('2026-03-06')).toBe('2026-03-06T00:00:00');
  expect(at('14:00:05')).toBe('2026-03-07T14:00:05');
  expect(at('today')).toBe('2026-03-07T00:00:00');
  expect(at('yesterday')).toBe('2026-03-06T00:00:00');
  expect(at('-1h 30min')).toBe('2026-03-07T13:00:00');
  expect(at('10 min ago')).toBe('2026-03-07T14:20:00');
  for (const wrong of ['', 'nonsense', '25:00', '5 parsecs ago', '2026-03', '1h'])
    expect(at(wrong)).toBeNull();
});

test('how long ago is said in systemd’s units', () => {
  const spans = [0, 5, 5_000, 65_000, 400_000, 3_723_000, 30_000_000, 93_600_000, 200_000_000];
  expect(spans.map(agoText)).toEqual([
    'now',
    '5ms ago',
    '5s ago',
    '1min 5s ago',
    '6min ago',
    '1h 2min ago',
    '8h ago',
    '1 day 2h ago',
    '2 days ago',
  ]);
});
