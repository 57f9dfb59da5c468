/** tcpdump on the lab's machines, with packets as they come and go. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, ran } from '../../testing/free-world.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import type { Journal } from '../network/journal.ts';
import type { World } from './world.ts';

/** One for all tests: each leaves it as it was, but for what the cache knows. */
let world: World;
beforeAll(async () => {
  world = await freeWorld();
});
afterAll(() => {
  world.close();
  rmSync(folder, { recursive: true, force: true });
});
const folder = mkdtempSync(join(tmpdir(), 'rootwalk-tcpdump-'));

async function freeWorld(): Promise<World> {
  return openWorld('tcpdump');
}

interface Ended {
  readonly output: string;
  readonly exitCode: number;
}

/** Runs a line to its end, the lab's clock as fast as it goes. */
async function run(terminal: string, line: string): Promise<Ended> {
  const ended = started(world.journal, terminal);
  await world.play({ run: line, terminal });
  if (ended.value === null) throw new Error(`${line} did not end`);
  return ended.value;
}

/** Begins a line that goes on for a while. */
function begun(terminal: string, line: string): { value: Ended | null } {
  const ended = started(world.journal, terminal);
  world.terminals.get(terminal)?.run(line);
  return ended;
}

/** The end of the next command in a terminal, when it has one. */
function started(journal: Journal, terminal: string): { value: Ended | null } {
  const ended: { value: Ended | null } = { value: null };
  const stop = journal.subscribe((entry) => {
    if (entry.kind !== 'command' || entry.state !== 'finished' || entry.terminal !== terminal) return;
    stop();
    ended.value = entry;
  });
  return ended;
}

