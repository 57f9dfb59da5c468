import type { Page } from '@playwright/test';
import { barriers, expect, test, type Bench } from './lab.ts';

const band = (page: Page) => page.getByRole('region', { name: 'Real Internet' });
const dialog = (page: Page) => page.getByRole('alertdialog', { name: 'Go to the real Internet?' });

async function ask(bench: Bench): Promise<void> {
  await bench.page.getByRole('button', { name: /^Lab: / }).click();
  await bench.page.getByRole('menuitem', { name: /^Real Internet/ }).click();
  await expect(dialog(bench.page)).toContainText('Packets leave this computer.');
}

async function go(bench: Bench): Promise<void> {
  await ask(bench);
  await dialog(bench.page).getByRole('button', { name: 'Go to the real Internet' }).click();
  await expect(band(bench.page)).toBeVisible();
  await expect(dialog(bench.page)).toHaveCount(0);
}

test.describe('with an Internet of its own', () => {
  test.use({ internet: 'private' });

  test('it is chosen deliberately, marked as long as it lasts, and works as the lab does', async ({
    bench,
    page,
  }, info) => {
    await bench.openLab(/Walk from the root/);
    await expect(band(page)).toHaveCount(0);
    await ask(bench);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: info.outputPath(`dialog-${colorScheme}.png`) });
    }
    // Who only looks stays where they are.
    await dialog(page).getByRole('button', { name: 'Stay in the lab' }).click();
    await expect(band(page)).toHaveCount(0);

    await go(bench);
    await expect(band(page)).toContainText('leaves this computer');
    await expect(page).toHaveTitle('Real Internet – Rootwalk');
    await expect(page.getByRole('group', { name: 'Clock' })).toContainText('Real time');
    await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);
    await expect(bench.guide.getByRole('heading', { name: 'The real Internet' })).toBeVisible();
    await bench.expectScreen(/What you ask here leaves this computer/);

    await bench.type('dig www.tiscali.co.uk');
    await bench.expectScreen(/MSG SIZE/);
    await bench.cache.getByRole('searchbox').fill('www');
    await expect(
      bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A .*authanswer/ }),
    ).toBeVisible();
    await bench.show('Packets');
    await expect(
      bench.packets.getByRole('row', { name: /cache [a-m]\.root-servers\.net/ }).first(),
    ).toBeVisible();
    await bench.packets
      .getByRole('row', { name: /laptop cache .*A\? www/ })
      .first()
      .click();
    const why = bench.inspector.getByRole('region', { name: 'Why this answer' });
    await expect(why).toContainText(/Answered, after \d questions to other servers/);
    await expect(why.getByRole('tree')).toContainText('referral to uk.');
    await why.getByRole('button', { name: 'question' }).first().click();
    await expect(bench.inspector.getByRole('tree', { name: 'Fields' })).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: info.outputPath(`real-${colorScheme}.png`) });
      expect(await barriers(page)).toEqual([]);
    }

    // Labs wait, and say so; the way back leads to the one that was open.
    await page.getByRole('button', { name: /^Lab: Real Internet/ }).click();
    await expect(page.getByRole('menu')).toContainText('Labs need the lab Internet');
    await page.screenshot({ path: info.outputPath('menu.png') });
    await page.keyboard.press('Escape');
    await band(page).getByRole('button', { name: 'Back to the lab Internet' }).click();
    await expect(band(page)).toHaveCount(0);
    await expect(bench.guide.getByRole('heading', { name: /Walk from the root/ })).toBeVisible();
    await expect(bench.clock.getByRole('button', { name: 'Pause' })).toBeVisible();
  });

  test('every window of the session has the mark, also one that comes later', async ({
    bench,
    page,
    lab,
  }) => {
    test.skip(lab.url === '', 'Electron has one window.');
    await go(bench);
    const other = await page.context().newPage();
    await other.goto(lab.url);
    await expect(band(other)).toBeVisible();
    await band(other).getByRole('button', { name: 'Back to the lab Internet' }).click();
    await expect(band(page)).toHaveCount(0);
  });
});

test.describe('without one', () => {
  test.use({ internet: 'gone' });

  test('it is refused in words that say what was tried, and the lab goes on', async ({
    bench,
    page,
  }, info) => {
    await ask(bench);
    await dialog(page).getByRole('button', { name: 'Go to the real Internet' }).click();
    const refused = dialog(page).getByRole('alert');
    await expect(refused).toContainText('The real Internet cannot be reached from here.');
    await expect(refused).toContainText(/[a-m]\.root-servers\.net \(127\.53\.1\.\d+\): nobody listens there/);
    await expect(refused).toContainText('You stay in the lab Internet.');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: info.outputPath(`refused-${colorScheme}.png`) });
    }
    await expect(dialog(page).getByRole('button', { name: 'Try again' })).toBeEnabled();
    await dialog(page).getByRole('button', { name: 'Stay in the lab' }).click();
    await expect(band(page)).toHaveCount(0);
    await bench.type('dig www.tiscali.co.uk');
    await bench.expectScreen(/MSG SIZE/);
  });
});
