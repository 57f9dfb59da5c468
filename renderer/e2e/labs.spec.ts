import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { barriers, expect, test } from './lab.ts';

/** A lab's solution, step by step, as its own files give it. */
function solutionOf(folder: string): { title: string; commands: string[] }[] {
  const steps = join(import.meta.dirname, '..', '..', 'labs', folder, 'steps');
  return readdirSync(steps)
    .sort()
    .map((file) => {
      const front = /^---\n([\s\S]*?)\n---/.exec(readFileSync(join(steps, file), 'utf8'))?.[1] ?? '';
      const step = parse(front) as { title: string; solution: { run?: string }[] };
      return {
        title: step.title,
        commands: step.solution.flatMap(({ run }) => (run === undefined ? [] : [run])),
      };
    });
}

test('lab 3 is done to its end by keyboard alone', async ({ bench, page }) => {
  test.setTimeout(180_000);
  const steps = solutionOf('03-walk-from-the-root');

  await bench.tabTo(page.getByRole('button', { name: /^Lab: / }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /Free play/ })).toBeFocused();
  for (let presses = 0; presses < 10; presses++) {
    if (
      (await page.getByRole('menuitem', { name: /Walk from the root/ }).getAttribute('data-highlighted')) !==
      null
    )
      break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(bench.guide.getByRole('heading', { name: 'Lab 3 · Walk from the root' })).toBeVisible();

  // One step waits for servers that keep silent; at ten times the pace that takes a moment.
  await bench.tabTo(bench.clock.getByRole('button', { name: 'Speed 10 times' }));
  await page.keyboard.press('Enter');

  for (const [index, { title, commands }] of steps.entries()) {
    await expect(
      bench.guide.getByRole('article', { name: `Step ${index + 1} of ${steps.length}: ${title}` }),
    ).toBeVisible();
    await bench.paneByKey(bench.guide);
    const predictions = bench.guide.getByRole('button', { name: 'Predict' });
    for (let left = await predictions.count(); left > 0; left--) {
      const form = bench.guide
        .locator('form')
        .filter({ has: page.getByRole('button', { name: 'Predict' }) })
        .first();
      if ((await form.getByRole('radio').count()) > 0) {
        await bench.tabTo(form.getByRole('radio').first());
        await page.keyboard.press('Space');
      } else {
        await bench.tabTo(form.getByRole('textbox'));
        await page.keyboard.type('3');
      }
      await bench.tabTo(form.getByRole('button', { name: 'Predict' }));
      await page.keyboard.press('Enter');
      await expect(predictions).toHaveCount(left - 1);
      await bench.paneByKey(bench.guide);
    }
    await bench.paneByKey(bench.terminal);
    for (const command of commands) {
      await bench.expectScreen(/\$\s*$/);
      await page.keyboard.type(`clear; ${command}`);
      await page.keyboard.press('Enter');
      await bench.expectScreen(
        /(MSG SIZE|Received \d+ bytes|no servers could be reached)[\s\S]*\$\s*$/,
        45_000,
      );
    }
    await page.keyboard.press('F6');
    await bench.paneByKey(bench.guide);
    const last = index === steps.length - 1;
    const next = bench.guide.getByRole('button', { name: last ? 'Finish the lab' : 'Next step' });
    const finished = bench.guide.getByRole('status', { name: 'Lab finished' });
    await expect(last ? next.or(finished) : next).toBeVisible();
    await expect(bench.guide.getByText('What it means')).toBeVisible();
    if (await next.isVisible()) {
      await bench.tabTo(next);
      await page.keyboard.press('Enter');
    }
  }
  await expect(bench.guide.getByRole('heading', { name: 'Lab 3 is done' })).toBeVisible();
});

test('a prediction stands once made, hints cost a star, and the solution types itself', async ({ bench }) => {
  await bench.openLab(/Walk from the root/);
  const stars = bench.guide.getByText(/^\d+\/\d+$/);
  const before = Number((await stars.textContent())?.split('/')[0]);
  await bench.guide.getByRole('textbox', { name: 'Your prediction' }).fill('3');
  await bench.guide.getByRole('button', { name: 'Predict' }).click();
  await expect(bench.guide.getByText('You say 3')).toBeVisible();
  await expect(bench.guide.getByRole('button', { name: 'Predict' })).toHaveCount(0);

  await bench.guide.getByRole('button', { name: /Hint/ }).click();
  await expect(bench.guide.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1);
  await expect(stars).toHaveText(new RegExp(`^${before - 1}/`));

  await bench.guide
    .getByRole('button', { name: 'Show me shows the solution; costs this step’s stars' })
    .click();
  await bench.expectScreen(/ANSWER SECTION/);
  await expect(stars).toHaveText(new RegExp(`^${before - 3}/`));
  await expect(bench.guide.getByText('What it means')).toBeVisible();
  await expect(bench.guide.getByText('Right: 3')).toBeVisible();
  await expect(bench.guide.getByRole('button', { name: 'Next step' })).toBeEnabled();
});

test('a step that is done without a prediction tells what it was, and asks no more', async ({ bench }) => {
  await bench.openLab(/Walk from the root/);
  await bench.guide
    .getByRole('button', { name: /^Run in the terminal: dig/ })
    .first()
    .click();
  await expect(bench.guide.getByText('What it means')).toBeVisible();
  await expect(bench.guide.getByText(/^Not predicted/).first()).toBeVisible();
  await expect(bench.guide.getByRole('button', { name: 'Predict' })).toHaveCount(0);
  await expect(bench.guide.getByRole('textbox')).toHaveCount(0);
});

test('a lab that was begun is reset only after a word', async ({ bench, page }) => {
  await bench.openLab(/Walk from the root/);
  await bench.guide
    .getByRole('button', { name: /^Run in the terminal: dig/ })
    .first()
    .click();
  await expect(bench.guide.getByText('What it means')).toBeVisible();
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  const asking = page.getByRole('group', { name: 'Reset this lab?' });
  await expect(asking).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await asking.getByRole('button', { name: 'Keep' }).click();
  await expect(bench.guide.getByText('What it means')).toBeVisible();
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await asking.getByRole('button', { name: 'Reset the lab' }).click();
  await expect(bench.guide.getByText('What it means')).toHaveCount(0);
  await expect(bench.cache.getByRole('heading', { name: 'The cache is empty' })).toBeVisible();
});

test('a finished step can be looked at again', async ({ bench }) => {
  await bench.openLab(/Walk from the root/);
  await bench.guide
    .getByRole('button', { name: /^Run in the terminal: dig/ })
    .first()
    .click();
  await bench.guide.getByRole('button', { name: 'Next step' }).click();
  await expect(bench.guide.getByRole('article', { name: /^Step 2 of/ })).toBeVisible();
  await bench.guide.getByRole('button', { name: /^Step 1: .*done/ }).click();
  await expect(bench.guide.getByRole('article', { name: /^Step 1 of/ })).toBeVisible();
  await expect(bench.guide.getByText('What it means')).toBeVisible();
});

test('no name in a lab’s text leads out to the real Internet', async ({ bench }) => {
  await bench.openLab(/What a cache does/);
  await expect(bench.guide.getByText(/www\.tiscali\.co\.uk/).first()).toBeVisible();
  await bench.guide.getByRole('button', { name: /Show me/ }).click();
  await expect(bench.guide.getByText('What it means')).toBeVisible();
  await bench.guide.getByRole('button', { name: 'Next step' }).click();
  await expect(bench.guide.getByRole('article', { name: /^Step 2 of/ })).toBeVisible();
  await expect(bench.guide.getByRole('link')).toHaveCount(0);
});
