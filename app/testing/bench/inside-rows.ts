/** The rows without a socket: message codec, the path of a cached answer, memory, and the lab network. */
import { Cache } from '../../engine/cache/cache.ts';
import { LabClock } from '../../engine/network/clock.ts';
import { Journal } from '../../engine/network/journal.ts';
import type { Host, UdpSocket } from '../../engine/network/transport.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import { CLASS, TYPE } from '../../engine/protocol/codes.ts';
import type { Message, ResourceRecord } from '../../engine/protocol/message.ts';
import { queryMessage } from '../../engine/protocol/message.ts';
import { nameOf } from '../../engine/protocol/name.ts';
import { decodeMessage, encodeMessage } from '../../engine/protocol/wire.ts';
import { seededRandom } from '../../engine/random.ts';
import { startNamed } from '../../engine/server/named.ts';
import { ManualWall, LAB_START } from '../bare-lab.ts';
import { DnsLab, smallInternet, SMALL_HINTS, records } from '../dns-lab.ts';
import { dumpFigures } from './dump-rows.ts';
import { median } from './programs.ts';
import { zoneFile } from './zone-rows.ts';

/** Figures of one group, in the unit that the row prints. */
export type Figures = Readonly<Record<string, number>>;

export const INSIDE: Readonly<Record<string, () => Figures | Promise<Figures>>> = {
  codec,
  path,
  memory,
  lab,
  walks,
  jump,
  zone: () => zoneFile(),
  dump: dumpFigures,
};

