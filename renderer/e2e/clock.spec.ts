import { expect, test } from './lab.ts';

test('a paused clock holds packets in flight, and a step moves one event', async ({ bench }) => {
  await bench.clock.getByRole('button', { name: 'Pause' }).click();
  const face = bench.clock.getByRole('timer');
  await expect(face).toContainText('Paused');
  await bench.type('dig www.tiscali.co.uk');
  await bench.show('Packets');
  const rows = bench.packets.getByRole('row').filter({ hasText: 'A?' });
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('in flight');
  await expect(face).toContainText('next');

  // Another event may be due first (a timer), so: steps until the question has arrived.
  await expect(async () => {
    await bench.clock.getByRole('button', { name: 'Step' }).click();
    await expect(rows.first()).not.toContainText('in flight', { timeout: 300 });
  }).toPass();
  await expect(face).toContainText('Paused');

  await bench.clock.getByRole('button', { name: 'Run' }).click();
  await bench.expectScreen(/ANSWER SECTION/);
  await expect(face).toContainText('Running');
});

test('a jump of two days leaves no expired entry behind', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toBeVisible();
  await bench.clock.getByRole('button', { name: 'Jump' }).click();
  await bench.page.getByRole('button', { name: '+2 d' }).click();
  await expect(bench.clock.getByRole('timer')).toContainText('+2 d');
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toHaveCount(0);
});

test('a jump may be of any length, and nonsense is refused in words', async ({ bench, page }) => {
  await bench.clock.getByRole('button', { name: 'Jump' }).click();
  const field = page.getByRole('textbox', { name: 'Or' });
  await field.fill('soon');
  await expect(page.getByText('This is no length of time')).toBeVisible();
  await field.fill('1h30m');
  await field.press('Enter');
  await expect(bench.clock.getByRole('timer')).toContainText('+1 h 30 min');
});

test('the clock runs faster, and says so', async ({ bench }) => {
  await bench.clock.getByRole('button', { name: 'Speed 600 times' }).click();
  const face = bench.clock.getByRole('timer');
  await expect(face).toContainText('×600');
  await expect(face).toContainText(/\+\d+ min/);
  await bench.clock.getByRole('button', { name: 'Speed 1 times' }).click();
  await expect(face).not.toContainText('×');
});

test('reset brings free play back to its start at once', async ({ bench, page }) => {
  await bench.type('dig www.tiscali.co.uk');
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toBeVisible();
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
  await expect(bench.screen()).not.toContainText('MSG SIZE');
  await bench.type('dig +short www.tiscali.co.uk');
  await bench.expectScreen(/127\.53\.\d+\.\d+/);
});
