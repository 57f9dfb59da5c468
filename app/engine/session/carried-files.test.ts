/** Files carried out of the lab and into it, a piece at a time; and dumps of a cache into its caching server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { content, ran, wall } from '../../testing/free-world.ts';
import { windowOn, type SessionWindow } from '../../testing/session-window.ts';
import { Session } from '../session.ts';
import { base64, octetsOfBase64 } from './base64.ts';

let session: Session;
let window: SessionWindow;
beforeAll(async () => {
  session = await Session.start({
    wall,
    content,
    version: 'test',
    savedProgress: null,
    saveProgress: () => undefined,
    firstLab: null,
  });
  window = windowOn(session);
});
afterAll(() => session.close());

const encoder = new TextEncoder();
const text = (octets: Uint8Array) => new TextDecoder().decode(octets);

function diskOf(machine: string) {
  const found = session.world.machines.get(machine);
  if (!found) throw new Error(`no machine ${machine}`);
  return found.disk;
}

async function readAll(terminal: string, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const piece = await window.ask('files.octets', { terminal, path, from: at });
    if (piece.kind === 'refused') throw new Error(piece.why);
    const octets = octetsOfBase64(piece.base64);
    if (octets === null) throw new Error('no base64');
    parts.push(octets);
    at += octets.length;
    if (at >= piece.size || octets.length === 0) return Buffer.concat(parts);
  }
}

const put = (path: string, base: string, more: { from?: number; last?: boolean; over?: boolean } = {}) =>
  window.ask('files.put', {
    terminal: 'cache',
    path,
    base64: base64(encoder.encode(base)),
    from: more.from ?? 0,
    last: more.last ?? true,
    over: more.over ?? false,
  });

test('base64 is read as it is written, and what is none is told', () => {
  for (let length = 0; length < 7; length++) {
    const octets = Uint8Array.from({ length }, (_, i) => (i * 83 + 250) & 0xff);
    expect(octetsOfBase64(base64(octets))).toEqual(octets);
  }
  for (const bad of ['A', 'AA=A', 'A===', 'AAA', '****', 'AA A']) expect(octetsOfBase64(bad), bad).toBeNull();
});

test('a file longer than the editor takes comes out in pieces, each with the same version', async () => {
  const octets = Uint8Array.from({ length: 2_500_001 }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
  diskOf('cache').write('/root/big', octets);
  const first = await window.ask('files.octets', { terminal: 'cache', path: '/root/big', from: 0 });
  const third = await window.ask('files.octets', { terminal: 'cache', path: '/root/big', from: 2_097_152 });
  expect(first).toMatchObject({ kind: 'piece', size: 2_500_001 });
  expect(third.kind === 'piece' && first.kind === 'piece' && third.version === first.version).toBe(true);
  expect(Buffer.compare(await readAll('cache', '/root/big'), octets)).toBe(0);
  diskOf('cache').remove('/root/big');
});

test('a folder’s tree has its files, folders and links, and leaves out what may not be read, saying so', async () => {
  const disk = diskOf('laptop');
  disk.makeDirectory('/srv/zones/deep', { parents: true });
  disk.write('/srv/zones/deep/db.a', encoder.encode('a'));
  disk.write('/srv/zones/db.b', encoder.encode('bb'));
  disk.symlink('/etc/passwd', '/srv/zones/out');
  disk.makeDirectory('/srv/zones/shut');
  disk.chmod('/srv/zones/shut', 0o700);
  const tree = await window.ask('files.tree', { terminal: 'student', path: '/srv/zones' });
  expect(tree).toMatchObject({
    kind: 'tree',
    entries: [
      { path: 'db.b', kind: 'file', size: 2, mode: 0o644 },
      { path: 'deep', kind: 'folder' },
      { path: 'deep/db.a', kind: 'file', size: 1 },
      { path: 'out', kind: 'link', target: '/etc/passwd' },
      { path: 'shut', kind: 'folder' },
    ],
    left: ['/srv/zones/shut: Permission denied'],
  });
});

test('a file is put whole or not at all, makes its folders, and replaces none without being told', async () => {
  const disk = diskOf('cache');
  expect(await put('/root/in/side/db.new', 'first ', { last: false })).toEqual({ kind: 'part' });
  expect(disk.paths().filter((path) => path.startsWith('/root/in'))).toEqual([]);
  expect(await put('/root/in/side/db.new', 'second', { from: 6 })).toEqual({ kind: 'put' });
  expect(text(await readAll('cache', '/root/in/side/db.new'))).toBe('first second');
  expect(await put('/root/in/side/db.new', 'other')).toEqual({ kind: 'exists' });
  expect(text(await readAll('cache', '/root/in/side/db.new'))).toBe('first second');
  expect(await put('/root/in/side/db.new', 'other', { over: true })).toEqual({ kind: 'put' });
  expect(text(await readAll('cache', '/root/in/side/db.new'))).toBe('other');
  // A piece that does not follow the one before.
  await put('/root/gap', 'abc', { last: false });
  expect(await put('/root/gap', 'xyz', { from: 7 })).toMatchObject({ kind: 'refused' });
  expect(await put('/root', 'a folder')).toMatchObject({ kind: 'refused', why: 'Is a directory' });
});

test('nobody puts a file where their terminal’s user may not, nor more than the disk holds', async () => {
  const ask = (path: string, octets: Uint8Array, from = 0, last = true) =>
    window.ask('files.put', { terminal: 'student', path, base64: base64(octets), from, last, over: true });
  expect(await ask('/etc/shadow-of-mine', encoder.encode('x'))).toEqual({
    kind: 'refused',
    why: 'Permission denied',
  });
  const piece = new Uint8Array(700_000);
  const path = '/home/student/long';
  let answer = await ask(path, piece, 0, false);
  for (let n = 1; n < 20 && answer.kind === 'part'; n++)
    answer = await ask(path, piece, n * 700_000, n === 19);
  expect(answer).toMatchObject({ kind: 'refused' });
  expect(diskOf('laptop').paths()).not.toContain(path);
});

/** Asked of others by the caching server. */
function questions(since: number): number {
  return session.world.journal
    .since(since)
    .filter(
      (entry) =>
        entry.kind === 'packet-sent' &&
        entry.packet.source.address === '127.53.0.53' &&
        entry.packet.destination.port === 53,
    ).length;
}

