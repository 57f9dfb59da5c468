/** The course's dialogs: by keyboard, nothing in anybody's way, and what is printed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { Page } from '@playwright/test';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { barriers, expect, SECRET_WORD, test, type Bench } from './lab.ts';

const LAB = `number: 24
title: Where mail goes
minutes: 8
level: beginner
summary: Which server takes the <b>mail</b>.
goals: [Read MX records]
terminals: [laptop, cache]
steps: [01-only]
`;
const STEP = `---
title: Who takes it?
checks:
  - { id: asked, of: packet, title: 'The question <img src=x onerror=hurt()> was asked', packet: { kind: query, to: cache, qtype: MX } }
hints: ['Ask <script>hurt()</script> for MX.']
solution: [{ run: dig tiscali.co.uk MX }]
closing: Done.
---
Ask <script>window.hurt=1</script> [here](javascript:hurt())

\`\`\`run cache
dig @127.0.0.1 tiscali.co.uk MX
\`\`\`
`;
const WHOLE = { '24-mail/lab.yaml': strToU8(LAB), '24-mail/steps/01-only.md': strToU8(STEP) };

async function dropZip(page: Page, name: string, files: Zippable): Promise<void> {
  const base64 = Buffer.from(zipSync(files)).toString('base64');
  const carried = await page.evaluateHandle(
    ([called, text]) => {
      const octets = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([octets], called));
      return transfer;
    },
    [name, base64] as const,
  );
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: carried });
  await page.dispatchEvent('main', 'drop', { dataTransfer: carried });
}

async function openMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Lab: / }).click();
}

test('a lab in a zip file is dropped, looked at and added; it is text and nothing else', async ({
  bench,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
  await dropZip(page, 'mail.zip', WHOLE);
  const dialog = page.getByRole('dialog', { name: 'Add this lab to the course?' });
  await expect(dialog).toContainText('Lab 24 · Where mail goes');
  await expect(dialog).toContainText('8 min · beginner · 1 step');
  expect(await barriers(page)).toEqual([]);
  await bench.tabTo(dialog.getByRole('button', { name: 'Add it and open it' }));
  await page.keyboard.press('Enter');
  await expect(bench.guide.getByRole('heading', { name: 'Lab 24 · Where mail goes' })).toBeVisible();
  await expect(bench.guide).toContainText('<script>window.hurt=1</script>');
  await expect(bench.guide.locator('script, img, a, iframe')).toHaveCount(0);

  // The block says at which machine it runs.
  await bench.guide.getByRole('button', { name: /^Run in the terminal: dig .* at root@cache$/ }).click();
  await expect(bench.guide.getByText('Done.')).toBeVisible();
  await expect(bench.terminal.getByRole('tab', { name: 'root@cache' })).toHaveAttribute(
    'aria-selected',
    'true',
  );

  await dropZip(page, 'mail.zip', { ...WHOLE, '24-mail/lab.yaml': strToU8(LAB.replace('goes', 'went')) });
  await expect(dialog).toContainText('takes the place of the one that you added');
  await dialog.getByRole('button', { name: 'Add it', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await openMenu(page);
  await expect(page.getByRole('menuitem', { name: /Lab 24 · Where mail went/ })).toBeVisible();
});

test('what is no lab, or one with mistakes, is told so, and the lab goes on', async ({ bench, page }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const refused = page.getByRole('dialog', { name: 'This lab cannot be added' });
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-labs-'));
  try {
    await dropZip(page, 'mail.zip', {
      ...WHOLE,
      '24-mail/lab.yaml': strToU8(LAB.replace('minutes', 'minuts')),
    });
    await expect(refused).toContainText('24-mail/lab.yaml:3:1: unknown key "minuts". Is "minutes" meant?');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(refused).toHaveCount(0);
    await dropZip(page, '03.zip', { '03-walk-from-the-root/lab.yaml': strToU8(LAB), ...WHOLE });
    await expect(refused).toContainText('There is more than one lab in it.');
    await page.keyboard.press('Escape');
    await expect(refused).toHaveCount(0);
    await dropZip(page, '03.zip', { '03-walk-from-the-root/lab.yaml': strToU8(LAB) });
    await expect(refused).toContainText('The course has a lab 03-walk-from-the-root of its own');
    await refused.getByRole('button', { name: 'Close' }).click();

    const path = join(folder, 'mail.zip');
    writeFileSync(path, zipSync(WHOLE));
    const choosing = page.waitForEvent('filechooser');
    await page.keyboard.press('Control+o');
    await (await choosing).setFiles(path);
    await page
      .getByRole('dialog', { name: 'Add this lab to the course?' })
      .getByRole('button', { name: /^Only look/ })
      .click();
    await expect(bench.files.getByRole('region', { name: 'Files of mail.zip' })).toContainText('lab.yaml');
    await openMenu(page);
    await expect(page.getByRole('menuitem', { name: /Lab 3 · / })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: /Lab 24 · / })).toHaveCount(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('students take turns, and everybody’s progress goes out as one file', async ({ bench, page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await bench.openLab(/Three kinds of reply/);
  await bench.guide.getByRole('button', { name: /Hint/ }).click();
  await expect(bench.guide.getByRole('list', { name: 'Hints' })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await openMenu(page);
  await page.getByRole('menuitem', { name: /Students and progress/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Students and progress' });
  expect(await barriers(page)).toEqual([]);
  await bench.tabTo(dialog.getByRole('textbox', { name: 'New student' }));
  await page.keyboard.type('Grace, "G" H.');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Grace G H', pressed: true })).toBeVisible();
  await expect(bench.guide.getByRole('heading', { name: 'Free play' })).toBeAttached();
  const saving = page.waitForEvent('download');
  await bench.tabTo(dialog.getByRole('button', { name: 'CSV' }));
  await page.keyboard.press('Enter');
  const download = await saving;
  expect(download.suggestedFilename()).toBe('rootwalk-progress.csv');
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(lines[1]).toMatch(/^Student,01-three-kinds-of-reply,Three kinds of reply,1,.*,no,2,1,no,/);
  await dialog.getByRole('button', { name: 'Student', exact: true }).click();
  await expect(bench.guide.getByRole('list', { name: 'Hints' })).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('a class has one secret by a word; without one each time is another', async ({ bench, page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await bench.openLab(/Whose fault/);
  await bench.guide.getByText(`The secret of your class: ${SECRET_WORD}`).click();
  const word = bench.guide.getByRole('textbox', { name: 'Word' });
  await word.fill('?!');
  await page.keyboard.press('Enter');
  await expect(bench.guide.getByRole('alert')).toContainText('A word has letters and digits');
  await word.fill('  Tuesday ');
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(bench.guide.getByText('The secret of your class: tuesday')).toBeVisible();
  await bench.guide.getByRole('button', { name: 'A secret of my own' }).click();
  await expect(bench.guide.getByText('Your own secret')).toBeVisible();
});

/** A student who has come to the last step of lab 14, in the secret of a class. */
const atTheReport = test.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a function needs from its pattern.
  data: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-e2e-'));
    const done = { done: true, hints: 0, solutionShown: false, predictions: {} };
    const lab = {
      reached: 4,
      done: false,
      seed: 'tuesday',
      steps: [done, done, done, done, { ...done, done: false }],
    };
    const Student = { last: '14-whose-fault', finished: [], labs: { '14-whose-fault': lab } };
    writeFileSync(
      join(folder, 'progress.json'),
      JSON.stringify({ version: 2, current: 'Student', students: { Student } }),
    );
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

