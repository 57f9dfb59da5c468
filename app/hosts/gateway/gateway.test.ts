import { createSocket } from 'node:dgram';
import type { Socket as DatagramSocket } from 'node:dgram';
import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { LabClock } from '../../engine/network/clock.ts';
import type { LabHost } from '../../engine/network/host.ts';
import type { LabTcpStream } from '../../engine/network/tcp-stream.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import { TYPE } from '../../engine/protocol/codes.ts';
import { queryMessage, responseTo } from '../../engine/protocol/message.ts';
import { nameOf } from '../../engine/protocol/name.ts';
import { decodeMessage, encodeMessage } from '../../engine/protocol/wire.ts';
import { seededRandom } from '../../engine/random.ts';
import { bareLab, LAB_START } from '../../testing/bare-lab.ts';
import type { BareLab } from '../../testing/bare-lab.ts';
import { freePort } from '../../testing/free-port.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { machineClock } from '../wall-clock.ts';
import { openGateway } from './gateway.ts';
import type { Gateway, GatewayOptions } from './gateway.ts';

const CACHE = '127.53.0.53';
const question = encodeMessage(
  queryMessage({ id: 4711, questions: [{ name: nameOf('www.example.org.'), type: TYPE.A, class: 1 }] }),
);

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const task of cleanUp.splice(0).reverse()) await task();
});

/** Answers every question over UDP and TCP with one address; what is no question gets no answer. */
function responder(host: LabHost): void {
  const answerTo = (octets: Uint8Array): Uint8Array | null => {
    const decoded = decodeMessage(octets);
    if (decoded.kind !== 'message' || decoded.message.qr || decoded.message.questions.length !== 1)
      return null;
    const [asked] = decoded.message.questions;
    if (!asked) return null;
    const rdata = Uint8Array.of(127, 53, 9, 1);
    return encodeMessage(
      responseTo(decoded.message, {
        aa: true,
        answers: [{ name: asked.name, type: TYPE.A, class: 1, ttl: 300, rdata }],
      }),
    );
  };
  const udp = host.openUdp({ port: 53 });
  if (isBindProblem(udp)) throw new Error(udp.reason);
  udp.onDatagram = (payload, from, to) => {
    const answer = answerTo(payload);
    if (answer) udp.send(answer, from, to.address);
  };
  host.listenTcp({ port: 53 }, (stream) => {
    let held = new Uint8Array(0);
    stream.onData = (octets) => {
      held = Uint8Array.from([...held, ...octets]);
      for (;;) {
        const length = held.length < 2 ? 65_536 : ((held[0] as number) << 8) | (held[1] as number);
        if (held.length < length + 2) return;
        const answer = answerTo(held.subarray(2, length + 2));
        held = held.slice(length + 2);
        if (answer === null) {
          stream.reset();
          return;
        }
        stream.send(framed(answer));
      }
    };
    stream.onEnd = () => stream.end();
  });
}

function framed(message: Uint8Array): Uint8Array {
  return Uint8Array.from([message.length >> 8, message.length & 255, ...message]);
}

interface OpenLab extends BareLab {
  readonly gateway: Gateway;
  readonly port: number;
  readonly host: LabHost;
}

/** A running lab whose `cache` answers, open to this machine. */
async function openLab(options: Partial<GatewayOptions> = {}): Promise<OpenLab> {
  const lab = bareLab('gateway', machineClock);
  const host = lab.network.addHost({ name: 'cache', addresses: [CACHE], latencyMs: 2 });
  responder(host);
  lab.network.addHost({ name: 'laptop', addresses: ['127.53.0.2'], latencyMs: 1 });
  const port = options.port ?? (await freePort());
  const gateway = await openGateway(lab.network, lab.clock, { ...options, port });
  lab.clock.run();
  cleanUp.push(async () => {
    await gateway.close();
    lab.clock.pause();
  });
  return { ...lab, gateway, port, host };
}

async function udpClient(address = '127.0.0.1'): Promise<DatagramSocket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  cleanUp.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket;
}

function nextDatagram(
  socket: DatagramSocket,
): Promise<{ octets: Uint8Array; port: number; address: string }> {
  return new Promise((resolve) =>
    socket.once('message', (octets, from) => resolve({ octets, port: from.port, address: from.address })),
  );
}

