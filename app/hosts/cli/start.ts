/**
 * `rootwalk start`: the same as `npm start` in the folder that the command was installed from.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Resolves with the launcher's exit status. */
export function start(words: readonly string[]): Promise<number> {
  const launcher = fileURLToPath(new URL('../app/hosts/launch/start.mjs', import.meta.url));
  if (!existsSync(launcher)) {
    process.stderr.write(
      `rootwalk: ${launcher} is not there; start works from a checkout of the repository.\n`,
    );
    return Promise.resolve(1);
  }
  const child = spawn(process.execPath, [launcher, ...words], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`rootwalk: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(signal === 'SIGINT' ? 130 : (code ?? 1)));
  });
}
