/** `rootwalk open`: a file named on the command line comes to the lab's window, once, and to nobody else. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServedFile, ServerMessage } from '../../contract.ts';
import { filesNamed } from '../electron/file-words.ts';
import { keptSecret } from '../storage/secret.ts';
import { WebHostServer } from '../web/server.ts';
import { openDoorPath } from './door-path.ts';
import { OpenDoor, askToOpen } from './open-door.ts';
import { openFiles, whyNot } from './open.ts';
import { OpenedFiles } from './opened-files.ts';
import { lengthOf, ServedFiles, whyUnread } from './served-files.ts';

let data: string;
let opened: OpenedFiles;
let door: OpenDoor | null;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'rootwalk-open-'));
  vi.stubEnv('ROOTWALK_DATA', data);
  opened = new OpenedFiles();
  const secret = keptSecret(join(data, 'secret'));
  door = await OpenDoor.listen(openDoorPath(data), secret, (files, show) => opened.show(files, show));
});
afterEach(async () => {
  await door?.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(data, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(data, name);
  writeFileSync(path, text);
  return path;
}

/** A window that has its snapshot; gives what it was handed. */
function window(): { readonly files: ServedFile[]; readonly gone: () => void } {
  const files: ServedFile[] = [];
  const attached = opened.attach((message: ServerMessage) => {
    if (message.type === 'frame') files.push(...(message.frame.open ?? []));
  });
  attached.send({ type: 'reply', id: 1, ok: true, result: null });
  return { files, gone: attached.gone };
}

