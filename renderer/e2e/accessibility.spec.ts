import { barriers, expect, test } from './lab.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing serious stands in anybody’s way in the ${colorScheme} theme`, async ({ bench, page }) => {
    // Four full looks at a page with many rows take their time on a busy machine.
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
    expect(await barriers(page)).toEqual([]);

    await bench.openLab(/Walk from the root/);
    await bench.type('dig www.tiscali.co.uk.');
    await bench.type('dig nothing.tiscali.co.uk');
    await bench.type('dig mail.tiscali.co.uk');
    await bench.expectScreen(/mail[\s\S]*MSG SIZE/);
    await bench.cache.getByRole('searchbox').fill('www');
    await bench.cache.getByRole('row', { name: /^www\.tiscali/ }).click();
    await expect(bench.inspector).toContainText('Who taught it');
    expect(await barriers(page)).toEqual([]);

    await bench.show('Packets');
    await bench.packets
      .getByRole('row', { name: /referral/ })
      .first()
      .click();
    await bench.inspector.getByRole('button', { name: 'Why this answer' }).click();
    await expect(bench.inspector.getByRole('tree', { name: 'Steps to the answer' })).toBeVisible();
    await expect(bench.inspector.getByRole('tree', { name: 'Fields' })).toBeVisible();
    await bench.clock.getByRole('button', { name: 'Pause' }).click();
    await expect(bench.clock.getByRole('timer')).toContainText('Paused');
    expect(await barriers(page)).toEqual([]);

    await page.getByRole('button', { name: /^View/ }).click();
    await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeVisible();
    expect(await barriers(page)).toEqual([]);
  });
}

test('the terminal can be left by keyboard, and found again', async ({ bench, page }) => {
  await bench.terminal.getByRole('textbox').first().focus();
  await page.keyboard.press('Tab');
  await expect(bench.terminal.getByRole('textbox').first()).toBeFocused();
  await page.keyboard.press('F6');
  await expect(bench.terminal.getByRole('textbox').first()).not.toBeFocused();
  await page.keyboard.press('Control+`');
  await expect(bench.terminal.getByRole('textbox').first()).toBeFocused();
});

test('a term explains itself on focus', async ({ bench, page }) => {
  await bench.openLab(/Walk from the root/);
  await bench.guide.getByText('root hints').first().focus();
  await expect(page.getByRole('tooltip')).toContainText('starts with');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
});
