/** When a socket may carry a second question: only under load, only to the same server, and not for long. */
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LabClock } from '../../engine/network/clock.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import { isBindProblem, type UdpSocket } from '../../engine/network/transport.ts';
import { machineClock } from '../wall-clock.ts';
import { RealHost } from './real-host.ts';
import { systemRandom } from './system-random.ts';

let host: RealHost;
const servers: Socket[] = [];

beforeEach(() => {
  host = new RealHost({ clock: new LabClock(machineClock, Date.now()), random: systemRandom() });
});

afterEach(() => {
  host.close();
  for (const server of servers.splice(0)) server.close();
});

/** A server that sends everything back `times`. */
async function echo(times = 1): Promise<Endpoint> {
  const server = createSocket('udp4');
  servers.push(server);
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  server.on('message', (octets, from) => {
    for (let i = 0; i < times; i++) server.send(octets, from.port, from.address);
  });
  return { address: '127.0.0.1', port: server.address().port };
}

/** Asks so many questions at the same time, each closed by its answer; gives their ports. */
function ask(to: Endpoint, count: number): Promise<number[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const socket = open();
      const answered = new Promise<void>((resolve) => {
        socket.onDatagram = () => {
          socket.close();
          resolve();
        };
      });
      socket.send(Uint8Array.of(i, 1), to);
      const { port } = socket.local;
      await answered;
      return port;
    }),
  );
}

function open(): UdpSocket {
  const socket = host.openUdp();
  if (isBindProblem(socket)) throw new Error(socket.reason);
  return socket;
}

/** How many ports are among those used before; by chance it may be one or two. */
function shared(before: ReadonlySet<number>, ports: readonly number[]): number {
  return ports.filter((port) => before.has(port)).length;
}

describe('source ports', () => {
  test('are new for each question as long as there are few', async () => {
    const server = await echo();
    const ports: number[] = [];
    for (let i = 0; i < 60; i++) ports.push(...(await ask(server, 1)));
    // Of 60 draws out of 64,512 hardly two are the same.
    expect(new Set(ports).size).toBeGreaterThan(56);
  });

  test('under load some are used again, drawn from many, and none often', async () => {
    const server = await echo();
    const ports: number[] = [];
    for (let i = 0; i < 40; i++) ports.push(...(await ask(server, 80)));
    const uses = new Map<number, number>();
    for (const port of ports) uses.set(port, (uses.get(port) ?? 0) + 1);
    expect(uses.size).toBeLessThan(2500);
    expect(Math.max(...uses.values())).toBeLessThanOrEqual(20);
    // Of 80 questions at the same time each has a port of its own.
    for (let i = 0; i < ports.length; i += 80) expect(new Set(ports.slice(i, i + 80)).size).toBe(80);
  });

  test('of one server are not those of another', async () => {
    const [one, other] = [await echo(), await echo()];
    const first = new Set(await ask(one, 90));
    expect(shared(first, await ask(one, 90))).toBeGreaterThan(20);
    expect(shared(first, await ask(other, 90))).toBeLessThan(5);
  });

  test('are given up where more came than the answer', async () => {
    const server = await echo(2);
    const first = new Set(await ask(server, 90));
    // The second copies arrive where nobody waits any more.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(shared(first, await ask(server, 90))).toBeLessThan(5);
  });

  test('are given up after seconds without a question', { timeout: 10_000 }, async () => {
    const server = await echo();
    const first = new Set(await ask(server, 90));
    await new Promise((resolve) => setTimeout(resolve, 3200));
    expect(shared(first, await ask(server, 90))).toBeLessThan(5);
  });
});
