import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TYPE } from '../../protocol/codes.ts';
import { nameOf } from '../../protocol/name.ts';
import { readEntry } from './dump-entry.ts';
import { differencesOf, type OpenDump } from './difference.ts';
import { expiryBars } from './expiry.ts';
import { csvLine } from './export.ts';
import { nameMatcher } from './name-pattern.ts';
import { branchesBelow } from './name-tree.ts';
import { selectEntries, type DumpFilter } from './query.ts';
import { indexDump } from './read-dump.ts';
import { sortEntries, type DumpOrder } from './sort.ts';
import { trustOf } from './words.ts';

const octets = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function opened(whole: Uint8Array): OpenDump {
  return { index: indexDump(whole), text: { octets: (from, to) => whole.subarray(from, to) } };
}

const cacheOf = (date: string, sets: string, view = 'v'): OpenDump =>
  opened(
    octets(
      `; Start view ${view}\n; Cache dump of view '${view}' (cache ${view})\n$DATE ${date}\n${sets}; Dump complete\n`,
    ),
  );

const SETS = `; glue
com.\t\t100\tIN NS\ta.gtld.
; answer
Example.com.\t50\t\\-MX\t;-$NXRRSET
; authanswer
\t\t20\tA\t192.0.2.1
\t\t20\tA\t192.0.2.2
; secure
\t\t20\tRRSIG\tA 13 2 20 20261221061539 20261121061539 1 example.com. AAAA
; answer
nope.example.com.\t7\t\\-ANY\t;-$NXDOMAIN
; answer
; stale since 19700101000000
a\\.b.example.org.\t9\tTXT\t"x"
`;
const dump = cacheOf('20260101000000', SETS);

function found(filter: DumpFilter): string[] {
  return listed(dump, selectEntries(dump.index, filter));
}

function listed({ index, text }: OpenDump, places: Uint32Array): string[] {
  return [...places].map((place) => {
    const { owner, kind, type } = readEntry(index, text, place);
    return `${owner} ${kind === 'rrset' ? '' : '!'}${type}`;
  });
}

test('entries are found by name, type, trust, time left, kind and state', () => {
  expect(found({ name: 'EXAMPLE.com' })).toEqual([
    'Example.com. !MX',
    'Example.com. A',
    'Example.com. RRSIG',
    'nope.example.com. !ANY',
  ]);
  expect(found({ name: 'b.example.org' })).toEqual([]);
  expect(found({ name: '*.example.*' })).toEqual(['nope.example.com. !ANY', 'a\\.b.example.org. TXT']);
  expect(found({ types: [TYPE.A] })).toEqual(['Example.com. A', 'Example.com. RRSIG']);
  expect(found({ trusts: [trustOf('glue') ?? -1, trustOf('secure') ?? -1] })).toEqual([
    'com. NS',
    'Example.com. RRSIG',
  ]);
  expect(found({ ttl: { least: 10, most: 50 }, kinds: ['nodata', 'nxdomain'] })).toEqual([
    'Example.com. !MX',
  ]);
  expect(found({ kinds: ['nxdomain'] })).toEqual(['nope.example.com. !ANY']);
  expect(found({ state: 'stale' })).toEqual(['a\\.b.example.org. TXT']);
  expect(found({ view: 'w' })).toEqual([]);
});

test('entries are sorted by each column, both ways; what is equal keeps its order', () => {
  const all = selectEntries(dump.index);
  const sorted = (by: DumpOrder, descending = false): string[] =>
    listed(dump, sortEntries(dump.index, all, by, descending));
  expect(sorted('ttl')).toEqual([
    'nope.example.com. !ANY',
    'a\\.b.example.org. TXT',
    'Example.com. A',
    'Example.com. RRSIG',
    'Example.com. !MX',
    'com. NS',
  ]);
  expect(sorted('trust', true)[0]).toBe('Example.com. RRSIG');
  expect(sorted('type')[0]).toBe('Example.com. A');
  const reversed = sorted('name', true);
  expect(reversed[0]).toBe('a\\.b.example.org. TXT');
  expect(reversed.at(-1)).toBe('com. NS');
  expect(sorted('file', true)).toEqual(sorted('file').reverse());
});

test('names are ordered as names are, whatever the order of the file', () => {
  const label = fc.string({
    unit: fc.constantFrom('a', 'B', 'b', '-', '0', '\\.', '\\000', '\\255'),
    minLength: 1,
    maxLength: 3,
  });
  const owner = fc.array(label, { minLength: 0, maxLength: 3 }).map((labels) => `${labels.join('.')}.`);
  fc.assert(
    fc.property(fc.array(owner, { minLength: 1, maxLength: 12 }), fc.boolean(), (owners, descending) => {
      const { index } = cacheOf(
        '20260101000000',
        owners.map((name) => `; answer\n${name}\t5\tA\t192.0.2.1\n`).join(''),
      );
      const order = sortEntries(index, selectEntries(index), 'name', descending);
      const names = [...order].map((entry) => nameOf(index.names.text(index.entries.owner[entry] ?? 0)));
      const sign = descending ? -1 : 1;
      for (const [i, name] of names.entries()) {
        const [before, entry] = [names[i - 1], order[i] ?? 0];
        if (before === undefined) continue;
        const compared = sign * before.compare(name);
        expect(compared).toBeLessThanOrEqual(0);
        if (compared === 0) expect(order[i - 1]).toBeLessThan(entry);
      }
    }),
  );
});

