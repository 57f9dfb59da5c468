/** Does a lab's solution in its window by keyboard alone: commands, jumps of the clock, files, answers. */
import type { Locator } from '@playwright/test';
import type { LabAction } from '../../app/engine/course/schema/actions.ts';
import { expect, type Bench } from './lab.ts';

/** One command may wait for servers that keep silent. */
const COMMAND_MS = 60_000;
/** So long it is waited for at the clock's own pace. */
const PATIENCE_MS = 3_000;

export async function openByKeys(bench: Bench, title: string): Promise<void> {
  const { page } = bench;
  await bench.tabTo(page.getByRole('button', { name: /^Lab: / }));
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitem', { name: title });
  await expect(page.getByRole('menuitem', { name: /Free play/ })).toBeFocused();
  for (let presses = 0; presses < 40; presses++) {
    if ((await item.getAttribute('data-highlighted')) !== null) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(bench.guide.getByRole('heading', { name: title })).toBeVisible();
}

/** `answer`: the right one of a check. */
export async function doByKeys(
  bench: Bench,
  action: LabAction,
  answer: (check: string) => string,
  question: (check: string) => string,
): Promise<void> {
  if ('run' in action) await runLine(bench, action.terminal, action.run);
  else if ('jump' in action) await jump(bench, action.jump);
  else if ('edit' in action) await editFile(bench, action);
  else if ('save' in action) await saveFile(bench, action);
  else if ('answer' in action) await giveAnswer(bench, question(action.answer), answer(action.answer));
  else if ('predict' in action) return;
  // The faults of a secret are known to the lab alone.
  else await pressButton(bench, bench.guide.getByRole('button', { name: /^Show me/ }));
}

async function pressButton(bench: Bench, button: Locator): Promise<void> {
  await bench.paneByKey(bench.guide);
  await bench.tabTo(button);
  await bench.page.keyboard.press('Enter');
}

async function runLine(bench: Bench, terminal: string, line: string): Promise<void> {
  await toTerminal(bench, terminal);
  await bench.expectScreen(/[$#]\s*$/, COMMAND_MS);
  await bench.page.keyboard.press('Control+l');
  await bench.expectScreen(/^\s*\S+@\S+[$#]\s*$/);
  for (const [index, part] of line.split('\n').entries()) {
    if (index > 0) await bench.page.keyboard.press('Enter');
    await bench.page.keyboard.insertText(part);
  }
  await expect(bench.screen()).not.toHaveText(/^\s*\S+@\S+[$#]\s*$/);
  await bench.page.keyboard.press('Enter');
  const prompt = expect(bench.screen()).toContainText(/[$#]\s*$/, { timeout: PATIENCE_MS });
  if (await prompt.then(() => false).catch(() => true)) await waitFaster(bench);
}

/** Nobody answers: the lab clock runs faster until somebody does, or the command gives up. */
async function waitFaster(bench: Bench): Promise<void> {
  await speed(bench, 'Speed 60 times');
  await bench.expectScreen(/[$#]\s*$/, COMMAND_MS);
  await speed(bench, 'Speed 1 times');
}

async function speed(bench: Bench, name: string): Promise<void> {
  await leaveTerminal(bench);
  await backTo(bench, bench.clock.getByRole('button', { name, exact: true }));
  await bench.page.keyboard.press('Enter');
}

/** Presses Shift+Tab until this has the focus: what stands above a pane is near it on the way back. */
async function backTo(bench: Bench, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await bench.page.keyboard.press('Shift+Tab');
  }
  throw new Error(`Shift+Tab does not reach ${String(target)}.`);
}

/** The id is `student`, or the machine's name. */
async function toTerminal(bench: Bench, terminal: string): Promise<void> {
  const tabs = bench.terminal.getByRole('tab');
  const wanted = terminal === 'student' ? tabs.first() : tabs.filter({ hasText: `@${terminal}` });
  if ((await wanted.getAttribute('aria-selected')) !== 'true') await chooseTerminal(bench, tabs, wanted);
  await bench.paneByKey(bench.terminal);
}

/** The tabs stand between the stage and the terminal: they are reached from above. */
async function chooseTerminal(bench: Bench, tabs: Locator, wanted: Locator): Promise<void> {
  await leaveTerminal(bench);
  await bench.page.keyboard.press('Alt+1');
  await bench.paneByKey(bench.cache);
  await bench.tabTo(tabs.and(bench.page.locator('[aria-selected="true"]')));
  for (let presses = 0; presses < 12; presses++) {
    if ((await wanted.getAttribute('aria-selected')) === 'true') break;
    await bench.page.keyboard.press('ArrowRight');
  }
  await bench.page.keyboard.press('Tab');
  await expect(bench.terminal.getByRole('textbox').and(bench.page.locator(':focus'))).toBeAttached();
}

async function jump(bench: Bench, length: string): Promise<void> {
  const { page } = bench;
  await leaveTerminal(bench);
  await backTo(bench, bench.clock.getByRole('button', { name: 'Jump' }));
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Or' });
  await bench.tabTo(field);
  await page.keyboard.type(length);
  await page.keyboard.press('Enter');
  await expect(field).toBeHidden();
}

/** In a terminal the Tab key belongs to the shell. */
async function leaveTerminal(bench: Bench): Promise<void> {
  await bench.paneByKey(bench.guide);
}

async function editFile(bench: Bench, action: Extract<LabAction, { edit: string }>): Promise<void> {
  const { page } = bench;
  await openFile(bench, action.terminal, action.edit);
  await page.keyboard.press('Control+f');
  const field = bench.files.getByRole('textbox', { name: 'Find' });
  await expect(field).toBeFocused();
  // The search takes \n and \t for what they stand for.
  const wanted = action.find.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  await page.keyboard.insertText(wanted);
  // The field is read when a key is let go.
  await page.keyboard.press('Shift');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.insertText(action.put);
  await keepFile(bench);
}

async function saveFile(bench: Bench, action: Extract<LabAction, { save: string }>): Promise<void> {
  await openFile(bench, action.terminal, action.save);
  await bench.page.keyboard.press('Control+a');
  await bench.page.keyboard.insertText(action.text);
  await keepFile(bench);
}

async function openFile(bench: Bench, terminal: string, path: string): Promise<void> {
  await toTerminal(bench, terminal);
  await runLine(bench, terminal, `${terminal === 'student' ? 'sudo ' : ''}nano ${path}`);
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\./g, '\\.');
  const editor = bench.files.getByRole('textbox', { name: new RegExp(`${name} on `) });
  await bench.paneByKey(bench.files);
  await expect(editor).toBeFocused();
}

async function keepFile(bench: Bench): Promise<void> {
  await expect(bench.files.getByText('unsaved').first()).toBeVisible();
  await bench.page.keyboard.press('Control+s');
  await expect(bench.files.getByText('unsaved')).toHaveCount(0);
  await bench.page.keyboard.press('Escape');
  await bench.page.keyboard.press('F6');
}

async function giveAnswer(bench: Bench, question: string, value: string): Promise<void> {
  const { page } = bench;
  const form = bench.guide.locator('form').filter({ hasText: question });
  const choice = form.getByRole('radio', { name: value, exact: true });
  const field = form.getByRole('textbox');
  await bench.paneByKey(bench.guide);
  if ((await choice.count()) > 0) await choose(bench, form, choice);
  else if ((await field.count()) > 0) {
    await bench.tabTo(field);
    await page.keyboard.type(value);
  } else await tickFlags(bench, form, value);
  await bench.tabTo(form.getByRole('button', { name: 'Answer' }));
  await page.keyboard.press('Enter');
  await expect(form).toContainText('Right:');
}

async function choose(bench: Bench, form: Locator, choice: Locator): Promise<void> {
  await bench.tabTo(form.getByRole('radio').first());
  await bench.page.keyboard.press('Space');
  for (let presses = 0; presses < 20 && !(await choice.isChecked()); presses++)
    await bench.page.keyboard.press('ArrowDown');
}

async function tickFlags(bench: Bench, form: Locator, value: string): Promise<void> {
  for (const flag of value.split(' ').filter((one) => one !== 'none')) {
    await bench.tabTo(form.getByRole('checkbox', { name: flag }));
    await bench.page.keyboard.press('Space');
  }
}

/** On to the next step, or to the end of the lab. */
export async function goOn(bench: Bench, last: boolean): Promise<void> {
  const next = bench.guide.getByRole('button', { name: last ? 'Finish the lab' : 'Next step' });
  const finished = bench.guide.getByRole('status', { name: 'Lab finished' });
  await expect(last ? next.or(finished).first() : next).toBeVisible({ timeout: COMMAND_MS });
  if (await next.isVisible()) await pressButton(bench, next);
}
