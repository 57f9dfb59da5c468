/** What a file of the person's own computer is taken for, by its first octets and its name. */
import { expect, test } from 'vitest';
import { kindOf } from './document-kind.ts';

const QUERY =
  'client @0x7f2c88001168 192.0.2.7#40312 (www.example.com): query: www.example.com IN A +E(0)K (192.0.2.1)';

test.each([
  ['queries', `21-Nov-2026 07:16:11.448 queries: info: ${QUERY}\n`, 'log'],
  ['queries', `queries: info: ${QUERY}\n`, 'log'],
  ['queries', `info: ${QUERY}\n`, 'log'],
  ['queries', `queries: ${QUERY}\n`, 'log'],
  ['queries', `${QUERY}\n`, 'log'],
  ['general', 'debug 3: zone_shutdown: zone example.com/IN: shutting down\n', 'log'],
  ['named.log', 'zone example.com/IN: loaded serial 7\n', 'log'],
  ['named.log.0', 'all zones loaded\n', 'log'],
  ['README', 'note: this is no log\nanother: line\n', 'text'],
  ['client', 'client list\n', 'text'],
  ['db.local', ';\n; BIND data file\n$TTL 1\n@ IN SOA localhost. root 1 1 1 1 1\n', 'zone'],
  ['db.empty', '; nothing yet\n', 'zone'],
  ['named.conf.local', '// nothing yet\n', 'named.conf'],
  ['named.conf', 'logging { channel c { file "x.log"; severity info; }; };\n', 'named.conf'],
])('%s: %s', (name, text, kind) => {
  expect(kindOf(name, new TextEncoder().encode(text)).kind).toBe(kind);
});

test('what is not text is named where it can be', () => {
  const of = (...octets: number[]) => kindOf('x', Uint8Array.from(octets));
  expect(of(0, 0, 0, 2, 0, 0, 0, 1).kind).toBe('binary');
  expect(of(0, 0, 0, 2, 0, 0, 0, 1).title).toMatch('Zone file in raw form');
  expect(of(0xff, 0xfe, 0x6f, 0).title).toMatch('UTF-16');
  expect(of(0x7f, 0x45, 0, 0).title).toBe('Not text');
});
