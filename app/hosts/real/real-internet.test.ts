/**
 * A session in "the real Internet", which here is a private one: the lab Internet of another process's making, at
 * loopback addresses and behind real sockets.
 */
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket as TcpSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../contract.ts';
import { Session } from '../../engine/session.ts';
import type { RealInternet } from '../../engine/session/real-internet.ts';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { freePort } from '../../testing/free-port.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { windowOn, type SessionWindow } from '../../testing/session-window.ts';
import { openPlaces } from '../../testing/open-places.ts';
import { runLine } from '../../testing/terminal-line.ts';
import { contentFolder } from '../content-folder.ts';
import { openGateway } from '../gateway/gateway.ts';
import { machineClock } from '../wall-clock.ts';
import { realInternet } from './real-internet.ts';

const LABS = join(import.meta.dirname, '../../../labs');
const HINTS = readFileSync(join(LABS, 'networks/hints/named.root'), 'utf8');
const WORD = { confirmed: true } as const;

let world: OpenLab;
beforeAll(async () => {
  world = await openLab('a private Internet');
});
afterAll(() => world.close());

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

function privateInternet(port = world.port, hints = HINTS): RealInternet {
  return realInternet({ hints, port, loopback: true });
}

async function start(real: RealInternet | null, firstLab: string | null = null) {
  const session = await Session.start({
    wall: machineClock,
    content: contentFolder(LABS),
    version: 'test',
    savedProgress: null,
    saveProgress: () => undefined,
    firstLab,
    ...(real && { realInternet: real }),
  });
  open.push(session);
  return { session, window: windowOn(session) };
}

async function inside(real = privateInternet()): Promise<{ session: Session; window: SessionWindow }> {
  const started = await start(real);
  await started.window.ask('internet.real', WORD);
  return started;
}

const fromCache = ({ packets }: Snapshot) =>
  packets.filter((row) => row.sourceHost === 'cache' && row.destinationHost !== 'laptop');

describe('on the way there', () => {
  test('a session begins in the lab, and nothing is opened before the person says so', async () => {
    let opened = 0;
    const real = privateInternet();
    const { session, window } = await start({ ...real, open: (clock) => (opened++, real.open(clock)) });
    expect(session.snapshot().status.internet).toEqual({ kind: 'lab', unavailable: null });
    await runLine(session, 'dig @198.41.0.4 . NS +tries=1 +time=1');
    // Whatever a page sends in its place is not the person's word.
    for (const params of [{}, { confirmed: false }, { confirmed: 1 }, { confirmed: true, more: 1 }])
      expect(await window.refusal('internet.real', params as never)).toMatch(/^internet\.real: /);
    expect(opened).toBe(0);
    await window.ask('internet.real', WORD);
    expect(opened).toBe(1);
    expect(session.snapshot().status.internet.kind).toBe('real');
  });

  test('a host without sockets says so', async () => {
    const { session, window } = await start(null);
    expect(session.snapshot().status.internet.unavailable).toMatch(/inside a browser/);
    expect(await window.refusal('internet.real', WORD)).toMatch(/inside a browser/);
  });

  test('without a network it is refused, and nothing else changes', async () => {
    const real = realInternet({ addresses: () => [] });
    const { session, window } = await start(real);
    const before = session.world;
    const words = await window.refusal('internet.real', WORD);
    expect(words).toMatch(/^The real Internet cannot be reached from here\.\nNo network is connected/);
    expect(words).toMatch(/You stay in the lab Internet\.$/);
    expect(session.world).toBe(before);
    expect(before.closed).toBe(false);
  });

  test('where no root server answers, the words say which were asked and what came of it', async () => {
    const silent = await silentServer();
    const hints = [
      '. 3600000 NS mute.test.\nmute.test. 3600000 A 127.0.0.1\n',
      '. 3600000 NS absent.test.\nabsent.test. 3600000 A 127.0.0.7\n',
      '. 3600000 NS noway.test.\nnoway.test. 3600000 A 255.255.255.255\n',
    ].join('');
    const { window, session } = await start(privateInternet(silent.address().port, hints));
    const began = performance.now();
    const words = await window.refusal('internet.real', WORD);
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(words).toContain('No root server answered.');
    expect(words).toContain('mute.test (127.0.0.1): no answer');
    expect(words).toContain('absent.test (127.0.0.7): nobody listens there');
    expect(words).toContain('noway.test (255.255.255.255): no route there');
    expect(session.snapshot().status.internet.kind).toBe('lab');
  });

  test('the trial can be given up', async () => {
    const silent = await silentServer();
    const hints = '. 3600000 NS mute.test.\nmute.test. 3600000 A 127.0.0.1\n';
    const { window, session } = await start(privateInternet(silent.address().port, hints));
    const refused = window.refusal('internet.real', WORD);
    const second = await window.refusal('internet.real', WORD);
    expect(second).toBe('The real Internet is being tried already.');
    const back = await window.ask('internet.lab', {});
    expect(await refused).toMatch(/^Stopped\./);
    expect(back.status.internet.kind).toBe('lab');
    expect(session.clock.mode.kind).toBe('running');
  });

  test('what answers in the place of the root servers is told of', async () => {
    const honest = await inside();
    expect(honest.session.snapshot().status.notices).toEqual([]);
    // A caching server, as many networks put before everything.
    const hints = '. 3600000 NS proxy.test.\nproxy.test. 3600000 A 127.53.0.53\n';
    const { session } = await inside(privateInternet(world.port, hints));
    expect(session.snapshot().status.notices.map(({ title }) => title)).toEqual([
      'Something between you and the root servers answers in their place.',
    ]);
  });
});

