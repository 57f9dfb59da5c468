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
