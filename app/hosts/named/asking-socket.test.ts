/** The ports that questions leave from, on real sockets. */
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LabClock } from '../../engine/network/clock.ts';
import { isBindProblem, type UdpOptions, type UdpSocket } from '../../engine/network/transport.ts';
import { SourcePorts } from '../../engine/resolver/source-ports.ts';
import { freePort } from '../../testing/free-port.ts';
import { machineClock } from '../wall-clock.ts';
import { RealHost } from './real-host.ts';
import { systemRandom } from './system-random.ts';

let host: RealHost;
let echo: Socket;
let server: { address: string; port: number };

beforeEach(async () => {
  host = new RealHost({ clock: new LabClock(machineClock, Date.now()), random: systemRandom() });
  echo = createSocket('udp4');
  await new Promise<void>((resolve) => echo.bind(0, '127.0.0.1', resolve));
  echo.on('message', (octets, from) => echo.send(octets, from.port, from.address));
  server = { address: '127.0.0.1', port: echo.address().port };
});

afterEach(() => {
  host.close();
  echo.close();
});

/** Opens a socket, has `octets` sent back by the server; gives the socket, its port, and what came. */
async function echoed(socket: UdpSocket, octets: Uint8Array): Promise<number> {
  const back = new Promise<Uint8Array>((resolve) => (socket.onDatagram = resolve));
  expect(socket.send(octets, server)).not.toBeNull();
  expect([...(await back)]).toEqual([...octets]);
  return socket.local.port;
}

function open(options: UdpOptions): UdpSocket {
  const socket = host.openUdp(options);
  if (isBindProblem(socket)) throw new Error(socket.reason);
  return socket;
}

describe('source ports on real sockets', () => {
  test('are drawn from the ranges given, each for one socket', async () => {
    const low = 40_000 + (process.pid % 200) * 100;
    const ports = [
      { low, high: low + 9 },
      { low: low + 50, high: low + 59 },
    ];
    const used = new Set<number>();
    for (let i = 0; i < 12; i++) used.add(await echoed(open({ ports }), new Uint8Array([i])));
    expect(used.size).toBe(12);
    for (const port of used) expect((port - low) % 50).toBeLessThan(10);
    for (const port of used) expect(port - low).toBeLessThan(60);
  });

  test('a range whose ports are all taken: nothing is sent', async () => {
    const port = await freePort();
    const first = open({ ports: [{ low: port, high: port }] });
    expect(await echoed(first, new Uint8Array([1]))).toBe(port);
    expect(open({ ports: [{ low: port, high: port }] }).send(new Uint8Array([2]), server)).toBeNull();
    first.close();
    expect(await echoed(open({ ports: [{ low: port, high: port }] }), new Uint8Array([3]))).toBe(port);
  });

  test('without ranges they spread over all ports from 1024 on', async () => {
    const used: number[] = [];
    for (let i = 0; i < 50; i++) {
      const socket = open({});
      used.push(await echoed(socket, new Uint8Array([i])));
      socket.close();
    }
    expect(new Set(used).size).toBeGreaterThan(45);
    expect(Math.min(...used)).toBeGreaterThanOrEqual(1024);
    expect(Math.max(...used) - Math.min(...used)).toBeGreaterThan(30_000);
  });

  test('a fixed port carries several questions at once, to more than one server', async () => {
    const port = await freePort();
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
    other.on('message', (octets, from) => other.send(octets, from.port, from.address));
    const sources = new SourcePorts(host, { v4: { port } });
    const asked = [server, server, { address: '127.0.0.1', port: other.address().port }].map((to, id) => {
      const socket = sources.open(to.address);
      if (isBindProblem(socket)) throw new Error(socket.reason);
      const back = new Promise<number | undefined>(
        (resolve) => (socket.onDatagram = (octets) => resolve(octets[1])),
      );
      expect(socket.send(new Uint8Array([9, id]), to)).not.toBeNull();
      expect(socket.local.port).toBe(port);
      return back;
    });
    expect(await Promise.all(asked)).toEqual([0, 1, 2]);
    sources.close();
    other.close();
  });

  test('a fixed port that somebody else has: nothing is sent', () => {
    expect(open({ port: server.port, address: '127.0.0.1' }).send(new Uint8Array([1]), server)).toBeNull();
  });
});
