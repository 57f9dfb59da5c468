/**
 * `npm run bench`: builds the command and the bench (`app/testing/bench/main.ts`), and runs it in a network of its
 * own, where the loopback interface has all the addresses that real servers want to listen on.
 *
 *   npm run bench -- [--quick] [--only cached,many,cold,memory,codec,path,lab,walks,jump,dump]
 */
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { at } from './home.mjs';

const BENCH = at('test-results', 'bench', 'bench.mjs');
const CLI = at('test-results', 'bench', 'cli.mjs');
/** 127.54.0.1 and so on for servers, 127.54.1.x to 3.x for the levels of the hierarchy. */
const ADDRESSES = [
  ...[1, 2, 3, 4, 5, 6, 9].map((i) => `127.54.0.${i}`),
  ...[1, 2, 3].flatMap((level) => [`127.54.${level}.1`, `127.54.${level}.2`]),
];

await build({
  entryPoints: { bench: at('app', 'testing', 'bench', 'main.ts'), cli: at('app', 'hosts', 'cli', 'main.ts') },
  outdir: at('test-results', 'bench'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  external: ['bufferutil', 'utf-8-validate', 'vitest'],
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
  },
});

const setUp = ADDRESSES.map((address) => `ip address add ${address}/32 dev lo`).join(' && ');
const user = process.getuid?.() === 0 ? [] : ['-r'];
const words = [...user, '-n', 'sh', '-c', `ip link set lo up && ${setUp} && exec "$@"`, 'sh'];
const bench = [process.execPath, BENCH, ...process.argv.slice(2)];
const options = { stdio: /** @type {const} */ ('inherit'), env: { ...process.env, ROOTWALK_CLI: CLI } };
const own = spawnSync('unshare', [...user, '-n', 'sh', '-c', 'ip link set lo up'], { stdio: 'ignore' });
if (own.status === 0) {
  spawnSync('unshare', [...words, ...bench], options);
} else {
  console.log('No network of its own can be had here (unshare and ip, on Linux): only rows without sockets.');
  spawnSync(process.execPath, [BENCH, '--only', 'memory,codec,path,lab,walks,jump,dump'], options);
}
