/** What holds for every zone file: what is printed is read again, and no text whatever brings the reader down. */
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { isNameProblem, Name, nameOf } from '../protocol/name.ts';
import { recordText } from '../protocol/record-text.ts';
import { seededRandom, type Random } from '../random.ts';
import { answerFrom, ZoneSet } from './authority.ts';
import { HARD_ZONES } from './hard-zones.samples.ts';
import { loadZone, type LoadedZone } from './load-zone.ts';
import { parseZone } from './parse-zone.ts';
import { randomZone } from './random-zones.samples.ts';

const ORIGIN = nameOf('example');

const label = fc.uint8Array({ minLength: 1, maxLength: 12 });
const name = fc
  .array(label, { minLength: 0, maxLength: 4 })
  .map((labels) => Name.fromLabels(labels))
  .filter((made): made is Name => !isNameProblem(made));
const owner = fc
  .array(label, { minLength: 0, maxLength: 3 })
  .map((labels) => Name.fromLabels([...labels, ...ORIGIN.labels]))
  .filter((made): made is Name => !isNameProblem(made));
const strings = fc
  .array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 3 })
  .map((list) => Uint8Array.from(list.flatMap((octets) => [octets.length, ...octets])));
const rdata = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((data) => ({ type: TYPE.A, data })),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((data) => ({ type: TYPE.AAAA, data })),
  name.map((target) => ({ type: TYPE.NS, data: target.wire })),
  name.map((target) => ({ type: TYPE.MX, data: Uint8Array.from([0, 10, ...target.wire]) })),
  strings.map((data) => ({ type: TYPE.TXT, data })),
  fc.uint8Array({ maxLength: 50 }).map((data) => ({ type: 65400, data })),
);
const record: fc.Arbitrary<ResourceRecord> = fc
  .tuple(owner, rdata, fc.integer({ min: 0, max: 0x7fff_ffff }))
  .map(([ownerName, { type, data }, ttl]) => ({ name: ownerName, type, class: CLASS.IN, ttl, rdata: data }));

const plain = ({ name: { wire }, type, class: rrClass, ttl, rdata: data }: ResourceRecord): string =>
  [wire.join('.'), type, rrClass, ttl, data.join('.')].join(' ');

describe('records', () => {
  it('that are printed are read again, octet for octet', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(record, { maxLength: 12, selector: ({ name: { key }, type }) => `${key}/${type}` }),
        (records) => {
          const text = records.map((one) => recordText(one) + '\n').join('');
          const parsed = parseZone(text, { origin: ORIGIN, fileName: 'db' });
          expect(parsed.diagnostics).toEqual([]);
          expect(parsed.records.map(plain)).toEqual(records.map(plain));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of whole zones are the same after printing and reading: lab zones, hard ones, random ones', () => {
    const folder = fileURLToPath(new URL('../../../labs/networks/zones/', import.meta.url));
    const lab = readdirSync(folder).map((file) => {
      const origin = file.replace(/\.zone$/, '');
      return { origin: origin === 'root' ? '.' : origin, text: readFileSync(folder + file, 'utf8') };
    });
    const random = seededRandom('printing');
    const made = Array.from({ length: 50 }, () => ({ origin: 'test', text: randomZone(random) }));
    for (const { origin, text } of [...lab, ...HARD_ZONES, ...made]) {
      const first = load(origin, text);
      const again = load(
        origin,
        recordsOf(first)
          .map((one) => recordText(one) + '\n')
          .join(''),
      );
      expect(recordsOf(again).map(plain)).toEqual(recordsOf(first).map(plain));
    }
  });
});

