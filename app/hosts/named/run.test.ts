/**
 * `rootwalk named` as a program of its own, asked by real dig. The Internet that it asks is the course's, through the
 * gateway: hints at 127.53.1.x, on the gateway's port, which is the server's own port too (BIND: `port`).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';

const HOME = join(import.meta.dirname, '../../..');
const ADDRESS = '127.0.0.1';
const ZONE = '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\n';
const HINTS = 'zone "." { type hint; file "named.root"; };\n';

let lab: OpenLab;
let folder = '';
let program = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-named-'));
  program = join(folder, 'cli.mjs');
  await build({
    entryPoints: [join(HOME, 'app/hosts/cli/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['bufferutil', 'utf-8-validate'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  copyFileSync(join(HOME, 'labs/networks/hints/named.root'), join(folder, 'named.root'));
  writeFileSync(join(folder, 'example.test.zone'), ZONE);
  lab = await openLab('rootwalk named');
}, 60_000);

afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly log: () => string;
  /** Resolves when the log has it. */
  says(text: string): Promise<void>;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
}

const started: Running[] = [];

function start(configuration: string, ...words: string[]): Running {
  writeFileSync(join(folder, 'named.conf'), configuration);
  const args = [program, 'named', '-g', '-c', 'named.conf', '-p', String(lab.port), ...words];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const waiting: { readonly text: string; readonly done: () => void }[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    for (const wait of waiting) if (log.includes(wait.text)) wait.done();
  });
  const running: Running = {
    child,
    log: () => log,
    says: (text) =>
      new Promise((done, reject) => {
        if (log.includes(text)) return done();
        waiting.push({ text, done });
        child.once('close', () => reject(new Error(`it ended without '${text}':\n${log}`)));
      }),
    ended: new Promise((done) => child.once('close', done)),
  };
  started.push(running);
  return running;
}

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  }
});

const dig = (...words: string[]) =>
  runProgram('dig', [`@${ADDRESS}`, '-p', String(lab.port), '-r', ...words]);

const CACHING =
  `options { directory "."; listen-on { ${ADDRESS}; }; listen-on-v6 { none; }; recursion yes; dnssec-validation no; };\n` +
  HINTS;

test('a caching server with a zone of its own: found from the root, from the cache, over TCP, from the file', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(`${CACHING}zone "example.test" { type primary; file "example.test.zone"; };`);
  await named.says('running\n');
  expect(named.log()).toMatch(/^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3} starting BIND /);
  expect(named.log()).toContain(`listening on IPv4 interface lo, ${ADDRESS}#${lab.port}`);
  expect(named.log()).toContain('zone example.test/IN: loaded serial 7');
  const found = await dig('www.tiscali.co.uk');
  expect(found.out).toMatch(/status: NOERROR[\s\S]*www\.tiscali\.co\.uk\.\s+\d+\s+IN\s+A\s+127\.53\.9\.1/);
  expect((await dig('www.tiscali.co.uk', '+short', '+norec')).out).toBe('127.53.9.1\n');
  expect((await dig('www.tiscali.co.uk', '+short', '+tcp')).out).toBe('127.53.9.1\n');
  expect((await dig('www.example.test')).out).toMatch(/flags: qr aa rd ra;[\s\S]*192\.0\.2\.80/);
  expect((await dig('nothing.tiscali.co.uk')).out).toContain('status: NXDOMAIN');
});

test('clients that no list allows are refused, and the log says why', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(
    `acl me { ${ADDRESS}; };\n` +
      CACHING.replace(
        'recursion yes;',
        'recursion yes; allow-recursion { !me; any; }; allow-query { any; };',
      ) +
      'zone "example.test" { type primary; file "example.test.zone"; };',
  );
  await named.says('running\n');
  expect((await dig('www.tiscali.co.uk')).out).toContain('status: REFUSED');
  expect((await dig('www.example.test')).out).toContain('status: NOERROR');
  await named.says("query (cache) 'www.tiscali.co.uk/A/IN' denied");
});

test('a wrong configuration ends it with file, line and named’s words', async () => {
  const named = start(`options {\n  recursion yes;\n  recusrion no;\n};\n${HINTS}`);
  expect(await named.ended).toBe(1);
  expect(named.log()).toMatch(/named\.conf:3: unknown option 'recusrion'\n/);
  expect(named.log()).toMatch(/loading configuration: failure\n.*exiting \(due to fatal error\)\n$/);
});

test('SIGHUP reads it anew; where it is wrong, what runs runs on; SIGINT ends it with status 0', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(`${CACHING}zone "example.test" { type primary; file "example.test.zone"; };`);
  await named.says('running\n');
  writeFileSync(join(folder, 'named.conf'), 'options { nonsense; };');
  named.child.kill('SIGHUP');
  await named.says('reloading configuration failed: failure');
  expect((await dig('www.example.test', '+short')).out).toBe('192.0.2.80\n');
  writeFileSync(join(folder, 'other.test.zone'), ZONE.replace('192.0.2.80', '192.0.2.81'));
  writeFileSync(
    join(folder, 'named.conf'),
    `${CACHING}zone "other.test" { type primary; file "other.test.zone"; };`,
  );
  named.child.kill('SIGHUP');
  await named.says('zone other.test/IN: loaded serial 7');
  expect((await dig('www.other.test', '+short')).out).toBe('192.0.2.81\n');
  named.child.kill('SIGINT');
  expect(await named.ended).toBe(0);
  expect(named.log()).toMatch(/no longer listening on [\s\S]*shutting down[\s\S]*exiting\n$/);
});

test('forwarders are asked, and with `forward only` nobody else', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(
    CACHING.replace('recursion yes;', 'recursion yes; forwarders { 127.53.0.53; }; forward only;'),
  );
  await named.says('running\n');
  const before = lab.lab.journal.last;
  expect((await dig('www.tiscali.co.uk', '+short')).out).toBe('127.53.9.1\n');
  const asked = new Set<string>();
  for (const entry of lab.lab.journal.since(before)) {
    if (entry.kind === 'packet-sent' && entry.packet.source.address.startsWith('127.0.0.'))
      asked.add(entry.packet.destination.address);
  }
  expect([...asked]).toEqual(['127.53.0.53']);
});
