import { expect, test } from './lab.ts';

test('under an answer stands why: searches, exchanges, what was learned, with the way to each', async ({
  bench,
  page,
}, info) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await bench.show('Packets');
  await bench.packets
    .getByRole('row', { name: /A\? www/ })
    .first()
    .click();
  const why = bench.inspector.getByRole('region', { name: 'Why this answer' });
  await expect(why).toContainText('Answered, after 3 questions to other servers.');
  const steps = why.getByRole('treeitem');
  await expect(steps).toHaveCount(4);
  await expect(steps.nth(0)).toContainText('Looks for www.tiscali.co.uk. A');
  await expect(steps.nth(1)).toContainText('a server of the root zone: referral to uk.');
  await expect(steps.nth(3)).toContainText('one of its own servers says so');
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: info.outputPath(`why-${scheme}.png`) });
  }

  // By keyboard: down the tree, shut the search, open it again, and on by Tab to the step's links.
  await steps.nth(0).focus();
  await page.keyboard.press('ArrowDown');
  await expect(steps.nth(1)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(steps).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(steps).toHaveCount(4);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await expect(steps.nth(1).getByRole('button', { name: 'question' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(bench.packets.getByRole('row', { selected: true })).toContainText('root-servers.net');

  // A packet on the way says so, and leads back.
  await expect(why).toContainText('www.tiscali.co.uk. A');
  await expect(steps).toHaveCount(0);
  await why.getByRole('button', { name: 'Why this answer' }).click();
  await expect(why.getByRole('treeitem', { selected: true })).toContainText('root zone');
  await why.getByRole('button', { name: 'The client’s question' }).click();
  await why.getByRole('button', { name: 'uk. NS', exact: true }).click();
  await expect(bench.inspector).toContainText('Who taught it');
});

test('an answer from the cache says who taught it, and how long ago', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk && dig www.tiscali.co.uk');
  await bench.expectScreen(/Query time: 0 msec[\s\S]*MSG SIZE/);
  await bench.show('Packets');
  await bench.packets
    .getByRole('row', { name: /A\? www/ })
    .last()
    .click();
  const why = bench.inspector.getByRole('region', { name: 'Why this answer' });
  await expect(why).toContainText('the cache knew it, and nobody else was asked');
  await expect(why.getByRole('treeitem')).toContainText(/taught it \d+ s before/);
});
