import { describe, expect, test } from 'vitest';
import { bareLab, packetStory, type BareLab } from '../../testing/bare-lab.ts';
import { addressMatcher } from './address-match.ts';
import { pcapOf } from './capture.ts';
import type { LabHost } from './host.ts';
import { tapBox, tapHost } from './host-tap.ts';
import type { Endpoint } from './journal.ts';
import type { Middlebox } from './middlebox.ts';
import { readPacketRule, type PacketRule } from './packet-rule.ts';
import { Translation, type PortWay } from './translation.ts';
import { isBindProblem, type UdpSocket } from './transport.ts';

const SERVER = { address: '127.53.9.53', port: 53 };

interface Place {
  readonly lab: BareLab;
  readonly client: LabHost;
  readonly server: LabHost;
  readonly box: Middlebox;
  /** Where each question that reached the server came from. */
  readonly heard: Endpoint[];
}

/** A client behind a box, and a server that sends back what it gets. */
function place(rules: readonly string[], ways: PortWay | null = null): Place {
  const lab = bareLab('middlebox');
  const { network } = lab;
  const client = network.addHost({ name: 'client', addresses: ['127.53.0.2'], latencyMs: 1 });
  const gate = network.addHost({ name: 'gate', addresses: ['127.53.0.1'], latencyMs: 0 });
  const server = network.addHost({ name: 'server', addresses: [SERVER.address], latencyMs: 4 });
  const box = network.addMiddlebox(gate, addressMatcher(['127.53.0.0/24']));
  box.rules = rules.map((text) => readPacketRule(text) as PacketRule);
  if (ways) box.translation = new Translation(gate.addresses, ways, lab.random.fork('translation'));
  const heard: Endpoint[] = [];
  const socket = opened(server, 53);
  socket.onDatagram = (payload, from) => {
    heard.push(from);
    socket.send(Uint8Array.from(payload), from);
  };
  return { lab, client, server, box, heard };
}

function opened(host: LabHost, port = 0): UdpSocket {
  const socket = host.openUdp({ port });
  if (isBindProblem(socket)) throw new Error(socket.reason);
  return socket;
}

/** Sends from a port; gives whether the echo came back, and what ICMP said. */
async function echo({ lab, client }: Place, port: number): Promise<string> {
  const socket = opened(client, port);
  let heard = 'nothing';
  socket.onDatagram = () => (heard = 'an echo');
  socket.onUnreachable = (_, reason) => (heard = reason);
  socket.send(Uint8Array.of(1, 2, 3), SERVER);
  await lab.clock.runUntil(() => heard !== 'nothing', 5_000);
  socket.close();
  return heard;
}

describe('a firewall between hosts', () => {
  test('drops questions from low ports on their way out: they are sent, and never arrive', async () => {
    const where = place(['drop out udp from port 1-1023']);
    expect(await echo(where, 1023)).toBe('nothing');
    expect(await echo(where, 1024)).toBe('an echo');
    expect(where.heard.map(({ port }) => port)).toEqual([1024]);
    expect(packetStory(where.lab.journal.since()).slice(0, 2)).toEqual([
      '0 #1 udp client > server',
      '1 #1 dropped: firewall',
    ]);
  });

  test('drops the replies to low ports on their way in: the server hears the question', async () => {
    const where = place(['drop in udp from port 53 to port 512-1023']);
    expect(await echo(where, 511)).toBe('an echo');
    expect(await echo(where, 512)).toBe('nothing');
    expect(await echo(where, 1023)).toBe('nothing');
    expect(await echo(where, 1024)).toBe('an echo');
    expect(where.heard.map(({ port }) => port)).toEqual([511, 512, 1023, 1024]);
    const dropped = where.lab.journal.since().find((entry) => entry.kind === 'packet-dropped');
    expect(dropped).toMatchObject({ why: 'firewall', by: 'gate' });
  });

  test('taps on both sides tell a question that is dropped from a reply that is', async () => {
    for (const [rule, atServer] of [
      ['drop out udp', 0],
      ['drop in udp', 2],
    ] as const) {
      const where = place([rule]);
      const seen = { client: 0, server: 0 };
      for (const host of ['client', 'server'] as const) tapHost(where.lab.journal, host, () => seen[host]++);
      await echo(where, 700);
      expect([seen.client, seen.server], rule).toEqual([1, atServer]);
    }
  });

  const sides: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['nothing stopped', [], ['inside in', 'outside out', 'outside in', 'inside out']],
    ['questions stopped', ['drop out'], ['inside in']],
    ['replies stopped', ['drop in'], ['inside in', 'outside out', 'outside in']],
  ];
  test.each(sides)('shows on both of its sides what passes: %s', async (_, rules, expected) => {
    const where = place(rules);
    const seen: string[] = [];
    tapBox(where.lab.journal, where.box, ({ side, way }) => seen.push(`${side} ${way}`));
    await echo(where, 700);
    expect(seen).toEqual(expected);
  });

  test('says by ICMP that it lets nothing through, where it rejects', async () => {
    expect(await echo(place(['reject out udp to 127.53.9.0/24 port 53']), 5_000)).toBe('admin-prohibited');
  });

  test('has no say among the hosts behind it, nor over what is not named', async () => {
    const where = place(['drop out', 'drop in']);
    const other = where.lab.network.addHost({ name: 'other', addresses: ['127.53.0.3'], latencyMs: 1 });
    const socket = opened(other, 53);
    let heard = 0;
    socket.onDatagram = () => heard++;
    opened(where.client).send(Uint8Array.of(1), { address: '127.53.0.3', port: 53 });
    await where.lab.clock.runUntil(() => heard > 0, 1_000);
    expect(heard).toBe(1);
  });

  test('a host has rules of its own; the first that fits decides', async () => {
    const where = place([]);
    const own = where.lab.network.addMiddlebox(where.server, null);
    own.rules = ['reject in udp from port 2000', 'drop in udp'].map(
      (text) => readPacketRule(text) as PacketRule,
    );
    expect(await echo(where, 2_000)).toBe('admin-prohibited');
    expect(await echo(where, 2_001)).toBe('nothing');
    own.rules = [];
    expect(await echo(where, 2_001)).toBe('an echo');
  });

  test('what is no rule is not read as one', () => {
    for (const text of [
      '',
      'drop',
      'drop up',
      'drop in port',
      'drop in from port 9-1',
      'drop in from port 70000',
      'drop in from 1.2.3',
      'allow in',
    ])
      expect(readPacketRule(text), text).toBeNull();
  });
});

