/** The lab Internet of the course, open to real programs: dig, kdig and drill ask it, and a real named resolves through it. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNetwork } from '../../engine/course/build-network.ts';
import { readNetwork } from '../../engine/course/network-file.ts';
import { TYPE } from '../../engine/protocol/codes.ts';
import { queryMessage } from '../../engine/protocol/message.ts';
import { nameOf } from '../../engine/protocol/name.ts';
import { decodeMessage, encodeMessage } from '../../engine/protocol/wire.ts';
import { seededRandom } from '../../engine/random.ts';
import { bareLab } from '../../testing/bare-lab.ts';
import type { BareLab } from '../../testing/bare-lab.ts';
import { freePort } from '../../testing/free-port.ts';
import { findProgram, needsPrograms, runProgram } from '../../testing/programs.ts';
import { contentFolder } from '../content-folder.ts';
import { machineClock } from '../wall-clock.ts';
import { openGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';

const labs = join(import.meta.dirname, '../../../labs');
const CACHE = '127.53.0.53';
const ROOT = '127.53.1.11';
const ADDRESS = /^www\.tiscali\.co\.uk\.\s+\d+\s+IN\s+A\s+127\.53\./m;

let lab: BareLab;
let gateway: Gateway;
let port: number;

beforeAll(async () => {
  const plan = readNetwork(contentFolder(labs), 'networks/internet.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  lab = bareLab('whole lab', machineClock);
  buildNetwork(plan.value, lab);
  port = await freePort();
  gateway = await openGateway(lab.network, lab.clock, { port });
  lab.clock.run();
});

afterAll(async () => {
  await gateway.close();
  lab.clock.pause();
});

test('every host of the lab has its address', () => {
  expect(gateway.status()).toEqual({ state: 'open', port, resolver: `${CACHE}:${port}`, problems: [] });
});

describe.each([
  ['dig', []],
  ['dig', ['+tcp']],
  ['kdig', []],
  ['kdig', ['+tcp']],
  ['drill', []],
  ['drill', ['-t']],
])('the real %s %j', { timeout: 30_000 }, (program, options) => {
  test('resolves a name through the caching server', async (context) => {
    needsPrograms(context, program);
    const { out } = await runProgram(program, [
      ...['-p', String(port), `@${CACHE}`, ...options, 'www.tiscali.co.uk.'],
    ]);
    expect(out).toMatch(ADDRESS);
    expect(out).toMatch(/NOERROR/);
  });

  test('is referred to the servers of uk by a root server', async (context) => {
    needsPrograms(context, program);
    const norec = program === 'drill' ? ['-o', 'rd'] : ['+norec'];
    const { out } = await runProgram(program, [
      ...['-p', String(port), `@${ROOT}`, ...options, ...norec, 'www.tiscali.co.uk.'],
    ]);
    expect(out).toMatch(/^uk\.\s+\d+\s+IN\s+NS\s+\S+\.nic\.uk\.$/m);
    expect(out).toMatch(/^\S+\.nic\.uk\.\s+\d+\s+IN\s+A\s+127\.53\.3\.\d+$/m);
    expect(out).not.toMatch(ADDRESS);
  });
});

test('10,000 random and mutated messages keep neither a root server nor the cache from answering the next good one', async () => {
  const random = seededRandom('hostile');
  const good = encodeMessage(
    queryMessage({
      id: 4711,
      rd: true,
      questions: [{ name: nameOf('www.tiscali.co.uk.'), type: TYPE.A, class: 1 }],
      edns: { version: 0, udpSize: 1232, dnssecOk: true, z: 0, options: [] },
    }),
  );
  const socket = createSocket('udp4');
  for (let i = 0; i < 10_000; i++) {
    const octets =
      i % 4 === 0 ? Uint8Array.from({ length: random.below(300) }, () => random.below(256)) : good.slice();
    for (let j = random.below(5); i % 4 > 0 && j >= 0; j--)
      octets[random.below(octets.length)] = random.below(256);
    socket.send(octets, port, i % 2 === 0 ? CACHE : ROOT);
    if (i % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const server of [ROOT, CACHE]) {
    const answer = new Promise<Uint8Array>((resolve) => {
      socket.on('message', (octets, from) => {
        if (from.address === server && octets.readUInt16BE(0) === 4712) resolve(octets);
      });
    });
    const question = good.slice();
    question[1] = 4712 & 255;
    socket.send(question, port, server);
    // As a stub resolver does: a datagram may be lost where many come at once.
    const again = setInterval(() => socket.send(question, port, server), 500);
    const decoded = decodeMessage(await answer);
    clearInterval(again);
    expect(decoded.kind === 'message' && decoded.message.rcode).toBe(0);
  }
  socket.close();
}, 30_000);

test('a real named resolves a name from the lab’s root servers down', async (context) => {
  needsPrograms(context, 'named', 'dig');
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-named-'));
  const own = await freePort();
  writeFileSync(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; port ${port}; listen-on port ${own} { 127.0.0.1; }; listen-on-v6 { none; };
       recursion yes; dnssec-validation no; pid-file none; empty-zones-enable no; };
     controls { };
     zone "." { type hint; file "${join(labs, 'networks/hints/named.root')}"; };\n`,
  );
  const arguments_ = ['-g', '-4', '-n', '1', '-c', join(folder, 'named.conf')];
  const named = spawn(findProgram('named') ?? '', arguments_, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    named.stderr.on('data', (data: Buffer) => {
      log += String(data);
      if (/ running$/m.test(log)) resolve();
    });
    named.once('exit', () => reject(new Error(log)));
  });
  try {
    const before = lab.journal.last;
    const { out } = await runProgram('dig', [
      '-p',
      String(own),
      '@127.0.0.1',
      '+tries=1',
      'www.tiscali.co.uk.',
    ]);
    expect(out).toMatch(ADDRESS);
    const asked = lab.journal.since(before).flatMap((entry) => {
      if (entry.kind !== 'packet-sent' || entry.packet.sourceHost !== 'your machine') return [];
      const decoded = decodeMessage(entry.packet.payload);
      const question = decoded.kind === 'message' ? decoded.message.questions[0] : undefined;
      return question?.type === TYPE.A || question?.type === TYPE.NS ? [entry.packet.destinationHost] : [];
    });
    // From a root server by the servers of uk to those of the domain.
    for (const level of [/root-servers\.net$/, /nic\.uk$/, /tiscali|as9105/]) {
      expect(asked.some((host) => level.test(host))).toBe(true);
    }
  } finally {
    const gone = new Promise((resolve) => named.once('exit', resolve));
    named.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