atTheReport(
  'a report is filled from what is selected, and says which part of it is wrong',
  async ({ bench, page }) => {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    const report = bench.guide.getByRole('form', { name: 'Your report' });
    await report.getByRole('combobox', { name: /^Server/ }).fill('ns3.teahouse.example');
    await report.getByRole('combobox', { name: /^Fault/ }).selectOption({ label: 'It has old data' });
    await report.getByRole('textbox', { name: 'Its number' }).fill('1');
    await report.getByRole('button', { name: 'Hand it in' }).click();
    await expect(report.getByRole('status')).toContainText('Not all of it is right yet');
    await expect(report.getByRole('combobox', { name: 'Server (right)' })).toBeVisible();
    await expect(report.getByRole('combobox', { name: 'Fault (not right)' })).toBeVisible();
    expect(await barriers(page)).toEqual([]);

    await report
      .getByRole('combobox', { name: /^Fault/ })
      .selectOption({ label: 'The machine does not answer at all' });
    await bench.show('Packets');
    await bench.packets
      .getByRole('row', { name: /ns3\.teahouse\.example.*down/ })
      .first()
      .click();
    await report.getByRole('button', { name: 'The selected one' }).click();
    await report.getByRole('button', { name: 'Hand it in' }).click();
    await expect(report.getByRole('status')).toContainText('All of it is right.');
  },
);

test('the worksheet prints on paper: all of it, and nothing else', async ({ bench, page }, info) => {
  test.skip(info.project.name === 'electron', 'printing to a file needs a headless browser');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await walked(bench);
  await bench.guide.getByRole('button', { name: 'Worksheet' }).click();
  const dialog = page.getByRole('dialog', { name: 'Worksheet' });
  await expect(dialog.getByRole('table')).toHaveCount(3);
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  await expect(bench.terminal).toBeHidden();
  await expect(dialog.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(dialog.getByRole('table').nth(2)).toBeVisible();
  // Dark letters, whatever the window's theme: paper is white.
  const ink = await dialog.getByRole('heading', { name: /^The walk to/ }).evaluate((heading) => {
    const canvas = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    canvas.fillStyle = getComputedStyle(heading).color;
    canvas.fillRect(0, 0, 1, 1);
    return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
  });
  expect(ink).toBeLessThan(100);
  const pages = async (format: string): Promise<number> =>
    (await page.pdf({ format })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(await pages('A4')).toBe(1);
  expect(await pages('A6')).toBeGreaterThan(2);
});

/** The whole walk to www.tiscali.co.uk by hand, so that the worksheet is long. */
async function walked(bench: Bench): Promise<void> {
  await bench.type(
    'for s in a b c d e f g h i j k l m; do dig +norec @$s.root-servers.net www.tiscali.co.uk; done > /dev/null; for s in ns1.nic.uk ns0.tiscali.co.uk; do dig +norec @$s www.tiscali.co.uk; done > /dev/null; echo walk-$((0))-ed',
  );
  await bench.expectScreen(/walk-0-ed/, 30_000);
}
