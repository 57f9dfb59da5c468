import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bareLab, LAB_START, packetStory } from '../../testing/bare-lab.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { pcapOf } from './capture.ts';
import { isBindProblem, type EchoSocket } from './transport.ts';
import type { LabHost } from './host.ts';

const data = Uint8Array.from({ length: 56 }, (_, index) => index);

function echoLab() {
  const lab = bareLab();
  const client = lab.network.addHost({
    name: 'client',
    addresses: ['127.53.0.2', 'fd53::2'],
    latencyMs: 4,
  });
  const server = lab.network.addHost({
    name: 'server',
    addresses: ['127.53.1.1', 'fd53:1::1'],
    latencyMs: 10,
  });
  return { ...lab, client, server };
}

function open(host: LabHost): EchoSocket {
  const socket = host.openEcho();
  if (isBindProblem(socket)) throw new Error(socket.reason);
  return socket;
}

const folder = mkdtempSync(join(tmpdir(), 'echo-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('every host answers an echo request with the same data, and only who asked hears it', async () => {
  const { clock, client, journal } = echoLab();
  const heard: unknown[] = [];
  const socket = open(client);
  const other = open(client);
  other.onReply = () => heard.push('wrong socket');
  socket.onReply = (from, sequence, payload) =>
    heard.push([from, sequence, payload.length, clock.now() - LAB_START]);
  socket.send(data, '127.53.1.1', 1);
  socket.send(data, 'fd53:1::1', 2);
  await clock.runUntilIdle();
  expect(heard).toEqual([
    ['127.53.1.1', 1, 56, 28],
    ['fd53:1::1', 2, 56, 28],
  ]);
  expect(packetStory(journal.since()).slice(0, 4)).toEqual([
    '0 #1 icmp echo-request 1 client > server',
    '0 #2 icmp echo-request 2 client > server',
    '14 #1 delivered',
    '14 #3 icmp echo-reply 1 server > client',
  ]);
});

test('a host answers itself, at its loopback too', async () => {
  const { clock, client } = echoLab();
  const heard: unknown[] = [];
  const socket = open(client);
  socket.onReply = (from, sequence) => heard.push([from, sequence, clock.now() - LAB_START]);
  for (const [index, address] of ['127.0.0.1', '127.53.0.2', '::1'].entries())
    socket.send(data, address, index);
  await clock.runUntilIdle();
  expect(heard).toEqual([
    ['127.0.0.1', 0, 0],
    ['127.53.0.2', 1, 0],
    ['::1', 2, 0],
  ]);
});

test('nothing comes back from a host that is down, to a closed socket, or along no route', async () => {
  const { clock, client, server, journal } = echoLab();
  const socket = open(client);
  socket.onReply = () => expect.unreachable();
  expect(socket.send(data, '192.0.2.1', 1)).toBeNull();
  socket.send(data, '127.53.1.1', 2);
  server.up = false;
  await clock.runUntilIdle();
  server.up = true;
  socket.send(data, '127.53.1.1', 3);
  await clock.step();
  socket.close();
  await clock.runUntilIdle();
  expect(socket.send(data, '127.53.1.1', 4)).toBeNull();
  expect(packetStory(journal.since()).filter((line) => line.includes('dropped'))).toEqual([
    '14 #1 dropped: host-down',
    '42 #3 dropped: no-listener',
  ]);
});

test('tshark reads requests and replies of both families, checksums right', async (context) => {
  needsPrograms(context, 'tshark');
  const { clock, client, journal } = echoLab();
  const socket = open(client);
  for (const address of ['127.53.1.1', 'fd53:1::1']) socket.send(data, address, 7);
  await clock.runUntilIdle();
  const file = join(folder, 'echo.pcap');
  writeFileSync(file, pcapOf(journal.since()));
  const fields = [
    'icmp.type',
    'icmpv6.type',
    'icmp.seq',
    'icmpv6.echo.sequence_number',
    'icmp.checksum.status',
  ];
  const args = [...fields, 'icmpv6.checksum.status'].flatMap((field) => ['-e', field]);
  const { out } = await runProgram('tshark', ['-r', file, '-T', 'fields', ...args]);
  expect(out.trimEnd().split('\n')).toEqual([
    '8\t\t7\t\t1\t',
    '\t128\t\t7\t\t1',
    '0\t\t7\t\t1\t',
    '\t129\t\t7\t\t1',
  ]);
});
