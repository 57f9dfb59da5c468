import { describe, expect, test } from 'vitest';
import { bareLab, LAB_START, packetStory } from '../../testing/bare-lab.ts';
import type { BareLab } from '../../testing/bare-lab.ts';
import type { LabHost } from './host.ts';
import { isBindProblem } from './transport.ts';
import type { UdpOptions } from './transport.ts';
import type { LabUdpSocket } from './udp.ts';

const hello = new TextEncoder().encode('hello');

function open(host: LabHost, options?: UdpOptions): LabUdpSocket {
  const socket = host.openUdp(options);
  if (isBindProblem(socket)) throw new Error(socket.reason);
  return socket;
}

/** A client 4 ms and a server 10 ms from the middle, the server sending everything back. */
function echoLab(seed?: string): BareLab & { client: LabHost; server: LabHost } {
  const lab = bareLab(seed);
  const client = lab.network.addHost({ name: 'client', addresses: ['127.53.0.2'], latencyMs: 4 });
  const server = lab.network.addHost({ name: 'server', addresses: ['127.53.1.1'], latencyMs: 10 });
  const echo = open(server, { port: 53 });
  echo.onDatagram = (payload, from, to) => echo.send(payload, from, to.address);
  return { ...lab, client, server };
}

describe('datagrams', () => {
  test('take the latencies of both hosts and come back to the socket that asked', async () => {
    const { clock, client, journal } = echoLab();
    const socket = open(client);
    const got: unknown[] = [];
    socket.onDatagram = (payload, from, to, packet) => {
      got.push([new TextDecoder().decode(payload), from, to.address, packet, clock.now() - LAB_START]);
    };
    expect(socket.send(hello, { address: '127.53.1.1', port: 53 })).toBe(1);
    expect(got).toEqual([]);
    await clock.runUntilIdle();
    expect(got).toEqual([['hello', { address: '127.53.1.1', port: 53 }, '127.53.0.2', 2, 28]]);
    expect(packetStory(journal.since())).toEqual([
      '0 #1 udp client > server',
      '14 #1 delivered',
      '14 #2 udp server > client',
      '28 #2 delivered',
    ]);
  });

  test('sent at the same moment arrive in the order of sending', async () => {
    const { clock, client } = echoLab();
    const socket = open(client);
    const got: number[] = [];
    socket.onDatagram = (payload) => got.push(payload[0] as number);
    for (let i = 0; i < 50; i++) socket.send(Uint8Array.of(i), { address: '127.53.1.1', port: 53 });
    await clock.runUntilIdle();
    expect(got).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  test('stand still on their links while the clock is paused, and each step moves one', async () => {
    const { wall, clock, client, network } = echoLab();
    const socket = open(client);
    clock.run();
    socket.send(hello, { address: '127.53.1.1', port: 53 });
    await wall.pass(5);
    clock.pause();
    await wall.pass(10_000);
    expect(network.inFlight).toBe(1);
    expect(clock.now()).toBe(LAB_START + 5);
    expect(clock.next?.label).toBe('datagram to server');
    await clock.step();
    expect(clock.next?.label).toBe('datagram to client');
    expect(clock.now()).toBe(LAB_START + 14);
    await clock.step();
    expect(network.inFlight).toBe(0);
    expect(await clock.step()).toBe(false);
  });

  test('to a port where nobody listens bring back an ICMP message to the socket that sent them', async () => {
    const { clock, client, journal } = echoLab();
    const socket = open(client, { port: 4000 });
    const bystander = open(client, { port: 4001 });
    const heard: unknown[] = [];
    socket.onUnreachable = (remote, reason) => heard.push([remote, reason, clock.now() - LAB_START]);
    bystander.onUnreachable = () => heard.push('wrong socket');
    socket.send(hello, { address: '127.53.1.1', port: 54 });
    await clock.runUntilIdle();
    expect(heard).toEqual([[{ address: '127.53.1.1', port: 54 }, 'port-unreachable', 28]]);
    expect(packetStory(journal.since())).toEqual([
      '0 #1 udp client > server',
      '14 #1 dropped: no-listener',
      '14 #2 icmp port-unreachable about 1 server > client',
      '28 #2 delivered',
    ]);
  });

  test('to a host that is down, an address that nobody has, or a host that left, vanish in silence', async () => {
    const { clock, client, server, journal, network } = echoLab();
    const gone = network.addHost({ name: 'gone', addresses: ['127.53.1.9'], latencyMs: 1 });
    const socket = open(client);
    socket.onUnreachable = () => expect.unreachable();
    server.up = false;
    socket.send(hello, { address: '127.53.1.1', port: 53 });
    socket.send(hello, { address: '127.53.77.77', port: 53 });
    socket.send(hello, { address: '127.53.1.9', port: 53 });
    gone.close();
    await clock.runUntilIdle();
    expect(packetStory(journal.since())).toEqual([
      '0 #1 udp client > server',
      '0 #2 udp client > 127.53.77.77',
      '0 #3 udp client > gone',
      '4 #2 dropped: no-host',
      '5 #3 dropped: no-host',
      '14 #1 dropped: host-down',
    ]);
    expect(network.hostAt('127.53.1.9')).toBeNull();
  });

  test('have no route beyond the lab, to another family, and from a host that is down', () => {
    const { client, journal } = echoLab();
    const socket = open(client);
    for (const address of ['192.0.2.1', '8.8.8.8', '10.0.0.1', '2001:db8::1', 'fd53::1']) {
      expect(socket.send(hello, { address, port: 53 })).toBeNull();
    }
    client.up = false;
    expect(socket.send(hello, { address: '127.53.1.1', port: 53 })).toBeNull();
    expect(journal.since()).toEqual([]);
  });

  test('go between hosts that have IPv6 addresses over IPv6', async () => {
    const { clock, network } = bareLab();
    const a = network.addHost({ name: 'a', addresses: ['127.53.0.2', 'fd53::2'], latencyMs: 1 });
    const b = network.addHost({ name: 'b', addresses: ['127.53.0.3', 'fd53::3'], latencyMs: 1 });
    const socket = open(a);
    const listener = open(b, { port: 53 });
    const got: unknown[] = [];
    listener.onDatagram = (_, from, to) => got.push(from.address, to.address);
    socket.send(hello, { address: 'fd53::3', port: 53 });
    await clock.runUntilIdle();
    expect(got).toEqual(['fd53::2', 'fd53::3']);
  });

  test('to the loopback address stay on the host and take no time', async () => {
    const { clock, client, server } = echoLab();
    const socket = open(server);
    const got: unknown[] = [];
    socket.onDatagram = (_, from, to) => got.push(from.address, to.address, clock.now() - LAB_START);
    socket.send(hello, { address: '127.0.0.1', port: 53 });
    await clock.runUntilIdle();
    expect(got).toEqual(['127.0.0.1', '127.0.0.1', 0]);
    const private_ = open(server, { address: '127.0.0.1', port: 5353 });
    private_.onDatagram = () => expect.unreachable();
    expect(private_.send(hello, { address: '127.53.0.2', port: 53 })).toBeNull();
    open(client).send(hello, { address: '127.53.1.1', port: 5353 });
    await clock.runUntilIdle();
  });

  test('reach a program outside the lab by its own loopback address, and only from a lab address', async () => {
    const { clock, network, server } = echoLab();
    const outside = network.addHost({ name: 'your machine', addresses: ['127.0.0.1'], latencyMs: 0 });
    const socket = open(outside, { address: '127.0.0.1', port: 40_000 });
    let answers = 0;
    socket.onDatagram = () => answers++;
    socket.send(hello, { address: '127.53.1.1', port: 53 });
    await clock.runUntilIdle();
    expect(answers).toBe(1);
    open(server).send(hello, { address: '127.0.0.1', port: 40_000 });
    await clock.runUntilIdle();
    expect(answers).toBe(1);
  });

  test('of more than 65,507 octets are not sent', () => {
    const { client } = echoLab();
    const socket = open(client);
    const to = { address: '127.53.1.1', port: 53 };
    expect(socket.send(new Uint8Array(65_508), to)).toBeNull();
    expect(socket.send(new Uint8Array(65_507), to)).toBe(1);
  });

  test('are lost at the rate that both hosts have, drawn from the seed', async () => {
    const lossOf = async (seed: string): Promise<string> => {
      const { clock, client, server, journal } = echoLab(seed);
      client.loss = 0.1;
      server.loss = 0.2;
      const socket = open(client);
      for (let i = 0; i < 1_000; i++) socket.send(hello, { address: '127.53.1.1', port: 53 });
      await clock.jump(14);
      return journal
        .since()
        .filter((entry) => entry.kind === 'packet-dropped')
        .map((entry) => (entry.kind === 'packet-dropped' ? `${entry.packet} ${entry.why}` : ''))
        .join(',');
    };
    const first = await lossOf('a');
    const count = first.split(',').length;
    expect(count).toBeGreaterThan(220);
    expect(count).toBeLessThan(340);
    expect(first).toMatch(/^\d+ loss,/);
    expect(await lossOf('a')).toBe(first);
    expect(await lossOf('b')).not.toBe(first);
  });

  test('overtake each other where a line has jitter', async () => {
    const { clock, client, server } = echoLab();
    server.jitterMs = 20;
    const socket = open(client);
    const got: number[] = [];
    socket.onDatagram = (payload) => got.push(payload[0] as number);
    for (let i = 0; i < 20; i++) socket.send(Uint8Array.of(i), { address: '127.53.1.1', port: 53 });
    await clock.runUntilIdle();
    expect(got).not.toEqual(got.toSorted((a, b) => a - b));
    expect(got).toHaveLength(20);
    expect(clock.now() - LAB_START).toBeLessThan(28 + 40);
  });
});

describe('ports', () => {
  test('are random, never one in use, and the same for the same seed', () => {
    const ports = (seed: string): number[] => {
      const { client } = echoLab(seed);
      return Array.from({ length: 3_000 }, () => open(client).local.port);
    };
    const first = ports('a');
    expect(new Set(first).size).toBe(3_000);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(1024);
    expect(Math.max(...first)).toBeGreaterThan(64_000);
    expect(ports('a')).toEqual(first);
    expect(ports('b')).not.toEqual(first);
  });

  test('come from the range that the host has, to its last one', () => {
    const { client } = echoLab();
    client.portRange = { low: 5000, high: 5999 };
    const ports = Array.from({ length: 1_000 }, () => open(client).local.port);
    expect(ports.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => 5000 + i));
    expect(client.openUdp()).toEqual({ kind: 'bind-problem', reason: 'address-in-use' });
  });

  test('cannot be bound twice, on addresses of others, or below 1024 without privilege', () => {
    const { client, server } = echoLab();
    const problem = (reason: string) => ({ kind: 'bind-problem', reason });
    expect(server.openUdp({ port: 53 })).toEqual(problem('address-in-use'));
    expect(server.openUdp({ port: 53, address: '127.53.1.1' })).toEqual(problem('address-in-use'));
    expect(client.openUdp({ port: 53, privileged: false })).toEqual(problem('permission-denied'));
    expect(client.openUdp({ address: '127.53.1.1' })).toEqual(problem('address-not-available'));
    expect(client.listenTcp({ port: 80, privileged: false }, () => {})).toEqual(problem('permission-denied'));
    expect(isBindProblem(client.openUdp({ port: 53 }))).toBe(false);
  });

  test('are free again after closing, and a closed socket sends and hears nothing', async () => {
    const { clock, client, journal } = echoLab();
    const socket = open(client, { port: 4000 });
    socket.onDatagram = () => expect.unreachable();
    socket.send(hello, { address: '127.53.1.1', port: 53 });
    socket.close();
    socket.close();
    expect(socket.send(hello, { address: '127.53.1.1', port: 53 })).toBeNull();
    await clock.runUntilIdle();
    expect(packetStory(journal.since()).at(-3)).toBe('28 #2 dropped: no-listener');
    expect(open(client, { port: 4000 }).local.port).toBe(4000);
  });

  test('of two addresses of one host are two', async () => {
    const { clock, client, network } = echoLab();
    const two = network.addHost({ name: 'two', addresses: ['127.53.2.1', '127.53.2.2'], latencyMs: 0 });
    const got: string[] = [];
    for (const address of two.addresses) {
      open(two, { address, port: 53 }).onDatagram = (_, __, to) => got.push(to.address);
    }
    const socket = open(client);
    socket.send(hello, { address: '127.53.2.2', port: 53 });
    socket.send(hello, { address: '127.53.2.1', port: 53 });
    await clock.runUntilIdle();
    expect(got).toEqual(['127.53.2.2', '127.53.2.1']);
  });
});

test('a host that leaves takes its sockets with it and can bind no more', () => {
  const { client, network } = echoLab();
  const socket = open(client);
  client.close();
  expect(socket.send(hello, { address: '127.53.1.1', port: 53 })).toBeNull();
  expect(client.openUdp()).toEqual({ kind: 'bind-problem', reason: 'address-not-available' });
  expect(network.hostNamed('client')).toBeNull();
  network.addHost({ name: 'client', addresses: ['127.53.0.2'], latencyMs: 0 });
  expect(network.hosts.map((host) => host.name)).toEqual(['server', 'client']);
});
