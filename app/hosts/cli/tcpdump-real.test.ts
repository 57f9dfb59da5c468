/** tcpdump beside the real one: the same capture, the same words, and every line the same. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readNetwork } from '../../engine/course/network-file.ts';
import { pcapOf } from '../../engine/network/capture.ts';
import { seededRandom } from '../../engine/random.ts';
import { World } from '../../engine/session/world.ts';
import { tcpdumpOn } from '../../engine/tools/tcpdump/tcpdump.ts';
import { captureOf, tcpPacket, udpPacket } from '../../testing/capture-packets.ts';
import { HOSTILE_COUNT, noise, spoilt } from '../../testing/hostile-octets.ts';
import { needsPrograms, runProgram, type Finished } from '../../testing/programs.ts';
import { contentFolder } from '../content-folder.ts';
import { machineClock } from '../wall-clock.ts';
import { realContext } from './real-context.ts';

const folder = mkdtempSync(join(tmpdir(), 'rootwalk-tcpdump-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function saved(name: string, octets: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, octets);
  return path;
}

async function ours(words: readonly string[]): Promise<Finished> {
  let out = '';
  let err = '';
  const context = Object.create(realContext(words, new AbortController().signal), {
    out: { value: (text: string) => void (out += text) },
    err: { value: (text: string) => void (err += text) },
  }) as ReturnType<typeof realContext>; // The real one, but for where it prints.
  const status = await tcpdumpOn(null)(context);
  return { status, out, err };
}

/** Both print the same; the first line that differs is shown where they do not. */
async function expectSame(words: readonly string[]): Promise<void> {
  const [real, own] = [await runProgram('tcpdump', words), await ours(words)];
  if (real.out !== own.out) {
    const theirs = real.out.split('\n');
    const mine = own.out.split('\n');
    const at = theirs.findIndex((line, i) => line !== mine[i]);
    expect({ words, line: mine[at] }).toEqual({ words, line: theirs[at] });
  }
  expect({ words, err: own.err, status: own.status }).toEqual({ words, err: real.err, status: real.status });
  expect(own.out === real.out).toBe(true);
}