/** What the command prints, and its exit status. */
async function command(...words: string[]): Promise<{ out: string; err: string; status: number }> {
  let [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  const status = await openFiles(words);
  vi.restoreAllMocks();
  return { out, err, status };
}

test('a file goes to the newest window, over HTTP, once, and only with the lab’s own cookie and origin', async () => {
  const old = window();
  const { files } = window();
  const path = file('named_dump.db', '; Start view _default\n');
  expect(await command(path)).toEqual({
    out: "Opened in the lab's window: named_dump.db\n",
    err: '',
    status: 0,
  });
  expect(old.files).toEqual([]);
  expect(files).toEqual([
    {
      name: 'named_dump.db',
      from: data,
      address: expect.stringMatching(/^\/open\/[\w-]{32}$/) as string,
      size: 22,
    },
  ]);
  mkdirSync(join(data, 'window'));
  writeFileSync(join(data, 'window', 'index.html'), '');
  const listening = await WebHostServer.listen({
    door: { attach: () => ({ receive: () => undefined, close: () => undefined }) },
    folder: join(data, 'window'),
    served: opened.served,
    port: 0,
    secret: 's',
  });
  if (listening.kind === 'failed') throw new Error(listening.code);
  const { server } = listening;
  const url = `http://127.0.0.1:${server.port}${files[0]?.address ?? ''}`;
  const cookie = `rootwalk-${server.port}=s`;
  const status = async (init: RequestInit) => (await fetch(url, init)).status;
  try {
    expect(await status({})).toBe(403);
    expect(await status({ headers: { cookie, origin: 'http://evil.example' } })).toBe(403);
    expect(await status({ method: 'POST', headers: { cookie } })).toBe(405);
    const got = await fetch(url, { headers: { cookie } });
    expect(got.status).toBe(200);
    expect(got.headers.get('content-disposition')).toBe('attachment');
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await got.text()).toBe('; Start view _default\n');
    expect(await status({ headers: { cookie } })).toBe(410);
    const inParts = `http://127.0.0.1:${server.port}${opened.served.offer(path).address}`;
    const part = await fetch(inParts, { headers: { cookie, range: 'bytes=2-6' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 2-6/22']);
    expect(await part.text()).toBe('Start');
    expect((await fetch(inParts, { headers: { range: 'bytes=2-6' } })).status).toBe(403);
    const other = `http://127.0.0.1:${server.port}/open/../../../etc/passwd`;
    expect((await fetch(other, { headers: { cookie } })).status).toBe(404);
  } finally {
    await server.close();
  }
});

test('without a window the file waits for the next one, and the host is asked for one', async () => {
  const wanted = vi.fn(() => Promise.resolve<string | null>(null));
  opened.wantWindow = wanted;
  expect((await command(file('a.log', 'x'))).out).toBe("It opens with the lab's window: a.log\n");
  expect(wanted).toHaveBeenCalledOnce();
  const first = window();
  expect(first.files.map(({ name }) => name)).toEqual(['a.log']);
  first.gone();
  opened.wantWindow = () => Promise.resolve('Open the lab in a browser: http://127.0.0.1:1/');
  expect((await command(file('b.log', 'x'))).out).toBe('Open the lab in a browser: http://127.0.0.1:1/\n');
});

test('what cannot be shown is told in words, and the rest is shown', async () => {
  const { files } = window();
  const { out, err, status } = await command(join(data, 'none'), data, file('ok', 'x'));
  expect(err).toBe(
    `rootwalk open: ${join(data, 'none')}: There is no such file.\n` +
      `rootwalk open: ${data}: It is a folder. In the lab’s window, Files has a button that opens a whole folder.\n`,
  );
  expect(out).toBe("Opened in the lab's window: ok\n");
  expect(status).toBe(1);
  expect(files).toHaveLength(1);
  expect((await command()).status).toBe(1);
  expect((await command('--help')).out).toContain('usage: rootwalk open FILE');
  expect(whyNot('/dev/null')).toBe('It is no ordinary file.');
});

test('why the system refuses a file is said as a sentence', () => {
  const refused = (code: string) => whyUnread(Object.assign(new Error(code), { code }));
  expect(refused('EACCES')).toBe('You have no right to read it.');
  expect(refused('ENOTDIR')).toBe('There is no such file.');
  expect(refused('EIO')).toBe('EIO.');
});

test('without the secret, or with what is no question, nothing is opened', async () => {
  const { files } = window();
  const path = openDoorPath(data);
  expect(statSync(join(data, 'open')).mode & 0o077).toBe(0);
  const asked = { secret: 'x'.repeat(32), files: [file('a', 'x')], show: true };
  expect(await askToOpen(path, asked)).toEqual({ ok: false, why: 'This lab is another’s.' });
  const secret = keptSecret(join(data, 'secret'));
  expect(await askToOpen(path, { ...asked, secret, files: ['relative'] })).toMatchObject({ ok: false });
  for (const junk of ['\n', 'null\n', '{"secret":1}\n', `${'x'.repeat(300_000)}`])
    await new Promise<void>((resolve) => {
      const socket = connect(path, () => socket.write(junk));
      socket.on('data', (reply) => expect(String(reply)).toContain('"ok":false'));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
  expect(files).toEqual([]);
  expect(await askToOpen(join(data, 'nowhere.sock'), asked)).toBeNull();
});

test('a long file is read in parts, several at a time, until it is another file', async () => {
  const served = new ServedFiles();
  const path = file('long', '0123456789');
  const { address, size } = served.offer(path, 0);
  expect(size).toBe(10);
  const part = async (range: string, now = 1) => {
    const taken = await served.take(address, range, now);
    if (taken?.kind !== 'part') return taken?.kind === 'problem' ? taken.status : null;
    return `${lengthOf(taken)['Content-Range'] ?? ''} ${String(Buffer.concat(await taken.stream.toArray()))}`;
  };
  expect(await Promise.all(['bytes=0-3', 'bytes=4-7', 'bytes=8-99'].map((range) => part(range)))).toEqual([
    'bytes 0-3/10 0123',
    'bytes 4-7/10 4567',
    'bytes 8-9/10 89',
  ]);
  for (const range of ['bytes=10-12', 'bytes=5-4', 'bytes=-4', 'bytes=0-', 'bytes=0-1,3-4', 'lines=0-1'])
    expect(await part(range), range).toBe(416);
  // Whoever looks at a file for long may still scroll; whoever left it may not come back.
  expect(await part('bytes=0-0', 3_600_000)).toBe('bytes 0-0/10 0');
  expect(await part('bytes=0-0', 200_000_000)).toBe(410);
  const again = served.offer(path).address;
  expect((await served.take(again, 'bytes=0-3'))?.kind).toBe('part');
  writeFileSync(path, 'another one');
  expect(await served.take(again, 'bytes=0-3')).toMatchObject({
    status: 412,
    why: 'The file changed since it was opened. Open it again.',
  });
});

test('an address ends with its time; what went away or is a folder since is told', async () => {
  const served = new ServedFiles();
  const path = file('later', 'x');
  const { address } = served.offer(path, 0);
  expect(await served.take(address, null, 600_000)).toMatchObject({ kind: 'problem', status: 410 });
  const gone = served.offer(join(data, 'gone')).address;
  expect(await served.take(gone)).toEqual({ kind: 'problem', status: 404, why: 'There is no such file.' });
  expect(await served.take(served.offer(data).address)).toMatchObject({ kind: 'problem', status: 404 });
  expect(await served.take('/index.html')).toBeNull();
  const empty = await served.take(served.offer(file('empty', '')).address);
  expect(empty).toMatchObject({ kind: 'file', size: 0 });
  if (empty?.kind === 'file') expect(await empty.stream.toArray()).toEqual([]);
});

test('Electron’s command lines name files, whether the app is packaged or not', () => {
  const words = [
    'electron',
    '/home/rootwalk',
    '--gateway-port',
    '5300',
    'a.log',
    '/var/log/b',
    '--no-gateway',
  ];
  expect(filesNamed(words, '/work', false)).toEqual(['/work/a.log', '/var/log/b']);
  expect(filesNamed(['Rootwalk', 'c.db'], '/work', true)).toEqual(['/work/c.db']);
  expect(openDoorPath('C:\\data', 'win32')).toMatch(/^\\\\\.\\pipe\\rootwalk-open-[0-9a-f]{32}$/);
});
