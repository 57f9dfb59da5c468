/**
 * `rootwalk open FILE …`: the files in the window of the lab that is open, each in the viewer of its kind; where no lab
 * is open, one is started as `npm start` does. The window reads them; they go nowhere else.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { start } from '../cli/start.ts';
import { dataFolder } from '../storage/data-folder.ts';
import { keptSecret } from '../storage/secret.ts';
import { openDoorPath } from './door-path.ts';
import { askToOpen, type OpenAnswer } from './open-door.ts';
import { whyUnread } from './served-files.ts';

const USAGE = `usage: rootwalk open FILE ...

Shows named.conf, zone files, cache dumps, statistics and logs in the lab's window.
Nothing is sent anywhere, and the files stay as they are.
`;
/** How often, and for how long, a lab that was just started is asked whether it is there. */
const POLL_MS = 250;
const START_MS = 180_000;

export async function openFiles(words: readonly string[]): Promise<number> {
  if (words.length === 0 || words.some((word) => word === '-h' || word === '--help')) {
    process[words.length === 0 ? 'stderr' : 'stdout'].write(USAGE);
    return words.length === 0 ? 1 : 0;
  }
  const files: string[] = [];
  for (const word of words) {
    const why = whyNot(word);
    if (why === null) files.push(resolve(word));
    else process.stderr.write(`rootwalk open: ${word}: ${why}\n`);
  }
  const status = files.length < words.length ? 1 : 0;
  if (files.length === 0) return status;
  const answer = await ask(files, true);
  if (answer === null) return (await startedWith(files)) || status;
  return told(answer) || status;
}

/** Why a file cannot be shown, in a sentence; null where it can. */
export function whyNot(path: string): string | null {
  try {
    const info = statSync(path);
    if (info.isDirectory())
      return 'It is a folder. In the lab’s window, Files has a button that opens a whole folder.';
    if (!info.isFile()) return 'It is no ordinary file.';
    accessSync(path, constants.R_OK);
    return null;
  } catch (error) {
    return whyUnread(error);
  }
}

function ask(files: readonly string[], show: boolean): Promise<OpenAnswer | null> {
  const data = dataFolder();
  return askToOpen(openDoorPath(data), { secret: keptSecret(join(data, 'secret')), files: [...files], show });
}

function told(answer: OpenAnswer): number {
  if (answer.ok) process.stdout.write(`${answer.said}\n`);
  else process.stderr.write(`rootwalk open: ${answer.why}\n`);
  return answer.ok ? 0 : 1;
}

/** Starts the lab, which opens its own window, and names the files to it. Ends when the lab does. */
async function startedWith(files: readonly string[]): Promise<number> {
  process.stdout.write('No lab is open; starting one.\n');
  let ended = false;
  const running = start([]).finally(() => (ended = true));
  const until = Date.now() + START_MS;
  while (!ended && Date.now() < until) {
    const answer = await ask(files, false);
    if (answer !== null) {
      told(answer);
      break;
    }
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
  return running;
}
