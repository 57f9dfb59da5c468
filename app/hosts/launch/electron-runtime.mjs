/**
 * Is Electron's runtime here, and if not, can it be had?
 *
 * The package `electron` downloads its runtime by itself as soon as it is required, and waits long where a
 * firewall swallows the connection. So nothing here requires it: files tell whether the runtime is present, and a
 * download runs in a child process with an end. A download that failed is not tried again for a day.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './home.mjs';

export const DOWNLOAD_SECONDS = 45;
const DAY = 86_400_000;
const PACKAGE = ['node_modules', 'electron'];
const MEMORY = ['node_modules', '.cache', 'rootwalk', 'electron.json'];

/**
 * The runtime's executable, or null. Reads files only.
 * @returns {string | null}
 */
export function findRuntime(environment = process.env) {
  const name = readText(at(...PACKAGE, 'path.txt'))?.trim();
  const elsewhere = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (elsewhere) {
    const path = join(elsewhere, name || defaultName());
    return existsSync(path) ? path : null;
  }
  if (!name) return null;
  const path = at(...PACKAGE, 'dist', name);
  const version = readText(at(...PACKAGE, 'dist', 'version'))
    ?.trim()
    .replace(/^v/, '');
  return existsSync(path) && version === packageVersion() ? path : null;
}

/**
 * Why a window could not be shown here even with the runtime, as half a sentence; null where it could.
 * @returns {string | null}
 */
export function windowProblem(
  environment = process.env,
  platform = process.platform,
  uid = process.getuid?.(),
) {
  if (environment['CI']) return 'this is a CI machine';
  if (platform !== 'linux') return null;
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) return 'there is no display';
  // Chromium's sandbox, which Rootwalk does not switch off, refuses to run for root.
  if (uid === 0) return 'its sandbox does not run for root';
  return null;
}

/**
 * Gets the runtime in a child process that is ended after DOWNLOAD_SECONDS. Gives the executable, or why there is none.
 * @param {(line: string) => void} say
 * @returns {Promise<{ path: string } | { why: string }>}
 */
export async function downloadRuntime(say, seconds = DOWNLOAD_SECONDS, now = Date.now()) {
  const failed = rememberedFailure(now);
  if (failed)
    return { why: `${failed} (not tried again before tomorrow; \`npx install-electron\` tries now)` };
  say(`Downloading the Electron runtime, for ${seconds} seconds at most …`);
  const why = await runInstaller(seconds);
  const path = findRuntime();
  if (why === null && path !== null) {
    rmSync(at(...MEMORY), { force: true });
    return { path };
  }
  remember(why ?? 'the download left no usable runtime', now);
  return { why: why ?? 'the download left no usable runtime' };
}

/**
 * @param {number} seconds
 * @returns {Promise<string | null>}
 */
function runInstaller(seconds) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [at(...PACKAGE, 'install.js')], {
      cwd: at(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (chunk) => {
      if (words.length < 10_000) words += String(chunk);
    });
    const end = setTimeout(() => {
      child.kill('SIGKILL');
      resolve(`the download took longer than ${seconds} seconds`);
    }, seconds * 1000);
    child.once('error', (error) => {
      clearTimeout(end);
      resolve(error.message);
    });
    child.once('close', (code) => {
      clearTimeout(end);
      resolve(code === 0 ? null : firstReason(words));
    });
  });
}

/** @param {string} words What the installer printed: a stack, with the network's own reason somewhere in it. */
function firstReason(words) {
  const code = /\b(ENOTFOUND|EAI_AGAIN|E(?:CONN|HOST|NET)[A-Z]+|ETIMEDOUT|[A-Z_]*CERT[A-Z_]*)\b/.exec(
    words,
  )?.[1];
  if (code) return `the download failed (${code})`;
  const line = words.split('\n').find((each) => /error|status/i.test(each));
  return `the download failed${line ? `: ${line.trim().slice(0, 160)}` : ''}`;
}

/** @param {number} now */
function rememberedFailure(now) {
  try {
    const kept = JSON.parse(readFileSync(at(...MEMORY), 'utf8'));
    const fresh = kept.version === packageVersion() && now - kept.at < DAY && now >= kept.at;
    return fresh ? String(kept.why) : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} why
 * @param {number} now
 */
function remember(why, now) {
  try {
    mkdirSync(at(...MEMORY.slice(0, -1)), { recursive: true });
    writeFileSync(at(...MEMORY), JSON.stringify({ version: packageVersion(), at: now, why }));
  } catch {
    // A memory that cannot be kept only costs the next start another try.
  }
}

function packageVersion() {
  try {
    return String(JSON.parse(readFileSync(at(...PACKAGE, 'package.json'), 'utf8')).version);
  } catch {
    return '';
  }
}

function defaultName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
