import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bareLab } from '../../testing/bare-lab.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { TYPE } from '../protocol/codes.ts';
import { queryMessage, responseTo } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { pcapOf } from './capture.ts';
import type { LabHost } from './host.ts';
import type { JournalEntry } from './journal.ts';
import { isBindProblem } from './transport.ts';
import type { UdpSocket } from './transport.ts';

function open(host: LabHost, port = 0): UdpSocket {
  const socket = host.openUdp({ port });
  if (isBindProblem(socket)) throw new Error(socket.reason);
  return socket;
}

const query = (id: number): Uint8Array =>
  encodeMessage(
    queryMessage({
      id,
      rd: true,
      questions: [{ name: nameOf('www.tiscali.co.uk.'), type: TYPE.A, class: 1 }],
    }),
  );

function answerTo(octets: Uint8Array, records: number): Uint8Array {
  const decoded = decodeMessage(octets);
  if (decoded.kind !== 'message') throw new Error(decoded.reason);
  return encodeMessage(
    responseTo(decoded.message, {
      aa: true,
      answers: Array.from({ length: records }, (_, i) => ({
        name: nameOf('www.tiscali.co.uk.'),
        type: TYPE.A,
        class: 1,
        ttl: 3600,
        rdata: Uint8Array.of(127, 53, i >> 8, i & 255),
      })),
    }),
  );
}

function framed(message: Uint8Array): Uint8Array {
  return Uint8Array.from([message.length >> 8, message.length & 255, ...message]);
}

/** A small day on a lossy network: questions over UDP and TCP, IPv4 and IPv6, a refusal, an unreachable port. */
async function scriptedExchange(seed: string, loss: number): Promise<readonly JournalEntry[]> {
  const { clock, journal, network, random } = bareLab(seed);
  const client = network.addHost({ name: 'laptop', addresses: ['127.53.0.2', 'fd53::2'], latencyMs: 3 });
  const server = network.addHost({
    name: 'tiscali',
    addresses: ['127.53.9.1', 'fd53::9:1'],
    latencyMs: 11,
    loss,
    jitterMs: loss > 0 ? 2 : 0,
  });
  const udp = open(server, 53);
  udp.onDatagram = (payload, from, to) => udp.send(answerTo(payload, 3), from, to.address);
  server.listenTcp({ port: 53 }, (stream) => {
    stream.onData = (octets) => stream.send(framed(answerTo(octets.subarray(2), 300)));
    stream.onEnd = () => stream.end();
  });
  const ids = random.fork('ids');
  for (let i = 0; i < 20; i++) {
    const socket = open(client);
    const address = i % 4 === 0 ? 'fd53::9:1' : '127.53.9.1';
    clock.after(i * 7, 'question', () =>
      socket.send(query(ids.below(65_536)), { address, port: i === 5 ? 54 : 53 }),
    );
  }
  for (let i = 0; i < 4; i++) {
    const stream = client.connectTcp({
      address: i === 1 ? 'fd53::9:1' : '127.53.9.1',
      port: i === 3 ? 55 : 53,
    });
    if (isBindProblem(stream)) throw new Error(stream.reason);
    let got = 0;
    stream.onData = (octets) => {
      got += octets.length;
      if (got > 4_800) stream.end();
    };
    stream.send(framed(query(ids.below(65_536))));
  }
  await clock.runUntilIdle();
  return journal.since();
}