describe('whatever the text', () => {
  const seeds = [...HARD_ZONES.map(({ text }) => text), randomZone(seededRandom('fuzz'))];
  const WORDS = [
    '$ORIGIN',
    '$TTL',
    '$INCLUDE',
    '$GENERATE 0-9',
    '(',
    ')',
    '"',
    ';',
    '\\',
    '@',
    '*',
    '\\# 3',
    '1w',
    'IN',
    'SOA',
    'NS',
    'CNAME',
    'DNAME',
    '..',
    '\n',
    '\r\n',
    ' ',
    '\0',
    'é',
    '\u{1f600}',
    '${0,9,n}',
    '$',
    '99999999999',
    'TYPE65535',
    '\\300',
    '\ud800',
  ];

  it('reading and answering end, and throw nothing', () => {
    const random = seededRandom('mutations');
    const started = performance.now();
    for (let run = 0; run < 300; run++) {
      const text = mutated(pick(random, seeds), random, WORDS);
      const { zone } = load('hard.test', text, (file) =>
        random.below(2) === 0 ? null : `${file}\n${text.slice(0, 200)}`,
      );
      if (!zone) continue;
      const zones = new ZoneSet([zone]);
      for (const node of [...zone.nodes].slice(0, 20)) {
        for (const type of [TYPE.A, TYPE.NS, TYPE.ANY, TYPE.DS]) {
          answerFrom(zones, { name: node.name, type, class: CLASS.IN }, { recursionDesired: false });
        }
      }
    }
    expect(performance.now() - started).toBeLessThan(30_000);
  }, 40_000);

  it('random characters are no zone, and no trouble', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(load('example', text).zone).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  const N = 50_000;
  const slow: readonly (readonly [string, string])[] = [
    ['open parentheses without end', '(\n'.repeat(N)],
    ['entries that open a parenthesis each', 'a A (\n'.repeat(N)],
    ['quotes that never close', 'a TXT "\n'.repeat(N)],
    ['one line of many words', `a TXT ${'x '.repeat(N)}`],
    ['one long word', `a TXT ${'x'.repeat(10 * N)}`],
    ['backslashes', `a TXT ${'\\'.repeat(10 * N)}`],
    ['digits', `a ${'9'.repeat(10 * N)} A 192.0.2.1`],
    ['digits with units', `a ${'9w'.repeat(N)} A 192.0.2.1`],
    ['blank lines and comments', '\n ;\n'.repeat(N)],
    ['dots', '.'.repeat(10 * N)],
    [
      'one RRset of many records',
      Array.from({ length: N }, (_, i) => `a 1 A 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`).join('\n'),
    ],
    ['the same record again and again', 'a 1 TXT x\n'.repeat(N)],
    ['the largest $GENERATE', '$TTL 1\n$GENERATE 0-2147483647 a$ A 192.0.2.1\n'],
    ['a $GENERATE of long texts', `$TTL 1\n$GENERATE 1-1000 a$ TXT ${'${0,255,d}'.repeat(1000)}\n`],
    ['many errors', 'a BAD\n'.repeat(N)],
    [
      'many names of many labels',
      Array.from({ length: 3000 }, (_, i) => `${i}.${'a.'.repeat(100)}b 1 A 192.0.2.1`).join('\n'),
    ],
  ];
  for (const [what, text] of slow) {
    it(`${what} cost no more than their length`, () => {
      const started = performance.now();
      load('example', `@ 1 SOA ns hostmaster 1 2 3 4 5\n@ 1 NS ns\nns 1 A 192.0.2.1\n${text}`);
      // A machine that is busy is allowed a lot; what grows with the square takes minutes.
      expect(performance.now() - started).toBeLessThan(20_000);
    }, 60_000);
  }
});

function load(
  origin: string,
  text: string,
  readInclude: (file: string) => string | null = () => null,
): LoadedZone {
  return loadZone(text, { origin: nameOf(origin), fileName: 'db', readInclude, checkNames: 'ignore' });
}

function recordsOf({ zone }: LoadedZone): ResourceRecord[] {
  return [...(zone?.nodes ?? [])].flatMap(({ rrsets }) => rrsets.flatMap(({ records }) => records));
}

/** A few cuts, doublings and insertions. */
function mutated(text: string, random: Random, words: readonly string[]): string {
  let changed = text;
  for (let i = 1 + random.below(8); i > 0; i--) {
    const at = random.below(changed.length + 1);
    const end = Math.min(changed.length, at + random.below(40));
    const middle = [
      '',
      changed.slice(at, end).repeat(2),
      pick(random, words),
      String.fromCharCode(random.below(300)),
    ][random.below(4)] as string;
    changed = changed.slice(0, at) + middle + changed.slice(random.below(2) === 0 ? at : end);
  }
  return changed;
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T;
}
