/** The machine as a host: real sockets on loopback, a whole named behind them, and real dig in front. */
import { createSocket, type Socket } from 'node:dgram';
import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LabClock } from '../../engine/network/clock.ts';
import { Journal } from '../../engine/network/journal.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import { nameOf } from '../../engine/protocol/name.ts';
import { startNamed, type NamedServer } from '../../engine/server/named.ts';
import { loadZone } from '../../engine/zone/load-zone.ts';
import { freePort } from '../../testing/free-port.ts';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { machineClock } from '../wall-clock.ts';
import { RealHost } from './real-host.ts';
import { systemRandom } from './system-random.ts';

const ZONE = '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\n';

const random = systemRandom();
let lab: OpenLab;
let clock: LabClock;
let host: RealHost;
let named: NamedServer;
let port = 0;

beforeAll(async () => {
  lab = await openLab('named on real sockets');
  clock = new LabClock(machineClock, Date.now());
  clock.run();
  host = new RealHost({ clock, random });
  const problems = await host.listen([{ address: '127.0.0.1', port: await freePort() }]);
  expect(problems).toEqual([]);
  port = host.listening[0]?.port ?? 0;
  const zone = loadZone(ZONE, { origin: nameOf('example.test'), fileName: 'example.test.zone' }).zone;
  const hints = lab.plan.hosts.find(({ recursion }) => recursion !== null)?.recursion?.hints ?? [];
  const started = startNamed(host, {
    clock,
    journal: new Journal(clock, 1000),
    random,
    zones: zone ? [zone] : [],
    recursion: { hints, upstreamPort: lab.port },
  });
  if (isBindProblem(started)) throw new Error(started.reason);
  named = started;
});

afterAll(async () => {
  named.stop();
  host.close();
  clock.pause();
  await lab.close();
});

const dig = (...words: string[]) => runProgram('dig', ['@127.0.0.1', '-p', String(port), '-r', ...words]);

