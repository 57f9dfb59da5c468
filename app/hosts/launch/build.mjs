/**
 * Builds what runs: the hosts with esbuild, the window with Vite.
 *
 *   dist/cli.mjs            the `rootwalk` command        ┐ one build with shared chunks: `rootwalk dig` loads
 *   dist/web.mjs            the browser host              ┘ dig and no more
 *   dist/electron/*.cjs     Electron's main process and preload (a sandboxed preload must be CommonJS)
 *   dist/renderer/          the window
 *
 * Each of the two halves keeps a stamp of its sources (paths, sizes, times of change); a half whose stamp still
 * holds is not built again. Nothing is written before all of a half is made, so that an interrupted build leaves the
 * old one whole. Runs by itself too: `node app/hosts/launch/build.mjs [--force]`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HOME, at } from './home.mjs';
import { putFiles, putFolder } from './put-in-place.mjs';

const STAMPS = ['dist', '.stamps.json'];

const BUILDERS = ['app/hosts/launch/build.mjs', 'app/hosts/launch/put-in-place.mjs'];

/** Where the sources of each half are, and what must be there once it is built. */
const HALVES = {
  hosts: {
    sources: ['app', ...BUILDERS, 'package-lock.json'],
    outputs: ['dist/web.mjs', 'dist/cli.mjs', 'dist/electron/main.cjs'],
  },
  window: {
    sources: [
      'renderer',
      'app/contract.ts',
      'app/reader-contract.ts',
      // The reader of files is part of the window, and the engine is in it.
      'app/hosts/reader',
      'app/engine',
      ...BUILDERS,
      'assets/icon.svg',
      'package-lock.json',
    ],
    outputs: ['dist/renderer/index.html'],
  },
};

/** @typedef {keyof typeof HALVES} Half */

/** The halves whose sources changed since they were built. */
export function stale() {
  const kept = readStamps();
  /** @type {Half[]} */
  const halves = ['hosts', 'window'];
  return halves.filter((half) => {
    const { sources, outputs } = HALVES[half];
    return kept[half] !== stampOf(sources) || !outputs.every((output) => existsSync(at(output)));
  });
}

/**
 * Builds the halves given. Rejects with the tool's error, whose message names file and line.
 * @param {readonly Half[]} halves
 */
export async function build(halves) {
  mkdirSync(at('dist'), { recursive: true });
  await Promise.all(
    halves.map(async (half) => {
      const stamp = stampOf(HALVES[half].sources);
      await (half === 'hosts' ? buildHosts() : buildWindow());
      writeFileSync(at(...STAMPS), JSON.stringify({ ...readStamps(), [half]: stamp }));
    }),
  );
}

async function buildHosts() {
  const { build: bundle } = await import('esbuild');
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    absWorkingDir: HOME,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    legalComments: 'none',
    // What is there stays whole until all of the new is made.
    write: false,
    logLevel: 'warning',
    // Optional speed-ups of ws; it works without.
    external: ['bufferutil', 'utf-8-validate'],
  };
  const results = await Promise.all([
    bundle({
      ...common,
      entryPoints: { cli: 'app/hosts/cli/main.ts', web: 'app/hosts/web/main.ts' },
      outdir: 'dist',
      format: 'esm',
      splitting: true,
      outExtension: { '.js': '.mjs' },
      chunkNames: 'chunks/[name]-[hash]',
      // CommonJS packages inside an ES module still ask for Node's own modules with require, and for their file.
      define: { __filename: '__rootwalkFile' },
      banner: {
        js: [
          "import { createRequire as __makeRequire } from 'node:module';",
          "import { fileURLToPath as __toPath } from 'node:url';",
          'const require = __makeRequire(import.meta.url);',
          'const __rootwalkFile = __toPath(import.meta.url);',
        ].join(' '),
      },
    }),
    bundle({
      ...common,
      entryPoints: { main: 'app/hosts/electron/main.ts', preload: 'app/hosts/electron/preload.ts' },
      outdir: 'dist/electron',
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      external: [...(common.external ?? []), 'electron'],
      define: { 'import.meta.url': '__rootwalkFileUrl' },
      banner: { js: "const __rootwalkFileUrl = require('node:url').pathToFileURL(__filename).href;" },
    }),
  ]);
  const files = results
    .flatMap(({ outputFiles }) => outputFiles ?? [])
    .map(({ path, contents }) => ({
      path,
      contents,
      name: relative(HOME, path).replaceAll('\\', '/'),
      mode: path === at('dist', 'cli.mjs') ? 0o755 : 0o644,
    }));
  /** @param {{ name: string }} file */
  const isChunk = ({ name }) => name.startsWith('dist/chunks/');
  putFiles([...files.filter(isChunk), ...files.filter((file) => !isChunk(file))]);
  dropOldChunks(files.map(({ name }) => name));
}

/**
 * A host that runs still loads chunks of the build it began with: they stay for a day.
 * @param {readonly string[]} outputs What was built just now.
 */
function dropOldChunks(outputs) {
  const dayAgo = Date.now() - 86_400_000;
  for (const name of readdirSync(at('dist', 'chunks'))) {
    const path = at('dist', 'chunks', name);
    if (!outputs.includes(`dist/chunks/${name}`) && statSync(path).mtimeMs < dayAgo)
      rmSync(path, { force: true });
  }
}

async function buildWindow() {
  const { build: bundle } = await import('vite');
  const configFile = ['ts', 'js', 'mjs']
    .map((end) => at('renderer', `vite.config.${end}`))
    .find((path) => existsSync(path));
  if (!configFile) throw new Error('renderer/vite.config.ts is missing.');
  await putFolder(at('dist', 'renderer'), (outDir) =>
    bundle({
      root: at('renderer'),
      configFile,
      logLevel: 'warn',
      build: {
        outDir,
        emptyOutDir: true,
        // On a busy machine this prints advice that nobody at `npm start` can use.
        rolldownOptions: { checks: { pluginTimings: false } },
      },
    }),
  );
}

/** @returns {Partial<Record<Half, string>>} */
function readStamps() {
  try {
    return JSON.parse(readFileSync(at(...STAMPS), 'utf8'));
  } catch {
    return {};
  }
}

/** @param {readonly string[]} sources */
function stampOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) addToStamp(hash, source);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
function addToStamp(hash, path) {
  const info = statSync(at(path), { throwIfNoEntry: false });
  if (!info) return;
  if (!info.isDirectory()) {
    hash.update(`${path} ${info.size} ${info.mtimeMs}\n`);
    return;
  }
  for (const entry of readdirSync(at(path), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    // Tests and the launcher itself are in no bundle.
    if (
      /[.]test[.]ts$|^[.]/.test(entry.name) ||
      ['e2e', 'testing', 'launch', 'node_modules'].includes(entry.name)
    )
      continue;
    addToStamp(hash, `${path}/${entry.name}`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const began = performance.now();
  /** @type {readonly Half[]} */
  const halves = process.argv.includes('--force') ? ['hosts', 'window'] : stale();
  await build(halves);
  console.log(
    halves.length
      ? `Built ${halves.join(' and ')} in ${Math.round(performance.now() - began)} ms.`
      : 'Nothing to build.',
  );
}
