import { describe, expect, test } from 'vitest';
import { bareLab, LAB_START } from '../../testing/bare-lab.ts';
import { isBindProblem } from '../network/transport.ts';
import { CLASS, rcodeText, TYPE } from '../protocol/codes.ts';
import { queryMessage, type Message } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { loadZone } from '../zone/load-zone.ts';
import { ZoneSet } from '../zone/zone-set.ts';
import { readFault } from './fault-text.ts';
import type { Fault } from './faults.ts';
import { faultyHost, HostFaults } from './faulty-host.ts';
import { startNamed } from './named.ts';

const ZONE = `$TTL 60
@ SOA ns hostmaster 1 2 3 4 5
@ NS ns
ns A 127.53.9.53
www A 127.53.9.80
host.inner A 127.53.9.81
`;

interface Heard {
  readonly octets: Uint8Array;
  readonly message: Message | null;
  /** Milliseconds after the question. */
  readonly after: number;
}

/** Asks a server that has the faults. Null when nothing comes within a minute. */
async function ask(
  faults: string,
  name: string,
  how: { edns?: boolean; tcp?: boolean } = {},
): Promise<Heard | null> {
  const { network, clock, journal, random } = bareLab('faulty');
  const host = network.addHost({ name: 'ns', addresses: ['127.53.9.53'], latencyMs: 0 });
  const client = network.addHost({ name: 'client', addresses: ['127.53.0.2'], latencyMs: 0 });
  const { zone } = loadZone(ZONE, { origin: nameOf('a.example'), fileName: 'a.zone' });
  if (!zone) throw new Error('no zone');
  const known = faults.split(', ').map((text) => readFault(text) as Fault);
  const place = faultyHost(host, {
    faults: new HostFaults(known),
    zones: () => new ZoneSet([zone]),
    clock,
    random,
  });
  const server = startNamed(place, { clock, journal, random, zones: [zone], recursion: null });
  if (isBindProblem(server)) throw new Error(server.reason);

  const query = queryMessage({
    id: 77,
    questions: [{ name: nameOf(name), type: TYPE.A, class: CLASS.IN }],
    edns: how.edns === false ? null : { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] },
  });
  const octets = encodeMessage(query);
  let heard: Heard | null = null;
  let over = false;
  const hear = (said: Uint8Array): void => {
    const decoded = decodeMessage(said);
    heard = {
      octets: said,
      message: decoded.kind === 'message' ? decoded.message : null,
      after: clock.now() - LAB_START,
    };
  };
  if (how.tcp) {
    const stream = client.connectTcp({ address: '127.53.9.53', port: 53 });
    if (isBindProblem(stream)) throw new Error(stream.reason);
    stream.onOpen = () => {
      stream.send(Uint8Array.from([octets.length >> 8, octets.length & 255, ...octets]));
      stream.end();
    };
    stream.onData = (said) => hear(said.subarray(2));
    stream.onFailure = () => (over = true);
  } else {
    const socket = client.openUdp();
    if (isBindProblem(socket)) throw new Error(socket.reason);
    socket.onDatagram = hear;
    socket.send(octets, { address: '127.53.9.53', port: 53 });
  }
  await clock.runUntil(() => heard !== null || over, 60_000);
  return heard;
}