async function load(octets: Uint8Array, replace: boolean) {
  const place = { host: 'cache', view: '_default', dumpView: '_default', replace };
  const half = Math.floor(octets.length / 2);
  const part = { ...place, base64: base64(octets.subarray(0, half)), from: 0, last: false };
  expect(await window.ask('cache.load', part)).toEqual({ kind: 'part' });
  return window.ask('cache.load', {
    ...place,
    base64: base64(octets.subarray(half)),
    from: half,
    last: true,
  });
}

test('a dump of the lab, flushed and loaded again, gives the same answers without a question to anybody', async () => {
  const { world } = session;
  world.clock.pause();
  expect(await window.ask('cache.places', {})).toContainEqual({ host: 'cache', views: ['_default'] });
  const question =
    'dig +noall +answer +authority @127.53.0.53 www.tiscali.co.uk; dig +noall +authority nope.google.com';
  const [answers] = await ran(world, 'student', question);
  expect(answers).toContain('www.tiscali.co.uk');
  await ran(world, 'cache', 'rndc dumpdb -cache');
  const dump = await readAll('cache', '/var/cache/bind/named_dump.db');
  await ran(world, 'cache', 'rndc flush');
  const loaded = await load(dump, true);
  expect(loaded).toMatchObject({ kind: 'loaded', left: [] });
  expect(loaded.kind === 'loaded' && loaded.loaded > 10).toBe(true);
  expect(questions(0)).toBeGreaterThan(3);
  const before = world.journal.last;
  const [again] = await ran(world, 'student', question);
  const names = (output: string) => output.replace(/\t\d+\tIN/g, '\tTTL\tIN');
  expect(names(again)).toBe(names(answers));
  expect(questions(before)).toBe(0);
});

test('what is no dump, and a server that has no cache, are refused in words', async () => {
  expect(await load(encoder.encode('nothing of the kind\n'), true)).toMatchObject({
    kind: 'refused',
    why: 'there is no entry in it',
  });
  const nowhere = {
    host: 'laptop',
    view: '_default',
    dumpView: '',
    replace: false,
    base64: '',
    from: 0,
    last: true,
  };
  expect(await window.ask('cache.load', nowhere)).toMatchObject({ kind: 'refused' });
});
