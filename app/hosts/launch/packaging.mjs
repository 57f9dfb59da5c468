/**
 * Proves the packaging as far as it can be proved without Electron's runtime.
 *
 * The app is packed for Linux around a stub (a file with the fuse marker of a real runtime) into a temporary folder;
 * then its archive must hold everything that runs and nothing else, its fuses must be set, and the configuration
 * must be valid for every system. The archive is unpacked again and its main process runs to a window's first
 * answer, on a stand-in for Electron's own objects.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOME, at } from './home.mjs';

const require = createRequire(import.meta.url);

/** What marks the place of the fuses in a runtime; written in two parts so that it marks no place here. */
const SENTINEL = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX${''}`;

const NEEDED = [
  '/package.json',
  '/dist/electron/main.cjs',
  '/dist/electron/preload.cjs',
  '/dist/renderer/index.html',
  '/labs/networks/internet.yaml',
  '/assets/icon.png',
];
const ALLOWED = [
  /^\/package\.json$/,
  /^\/dist(\/electron(\/(main|preload)\.cjs)?)?$/,
  /^\/dist\/renderer(\/[\w./-]+)?$/,
  /^\/labs(\/[\w./-]+)?$/,
  /^\/assets(\/icon\.png)?$/,
];
/** What the stand-in says when it played its script to the end. */
const PLAYED = 'A window was opened and answered.';
const UNWANTED = /\.(ts|svelte|map)$|\.test\.|node_modules|\/\./;

/** @type {string[]} */
const problems = [];
const folder = mkdtempSync(join(tmpdir(), 'rootwalk-packaging-'));
try {
  await validate();
  const app = await pack();
  const archive = join(app, 'resources', 'app.asar');
  checkArchive(archive);
  await checkFuses(join(app, 'rootwalk'));
  runMain(archive);
} catch (error) {
  problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.log(problem);
if (problems.length === 0)
  console.log('The archive is whole, holds nothing else, and its main process starts.');
process.exit(problems.length === 0 ? 0 : 1);

/** Checks every key of electron-builder.yml, those of systems that cannot be built here too. */
async function validate() {
  const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config.js');
  const { DebugLogger } = require('builder-util');
  const configuration = await getConfig(HOME, 'electron-builder.yml', null);
  await validateConfiguration(configuration, new DebugLogger(false));
  for (const key of /** @type {const} */ (['linux', 'win', 'mac']))
    if (!Array.isArray(configuration[key]?.target))
      problems.push(`electron-builder.yml: ${key} has no target.`);
}

/** @returns {Promise<string>} The folder of the packed app. */
async function pack() {
  const stub = join(folder, 'stub');
  mkdirSync(stub);
  // Version 1 of the fuse wire, nine fuses, each of them removable ('1').
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 9]), Buffer.from('1'.repeat(9))]);
  writeFileSync(join(stub, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), wire]));
  chmodSync(join(stub, 'electron'), 0o755);
  const { build, Platform } = require('electron-builder');
  const { version } = JSON.parse(readFileSync(at('node_modules', 'electron', 'package.json'), 'utf8'));
  await build({
    projectDir: HOME,
    targets: Platform.LINUX.createTarget('dir'),
    config: { electronDist: stub, electronVersion: version, directories: { output: join(folder, 'out') } },
  });
  return join(folder, 'out', 'linux-unpacked');
}

/** @param {string} archive */
function checkArchive(archive) {
  const { listPackage } = require('@electron/asar');
  /** @type {string[]} */
  const files = listPackage(archive, { isPack: false }).map((/** @type {string} */ file) =>
    file.replaceAll('\\', '/'),
  );
  for (const needed of NEEDED) if (!files.includes(needed)) problems.push(`app.asar lacks ${needed}`);
  for (const file of files) {
    if (UNWANTED.test(file) || !ALLOWED.some((pattern) => pattern.test(file)))
      problems.push(`app.asar holds ${file}, which does not belong there`);
  }
}

/** @param {string} executable */
async function checkFuses(executable) {
  const { getCurrentFuseWire, FuseV1Options } = await import('@electron/fuses');
  const wire = await getCurrentFuseWire(executable);
  const wanted = /** @type {const} */ ([
    ['RunAsNode', 'off'],
    ['EnableNodeOptionsEnvironmentVariable', 'off'],
    ['EnableNodeCliInspectArguments', 'off'],
    ['EnableEmbeddedAsarIntegrityValidation', 'on'],
    ['OnlyLoadAppFromAsar', 'on'],
    ['GrantFileProtocolExtraPrivileges', 'off'],
  ]);
  for (const [name, should] of wanted) {
    // The wire holds the characters '0' and '1'.
    const is = Number(wire[FuseV1Options[name]]) === '1'.charCodeAt(0) ? 'on' : 'off';
    if (is !== should) problems.push(`The fuse ${name} is ${is}, not ${should}.`);
  }
}

/** @param {string} archive */
function runMain(archive) {
  const { extractAll } = require('@electron/asar');
  const app = join(folder, 'app');
  extractAll(archive, app);
  mkdirSync(join(app, 'node_modules', 'electron'), { recursive: true });
  cpSync(
    at('app', 'hosts', 'launch', 'electron-stand-in.cjs'),
    join(app, 'node_modules', 'electron', 'index.js'),
  );
  const main = join(app, 'dist', 'electron', 'main.cjs');
  if (!existsSync(main)) return;
  const run = spawnSync(process.execPath, [main, '--no-gateway'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, ROOTWALK_DATA: join(folder, 'data') },
  });
  if (run.status !== 0 || !run.stdout.includes(PLAYED))
    problems.push(
      `The packed main process failed (${run.status ?? run.signal}):\n${run.stdout}${run.stderr}`,
    );
}
