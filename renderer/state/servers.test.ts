import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerRow } from '../../app/contract.ts';
import { FAREWELL_MS } from './live-list.svelte.ts';
import { millisecondsText, movedText, nameToAsk, passedOverSeconds } from './server-words.ts';
import { ServersView } from './servers.svelte.ts';

function row(id: number, name: string, more: Partial<ServerRow> = {}): ServerRow {
  return {
    id,
    address: `127.53.9.${id}`,
    names: [name],
    zones: ['tiscali.co.uk.'],
    srtt: 12,
    srttBefore: 10,
    moved: 'answer',
    rtt: 20,
    edns: 'yes',
    udpSize: 1232,
    longest: 62,
    cookie: true,
    silences: 0,
    lame: [],
    askedAt: 10,
    keptUntil: 1_800_010,
    host: 'cache',
    view: '_default',
    ...more,
  };
}

let wall = 0;
let view: ServersView;
const shown = (): string[] => view.lines.map(({ row }) => row.names[0] ?? row.address);

beforeEach(() => {
  vi.useFakeTimers();
  wall = 1_000;
  view = new ServersView(() => wall);
});
afterEach(() => {
  view.stop();
  vi.useRealTimers();
});

describe('the servers’ list', () => {
  it('sorts by name from the root down, and by each other column', () => {
    view.replaceAll([
      row(10, 'ns1.tiscali.co.uk.', { srtt: 30, rtt: null, askedAt: null }),
      row(2, 'a.root-servers.net.', { srtt: 5, silences: 2 }),
      row(9, 'ns1.nic.uk.', { srtt: 400, edns: 'no', askedAt: 99 }),
    ]);
    expect(shown()).toEqual(['a.root-servers.net.', 'ns1.tiscali.co.uk.', 'ns1.nic.uk.']);
    view.sortBy('srtt');
    expect(shown()).toEqual(['a.root-servers.net.', 'ns1.tiscali.co.uk.', 'ns1.nic.uk.']);
    view.sortBy('srtt');
    expect(shown()).toEqual(['ns1.nic.uk.', 'ns1.tiscali.co.uk.', 'a.root-servers.net.']);
    view.sortBy('address');
    expect(shown()).toEqual(['a.root-servers.net.', 'ns1.nic.uk.', 'ns1.tiscali.co.uk.']);
    view.sortBy('state');
    expect(shown()[0]).toBe('a.root-servers.net.');
    view.sortBy('asked');
    expect(shown()).toEqual(['ns1.nic.uk.', 'a.root-servers.net.', 'ns1.tiscali.co.uk.']);
    view.sortBy('edns');
    expect(shown()[2]).toBe('ns1.nic.uk.');
  });

  it('filters by name, address and zone', () => {
    view.replaceAll([row(1, 'ns1.nic.uk.', { zones: ['uk.'] }), row(2, 'ns0.tiscali.co.uk.')]);
    for (const filter of ['*.nic.uk', '127.53.9.1', 'NIC']) {
      view.setFilter(filter);
      expect(shown()).toEqual(['ns1.nic.uk.']);
    }
    view.setFilter('nobody');
    expect(shown()).toEqual([]);
    expect(view.size).toBe(2);
  });

  it('marks a server that was asked, and not one that was only passed over', () => {
    view.replaceAll([row(1, 'a.'), row(2, 'b.')]);
    wall = 5_000;
    view.apply([
      { change: 'put', row: row(1, 'a.', { askedAt: 20, srtt: 14 }), isNew: false },
      { change: 'put', row: row(2, 'b.', { srtt: 11.76, moved: 'age' }), isNew: false },
      { change: 'put', row: row(3, 'c.'), isNew: true },
    ]);
    expect(view.lines.map(({ change }) => change)).toEqual(['asked', 'held', 'new']);
    expect(view.get(2)?.row.srtt).toBe(11.76);
    expect(view.get(2)?.changedAt).toBe(1_000);
  });

  it('moves no row under the pointer when times change', () => {
    view.replaceAll([row(1, 'a.', { srtt: 10 }), row(2, 'b.', { srtt: 20 })]);
    view.sortBy('srtt');
    view.hold();
    view.apply([{ change: 'put', row: row(1, 'a.', { srtt: 210, silences: 1 }), isNew: false }]);
    expect(shown()).toEqual(['a.', 'b.']);
    view.release();
    expect(shown()).toEqual(['b.', 'a.']);
  });

  it('lets what was flushed be seen going', () => {
    view.replaceAll([row(1, 'a.')]);
    view.apply([{ change: 'gone', id: 1, why: 'flushed' }]);
    expect(view.lines.map(({ gone }) => gone)).toEqual(['flushed']);
    expect(view.size).toBe(0);
    wall += FAREWELL_MS + 50;
    vi.advanceTimersByTime(FAREWELL_MS + 50);
    expect(view.lines).toEqual([]);
  });

  it('gives a zone’s servers in the order in which they are asked, as one caching server knows them', () => {
    view.replaceAll([
      row(1, 'ns1.', { srtt: 20 }),
      row(2, 'ns2.', { srtt: 3, zones: ['co.uk.', 'TISCALI.co.uk.'] }),
      row(3, 'ns3.', { srtt: 1, zones: ['uk.'] }),
      row(4, 'ns4.', { srtt: 2, host: 'other' }),
    ]);
    expect(view.ofZone('tiscali.co.uk.', row(9, 'any.')).map(({ id }) => id)).toEqual([2, 1]);
  });
});