test('numbers beyond 16 bits are ordered too', () => {
  const ttls = [70_000, 5, 4_294_967_295, 65_536, 65_535, 5];
  const { index } = cacheOf(
    '20260101000000',
    ttls.map((ttl, i) => `; answer\n${i}.x.\t${ttl}\tA\t192.0.2.1\n`).join(''),
  );
  const all = selectEntries(index);
  expect([...sortEntries(index, all, 'ttl')]).toEqual([1, 5, 4, 3, 0, 2]);
  expect([...sortEntries(index, all, 'ttl', true)]).toEqual([2, 0, 3, 4, 1, 5]);
});

test('what is over by now is expired, and ends first', () => {
  const now = Date.UTC(2026, 0, 1, 0, 0, 20);
  expect(found({ state: 'expired' })).toEqual([]);
  expect(found({ state: 'expired', now })).toEqual([
    'Example.com. A',
    'Example.com. RRSIG',
    'nope.example.com. !ANY',
    'a\\.b.example.org. TXT',
  ]);
  expect(found({ state: 'live', now, ttl: { least: 30, most: 30 } })).toEqual(['Example.com. !MX']);
  const bars = expiryBars(dump.index, selectEntries(dump.index), { edges: [0, 1, 50], now });
  expect(bars.map(({ entries }) => entries)).toEqual([4, 1, 1]);
  // Before the dump was written nothing was over.
  expect(found({ state: 'expired', now: now - 60_000 })).toEqual([]);
});

test('a part of the dump alone', () => {
  expect(found({ section: 0 }).length).toBe(6);
  expect(found({ section: 1 })).toEqual([]);
});

test('a pattern fits as the same regular expression does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'B', '.', '*', '?'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
  fc.assert(
    fc.property(letters, text, (pattern, name) => {
      fc.pre(/[*?]/.test(pattern));
      const whole = /[.*]$/.test(pattern) ? pattern : `${pattern}.`;
      const source = whole.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      const b = octets(name);
      expect(nameMatcher(pattern)(b, 0, b.length)).toBe(new RegExp(`^${source}$`, 'i').test(name));
    }),
  );
});

test('the name space is counted branch by branch; an escaped dot parts nothing', () => {
  const all = selectEntries(dump.index);
  const branches = (above: string): string[] =>
    branchesBelow(dump.index, all, above).map(
      ({ name, own, entries, names }) => `${name} ${own} ${entries} ${names}`,
    );
  expect(branches('.')).toEqual(['com. 1 5 3', 'org. 0 1 1']);
  expect(branches('COM.')).toEqual(['Example.COM. 3 4 2']);
  expect(branches('example.org.')).toEqual(['a\\.b.example.org. 1 1 1']);
  expect(branches('nothing.')).toEqual([]);
});

test('entries are counted by the time when they end', () => {
  const bars = expiryBars(dump.index, selectEntries(dump.index), { edges: [0, 10, 50] });
  expect(bars.map(({ entries }) => entries)).toEqual([2, 2, 2]);
  expect(bars.at(-1)?.to).toBe(Infinity);
});

test('CSV holds quotes and lines in quotes, and no formula', () => {
  const { index, text } = cacheOf('20260101000000', '; answer\n=x.com.\t5\tTXT\t"a,b"\n\t5\tTXT\t"c"\n');
  expect(csvLine(readEntry(index, text, 0))).toBe(
    `v,'=x.com.,5,IN,TXT,rrset,answer,,"""a,b""\n""c""",,4\r\n`,
  );
});

function changes(before: OpenDump, after: OpenDump): string[] {
  return [...differencesOf(before, after)].map((change) => {
    if (change.kind === 'appeared') return `+ ${listed(after, Uint32Array.of(change.after))[0]}`;
    if (change.kind === 'gone')
      return `- ${listed(before, Uint32Array.of(change.before))[0]} ${change.overdue}`;
    return `~ ${listed(after, Uint32Array.of(change.after))[0]} ${change.changes.join()}`;
  });
}

test('a TTL that ran down is no change, nor is another order of records or another case', () => {
  const later = SETS.replaceAll(/\t(\d+)\t(?=\S)/g, (_, ttl: string) => `\t${Number(ttl) - 5}\t`)
    .replace('192.0.2.1\n\t\t15\tA\t192.0.2.2', '192.0.2.2\n\t\t15\tA\t192.0.2.1')
    .replace('Example.com.', 'eXample.com.');
  expect(later).toContain('\t15\tA\t192.0.2.2\n\t\t15\tA\t192.0.2.1');
  expect(changes(dump, cacheOf('20260101000005', later))).toEqual([]);
});

test('what appeared, is gone, was refreshed, is believed otherwise, or says something else', () => {
  const later = `; authauthority
com.\t\t90\tIN NS\ta.gtld.
; answer
example.com.\t40\tMX\t10 mail.example.com.
; authanswer
\t\t300\tA\t192.0.2.1
\t\t300\tA\t192.0.2.2
; answer
; stale since 19700101000000
new.example.com.\t9\tTXT\t"x"
`;
  expect(changes(dump, cacheOf('20260101000010', later))).toEqual([
    '~ com. NS trust',
    '~ example.com. MX data',
    '~ example.com. A refreshed',
    '+ new.example.com. TXT',
    '- Example.com. RRSIG false',
    '- nope.example.com. !ANY true',
    '- a\\.b.example.org. TXT true',
  ]);
  expect(changes(dump, cacheOf('20260101000010', later, 'w')).filter((line) => line.startsWith('~'))).toEqual(
    [],
  );
});

test('a real dump differs in nothing from itself', () => {
  const read = (name: string): OpenDump => opened(readFileSync(new URL(`samples/${name}`, import.meta.url)));
  const found = changes(read('15-stale-cache.db'), read('15-stale-cache.db'));
  expect(found).toEqual([]);
});