/** What has become of promises. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('without the right to capture', () => {
  test('tcpdump says so in its own words', async () => {
    expect(await run('student', 'tcpdump -i eth0 port 53')).toMatchObject({
      output:
        "tcpdump: eth0: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)\n",
      exitCode: 1,
    });
  });

  test('it lists the interfaces, and refuses nothing but the capture', async () => {
    const { output, exitCode } = await run('student', 'tcpdump -D');
    expect(output).toBe(
      '1.eth0 [Up, Running, Connected]\n2.any (Pseudo-device that captures on all interfaces) [Up, Running]\n3.lo [Up, Running, Loopback]\n',
    );
    expect(exitCode).toBe(0);
  });
});

describe('on the caching server', () => {
  test('-c ends after so many packets, which are shown when they pass', async () => {
    const ended = begun('cache', 'tcpdump -n -t -c 4 udp port 53');
    await settled();
    await run('student', 'dig +noedns www.tiscali.co.uk');
    await settled();
    const lines = (ended.value?.output ?? '').split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode',
      'listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes',
    ]);
    expect(lines[2]).toMatch(
      /^IP 127\.53\.0\.2\.\d+ > 127\.53\.0\.53\.53: \d+\+ A\? www\.tiscali\.co\.uk\. \(35\)$/,
    );
    expect(lines[3]).toMatch(
      /^IP 127\.53\.0\.53\.\d+ > 127\.53\.\d+\.\d+\.53: \d+.* A\? www\.tiscali\.co\.uk\. \(\d+\)$/,
    );
    expect(lines[4]).toMatch(/^IP 127\.53\.\d+\.\d+\.53 > 127\.53\.0\.53\.\d+: \d+- 0\/\d+\/\d+ \(\d+\)$/);
    expect(lines.slice(-4)).toEqual([
      '4 packets captured',
      '4 packets received by filter',
      '0 packets dropped by kernel',
      '',
    ]);
    expect(ended.value?.exitCode).toBe(0);
  });

  test('Ctrl-C ends it, with its counts', async () => {
    const ended = begun('cache', 'tcpdump -n icmp');
    await settled();
    expect(ended.value).toBeNull();
    await run('student', 'dig www.tiscali.co.uk');
    world.terminals.get('cache')?.feed('\x03');
    await settled();
    expect(ended.value?.output).toContain(
      '0 packets captured\n0 packets received by filter\n0 packets dropped by kernel\n',
    );
  });
});

describe('interfaces', () => {
  test('what a machine says to itself passes lo alone; any shows both, with the way they went', async () => {
    const ended = begun('cache', 'tcpdump -n -t -e -i any -c 4 udp');
    await settled();
    await run('student', 'dig +norec . NS');
    await settled();
    expect(ended.value).toBeNull();
    world.terminals.get('cache')?.feed('\x03');
    await settled();
    const lines = (ended.value as Ended | null)?.output.split('\n') ?? [];
    expect(lines[0]).toBe('tcpdump: data link type LINUX_SLL2');
    expect(lines[3]).toMatch(
      /^eth0 {2}In {2}ifindex 2 02:00:7f:35:00:02 ethertype IPv4 \(0x0800\), length \d+: 127\.53\.0\.2\./,
    );
    expect(lines[4]).toMatch(/^eth0 {2}Out ifindex 2 02:00:7f:35:00:35 ethertype IPv4/);
  });

  test('a firewall sees what it stops at its outside alone, by the name of that side', async () => {
    const outer = await openWorld('tcpdump', '16-ports-matter/network.yaml');
    try {
      const wall = 'wall.harbour.example';
      await outer.play({ run: 'tcpdump -n -t -i any udp port 1023 or port 1024 > seen &', terminal: wall });
      for (const port of [1023, 1024])
        await outer.play({
          run: `sudo dig +tries=1 +time=1 -b 0.0.0.0#${port} @ns1.harbour.example . NS`,
          terminal: 'student',
        });
      await settled();
      const [ways] = await ran(outer, wall, "kill %1; wait; awk '{ print $1, $2, $4, $6 }' seen");
      expect(ways.trim().split('\n').slice(-5)).toEqual([
        'eth1 In 127.53.0.2.1023 127.53.116.53.53:',
        'eth1 In 127.53.0.2.1024 127.53.116.53.53:',
        'eth0 Out 127.53.0.2.1024 127.53.116.53.53:',
        'eth0 In 127.53.116.53.53 127.53.0.2.1024:',
        'eth1 Out 127.53.116.53.53 127.53.0.2.1024:',
      ]);
    } finally {
      outer.close();
    }
  });

  test('one that is not there is refused', async () => {
    const { output, exitCode } = await run('cache', 'tcpdump -i wlan0');
    expect(output).toBe('tcpdump: wlan0: No such device exists\n(No such device exists)\n');
    expect(exitCode).toBe(1);
  });
});

describe('-w', () => {
  test('writes a file that -r shows as the packets were', async () => {
    const ended = begun('cache', 'tcpdump -w /tmp/dns.pcap -c 6 port 53');
    await settled();
    await run('student', 'dig www.bbc.co.uk');
    await settled();
    expect(ended.value?.output).toBe(
      'tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n' +
        '6 packets captured\n6 packets received by filter\n0 packets dropped by kernel\n',
    );
    const { output } = await run('cache', 'tcpdump -n -r /tmp/dns.pcap src host 127.53.0.2');
    expect(output).toMatch(
      /^reading from file \/tmp\/dns\.pcap, link-type EN10MB \(Ethernet\), snapshot length 262144\n14:00:\d\d\.\d{6} IP 127\.53\.0\.2\.\d+ > 127\.53\.0\.53\.53: \d+\+ \[1au\] A\? www\.bbc\.co\.uk\. \(\d+\)\n$/,
    );
  });

  test('real tools read it: tshark finds nothing malformed, tcpdump prints the same lines', async (context) => {
    needsPrograms(context, 'tcpdump', 'tshark');
    const ended = begun('cache', 'tcpdump -i any -w /tmp/any.pcap udp or tcp');
    await settled();
    await run('student', 'dig +tcp www.bbc.co.uk; dig @fd53::35 mail.bbc.co.uk');
    world.terminals.get('cache')?.feed('\x03');
    await settled();
    expect(ended.value).not.toBeNull();
    for (const name of ['dns', 'any']) {
      const { output } = await run('cache', `base64 -w 0 /tmp/${name}.pcap`);
      const file = join(folder, `${name}.pcap`);
      writeFileSync(file, Buffer.from(output, 'base64'));
      expect((await runProgram('tshark', ['-r', file, '-n', '-Y', '_ws.malformed'])).out).toBe('');
      const mine = await run('cache', `tcpdump -nevv -r /tmp/${name}.pcap 2>/dev/null`);
      const theirs = await runProgram('tcpdump', ['-nevv', '-r', file]);
      // Of interfaces a file holds the numbers, and each machine has names of its own.
      const nameless = (text: string): string =>
        text.replace(/^(\S+) (?:lo|\S+)( +)(In|Out) /gm, '$1 $3 ').replace(/ +(In|Out) +/g, ' $1 ');
      expect(nameless(mine.output)).toBe(nameless(theirs.out));
      expect(mine.output.split('\n').length).toBeGreaterThan(6);
    }
  });
});

test('5,000 packets that come at once are all captured and printed', async () => {
  const ended = begun('student', 'sudo tcpdump -nv -c 5000 udp > /tmp/out');
  await settled();
  const socket = world.network.hostNamed('laptop')?.openUdp();
  if (!socket || 'kind' in socket) throw new Error('no socket');
  const query = Uint8Array.from([
    ...[0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 119, 119, 119, 2, 117, 107, 0, 0, 1, 0, 1],
  ]);
  for (let i = 0; i < 5000; i++) socket.send(query, { address: '127.53.200.200', port: 53 });
  await settled();
  expect(ended.value?.exitCode).toBe(0);
  expect((await run('student', 'grep -c "A? www.uk" /tmp/out')).output).toBe('5000\n');
});
