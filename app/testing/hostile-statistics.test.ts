/** Statistics that somebody spoilt, in all three forms: no crash, no hang, no growth; what does not fit is told. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seededRandom, type Random } from '../engine/random.ts';
import { spanOf } from '../engine/statistics/difference.ts';
import { explain } from '../engine/statistics/groups.ts';
import { readStatistics, StatisticsReader } from '../engine/statistics/read/read.ts';
import { cpuMsSince, HOSTILE_COUNT } from './hostile-octets.ts';

const COUNT = Math.ceil(HOSTILE_COUNT / (process.env['ROOTWALK_HOSTILE'] === undefined ? 10 : 1));

const SAMPLES = new URL('../engine/statistics/samples/', import.meta.url);
const samples = readdirSync(SAMPLES).map((name) => readFileSync(new URL(name, SAMPLES), 'utf8'));

const SIGNS = [
  ...[
    '<',
    '>',
    '/>',
    '</',
    '&',
    '&amp;',
    '&#0;',
    '&#x110000;',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?',
    '"',
    "'",
    '=',
  ],
  ...['{', '}', '[', ']', ',', ':', '\\', '\\u0000', '\\"', '1e999', '-', 'null', '{"__proto__":{"a":1},'],
  ...['<!DOCTYPE a [<!ENTITY b "&b;&b;">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">'],
  ...[
    '+++',
    '---',
    '++ ',
    ' ++',
    '[View: ',
    '[',
    '\n',
    '\r\n',
    '\0',
    '\uFFFE',
    '\uD800',
    '                   7 A\n',
  ],
  ...['+++ Statistics Dump +++ (1)\n', '--- Statistics Dump --- (1)\n', '99999999999999999999'],
];

function pick(random: Random, from: readonly string[]): string {
  return from[random.below(from.length)] ?? '';
}

function spoilt(random: Random): string {
  const sample = pick(random, samples);
  const from = random.below(4) === 0 ? 0 : random.below(sample.length);
  let text = sample.slice(0, random.below(400)) + sample.slice(from, from + random.below(3000));
  for (let times = 1 + random.below(5); times > 0; times--) {
    const at = random.below(text.length + 1);
    const repeated = random.below(20) === 0 ? 1 + random.below(3000) : 1;
    text = text.slice(0, at) + pick(random, SIGNS).repeat(repeated) + text.slice(at + random.below(30));
  }
  return text;
}

test(`${COUNT} spoilt files: no crash, no hang, the same in pieces`, { timeout: 3_600_000 }, () => {
  const random = seededRandom(process.env['ROOTWALK_SEED'] ?? 'spoilt statistics');
  let slowest = 0;
  let told = 0;
  let [before] = readStatistics(samples[0] ?? '').times;
  for (let i = 0; i < COUNT; i++) {
    const text = spoilt(random);
    const began = process.cpuUsage();
    const reading = readStatistics(text);
    for (const time of reading.times) {
      if (before) spanOf(before, time);
      for (const { group, counters } of time.sections)
        for (const name of counters.keys()) explain(group, name);
      before = time;
    }
    slowest = Math.max(slowest, cpuMsSince(began));
    if (reading.problemsTotal > 0) told++;
    const inPieces = new StatisticsReader();
    const step = 1 + random.below(200);
    for (let at = 0; at < text.length; at += step) inPieces.push(text.slice(at, at + step));
    expect(inPieces.end(), text).toEqual(reading);
  }
  expect(slowest).toBeLessThan(1000);
  // Nearly all are spoilt where it matters.
  expect(told).toBeGreaterThan(COUNT / 2);
});

test.each([
  ['one line without an end', 'x'],
  ['spaces', ' '],
  ['an attribute without an end', '<statistics a="'],
  ['tags in tags', '<a>'],
  ['backslashes in a text', '"\\'],
  ['quotes', '"'],
  ['lists', '['],
  ['headings', '++ A ++\n'],
  ['empty dumps', '+++ Statistics Dump +++ (1)\n'],
])('four million characters of %s take less than a second', (_, unit) => {
  for (const head of ['', '{"a":', '<statistics version="3.1">', '+++ Statistics Dump +++ (1)\n']) {
    const piece = unit.repeat(Math.ceil((1 << 20) / unit.length));
    const reader = new StatisticsReader();
    const began = process.cpuUsage();
    reader.push(head);
    for (let i = 0; i < 4; i++) reader.push(piece);
    expect(reader.end().problemsTotal).toBeGreaterThan(0);
    expect(cpuMsSince(began)).toBeLessThan(1000);
  }
});
