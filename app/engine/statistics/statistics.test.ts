import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COUNTERS, SECTIONS } from '../../testing/bind-manual.ts';
import { spanOf } from './difference.ts';
import { countersOf, explain, GROUPS, nameOfWords } from './groups.ts';
import { readStatistics, StatisticsReader } from './read/read.ts';
import type { GroupId, Statistics, StatisticsReading } from './statistics.ts';

const FOLDER = new URL('./samples/', import.meta.url);
const NAMES = readdirSync(FOLDER);

function sample(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}

function only(reading: StatisticsReading): Statistics {
  const [time] = reading.times;
  if (!time || reading.times.length !== 1) throw new Error(`${reading.times.length} times`);
  return time;
}

/** The counters of one section, without those that are 0. */
function counters(
  of: Statistics | undefined,
  group: GroupId,
  view: string | null = null,
  zone: string | null = null,
  part: string | null = null,
) {
  const found = of?.sections.find(
    (s) => s.group === group && s.view === view && s.zone === zone && s.part === part,
  );
  return Object.fromEntries([...(found?.counters ?? [])].filter(([, value]) => value !== 0));
}

describe('what real BIND 9.18 wrote', () => {
  test.each(NAMES)('%s is understood whole, in pieces of any length too', (name) => {
    const text = sample(name);
    const reading = readStatistics(text);
    expect(reading.problems).toEqual([]);
    for (const length of [1, 7, 1000]) {
      const reader = new StatisticsReader();
      for (let at = 0; at < text.length; at += length) reader.push(text.slice(at, at + length));
      expect(reader.end()).toEqual(reading);
    }
  });

  test.each(NAMES)('%s: every counter is explained', (name) => {
    const unknown = readStatistics(sample(name)).times.flatMap(({ sections }) =>
      sections.flatMap(({ group, counters: all }) =>
        [...all.keys()].filter((key) => explain(group, key) === null).map((key) => `${group} ${key}`),
      ),
    );
    expect(unknown).toEqual([]);
  });

  test('three dumps in one file, the server started anew before the last', () => {
    const { format, times } = readStatistics(sample('bind-9.18-resolver.stats'));
    expect(format).toBe('text');
    expect(times.map(({ at, line }) => [at, line])).toMatchInlineSnapshot(`
      [
        [
          1795289505000,
          1,
        ],
        [
          1795289518000,
          193,
        ],
        [
          1795289537000,
          393,
        ],
      ]
    `);
    const [first, second, third] = times;
    if (!first || !second || !third) throw new Error('three times');
    expect(spanOf(first, second)).toEqual({ seconds: (second.at! - first.at!) / 1000, restarted: false });
    expect(spanOf(second, third).restarted).toBe(true);
    expect(counters(second, 'opcode')).toEqual({ QUERY: 1007, STATUS: 6, NOTIFY: 3 });
    expect(counters(second, 'resqtype', 'internal')).toEqual({ A: 15, MX: 1, TXT: 7, AAAA: 1 });
    expect(counters(second, 'cachedb', 'internal')).toEqual({
      A: 2,
      MX: 1,
      TXT: 6,
      AAAA: 1,
      RRSIG: 1,
      '!TXT': 1,
      NXDOMAIN: 7,
    });
    expect(counters(second, 'resstat', 'internal')).toMatchObject({
      Queryv4: 24,
      QryRTT10: 18,
      CookieIn: 18,
    });
    expect(counters(second, 'nsstat')).toMatchObject({ CookieIn: 150, RateDropped: 20, QryTCP: 6 });
    expect(counters(second, 'zonequery', 'external', 'example.test')).toMatchObject({
      XfrReqDone: 6,
      QryUDP: 18,
    });
    expect(counters(second, 'gluecache', 'external', 'example.test')).toEqual({
      GLUECACHEhitspresent: 5,
      GLUECACHEinsertspresent: 1,
    });
  });

  test('XML and JSON of one moment say the same, and named.stats the same as they', () => {
    const xml = only(readStatistics(sample('bind-9.18-resolver.xml')));
    const json = only(readStatistics(sample('bind-9.18-resolver.json')));
    const text = readStatistics(sample('bind-9.18-resolver.stats')).times[1];
    expect(xml.version).toBe(json.version);
    expect(xml.bootAt).toBe(json.bootAt);
    expect(xml.zones).toEqual(json.zones);
    const groups = GROUPS.map(({ id }) => id).filter(
      (id) => !['memory', 'task', 'sockstat', 'other'].includes(id),
    );
    for (const group of groups) {
      for (const { view, zone, part } of xml.sections.filter((section) => section.group === group)) {
        const expected = counters(xml, group, view, zone, part);
        expect([group, view, counters(json, group, view, zone, part)]).toEqual([group, view, expected]);
        if (['zoneqtype', 'traffic'].includes(group)) continue;
        expect([group, view, counters(text, group, view, zone, part)]).toEqual([group, view, expected]);
      }
    }
    expect(counters(xml, 'traffic', null, null, 'TCP/IPv4 requests')).toEqual({ '48-63': 12 });
    expect(Object.keys(counters(xml, 'memory', null, null, 'all'))).toContain('InUse');
  });

  test('zones: what they are, and signatures by key', () => {
    const time = only(readStatistics(sample('bind-9.18-authoritative.xml')));
    expect(time.zones.find(({ name }) => name === 'signed.test')).toMatchObject({
      view: 'default',
      class: 'IN',
      type: 'primary',
      serial: 5,
    });
    expect(counters(time, 'dnssec-sign', 'default', 'signed.test')).toEqual({ 18784: 2 });
  });
});

