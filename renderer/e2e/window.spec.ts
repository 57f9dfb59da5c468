import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WebSocketRoute } from '@playwright/test';
import { expect, startHost, test } from './lab.ts';

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

test('a tab that was open finds the lab again when its host was started anew', async ({
  bench,
  page,
  lab,
  data,
}, info) => {
  test.skip(info.project.name === 'electron', 'Electron’s window goes with its host.');
  await bench.openLab(/Walk from the root/);
  await lab.stop();
  await expect(page.getByRole('alert')).toContainText('Connection lost');
  const again = await startHost(data, null, Number(new URL(lab.url).port));
  try {
    await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 15_000 });
    await bench.type('dig www.tiscali.co.uk');
    await bench.expectScreen(/MSG SIZE/);
  } finally {
    again.process.kill();
  }
});

test('a host that does not let the tab in is told from one that is gone', async ({
  page,
  lab,
  data,
}, info) => {
  test.skip(info.project.name === 'electron', 'Electron’s window goes with its host.');
  await expect(page.getByRole('region', { name: 'Guide' })).toBeVisible();
  await lab.stop();
  rmSync(join(data, 'secret'));
  const again = await startHost(data, null, Number(new URL(lab.url).port));
  try {
    const said = page.getByRole('alert');
    await expect(said).toContainText('Open the address that Rootwalk printed', { timeout: 15_000 });
    await expect(said).not.toContainText('by itself');
    // The new address, opened in another tab of the same browser, lets this one in too.
    const other = await page.context().newPage();
    await other.goto(again.url);
    await expect(said).toHaveCount(0, { timeout: 15_000 });
  } finally {
    again.process.kill();
  }
});

test('what went wrong is shown in the status bar, in full on a press, by keyboard too', async ({
  bench,
  page,
  lab,
  data,
}, info) => {
  test.skip(info.project.name === 'electron', 'Electron starts only once.');
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await expect(bench.guide).toBeVisible();
  await expect(status).not.toContainText('problem');
  // Two at once on the same data: the second one cannot save.
  const second = await startHost(data, null);
  try {
    expect(second.url).not.toBe(lab.url);
    await page.goto(second.url);
    const button = status.getByRole('button', { name: /^1 problem/ });
    await expect(button).toHaveText('1 problem');
    await bench.paneByKey(bench.inspector);
    await bench.tabTo(button);
    await page.keyboard.press('Enter');
    const problems = page.getByRole('dialog', { name: 'Problems' });
    await expect(problems.getByRole('heading')).toContainText('not saved');
    await expect(problems.locator('pre')).toContainText(/process \d+/);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: info.outputPath(`problems-${colorScheme}.png`) });
    }
    await page.keyboard.press('Escape');
    await expect(problems).toHaveCount(0);
  } finally {
    second.process.kill();
  }
});

/** A pane's edge may lie within a pixel. */
const WHOLE = 0.995;

test('the row that was chosen stays in view when the inspector comes in from the side', async ({
  bench,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await bench.type('dig www.tiscali.co.uk');
  await bench.expectScreen(/MSG SIZE/);
  await bench.show('Packets');
  const row = bench.packets.getByRole('row').last();
  await row.click();
  await expect(bench.inspector).toBeVisible();
  const chosen = bench.packets.getByRole('row', { selected: true });
  await expect(chosen).toBeInViewport({ ratio: WHOLE });
  // Nor do packets that come later push it away.
  await bench.type('dig smtp.tiscali.co.uk; dig mail.tiscali.co.uk; dig nowhere.tiscali.co.uk');
  await bench.expectScreen(/SOA[\s\S]*MSG SIZE/);
  await expect(chosen).toBeInViewport({ ratio: WHOLE });
});