describe('in it', () => {
  test('a question walks from the root over real sockets, and every packet is in the journal', async () => {
    const { session, window } = await inside();
    const out = await runLine(session, 'dig www.tiscali.co.uk');
    expect(out).toContain('status: NOERROR');
    expect(out).toContain(';; SERVER: 127.53.0.53#53(127.53.0.53) (UDP)');
    const snapshot = session.snapshot();
    const asked = fromCache(snapshot);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked[0]?.destinationHost).toMatch(/^[a-m]\.root-servers\.net$/);
    expect(asked.every((row) => row.fate === 'delivered' && row.destinationPort === 53)).toBe(true);
    expect(new Set(asked.map((row) => row.sourcePort)).size).toBe(asked.length);
    // Both directions, octet for octet what the servers saw and said.
    const answers = snapshot.packets.filter((row) =>
      asked.some((one) => one.destinationAddress === row.sourceAddress),
    );
    expect(answers.length).toBeGreaterThanOrEqual(asked.length);
    const sentThere = new Set(
      world.lab.journal
        .since()
        .flatMap((entry) =>
          entry.kind === 'packet-sent' ? [Buffer.from(entry.packet.payload).toString('hex')] : [],
        ),
    );
    for (const row of [...asked, ...answers.slice(-1)]) {
      const decoded = await window.ask('packet.decode', { packet: row.id });
      expect(sentThere).toContain(decoded?.hex);
      expect(decoded?.fields.length).toBeGreaterThan(1);
    }
  });

  test('the cache says who taught it, and an answer can be explained', async () => {
    const { session, window } = await inside();
    await runLine(session, 'dig www.tiscali.co.uk');
    const { cache, packets } = session.snapshot();
    const row = cache.find(({ name, type }) => name === 'www.tiscali.co.uk.' && type === 'A');
    expect(row).toMatchObject({ trust: 'authanswer', host: 'cache' });
    expect(packets.find(({ id }) => id === row?.packet)?.sourceAddress).toBe(row?.fromAddress);
    const query = packets.find((one) => one.sourceHost === 'laptop' && one.qname === 'www.tiscali.co.uk.');
    const told = await window.ask('answer.explain', { packet: query?.id ?? 0 });
    expect(told?.summary).toMatch(/^Answered, after \d questions to other servers\.$/);
    const search = told?.steps.find(({ kind }) => kind === 'search');
    expect(search?.children.every(({ packets: both }) => both.length === 2)).toBe(true);
    // A second time it comes from the cache.
    const before = packets.length;
    await runLine(session, 'dig www.tiscali.co.uk');
    expect(session.snapshot().packets).toHaveLength(before + 2);
  });

  test('the student’s dig asks servers out there itself, over UDP and TCP, by name and on its way down', async () => {
    const { session } = await inside();
    const norec = await runLine(session, 'dig +norec @a.root-servers.net www.tiscali.co.uk');
    expect(norec).toMatch(/^uk\.\s+\d+\s+IN\s+NS/m);
    expect(norec).toContain('127.53.1.1#53(a.root-servers.net) (UDP)');
    const tcp = await runLine(session, 'dig +tcp +norec @127.53.1.1 uk NS');
    expect(tcp).toContain('(TCP)');
    const stream = session.snapshot().packets.filter((row) => row.protocol === 'tcp');
    expect(stream.map((row) => row.summary.replace(/seq.*/, '')).join('|')).toMatch(
      /^Flags \[S\], \|Flags \[S\.\], \|\d+ .*NS\? uk\. .*\|\d+- .*\|Flags \[F\.\], /,
    );
    const trace = await runLine(session, 'dig +trace www.tiscali.co.uk');
    expect(trace).toMatch(/Received \d+ bytes from 127\.53\.1\.\d+#53\(.\.root-servers\.net\)/);
    expect(trace).toMatch(/^www\.tiscali\.co\.uk\.\s+\d+\s+IN\s+A/m);
  });

  test('a message that comes in pieces is one packet; what was broken off is shown as it came', async () => {
    const { session } = await inside();
    const streams = (after: number) =>
      session
        .snapshot()
        .packets.filter(({ id, protocol }) => id > after && protocol === 'tcp')
        .map(({ summary, length, fate }) => ({ summary: summary.replace(/, seq.*/, ''), length, fate }));
    const port = await tcpServer(async (socket, query) => {
      // The question comes back as its own answer, with QR set, and one octet at a time at first.
      const answer = Buffer.from(query);
      answer[4] = (answer[4] ?? 0) | 0x80;
      for (const octet of answer.subarray(0, 3)) {
        socket.write(Buffer.of(octet));
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      socket.write(answer.subarray(3));
    });
    expect(await runLine(session, `dig +tcp @127.0.0.1 -p ${port} pieces.test`)).toContain('status: NOERROR');
    await expect.poll(() => streams(0).length).toBe(6);
    const whole = streams(0);
    expect(whole.map(({ summary }) => summary.replace(/^\d+/, 'id'))).toEqual([
      'Flags [S]',
      'Flags [S.]',
      expect.stringMatching(/^id.* A\? pieces\.test\./),
      expect.stringMatching(/^id/),
      'Flags [F.]',
      'Flags [F.]',
    ]);
    expect(whole[3]?.length).toBe(whole[2]?.length);
    expect(whole.every(({ fate }) => fate === 'delivered')).toBe(true);

    const last = session.snapshot().packets.at(-1)?.id ?? 0;
    const cut = await tcpServer(async (socket, query) => void socket.end(query.subarray(0, 9)));
    await runLine(session, `dig +tcp +tries=1 @127.0.0.1 -p ${cut} cut.test`);
    expect(streams(last).find((one) => one.length === 9)).toMatchObject({ summary: 'Flags [P.]' });

    const before = session.snapshot().packets.at(-1)?.id ?? 0;
    const said = await runLine(session, `dig +tcp +tries=1 @127.0.0.1 -p ${await freePort()} shut.test`);
    expect(said).toContain('connection refused');
    expect(streams(before).map(({ summary }) => summary)).toEqual(['Flags [S]', 'Flags [R.]']);
  });

  test('a saved capture is read by tshark, and nothing in it is malformed', async (context) => {
    needsPrograms(context, 'tshark');
    const { session, window } = await inside();
    await runLine(session, 'dig www.tiscali.co.uk; dig +tcp +norec @127.53.1.1 uk NS');
    const { fileName, base64 } = await window.ask('packets.capture', {});
    expect(fileName).toBe('internet.pcap');
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-real-'));
    open.push({ close: () => rmSync(folder, { recursive: true }) });
    const file = join(folder, fileName);
    writeFileSync(file, Buffer.from(base64, 'base64'));
    const { out } = await runProgram('tshark', [
      '-r',
      file,
      '-Y',
      'dns',
      '-T',
      'fields',
      '-e',
      'dns.qry.name',
    ]);
    const names = out.split('\n').filter((name) => name === 'www.tiscali.co.uk');
    // The student's question and its answer, and the last of the walk; the servers above are told less (RFC 9156).
    expect(names.length).toBeGreaterThanOrEqual(4);
    const bad = await runProgram('tshark', ['-r', file, '-Y', '_ws.malformed || tcp.analysis.lost_segment']);
    expect(bad.out).toBe('');
  });

  test('time is real: every way of moving it is refused in words, and it goes on', async () => {
    const { session, window } = await inside();
    expect(Math.abs(session.clock.now() - Date.now())).toBeLessThan(1_000);
    expect(await window.refusal('clock.pause', {})).toMatch(/real time/);
    expect(await window.refusal('clock.run', { rate: 60 })).toMatch(/real time/);
    expect(await window.refusal('clock.step', {})).toMatch(/real time/);
    expect(await window.refusal('clock.jump', { milliseconds: 1_000 })).toMatch(/real time/);
    expect(session.clock.mode).toEqual({ kind: 'running', rate: 1 });
  });

  test('a computer that slept for two days finds what has expired gone', async () => {
    let slept = 0;
    const real = privateInternet();
    const { session } = await inside({ ...real, now: () => real.now() + slept });
    await runLine(session, 'dig www.tiscali.co.uk');
    expect(session.snapshot().cache.map(({ name }) => name)).toContain('www.tiscali.co.uk.');
    slept = 2 * 86_400_000;
    await expect
      .poll(() => session.snapshot().cache.map(({ name }) => name), { timeout: 8_000 })
      .not.toContain('www.tiscali.co.uk.');
    await expect.poll(() => Math.abs(session.clock.now() - Date.now() - slept)).toBeLessThan(2_000);
  });

  test('labs are refused in words', async () => {
    const { session, window } = await inside();
    const lab = session.snapshot().labs[0]?.id ?? '';
    expect(await window.refusal('lab.open', { lab })).toMatch(/^Labs need the lab Internet/);
  });

  test('a reset empties the cache and stays in the real Internet', async () => {
    const { session, window } = await inside();
    await runLine(session, 'dig www.tiscali.co.uk');
    const { status, cache } = await window.ask('session.reset', {});
    expect(status.internet.kind).toBe('real');
    expect(cache).toEqual([]);
  });

  test('real tools reach its caching server through the gateway, at loopback', async (context) => {
    needsPrograms(context, 'dig');
    const { session } = await inside();
    const port = await freePort();
    const gateway = await openGateway(session.network, session.clock, { port });
    open.push(gateway);
    const { out } = await runProgram('dig', [
      '-p',
      String(port),
      '@127.53.0.53',
      '-r',
      'www.tiscali.co.uk',
      '+short',
    ]);
    expect(out).toMatch(/^127\.53\.\d+\.\d+$/m);
  });
});

test('nobody beyond this computer can send to it, also while it asks', async (context) => {
  if (process.platform !== 'linux') context.skip('needs /proc');
  const { session } = await inside();
  const gateway = await openGateway(session.network, session.clock, { port: await freePort() });
  open.push(gateway);
  const silent = await silentServer();
  const asking = runLine(session, `dig @127.0.0.1 -p ${silent.address().port} waits.test +tries=1 +time=1`);
  await expect.poll(() => session.snapshot().status.inFlight).toBe(1);
  const places = openPlaces();
  // The gateway's two hosts, over UDP and TCP, and the servers of this test.
  expect(places.length).toBeGreaterThanOrEqual(4);
  expect(places.filter((place) => !/^(tcp|udp) [0-9A-F]{6}7F:/.test(place))).toEqual([]);
  await asking;
});

describe('when the network goes away', () => {
  test('a question ends with SERVFAIL, and the explanation says what became of each server', async () => {
    const own = await openLab('goes away');
    const { session, window } = await inside(privateInternet(own.port));
    await runLine(session, 'dig uk NS');
    await own.close();
    const out = await runLine(session, 'dig www.tiscali.co.uk');
    expect(out).toContain('status: SERVFAIL');
    const { packets } = session.snapshot();
    const query = packets.find((one) => one.sourceHost === 'laptop' && one.qname === 'www.tiscali.co.uk.');
    const told = await window.ask('answer.explain', { packet: query?.id ?? 0 });
    expect(told?.rcode).toBe('SERVFAIL');
    const exchanges = told?.steps.flatMap(({ children }) => children) ?? [];
    expect(exchanges.length).toBeGreaterThan(1);
    expect(exchanges.every(({ title, outcome }) => outcome === 'bad' && /refused/.test(title))).toBe(true);
    expect(fromCache(session.snapshot()).some(({ fate }) => fate === 'no-listener')).toBe(true);
  });
});

describe('on the way back', () => {
  test('the lab that was open is there again, with a question under way ended and every socket closed', async () => {
    const silent = await silentServer();
    const { session, window } = await start(privateInternet(), '02-what-a-cache-does');
    const lab = session.snapshot().lab?.id;
    expect(lab).toBeDefined();
    await window.ask('internet.real', WORD);
    expect(session.snapshot().lab).toBeNull();
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((what) => /^(UDP|TCPSocket)/.test(what)).length;
    const before = sockets();
    session.world.terminals.get('student')?.run(`dig @127.0.0.1 -p ${silent.address().port} waits.test`);
    await expect.poll(() => session.snapshot().status.inFlight).toBe(1);
    const real = session.world;
    const back = await window.ask('internet.lab', {});
    expect(back.status.internet.kind).toBe('lab');
    expect(back.lab?.id).toBe(lab);
    expect(real.closed).toBe(true);
    await expect.poll(sockets).toBeLessThanOrEqual(before);
  });
});

/** A server of one answer for each connection, once the question is there whole. Gives its port. */
async function tcpServer(answer: (socket: TcpSocket, query: Buffer) => Promise<void>): Promise<number> {
  const server = createServer((socket) => {
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (octets) => {
      held = Buffer.concat([held, octets]);
      if (held.length >= 2 && held.length === 2 + held.readUInt16BE()) void answer(socket, held);
    });
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port; // A server at a port has such an address.
}

function silentServer(): Promise<Socket> {
  const socket = createSocket('udp4');
  open.push(socket);
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket)));
}
