/** Our caching server and a real named, each with an empty cache, on the same lab Internet: do they say the same? */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNetwork } from '../engine/course/build-network.ts';
import { readNetwork } from '../engine/course/network-file.ts';
import { CLASS, rcodeText, TYPE, typeNumber } from '../engine/protocol/codes.ts';
import type { Message, ResourceRecord } from '../engine/protocol/message.ts';
import { queryMessage } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { recordText } from '../engine/protocol/record-text.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { openGateway, type Gateway } from '../hosts/gateway/gateway.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { bareLab, type BareLab } from './bare-lab.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './programs.ts';

const labs = join(import.meta.dirname, '../../labs');
const missing = findProgram('named') === null;

let lab: BareLab;
let gateway: Gateway;
let labPort: number;
let named: ChildProcess;
let namedPort: number;
let folder: string;

beforeAll(async () => {
  if (missing) return;
  const plan = readNetwork(contentFolder(labs), 'networks/internet.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  lab = bareLab('beside named', machineClock);
  buildNetwork(plan.value, lab);
  labPort = await freePort();
  gateway = await openGateway(lab.network, lab.clock, { port: labPort });
  lab.clock.run();
  namedPort = await freePort();
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-beside-'));
  writeFileSync(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; port ${labPort}; listen-on port ${namedPort} { 127.0.0.1; }; listen-on-v6 { none; };
       recursion yes; allow-recursion { any; }; dnssec-validation no; qname-minimization off; pid-file none;
       empty-zones-enable no; rrset-order { order none; }; session-keyfile none; };
     controls { };
     zone "." { type hint; file "${join(labs, 'networks/hints/named.root')}"; };\n`,
  );
  named = spawn(findProgram('named') ?? '', ['-g', '-4', '-n', '1', '-c', join(folder, 'named.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let log = '';
    named.stderr?.on('data', (data: Buffer) => {
      log += String(data);
      if (/ running$/m.test(log)) resolve();
    });
    named.once('exit', () => reject(new Error(log)));
  });
}, 60_000);

afterAll(async () => {
  if (missing) return;
  const gone = new Promise((resolve) => named.once('exit', resolve));
  named.kill();
  await gone;
  await gateway.close();
  lab.clock.pause();
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly name: string;
  readonly type: string;
  readonly rd?: boolean;
  readonly cd?: boolean;
  readonly dnssecOk?: boolean;
}

let id = 0;

async function ask(address: string, port: number, asked: Asked): Promise<Message> {
  id = (id + 1) & 0xffff;
  const query = encodeMessage(
    queryMessage({
      id,
      rd: asked.rd ?? true,
      cd: asked.cd ?? false,
      questions: [{ name: nameOf(asked.name), type: typeNumber(asked.type) ?? TYPE.A, class: CLASS.IN }],
      edns: { version: 0, udpSize: 1232, dnssecOk: asked.dnssecOk ?? false, z: 0, options: [] },
    }),
  );
  const socket: Socket = createSocket('udp4');
  try {
    const octets = await new Promise<Uint8Array>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer from ${address} to ${asked.name}`)), 15_000);
      socket.on('message', (message) => {
        clearTimeout(late);
        resolve(new Uint8Array(message));
      });
      socket.send(query, port, address);
    });
    const decoded = decodeMessage(octets);
    if (decoded.kind === 'malformed') throw new Error(decoded.reason);
    return decoded.message;
  } finally {
    socket.close();
  }
}

/** A response for comparing: TTLs in steps of ten seconds, since the two did not ask at the same moment. */
function shape(message: Message): unknown {
  const section = (records: readonly ResourceRecord[]): string[] =>
    records
      .map((record) =>
        recordText({ ...record, ttl: Math.ceil(record.ttl / 10) * 10 })
          .replace(/\s+/g, ' ')
          .trim(),
      )
      .sort();
  const flags = (['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const).filter((flag) => message[flag]);
  return {
    rcode: rcodeText(message.rcode),
    flags: flags.join(' '),
    answers: section(message.answers),
    authority: section(message.authority),
    additional: section(message.additional),
    edns: message.edns && { ...message.edns, options: message.edns.options.map((option) => option.code) },
  };
}

async function compare(asked: Asked): Promise<void> {
  const [ours, theirs] = await Promise.all([
    ask('127.53.0.53', labPort, asked),
    ask('127.0.0.1', namedPort, asked),
  ]);
  expect(shape(ours)).toEqual(shape(theirs));
}

const QUESTIONS: readonly (readonly [name: string, type: string])[] = [
  ['www.tiscali.co.uk.', 'A'],
  ['smtp.tiscali.co.uk.', 'A'],
  ['tiscali.co.uk.', 'MX'],
  ['tiscali.co.uk.', 'SOA'],
  ['www.tiscali.co.uk.', 'MX'],
  ['www.tiscali.co.uk.', 'AAAA'],
  ['www.tiscali.co.uk.', 'TXT'],
  ['no-such-host.tiscali.co.uk.', 'A'],
  ['no-such-host.tiscali.co.uk.', 'MX'],
  ['www.google.com.', 'A'],
  ['www.google.com.', 'MX'],
  ['google.com.', 'A'],
  ['no-such-domain-at-all.com.', 'A'],
  ['no-such-tld.', 'A'],
  ['www.bbc.co.uk.', 'A'],
  ['bbc.co.uk.', 'A'],
  ['live.com.', 'A'],
  ['live.com.', 'MX'],
  ['www.wikipedia.org.', 'A'],
  ['en.wikipedia.org.', 'A'],
  ['workshop.example.', 'A'],
  ['workshop.example.', 'NS'],
  ['www.workshop.example.', 'A'],
  ['www.sales.workshop.example.', 'A'],
  ['co.uk.', 'A'],
  ['co.uk.', 'NS'],
  ['uk.', 'SOA'],
  ['com.', 'A'],
  ['53.0.53.127.in-addr.arpa.', 'PTR'],
  ['80.9.53.127.in-addr.arpa.', 'PTR'],
  ['xn--bcher-kva.com.', 'A'],
  ['www.tiscali.co.uk.', 'TYPE65400'],
  // named looks for the addresses of all of a zone's servers at once, ours when it needs one: here both learn it.
  ['ns2.as9105.net.', 'A'],
];

describe.skipIf(missing)('beside a real named', () => {
  test.each(QUESTIONS)(
    '%s %s',
    async (name, type) => {
      await compare({ name, type });
      // And once more, from the cache.
      await compare({ name, type });
    },
    40_000,
  );

  test.each([
    ['www.tiscali.co.uk.', 'A'],
    ['no-such-host.tiscali.co.uk.', 'A'],
    ['www.tiscali.co.uk.', 'MX'],
    ['ftp.tiscali.co.uk.', 'A'],
    ['tiscali.co.uk.', 'MX'],
    ['not-asked-yet.bbc.co.uk.', 'A'],
    ['not-asked-yet.co.uk.', 'A'],
  ])(
    '%s %s without RD, after those',
    async (name, type) => {
      await compare({ name, type, rd: false });
    },
    40_000,
  );

  test('a zone whose servers are all silent: SERVFAIL', async () => {
    await compare({ name: 'www.silent.co.uk.', type: 'A' });
  }, 40_000);

  test.each([{ cd: true }, { dnssecOk: true }])(
    '%j',
    async (fields) => {
      await compare({ name: 'www.tiscali.co.uk.', type: 'A', ...fields });
    },
    40_000,
  );
});
