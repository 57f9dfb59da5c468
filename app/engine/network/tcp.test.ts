import { describe, expect, test } from 'vitest';
import { bareLab, LAB_START, packetStory } from '../../testing/bare-lab.ts';
import type { BareLab } from '../../testing/bare-lab.ts';
import type { LabHost } from './host.ts';
import type { LabTcpStream } from './tcp-stream.ts';
import { isBindProblem } from './transport.ts';

interface TcpLab extends BareLab {
  readonly client: LabHost;
  readonly server: LabHost;
  /** Streams that the server has accepted on port 53. */
  readonly accepted: LabTcpStream[];
}

function tcpLab(seed?: string): TcpLab {
  const lab = bareLab(seed);
  const client = lab.network.addHost({ name: 'client', addresses: ['127.53.0.2'], latencyMs: 4 });
  const server = lab.network.addHost({ name: 'server', addresses: ['127.53.1.1'], latencyMs: 6 });
  const accepted: LabTcpStream[] = [];
  server.listenTcp({ port: 53 }, (stream) => accepted.push(stream));
  return { ...lab, client, server, accepted };
}

function connect(host: LabHost, address = '127.53.1.1', port = 53): LabTcpStream {
  const stream = host.connectTcp({ address, port });
  if (isBindProblem(stream)) throw new Error(stream.reason);
  return stream;
}

/** Collects what arrives. */
function collect(stream: LabTcpStream): { octets: number[]; ended: boolean; failed: string | null } {
  const seen = { octets: [] as number[], ended: false, failed: null as string | null };
  stream.onData = (octets) => {
    for (const octet of octets) seen.octets.push(octet);
  };
  stream.onEnd = () => (seen.ended = true);
  stream.onFailure = (why) => (seen.failed = why);
  return seen;
}

function numbered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
}

