import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { LabState, Snapshot } from '../../contract.ts';
import { startHost } from '../../testing/started-host.ts';
import type { StartOptions, StartedHost } from '../../testing/started-host.ts';

const started: StartedHost[] = [];

async function start(options: StartOptions = {}): Promise<StartedHost> {
  const host = await startHost(options);
  started.push(host);
  return host;
}

/** A data folder that several starts share; it goes when all of them have ended. */
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'rootwalk-data-'));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((host) => host.stop()));
  rmSync(data, { recursive: true, force: true });
});

/** A window's half of the WebSocket: asks by method, one answer each. */
async function openWindow(host: StartedHost): Promise<(method: string, params?: object) => Promise<unknown>> {
  const url = new URL(host.url);
  const page = await fetch(url);
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${url.host}/session`, { headers: { origin: url.origin, cookie } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let lastId = 0;
  return (method, params = {}) => {
    const id = ++lastId;
    socket.send(JSON.stringify({ type: 'request', id, method, params }));
    return new Promise((resolve, reject) => {
      const hear = (data: unknown): void => {
        const message = JSON.parse(String(data));
        if (message.type !== 'reply' || message.id !== id) return;
        socket.off('message', hear);
        if (message.ok) resolve(message.result);
        else reject(new Error(message.error.message));
      };
      socket.on('message', hear);
    });
  };
}

function takenPort(port = 0): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

describe('a started host', { timeout: 60_000 }, () => {
  test('gives its window the lab, and ends cleanly on SIGTERM', async () => {
    const host = await start();
    const ask = await openWindow(host);
    const snapshot = (await ask('hello')) as Snapshot;
    expect(snapshot.labs.map((lab) => lab.state)).not.toContain('broken');
    expect(snapshot.status.server).toBe('running');
    expect(await host.stop('SIGTERM')).toBe(0);
  });

  test('goes on with the same session when a tab closes and another opens', async () => {
    const host = await start();
    const first = await openWindow(host);
    await first('lab.open', { lab: '03-walk-from-the-root' });
    const before = (await first('hello')) as Snapshot;
    const second = (await (await openWindow(host))('hello')) as Snapshot;
    expect(second.lab?.id).toBe('03-walk-from-the-root');
    expect(second.clock.start).toBe(before.clock.start);
  });

  test('goes on at the same step after kill -9', async () => {
    const host = await start({ data });
    const ask = await openWindow(host);
    const opened = (await ask('lab.open', { lab: '03-walk-from-the-root' })) as Snapshot;
    const step = opened.lab?.steps[0]?.id ?? '';
    const before = (await ask('lab.hint', { step })) as LabState;
    // The write is not awaited by the request; a moment later it is on the disk.
    await expect.poll(() => readProgress(data), { timeout: 15_000 }).toContain('"hints":1');
    await host.stop('SIGKILL');
    const again = (await (await openWindow(await start({ data })))('hello')) as Snapshot;
    expect(again.lab?.id).toBe('03-walk-from-the-root');
    expect(again.lab?.steps[0]?.hintsShown).toEqual(before.steps[0]?.hintsShown);
  });

  test('the second one of two says that it does not save, here and in its window, and does not', async () => {
    const first = await start({ data });
    await (
      await openWindow(first)
    )('lab.open', { lab: '03-walk-from-the-root' });
    await expect.poll(() => readProgress(data), { timeout: 15_000 }).toContain('03-walk-from-the-root');
    const second = await start({ data });
    expect(second.output()).toMatch(/Another Rootwalk \(process \d+\) is running/);
    const ask = await openWindow(second);
    expect(((await ask('hello')) as Snapshot).status.notices.map(({ id }) => id)).toContain('lock');
    await ask('lab.open', { lab: '02-what-a-cache-does' });
    expect(await second.stop()).toBe(0);
    expect(readProgress(data)).not.toContain('02-what-a-cache-does');
    expect(await first.stop()).toBe(0);
    const third = await start({ data });
    expect(third.output()).not.toContain('Another Rootwalk');
  });

  test('progress that cannot be saved is said here and in the window, and so is that it is saved again', async () => {
    const host = await start({ data });
    const ask = await openWindow(host);
    // A folder stands where the file should be.
    rmSync(join(data, 'progress.json'), { force: true });
    mkdirSync(join(data, 'progress.json'));
    const step =
      ((await ask('lab.open', { lab: '03-walk-from-the-root' })) as Snapshot).lab?.steps[0]?.id ?? '';
    const notices = async (): Promise<string[]> =>
      ((await ask('hello')) as Snapshot).status.notices.map(({ title }) => title);
    await expect.poll(notices, { timeout: 15_000 }).toEqual(['Your progress is not saved.']);
    expect(host.output()).toContain('could not be saved');
    rmSync(join(data, 'progress.json'), { recursive: true });
    await ask('lab.hint', { step });
    await expect.poll(notices, { timeout: 15_000 }).toEqual([]);
    expect(host.output()).toContain('Your progress is saved again.');
  });

  test('says which gateway addresses it could not have, and goes on', async () => {
    const taken = await takenPort();
    const blocker = await new Promise<Server>((resolve) => {
      const server = createServer();
      server.listen(portOf(taken), '127.53.0.53', () => resolve(server));
    });
    try {
      const host = await start({ gatewayPort: portOf(taken) });
      await expect
        .poll(() => host.output(), { timeout: 10_000 })
        .toMatch(/Real tools cannot reach .*127\.53\.0\.53/);
      const snapshot = (await (await openWindow(host))('hello')) as Snapshot;
      expect(snapshot.status.gateway.state).toBe('partly open');
    } finally {
      taken.close();
      blocker.close();
    }
  });
});

describe('npm start', { timeout: 60_000 }, () => {
  const run = (...words: string[]): { status: number | null; said: string } => {
    const script = new URL('../launch/start.mjs', import.meta.url).pathname;
    const result = spawnSync(process.execPath, [script, ...words], { encoding: 'utf8', timeout: 30_000 });
    return { status: result.status, said: result.stdout + result.stderr };
  };

  test('fails with what to do where the port asked for is taken', async () => {
    const taken = await takenPort();
    const port = portOf(taken);
    const { status, said } = run('--no-open', '--no-gateway', '--port', String(port));
    taken.close();
    expect(status).toBe(1);
    expect(said).toContain(`port ${port} on 127.0.0.1 is in use`);
    expect(said).toContain('--port');
    expect(said).not.toContain('    at ');
  });

  test.skipIf(process.platform === 'win32')(
    'leaves nothing behind when npm alone is told to end',
    async () => {
      const home = new URL('../../..', import.meta.url).pathname;
      const npm = spawn('npm', ['start', '--', '--no-open', '--port', '0', '--no-gateway'], { cwd: home });
      let said = '';
      npm.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await expect.poll(() => said, { timeout: 30_000 }).toMatch(/open at http:\S+/);
      const url = /http:\S+/.exec(said)?.[0] ?? '';
      npm.kill('SIGTERM');
      const answer = (): Promise<string> =>
        fetch(url).then(
          () => 'answers',
          () => 'gone',
        );
      await expect.poll(answer, { timeout: 15_000 }).toBe('gone');
    },
  );

  test('refuses unknown options with its usage', () => {
    expect(run('--prot', '1')).toMatchObject({ status: 2 });
    expect(run('--help')).toMatchObject({ status: 0, said: expect.stringContaining('--gateway-port N') });
  });
});

function readProgress(folder: string): string {
  try {
    return readFileSync(join(folder, 'progress.json'), 'utf8');
  } catch {
    return '';
  }
}
