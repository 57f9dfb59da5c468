import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readNamedConf } from '../../config/named-conf.ts';
import { isUnloaded } from '../../zone/zone-set.ts';
import { serverOptions } from './server-options.ts';

const SURROUNDINGS = {
  local: { localhost: [], localnets: [] },
  upstreamPort: 53,
  cacheOctets: () => 1,
  rootHints: '. 60 NS a.root.\na.root. 60 A 192.0.2.1\n',
  hostName: 'host',
};

/** What a zone with 101 addresses and 101 types loads as, and what is logged, with these words in `options` and in `zone`. */
function loaded(content: string, inOptions: string, inZone: string): { reason: string; log: string[] } {
  const file = `$TTL 60\n@ SOA ns hm 1 2 3 4 5\n NS ns\nns A 192.0.2.1\n${content}`;
  const configuration = readNamedConf(
    `options { ${inOptions} }; zone "own.test" { type primary; file "db"; ${inZone} };`,
    { fileName: 'named.conf' },
  );
  const log: string[] = [];
  const options = serverOptions(configuration, {
    ...SURROUNDINGS,
    readText: () => file,
    log: (category, severity, text) => void log.push(`${category}: ${severity}: ${text}`),
  });
  const [zone] = options?.views?.[0]?.zones ?? [];
  return { reason: zone !== undefined && isUnloaded(zone) ? zone.reason : '', log };
}

const ADDRESSES = Array.from({ length: 101 }, (_, i) => `www A 10.0.0.${i}`).join('\n');
const TYPES = Array.from({ length: 101 }, (_, i) => `www TYPE${65_000 + i} \\# 1 00`).join('\n');
const FAILED = 'loading from master file db failed: too many records';

test.each([
  ['', '', FAILED],
  ['max-records-per-type 101;', '', ''],
  ['max-records-per-type 0;', '', ''],
  ['max-records-per-type 0;', 'max-records-per-type 100;', FAILED],
])('101 addresses at one name, options { %s }, zone { %s }: %s', (inOptions, inZone, reason) => {
  const found = loaded(ADDRESSES, inOptions, inZone);
  expect(found.reason).toBe(reason);
  const said =
    "database: error: error adding 'www.own.test/A' in 'own.test/IN' (zone): too many records (must not exceed 100)";
  expect(found.log.includes(said)).toBe(reason !== '');
});

test.each([
  ['', FAILED],
  ['max-types-per-name 0;', ''],
])('101 types at one name, options { %s }: %s', (inOptions, reason) => {
  expect(loaded(TYPES, inOptions, '').reason).toBe(reason);
});

const journal = readFileSync(join(import.meta.dirname, '../../zone/samples/dyn.example.zone.jnl'));

const OTHER = Buffer.alloc(100, 'x');

test.each([
  ['hands the zone on with its changes', 100, journal, 201],
  ['that is as old as the file changes nothing', 201, journal, 201],
  [
    'that does not fit keeps the zone from being loaded',
    150,
    journal,
    'journal rollforward failed: journal out of sync with zone',
  ],
  ['that is none does so too', 100, OTHER, 'journal open failed: unexpected error'],
])('a journal %s', (_, serial, octets, expected) => {
  const sample = readFileSync(join(import.meta.dirname, '../../zone/samples/dyn.example.zone'), 'utf8');
  const configuration = readNamedConf('zone "dyn.example" { type primary; file "db"; };', {
    fileName: 'named.conf',
  });
  const log: string[] = [];
  const options = serverOptions(configuration, {
    ...SURROUNDINGS,
    readText: () => sample.replace(' 100 ', ` ${serial} `),
    readOctets: (file) => (file === 'db.jnl' ? octets : null),
    log: (category, severity, line) => void log.push(`${category}: ${severity}: ${line}`),
  });
  const [zone] = options?.views?.[0]?.zones ?? [];
  if (zone === undefined) throw new Error('no zone');
  expect(isUnloaded(zone) ? zone.reason : zone.serial).toBe(expected);
  const line = 'general: error: db.jnl: journal format not recognized';
  expect(log.includes(line)).toBe(octets === OTHER);
});
