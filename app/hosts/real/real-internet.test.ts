/** What a session does in the real Internet. */
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../contract.ts';
import { freePort } from '../../testing/free-port.ts';
import { openLab } from '../../testing/lab-gateway.ts';
import { openPlaces } from '../../testing/open-places.ts';
import { PrivateInternet } from '../../testing/private-internet.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { runLine } from '../../testing/terminal-line.ts';
import { openGateway } from '../gateway/gateway.ts';

let internet: PrivateInternet;
beforeAll(async () => {
  internet = await PrivateInternet.open('a private Internet');
});
afterEach(() => internet.tidy());
afterAll(() => internet.close());

const fromCache = ({ packets }: Snapshot) =>
  packets.filter((row) => row.sourceHost === 'cache' && row.destinationHost !== 'laptop');

describe('in it', () => {
  test('a question walks from the root over real sockets, and every packet is in the journal', async () => {
    const { session, window } = await internet.inside();
    const out = await runLine(session, 'dig www.tiscali.co.uk');
    expect(out).toContain('status: NOERROR');
    expect(out).toContain(';; SERVER: 127.53.0.53#53(127.53.0.53) (UDP)');
    const snapshot = session.snapshot();
    const asked = fromCache(snapshot);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked[0]?.destinationHost).toMatch(/^[a-m]\.root-servers\.net$/);
    expect(asked.every((row) => row.destinationPort === 53)).toBe(true);
    // A machine that is busy may ask one of them twice.
    const arrived = asked.filter((row) => row.fate === 'delivered').length;
    expect(arrived).toBeGreaterThanOrEqual(3);
    expect(asked.filter((row) => row.fate !== 'delivered' && row.fate !== 'no-reply')).toEqual([]);
    expect(new Set(asked.map((row) => row.sourcePort)).size).toBe(asked.length);
    // Both directions, octet for octet what the servers saw and said.
    const answers = snapshot.packets.filter((row) =>
      asked.some((one) => one.destinationAddress === row.sourceAddress),
    );
    expect(answers.length).toBeGreaterThanOrEqual(arrived);
    const sentThere = new Set(
      internet.world.lab.journal
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

  test('rndc, at the caching server’s own machine, makes it forget', async () => {
    const { session } = await internet.inside();
    await runLine(session, 'dig www.tiscali.co.uk');
    expect(session.snapshot().cache.length).toBeGreaterThan(0);
    expect(await runLine(session, 'rndc status', 'cache')).toContain('server is up and running');
    expect(await runLine(session, 'rndc flush', 'cache')).toBe('');
    expect(session.snapshot().cache).toEqual([]);
    expect(await runLine(session, 'rndc status')).toContain('neither /etc/bind/rndc.conf nor');
  });

  test('the cache says who taught it, and an answer can be explained', async () => {
    const { session, window } = await internet.inside();
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
    const { session } = await internet.inside();
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
    const { session } = await internet.inside();
    const streams = (after: number) =>
      session
        .snapshot()
        .packets.filter(({ id, protocol }) => id > after && protocol === 'tcp')
        .map(({ summary, length, fate }) => ({ summary: summary.replace(/, seq.*/, ''), length, fate }));
    const port = await internet.tcpServer(async (socket, query) => {
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
    const cut = await internet.tcpServer(async (socket, query) => void socket.end(query.subarray(0, 9)));
    await runLine(session, `dig +tcp +tries=1 @127.0.0.1 -p ${cut} cut.test`);
    expect(streams(last).find((one) => one.length === 9)).toMatchObject({ summary: 'Flags [P.]' });

    const before = session.snapshot().packets.at(-1)?.id ?? 0;
    const said = await runLine(session, `dig +tcp +tries=1 @127.0.0.1 -p ${await freePort()} shut.test`);
    expect(said).toContain('connection refused');
    expect(streams(before).map(({ summary }) => summary)).toEqual(['Flags [S]', 'Flags [R.]']);
  });

  test('a saved capture is read by tshark, and nothing in it is malformed', async (context) => {
    needsPrograms(context, 'tshark');
    const { session, window } = await internet.inside();
    await runLine(session, 'dig www.tiscali.co.uk; dig +tcp +norec @127.53.1.1 uk NS');
    const { fileName, base64 } = await window.ask('packets.capture', {});
    expect(fileName).toBe('internet.pcap');
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-real-'));
    internet.keep({ close: () => rmSync(folder, { recursive: true }) });
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
    const { session, window } = await internet.inside();
    expect(Math.abs(session.clock.now() - Date.now())).toBeLessThan(1_000);
    expect(await window.refusal('clock.pause', {})).toMatch(/real time/);
    expect(await window.refusal('clock.run', { rate: 60 })).toMatch(/real time/);
    expect(await window.refusal('clock.step', {})).toMatch(/real time/);
    expect(await window.refusal('clock.jump', { milliseconds: 1_000 })).toMatch(/real time/);
    expect(session.clock.mode).toEqual({ kind: 'running', rate: 1 });
  });

  test('a computer that slept for two days finds what has expired gone', async () => {
    let slept = 0;
    const real = internet.real();
    const { session } = await internet.inside({ ...real, now: () => real.now() + slept });
    await runLine(session, 'dig www.tiscali.co.uk');
    expect(session.snapshot().cache.map(({ name }) => name)).toContain('www.tiscali.co.uk.');
    slept = 2 * 86_400_000;
    await expect
      .poll(() => session.snapshot().cache.map(({ name }) => name), { timeout: 8_000 })
      .not.toContain('www.tiscali.co.uk.');
    await expect.poll(() => Math.abs(session.clock.now() - Date.now() - slept)).toBeLessThan(2_000);
  });

  test('labs are refused in words', async () => {
    const { session, window } = await internet.inside();
    const lab = session.snapshot().labs[0]?.id ?? '';
    expect(await window.refusal('lab.open', { lab })).toMatch(/^Labs need the lab Internet/);
  });

  test('a reset empties the cache and stays in the real Internet', async () => {
    const { session, window } = await internet.inside();
    await runLine(session, 'dig www.tiscali.co.uk');
    const { status, cache, packets } = await window.ask('session.reset', {});
    expect(status.internet.kind).toBe('real');
    expect(cache).toEqual([]);
    // Who is there already need not be asked for.
    expect(packets).toEqual([]);
    expect(await runLine(session, 'dig +short www.tiscali.co.uk')).toMatch(/^127\.53\./);
  });

  test('real tools reach its caching server through the gateway, at loopback', async (context) => {
    needsPrograms(context, 'dig');
    const { session } = await internet.inside();
    const port = await freePort();
    const gateway = await openGateway(session.network, session.clock, { port });
    internet.keep(gateway);
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
  const { session } = await internet.inside();
  const gateway = await openGateway(session.network, session.clock, { port: await freePort() });
  internet.keep(gateway);
  const silent = await internet.silentServer();
  const asking = runLine(session, `dig @127.0.0.1 -p ${silent.address().port} waits.test +tries=1 +time=1`);
  await expect.poll(() => session.snapshot().status.inFlight).toBe(1);
  const places = openPlaces();
  // The gateway's two hosts, over UDP and TCP, and the servers of this test.
  expect(places.length).toBeGreaterThanOrEqual(4);
  expect(places.filter((place) => !/^(tcp|udp) [0-9A-F]{6}7F:/.test(place))).toEqual([]);
  await asking;
});

describe('when the network goes away', () => {
  /** What the explanation says of each server that was asked, and for how many milliseconds the program stood still at the most. */
  async function exchangesAfterwards(): Promise<{
    readonly said: readonly string[];
    readonly still: number;
  }> {
    const own = await openLab('goes away');
    const { session, window } = await internet.inside(internet.real(own.port));
    await runLine(session, 'dig uk NS');
    await own.close();
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const out = await runLine(session, 'dig www.tiscali.co.uk');
    delay.disable();
    expect(out).toContain('status: SERVFAIL');
    const { packets } = session.snapshot();
    const query = packets.find((one) => one.sourceHost === 'laptop' && one.qname === 'www.tiscali.co.uk.');
    const told = await window.ask('answer.explain', { packet: query?.id ?? 0 });
    expect(told?.rcode).toBe('SERVFAIL');
    expect(fromCache(session.snapshot()).some(({ fate }) => fate === 'no-listener')).toBe(true);
    const exchanges = told?.steps.flatMap(({ children }) => children) ?? [];
    return {
      said: exchanges.map(({ title, outcome }) => `${outcome} ${title.replace(/^.*: /, '')}`),
      still: delay.max / 1e6,
    };
  }

  test('a question ends with SERVFAIL, and the explanation says what became of each server', async () => {
    let found = await exchangesAfterwards();
    // Who stands still for as long as a server is waited for (800 ms) cannot tell "refused" from silence.
    for (let i = 0; i < 5 && found.still > 300; i++) {
      await internet.tidy();
      found = await exchangesAfterwards();
    }
    expect(found.said.length).toBeGreaterThan(1);
    expect(new Set(found.said)).toEqual(new Set(['bad connection refused']));
  }, 60_000);
});
