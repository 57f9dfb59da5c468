/**
 * `npm test`: everything that can be checked, in stages, at most two at a time.
 *
 * It installs what is missing, runs each stage in a process of its own, prints a line as each ends (and the end of
 * its words where it failed), then what was skipped and why, and as its last line `N passed, N failed, N skipped`.
 * Tests are counted from the runners' own JSON; each other tool counts as one.
 *
 *   npm test                   all of it
 *   npm test -- unit types     stages by name, or by the first part of it
 *   npm test -- --no-skips     nothing may be skipped but what needs the Electron runtime (for CI)
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { HOME, at, nodeProblem } from './home.mjs';
import { ensureInstalled } from './install.mjs';

/**
 * @typedef {import('./counts.mjs').Counts} Counts
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} command Node's arguments; a first word without a slash is a program of node_modules.
 * @property {number} [cores] How many of the two cores it uses. Default: 1.
 * @property {string[]} [after] Stages that must have ended before.
 * @property {Record<string, string>} [env]
 * @property {() => Counts} [count] Reads what the stage's runner wrote.
 */

const RESULTS = at('test-results', 'stages');
const CORES = 2;

/** @param {string} name */
const result = (name) => `${RESULTS}/${name}`;
/** @param {string} name */
const readResult = (name) => JSON.parse(readFileSync(result(name), 'utf8'));
/** @param {string} name */
const launch = (name) => at('app', 'hosts', 'launch', name);

/** @type {Stage[]} */
const STAGES = [
  { name: 'build', command: [launch('build.mjs')] },
  { name: 'types-engine', command: ['typescript/bin/tsc', '-p', 'app/engine', '--noEmit'] },
  { name: 'types-hosts', command: ['typescript/bin/tsc', '-p', '.', '--noEmit'] },
  {
    name: 'types-window',
    command: [
      'svelte-check/bin/svelte-check',
      '--workspace',
      'renderer',
      '--tsconfig',
      './tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human',
    ],
  },
  { name: 'types-e2e', command: ['typescript/bin/tsc', '-p', 'tsconfig.e2e.json', '--noEmit'] },
  {
    name: 'lint',
    command: [
      'eslint/bin/eslint.js',
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      'node_modules/.cache/eslint',
    ],
  },
  {
    name: 'format',
    command: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '--cache', '.'],
  },
  { name: 'boundaries', command: [launch('boundaries.mjs')] },
  { name: 'unused', command: ['knip/bin/knip.js', '--no-progress', '--no-config-hints'] },
  {
    name: 'unit',
    command: [
      'vitest/vitest.mjs',
      'run',
      '--reporter=json',
      `--outputFile.json=${result('unit.json')}`,
      `--reporter=${launch('vitest-skips.mjs')}`,
      '--reporter=default',
    ],
    cores: 2,
    env: { ROOTWALK_SKIPS: result('unit-skips.json') },
    after: ['build'],
    count: () => withReasons('unit'),
  },
  {
    name: 'scenarios',
    command: [launch('scenarios.mjs'), result('scenarios.json')],
    count: () => readResult('scenarios.json'),
  },
  { name: 'labs', command: [at('dist', 'cli.mjs'), 'labs', 'check'], after: ['build'] },
  { name: 'packaging', command: [launch('packaging.mjs')], after: ['build'] },
  {
    name: 'e2e',
    command: ['@playwright/test/cli.js', 'test', '--reporter=list,json'],
    cores: 2,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: result('e2e.json'), PLAYWRIGHT_FORCE_TTY: '0' },
    after: ['build'],
    count: () => withElectron(readResult('e2e.json')),
  },
];

const { vitestCounts, playwrightCounts } = await import('./counts.mjs');

const tooOld = nodeProblem(process.versions.node);
if (tooOld !== null) stop(tooOld);
const words = process.argv.slice(2);
const noSkips = words.includes('--no-skips');
const chosen = choose(words.filter((word) => word !== '--no-skips'));

const began = performance.now();
const installProblem = await ensureInstalled(console.log);
if (installProblem !== null) stop(installProblem);
if (chosen.some(({ name }) => ['unit', 'e2e', 'labs'].includes(name))) {
  const { ensureSystemTools } = await import('./system-tools.mjs');
  ensureSystemTools(console.log);
}
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
process.exit(report(await runAll(chosen)));

/** @param {string} message */
function stop(message) {
  console.error(`rootwalk: ${message}`);
  process.exit(1);
}

/**
 * @param {readonly string[]} names
 * @returns {Stage[]}
 */
function choose(names) {
  if (names.length === 0) return STAGES;
  /** @param {Stage} stage @param {string} word */
  const fits = (stage, word) => stage.name === word || stage.name.startsWith(`${word}-`);
  for (const word of names) {
    if (STAGES.some((stage) => fits(stage, word))) continue;
    stop(`there is no stage '${word}'. There are: ${STAGES.map(({ name }) => name).join(', ')}.`);
  }
  const wanted = new Set(STAGES.filter((stage) => names.some((word) => fits(stage, word))));
  // What a chosen stage builds on is run too.
  for (const stage of wanted)
    for (const other of STAGES) if (stage.after?.includes(other.name)) wanted.add(other);
  return STAGES.filter((stage) => wanted.has(stage));
}