describe('a server on real sockets', () => {
  test('answers from its zone over UDP and TCP', async (context) => {
    needsPrograms(context, 'dig');
    const udp = await dig('www.example.test', '+norec');
    expect(udp.out).toMatch(/flags: qr aa ra;/);
    expect(udp.out).toContain('192.0.2.80');
    const tcp = await dig('www.example.test', '+tcp', '+short');
    expect(tcp.out).toBe('192.0.2.80\n');
  });

  test('answers at each of an address’s ports from the port that was asked', async (context) => {
    needsPrograms(context, 'dig');
    const first = host.listening;
    const second = { address: '127.0.0.1', port: await freePort() };
    expect(await host.listen([...first, second])).toEqual([]);
    for (const at of [port, second.port]) {
      const words = [
        '@127.0.0.1',
        '-p',
        String(at),
        '-r',
        '+tries=1',
        '+time=3',
        '+short',
        'www.example.test',
      ];
      expect((await runProgram('dig', words)).out).toBe('192.0.2.80\n');
    }
    await host.listen(first);
  });

  test('finds a name from the root over the lab Internet, and counts TTLs down by the wall clock', async (context) => {
    needsPrograms(context, 'dig');
    const found = await dig('www.tiscali.co.uk');
    expect(found.out).toMatch(/status: NOERROR/);
    expect(found.out).toMatch(/www\.tiscali\.co\.uk\.\s+\d+\s+IN\s+A\s+127\.53\.9\.1/);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(2000);
  });

  test('keeps a thousand questions of one moment, and answers them all', { timeout: 30_000 }, async () => {
    const client = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
    const answered = new Set<number>();
    const all = new Promise<void>((resolve) => {
      client.on('message', (octets) => {
        answered.add(octets.readUInt16BE(0));
        if (answered.size === 1000) resolve();
      });
    });
    for (let id = 0; id < 1000; id++) client.send(question(id, `n${id}.tiscali.co.uk`), port, '127.0.0.1');
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 25_000))]);
    client.close();
    expect(answered.size).toBe(1000);
  });

  test('serves on after ten thousand hostile datagrams', { timeout: 30_000 }, async (context) => {
    needsPrograms(context, 'dig');
    const client = createSocket('udp4');
    client.on('error', () => undefined);
    for (let i = 0; i < 10_000; i++) {
      const octets = i % 2 === 0 ? Buffer.alloc(random.below(600)) : question(i & 0xffff, 'www.example.test');
      for (let k = 0; k < 1 + octets.length / 8 && octets.length > 0; k++)
        octets[random.below(octets.length)] = random.below(256);
      client.send(octets, port, '127.0.0.1');
      if (i % 250 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await answeredOn(client, question(60_000, 'www.example.test'));
    client.close();
    const after = await dig('www.example.test', '+short', '+tries=5');
    expect(after.out).toBe('192.0.2.80\n');
  });

  test('lives through streams that are broken off in the middle of a message', async (context) => {
    needsPrograms(context, 'dig');
    for (let i = 0; i < 50; i++) {
      await new Promise<void>((resolve) => {
        const socket = createConnection({ host: '127.0.0.1', port }, () => {
          socket.write(Buffer.from([0, 200, 1, 2, 3]));
          setImmediate(() => socket.resetAndDestroy());
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
      });
    }
    expect((await dig('www.example.test', '+tcp', '+short')).out).toBe('192.0.2.80\n');
  });
});

describe('sockets for questions', () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.close();
  });

  test('each has a port of its own that is spread over all from 1024 on', () => {
    const ports: number[] = [];
    for (let i = 0; i < 300; i++) {
      const socket = host.openUdp();
      if (isBindProblem(socket)) throw new Error(socket.reason);
      open.push(socket);
      expect(socket.send(new Uint8Array(1), { address: '127.0.0.1', port })).not.toBeNull();
      ports.push(socket.local.port);
    }
    expect(new Set(ports).size).toBe(300);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(1024);
    // 300 draws out of 64,512 leave neither end empty.
    expect(ports.filter((one) => one < 20_000).length).toBeGreaterThan(30);
    expect(ports.filter((one) => one > 45_000).length).toBeGreaterThan(30);
    // No port follows from the one before it.
    const steps = new Set(ports.slice(1).map((one, i) => one - (ports[i] ?? 0)));
    expect(steps.size).toBeGreaterThan(280);
  });

  test('a port where nobody listens is told as unreachable', async () => {
    const nobody = await freePort();
    const socket = host.openUdp();
    if (isBindProblem(socket)) throw new Error(socket.reason);
    open.push(socket);
    const told = new Promise((resolve) => {
      socket.onUnreachable = (remote, reason) => resolve({ remote, reason });
    });
    socket.send(new Uint8Array(12), { address: '127.0.0.1', port: nobody });
    expect(await told).toEqual({
      remote: { address: '127.0.0.1', port: nobody },
      reason: 'port-unreachable',
    });
  });

  test('where no route leads, nothing is sent', () => {
    const socket = host.openUdp();
    if (isBindProblem(socket)) throw new Error(socket.reason);
    open.push(socket);
    // Broadcasting is not allowed here: to the socket it is as an address without a route.
    expect(socket.send(new Uint8Array(12), { address: '255.255.255.255', port: 53 })).toBeNull();
    // The socket is none the worse for it.
    expect(socket.send(new Uint8Array(12), { address: '127.0.0.1', port: 9 })).not.toBeNull();
  });

  test('a datagram from somebody else is not heard', async () => {
    const server = createSocket('udp4');
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', () => resolve()));
    const stranger = createSocket('udp4');
    const socket = host.openUdp();
    if (isBindProblem(socket)) throw new Error(socket.reason);
    open.push(socket);
    const heard: string[] = [];
    const answer = new Promise<void>((resolve) => {
      socket.onDatagram = (payload) => {
        heard.push(Buffer.from(payload).toString());
        resolve();
      };
    });
    server.on('message', (_octets, from) => {
      stranger.send('forged', from.port, '127.0.0.1', () => server.send('true', from.port, '127.0.0.1'));
    });
    socket.send(new Uint8Array(12), { address: '127.0.0.1', port: server.address().port });
    await answer;
    stranger.close();
    server.close();
    expect(heard).toEqual(['true']);
  });

  test('a stream to a port where nobody listens is refused', async () => {
    const stream = host.connectTcp({ address: '127.0.0.1', port: await freePort() });
    if (isBindProblem(stream)) throw new Error(stream.reason);
    expect(await new Promise((resolve) => (stream.onFailure = resolve))).toBe('refused');
  });
});

test('a place that is taken is told with its reason, and the other doors stand', async () => {
  const other = new RealHost({ clock, random });
  const free = await freePort();
  const problems = await other.listen([
    { address: '127.0.0.1', port },
    { address: '127.0.0.1', port: free },
  ]);
  expect(problems.map(({ place, reason }) => ({ place, reason }))).toEqual([
    { place: { address: '127.0.0.1', port }, reason: 'address-in-use' },
  ]);
  expect(other.listening).toEqual([{ address: '127.0.0.1', port: free }]);
  other.close();
});

function question(id: number, name: string): Buffer {
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  const header = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

/** Asks until the answer with the question's id is there: what was sent before it has then been dealt with. */
function answeredOn(client: Socket, wire: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const ask = (): void => client.send(wire, port, '127.0.0.1');
    const again = setInterval(ask, 500);
    client.on('message', (octets) => {
      if (octets.readUInt16BE(0) !== wire.readUInt16BE(0)) return;
      clearInterval(again);
      resolve();
    });
    ask();
  });
}
