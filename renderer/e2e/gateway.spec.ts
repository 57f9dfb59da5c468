import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from './lab.ts';

const run = promisify(execFile);

test.use({ gateway: true });

test('a real dig through the gateway shows in the window within a second', async ({ bench, lab, page }) => {
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText(
    `127.53.0.53:${lab.gatewayPort}`,
  );
  const dig = await run('dig', [
    '-p',
    String(lab.gatewayPort),
    '@127.53.0.53',
    'www.tiscali.co.uk',
    '+tries=1',
  ]);
  expect(dig.stdout).toContain('status: NOERROR');
  await expect(bench.cache.getByRole('row', { name: /^www\.tiscali\.co\.uk\. A/ })).toBeVisible({
    timeout: 1_000,
  });
  await bench.show('Packets');
  await expect(bench.packets.getByRole('row', { name: /A\? www\.tiscali\.co\.uk\./ }).first()).toBeVisible({
    timeout: 1_000,
  });
});

test('the status bar tells how a real tool gets in', async ({ lab, page }) => {
  await page.getByRole('button', { name: /^Gateway/ }).click();
  const how = page.getByRole('dialog', { name: 'Gateway' });
  await expect(how).toContainText(`dig -p ${lab.gatewayPort} @127.53.0.53 www.tiscali.co.uk`);
});