const folder = mkdtempSync(join(tmpdir(), 'rootwalk-capture-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What tshark prints with these arguments for a capture. */
async function tshark(capture: Uint8Array, ...args: string[]): Promise<string[]> {
  const file = join(folder, 'lab.pcap');
  writeFileSync(file, capture);
  const checks = ['ip', 'udp', 'tcp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`]);
  const { out, err, status } = await runProgram('tshark', ['-r', file, '-n', ...checks, ...args]);
  if (status !== 0) throw new Error(`tshark: ${err}`);
  return out.split('\n').filter((line) => line !== '');
}

describe('a capture', () => {
  test('has the same octets for the same seed and the same exchange, and others for another seed', async () => {
    const first = pcapOf(await scriptedExchange('a', 0.1));
    const second = pcapOf(await scriptedExchange('a', 0.1));
    const other = pcapOf(await scriptedExchange('b', 0.1));
    expect(first.length).toBeGreaterThan(10_000);
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    expect(Buffer.from(first).equals(Buffer.from(other))).toBe(false);
  });

  test('is a pcap file of raw IP with the lab’s time in microseconds', async () => {
    const entries = await scriptedExchange('a', 0);
    const view = new DataView(pcapOf(entries).buffer);
    expect(view.getUint32(0, true)).toBe(0xa1b2c3d4);
    expect(view.getUint32(20, true)).toBe(101);
    const [first] = entries;
    expect(view.getUint32(24, true) + view.getUint32(28, true) / 1e6).toBe((first?.at ?? 0) / 1000);
  });

  test('can be of one host alone', async () => {
    const { clock, journal, network } = bareLab();
    const hosts = ['a', 'b', 'c'].map((name, i) =>
      network.addHost({ name, addresses: [`127.53.0.${i + 1}`], latencyMs: 1 }),
    );
    const [a, b] = hosts.map((host) => open(host, 53));
    a?.send(query(1), { address: '127.53.0.2', port: 53 });
    b?.send(query(2), { address: '127.53.0.3', port: 53 });
    await clock.runUntilIdle();
    expect(pcapOf(journal.since(), { host: 'a' }).length).toBe(24 + 16 + 28 + query(1).length);
    expect(pcapOf([])).toHaveLength(24);
  });
});

describe('tshark', { timeout: 60_000 }, () => {
  test('finds nothing wrong with any packet, checksums and stream numbers included', async (context) => {
    needsPrograms(context, 'tshark');
    const capture = pcapOf(await scriptedExchange('a', 0));
    expect(await tshark(capture, '-Y', '_ws.malformed || _ws.expert.severity >= "Warning"')).toEqual(
      // A connection that is refused is worth a warning to tshark.
      [expect.stringMatching(/\[RST, ACK\]/)],
    );
    const all = await tshark(
      capture,
      '-T',
      'fields',
      '-e',
      'ip.checksum.status',
      '-e',
      'udp.checksum.status',
      '-e',
      'tcp.checksum.status',
      '-e',
      'icmp.checksum.status',
      '-e',
      'icmpv6.checksum.status',
    );
    expect(all.length).toBeGreaterThan(60);
    // 1 is good, 0 bad, 2 unverified. ICMP quotes a packet, which may be cut.
    for (const line of all) expect(line).not.toMatch(/0/);
  });

  test('finds nothing malformed on a lossy line either', async (context) => {
    needsPrograms(context, 'tshark');
    const capture = pcapOf(await scriptedExchange('a', 0.2));
    expect(await tshark(capture, '-Y', '_ws.malformed')).toEqual([]);
    expect((await tshark(capture, '-Y', 'tcp.analysis.retransmission')).length).toBeGreaterThan(0);
  });

  test('reads the questions and answers, and puts those over TCP together', async (context) => {
    needsPrograms(context, 'tshark');
    const capture = pcapOf(await scriptedExchange('a', 0));
    const fields = (filter: string): Promise<string[]> =>
      tshark(
        capture,
        '-Y',
        filter,
        '-T',
        'fields',
        '-e',
        'dns.qry.name',
        '-e',
        'dns.count.answers',
        '-E',
        'occurrence=f',
      );
    expect(await fields('udp && dns.flags.response == 1 && !icmp')).toEqual(
      Array.from({ length: 19 }, () => 'www.tiscali.co.uk\t3'),
    );
    expect(await fields('tcp && dns.flags.response == 1')).toEqual(
      Array.from({ length: 3 }, () => 'www.tiscali.co.uk\t300'),
    );
    expect(
      await tshark(capture, '-Y', 'icmp.type == 3 && icmp.code == 3', '-T', 'fields', '-e', 'dns.qry.name'),
    ).toEqual(['www.tiscali.co.uk']);
  });
});
