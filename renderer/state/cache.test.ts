import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CacheRow } from '../../app/contract.ts';
import { CacheView } from './cache.svelte.ts';
import { FAREWELL_MS } from './live-list.svelte.ts';

function row(id: number, name: string, more: Partial<CacheRow> = {}): CacheRow {
  return {
    id,
    name,
    type: 'A',
    kind: 'rrset',
    data: ['127.53.9.80'],
    trust: 'authanswer',
    originalTtl: 60,
    storedAt: 0,
    expiresAt: 60_000,
    from: 'ns0.tiscali.co.uk (127.53.9.1)',
    fromAddress: '127.53.9.1',
    packet: 8,
    host: 'cache',
    view: '_default',
    ...more,
  };
}

let wall = 0;
let view: CacheView;
const shown = (): string[] => view.lines.map((line) => line.row.name + (line.gone ? ` ${line.gone}` : ''));
const pass = (milliseconds: number): void => {
  wall += milliseconds;
  vi.advanceTimersByTime(milliseconds);
};

beforeEach(() => {
  vi.useFakeTimers();
  wall = 1_000;
  view = new CacheView(() => wall);
});
afterEach(() => {
  view.stop();
  vi.useRealTimers();
});

describe('the cache view', () => {
  it('puts what is new where it belongs in the tree of names', () => {
    view.replaceAll([row(1, 'uk.'), row(2, 'www.tiscali.co.uk.')]);
    view.apply([{ change: 'put', row: row(3, 'tiscali.co.uk.'), what: 'added' }]);
    expect(shown()).toEqual(['uk.', 'tiscali.co.uk.', 'www.tiscali.co.uk.']);
    expect(view.size).toBe(3);
  });

  it('marks what is new, and not what was there at the start', () => {
    view.replaceAll([row(1, 'uk.')]);
    view.apply([{ change: 'put', row: row(2, 'a.uk.'), what: 'added' }]);
    expect(view.lines.map((line) => line.change)).toEqual(['held', 'added']);
  });

  it('lets what went be seen going, then takes it away', () => {
    view.replaceAll([row(1, 'a.'), row(2, 'b.')]);
    view.apply([{ change: 'gone', id: 1, why: 'flushed' }]);
    expect(shown()).toEqual(['a. flushed', 'b.']);
    expect(view.size).toBe(1);
    pass(FAREWELL_MS + 50);
    expect(shown()).toEqual(['b.']);
  });

  it('takes a great wave of farewells at once', () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => row(index, `n${index}.`));
    view.replaceAll(rows);
    view.apply(rows.map(({ id }) => ({ change: 'gone', id, why: 'expired' })));
    expect(view.lines).toHaveLength(0);
    expect(view.size).toBe(0);
  });

  it('moves nothing under a pointer: newcomers wait at the end, shadows stay', () => {
    view.replaceAll([row(1, 'm.'), row(2, 'z.')]);
    view.hold();
    view.apply([
      { change: 'put', row: row(3, 'a.'), what: 'added' },
      { change: 'gone', id: 1, why: 'expired' },
    ]);
    pass(FAREWELL_MS + 100);
    expect(shown()).toEqual(['m. expired', 'z.', 'a.']);
    view.release();
    expect(shown()).toEqual(['a.', 'z.']);
  });

  it('puts things in order by itself when the pointer rests', () => {
    view.replaceAll([row(1, 'm.')]);
    view.hold();
    view.apply([{ change: 'put', row: row(2, 'a.'), what: 'added' }]);
    expect(shown()).toEqual(['m.', 'a.']);
    pass(4_100);
    expect(shown()).toEqual(['a.', 'm.']);
  });

  it('keeps a row in its place when it comes back while it is going', () => {
    view.replaceAll([row(1, 'a.')]);
    view.apply([{ change: 'gone', id: 1, why: 'expired' }]);
    view.apply([{ change: 'put', row: row(1, 'a.'), what: 'added' }]);
    pass(FAREWELL_MS + 100);
    expect(shown()).toEqual(['a.']);
    expect(view.size).toBe(1);
  });

  it('filters by name, type, data and server', () => {
    view.replaceAll([
      row(1, 'a.uk.'),
      row(2, 'b.uk.', { type: 'NS', data: ['ns1.nic.uk.'] }),
      row(3, 'c.com.', { from: '' }),
    ]);
    view.setFilter('*.uk');
    expect(shown()).toEqual(['a.uk.', 'b.uk.']);
    view.setFilter('nic');
    expect(shown()).toEqual(['b.uk.']);
    view.setFilter('', 'NS');
    expect(shown()).toEqual(['b.uk.']);
    view.setFilter('tiscali', '');
    expect(shown()).toEqual(['a.uk.', 'b.uk.']);
  });

  it('tells the caches of several servers and views apart, and shows one of them', () => {
    view.replaceAll([
      row(1, 'a.uk.'),
      row(2, 'b.uk.', { host: 'cache2' }),
      row(3, 'c.uk.', { view: 'internal' }),
    ]);
    expect([...view.caches].sort()).toEqual(['cache', 'cache · internal', 'cache2']);
    view.setFilter('', '', 'cache2');
    expect(shown()).toEqual(['b.uk.']);
    view.setFilter('', '', 'cache · internal');
    expect(shown()).toEqual(['c.uk.']);
    view.replaceAll([row(1, 'a.uk.')]);
    expect(shown()).toEqual(['a.uk.']);
  });

  it('shows a newcomer only where the filter lets it', () => {
    view.replaceAll([row(1, 'a.uk.')]);
    view.setFilter('uk');
    view.apply([
      { change: 'put', row: row(2, 'b.com.', { from: '' }), what: 'added' },
      { change: 'put', row: row(3, 'b.uk.'), what: 'added' },
    ]);
    expect(shown()).toEqual(['a.uk.', 'b.uk.']);
    expect(view.size).toBe(3);
  });

  it('sorts by a column, then the other way round', () => {
    view.replaceAll([
      row(1, 'a.', { expiresAt: 9 }),
      row(2, 'b.', { expiresAt: 3 }),
      row(3, 'c.', { expiresAt: 5 }),
    ]);
    view.sortBy('ttl');
    expect(shown()).toEqual(['b.', 'c.', 'a.']);
    view.sortBy('ttl');
    expect(shown()).toEqual(['a.', 'c.', 'b.']);
  });

  it('brings one row into its place among a hundred thousand', () => {
    view.replaceAll(Array.from({ length: 100_000 }, (_, index) => row(index, `n${index}.uk.`)));
    view.apply([{ change: 'put', row: row(200_000, 'n5.uk.', { type: 'NS' }), what: 'added' }]);
    expect(view.lines).toHaveLength(100_001);
    const at = view.lines.findIndex((line) => line.row.id === 200_000);
    expect(view.lines[at - 1]?.row.name).toBe('n5.uk.');
  });
});
