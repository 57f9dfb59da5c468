import { barriers, expect, test } from './lab.ts';

test('a walk grows on the map, zone by zone, and its servers say what they answered', async ({
  bench,
  page,
}) => {
  await bench.show('Map');
  const map = page.getByRole('region', { name: 'Map' });
  const zones = map.getByRole('list', { name: 'Zones' });
  await expect(map).toContainText('Only the root servers are known so far');
  await expect(zones.locator('[data-zone]')).toHaveCount(1);
  await expect(zones.getByRole('button', { name: /\.root-servers\.net, not asked yet/ })).toHaveCount(13);

  await map.getByRole('button', { name: /^Run in the terminal: dig www/ }).click();
  await bench.expectScreen(/MSG SIZE/);
  const uk = zones.locator('[data-zone="uk"]');
  const tiscali = zones.locator('[data-zone="tiscali.co.uk"]');
  // What a packet tells is drawn when it was seen to arrive: the answer is the last one.
  await expect(tiscali.getByRole('button', { name: /its last answer: answer/ })).toHaveCount(1);
  await expect(zones.locator('[data-zone]')).toHaveCount(3);
  await expect(uk.getByRole('button', { name: /asked 1 times; its last answer: referral/ })).toHaveCount(1);
  await expect(uk.getByRole('button', { name: /not asked yet/ })).toHaveCount(3);
  await expect(map).not.toContainText('Only the root servers are known so far');
  expect(await barriers(page)).toEqual([]);

  // One selection: the zone's name is lit, and a server is explained.
  await uk.getByRole('button', { name: /its last answer/ }).click();
  await expect(bench.inspector).toContainText('What cache knows of it');
  // By keyboard: the next stop is the next server, and down is the next zone.
  await page.keyboard.press('ArrowDown');
  await expect(tiscali.getByRole('button', { name: /tiscali/ }).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(tiscali).toHaveClass(/\blit\b/);
  await expect(uk).toHaveClass(/\bway\b/);
});

test('while the clock stands, a packet waits half-way until it is let go on', async ({ bench, page }) => {
  await bench.show('Map');
  await bench.clock.getByRole('button', { name: 'Pause' }).click();
  await bench.type('dig www.tiscali.co.uk');
  const flights = page.locator('[data-flight]');
  await expect(flights).toHaveCount(1);
  await expect(flights).toHaveAttribute('data-flight', 'half');
  const zones = page.getByRole('region', { name: 'Map' }).getByRole('list', { name: 'Zones' });
  await expect(zones.locator('[data-zone]')).toHaveCount(1);
  // The question to the cache, the one to a root server, and its referral.
  const step = bench.clock.getByRole('button', { name: 'Step' });
  await expect
    .poll(async () => {
      await step.click();
      return zones.locator('[data-zone]').count();
    })
    .toBe(2);
  await expect(zones.locator('[data-zone="uk"]')).toBeVisible();
});
