/** The labs, and the right answers to their questions: a lab is played headless, from the same seed as in the window; a secret lab from the specs' word. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readLabs, type Lab } from '../../app/engine/course/lab-folder.ts';
import type { KeyedAnswer } from '../../app/engine/session/answer-key.ts';
import { contentFolder } from '../../app/hosts/content-folder.ts';
import { SECRET_WORD } from './lab.ts';

const HOME = join(import.meta.dirname, '..', '..');
const LABS = join(HOME, 'labs');

/** Those that can be read; the others are for `labs check` to tell of. */
export function wholeLabs(): Lab[] {
  return readLabs(contentFolder(LABS)).flatMap((result) => (result.ok ? [result.lab] : []));
}

/** By step and check: `01-ask who`. */
export async function answersOf(lab: Lab): Promise<ReadonlyMap<string, string>> {
  const asks = lab.steps.some(({ solution }) => solution.some((action) => 'answer' in action));
  if (!asks) return new Map();
  const words = [join(HOME, 'dist', 'cli.mjs'), 'labs', 'key', '--json', join(LABS, lab.id)];
  if (lab.secret) words.push('--seed', SECRET_WORD);
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const key = JSON.parse(stdout) as readonly KeyedAnswer[];
  return new Map(key.map(({ step, check, answer }) => [`${step} ${check}`, answer]));
}
