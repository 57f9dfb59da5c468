import { barriers, expect, test, type Bench } from './lab.ts';

const text = (bench: Bench, path: RegExp) => bench.files.getByRole('textbox', { name: path });

test('by keyboard alone, a server’s options are changed, saved, and count once it reads them', async ({
  bench,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
  await page.keyboard.press('Alt+3');
  const tree = bench.files.getByRole('tree', { name: 'Files of the lab’s machines' });
  const options = tree.getByRole('treeitem', { name: 'named.conf.options' });
  await expect(options).toBeVisible();
  await bench.paneByKey(bench.files);
  for (let presses = 0; presses < 60; presses++) {
    if (await options.evaluate((row) => row === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  const editor = text(bench, /named\.conf\.options on cache/);
  await expect(editor).toBeFocused();

  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('recurson no;');
  const told = bench.files.getByRole('status', { name: 'What named would say' });
  await expect(told).toContainText("Line 3, error: unknown option 'recurson'");
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await barriers(page)).toEqual([]);

  await page.keyboard.press('Shift+Home');
  await page.keyboard.type('recursion no;');
  await expect(told).toHaveText(
    /^\s*Line \d+, warning: both "recursion no;" and "allow-recursion" active\s*$/,
  );
  await expect(bench.files.getByText('unsaved').first()).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(bench.files.getByText('Saved. rndc reconfig has it read.')).toBeVisible();
  await expect(bench.files.getByText('unsaved')).toHaveCount(0);
  await page.keyboard.press('Tab');
  await expect(editor).toBeFocused();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor).not.toBeFocused();

  await bench.terminal.getByRole('tab', { name: 'root@cache' }).click();
  await bench.type('rndc reconfig && dig @127.0.0.1 www.tiscali.co.uk | grep status');
  await bench.expectScreen(/status: REFUSED/);
});

test('nano opens a file; what changes on the disk meanwhile is not lost, nor is what was typed', async ({
  bench,
  page,
}) => {
  await bench.type('printf "one\\r\\n" > notes.txt; nano notes.txt');
  await bench.expectScreen(/notes\.txt is open in the Files view/);
  const editor = text(bench, /notes\.txt on laptop/);
  await expect(editor).toBeFocused();
  await page.keyboard.type('mine ');
  await bench.type('echo two >> notes.txt');
  const notice = bench.files.getByRole('alert');
  await expect(notice).toContainText('changed on the disk');
  await expect(editor).toContainText('mine one');
  await notice.getByRole('button', { name: 'Show the disk’s' }).click();
  await expect(editor).toContainText('two');
  await expect(editor).not.toContainText('mine');
  await expect(editor).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(editor).toContainText('mine one');
  await page.keyboard.press('Control+s');
  await expect(bench.files.getByText('unsaved')).toHaveCount(0);
  // A line end of another kind is left as it was.
  await bench.type('od -c notes.txt');
  await bench.expectScreen(/m\s+i\s+n\s+e\s+o\s+n\s+e\s+\\r\s+\\n/);

  await bench.type('printf "a\\0b" > odd; nano odd');
  await expect(notice).toContainText('is no text');
  await bench.type('yes 0123456789abcdef | head -c 1500000 > big; nano big');
  await expect(text(bench, /\/big on laptop/)).toBeFocused();
  await expect(bench.files).toContainText('It holds 1.4 MiB');
  await page.keyboard.press('Control+End');
  await expect(bench.files).toContainText('Line 88236');
});

test('the editor explains, offers, formats and leads on; it says what applies to a client, and raises a serial', async ({
  bench,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await bench.terminal.getByRole('tab', { name: 'root@cache' }).click();
  await bench.type('nano /etc/bind/named.conf.options');
  const editor = text(bench, /named\.conf\.options on cache/);
  await expect(editor).toBeFocused();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('F1');
  const tip = bench.files.locator('.code-tip');
  await expect(tip).toContainText('The working directory');
  await expect(tip).toContainText('Stands in');
  await expect(bench.inspector.getByRole('heading', { name: 'directory', exact: true })).toBeVisible();
  await expect(bench.inspector).toContainText('BIND 9.18 manual');
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(tip).toHaveCount(0);

  await page.keyboard.press('Enter');
  await page.keyboard.type('minimal-r');
  const offered = page.getByRole('listbox');
  await expect(offered).toContainText('minimal-responses');
  await expect(offered.getByRole('option', { selected: true })).toBeVisible();
  // Just after it came, the list does not take the Enter key yet: it may have been meant for a new line.
  await offered.getByRole('option', { selected: true }).click();
  await page.keyboard.type('     yes;');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Alt+F');
  await expect(bench.files.getByRole('status', { name: 'What was done' })).toContainText('Formatted.');
  await expect(editor).toContainText('minimal-responses yes;');

  await bench.files.getByRole('button', { name: 'What applies to a client' }).click();
  await bench.files.getByRole('textbox', { name: 'Client' }).fill('192.0.2.1');
  await page.keyboard.press('Enter');
  const told = bench.files.getByRole('status', { name: 'What applies', exact: true });
  await expect(told).toContainText('does not let the client at the cache: REFUSED');
  expect(await barriers(page)).toEqual([]);
  await told
    .getByRole('button', { name: /named\.conf\.options:\d+/ })
    .first()
    .click();
  await expect(editor).toBeFocused();

  await bench.type('nano /etc/bind/named.conf');
  await expect(text(bench, /named\.conf on cache/)).toBeFocused();
  await bench.files.getByRole('button', { name: 'Outline' }).click();
  const outline = bench.files.getByRole('grid', { name: 'Outline of named.conf' });
  await outline.getByRole('row', { name: /default-zones.* include/ }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+Enter');
  await expect(text(bench, /default-zones on cache/)).toBeFocused();

  await bench.type('nano /etc/bind/db.local');
  const zone = text(bench, /db\.local on cache/);
  await expect(zone).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('x A 192.0.2.1\n');
  const said = bench.files.getByRole('status', { name: 'What named would say' });
  await expect(said).toContainText('zone serial (2) unchanged');
  await page.keyboard.press('Shift+Alt+S');
  await expect(zone).toContainText('3');
  await expect(said).not.toContainText('serial');
});
