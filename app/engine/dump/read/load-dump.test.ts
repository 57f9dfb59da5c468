import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DnsLab, SMALL_HINTS } from '../../../testing/dns-lab.ts';
import { Cache } from '../../cache/cache.ts';
import { LabClock } from '../../network/clock.ts';
import { Journal } from '../../network/journal.ts';
import { TYPE } from '../../protocol/codes.ts';
import { nameOf } from '../../protocol/name.ts';
import { LAB_START, ManualWall } from '../../../testing/bare-lab.ts';
import { dumpPieces } from '../dump.ts';
import type { OpenDump } from './difference.ts';
import { loadDump } from './load-dump.ts';
import { indexDump } from './read-dump.ts';
import { totalsOf } from './totals.ts';

function opened(octets: Uint8Array): OpenDump {
  return { index: indexDump(octets), text: { octets: (from, to) => octets.subarray(from, to) } };
}

const sample = (name: string): OpenDump => opened(readFileSync(new URL(`samples/${name}`, import.meta.url)));

function emptyCache(): Cache {
  const clock = new LabClock(new ManualWall(), LAB_START);
  return new Cache({ clock, journal: new Journal(clock, 10_000), host: 'test' });
}

test('named’s cache goes in with its trust and the time that is left; what is over, and signatures, stay behind', () => {
  const cache = emptyCache();
  const { loaded, left } = loadDump(sample('17-secure-stale-all.db'), '_default', cache);
  const entries = [...cache.entries()];
  expect(entries.length).toBe(loaded);
  const { rrsets, stale, by_type } = totalsOf(sample('17-secure-stale-all.db').index);
  expect(left).toEqual({ over: stale, signatures: expect.any(Number) as number });
  expect(loaded + stale + (left.signatures ?? 0)).toBe(rrsets);
  expect(left.signatures).toBeLessThanOrEqual(by_type['RRSIG'] ?? 0);
  const com = cache.find(nameOf('com.'), TYPE.NS);
  expect(com?.trust).toBe('glue');
  expect(com?.remaining(LAB_START)).toBe(172_795);
});

test('what was loaded and is dumped again is the same', () => {
  const cache = emptyCache();
  const dump = sample('02-one-query-cache.db');
  const { loaded } = loadDump(dump, '_default', cache);
  expect(loaded).toBeGreaterThan(5);
  const view = {
    name: '_default',
    cacheName: '_default',
    cache: { entries: cache.entries(), stale: null },
    addresses: { names: [], unassociated: [] },
    failures: [],
    zones: [],
  };
  const again = indexDump(new TextEncoder().encode([...dumpPieces([view], 'cache', LAB_START)].join('')));
  const { rrsets, records, by_trust, negative, problems } = totalsOf(again);
  const before = totalsOf(dump.index);
  const signatures = before.by_type['RRSIG'] ?? 0;
  expect({ rrsets: rrsets + signatures, negative, problems }).toEqual({
    rrsets: before.rrsets,
    negative: before.negative,
    problems: 0,
  });
  expect(records).toBeGreaterThan(0);
  if (signatures === 0) expect(by_trust).toEqual(before.by_trust);
});

test('Unbound’s too: its negative answers have their SOA in another place', () => {
  const cache = emptyCache();
  expect(loadDump(sample('unbound-1.17.txt'), '', cache)).toEqual({ loaded: 12, left: {} });
  expect(cache.lookup(nameOf('nope.example.org.'), TYPE.A)?.kind).toBe('nxdomain');
  expect(cache.lookup(nameOf('www.example.org.'), TYPE.AAAA)?.kind).toBe('nodata');
  expect(cache.find(nameOf('www.example.org.'), TYPE.A)?.trust).toBe('authanswer');
});

test('the lab’s resolver answers from what was loaded, without a question to anybody', async () => {
  const lab = new DnsLab('loaded');
  const { cache } = lab.caching(SMALL_HINTS);
  if (cache === null) throw new Error('it has no cache');
  loadDump(sample('17-secure-stale-all.db'), '_default', cache);
  const answer = await lab.ask('www.example.com.');
  expect(answer?.answers.length).toBe(2);
  expect(lab.questions('cache')).toEqual([]);
});
