/**
 * `npm run fuzz`: builds `app/testing/fuzz/main.ts` and runs it in the project's folder.
 *
 *   npm run fuzz -- dumps|logs|zones|configurations COUNT [--seed TEXT] [--judge EVERY]
 */
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { HOME, at } from './home.mjs';

const BUILT = at('test-results', 'fuzz', 'fuzz.mjs');

await build({
  entryPoints: [at('app', 'testing', 'fuzz', 'main.ts')],
  outfile: BUILT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});

const { status } = spawnSync(process.execPath, [BUILT, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: HOME,
});
process.exitCode = status ?? 1;
