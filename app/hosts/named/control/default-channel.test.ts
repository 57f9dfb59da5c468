/**
 * Without a `controls` statement: 127.0.0.1 and ::1, port 953, the key of /etc/bind/rndc.key. This is tried in a
 * network and a file tree of its own, where port 953 is free and /etc/bind is the test's.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { CONTROL_SECRET } from '../../../testing/controlled-named.ts';
import { NamedPrograms } from '../../../testing/named-program.ts';
import { needsPrograms, runProgram } from '../../../testing/programs.ts';

const KEY = `key "rndc-key" { algorithm hmac-sha512; secret "${CONTROL_SECRET}"; };\n`;

let programs: NamedPrograms;

beforeAll(async () => {
  programs = await NamedPrograms.make();
  programs.write(
    'named.conf',
    'options { directory "."; port 5300; listen-on { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; };\n',
  );
}, 60_000);

afterAll(() => programs.remove());

/** Runs shell words beside `rootwalk named`, when its log says that it runs; gives their output and the log. */
async function beside(
  context: TestContext,
  key: string | null,
  words: string,
): Promise<{ readonly out: string; readonly log: string }> {
  needsPrograms(context, 'unshare', 'ip', 'rndc');
  if (spawnSync('unshare', ['-rnm', 'true']).status !== 0) context.skip('no namespaces of its own here');
  if (!existsSync('/etc/bind')) context.skip('no /etc/bind to put another in the place of');
  const folder = join(programs.folder, `bind-${key === null ? 'empty' : key.length}`);
  mkdirSync(folder, { recursive: true });
  if (key !== null) writeFileSync(join(folder, 'rndc.key'), key);
  const script = `ip link set lo up; mount --bind ${folder} /etc/bind; cd ${programs.folder}
    rootwalk="${process.execPath} cli.mjs"
    $rootwalk named -g -c named.conf 2> log & named=$!
    for i in $(seq 200); do grep -q '::1#953' log && break; sleep 0.05; done
    ${words}
    kill $named 2> /dev/null; wait $named; echo "ended with $?"; cat log >&2`;
  const { out, err } = await runProgram('unshare', ['-rnm', 'sh', '-c', script]);
  return { out, log: err.replace(/^\d\d-\w{3}-\d{4} [\d:.]{12} /gm, '') };
}

test('both rndcs find it by themselves, and stop it', { timeout: 40_000 }, async (context) => {
  const { out, log } = await beside(
    context,
    KEY,
    'rndc -r flush; $rootwalk rndc -r flush; rndc -s ::1 -r null; $rootwalk rndc status | tail -1; $rootwalk rndc stop',
  );
  expect(out).toBe(
    'ISC_R_SUCCESS 0\nISC_R_SUCCESS 0\nISC_R_SUCCESS 0\nserver is up and running\nended with 0\n',
  );
  expect(log).toContain(
    "configuring command channel from '/etc/bind/rndc.key'\ncommand channel listening on 127.0.0.1#953\n" +
      "configuring command channel from '/etc/bind/rndc.key'\ncommand channel listening on ::1#953\n",
  );
  expect(log).toContain('stopping command channel on 127.0.0.1#953\nstopping command channel on ::1#953\n');
});

test('without a key it says so, goes on, and hears nobody', { timeout: 40_000 }, async (context) => {
  const { out, log } = await beside(
    context,
    null,
    `printf '%s' '${KEY.trim()}' > k; rndc -k k -s 127.0.0.1 status 2>&1 | head -1; rndc status 2>&1`,
  );
  expect(out).toBe(
    'rndc: connection to remote host closed.\n' +
      'rndc: neither /etc/bind/rndc.conf nor /etc/bind/rndc.key was found\nended with 0\n',
  );
  expect(log).toContain(
    'open: /etc/bind/rndc.key: file not found\ncommand channel listening on 127.0.0.1#953\n',
  );
  expect(log).toMatch(/invalid command from 127\.0\.0\.1#\d+: bad auth\n/);
});

test('where the port is taken, it says so and goes on', { timeout: 40_000 }, async (context) => {
  const { out, log } = await beside(
    context,
    KEY,
    `$rootwalk named -g -c named.conf -p 5301 2> second & second=$!
    for i in $(seq 200); do grep -q '::1#953: ' second && break; sleep 0.05; done
    kill $second; wait $second; grep -o 'couldn.*' second; grep -c ' running$' second`,
  );
  expect(out).toBe(
    "couldn't add command channel 127.0.0.1#953: address in use\n" +
      "couldn't add command channel ::1#953: address in use\n1\nended with 0\n",
  );
  expect(log).not.toContain('invalid');
});
