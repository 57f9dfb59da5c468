import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../contract.ts';
import type { Door } from '../door.ts';
import { freshSecret } from '../storage/secret.ts';
import { WebHostServer } from './server.ts';

let folder: string;
let server: WebHostServer;
let door: RecordingDoor;

/** Stands where a session would: keeps what it heard, and can be made to speak. */
class RecordingDoor implements Door {
  readonly heard: unknown[] = [];
  readonly sends = new Set<(message: ServerMessage) => void>();
  answer = (message: unknown): unknown => message;

  attach(send: (message: ServerMessage) => void): { receive(message: unknown): void; close(): void } {
    this.sends.add(send);
    return {
      receive: (message) => {
        this.heard.push(message);
        const { id } = message as { id: number };
        send({ type: 'reply', id, ok: true, result: this.answer(message) });
      },
      close: () => void this.sends.delete(send),
    };
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-web-'));
  mkdirSync(join(folder, 'window', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  writeFileSync(join(folder, 'window', 'index.html'), '<!doctype html><title>Rootwalk</title>');
  writeFileSync(join(folder, 'window', 'assets', 'main-abc.js'), 'export {};');
  door = new RecordingDoor();
  server = await listen(0, freshSecret());
});

async function listen(port: number, secret: string): Promise<WebHostServer> {
  for (let tries = 1; ; tries++) {
    const listening = await WebHostServer.listen({ door, folder: join(folder, 'window'), port, secret });
    if (listening.kind === 'listening') return listening.server;
    // Between two servers on one port another test may have been lent it for a moment.
    if (listening.code !== 'EADDRINUSE' || tries === 50) throw new Error(listening.code);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(path: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, agent: false, ...options },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    asked.once('error', reject);
    asked.end();
  });
}

const tokenPath = (): string => server.access.url().replace(/^http:\/\/[^/]+/, '');
const cookie = async (): Promise<string> =>
  ((await get(tokenPath())).headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
const origin = (): string => `http://127.0.0.1:${server.port}`;

/** Opens a WebSocket; gives it open, or the HTTP status that refused it. */
function openSocket(headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/session`, { headers });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}

async function tab(): Promise<WebSocket> {
  const socket = await openSocket({ origin: origin(), cookie: await cookie() });
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

function nextMessage(socket: WebSocket): Promise<ServerMessage> {
  return new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));
}

describe('who may come in', () => {
  test('the printed address gives the window and a cookie that scripts and other sites cannot use', async () => {
    const answer = await get(tokenPath());
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>Rootwalk</title>');
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^rootwalk-\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  test('the cookie alone opens the window and its files from then on', async () => {
    const headers = { cookie: await cookie() };
    expect((await get('/', { headers })).status).toBe(200);
    const script = await get('/assets/main-abc.js', { headers });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
  });

  test('the cookie holds after a restart with the same secret, and with no other', async () => {
    const { port } = server;
    await server.close();
    const secret = freshSecret();
    server = await listen(port, secret);
    const held = await cookie();
    await server.close();
    server = await listen(port, secret);
    expect((await get('/', { headers: { cookie: held } })).status).toBe(200);
    expect(await openSocket({ origin: origin(), cookie: held })).toBeInstanceOf(WebSocket);
    await server.close();
    server = await listen(port, freshSecret());
    expect((await get('/', { headers: { cookie: held } })).status).toBe(403);
  });

  test.each([
    ['no token', '/', {}],
    ['a wrong token', '/?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', {}],
    ['a wrong cookie', '/', { cookie: 'rootwalk=x; rootwalk-1=y' }],
    ['no token for a script', '/assets/main-abc.js', {}],
  ])('%s is refused with a sentence', async (_what, path, headers) => {
    const answer = await get(path, { headers });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('token');
    expect(answer.body).not.toContain('<title>');
  });

  test('a foreign Host is refused even with the token, so that DNS rebinding gains nothing', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', '127.0.0.1:1'])
      expect((await get(tokenPath(), { headers: { host } })).status).not.toBe(200);
  });

  test('a foreign Origin is refused even with the cookie', async () => {
    const held = await cookie();
    for (const foreign of [
      'https://evil.example',
      'null',
      `https://127.0.0.1:${server.port}`,
      'http://127.0.0.1:1',
    ])
      expect((await get('/', { headers: { cookie: held, origin: foreign } })).status).toBe(403);
  });

  test('a WebSocket needs our Origin and the cookie or token', async () => {
    const held = await cookie();
    expect(await openSocket({ cookie: held })).toBe(403);
    expect(await openSocket({ cookie: held, origin: 'https://evil.example' })).toBe(403);
    expect(await openSocket({ origin: origin() })).toBe(403);
    expect(await openSocket({ origin: origin(), cookie: held, host: 'evil.example' })).toBe(403);
    const socket = await openSocket({ origin: origin(), cookie: held });
    expect(socket).toBeInstanceOf(WebSocket);
  });

  test('a ticket for the browser works once', async () => {
    const path = server.access.ticketUrl().replace(/^http:\/\/[^/]+/, '');
    expect((await get(path)).status).toBe(200);
    expect((await get(path)).status).toBe(403);
  });

  test('a ticket ends after a minute', async () => {
    const path = server.access.ticketUrl(Date.now() - 61_000).replace(/^http:\/\/[^/]+/, '');
    expect((await get(path)).status).toBe(403);
  });

  test('it listens on 127.0.0.1 and on no other address of the machine', async () => {
    const failure = await new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.2', port: server.port });
      socket.once('connect', () => resolve('connected'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(failure).toBe('ECONNREFUSED');
  });
});

