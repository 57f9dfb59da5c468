/** Logs with something wrong, by the ten thousand: nothing fails, nothing takes long, every octet is accounted for. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { explainMessage } from './explain.ts';
import { LogIndex } from './log-index.ts';
import { readLine } from './log-line.ts';
import { MESSAGES } from './messages/table.ts';
import { barsOf, countsOf, timeMark } from './sift.ts';

const SAMPLES = join(import.meta.dirname, 'samples');
const lines = readdirSync(SAMPLES).flatMap((name) =>
  readFileSync(join(SAMPLES, name), 'latin1')
    .split('\n')
    .filter((line) => line !== ''),
);
const COUNT = Number(process.env['ROOTWALK_HOSTILE'] ?? 1500);
const SPICE = [
  '',
  ' ',
  ': ',
  "'",
  '#',
  '/',
  '(',
  ')',
  '[',
  ']',
  '\0',
  '\n',
  '\r',
  'ÿ',
  '99999999999',
  'client @',
  'zone ',
  '<30>',
];

test('mutated logs', () => {
  const random = seededRandom('logs');
  const wrong: string[] = [];
  let slowest = 0;
  for (let i = 0; i < COUNT; i++) {
    const text = Array.from({ length: 3 }, () =>
      mutated(lines[random.below(lines.length)] ?? '', random),
    ).join('\n');
    const before = performance.now();
    const index = new LogIndex();
    const cut = random.below(text.length + 1);
    index.feed(text.slice(0, cut));
    index.feed(text.slice(cut));
    index.finish(0);
    let isGood = index.size === text.length && index.length <= index.lineCount;
    for (let entry = 0; entry < index.length; entry++) {
      timeMark(index, entry);
      const { text: said } = readLine(text.slice(index.offsets.at(entry)));
      for (const { start, end, value } of explainMessage(said).parts)
        isGood &&= said.slice(start, end) === value;
    }
    countsOf(index, null);
    const bars = barsOf(index, null, 50);
    if (!isGood || (bars && bars.counts.length > 10_000)) wrong.push(text);
    slowest = Math.max(slowest, performance.now() - before);
  }
  expect(wrong).toEqual([]);
  expect(slowest).toBeLessThan(1000);
}, 120_000);

test('messages made to be tried again and again take time by their length, not by its square', () => {
  const nasty = ["'", ': ', ' (', '/', '#', ' resolving ', "' from ", ' ended ', 'a/'].map((piece) =>
    piece.repeat(10_000),
  );
  const heads = [
    '',
    'client @0x1 1.2.3.4#5 (',
    'zone ',
    "transfer of '",
    'validating ',
    'view ',
    ...MESSAGES.slice(0, 60).map(({ pattern }) => pattern.before),
  ];
  let slowest = 0;
  for (const head of heads)
    for (const rest of nasty) {
      const before = performance.now();
      explainMessage(head + rest);
      slowest = Math.max(slowest, performance.now() - before);
    }
  expect(slowest).toBeLessThan(1000);
});

function mutated(line: string, random: { below(limit: number): number }): string {
  let text = line;
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(text.length + 1);
    const spice = SPICE[random.below(SPICE.length)] ?? '';
    text = text.slice(0, at) + spice + text.slice(at + random.below(6));
  }
  return text;
}