/** Asks as a stub resolver does: again after a while, since a datagram may be lost where many come at once. */
async function answerFrom(socket: DatagramSocket, port: number): Promise<void> {
  const answer = nextDatagram(socket);
  socket.send(question, port, CACHE);
  const again = setInterval(() => socket.send(question, port, CACHE), 500);
  await answer;
  clearInterval(again);
}

async function tcpClient(port: number): Promise<Socket> {
  const socket = connectTcp({ host: CACHE, port, allowHalfOpen: true });
  socket.on('error', () => undefined);
  cleanUp.push(() => void socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** Reads until the other side ends or `count` octets are there. */
function read(socket: Socket, count = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const done = (): void => resolve(Buffer.concat(chunks));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= count) done();
    });
    socket.once('end', done);
    socket.once('close', done);
  });
}

describe('a real program over UDP', () => {
  test('is a host outside with its own address and port, and gets its answer from where it asked', async () => {
    const { port, journal } = await openLab();
    const socket = await udpClient();
    socket.send(question, port, CACHE);
    const answer = await nextDatagram(socket);
    expect([answer.address, answer.port]).toEqual([CACHE, port]);
    expect(answer.octets.subarray(0, 2)).toEqual(Buffer.from(question.subarray(0, 2)));
    const packets = journal.since().flatMap((entry) => (entry.kind === 'packet-sent' ? [entry.packet] : []));
    const own = { address: '127.0.0.1', port: socket.address().port };
    const labs = { address: CACHE, port: 53 };
    expect(packets.map(({ source, destination }) => [source, destination])).toEqual([
      [own, labs],
      [labs, own],
    ]);
    expect(packets.map((packet) => packet.sourceHost)).toEqual(['your machine', 'cache']);
    // Each way takes the link's 2 ms of lab time, exactly.
    expect((packets[1]?.sentAt ?? 0) - (packets[0]?.sentAt ?? 0)).toBeCloseTo(2, 3);
  });

  test("that sends from a lab host's address is that host", async () => {
    const { port, journal } = await openLab();
    const socket = await udpClient('127.53.0.2');
    socket.send(question, port, CACHE);
    await nextDatagram(socket);
    const [first] = journal.since();
    expect(first?.kind === 'packet-sent' && first.packet.sourceHost).toBe('laptop');
  });

  test('is answered at the moment of the wall clock at which it asks', async () => {
    const { port, journal, clock } = await openLab();
    clock.sync();
    const begin = performance.now() - (clock.now() - LAB_START);
    const socket = await udpClient();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const before = performance.now() - begin;
    socket.send(question, port, CACHE);
    await nextDatagram(socket);
    const sent = (journal.since()[0]?.at ?? 0) - LAB_START;
    expect(sent).toBeGreaterThanOrEqual(before - 20);
    expect(sent).toBeLessThanOrEqual(performance.now() - begin + 1);
  });

  test('waits while the lab is paused and gets its answer when it goes on', async () => {
    const { port, clock, network } = await openLab();
    clock.pause();
    const socket = await udpClient();
    let answered = false;
    const answer = nextDatagram(socket).then(() => (answered = true));
    socket.send(question, port, CACHE);
    while (network.inFlight === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(answered).toBe(false);
    await clock.step();
    await clock.step();
    await answer;
  });

  test('gets a thousand answers to a burst of a thousand questions', async (context) => {
    const probe = await udpClient();
    try {
      probe.setRecvBufferSize(4 * 1024 * 1024);
    } catch {
      // The size says it.
    }
    const granted = probe.getRecvBufferSize();
    if (granted < 2_000_000) context.skip(`the system grants receive buffers of ${granted} octets only`);
    const { port } = await openLab();
    const sockets = await Promise.all(Array.from({ length: 10 }, () => udpClient()));
    let answers = 0;
    const all = new Promise<void>((resolve) => {
      for (const socket of sockets) socket.on('message', () => ++answers === 1_000 && resolve());
    });
    for (let i = 0; i < 100; i++) for (const socket of sockets) socket.send(question, port, CACHE);
    await all;
  });
});

describe('a real program over TCP', () => {
  test('exchanges octets and closes each direction on its own', async () => {
    const { port } = await openLab();
    const socket = await tcpClient(port);
    const answer = read(socket);
    const octets = framed(question);
    for (const octet of octets) socket.write(Uint8Array.of(octet));
    socket.end();
    const got = await answer;
    expect(got.readUInt16BE(0)).toBe(got.length - 2);
    expect(decodeMessage(got.subarray(2)).kind).toBe('message');
  });

  test('makes the lab wait when it does not read, and loses nothing', async () => {
    const { port, network, clock, gateway } = await openLab();
    const opened = new Promise<void>((resolve) => (gateway.onChange = resolve));
    const host = network.addHost({ name: 'big', addresses: ['127.53.0.99'], latencyMs: 0 });
    let stream: LabTcpStream | null = null;
    host.listenTcp({ port: 53 }, (accepted) => {
      stream = accepted as LabTcpStream;
      stream.send(new Uint8Array(20_000_000).fill(7));
      stream.end();
    });
    await opened;
    const socket = connectTcp({ host: '127.53.0.99', port });
    cleanUp.push(() => void socket.destroy());
    await new Promise((resolve) => socket.once('connect', resolve));
    // Lab time enough for all of it, in turns, so that the machine's buffers can fill.
    for (let i = 0; i < 20; i++) {
      await clock.jump(3_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect((stream as LabTcpStream | null)?.unsent).toBeGreaterThan(8_000_000);
    const got = await read(socket);
    expect(got.length).toBe(20_000_000);
    expect(got.every((octet) => octet === 7)).toBe(true);
  }, 30_000);

  test('has to wait itself while the lab does not take what it sends', async () => {
    const { port, clock, host } = await openLab();
    clock.pause();
    const socket = await tcpClient(port);
    let taken = 0;
    const chunk = new Uint8Array(100_000);
    while (socket.write(chunk, () => (taken += chunk.length)) && taken < 50_000_000) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(taken).toBeLessThan(20_000_000);
    expect(host.streams).toBeLessThanOrEqual(1);
  });

  test('is reset where nobody listens in the lab', async () => {
    const { port, network } = await openLab();
    network.hostAt(CACHE)?.close();
    network.addHost({ name: 'silent', addresses: [CACHE], latencyMs: 1 });
    const socket = connectTcp({ host: CACHE, port });
    const code = await new Promise((resolve) =>
      socket.once('error', (error) => resolve('code' in error ? error.code : '')),
    );
    expect(code).toBe('ECONNRESET');
  });

  test('that stays silent is closed, and of too many the most silent one goes', async () => {
    const { port } = await openLab({ maxConnections: 5, idleMs: 300 });
    const sockets = await Promise.all(Array.from({ length: 8 }, () => tcpClient(port)));
    let closed = 0;
    for (const socket of sockets) socket.on('close', () => closed++);
    const last = sockets[7] as Socket;
    last.write(framed(question));
    expect((await read(last, 40)).length).toBeGreaterThan(40);
    expect(closed).toBeGreaterThanOrEqual(3);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(closed).toBe(8);
  });
});

describe('addresses', () => {
  test('that cannot be had are told in words, and the rest is open', async () => {
    const port = await freePort();
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(port, '127.53.0.2', resolve));
    cleanUp.push(() => void other.close());
    const { gateway } = await openLab({ port, addresses: [CACHE, '127.53.0.2', '192.0.2.7'] });
    expect(gateway.status()).toEqual({
      state: 'partly open',
      port,
      resolver: `${CACHE}:${port}`,
      problems: [
        { address: '127.53.0.2', why: 'over UDP, another program uses it' },
        { address: '192.0.2.7', why: 'it is not a loopback address' },
      ],
    });
    const socket = await udpClient();
    socket.send(question, port, CACHE);
    await nextDatagram(socket);
  });

  test('are followed as hosts come and go', async () => {
    const { gateway, network, port } = await openLab();
    expect(gateway.status().state).toBe('open');
    let changes = 0;
    const changed = new Promise<void>((resolve) => {
      gateway.onChange = () => {
        changes++;
        resolve();
      };
    });
    const late = network.addHost({ name: 'late', addresses: ['127.53.9.9', 'fd53::9'], latencyMs: 0 });
    responder(late);
    await changed;
    const socket = await udpClient();
    socket.send(question, port, '127.53.9.9');
    expect((await nextDatagram(socket)).address).toBe('127.53.9.9');
    const reopened = new Promise<void>((resolve) => (gateway.onChange = resolve));
    late.close();
    await reopened;
    const again = createSocket('udp4');
    await new Promise<void>((resolve) => again.bind(port, '127.53.9.9', resolve));
    again.close();
    expect(changes).toBe(1);
  });

  test('are all free again after closing', async () => {
    const { gateway, port } = await openLab();
    const idle = await tcpClient(port);
    const gone = new Promise((resolve) => idle.once('close', resolve));
    await gateway.close();
    await gone;
    expect(gateway.status()).toEqual({ state: 'closed', port, resolver: null, problems: [] });
    const again = await openLab({ port });
    expect(again.gateway.status().state).toBe('open');
  });
});

describe.each([
  ['dig', ['+norec', '+tries=1', 'www.example.org.']],
  ['dig', ['+tcp', '+tries=1', 'www.example.org.']],
  ['kdig', ['www.example.org.']],
  ['kdig', ['+tcp', 'www.example.org.']],
  ['drill', ['www.example.org.']],
  ['drill', ['-t', 'www.example.org.']],
])('the real %s %j', { timeout: 30_000 }, (program, args) => {
  test('gets the lab host’s answer', async (context) => {
    needsPrograms(context, program);
    const { port } = await openLab();
    const { status, out } = await runProgram(program, ['-p', String(port), `@${CACHE}`, ...args]);
    expect(out).toMatch(/www\.example\.org\.\s+300\s+IN\s+A\s+127\.53\.9\.1/);
    expect(status).toBe(0);
  });
});

describe('hostile octets', () => {
  const random = seededRandom('hostile gateway');
  /** Random octets, or a good question with some of its octets changed, dropped or doubled. */
  const nasty = (): Uint8Array => {
    if (random.below(2) === 0) return Uint8Array.from({ length: random.below(600) }, () => random.below(256));
    const octets = Uint8Array.from(question);
    for (let i = random.below(6); i >= 0; i--) octets[random.below(octets.length)] = random.below(256);
    return octets.subarray(0, random.below(4) === 0 ? random.below(octets.length) : octets.length);
  };

  test('10,000 datagrams do not keep it from answering the next good one', async () => {
    const { port, gateway } = await openLab();
    const socket = await udpClient();
    for (let i = 0; i < 10_000; i++) {
      socket.send(nasty(), port, CACHE);
      if (i % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
    const good = await udpClient();
    await answerFrom(good, port);
    expect(gateway.status().state).toBe('open');
  }, 30_000);

  test('10,000 messages over 500 broken connections do not keep it from answering the next good one', async () => {
    const { port, gateway, network } = await openLab({ maxConnections: 50 });
    for (let i = 0; i < 500; i++) {
      const socket = connectTcp({ host: CACHE, port });
      socket.on('error', () => undefined);
      for (let j = 0; j < 20; j++) socket.write(random.below(3) === 0 ? nasty() : framed(nasty()));
      if (random.below(3) === 0) socket.end();
      else if (random.below(2) === 0) setTimeout(() => socket.resetAndDestroy(), 5);
      cleanUp.push(() => void socket.destroy());
      if (i % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
    }
    const { good, answer } = await tcpClient(port).then((socket) => ({
      good: socket,
      answer: read(socket, 40),
    }));
    good.write(framed(question));
    expect((await answer).length).toBeGreaterThan(40);
    expect(gateway.status().state).toBe('open');
    expect(network.hostNamed('your machine')?.streams).toBeLessThanOrEqual(200);
  }, 30_000);
});

test('a clock that was never started is no obstacle to opening and closing', async () => {
  const { network } = bareLab();
  const gateway = await openGateway(network, new LabClock(machineClock, 0), { port: await freePort() });
  expect(gateway.status().state).toBe('closed');
  await gateway.close();
});
