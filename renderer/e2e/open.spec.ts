/** Files of this computer in the window, and files between it and the lab. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { barriers, expect, test } from './lab.ts';

const SOA = '@ 3600 IN SOA ns hostmaster 7 1d 2h 4w 1h\n@ 3600 IN NS ns\nns 3600 IN A 192.0.2.1\n';

/** Files let go over the window, as a file manager does it. */
async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const carried = await page.evaluateHandle((named) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(named)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: carried });
  await expect(page.getByText('nothing is uploaded')).toBeVisible();
  await page.dispatchEvent('main', 'dragover', { dataTransfer: carried });
  await page.dispatchEvent('main', 'drop', { dataTransfer: carried });
  await expect(page.getByText('nothing is uploaded')).toHaveCount(0);
}

test('files dropped on the window are checked, and a copy goes into the lab where the person says', async ({
  bench,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
  await drop(page, {
    'named.conf': 'include "/etc/bind/else.conf";\noptions {\n\trecurson no;\n};\n',
    '<img src=x onerror=alert(1)>\u202efdp.txt': 'one\ntwo\n',
    'db.example.org': `${SOA}www.example.org. 60 IN A 192.0.2.777\n`,
  });
  const said = bench.files.getByRole('region', { name: 'What named would say' });
  await expect(said).toContainText('Line 4');
  await expect(said).toContainText('bad dotted quad');
  await expect(said.getByLabel('Checked as zone')).toHaveValue('example.org.');
  expect(await barriers(page)).toEqual([]);

  const open = bench.files.getByRole('navigation', { name: 'Open files' });
  await open.getByRole('button', { name: /^<img src=x/ }).click();
  await expect(
    bench.files.getByRole('heading', { name: '<img src=x onerror=alert(1)>�fdp.txt' }),
  ).toBeVisible();
  await expect(bench.files.getByRole('region', { name: /^Text of <img/ })).toContainText('two');

  await open.getByRole('button', { name: /^named\.conf/ }).click();
  await expect(said).toContainText('/etc/bind/else.conf');
  await bench.files.getByRole('button', { name: 'What applies to a client' }).click();
  await bench.files.getByRole('button', { name: 'Tell' }).click();
  await expect(bench.files.getByRole('status', { name: 'What applies', exact: true })).toContainText(
    "unknown option 'recurson'",
  );
  await bench.files.getByRole('button', { name: 'What applies to a client' }).click();
  await said.getByRole('button', { name: /unknown option 'recurson'/ }).click();
  await expect(bench.files.getByRole('textbox', { name: /Text of named\.conf/ })).toBeFocused();

  await bench.files.getByRole('button', { name: 'Put a copy into the lab …' }).click();
  const form = bench.files.getByRole('form', { name: 'Put a copy into the lab' });
  await form.getByLabel('Path').fill('/etc/bind/named.conf');
  await form.getByRole('button', { name: 'Put it there' }).click();
  await expect(form.getByRole('alert')).toContainText('A file is there already');
  await form.getByRole('button', { name: 'Leave as they are' }).click();
  await form.getByLabel('Path').fill('/etc/bind/new/mine.conf');
  await form.getByRole('button', { name: 'Put it there' }).click();
  await expect(form.getByRole('status')).toContainText('One file was put on cache');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await barriers(page)).toEqual([]);
  await bench.terminal.getByRole('tab', { name: 'root@cache' }).click();
  await bench.type('named-checkconf /etc/bind/new/mine.conf; head -1 /etc/bind/named.conf');
  await bench.expectScreen(/mine\.conf:1: .*file not found/);
});

