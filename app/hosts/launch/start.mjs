/**
 * `npm start`: from a fresh clone to an open lab.
 *
 * The way of a start: read the options; check Node; install packages where they are missing; build what changed;
 * then Electron where its runtime is here (or can be downloaded in time), else one line that says why, and the
 * browser host, in this same process so that a warm start costs one bundle's loading and no more.
 *
 * Plain JavaScript on Node's own modules alone: it runs before anything is installed.
 */
import { spawn } from 'node:child_process';
import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { HOME, at, nodeProblem } from './home.mjs';
import { USAGE, parseOptions } from './options.mjs';

/** Electron that ends before this has not come up. */
const EARLY_END_MS = 8000;

/** @param {string} line */
const say = (line) => console.log(line);

/** @param {string} message */
function fail(message) {
  console.error(`rootwalk: ${message}`);
  process.exit(1);
}

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === 'help') {
  say(USAGE);
  process.exit(0);
}
if (parsed.kind === 'wrong') {
  console.error(`rootwalk: ${parsed.message}\n\n${USAGE}`);
  process.exit(2);
}
const { options } = parsed;

const tooOld = nodeProblem(process.versions.node);
if (tooOld !== null) fail(tooOld);

const { ensureInstalled } = await import('./install.mjs');
const installProblem = await ensureInstalled(say);
if (installProblem !== null) fail(installProblem);

const { build, stale } = await import('./build.mjs');
const halves = stale();
if (halves.length > 0) {
  say('Building …');
  try {
    await build(halves);
  } catch (error) {
    fail(`the build failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const runtime = options.web ? null : await chooseRuntime();
const electronProblem = runtime === null ? null : await runElectron(runtime);
if (electronProblem !== null) say(`${electronProblem}; the lab opens in the browser instead.`);
if (runtime === null || electronProblem !== null) await runBrowserHost();

/** The Electron executable, or null after one line that says why the browser is used. */
async function chooseRuntime() {
  const { downloadRuntime, findRuntime, windowProblem } = await import('./electron-runtime.mjs');
  const problem = windowProblem();
  if (problem !== null) {
    say(`Electron is not used because ${problem}; the lab opens in the browser instead.`);
    return null;
  }
  const present = findRuntime();
  if (present !== null) return present;
  const got = await downloadRuntime(say);
  if ('path' in got) return got.path;
  say(`Electron's runtime is not here: ${got.why}. The lab opens in the browser instead.`);
  return null;
}

/**
 * Runs the desktop window until it is closed. Resolves with half a sentence where it did not even come up (a system
 * library is missing, the sandbox may not be used): then the browser is the way.
 * @param {string} runtime
 * @returns {Promise<string | null>}
 */
function runElectron(runtime) {
  const gateway = options.gatewayPort === null ? '--no-gateway' : `--gateway-port=${options.gatewayPort}`;
  const began = performance.now();
  let told = false;
  return new Promise((resolve) => {
    const secret = options.secretWord === null ? [] : [`--secret=${options.secretWord}`];
    const child = spawn(runtime, [HOME, gateway, ...secret], { stdio: 'inherit', cwd: HOME });
    child.once('error', (error) => resolve(`Electron could not be started (${error.message})`));
    child.once('exit', (code, signal) => {
      const early = performance.now() - began < EARLY_END_MS;
      if (code !== 0 && early && !told) {
        resolve(`Electron ended at once (${signal ?? `exit code ${code}`})`);
        return;
      }
      process.exitCode = code ?? 0;
      resolve(null);
    });
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM'];
    for (const signal of signals)
      process.once(signal, () => {
        told = true;
        child.kill(signal);
      });
  });
}

async function runBrowserHost() {
  // Node 22 and later keep compiled code between starts.
  /** @type {{ enableCompileCache?: (folder: string) => unknown }} */ (nodeModule).enableCompileCache?.(
    at('node_modules', '.cache', 'rootwalk', 'compiled'),
  );
  /** @type {typeof import('../web/main.ts')} */
  const host = await import(pathToFileURL(at('dist', 'web.mjs')).href);
  process.exitCode = await host.runWebHost({
    home: HOME,
    port: options.port,
    gatewayPort: options.gatewayPort,
    open: options.open,
    secretWord: options.secretWord,
  });
}
