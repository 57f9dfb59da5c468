import { join } from 'node:path';
import { barriers, expect, test } from './lab.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'app', 'engine', 'dump', 'read', 'samples');

test('a dump of a real server is filtered, explained, looked at by expiry, and compared with another', async ({
  bench,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await bench.show('Files');
  const chooser = bench.files.locator('input[type=file]').first();
  await chooser.setInputFiles(join(SAMPLES, '17-secure-stale-all.db'));
  const dump = bench.files.getByRole('region', { name: 'Cache dump' });
  await expect(dump).toContainText('Cache of BIND, written 21 Nov 2026 07:16:04 UTC: 62 entries');
  const list = dump.getByRole('grid', { name: 'Entries of the dump' });
  await expect(list.getByRole('row').nth(1)).toContainText('518395');

  await dump.getByRole('searchbox', { name: 'Name' }).fill('com');
  await expect(dump.getByRole('search')).toContainText('49 of 62 entries');
  await list.focus();
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(bench.inspector).toContainText('A delegation: the parent’s NS, from a referral');
  await expect(bench.inspector).toContainText('172795 seconds = 1 d 23 h');
  expect(await barriers(page)).toEqual([]);

  const form = (name: RegExp) => dump.getByRole('group', { name: 'Form' }).getByRole('button', { name });
  await form(/^Expiry/).click();
  await dump.getByRole('button', { name: /^5 min to 15 min: \d+ entries/ }).click();
  await expect(dump.getByRole('search')).toContainText(/\d+ of 62 entries/);
  await expect(list.getByRole('row').nth(1)).toContainText('895');
  await form(/^Servers/).click();
  await dump
    .getByRole('row', { name: /127\.53\.0\.43/ })
    .first()
    .click();
  await expect(bench.inspector).toContainText('it has answered with EDNS');

  await page.emulateMedia({ colorScheme: 'dark' });
  await chooser.setInputFiles(join(SAMPLES, '15-stale-cache.db'));
  await expect(dump).toContainText('51 entries');
  await form(/^Difference/).click();
  await dump.getByLabel('Earlier dump').selectOption({ index: 1 });
  await dump.getByRole('button', { name: /^trust changed/ }).click();
  await dump.getByRole('grid', { name: 'Changes' }).getByRole('row').nth(1).click();
  await expect(bench.inspector).toContainText('It is believed more or less than before.');
  expect(await barriers(page)).toEqual([]);
});
