import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from './lab.ts';

test('the first paint can be used at once', async ({ bench, page }) => {
  await expect(bench.guide.getByRole('heading', { name: 'Free play' })).toBeVisible();
  await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('running');
  await expect(bench.clock.getByRole('button', { name: 'Pause' })).toBeEnabled();
  await bench.type('cat /etc/resolv.conf');
  await bench.expectScreen(/nameserver 127\.53\.0\.53/);
});

test('nothing is loaded from elsewhere, and nothing complains', async ({ bench, page, lab }) => {
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (lab.url !== '' && !request.url().startsWith(new URL(lab.url).origin)) strangers.push(request.url());
  });
  await page.reload();
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  expect(complaints).toEqual([]);
  expect(strangers.filter((url) => !url.startsWith('app://'))).toEqual([]);
});

test('a tab that was closed and opened again comes back to the same session', async ({ bench, page }) => {
  await bench.type('dig www.tiscali.co.uk');
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toBeVisible();
  await bench.clock.getByRole('button', { name: 'Pause' }).click();
  await page.reload();
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toBeVisible();
  await expect(bench.clock.getByRole('timer')).toContainText('Paused');
  await bench.expectScreen(/MSG SIZE/);
});

test('the theme is chosen and remembered', async ({ bench, page }) => {
  const surface = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const choose = async (theme: string): Promise<void> => {
    await page.getByRole('button', { name: /^View/ }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    await page.keyboard.press('Escape');
  };
  await choose('Dark');
  const dark = await surface();
  await choose('Light');
  await expect.poll(surface).not.toBe(dark);
  await choose('Dark');
  await page.reload();
  await expect(bench.guide).toBeVisible();
  expect(await surface()).toBe(dark);
});

test('presenting shows one pane, large, and Escape leaves', async ({ bench, page }) => {
  await expect(bench.guide).toBeVisible();
  await page.getByRole('button', { name: 'Present' }).click();
  await expect(bench.cache).toBeVisible();
  await expect(bench.guide).toBeHidden();
  const panes = page.getByRole('group', { name: 'Pane to present' });
  await panes.getByRole('button', { name: 'Terminal' }).click();
  await expect(bench.terminal).toBeVisible();
  await panes.getByRole('button', { name: 'Guide' }).click();
  await expect(bench.guide).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bench.terminal).toBeVisible();
});

test('a lost line is said, tried again, and mended', async ({ bench, page }, info) => {
  test.skip(info.project.name === 'electron', 'Electron’s window has no line to lose.');
  let broken = false;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/session/, (socket) => {
    if (broken) return void socket.close();
    socket.connectToServer();
    sockets.push(socket);
  });
  await page.reload();
  await bench.type('dig www.tiscali.co.uk');
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toBeVisible();
  broken = true;
  for (const socket of sockets) await socket.close();
  await expect(page.getByRole('alert')).toContainText('Connection lost, trying again');
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toBeVisible();
  broken = false;
  await expect(page.getByRole('alert')).toHaveCount(0);
  await bench.type('dig +short smtp.tiscali.co.uk');
  await expect(bench.cache.getByRole('row', { name: /^smtp\.tiscali\.co\.uk\. A/ })).toBeVisible();
});

test('a host that was stopped is said to be gone, with the way back', async ({ page, lab }, info) => {
  test.skip(info.project.name === 'electron', 'Electron’s window goes with its host.');
  await expect(page.getByRole('region', { name: 'Guide' })).toBeVisible();
  await lab.stop();
  await expect(page.getByRole('alert')).toContainText('open the address that it prints', { timeout: 15_000 });
});
