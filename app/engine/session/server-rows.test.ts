import { expect, test } from 'vitest';
import type { DnsLab } from '../../testing/dns-lab.ts';
import { SMALL_HINTS, smallInternet } from '../../testing/dns-lab.ts';
import { nameOf } from '../protocol/name.ts';
import { ServerRows } from './server-rows.ts';

/** Rows that follow a lab's journal from its start. */
function following(lab: DnsLab): ServerRows {
  const rows = new ServerRows();
  lab.lab.journal.subscribe((entry) => {
    if (entry.kind === 'servers') rows.follow(entry);
  });
  return rows;
}

test('a walk puts a row for each server of each zone, those that were passed over too', async () => {
  const lab = smallInternet();
  const rows = following(lab);
  lab.caching(SMALL_HINTS);
  await lab.ask('www.tiscali.co.uk.');
  const shown = rows.rows();
  expect(shown.map(({ address }) => address)).toEqual([
    '127.53.1.1',
    '127.53.1.2',
    '127.53.2.1',
    '127.53.2.2',
    '127.53.9.1',
    '127.53.9.2',
  ]);
  const uk = shown.find(({ askedAt, zones }) => askedAt !== null && zones.includes('uk.'));
  expect(uk).toMatchObject({
    names: [expect.stringMatching(/^dns[12]\.nic\.uk\.$/)],
    zones: ['uk.'],
    moved: 'answer',
    edns: 'yes',
    silences: 0,
    host: 'cache',
    view: '_default',
  });
  // A link of 5 ms each way and one of 1.
  expect(uk?.rtt).toBe(12);
  expect(uk?.srtt).toBeCloseTo((uk?.srttBefore ?? 0) * 0.7 + 12 * 0.3, 2);
  expect(shown.filter(({ rtt, askedAt }) => rtt === null && askedAt === null)).toHaveLength(3);
});

test('a frame carries each server once, as it is now, however often it changed', async () => {
  const lab = smallInternet();
  const rows = following(lab);
  lab.caching(SMALL_HINTS);
  await lab.ask('www.tiscali.co.uk.');
  const first = rows.takeUpdates();
  expect(first).toHaveLength(6);
  expect(first.every((update) => update.change === 'put' && update.isNew)).toBe(true);
  expect(rows.takeUpdates()).toEqual([]);
  await lab.ask('smtp.tiscali.co.uk.');
  await lab.ask('mail.tiscali.co.uk.');
  const second = rows.takeUpdates();
  expect(new Set(second.map((update) => (update.change === 'put' ? update.row.id : update.id))).size).toBe(
    second.length,
  );
  for (const update of second) {
    if (update.change === 'put')
      expect(update).toEqual({
        change: 'put',
        row: rows.rows().find(({ id }) => id === update.row.id),
        isNew: false,
      });
  }
});

test('a flush takes all rows away, and a server that is met again has its row back', async () => {
  const lab = smallInternet();
  const rows = following(lab);
  const cache = lab.caching(SMALL_HINTS);
  await lab.ask('www.tiscali.co.uk.');
  const before = rows.rows().map(({ id }) => id);
  rows.takeUpdates();
  cache.flushTree(nameOf('.'));
  expect(rows.rows()).toHaveLength(before.length);
  cache.flush();
  expect(rows.rows()).toEqual([]);
  expect(rows.takeUpdates()).toEqual(before.map((id) => ({ change: 'gone', id, why: 'flushed' })));
  await lab.ask('www.tiscali.co.uk.');
  expect(rows.rows().map(({ id }) => id)).toEqual(before);
});
