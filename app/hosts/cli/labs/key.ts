/** `rootwalk labs key [--seed S] [--json] path`: the right answers to a lab's questions, for who teaches it. */
import type { Lab } from '../../../engine/course/lab-folder.ts';
import { seedOfWord } from '../../../engine/course/secret-seed.ts';
import { answerKey } from '../../../engine/session/answer-key.ts';
import { readPlayed } from '../../../engine/session/play.ts';
import { machineClock } from '../../wall-clock.ts';
import { contentOf, labPlace } from './lab-place.ts';

const USAGE = 'usage: rootwalk labs key [--seed S] [--json] path\n';

/** Exit status 0: printed; 1: the lab cannot be played; 2: the words make no sense. */
export async function printKey(words: readonly string[]): Promise<number> {
  let said: string | undefined;
  let json = false;
  const paths: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--json') json = true;
    else if (word === '--seed') said = words[++i] ?? '';
    else if (word.startsWith('-')) return wrong(`unknown option '${word}'.`);
    else paths.push(word);
  }
  const [path] = paths;
  if (path === undefined || paths.length > 1) return wrong('name one lab.');
  if (said === '') return wrong('--seed needs a value.');
  const place = labPlace(path);
  if (typeof place === 'string') return refused([place]);
  const played = readPlayed(contentOf(place), place.id);
  if ('problems' in played) return refused(played.problems);
  const seed = secretSeed(played.lab, said);
  if (seed === null) return wrong('a secret is called by a word of letters and digits.');
  const key = await answerKey(played, seed, machineClock);
  if (json) process.stdout.write(`${JSON.stringify(key, null, 2)}\n`);
  else for (const { step, question, answer } of key) process.stdout.write(`${step}: ${question}\n  ${answer}\n`);
  return 0;
}

/** The word of a class, as the window takes it; other labs have a seed of their own. Null for what is no word. */
function secretSeed(lab: Pick<Lab, 'seed' | 'secret'>, said: string | undefined): string | null {
  if (said === undefined) return lab.seed;
  return lab.secret === undefined ? said : seedOfWord(said);
}

function refused(problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return 1;
}

function wrong(what: string): number {
  process.stderr.write(`rootwalk labs key: ${what}\n${USAGE}`);
  return 2;
}
