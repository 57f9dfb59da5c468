import { expect, test } from './lab.ts';

test('a dig shows in the cache and in the packets; a click takes a packet apart', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/ANSWER SECTION/);
  await expect(bench.cache.getByRole('row', { name: /^tiscali\.co\.uk\. NS/ })).toBeVisible();
  const www = bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A .*authanswer/ });
  await www.click();
  await expect(www).toHaveAttribute('aria-selected', 'true');
  await expect(bench.inspector).toContainText('with aa set');
  await bench.inspector.getByRole('button', { name: /packet that taught it/ }).click();

  const lesson = bench.packets.getByRole('row', { selected: true });
  await expect(lesson).toContainText('answer');
  const fields = bench.inspector.getByRole('tree', { name: 'Fields' });
  await expect(fields.getByRole('treeitem').first()).toBeVisible();
  await expect(bench.inspector.getByRole('group', { name: /^Octets/ })).toBeVisible();

  await bench.packets
    .getByRole('row', { name: /referral/ })
    .first()
    .click();
  await expect(bench.inspector).toContainText('referral');
});

test('rndc flush at the server’s own terminal empties the cache', async ({ bench, page }) => {
  await bench.type('dig www.tiscali.co.uk');
  const ns = bench.cache.getByRole('row', { name: /^tiscali\.co\.uk\. NS/ });
  await expect(ns).toBeVisible();
  await page.getByRole('tab', { name: 'root@cache' }).click();
  await bench.type('rndc flush && rndc status');
  await bench.expectScreen(/server is up and running/);
  await expect(ns).toHaveCount(0);
});

test('pointing at a field lights its octets, and at an octet its field', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.show('Packets');
  await bench.packets
    .getByRole('row', { name: /query .*A\? www/ })
    .first()
    .click();
  const fields = bench.inspector.getByRole('tree', { name: 'Fields' });
  const octets = bench.inspector.getByRole('group', { name: /^Octets/ });
  await fields.getByRole('treeitem').first().hover();
  await expect(fields.getByRole('treeitem', { selected: true })).toHaveCount(1);
  await expect(octets.locator('.hex .lit')).not.toHaveCount(0);
  await octets.locator('.hex [data-at="0"]').hover();
  await expect(octets.locator('.hex .lit')).toHaveCount(2);
});

test('the arrows move through the packets, and Enter keeps the inspector with them', async ({
  bench,
  page,
}) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await bench.show('Packets');
  await bench.packets.getByRole('grid').focus();
  await page.keyboard.press('Home');
  const selected = bench.packets.getByRole('row', { selected: true });
  await expect(selected).toContainText('A? www.tiscali.co.uk.');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(selected).toContainText('root-servers.net');
  await expect(bench.inspector).toContainText('root-servers.net');
});

test('filters find by name, pattern, type and trouble', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  const rows = bench.cache.getByRole('row');
  const filter = bench.cache.getByRole('searchbox');
  await filter.fill('*.tiscali.co.uk');
  await expect(rows.filter({ hasText: 'nic.uk. ' })).toHaveCount(0);
  await expect(rows.filter({ hasText: 'www.tiscali.co.uk.' })).toHaveCount(1);
  await filter.fill('no such thing');
  await expect(bench.cache.getByRole('heading', { name: 'Nothing fits this filter' })).toBeVisible();
  await bench.cache.getByRole('button', { name: 'Show all entries' }).click();
  await bench.cache.getByRole('combobox', { name: 'Type' }).selectOption('NS');
  await expect(rows.filter({ hasText: 'www.tiscali.co.uk.' })).toHaveCount(0);

  await bench.show('Packets');
  await bench.packets.getByRole('combobox', { name: 'Kind of packet' }).selectOption('queries');
  await expect(bench.packets.getByRole('row', { name: /referral/ })).toHaveCount(0);
  await bench.packets.getByRole('combobox', { name: 'Kind of packet' }).selectOption('trouble');
  await expect(bench.packets.getByRole('heading', { name: 'Nothing fits this filter' })).toBeVisible();
});

test('a column sorts, and sorts back', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  const firstRow = bench.cache.getByRole('row').nth(1);
  await bench.cache.getByRole('button', { name: 'TTL' }).click();
  await expect(firstRow).toContainText('www.tiscali.co.uk.');
  await bench.cache.getByRole('button', { name: 'TTL' }).click();
  await expect(firstRow).not.toContainText('www.tiscali.co.uk.');
});

test('packet times are since the start, or on the lab clock', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.show('Packets');
  const first = bench.packets.getByRole('row', { name: /A\? www/ }).first();
  await expect(first).toContainText(/^\d+:\d\d\.\d{3}/);
  await bench.packets.getByRole('button', { name: 'Since start' }).click();
  await expect(first).toContainText(/^\d\d:\d\d:\d\d\.\d{3}/);
});

test('an empty cache offers the command that fills it', async ({ bench }) => {
  await bench.cache.getByRole('button', { name: /^Run in the terminal: dig/ }).click();
  await bench.expectScreen(/ANSWER SECTION/);
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toBeVisible();
});

test('no answer of either kind has its own shape and word', async ({ bench }) => {
  await bench.type('dig nothing.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await expect(
    bench.cache.getByRole('row', { name: /^nothing\.tiscali\.co\.uk\. any .*NXDOMAIN/ }),
  ).toBeVisible();
  await bench.show('Packets');
  await expect(bench.packets.getByRole('row', { name: /NXDomain/ }).first()).toBeVisible();
});

test('the capture is saved as a pcap file', async ({ bench, page }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await bench.show('Packets');
  const download = page.waitForEvent('download');
  await bench.packets.getByRole('button', { name: 'Save capture' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.pcap$/);
});

test('a host, once chosen, is lit everywhere and explained', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await bench.show('Packets');
  await bench.packets
    .getByRole('button', { name: /root-servers\.net/ })
    .first()
    .click();
  await expect(bench.inspector).toContainText(/root-servers\.net/);
  await expect(bench.inspector).toContainText(/Taught/);
  await bench.inspector.getByRole('button', { name: 'What it taught' }).click();
  await expect(bench.cache.getByRole('row', { name: /^uk\. NS/ })).toBeVisible();
});

test('a name, once chosen, is lit in the cache and in the packets', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await bench.show('Packets');
  await bench.packets
    .getByRole('row', { name: /A\? www/ })
    .first()
    .click();
  await bench.inspector.getByRole('button', { name: 'www.tiscali.co.uk.', exact: true }).click();
  await expect(bench.inspector).toContainText(/\d+ packets about it/);
  await bench.inspector.getByRole('button', { name: 'A', exact: true }).click();
  await expect(bench.inspector).toContainText('Who taught it');
});

test('text is copied from the terminal and pasted into it', async ({ bench, page }, info) => {
  if (info.project.name !== 'electron') {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  }
  await bench.type('echo one-word');
  await bench.expectScreen(/one-word\s*one-word/);
  await bench
    .screen()
    .getByText('one-word')
    .last()
    .dblclick({ force: true, position: { x: 20, y: 8 } });
  await page.keyboard.press('Control+Shift+C');
  await bench.terminal.getByRole('textbox').first().focus();
  await page.keyboard.type('echo got ');
  await page.keyboard.press('Control+V');
  await page.keyboard.press('Enter');
  await bench.expectScreen(/got one/);
});