describe.each([{ tcp: false }, { tcp: true }])('a broken server, asked with %j', (how) => {
  test.each([
    ['refuses', 'www.a.example', 'REFUSED - 0 0'],
    ['servfail', 'www.a.example', 'SERVFAIL - 0 0'],
    ['notimp', 'www.a.example', 'NOTIMP - 0 0'],
    ['formerr-edns', 'www.a.example', 'FORMERR - 0 0'],
    ['no-aa', 'www.a.example', 'NOERROR - 1 1'],
    ['self-referral', 'www.a.example', 'NOERROR - 0 1'],
    ['upward-referral', 'www.a.example', 'NOERROR - 0 13'],
    ['denies-empty-names', 'inner.a.example', 'NXDOMAIN aa 0 1'],
    ['denies-empty-names', 'host.inner.a.example', 'NOERROR aa 1 1'],
    ['denies-empty-names', 'nothing.a.example', 'NXDOMAIN aa 0 1'],
    // Two at once, in their order.
    ['no-aa, denies-empty-names', 'inner.a.example', 'NXDOMAIN - 0 1'],
  ])('%s: %s', async (faults, name, expected) => {
    const message = (await ask(faults, name, how))?.message;
    const { rcode, aa, answers, authority, id } = message as Message;
    expect(id).toBe(77);
    expect([rcodeText(rcode), aa ? 'aa' : '-', answers.length, authority.length].join(' ')).toBe(expected);
  });

  test('answers without EDNS as ever', async () => {
    const heard = await ask('formerr-edns', 'www.a.example', { ...how, edns: false });
    expect(heard?.message?.answers.length).toBe(1);
  });

  test('answers another question', async () => {
    const { message } = (await ask('wrong-question', 'www.a.example', how)) as Heard;
    expect([message?.questions, message?.answers].flat().map((part) => String(part?.name))).toEqual([
      'www.example.',
      'www.example.',
    ]);
  });

  test('gives the zone above as the owner of the SOA', async () => {
    const heard = await ask('wrong-soa', 'nothing.a.example', how);
    expect(String(heard?.message?.authority[0]?.name)).toBe('example.');
  });

  test('says what is no message, the same for the same seed', async () => {
    const [one, two] = [
      await ask('garbage', 'www.a.example', how),
      await ask('garbage', 'www.a.example', how),
    ];
    expect(one?.message).toBeNull();
    expect([...(one?.octets.subarray(0, 2) ?? [])]).toEqual([0, 77]);
    expect(one?.octets).toEqual(two?.octets);
  });

  test('answers as late as it is said to', async () => {
    expect((await ask('late 20s', 'www.a.example', how))?.after).toBe(20_000);
    expect((await ask('late 400ms, refuses', 'www.a.example', how))?.message?.rcode).toBe(5);
  });
});

test('a server without TCP is asked by UDP only', async () => {
  expect((await ask('no-tcp', 'www.a.example'))?.message?.answers.length).toBe(1);
  expect(await ask('no-tcp', 'www.a.example', { tcp: true })).toBeNull();
});

test.each([true, false])(
  'a caching server that says SERVFAIL anyway looks for nothing; RD %s comes back',
  async (rd) => {
    const { network, clock, journal, random } = bareLab('faulty');
    const host = network.addHost({ name: 'cache', addresses: ['127.53.9.53'], latencyMs: 0 });
    const client = network.addHost({ name: 'client', addresses: ['127.53.0.2'], latencyMs: 0 });
    const root = network.addHost({ name: 'root', addresses: ['127.53.1.1'], latencyMs: 0 });
    const faults = new HostFaults([readFault('servfail for a.example') as Fault]);
    const place = faultyHost(host, { faults, zones: () => new ZoneSet([]), clock, random });
    const record = { class: CLASS.IN, ttl: 60 };
    const hints = [
      { ...record, name: nameOf('.'), type: TYPE.NS, rdata: nameOf('root.test').wire },
      { ...record, name: nameOf('root.test'), type: TYPE.A, rdata: Uint8Array.of(127, 53, 1, 1) },
    ];
    const server = startNamed(place, { clock, journal, random, zones: [], recursion: { hints } });
    const socket = client.openUdp();
    const asked = root.openUdp({ port: 53, privileged: true });
    if (isBindProblem(server) || isBindProblem(socket) || isBindProblem(asked)) throw new Error('not open');
    let questions = 0;
    asked.onDatagram = () => questions++;
    const said: Message[] = [];
    socket.onDatagram = (octets) => {
      const decoded = decodeMessage(octets);
      if (decoded.kind === 'message') said.push(decoded.message);
    };
    const send = (id: number, name: string): void => {
      const query = queryMessage({
        id,
        rd,
        questions: [{ name: nameOf(name), type: TYPE.A, class: CLASS.IN }],
      });
      socket.send(encodeMessage(query), { address: '127.53.9.53', port: 53 });
    };
    send(7, 'www.a.example');
    await clock.runUntil(() => said.length > 0, 60_000);
    expect(said.map((message) => [message.id, rcodeText(message.rcode), message.rd])).toEqual([
      [7, 'SERVFAIL', rd],
    ]);
    expect(questions).toBe(0);
    if (!rd) return;
    send(8, 'www.b.example');
    await clock.runUntil(() => questions > 0, 60_000);
    expect(questions).toBe(1);
  },
);

test('what is no fault is not read as one', () => {
  for (const text of ['', 'late', 'late 20', 'late -1s', 'late 999999s', 'Refuses'])
    expect(readFault(text), text).toBeNull();
});
