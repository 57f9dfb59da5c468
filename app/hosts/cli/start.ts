/**
 * `rootwalk start`: the same as `npm start` in the folder that the command was installed from.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder } from './home.ts';

/** Resolves with the launcher's exit status. */
export function start(words: readonly string[]): Promise<number> {
  const launcher = join(homeFolder() ?? '.', 'app', 'hosts', 'launch', 'start.mjs');
  if (!existsSync(launcher)) {
    process.stderr.write(
      `rootwalk: ${launcher} is not there; start works from a checkout of the repository.\n`,
    );
    return Promise.resolve(1);
  }
  const child = spawn(process.execPath, [launcher, ...words], { stdio: 'inherit' });
  // Ctrl-C reaches the launcher too; this process waits for it to end.
  process.on('SIGINT', () => undefined);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`rootwalk: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(signal === 'SIGINT' ? 130 : (code ?? 1)));
  });
}