describe('what it serves', () => {
  test('no path leads out of the window’s folder', async () => {
    const headers = { cookie: await cookie() };
    const tries = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '//etc/passwd',
      '/index.html%00.js',
      '/assets/..\\..\\secret.txt',
      '/assets',
    ];
    for (const path of tries) {
      const answer = await get(path, { headers });
      expect([path, answer.status, answer.body.includes('outside')]).toEqual([path, 404, false]);
    }
  });

  test('every answer, a refusal too, carries the policy that keeps foreign content out', async () => {
    for (const answer of [await get(tokenPath()), await get('/')]) {
      const policy = answer.headers['content-security-policy'];
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src|unsafe-eval/);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['referrer-policy']).toBe('no-referrer');
    }
  });

  test('only GET and HEAD are answered', async () => {
    const headers = { cookie: await cookie() };
    expect((await get('/', { headers, method: 'POST' })).status).toBe(405);
    expect(await get('/', { headers, method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  test('a port that is taken is a value with the reason', async () => {
    const second = await WebHostServer.listen({
      door,
      folder: join(folder, 'window'),
      port: server.port,
      secret: '',
    });
    expect(second).toEqual({ kind: 'failed', code: 'EADDRINUSE' });
  });
});

describe('the WebSocket', () => {
  const hello = { type: 'request', id: 7, method: 'hello', params: {} };

  test('carries a request in and its reply out', async () => {
    const socket = await tab();
    socket.send(JSON.stringify(hello));
    expect(await nextMessage(socket)).toEqual({ type: 'reply', id: 7, ok: true, result: hello });
  });

  test.each([
    ['what is not JSON', '{"type":', -1],
    ['an empty message', '', -1],
    ['a list', '[1,2]', -1],
    ['a request without a method', '{"type":"request","id":3,"params":{}}', 3],
    ['an id that is no number', '{"type":"request","id":"x","method":"hello","params":{}}', -1],
    ['parameters that are no object', '{"type":"request","id":4,"method":"hello","params":null}', 4],
    ['a negative id', '{"type":"request","id":-2,"method":"hello","params":{}}', -1],
  ])('%s gets an error reply, and the next good request its answer', async (_what, text, id) => {
    const socket = await tab();
    socket.send(text);
    expect(await nextMessage(socket)).toMatchObject({
      type: 'reply',
      id,
      ok: false,
      error: { code: 'bad-request' },
    });
    socket.send(JSON.stringify(hello));
    expect(await nextMessage(socket)).toMatchObject({ id: 7, ok: true });
    expect(door.heard).toEqual([hello]);
  });

  test('octets instead of text get an error reply', async () => {
    const socket = await tab();
    socket.send(Buffer.from(JSON.stringify(hello)));
    expect(await nextMessage(socket)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  test('a message over a megabyte ends that tab’s connection and no other', async () => {
    const [greedy, quiet] = [await tab(), await tab()];
    const closed = new Promise((resolve) => greedy.once('close', resolve));
    greedy.send('x'.repeat(1024 * 1024 + 1));
    expect(await closed).toBe(1009);
    quiet.send(JSON.stringify(hello));
    expect(await nextMessage(quiet)).toMatchObject({ id: 7, ok: true });
  });

  test('several tabs share one session, and one that closes leaves the others', async () => {
    const [first, second] = [await tab(), await tab()];
    expect(door.sends.size).toBe(2);
    first.close();
    await new Promise((resolve) => first.once('close', resolve));
    second.send(JSON.stringify(hello));
    expect(await nextMessage(second)).toMatchObject({ id: 7, ok: true });
    expect(door.sends.size).toBe(1);
    const again = await tab();
    again.send(JSON.stringify(hello));
    expect(await nextMessage(again)).toMatchObject({ id: 7, ok: true });
  });

  test('an error inside the session is a reply, not a crash', async () => {
    door.answer = () => {
      throw new Error('planted: this line in the log is expected');
    };
    const socket = await tab();
    socket.send(JSON.stringify(hello));
    expect(await nextMessage(socket)).toMatchObject({ id: 7, ok: false, error: { code: 'internal' } });
  });

  test('10,000 random and mutated messages leave it answering', { timeout: 60_000 }, async () => {
    const good = JSON.stringify(hello);
    const mutated = fc
      .tuple(fc.nat(good.length - 1), fc.string({ maxLength: 4 }))
      .map(([at, text]) => good.slice(0, at) + text + good.slice(at + 1));
    const messages = fc.sample(fc.oneof(fc.string(), fc.json(), mutated), { numRuns: 10_000, seed: 53 });
    // The rate limit would make this a test of patience: thirty tabs take their share each.
    const tabs = await Promise.all(Array.from({ length: 25 }, tab));
    const share = Math.ceil(messages.length / tabs.length);
    await Promise.all(
      tabs.map(async (socket, index) => {
        const mine = messages.slice(index * share, (index + 1) * share);
        let replies = 0;
        const all = new Promise<void>((resolve) =>
          socket.on('message', () => {
            if (++replies === mine.length) resolve();
          }),
        );
        for (const message of mine) socket.send(message);
        await all;
      }),
    );
    const fresh = await openSocket({ origin: origin(), cookie: await cookie() });
    if (typeof fresh === 'number') throw new Error('refused');
    fresh.send(good);
    expect(await nextMessage(fresh)).toMatchObject({ id: 7, ok: true });
  });

  test('bad HTTP does not stop it', async () => {
    for (const text of [
      'GARBAGE\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      '\0\0\0',
    ])
      await new Promise<void>((resolve) => {
        const socket = connect({ host: '127.0.0.1', port: server.port }, () => socket.end(text));
        socket.on('error', () => undefined);
        socket.resume();
        socket.once('close', () => resolve());
      });
    expect((await get(tokenPath())).status).toBe(200);
  });
});