describe('a stream', () => {
  test('opens, carries a question and its answer, and closes, segment by segment', async () => {
    const { clock, client, accepted, journal } = tcpLab();
    const stream = connect(client);
    let opened = false;
    stream.onOpen = () => (opened = true);
    expect(stream.send(numbered(30))).toBeNull();
    const seen = collect(stream);
    while (accepted.length === 0) await clock.step();
    expect(opened).toBe(true);
    const [other] = accepted as [LabTcpStream];
    expect(other.remote).toEqual(stream.local);
    other.onData = (octets) => {
      expect(octets).toEqual(numbered(30));
      other.send(numbered(60));
    };
    other.onEnd = () => other.end();
    stream.onEnd = () => (seen.ended = true);
    const receive = stream.onData;
    stream.onData = (octets, packet) => {
      receive?.(octets, packet);
      stream.end();
    };
    await clock.runUntilIdle();
    expect(seen).toEqual({ octets: [...numbered(60)], ended: true, failed: null });
    expect(packetStory(journal.since()).filter((line) => line.includes('tcp'))).toEqual([
      '0 #1 tcp syn 0 client > server',
      '10 #2 tcp syn+ack 0 server > client',
      '20 #3 tcp ack 0 client > server',
      '20 #4 tcp psh+ack 30 client > server',
      '30 #5 tcp psh+ack 60 server > client',
      '40 #6 tcp fin+ack 0 client > server',
      '50 #7 tcp fin+ack 0 server > client',
      '60 #8 tcp ack 0 client > server',
    ]);
    expect(clock.pending).toBe(0);
  });

  test('to a port where nobody listens is refused after one round trip', async () => {
    const { clock, client, journal } = tcpLab();
    const stream = connect(client, '127.53.1.1', 54);
    let at = 0;
    stream.onFailure = (why) => {
      expect(why).toBe('refused');
      at = clock.now() - LAB_START;
    };
    await clock.runUntilIdle();
    expect(at).toBe(20);
    expect(packetStory(journal.since())).toEqual([
      '0 #1 tcp syn 0 client > server',
      '10 #1 dropped: no-listener',
      '10 #2 tcp rst+ack 0 server > client',
      '20 #2 delivered',
    ]);
  });

  test('to a host that is down times out after the last repetition', async () => {
    const { clock, client, server, journal } = tcpLab();
    server.up = false;
    const stream = connect(client);
    const seen = collect(stream);
    await clock.runUntilIdle();
    expect(seen.failed).toBe('timed-out');
    const sent = journal.since().filter((entry) => entry.kind === 'packet-sent');
    expect(sent.map((entry) => entry.at - LAB_START)).toEqual([0, 1000, 3000, 7000, 15000, 31000, 63000]);
  });

  test('beyond the lab fails as unreachable, and not inside the call', async () => {
    const { clock, client, journal } = tcpLab();
    const stream = connect(client, '192.0.2.1');
    const seen = collect(stream);
    expect(seen.failed).toBeNull();
    await clock.runUntilIdle();
    expect(seen.failed).toBe('unreachable');
    expect(journal.since()).toEqual([]);
  });

  test('closed in one direction goes on in the other', async () => {
    const { clock, client, accepted } = tcpLab();
    const stream = connect(client);
    const seen = collect(stream);
    stream.send(numbered(10));
    stream.end();
    await clock.runUntilIdle();
    const [other] = accepted as [LabTcpStream];
    expect(seen.ended).toBe(false);
    other.send(numbered(5_000));
    await clock.runUntilIdle();
    expect(seen.octets).toEqual([...numbered(5_000)]);
    other.end();
    await clock.runUntilIdle();
    expect(seen.ended).toBe(true);
  });

  test('cuts what is sent into segments of at most 1,220 octets and never sends more than the window', async () => {
    const { clock, client, accepted, journal } = tcpLab();
    const stream = connect(client);
    await clock.runUntilIdle();
    const seen = collect((accepted as [LabTcpStream])[0]);
    const octets = numbered(300_000);
    expect(stream.send(octets)).toBe(4);
    expect(stream.unsent).toBeGreaterThan(300_000 - 65_536);
    let drained = false;
    stream.onDrain = () => (drained = true);
    await clock.runUntilIdle();
    expect(drained).toBe(true);
    expect(Buffer.from(seen.octets).equals(Buffer.from(octets))).toBe(true);
    let inFlight = 0;
    let most = 0;
    const lengths = new Map<number, number>();
    for (const entry of journal.since()) {
      if (entry.kind === 'packet-sent' && entry.packet.sourceHost === 'client') {
        lengths.set(entry.packet.id, entry.packet.payload.length);
        inFlight += entry.packet.payload.length;
        expect(entry.packet.payload.length).toBeLessThanOrEqual(1220);
      } else if (entry.kind === 'packet-delivered') inFlight -= lengths.get(entry.packet) ?? 0;
      most = Math.max(most, inFlight);
    }
    expect(most).toBeGreaterThan(60_000);
    expect(most).toBeLessThanOrEqual(65_535);
  });

  test.each(['one', 'two', 'three'])(
    'loses, doubles and disorders nothing on a bad line (seed %s)',
    async (seed) => {
      const { clock, client, server, accepted, journal } = tcpLab(seed);
      server.loss = 0.15;
      server.jitterMs = 40;
      const stream = connect(client);
      const back = collect(stream);
      const octets = numbered(60_000);
      stream.send(octets);
      stream.end();
      while (accepted.length === 0) await clock.step();
      const [other] = accepted as [LabTcpStream];
      const forth = collect(other);
      other.send(numbered(20_000));
      other.onEnd = () => other.end();
      await clock.runUntilIdle();
      expect(Buffer.from(forth.octets).equals(Buffer.from(octets))).toBe(true);
      expect(Buffer.from(back.octets).equals(Buffer.from(numbered(20_000)))).toBe(true);
      expect(back.ended).toBe(true);
      expect(back.failed ?? forth.failed).toBeNull();
      expect(packetStory(journal.since()).some((line) => line.endsWith('loss'))).toBe(true);
    },
  );

  test('sends a lost segment again after the retransmission time', async () => {
    const { clock, client, server, accepted, journal } = tcpLab();
    const stream = connect(client);
    await clock.runUntilIdle();
    const seen = collect((accepted as [LabTcpStream])[0]);
    const begin = clock.now();
    // Twice: what was sent again says nothing about the round trip, and must not make the next wait longer.
    for (let i = 0; i < 2; i++) {
      server.loss = 1;
      stream.send(numbered(10));
      await clock.jump(100);
      server.loss = 0;
      await clock.jump(900);
    }
    expect(seen.octets).toEqual([...numbered(10), ...numbered(10)]);
    const sent = journal
      .since()
      .filter((entry) => entry.kind === 'packet-sent' && entry.packet.payload.length > 0);
    // Linux's floor of 200 ms: the round trip was 20 ms.
    expect(sent.map((entry) => entry.at - begin)).toEqual([0, 200, 1_000, 1_200]);
  });

  test('that is reset tells the other side, and what is still sent there is answered with a reset', async () => {
    const { clock, client, accepted, journal } = tcpLab();
    const stream = connect(client);
    await clock.runUntilIdle();
    const [other] = accepted as [LabTcpStream];
    const seen = collect(other);
    other.send(numbered(10));
    stream.reset();
    expect(stream.send(numbered(1))).toBeNull();
    await clock.runUntilIdle();
    expect(seen.failed).toBe('reset');
    expect(other.send(numbered(1))).toBeNull();
    expect(packetStory(journal.since()).join('\n')).toMatch(/#\d+ dropped: closed\n/);
    expect(clock.pending).toBe(0);
  });

  test('that is paused makes its sender wait, and goes on where it stood', async () => {
    const { clock, client, accepted } = tcpLab();
    const stream = connect(client);
    await clock.runUntilIdle();
    const [other] = accepted as [LabTcpStream];
    const seen = collect(other);
    other.pause();
    const octets = numbered(200_000);
    stream.send(octets);
    await clock.jump(60_000);
    expect(seen.octets).toEqual([]);
    expect(stream.unsent).toBeGreaterThan(130_000);
    await clock.jump(3_600_000);
    other.resume();
    await clock.jump(2_000);
    expect(Buffer.from(seen.octets).equals(Buffer.from(octets))).toBe(true);
  });

  test('survives its host being unplugged for a while', async () => {
    const { clock, client, server, accepted } = tcpLab();
    const stream = connect(client);
    await clock.runUntilIdle();
    const seen = collect((accepted as [LabTcpStream])[0]);
    server.up = false;
    stream.send(numbered(2_000));
    await clock.jump(5_000);
    server.up = true;
    await clock.jump(30_000);
    expect(seen.octets).toEqual([...numbered(2_000)]);
  });

  test('between two programs of one host works over loopback', async () => {
    const { clock, server, accepted } = tcpLab();
    const stream = connect(server, '127.0.0.1');
    stream.send(numbered(3));
    await clock.runUntilIdle();
    expect((accepted as [LabTcpStream])[0].remote.address).toBe('127.0.0.1');
    expect(clock.now()).toBe(LAB_START);
  });
});

describe('a host', () => {
  test('waits a minute for the other side to close a stream that nobody here reads any more', async () => {
    const { clock, client } = tcpLab();
    const stream = connect(client);
    await clock.jump(1_000);
    stream.end();
    await clock.jump(60_000);
    expect(client.streams).toBe(1);
    await clock.jump(1_000);
    expect([client.streams, clock.pending]).toEqual([0, 0]);
  });

  test('acknowledges the end of a stream that it closed first, also when it hears of it twice', async () => {
    const { clock, client, server, accepted, journal } = tcpLab();
    const stream = connect(client);
    collect(stream);
    await clock.runUntilIdle();
    const [other] = accepted as [LabTcpStream];
    const seen = collect(other);
    stream.end();
    await clock.runUntilIdle();
    expect(seen.ended).toBe(true);
    other.end();
    // The end arrives after 10 ms; its acknowledgement finds the cable pulled.
    await clock.jump(15);
    server.up = false;
    await clock.jump(10);
    server.up = true;
    await clock.runUntilIdle();
    expect(packetStory(journal.since()).join('\n')).toMatch(/dropped: host-down/);
    expect(seen.failed).toBeNull();
    expect(clock.pending).toBe(0);
    expect(clock.now() - LAB_START).toBeLessThan(5_000);
  });

  test('holds a bounded number of streams and refuses the rest', async () => {
    const { clock, client, server, accepted } = tcpLab();
    server.maxStreams = 10;
    const failed: string[] = [];
    for (let i = 0; i < 25; i++) connect(client).onFailure = (why) => failed.push(why);
    await clock.runUntilIdle();
    expect(accepted).toHaveLength(10);
    expect(failed).toEqual(Array.from({ length: 15 }, () => 'refused'));
    client.maxStreams = 10;
    expect(client.connectTcp({ address: '127.53.1.1', port: 53 })).toEqual({
      kind: 'bind-problem',
      reason: 'address-in-use',
    });
  });

  test('takes no connection on a listener that was closed, and keeps those it has', async () => {
    const { clock, client, network } = tcpLab();
    const host = network.addHost({ name: 'web', addresses: ['127.53.3.1'], latencyMs: 1 });
    let stream: LabTcpStream | null = null;
    const listener = host.listenTcp({ port: 80 }, (opened) => (stream = opened as LabTcpStream));
    if (isBindProblem(listener)) throw new Error(listener.reason);
    const first = connect(client, '127.53.3.1', 80);
    const seen = collect(first);
    await clock.runUntilIdle();
    listener.close();
    const second = collect(connect(client, '127.53.3.1', 80));
    (stream as LabTcpStream | null)?.send(numbered(4));
    await clock.runUntilIdle();
    expect(seen.octets).toEqual([...numbered(4)]);
    expect(second.failed).toBe('refused');
  });

  test('is not led astray by segments that belong to no stream', async () => {
    const { clock, client, server, accepted, random } = tcpLab();
    const source = random.fork('hostile');
    const stream = connect(client);
    const seen = collect(stream);
    await clock.runUntilIdle();
    const [other] = accepted as [LabTcpStream];
    for (let i = 0; i < 3_000; i++) {
      const flags = {
        ...(source.below(2) && { syn: true as const }),
        ...(source.below(2) && { ack: true as const }),
        ...(source.below(3) === 0 && { fin: true as const }),
        ...(source.below(9) === 0 && { rst: true as const }),
      };
      // Half of them on the stream's own ports, as somebody would who guesses.
      const port = source.below(2) ? stream.local.port : source.below(65_536);
      client.transmit({
        protocol: 'tcp',
        source: { address: '127.53.0.2', port },
        destination: { address: '127.53.1.1', port: 53 },
        payload: numbered(source.below(40)),
        tcp: { flags, seq: source.uint32(), ack: source.uint32() },
      });
    }
    await clock.jump(10_000);
    expect(seen.failed).toBeNull();
    other.send(numbered(20));
    await clock.jump(10_000);
    expect(seen.octets).toEqual([...numbered(20)]);
    expect(server.closed).toBe(false);
  });
});