/** Microseconds of processor time a call, the median of several stretches. */
function cost(work: () => void, stretchMs = 250, stretches = 5): number {
  const measure = (milliseconds: number): number => {
    const before = process.cpuUsage();
    let count = 0;
    // A stretch of processor time: on a busy machine the clock would end it before anything was done.
    for (let used = 0; used < milliseconds * 1000; count += 256) {
      for (let i = 0; i < 256; i++) work();
      const { user, system } = process.cpuUsage(before);
      used = user + system;
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  };
  measure(stretchMs);
  return median(Array.from({ length: stretches }, () => measure(stretchMs)));
}

/** A referral of 13 name servers with 26 addresses, read and written. */
function codec(): Figures {
  const servers = [...'abcdefghijklm'].map((letter) => nameOf(`${letter}.gtld-servers.net.`));
  const com = nameOf('com.');
  const record = (name: typeof com, type: number, rdata: Uint8Array): ResourceRecord => ({
    name,
    type,
    class: CLASS.IN,
    ttl: 172_800,
    rdata,
  });
  const message: Message = {
    ...queryMessage({
      id: 4711,
      questions: [{ name: nameOf('www.example.com.'), type: TYPE.A, class: CLASS.IN }],
    }),
    qr: true,
    authority: servers.map((server) => record(com, TYPE.NS, server.wire)),
    additional: servers.flatMap((server, i) => [
      record(server, TYPE.A, Uint8Array.of(192, 5, 6, i + 1)),
      record(server, TYPE.AAAA, Uint8Array.of(0x20, 1, 5, 3, 0xa8, 0x3e, 0, 0, 0, 0, 0, 0, 0, 2, 0, i + 1)),
    ]),
    edns: { version: 0, udpSize: 1232, dnssecOk: true, z: 0, options: [] },
  };
  const octets = encodeMessage(message);
  return {
    read: cost(() => void decodeMessage(octets)),
    write: cost(() => void encodeMessage(message)),
  };
}

/** A host whose datagrams go nowhere: what is left is the server's own work. */
function bareHost(sent: (payload: Uint8Array) => void): { host: Host; socket: UdpSocket } {
  const local = { address: '127.0.0.1', port: 53 };
  const socket: UdpSocket = {
    local,
    onDatagram: null,
    onUnreachable: null,
    send: (payload) => {
      sent(payload);
      return 1;
    },
    close: () => undefined,
  };
  const host: Host = {
    name: 'bench',
    addresses: ['127.0.0.1'],
    openUdp: () => socket,
    listenTcp: () => ({ local, close: () => undefined }),
    connectTcp: () => ({ kind: 'bind-problem', reason: 'address-not-available' }),
  };
  return { host, socket };
}

/** From the octets of a question to the octets of a cached answer, with all that the server does on the way. */
function path(): Figures {
  const clock = new LabClock(new ManualWall(), LAB_START);
  const journal = new Journal(clock, 1000);
  let answer = new Uint8Array(0);
  const { host, socket } = bareHost((payload) => (answer = new Uint8Array(payload)));
  const recursion = { hints: records(SMALL_HINTS) };
  const server = startNamed(host, { clock, journal, random: seededRandom('bench'), zones: [], recursion });
  if (isBindProblem(server) || server.cache === null) throw new Error('the server does not run');
  const count = 1000;
  const questions = Array.from({ length: count }, (_, i) => {
    const name = nameOf(`n${i}.cache.perf.`);
    const rdatas = [Uint8Array.of(10, 0, i >> 8, i & 255)];
    const rrset = { name, type: TYPE.A, class: CLASS.IN, ttl: 86_400, rdatas };
    server.cache?.store(rrset, 'authanswer', null);
    return encodeMessage(
      queryMessage({ id: i, rd: true, questions: [{ name, type: TYPE.A, class: CLASS.IN }] }),
    );
  });
  const client = { address: '127.0.0.1', port: 40_000 };
  let next = 0;
  const ask = (): void => {
    socket.onDatagram?.(questions[next] as Uint8Array, client, socket.local, 1);
    if (++next === count) next = 0;
  };
  const figure = cost(ask);
  const decoded = decodeMessage(answer);
  if (decoded.kind === 'malformed' || decoded.message.answers.length !== 1) throw new Error('no answer');
  return { path: figure };
}

/** Octets of heap an A record in the cache takes. */
function memory(): Figures {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error('needs --expose-gc');
  const held = (): number => {
    collect();
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const count = 100_000;
  const clock = new LabClock(new ManualWall(), LAB_START);
  const journal = new Journal(clock, 1000);
  const cache = new Cache({ clock, journal, host: 'bench', maxOctets: 1e9 });
  const learn = (from: number, to: number): void => {
    const server = { address: '127.53.1.1', port: 53 };
    for (let i = from; i < to; i++) {
      const name = nameOf(`n${i}.cache.perf.`);
      const rdatas = [Uint8Array.of(10, i >> 16, (i >> 8) & 255, i & 255)];
      // As the resolver does: who taught it, and in which packet, is kept.
      const from = { server, serverName: 'ns.cache.perf', packet: i };
      cache.store({ name, type: TYPE.A, class: CLASS.IN, ttl: 86_400, rdatas }, 'authanswer', from);
    }
  };
  learn(0, 2000);
  const before = held();
  learn(2000, 2000 + count);
  const each = (held() - before) / count;
  if (cache.size !== count + 2000) throw new Error('not all were kept');
  return { memory: each };
}

/** In the lab network: a client's question that the cache knows, from datagram to datagram. */
async function lab(): Promise<Figures> {
  const { lab: dnsLab, ask } = askingLab();
  await ask(2000);
  const measured: number[] = [];
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage();
    await ask(20_000);
    const { user, system } = process.cpuUsage(before);
    measured.push((user + system) / 20_000);
  }
  if (dnsLab.questions('cache').length > 3) throw new Error('somebody was asked');
  return { lab: median(measured) };
}

/** Full walks from the root, each with an empty cache, as fast as the clock can be moved. */
async function walks(): Promise<Figures> {
  const { lab: dnsLab, ask } = askingLab(() => dnsLab.servers.get('cache')?.flush());
  await ask(2000);
  const measured: number[] = [];
  const before = dnsLab.lab.journal.last;
  for (let i = 0; i < 5; i++) {
    const used = process.cpuUsage();
    await ask(5000);
    const { user, system } = process.cpuUsage(used);
    measured.push(5000 / ((user + system) / 1e6));
  }
  const entries = dnsLab.lab.journal.last - before;
  return { walks: median(measured), entries: entries / 25_000 };
}

/** A lab whose client asks the same question again and again: the next one when the answer to the last is there. */
function askingLab(between: () => void = () => undefined): {
  lab: DnsLab;
  ask: (count: number) => Promise<void>;
} {
  const lab = smallInternet();
  lab.caching(SMALL_HINTS);
  const name = nameOf('www.tiscali.co.uk.');
  const socket = lab.client.openUdp();
  if (isBindProblem(socket)) throw new Error(socket.reason);
  const server = { address: '127.53.0.53', port: 53 };
  let left = 0;
  const send = (): void => {
    const questions = [{ name, type: TYPE.A, class: CLASS.IN }];
    socket.send(encodeMessage(queryMessage({ id: left & 0xffff, rd: true, questions })), server);
  };
  socket.onDatagram = (payload) => {
    if (((payload[3] ?? 0) & 15) !== 0 || payload[7] === 0) throw new Error('no answer');
    left--;
    between();
    if (left > 0) send();
  };
  return {
    lab,
    ask: async (count) => {
      left = count;
      send();
      await lab.clock.runUntil(() => left === 0);
    },
  };
}

/** Two days go by while 100,000 entries wait for their ends: milliseconds of processor time. */
async function jump(): Promise<Figures> {
  const measured: number[] = [];
  for (let round = 0; round < 7; round++) {
    const lab = new DnsLab(`jump ${round}`);
    const cache = lab.caching(SMALL_HINTS, { maxCacheOctets: 1e9 }).cache as Cache; // it runs
    const random = seededRandom('ttls');
    for (let i = 0; i < 100_000; i++) {
      const rdatas = [Uint8Array.of(10, i >> 16, (i >> 8) & 255, i & 255)];
      const rrset = { name: nameOf(`n${i}.example.`), type: TYPE.A, class: CLASS.IN, ttl: 0, rdatas };
      cache.store({ ...rrset, ttl: 1 + random.below(172_799) }, 'authanswer', null);
    }
    const before = process.cpuUsage();
    await lab.clock.jump(2 * 86_400_000);
    const { user, system } = process.cpuUsage(before);
    measured.push((user + system) / 1000);
    if (cache.size !== 0) throw new Error('not all have expired');
  }
  return { jump: median(measured) };
}