describe('in words', () => {
  it('times have three digits that count', () => {
    expect([0.012, 5.4, 18.34, 400.2, 1_234, 10_000].map(millisecondsText)).toEqual([
      '0.012 ms',
      '5.40 ms',
      '18.3 ms',
      '400 ms',
      '1.23 s',
      '10.0 s',
    ]);
  });

  it('how the smoothed time moved is a sum', () => {
    expect(movedText(row(1, 'a.', { srttBefore: 10, rtt: 20, srtt: 13 }))).toBe(
      'It answered: 0.7 × 10.0 ms + 0.3 × 20.0 ms = 13.0 ms.',
    );
    expect(movedText(row(1, 'a.', { moved: 'silence', srttBefore: 13, srtt: 213 }))).toContain(
      '13.0 ms + 200 ms by chance = 213 ms.',
    );
    expect(movedText(row(1, 'a.', { moved: 'silence', srttBefore: 8_990, srtt: 9_000 }))).toBe(
      'It was silent: 9.00 s, the most that silences make it.',
    );
    expect(movedText(row(1, 'a.', { moved: 'age', srttBefore: 512, srtt: 511 }))).toBe(
      'Another server was asked: 512 ms × 511/512 = 511 ms.',
    );
  });

  it('a slow server is passed over until ageing has made it the quickest', () => {
    expect(passedOverSeconds(10, 20)).toBe(0);
    const seconds = passedOverSeconds(200, 20);
    // What is left over at each step is lost, so it is never later than the pure share would have it.
    expect(200 * (511 / 512) ** seconds).toBeLessThanOrEqual(20.3);
    expect(200 * (511 / 512) ** (seconds - 1)).toBeGreaterThan(20);
    // From 512 µs on it is one microsecond a second.
    expect(passedOverSeconds(0.512, 0.012)).toBe(500);
    expect(passedOverSeconds(0.031, 0)).toBe(31);
  });
});

it('offers a question that the server can say something about', () => {
  const usual = 'www.tiscali.co.uk.';
  expect(nameToAsk(usual, ['.'])).toBe('www.tiscali.co.uk');
  expect(nameToAsk(usual, ['other.test.', 'UK.'])).toBe('www.tiscali.co.uk');
  expect(nameToAsk(usual, ['cali.co.uk.', 'com.'])).toBe('cali.co.uk SOA');
  expect(nameToAsk(usual, ['example.com.'])).toBe('example.com SOA');
  expect(nameToAsk(usual, [])).toBe('www.tiscali.co.uk');
});