/** What a student may ask of every domain of the lab Internet, the broken ones too. */
async function labCapture(): Promise<{ file: string; messages: readonly Uint8Array[] }> {
  const labs = join(import.meta.dirname, '../../../labs');
  const plan = readNetwork(contentFolder(labs), 'networks/internet.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  const options = { wall: machineClock, plan: plan.value, lab: null, seed: 'captures', progress: null };
  const world = await World.open(options);
  const names = new Set(plan.value.zones.map((zone) => zone.origin.toString()));
  for (const name of names)
    await world.play({ run: `dig +tries=1 +time=2 ${name} SOA www.${name} A`, terminal: 'student' });
  for (const words of [
    'tiscali.co.uk MX',
    'tiscali.co.uk ANY +tcp',
    'big.co.uk TXT',
    'big.co.uk TXT +notcp +ignore +bufsize=512',
    '@127.53.1.1 . NS +norec +dnssec +nsid +subnet=127.53.0.0/16',
    '-p 54 @127.53.0.53 x A',
    '-p 54 @127.53.0.53 x A +tcp',
    '@fd53::35 tiscali.co.uk AAAA',
    'version.bind CH TXT',
    '-x 127.53.9.1',
  ])
    await world.play({ run: `dig +tries=1 +time=2 ${words}`, terminal: 'student' });
  const entries = world.journal.since();
  world.close();
  const messages = entries.flatMap((entry) =>
    entry.kind === 'packet-sent' && entry.packet.protocol === 'udp' ? [entry.packet.payload] : [],
  );
  return { file: saved('lab.pcap', pcapOf(entries)), messages };
}

let lab: Awaited<ReturnType<typeof labCapture>>;
beforeAll(async () => {
  lab = await labCapture();
}, 60_000);

describe('every domain of the lab Internet', { timeout: 60_000 }, () => {
  test.for([
    '',
    '-v',
    '-vv',
    '-vvv',
    '-q',
    '-e',
    '-x',
    '-X -vv',
    '-A',
    '-S',
    '-K -v',
    '-tt',
    '-ttt',
    '-tttt',
    '-ttttt',
    '-#',
    '-c 7',
    '--count',
    '--nano',
  ])('tcpdump -n %s prints the same', async (options, context) => {
    needsPrograms(context, 'tcpdump');
    await expectSame(['-n', '-r', lab.file, ...options.split(' ').filter((word) => word !== '')]);
  });

  test('a file that -w makes is octet for octet the same', async (context) => {
    needsPrograms(context, 'tcpdump');
    const [theirs, mine] = [join(folder, 'theirs.pcap'), join(folder, 'mine.pcap')];
    await runProgram('tcpdump', ['-r', lab.file, '-w', theirs, 'udp port 53']);
    expect((await ours(['-r', lab.file, '-w', mine, 'udp port 53'])).status).toBe(0);
    expect(readFileSync(mine).equals(readFileSync(theirs))).toBe(true);
  });
});

const FILTERS = [
  'port 53 and host 127.53.0.53',
  'udp port 53 and host 127.53.0.53',
  'src port 53',
  'dst host 127.53.0.2 or icmp',
  'not udp',
  '!(udp or tcp)',
  'port 53 or 54',
  'port (53 or 54)',
  'portrange 50-60',
  'net 127.53.1',
  'net 127.53.0.0/16 and not net 127.53.0.0/24',
  'net 127.53.1.0 mask 255.255.255.0',
  'udp[10] & 0x80 != 0',
  'udp[10] & 0x80 = 0 and udp[8:2] > 0x8000',
  'udp[11] & 0xf = 3',
  'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0',
  'tcp[((tcp[12:1] & 0xf0) >> 2):2] != 0',
  'icmp[icmptype] = icmp-unreach',
  'ip proto 17',
  'ip proto \\tcp',
  'ip6',
  'ip6 host fd53::35 and udp',
  'len > 200',
  'less 80',
  'greater 500 and src 127.53.0.53',
  'udp[1000] = 1',
  'not udp[1000] = 1',
  'host 127.53.0.2 and 127.53.0.53',
  // And those that are none.
  'port 53 and',
  'udp 53',
  '127.53.0.53',
  'port foo',
  'udp[',
  'udp[10:3] = 1',
  'ip[0] / 0 = 1',
  '((udp)',
  'net 127.53.0.1/16',
  'net 10.0.0.0/33',
  'host 1.2.3.400',
  'port 99999',
  'tcp host 127.53.0.53',
  'ip6 host 127.53.0.53',
  'icmp port 53',
  'proto foo',
  'arp',
  'ether host 02:00:7f:35:00:02',
  'inbound',
  '5 = 6',
  'tcp and udp',
  'ip6 and host 127.53.0.53',
  'tcp and (udp or icmp)',
  'frob',
];

describe('filters', { timeout: 60_000 }, () => {
  test('let the same packets through, and are refused in the same words', async (context) => {
    needsPrograms(context, 'tcpdump');
    for (const filter of FILTERS) await expectSame(['-n', '-t', '-r', lab.file, filter]);
  });
});

describe('words', { timeout: 60_000 }, () => {
  test('mistakes are told in the same words, with the same exit status', async (context) => {
    needsPrograms(context, 'tcpdump');
    const short = saved('short.pcap', Uint8Array.of(1, 2, 3));
    const wrong = saved(
      'wrong.pcap',
      new TextEncoder().encode('this is no capture at all, whatever it says'),
    );
    const whole = readFileSync(lab.file);
    const cut = saved('cut.pcap', whole.subarray(0, 60));
    const headOnly = saved('head.pcap', whole.subarray(0, 30));
    for (const words of [
      ['-r', join(folder, 'nothing.pcap')],
      ['-r', short],
      ['-r', wrong],
      ['-n', '-r', cut],
      ['-n', '-r', headOnly],
      ['-r', lab.file, '-c', '0'],
      ['-r', lab.file, '-s', 'x'],
      ['-r', lab.file, '-tttttt'],
      ['-r', lab.file, '-F', join(folder, 'nothing')],
      ['-r', lab.file, '-y', 'FOO'],
      ['-r', lab.file, '-T', 'frob'],
    ])
      await expectSame(words);
  });

  test('live packets are refused, with the reason', async () => {
    const { err, status } = await ours(['-i', 'lo', '-c', '1']);
    expect(err).toMatch(/^tcpdump: only files can be read here/);
    expect(status).toBe(1);
  });
});

/** Messages spoilt in every way, in datagrams and in streams. */
function hostilePackets(count: number): readonly Uint8Array[] {
  const random = seededRandom('hostile captures');
  return Array.from({ length: count }, (_, i) => {
    const message = spoilt(random, lab.messages[random.below(lab.messages.length)] ?? new Uint8Array(0));
    const v6 = random.below(4) === 0;
    if (i % 3 !== 0) return udpPacket(message, i % 2 === 0 ? [40_000 + (i % 100), 53] : [53, 40_000], v6);
    const framed = Uint8Array.from([message.length >> 8, message.length & 255, ...message]);
    return tcpPacket(framed, [53, 40_000 + (i % 100)], v6);
  });
}

describe('hostile octets', { timeout: 120_000 }, () => {
  test('are told as the real one tells them', async (context) => {
    needsPrograms(context, 'tcpdump');
    const file = saved('hostile.pcap', captureOf(hostilePackets(3_000)));
    for (const options of [[], ['-v'], ['-vvv']]) await expectSame(['-n', '-t', '-r', file, ...options]);
  });

  test('neither end nor hold it, whatever is spoilt: packets, headers, the file itself', async () => {
    const random = seededRandom('hostile files');
    const packets = hostilePackets(200).map((packet) => spoilt(random, packet));
    const whole = captureOf([...packets, ...hostilePackets(50)]);
    const began = performance.now();
    for (let i = 0; i < HOSTILE_COUNT / 250; i++) {
      const link = [0, 1, 12, 101, 113, 228, 229, 276][i % 8] ?? 101;
      const file = Uint8Array.from(
        captureOf(
          packets.map((packet) => spoilt(random, packet)),
          link,
        ),
      );
      for (let times = random.below(3); times > 0; times--)
        file[random.below(file.length)] = random.below(256);
      const { status } = await ours([
        '-nevvvX',
        '-r',
        saved('spoilt.pcap', file.subarray(0, file.length - random.below(9))),
      ]);
      expect([0, 1]).toContain(status);
    }
    for (let i = 0; i < 200; i++) {
      const text = Array.from(noise(random, random.below(40)), (octet) =>
        'udp[] ()&|!10.:/-and'.charAt(octet % 21),
      ).join('');
      const { status } = await ours(['-c', '1', '-r', saved('whole.pcap', whole), text]);
      expect([0, 1]).toContain(status);
    }
    expect(performance.now() - began).toBeLessThan(60_000);
  });
});
