import { join } from 'node:path';
import { barriers, expect, test } from './lab.ts';

const SAMPLE = join(import.meta.dirname, '../../app/engine/statistics/samples/bind-9.18-resolver.stats');

test('statistics of a real server: since the time before, explained, over time, by keyboard', async ({
  bench,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.keyboard.press('Alt+3');
  const chooser = page.waitForEvent('filechooser');
  await bench.files.getByRole('button', { name: 'Open a file of this computer …' }).click();
  await (await chooser).setFiles(SAMPLE);
  const viewer = bench.files.getByRole('region', { name: 'Statistics of bind-9.18-resolver.stats' });
  await expect(viewer.getByText('since the server started', { exact: true })).toBeVisible();
  await viewer.getByLabel('Time').selectOption('1');
  await viewer.getByLabel('Since').selectOption({ index: 1 });
  await expect(viewer.getByText('within 13 s')).toBeVisible();

  const codes = viewer.getByRole('table', { name: 'Answers by code' });
  await expect(codes.getByRole('row', { name: /NXDOMAIN/ })).toContainText('/s');
  await codes.getByRole('button', { name: 'NOERROR' }).focus();
  await page.keyboard.press('ArrowDown');
  const explained = viewer.getByRole('complementary', { name: 'The counter, explained' });
  await expect(explained).toContainText('The name does not exist.');
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await barriers(page)).toEqual([]);

  await page.keyboard.press('Enter');
  await expect(viewer.getByRole('img', { name: /^NXDOMAIN, per second: 3 times/ })).toBeVisible();
  await viewer.getByRole('button', { name: 'Zones' }).click();
  await expect(viewer.getByRole('row', { name: /copy\.test/ })).toContainText('247');
  await viewer.getByRole('button', { name: 'All counters' }).click();
  await viewer.getByRole('searchbox', { name: 'Filter the counters' }).fill('rate limits');
  await expect(viewer.getByText('responses dropped for rate limits').first()).toBeVisible();
  expect(await barriers(page)).toEqual([]);
});

test('the lab’s caching server, live', async ({ bench, page }) => {
  await page.getByRole('contentinfo', { name: 'Status' }).getByRole('button', { name: 'Statistics' }).click();
  const viewer = bench.files.getByRole('region', { name: 'Statistics of Statistics, live' });
  await expect(viewer.getByText('Nothing was answered.')).toBeVisible();
  await bench.type('dig www.tiscali.co.uk; dig www.tiscali.co.uk');
  const types = viewer.getByRole('table', { name: 'Questions by type' });
  await expect(types.getByRole('row', { name: /^A\b/ })).toContainText('2');
  await expect(viewer.getByText('50.0 %').first()).toBeVisible();
});
