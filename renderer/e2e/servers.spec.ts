import { barriers, expect, test, type Bench } from './lab.ts';

async function showServers(bench: Bench): Promise<void> {
  await bench.cache.getByRole('button', { name: 'Servers', exact: true }).click();
  await expect(bench.cache.getByRole('button', { name: 'Servers', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
}

test('a walk shows every server of its zones; those that answered have their times', async ({ bench }) => {
  await showServers(bench);
  await expect(bench.cache.getByRole('heading', { name: 'No server has been met' })).toBeVisible();
  await bench.cache.getByRole('button', { name: /^Run in the terminal: dig www/ }).click();
  await bench.expectScreen(/MSG SIZE/);
  const rows = bench.cache.getByRole('row');
  await expect(rows.filter({ hasText: /^[a-m]\.root-servers\.net/ })).toHaveCount(13);
  const answered = rows.filter({ hasText: 'answers' });
  await expect(answered).toHaveCount(3);
  for (const name of [/root-servers\.net/, /\.nic\.uk/, /tiscali\.co\.uk/]) {
    await expect(answered.filter({ hasText: name })).toContainText(/\d ms.*\d ms.*yes/);
  }
  await expect(rows.filter({ hasText: 'not asked yet' })).not.toHaveCount(0);
});

test('a server, once chosen, is explained: how its time moved, and who is asked next', async ({
  bench,
  page,
}) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await showServers(bench);
  const uk = bench.cache.getByRole('row', { name: /nic\.uk .*answers/ });
  await uk.click();
  await expect(uk).toHaveAttribute('aria-selected', 'true');
  await expect(bench.inspector).toContainText(
    /It answered: 0\.7 × 0\.\d+ ms \+ 0\.3 × [\d.]+ ms = [\d.]+ ms/,
  );
  const next = bench.inspector.getByRole('region', { name: 'Servers of uk.' });
  await expect(next.getByRole('listitem')).toHaveCount(4);
  await expect(next).toContainText('It stands in place 4 of 4');

  // One selection: its packets are lit, and a packet lights its server.
  await bench.show('Packets');
  const packet = bench.packets.getByRole('row', { name: /nic\.uk/ }).first();
  await expect(packet).toHaveClass(/\blit\b/);
  await packet.click();
  await bench.show('Cache');
  await expect(uk).toHaveClass(/\blit\b/);
  await bench.cache.getByRole('grid', { name: 'Servers' }).focus();
  await page.keyboard.press('Home');
  await expect(bench.cache.getByRole('row', { name: /^a\.root-servers\.net/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('ArrowDown');
  await expect(bench.inspector).toContainText('b.root-servers.net');
});

test('servers that keep silent show it, and stand last in their zone', async ({ bench }) => {
  await bench.type('dig www.silent.co.uk +timeout=15 +tries=1');
  await showServers(bench);
  await bench.clock.getByRole('button', { name: 'Speed 60 times' }).click();
  await bench.expectScreen(/MSG SIZE/);
  const silent = bench.cache.getByRole('row', { name: /^ns[12]\.silent\.co\.uk .*silent \d×/ });
  await expect(silent).toHaveCount(2);
  await expect(silent.filter({ hasText: /passed over for \d+ (s|min|h)/ })).not.toHaveCount(0);
  await silent.first().click();
  await expect(bench.inspector).toContainText(
    /It was silent: [\d.]+ ms \+ [\d.]+ ms by chance = [\d.]+ (ms|s)/,
  );
  await expect(bench.inspector).toContainText(/Silences.*\d in a row/);
});

test('the list sorts and filters', async ({ bench }) => {
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await showServers(bench);
  const second = bench.cache.getByRole('row').nth(1);
  await expect(second).toContainText('a.root-servers.net');
  const sort = bench.cache.getByRole('button', { name: 'Smoothed RTT' });
  await sort.click();
  await sort.click();
  await expect(second).toContainText('answers');
  await bench.cache.getByRole('searchbox', { name: 'Filter the servers' }).fill('127.53.1.');
  await expect(bench.cache.getByRole('row').filter({ hasText: 'nic.uk' })).toHaveCount(0);
  await expect(bench.cache.getByText('13 of')).toBeVisible();
  await bench.cache.getByRole('button', { name: 'Show all' }).click();
  await expect(bench.cache.getByRole('row').filter({ hasText: 'nic.uk' })).not.toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing serious stands in anybody’s way among the servers in the ${colorScheme} theme`, async ({
    bench,
    page,
  }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await bench.type('dig www.tiscali.co.uk');
    await bench.expectScreen(/MSG SIZE/);
    await showServers(bench);
    await bench.cache.getByRole('row', { name: /nic\.uk .*answers/ }).click();
    await expect(bench.inspector).toContainText('These are BIND’s numbers');
    expect(await barriers(page)).toEqual([]);
  });
}
