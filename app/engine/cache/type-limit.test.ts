import { expect, test } from 'vitest';
import { bareLab } from '../../testing/bare-lab.ts';
import { records } from '../../testing/dns-lab.ts';
import type { RRset } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { rrsetsOf } from '../protocol/rrset.ts';
import { Cache } from './cache.ts';

const NAME = nameOf('www.example.com.');

function rrset(text: string): RRset {
  return rrsetsOf(records(text))[0] as RRset;
}

/** A cache with an address and types from 65000 on at one name, up to the limit. */
function fullCache(maxTypesPerName: number): {
  cache: Cache;
  put: (type: number) => void;
  types: () => number[];
} {
  const { clock, journal } = bareLab();
  const cache = new Cache({ clock, journal, host: 'cache', maxTypesPerName });
  cache.store(rrset('www.example.com. 60 A 192.0.2.1'), 'authanswer', null);
  const put = (type: number): void =>
    void cache.store(rrset(`www.example.com. 60 TYPE${type} \\# 1 00`), 'authanswer', null);
  const types = (): number[] => [...cache.entries()].map(({ type }) => type).sort((a, b) => a - b);
  for (let type = 65_000; type < 65_004; type++) put(type);
  return { cache, put, types };
}

test('the oldest type goes where there is one too many at a name, and addresses stay (BIND)', () => {
  const { put, types } = fullCache(5);
  put(65_004);
  expect(types()).toEqual([1, 65_001, 65_002, 65_003, 65_004]);
});

test('a denial that is one too many is not kept (BIND)', () => {
  const { cache, types } = fullCache(5);
  const soa = rrset('example.com. 60 SOA ns hm 1 2 3 4 60');
  cache.storeNodata(NAME, 65_010, soa, 'answer', null);
  expect(types()).toEqual([1, 65_000, 65_001, 65_002, 65_003]);
  cache.storeNodata(NAME, 28, soa, 'answer', null);
  expect(types()).toEqual([1, 28, 65_001, 65_002, 65_003]);
});

test('0 is no limit', () => {
  const { put, types } = fullCache(0);
  put(65_004);
  expect(types()).toHaveLength(6);
});
