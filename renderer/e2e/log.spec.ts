/** The log: live from the lab's machines, and a log file of this computer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { barriers, expect, test } from './lab.ts';

const SAMPLE = join(import.meta.dirname, '../../app/engine/log/samples/named-9.18-iso8601.log');

test('a failure is logged as named logs it, explained, and leads to its packets', async ({ bench, page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await bench.type('dig www.stray.co.uk');
  await page.getByRole('tab', { name: /^Log/ }).click();
  const log = page.getByRole('region', { name: 'Log', exact: true });
  const line = log.getByRole('row', { name: /lame server resolving 'www\.stray\.co\.uk'/ }).first();
  await line.click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('NS records name this server for the zone');
  await expect(inspector.getByRole('button', { name: 'www.stray.co.uk', exact: true })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await inspector.getByRole('button', { name: /Show the packets/ }).click();
  await expect(bench.packets.getByRole('row', { name: /www\.stray\.co\.uk/ }).first()).toBeVisible();
});

test('a log file is counted, narrowed by keyboard and explained', async ({ bench, page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
  const carried = await page.evaluateHandle(
    (text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'named.log'));
      return transfer;
    },
    readFileSync(SAMPLE, 'utf8'),
  );
  for (const event of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('main', event, { dataTransfer: carried });
  const log = page.getByRole('region', { name: 'Log named.log' });
  await log.getByRole('button', { name: /^error/ }).click();
  await expect(log.getByRole('row', { name: /not loaded due to errors/ }).first()).toBeVisible();
  await expect(log.getByText(/^\d+ of \d+ lines/)).toBeVisible();
  await log
    .getByRole('row', { name: /bad dotted quad/ })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(
    'An IPv4 address here is none.',
  );
  expect(await barriers(page)).toEqual([]);
  await log.getByRole('button', { name: 'Show all' }).click();
  const chart = log.getByRole('slider', { name: /Lines over time/ });
  await chart.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(log.getByRole('button', { name: 'All times' })).toBeVisible();
  await page.keyboard.press('Backspace');
  await expect(log.getByRole('button', { name: 'All times' })).toHaveCount(0);
});