test('a folder is checked as a whole; the lab’s is taken out as a tar or zip, which opens as a folder and goes in again', async ({
  bench,
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-open-'));
  try {
    mkdirSync(join(folder, 'bind', 'zones'), { recursive: true });
    writeFileSync(
      join(folder, 'bind', 'named.conf'),
      'zone "bad.test" { type primary; file "/etc/bind/zones/db.bad"; };\n',
    );
    writeFileSync(join(folder, 'bind', 'zones', 'db.bad'), `${SOA}www 60 IN A 192.0.2.777\n`);
    await bench.show('Files');
    await bench.files.locator('input[webkitdirectory]').setInputFiles(join(folder, 'bind'));
    const said = bench.files.getByRole('region', { name: 'What named would say' });
    await expect(said).toContainText('named would refuse it');
    expect(await barriers(page)).toEqual([]);
    await said.getByRole('button', { name: /db\.bad:4: .*bad dotted quad/ }).click();
    await expect(said).toContainText('as the folder’s named.conf says');

    await bench.files
      .getByRole('treeitem', { name: /^\/etc\/bind/ })
      .first()
      .focus();
    for (const form of ['tar', 'zip']) {
      const saving = page.waitForEvent('download');
      await bench.files.getByRole('button', { name: 'Save a copy of /etc/bind on this computer' }).click();
      await page.getByRole('menuitem', { name: `As a ${form}` }).click();
      const download = await saving;
      expect(download.suggestedFilename()).toBe(`bind.${form}`);
      const taken = join(folder, `taken.${form}`);
      await download.saveAs(taken);
      expect(readFileSync(taken).includes('bind/named.conf.options')).toBe(true);
      await bench.files.locator('input[type=file]').first().setInputFiles(taken);
      await expect(bench.files.getByRole('heading', { name: `taken.${form}` })).toBeVisible();
      await expect(said).toContainText('named would start with it');
      await expect(said).toContainText('zone localhost/IN: loaded serial 2');
    }

    // In again, over what is there, which is asked for first.
    await bench.files.getByRole('button', { name: 'Put a copy into the lab …' }).click();
    const form = bench.files.getByRole('form', { name: 'Put a copy into the lab' });
    await expect(form.getByLabel('Folder')).toHaveValue('/etc/bind');
    await form.getByRole('button', { name: 'Put it there' }).click();
    await form.getByRole('button', { name: 'Replace' }).click();
    await expect(form.getByRole('status')).toContainText(/\d+ files were put on cache/);
    await form.getByRole('button', { name: 'Done' }).click();
    await bench.terminal.getByRole('tab', { name: 'root@cache' }).click();
    await bench.type('named-checkconf -z && rndc reconfig && echo well');
    await bench.expectScreen(/loaded serial 2[^]*well/);

    // What applies, from the folder's configuration with its includes.
    await bench.files.getByRole('button', { name: 'Views and zones' }).click();
    const outline = bench.files.getByRole('grid', { name: 'Outline of taken.zip' });
    await expect(outline.getByRole('row', { name: /^localhost zone/ })).toBeVisible();
    await bench.files.getByRole('button', { name: 'What applies to a client' }).click();
    await bench.files.getByRole('textbox', { name: 'Client' }).fill('127.0.0.1');
    await bench.files.getByRole('textbox', { name: 'Name' }).fill('localhost');
    await page.keyboard.press('Enter');
    const told = bench.files.getByRole('status', { name: 'What applies', exact: true });
    await expect(told).toContainText('The answer comes from zone localhost, with authority.');
    expect(await barriers(page)).toEqual([]);
    await told.getByRole('button', { name: /named\.conf\.default-zones:\d+/ }).click();
    await expect(
      bench.files.getByRole('textbox', { name: /Text of named\.conf\.default-zones/ }),
    ).toBeVisible();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a dump of the lab’s server is loaded again after a flush, and the cache view shows it', async ({
  bench,
}) => {
  await bench.terminal.getByRole('tab', { name: 'root@cache' }).click();
  await bench.type('dig +short @127.0.0.1 www.tiscali.co.uk && rndc dumpdb -cache && rndc flush');
  await bench.expectScreen(/rndc flush\d+\.\d+\.\d+\.\d+root@cache:~#\s*$/);
  await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
  await bench.show('Files');
  const tree = bench.files.getByRole('tree', { name: 'Files of the lab’s machines' });
  const folder = tree.getByRole('treeitem', { name: /^\/var\/cache\/bind/ }).first();
  await folder.click();
  await tree.getByRole('treeitem', { name: 'named_dump.db' }).first().click();
  await expect(bench.files).toContainText('Cache dump of BIND');
  await bench.files.getByRole('button', { name: 'Load into the lab …' }).click();
  const load = bench.files.getByRole('group', { name: 'Load into the lab' });
  await load.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(load.getByRole('status')).toContainText(/\d+ entries are in the cache now/);
  await load.getByRole('button', { name: 'Show the cache' }).click();
  await expect(bench.cache.getByRole('row', { name: /www\.tiscali\.co\.uk/ }).first()).toBeVisible();
});