describe('a box that translates addresses', () => {
  const ways: readonly (readonly [PortWay, readonly (number | null)[]])[] = [
    ['keep', [4_001, 4_002]],
    ['sequential', [1_024, 1_025]],
    ['one', [32_768, null]],
    ['random', [null, null]],
  ];
  test.each(ways)('%s', async (way, ports) => {
    const where = place([], way);
    expect(await echo(where, 4_001)).toBe('an echo');
    expect(await echo(where, 4_002)).toBe('an echo');
    expect(where.heard.map(({ address }) => address)).toEqual(['127.53.0.1', '127.53.0.1']);
    for (const [i, port] of ports.entries()) {
      if (port === null) expect([4_001, 4_002, 1_024, 1_025]).not.toContain(where.heard[i]?.port);
      else expect(where.heard[i]?.port).toBe(port);
    }
  });

  test('the question goes on as another packet, and so does the answer', async () => {
    const where = place([], 'sequential');
    await echo(where, 4_001);
    const { journal } = where.lab;
    expect(packetStory(journal.since())).toEqual([
      '0 #1 udp client > server',
      '1 #2 udp gate > server',
      '5 #2 delivered',
      '5 #3 udp server > gate',
      '9 #4 udp server > client',
      '10 #4 delivered',
    ]);
    expect(journal.since().filter(({ kind }) => kind === 'packet-passed')).toMatchObject([
      { packet: 1, by: 'gate', as: 2 },
      { packet: 3, by: 'gate', as: 4 },
    ]);
  });

  test('has the sender’s address on its inside, and its own on its outside', async () => {
    const where = place([], 'sequential');
    const seen: string[] = [];
    tapBox(where.lab.journal, where.box, ({ side, packet: { source, destination } }) =>
      seen.push(`${side} ${source.address}.${source.port} > ${destination.address}.${destination.port}`),
    );
    await echo(where, 4_001);
    expect(seen).toEqual([
      'inside 127.53.0.2.4001 > 127.53.9.53.53',
      'outside 127.53.0.1.1024 > 127.53.9.53.53',
      'outside 127.53.9.53.53 > 127.53.0.1.1024',
      'inside 127.53.9.53.53 > 127.53.0.2.4001',
    ]);
  });

  test('nobody else reaches a port that it gave away, and it takes none back after two minutes', async () => {
    const where = place([], 'sequential');
    const inside = opened(where.client, 4_001);
    let heard = 0;
    inside.onDatagram = () => heard++;
    inside.send(Uint8Array.of(1), SERVER);
    await where.lab.clock.runUntil(() => heard === 1, 1_000);
    const stranger = where.lab.network.addHost({
      name: 'stranger',
      addresses: ['127.53.66.6'],
      latencyMs: 1,
    });
    opened(stranger, 53).send(Uint8Array.of(1), { address: '127.53.0.1', port: 1_024 });
    await where.lab.clock.jump(121_000);
    opened(where.server).send(Uint8Array.of(1), { address: '127.53.0.1', port: 1_024 });
    await where.lab.clock.jump(1_000);
    expect(heard).toBe(1);
  });

  test('an ICMP message about what it sent on comes in to whom it is for', async () => {
    const where = place([], 'random');
    const socket = opened(where.client);
    let told = '';
    socket.onUnreachable = (remote, reason) => (told = `${reason} ${remote.address}#${remote.port}`);
    socket.send(Uint8Array.of(1), { address: SERVER.address, port: 54 });
    await where.lab.clock.runUntil(() => told !== '', 1_000);
    expect(told).toBe('port-unreachable 127.53.9.53#54');
  });

  test('a stream goes through it, and the same seed gives the same packets', async () => {
    const run = async (): Promise<Uint8Array> => {
      const where = place([], 'random');
      let got = 0;
      where.server.listenTcp({ port: 53 }, (stream) => {
        stream.onData = (octets) => void stream.send(octets);
      });
      const stream = where.client.connectTcp(SERVER);
      if (isBindProblem(stream)) throw new Error(stream.reason);
      stream.onOpen = () => void stream.send(new Uint8Array(3_000));
      stream.onData = (octets) => (got += octets.length);
      await where.lab.clock.runUntil(() => got === 3_000, 5_000);
      expect(got).toBe(3_000);
      return pcapOf(where.lab.journal.since());
    };
    expect(await run()).toEqual(await run());
  });
});
