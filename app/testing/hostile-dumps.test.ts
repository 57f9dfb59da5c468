/**
 * Dumps that somebody spoilt: no crash, no hang, and nothing lost: what the reader understood it understands again
 * when it is written anew, and what it did not is written as it was.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differencesOf, type OpenDump } from '../engine/dump/read/difference.ts';
import { selectEntries } from '../engine/dump/read/query.ts';
import { sortEntries } from '../engine/dump/read/sort.ts';
import { indexDump } from '../engine/dump/read/read-dump.ts';
import { totalsOf, type DumpTotals } from '../engine/dump/read/totals.ts';
import { octetText } from '../engine/dump/read/words.ts';
import { writtenDump } from '../engine/dump/read/write-dump.ts';
import { seededRandom, type Random } from '../engine/random.ts';
import { cpuMsSince, HOSTILE_COUNT } from './hostile-octets.ts';

/** A dump takes as long as ten messages. */
const COUNT = Math.ceil(HOSTILE_COUNT / (process.env['ROOTWALK_HOSTILE'] === undefined ? 10 : 1));

const SAMPLES = new URL('../engine/dump/read/samples/', import.meta.url);
const samples = readdirSync(SAMPLES)
  .filter((name) => /\.(?:db|txt)$/.test(name))
  .map((name) => octetText(readFileSync(new URL(name, SAMPLES))));

const SIGNS = [
  ';',
  '; ',
  '(',
  ')',
  '"',
  '\\',
  '\t',
  ' ',
  '\n',
  '\r\n',
  '\0',
  '.',
  '..',
  '$',
  '-',
  '4294967296',
  '\xff',
];
const WORDS = [
  '; glue\n',
  '; stale\n',
  '; Dump complete\n',
  ';\n',
  '$DATE 1\n',
  'EOF\n',
  '\\-',
  'IN ',
  'RRSIG',
  'TYPE65535',
];

type Way = (random: Random, text: string) => string;

const WAYS: readonly Way[] = [
  (random, text) => text.slice(0, random.below(text.length + 1)),
  (random, text) => spliced(text, random.below(text.length + 1), 0, pick(random, SIGNS)),
  (random, text) => spliced(text, random.below(text.length + 1), 1, pick(random, SIGNS)),
  (random, text) => spliced(text, random.below(text.length + 1), 0, pick(random, WORDS)),
  (random, text) => spliced(text, random.below(text.length + 1), 1 + random.below(40), ''),
  (random, text) => spliced(text, random.below(text.length + 1), 1, String.fromCharCode(random.below(256))),
  (random, text) =>
    spliced(text, random.below(text.length + 1), 0, pick(random, SIGNS).repeat(random.below(3000))),
  // Lines that have changed their places, or come twice.
  (random, text) => {
    const lines = text.split('\n');
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    const moved = lines.slice(from, from + 1 + random.below(4));
    if (random.below(2) === 0) lines.splice(from, moved.length);
    lines.splice(to, 0, ...moved);
    return lines.join('\n');
  },
];

function spliced(text: string, at: number, without: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at + without);
}

function pick(random: Random, from: readonly string[]): string {
  return from[random.below(from.length)] ?? '';
}

/** A stretch of a real dump with its head, spoilt in one to five ways. */
function spoilt(random: Random): string {
  const sample = pick(random, samples);
  const head = sample.slice(0, 200 + random.below(300));
  const from = random.below(sample.length);
  let text = `${head}\n${sample.slice(from, from + random.below(2500))}`;
  for (let times = 1 + random.below(5); times > 0; times--)
    text = WAYS[random.below(WAYS.length)]?.(random, text) ?? text;
  return text;
}

function opened(text: string): OpenDump {
  const octets = Uint8Array.from(text, (c) => c.charCodeAt(0));
  return { index: indexDump(octets), text: { octets: (from, to) => octets.subarray(from, to) } };
}

/** What must be the same once the dump is written anew. */
function kept({
  rrsets,
  records,
  by_trust,
  by_type,
  negative,
  nxdomain,
  stale,
  expired,
  ...rest
}: DumpTotals): unknown {
  const { adb_names, adb_address_lines, bad, servfail, zone_records, messages } = rest;
  const caches = { rrsets, records, by_trust, by_type, negative, nxdomain, stale, expired };
  return { ...caches, adb_names, adb_address_lines, bad, servfail, zone_records, messages };
}

test(`${COUNT} spoilt dumps: no crash, no hang, nothing lost`, { timeout: 3_600_000 }, () => {
  const random = seededRandom(process.env['ROOTWALK_SEED'] ?? 'spoilt dumps');
  let slowest = 0;
  let before = opened('');
  for (let i = 0; i < COUNT; i++) {
    const text = spoilt(random);
    const began = process.cpuUsage();
    const dump = opened(text);
    const written = [...writtenDump(dump.index, dump.text)].join('');
    sortEntries(dump.index, selectEntries(dump.index, { name: '*a*.' }), 'name');
    for (const _ of differencesOf(before, dump));
    slowest = Math.max(slowest, cpuMsSince(began));
    expect(kept(totalsOf(opened(written).index)), text).toEqual(kept(totalsOf(dump.index)));
    before = dump;
  }
  expect(slowest).toBeLessThan(1000);
});
