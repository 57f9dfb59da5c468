/**
 * The resolver against scenario files with scripted servers and virtual time, as a stage of `npm test`.
 *
 * The scenarios and their runner lie beside the repository, in `../shared/oracles/replay`. The adapter
 * (`app/testing/replay-adapter.ts`) is built to a module that plain Node loads; the runner judges it twice, by what
 * any correct resolver owes (core) and to the letter (strict). Too few passes are a failure, and so is a scenario
 * that fails without standing in `app/testing/replay-failures.md`, or stands there and passes. Then the project's own
 * scenarios (`app/testing/scenarios`) are played, all of which must pass to the letter, and once more in each variant.
 *
 *   node app/hosts/launch/scenarios.mjs [result.json]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { HOME, at } from './home.mjs';
import { play, scenariosIn, VARIANTS } from './scenario-variants.mjs';

/** The least share of scenarios that must pass. */
const LEAST = { core: 0.97, strict: 0.9 };
const REPLAY = at('..', 'shared', 'oracles', 'replay');
const RUNNER = join(REPLAY, 'run.mjs');
const ADAPTER = at('test-results', 'replay-adapter.mjs');
const FAILURES = 'app/testing/replay-failures.md';
const OWN = at('app', 'testing', 'scenarios');
/** As many are known to be there. */
const LEAST_OWN = 190;

const result = process.argv[2];
/** @type {import('./counts.mjs').Counts} */
const counts = { passed: 0, failed: 0, skips: [] };

if (existsSync(RUNNER)) {
  await buildAdapter();
  const listed = listedFailures();
  const core = judge('core', listed);
  const strict = judge('strict', listed);
  for (const name of listed) {
    if (!core.has(name) && !strict.has(name)) complain(`${name} stands in ${FAILURES} and passes`);
  }
  await judgeOwn();
} else {
  counts.skips.push({
    name: 'the scenarios',
    why: 'there is no ../shared/oracles/replay beside the repository',
  });
}
if (result !== undefined) {
  mkdirSync(dirname(result), { recursive: true });
  writeFileSync(result, JSON.stringify(counts));
}
process.exit(counts.failed > 0 ? 1 : 0);

async function buildAdapter() {
  await build({
    entryPoints: [at('app', 'testing', 'replay-adapter.ts')],
    outfile: ADAPTER,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}

/** @returns {Set<string>} The names in the first column of the file's table. */
function listedFailures() {
  const text = readFileSync(at(FAILURES), 'utf8');
  return new Set([...text.matchAll(/^\| `([^`]+)`/gm)].map((match) => String(match[1])));
}

/**
 * Runs all scenarios.
 * @param {'core' | 'strict'} how
 * @param {Set<string>} listed
 * @returns {Set<string>} Those that failed.
 */
function judge(how, listed) {
  const args = ['--class', 'iteration,forwarding', '--no-advisory', '--jobs', '1', '--match', how];
  const { stdout, stderr } = spawnSync(process.execPath, [RUNNER, ...args], {
    cwd: HOME,
    encoding: 'utf8',
    // Verdicts are of virtual time; the wall clock only ends what hangs, also on a busy machine.
    env: { ...process.env, SUBJECT: ADAPTER, REPLAY_WALL_MS: '20000' },
    maxBuffer: 64 * 1024 * 1024,
  });
  console.log(stdout + stderr);
  const summary = /^(\d+) passed, (\d+) failed, (\d+) skipped/m.exec(stdout);
  const failures = new Set([...stdout.matchAll(/^(\S+): FAIL/gm)].map((match) => String(match[1])));
  if (summary === null) {
    complain(`the runner gave no summary (${how})`);
    return failures;
  }
  const [passed, failed, skipped] = summary.slice(1).map(Number);
  counts.passed += passed ?? 0;
  const all = (passed ?? 0) + (failed ?? 0);
  if (all === 0 || (passed ?? 0) / all < LEAST[how])
    complain(`${passed} of ${all} scenarios pass (${how}): less than ${LEAST[how] * 100} %`);
  if (skipped !== 0) complain(`${skipped} scenarios were skipped (${how})`);
  if (failures.size !== failed) complain(`${failed} failures were counted, ${failures.size} named (${how})`);
  for (const name of failures)
    if (!listed.has(name)) complain(`${name} fails (${how}) and does not stand in ${FAILURES}`);
  return failures;
}

/** The project's own scenarios as they are, and in each variant. */
async function judgeOwn() {
  const own = scenariosIn(OWN);
  if (own.length < LEAST_OWN) complain(`only ${own.length} scenarios in ${OWN}`);
  for (const variant of [null, ...Object.keys(VARIANTS)]) {
    for (const item of own) {
      const { status, grade, reason } = await play(REPLAY, ADAPTER, item, variant);
      const passed = status === 'pass' && grade === 'strict';
      if (passed) counts.passed++;
      else complain(`${item.name}${variant === null ? '' : ` (${variant})`}: ${reason ?? status}`);
    }
    console.log(`scenarios: our own${variant === null ? '' : `, ${variant}`}: ${own.length} played`);
  }
}

/** @param {string} what */
function complain(what) {
  console.log(`scenarios: ${what}`);
  counts.failed++;
}