/**
 * Runs the stages in their order, a stage as soon as cores are free and what it builds on has ended.
 * @param {readonly Stage[]} stages
 * @returns {Promise<Counts[]>}
 */
function runAll(stages) {
  const waiting = [...stages];
  const running = new Set();
  /** @type {Set<string>} */
  const ended = new Set();
  /** @type {Counts[]} */
  const counts = [];
  let free = CORES;
  return new Promise((resolve) => {
    const go = () => {
      for (const stage of [...waiting]) {
        const ready = (stage.after ?? []).every((name) => ended.has(name));
        const cores = stage.cores ?? 1;
        if (!ready) continue;
        // A stage that needs both cores waits for them; the smaller ones before it go first.
        if (cores > free) break;
        waiting.splice(waiting.indexOf(stage), 1);
        running.add(stage);
        free -= cores;
        void runStage(stage).then((each) => {
          counts.push(each);
          running.delete(stage);
          ended.add(stage.name);
          free += cores;
          go();
        });
      }
      if (waiting.length === 0 && running.size === 0) resolve(counts);
    };
    go();
  });
}

/**
 * @param {Stage} stage
 * @returns {Promise<Counts>}
 */
async function runStage(stage) {
  const start = performance.now();
  const [program = '', ...rest] = stage.command;
  const script = existsSync(program) || program.startsWith(HOME) ? program : at('node_modules', program);
  const { code, words: said } = await run(process.execPath, [script, ...rest], stage.env ?? {});
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  writeFileSync(result(`${stage.name}.log`), said);
  const counts = countOf(stage, code);
  const mark = counts.failed > 0 ? '✗' : '✓';
  const detail = stage.count
    ? ` ${counts.passed} passed, ${counts.failed} failed, ${counts.skips.length} skipped`
    : '';
  console.log(`${mark} ${stage.name.padEnd(14)}${seconds.padStart(6)} s${detail}`);
  if (counts.failed > 0) console.log(indented(lastLines(said, 120)));
  return counts;
}

/**
 * @param {Stage} stage
 * @param {number} code
 * @returns {Counts}
 */
function countOf(stage, code) {
  if (!stage.count) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skips: [] };
  try {
    const counts = stage.count();
    // A runner that says no with every test passed found something else wrong.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch {
    return { passed: 0, failed: 1, skips: [] };
  }
}

/** @param {string} name */
function withReasons(name) {
  const reasons = existsSync(result(`${name}-skips.json`)) ? readResult(`${name}-skips.json`) : [];
  return vitestCounts(readResult(`${name}.json`), reasons);
}

/**
 * Where there was no Electron project, its half of the specs was skipped: once, with the reason.
 * @param {any} json
 */
function withElectron(json) {
  const counts = playwrightCounts(json);
  const projects = json.config.projects.map((/** @type {{ name: string }} */ project) => project.name);
  if (!projects.includes('electron'))
    counts.skips.push({
      name: 'the end-to-end specs in Electron',
      why: 'the Electron runtime cannot be used here',
    });
  return counts;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<{ code: number, words: string }>}
 */
function run(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: HOME,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    });
    let words = '';
    /** @param {Buffer} chunk */
    const hear = (chunk) => {
      words += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', (error) => resolve({ code: 1, words: words + error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, words }));
  });
}

/**
 * @param {readonly Counts[]} all
 * @returns {number} The exit code.
 */
function report(all) {
  const passed = all.reduce((sum, each) => sum + each.passed, 0);
  const failed = all.reduce((sum, each) => sum + each.failed, 0);
  const skips = all.flatMap((each) => each.skips);
  if (skips.length > 0) console.log('\nSkipped:');
  for (const { name, why } of skips) console.log(`  ${name}: ${why}`);
  const forbidden = noSkips ? skips.filter(({ name, why }) => !/electron/i.test(`${name} ${why}`)) : [];
  if (forbidden.length > 0)
    console.log(
      `\n${forbidden.length} of these may not be skipped here: only what needs the Electron runtime may.`,
    );
  console.log(
    `\nIn ${Math.round((performance.now() - began) / 1000)} s; each stage's words are in test-results/stages/.`,
  );
  console.log(`${passed} passed, ${failed} failed, ${skips.length} skipped`);
  return failed > 0 || forbidden.length > 0 ? 1 : 0;
}

/** @param {string} text @param {number} count */
function lastLines(text, count) {
  const lines = text.trimEnd().split('\n');
  return lines.length <= count
    ? lines.join('\n')
    : [`… (${lines.length - count} lines before)`, ...lines.slice(-count)].join('\n');
}

/** @param {string} text */
function indented(text) {
  return text.replace(/^/gm, '    ');
}
