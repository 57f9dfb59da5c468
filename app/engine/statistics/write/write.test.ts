import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readStatistics } from '../read/read.ts';
import type { Section, Statistics } from '../statistics.ts';
import { channelPath } from './channel.ts';
import { writeJson } from './json.ts';
import { writeText } from './text.ts';
import { writeXml } from './xml.ts';

function sample(name: string): string {
  return readFileSync(new URL(`../samples/${name}`, import.meta.url), 'utf8');
}

function only(text: string): Statistics {
  const { times, problems } = readStatistics(text);
  expect(problems).toEqual([]);
  const [time] = times;
  if (!time) throw new Error('no time');
  return time;
}

/** Sections as text, those of these groups left out; what is 0 is left out as some forms do. */
function told({ sections }: Statistics, without: readonly Section['group'][]): readonly string[] {
  return sections
    .flatMap(({ group, view, zone, part, counters }) =>
      without.includes(group)
        ? []
        : [...counters].flatMap(([name, value]) =>
            value === 0 ? [] : [[group, view, zone, part, name, value].join(' ')],
          ),
    )
    .sort();
}

/** What the writers leave to named: memory, tasks, glue and types of single zones. */
const OWN = ['memory', 'task', 'zoneqtype', 'gluecache', 'dnssec-sign', 'dnssec-refresh'] as const;

test.each(['bind-9.18-resolver.xml', 'bind-9.18-authoritative.xml'])(
  '%s: read, written in each form, and read again',
  (name) => {
    const statistics = only(sample(name));
    for (const again of [only(writeXml(statistics, 'all')), only(writeJson(statistics, 'all'))]) {
      expect(told(again, OWN)).toEqual(told(statistics, OWN));
      expect([again.at, again.bootAt, again.configuredAt, again.version]).toEqual([
        statistics.at,
        statistics.bootAt,
        statistics.configuredAt,
        statistics.version,
      ]);
      expect(again.zones.map((zone) => [zone.name, zone.view, zone.class, zone.serial])).toEqual(
        statistics.zones.map((zone) => [zone.name, zone.view, zone.class, zone.serial]),
      );
    }
    const text = only(writeText(statistics));
    expect(told(text, OWN)).toEqual(told(statistics, [...OWN, 'traffic']));
  },
);

test('named.stats as named wrote it: the same octets', () => {
  const text = sample('bind-9.18-resolver.stats');
  const [, second] = readStatistics(text).times;
  const written = second ? writeText(second) : '';
  const real = `+++${text.split(/^\+\+\+/m)[2] ?? ''}`;
  // Zones of which nothing is counted, and views without a counter, are not in what was read.
  const empty = /^(\[(?!Common).*\]\n)(?=\[|\+\+|---)/gm;
  expect(written.replace(empty, '')).toBe(real.replace(empty, ''));
});

test('what XML cannot hold is written so that it can be read', () => {
  const statistics = only(sample('bind-9.18-status.json'));
  const zones = [
    {
      name: 'a&b<c>"d"\u0001',
      view: 'v&w',
      class: 'IN',
      type: 'primary',
      serial: 1,
      loaded: null,
      expires: null,
      refresh: null,
    },
  ];
  const again = only(writeXml({ ...statistics, zones }, 'zones'));
  expect(again.zones).toEqual([{ ...zones[0], name: 'a&b<c>"d"?' }]);
});

test.each([
  ['/', 'xml', 'all'],
  ['/xml/v3', 'xml', 'all'],
  ['/xml/v3/server', 'xml', 'server'],
  ['/json/v1/traffic', 'json', 'traffic'],
  ['/json', 'json', 'all'],
])('%s is %s, %s', (path, form, subtree) => {
  expect(channelPath(path)).toEqual({ form, subtree });
});

test.each(['/xml/v2', '/xml/v3/nosuch', '/json/v1/', '/favicon.ico', '//', '/xml/v3/constructor', ''])(
  '%s is nothing',
  (path) => {
    expect(channelPath(path)).toBeNull();
  },
);
