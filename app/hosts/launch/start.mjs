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
if (runtime !== null) runElectron(runtime);
else await runBrowserHost();

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

/** @param {string} runtime */
function runElectron(runtime) {
  const words = [HOME];
  if (options.gatewayPort === null) words.push('--no-gateway');
  else words.push(`--gateway-port=${options.gatewayPort}`);
  const child = spawn(runtime, words, { stdio: 'inherit', cwd: HOME });
  child.once('error', (error) =>
    fail(`Electron could not be started (${error.message}). Try: npm start -- --web`),
  );
  child.once('exit', (code) => process.exit(code ?? 1));
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
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
  });
}
