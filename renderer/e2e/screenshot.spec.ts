import { join } from 'node:path';
import { expect, test } from './lab.ts';

test.use({ viewport: { width: 1800, height: 1060 }, deviceScaleFactor: 1, gateway: true });

/** With ROOTWALK_SCREENSHOT set it replaces the README's picture; without, it only shows that it can be made. */
/** Made on demand: `ROOTWALK_SCREENSHOT=1 npx playwright test screenshot` writes assets/screenshot.png. */
const picture = process.env['ROOTWALK_SCREENSHOT'] ? test : null;

picture?.('the picture for the README', async ({ bench, page }, info) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await bench.openLab(/Walk from the root/);
  await bench.guide.getByRole('textbox', { name: 'Your prediction' }).fill('3');
  await bench.guide.getByRole('button', { name: 'Predict' }).click();
  await bench.guide
    .getByRole('button', { name: /^Run in the terminal: dig/ })
    .first()
    .click();
  await expect(bench.guide.getByText('What it means')).toBeVisible();
  await bench.packets
    .getByRole('row', { name: /referral/ })
    .first()
    .click();
  await expect(bench.inspector.getByRole('tree', { name: 'Fields' })).toBeVisible();
  await bench.inspector.getByRole('tree', { name: 'Fields' }).getByRole('treeitem').first().hover();
  await expect(bench.inspector.locator('.hex .lit').first()).toBeVisible();
  const readme = join(import.meta.dirname, '..', '..', 'assets', 'screenshot.png');
  await page.screenshot({
    path: process.env['ROOTWALK_SCREENSHOT'] ? readme : info.outputPath('screenshot.png'),
  });
});
