/** The two exercises that the course grew from, in free play, as a student does them with nothing but the names on the screen. */
import { expect, test, type Bench } from './lab.ts';

const NAME = 'smtp.tiscali.co.uk';

/** The servers whose lines of the worksheet are still open, top down; empty when it is complete. */
async function openLines(bench: Bench, name: string): Promise<readonly string[]> {
  const { page, guide } = bench;
  await guide.getByRole('button', { name: 'Worksheet' }).click();
  const dialog = page.getByRole('dialog', { name: 'Worksheet' });
  await dialog.getByLabel('Name').fill(name);
  const sheet = dialog.getByRole('region', { name: `Worksheet for ${name}.` });
  await expect(sheet.getByRole('table').first()).toBeVisible();
  const rows = sheet.getByRole('row').filter({ hasText: /not asked|look it up/ });
  const servers = await rows.getByRole('rowheader').allTextContents();
  if (servers.length === 0) await expect(sheet).toContainText('complete');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  return servers;
}

test('a walk by hand: every server at every level is asked, and the worksheet is filled line by line', async ({
  bench,
  page,
}) => {
  test.setTimeout(120_000);
  await expect(bench.guide.getByRole('heading', { name: 'Free play' })).toBeVisible();
  const asked: string[][] = [];
  for (let level = 0; level < 6; level++) {
    const servers = await openLines(bench, NAME);
    if (servers.length === 0) break;
    asked.push([...servers]);
    const list = servers.map((server) => server.replace(/\.$/, '')).join(' ');
    await bench.type(
      `clear; for s in ${list}; do dig +norec @$s ${NAME} | tail -3; done; echo level-$((${level}))-asked`,
    );
    await bench.expectScreen(new RegExp(`level-${level}-asked`), 30_000);
  }
  expect(asked.map((servers) => servers.length)).toEqual([13, 4, 3]);
  expect(asked[0]?.[0]).toMatch(/^[a-m]\.root-servers\.net\.$/);
  expect(asked[2]).toContain('ns0.tiscali.co.uk.');

  await bench.guide.getByRole('button', { name: 'Worksheet' }).click();
  const dialog = page.getByRole('dialog', { name: 'Worksheet' });
  await dialog.getByLabel('Name').fill(NAME);
  const own = dialog.getByRole('table').nth(2);
  await expect(own).toContainText('All the same? yes');
  await expect(own).toContainText('Delegation NS = zone NS? yes');
  await expect(
    own.getByRole('row', { name: /^ns0\.tiscali\.co\.uk\. .*answer yes 127\.53\./ }),
  ).toBeVisible();
  await expect(dialog.getByRole('table').first().getByRole('row').nth(1)).toContainText('referral');
});

test('a cache asked twice: aa, TTL and query time, then its dump and the entries in it', async ({
  bench,
  page,
}) => {
  const name = 'www.tiscali.co.uk';
  await bench.type(`clear; dig ${name} | grep -E 'flags:|IN|time:'`);
  // A cache is no authority, not even for what it has just fetched.
  await bench.expectScreen(
    /;; flags: qr rd ra; QUERY: 1, ANSWER: 1[\s\S]*\s3600\s+IN\s+A\s[\s\S]*Query time: [1-9]\d* msec/,
  );
  await bench.clock.getByRole('button', { name: 'Jump' }).click();
  await page.getByRole('textbox', { name: 'Or' }).fill('1m');
  await page.keyboard.press('Enter');
  await bench.type(`clear; dig ${name} | grep -E 'flags:|IN|time:'`);
  await bench.expectScreen(/;; flags: qr rd ra;[\s\S]*\s35\d\d\s+IN\s+A\s[\s\S]*Query time: [0-9] msec/);
  await bench.type(`clear; dig +norec @ns0.tiscali.co.uk ${name} | grep flags:`);
  await bench.expectScreen(/;; flags: qr aa;/);

  await bench.terminal.getByRole('tab', { name: 'root@cache' }).click();
  await bench.type(
    'rndc dumpdb -cache && sleep 1 && grep -B1 -A1 ^www.tiscali /var/cache/bind/named_dump.db',
  );
  await bench.expectScreen(/; auth(answer)[\s\S]*www\.tiscali\.co\.uk\.\s+35\d\d\s+A\s/);

  await bench.show('Files');
  const tree = bench.files.getByRole('tree', { name: 'Files of the lab’s machines' });
  await tree
    .getByRole('treeitem', { name: /^\/var\/cache\/bind/ })
    .first()
    .click();
  await tree.getByRole('treeitem', { name: 'named_dump.db' }).first().click();
  await expect(bench.files).toContainText('Cache dump of BIND');
  const dump = bench.files.getByRole('region', { name: 'Cache dump' });
  await dump.getByRole('searchbox', { name: 'Name' }).fill('tiscali.co.uk');
  const entries = dump.getByRole('grid', { name: 'Entries of the dump' });
  await expect(entries.getByRole('row', { name: /^www\.tiscali\.co\.uk/ }).first()).toBeVisible();
  await expect(entries.getByRole('row', { name: /^tiscali\.co\.uk.*NS/ }).first()).toBeVisible();
});
