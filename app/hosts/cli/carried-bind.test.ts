/** The lab's /etc/bind taken out and run by a real named; a Debian's put in and run by the lab's. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PackedEntry } from '../../reader-contract.ts';
import { base64, octetsOfBase64 } from '../../engine/session/base64.ts';
import { Session } from '../../engine/session.ts';
import { content, ran, wall } from '../../testing/free-world.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { windowOn, type SessionWindow } from '../../testing/session-window.ts';
import { pack } from '../reader/folder/archive.ts';

let session: Session;
let window: SessionWindow;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-carried-'));
  session = await Session.start({
    wall,
    content,
    version: 'test',
    savedProgress: null,
    saveProgress: () => undefined,
    firstLab: null,
  });
  session.clock.pause();
  window = windowOn(session);
});
afterAll(() => {
  session.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A folder of the caching server as the window takes it out: a tar. */
async function takenOut(path: string): Promise<Uint8Array> {
  const tree = await window.ask('files.tree', { terminal: 'cache', path });
  if (tree.kind === 'refused') throw new Error(tree.why);
  expect(tree.left).toEqual([]);
  const entries: PackedEntry[] = [];
  for (const { path: below, kind, mode, modified, target } of tree.entries) {
    const full = `${path}/${below}`;
    const piece =
      kind === 'file' ? await window.ask('files.octets', { terminal: 'cache', path: full, from: 0 }) : null;
    if (piece?.kind === 'refused') throw new Error(piece.why);
    const octets = piece === null ? null : octetsOfBase64(piece.base64);
    const blob = octets === null ? null : new Blob([new Uint8Array(octets)]);
    entries.push({ path: full.slice(1), kind, mode, modified, target, content: blob });
  }
  return new Uint8Array(await (await pack(entries, 'tar')).arrayBuffer());
}

test('what is taken out of the lab, the real named-checkconf accepts and the real named serves', async (context) => {
  needsPrograms(context, 'named-checkconf', 'named', 'dig', 'unshare', 'tar', 'ip');
  const root = join(folder, 'root');
  mkdirSync(join(root, 'var/cache/bind'), { recursive: true });
  mkdirSync(join(root, 'run/named'), { recursive: true });
  mkdirSync(join(root, 'var/log/named'), { recursive: true });
  for (const path of ['/etc/bind', '/usr/share/dns']) {
    const stdin = await takenOut(path);
    expect(await runProgram('tar', ['-x', '-C', root, '-f', '-'], { stdin })).toMatchObject({
      status: 0,
      err: '',
    });
  }
  // In a namespace of its own anybody may change the root folder.
  const judged = await runProgram('unshare', [
    '-r',
    'named-checkconf',
    '-t',
    root,
    '-z',
    '/etc/bind/named.conf',
  ]);
  expect(judged).toMatchObject({ status: 0, err: '' });
  expect(judged.out).toContain('zone localhost/IN: loaded serial');

  // … and a network of its own, with the lab server's address and port 53.
  const script = [
    `cd ${folder}`,
    'ip link set lo up',
    'ip address add 127.53.0.53/8 dev lo',
    `named -4 -g -t ${root} -c /etc/bind/named.conf >${folder}/log 2>&1 & named=$!`,
    // Asked until it answers; one that is told to end while it loads, dies of it.
    'for try in $(seq 100); do dig @127.53.0.53 +time=1 +tries=1 localhost A >answer; grep -q NOERROR answer && break; sleep 0.1; done',
    'cat answer',
    'kill $named; wait $named',
  ].join('\n');
  const served = await runProgram('unshare', ['-r', '-n', '-m', 'sh', '-c', script], { limitMs: 30_000 });
  const log = readFileSync(`${folder}/log`, 'utf8');
  expect(served.out, log).toMatch(
    /status: NOERROR[\s\S]*flags: qr aa rd ra[\s\S]*localhost\.\s+\d+\s+IN\s+A\s+127\.0\.0\.1/,
  );
  expect(log).toContain('all zones loaded');
  expect(log).not.toMatch(/error:/);
});

test('the /etc/bind of a real Debian, put in over the lab’s, runs in the lab', async (context) => {
  if (!existsSync('/etc/bind/named.conf.default-zones')) context.skip('needs the files of Debian’s bind9');
  for (const name of readdirSync('/etc/bind')) {
    // Its key is not the lab's, and readable by few.
    if (name === 'rndc.key') continue;
    const put = {
      terminal: 'cache',
      path: `/etc/bind/${name}`,
      base64: base64(readFileSync(`/etc/bind/${name}`)),
      from: 0,
      last: true,
    };
    const there = await window.ask('files.put', { ...put, over: false });
    if (there.kind === 'exists')
      expect(await window.ask('files.put', { ...put, over: true })).toEqual({ kind: 'put' });
    else expect(there).toEqual({ kind: 'put' });
  }
  const { world } = session;
  expect(await ran(world, 'cache', 'named-checkconf -z')).toEqual([
    expect.stringContaining('zone localhost/IN: loaded serial 2') as string,
    0,
  ]);
  await ran(world, 'cache', 'service bind9 restart');
  expect((await ran(world, 'cache', 'rndc status'))[0]).toContain('server is up and running');
  const [answer] = await ran(world, 'cache', 'dig @127.0.0.1 localhost A');
  expect(answer).toMatch(/flags: qr aa rd ra[\s\S]*IN\s+A\s+127\.0\.0\.1/);
});