describe('beside the manual', () => {
  test('each group names a section that there is', () => {
    const sections = SECTIONS.trim().split('\n');
    expect(GROUPS.map(({ manual }) => manual).filter((manual) => !sections.includes(manual))).toEqual([]);
  });

  test('every counter that it lists is explained', () => {
    const known = (['nsstat', 'zonestat', 'resstat', 'sockstat'] as const).flatMap((group) =>
      countersOf(group).map(({ name }) => name),
    );
    const families = ['UDP4', 'UDP6', 'TCP4', 'TCP6'];
    const listed = COUNTERS.trim()
      .split(/\s+/)
      .flatMap((name) => name.split('/'))
      .flatMap((name) =>
        name.startsWith('<TYPE>') ? families.map((family) => family + name.slice(6)) : [name],
      );
    expect(listed.length).toBeGreaterThan(130);
    expect(listed.filter((name) => !known.includes(name))).toEqual([
      // named itself says TruncatedResp.
      'RespTruncated',
      // Six of them, by their milliseconds.
      'QryRTTnn',
      // The manual: not of UDP.
      ...['UDP4AcceptFail', 'UDP6AcceptFail', 'UDP4Accept', 'UDP6Accept'],
    ]);
  });
});

describe('what does not fit', () => {
  test('a line that is none is told with its number, and the rest holds', () => {
    const text =
      '+++ Statistics Dump +++ (10)\n++ Incoming Queries ++\n                   3 A\nnonsense\n                   x B\n                   4 MX\n--- Statistics Dump --- (10)\n';
    const { times, problems } = readStatistics(text);
    expect(counters(times[0], 'qtype')).toEqual({ A: 3, MX: 4 });
    expect(problems.map(({ line }) => line)).toEqual([4, 5]);
  });

  test('a dump that is cut off, and one that begins in another', () => {
    const { times, problems } = readStatistics(
      '+++ Statistics Dump +++ (10)\n++ Incoming Queries ++\n   3 A\n+++ Statistics Dump +++ (20)\n++ Incoming Queries ++\n   5 A\n',
    );
    expect(times.map((time) => counters(time, 'qtype'))).toEqual([{ A: 3 }, { A: 5 }]);
    expect(problems).toEqual([
      { line: 1, column: 1, message: 'another dump begins before this one ends' },
      { line: 4, column: 1, message: 'the file ends in the middle of this dump' },
    ]);
  });

  test('sections and counters that are not known are kept', () => {
    const { times, problems } = readStatistics(
      '+++ Statistics Dump +++ (10)\n++ New Things ++\n[View: a]\n   3 new words\n++ Name Server Statistics ++\n   4 other words\n--- Statistics Dump --- (10)\n',
    );
    expect(problems).toEqual([]);
    expect(
      times[0]?.sections.map(({ group, title, view, counters: all }) => [group, title, view, ...all]),
    ).toEqual([
      ['other', 'New Things', 'a', ['new words', 3]],
      ['nsstat', '', null, ['other words', 4]],
    ]);
  });

  test.each([
    [
      'a document type',
      '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "b">]><statistics version="3.1"></statistics>',
      'line 1, 22: document types',
    ],
    [
      'an entity of its own',
      '<statistics version="3.1"><server><version>&a;</version></server></statistics>',
      'line 1, 44: not an entity',
    ],
    [
      'tags that cross',
      '<statistics version="3.1">\n<server></statistics>',
      'line 2, 9: “</statistics>” where </server> belongs',
    ],
    [
      'a file that ends early',
      '<statistics version="3.1"><server>',
      'line 1, 35: the file ends within <server>',
    ],
    ['another document', '<html></html>', 'line 1, 1: <html> is no document of statistics'],
    [
      'elements too deep',
      `<statistics version="3.1">${'<a>'.repeat(40)}`,
      'line 1, 120: elements within elements',
    ],
    [
      'a number that is none',
      '<statistics version="3.1"><server><counters type="opcode"><counter name="QUERY">1e3</counter></counters></server></statistics>',
      'line 1, 84: “1e3” is no number (QUERY)',
    ],
    [
      'JSON with a comma too many',
      '{"json-stats-version":"1.7",\n"opcodes":{"QUERY":1,}}',
      'line 2, 22: “}” does not belong',
    ],
    ['JSON that ends early', '{"opcodes":{"QUERY":1', 'line 1, 22: the file ends in the middle'],
    ['JSON too deep', '{"a":' + '['.repeat(50), 'line 1, 37: data within data'],
    ['two JSON documents', '{}{}', 'line 1, 3: “{” after the end'],
  ])('%s is told with its place', (_, text, expected) => {
    const { problems } = readStatistics(text);
    expect(problems.map(({ line, column, message }) => `line ${line}, ${column}: ${message}`)).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  test('entities of XML itself are read', () => {
    const time = only(
      readStatistics(
        '<statistics version="3.13"><views><view name="a&amp;&#98;&#x63;"><counters type="resqtype"><counter name="A">2</counter></counters></view></views></statistics>',
      ),
    );
    expect(counters(time, 'resqtype', 'a&bc')).toEqual({ A: 2 });
  });
});

test('the tables are BIND’s own: every name and word of XML stands in them once', () => {
  for (const { id } of GROUPS) {
    const texts = countersOf(id);
    expect(new Set(texts.map(({ name }) => name)).size).toBe(texts.length);
    for (const { name, words, help } of texts) {
      expect(nameOfWords(id, words)).toBe(name);
      expect(help).toMatch(/[.)”]$/);
    }
  }
});
