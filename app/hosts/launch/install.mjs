/**
 * Puts the packages of the lock file into node_modules, and only when they are not there.
 *
 * How it is told: a file inside node_modules holds the hash of the lock file that filled it. Where that file is
 * missing (somebody ran npm by hand), npm's own record of what it installed is compared with the lock file once.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { at } from './home.mjs';

const STAMP = ['node_modules', '.rootwalk-installed'];

/**
 * Installs where needed. Gives a sentence when that failed, else null.
 * @param {(line: string) => void} say
 * @returns {Promise<string | null>}
 */
export async function ensureInstalled(say) {
  const lock = readFileSync(at('package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  if (readText(at(...STAMP)) === hash) return null;
  if (
    existsSync(at('node_modules', '.package-lock.json')) &&
    fits(JSON.parse(lock.toString()), installed())
  ) {
    writeFileSync(at(...STAMP), hash);
    return null;
  }
  say('Installing packages (npm ci; about half a minute, once) …');
  const failure = await runNpmCi();
  if (failure !== null) return failure;
  writeFileSync(at(...STAMP), hash);
  return null;
}

/** @returns {Lock} */
function installed() {
  try {
    return JSON.parse(readFileSync(at('node_modules', '.package-lock.json'), 'utf8'));
  } catch {
    return { packages: {} };
  }
}

/**
 * @typedef {{ packages?: Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }> }} Lock
 */

/**
 * Whether every package that the lock file asks for is installed in that version. Optional ones (other systems'
 * binaries) may be absent.
 * @param {Lock} wanted
 * @param {Lock} present
 */
export function fits(wanted, present) {
  for (const [path, entry] of Object.entries(wanted.packages ?? {})) {
    if (path === '') continue;
    const found = present.packages?.[path];
    if (!found) {
      if (entry.optional) continue;
      return false;
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return true;
}

/** @returns {Promise<string | null>} */
function runNpmCi() {
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // Started through npm, its own script is named by npm; called by hand, `npm` is looked up on the path.
  const script = process.env['npm_execpath'];
  const [command, args] =
    script && existsSync(script) && /\.[cm]?js$/.test(script)
      ? [process.execPath, [script, ...words]]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm', words];
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: at(),
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: command.endsWith('.cmd'),
    });
    child.once('error', (error) => resolve(`npm could not be started: ${error.message}`));
    child.once('exit', (code) =>
      resolve(
        code === 0
          ? null
          : 'npm ci failed (its own words are above). Rootwalk needs a package registry for the first start only.',
      ),
    );
  });
}

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
