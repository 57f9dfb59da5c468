/** Our dnsmasq and a real one before the same three servers: whom do they ask, and what do they answer? */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNetwork, type BuiltNetwork } from '../engine/course/build-network.ts';
import { contentOf } from '../engine/course/content.ts';
import { readNetwork } from '../engine/course/network-file.ts';
import { CLASS, rcodeText, TYPE } from '../engine/protocol/codes.ts';
import { queryMessage } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { rdataText } from '../engine/protocol/rdata-text.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import { readHostFault } from '../engine/server/fault-text.ts';
import { openGateway, type Gateway } from '../hosts/gateway/gateway.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { bareLab, type BareLab } from './bare-lab.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './programs.ts';

const program = findProgram('dnsmasq');
const OPTIONS = { usual: [], 'strict-order': ['--strict-order'], 'all-servers': ['--all-servers'] } as const;
type Way = keyof typeof OPTIONS;
const WAYS: readonly Way[] = ['usual', 'strict-order', 'all-servers'];
/** How long an answer is waited for: the servers answer within 100 ms. */
const PATIENCE_MS = 600;
/** What was asked beside the one that answered is under way still. */
const AFTERWARDS_MS = 150;

const SCENARIOS: readonly (readonly [string, readonly [string, string, string]])[] = [
  ['all are well', ['', '', '']],
  ['the first fails', ['servfail', '', '']],
  ['the first refuses', ['refuses', '', '']],
  ['two fail', ['servfail', 'servfail', '']],
  ['two refuse', ['refuses', 'refuses', '']],
  ['one refuses, one fails', ['refuses', 'servfail', '']],
  ['all fail', ['servfail', 'servfail', 'servfail']],
  ['all refuse', ['refuses', 'refuses', 'refuses']],
  ['the first is silent', ['silent', '', '']],
  ['all are silent', ['silent', 'silent', 'silent']],
  ['the first fails, asked with a cookie', ['servfail', '', '']],
];
/** As dig's (RFC 7873 §4). */
const COOKIE = { code: 10, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };

/** A forwarder of ours, a real one, and three servers for both. Each server has another truth, and another distance. */
interface Stage {
  readonly way: Way;
  readonly title: string;
  readonly faults: readonly string[];
  readonly forwarder: string;
  /** Of the servers. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

const STAGES: readonly Stage[] = WAYS.flatMap((way, w) =>
  SCENARIOS.map(([title, faults], s) => {
    const network = w * SCENARIOS.length + s + 1;
    const names = ['one', 'two', 'three'].map((name) => `${name}.stage${network}`);
    const addresses = names.map((_, i) => `127.53.${network}.${i + 1}`);
    return { way, title, faults, forwarder: `forwarder${network}`, names, addresses };
  }),
);
const DISTANCES = [5, 45, 90];

const NETWORK = `title: Three servers, many times
hosts:
${STAGES.map(hostLines).join('')}zones:
${STAGES.flatMap(({ names }) => names.map((name, i) => `  - { origin: test, file: ${i}.zone, servers: [${name}] }\n`)).join('')}`;

function hostLines({ way, names, addresses, forwarder }: Stage, index: number): string {
  const servers = names.map(
    (name, i) =>
      `  ${name}: { addresses: [${addresses[i]}], latency: ${DISTANCES[i]}, role: authoritative-server }\n`,
  );
  const option = way === 'usual' ? '' : `, ${way}: true`;
  const settings = `dnsmasq: { servers: [${addresses.join(', ')}]${option} }`;
  return `${servers.join('')}  ${forwarder}: { addresses: [127.53.100.${index + 1}], latency: 0, role: caching-server, ${settings} }\n`;
}

let lab: BareLab;
let built: BuiltNetwork;
let gateway: Gateway;
let port: number;

beforeAll(async () => {
  const zones = [0, 1, 2].map((i) => {
    const text = `$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 127.53.9.${i}\n* A 127.53.9.${i}\n`;
    return [`${i}.zone`, text] as const;
  });
  const plan = readNetwork(contentOf(new Map([['n.yaml', NETWORK], ...zones])), 'n.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  lab = bareLab('dnsmasq', machineClock);
  built = buildNetwork(plan.value, lab);
  port = await freePort();
  gateway = await openGateway(lab.network, lab.clock, { port });
  lab.clock.run();
});

afterAll(async () => {
  await gateway.close();
  lab.clock.pause();
});

/** Starts a real one before the same servers; gives its port and what ends it. */
async function startReal({
  way,
  addresses,
}: Stage): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const own = await freePort();
  const servers = addresses.map((address) => `--server=${address}#${port}`);
  const rights = process.getuid?.() === 0 ? ['--user=root', '--group=root'] : [];
  const fixed = [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--pid-file=',
    '--log-facility=-',
  ];
  const where = ['--listen-address=127.0.0.1', '--bind-interfaces', `--port=${own}`];
  const child: ChildProcess = spawn(
    program ?? '',
    [...fixed, ...where, ...rights, ...servers, ...OPTIONS[way]],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (data: Buffer) => {
      log += String(data);
      if (log.includes(`using nameserver ${addresses[2]}#`)) resolve();
    });
    child.once('exit', () => reject(new Error(log)));
  });
  return {
    port: own,
    stop: async () => {
      child.kill();
      await gone;
    },
  };
}

/** Asks one question; gives the answer and whom it made the forwarder ask. */
async function ask(
  { names, forwarder, title }: Stage,
  name: string,
  who: 'ours' | 'real',
  at: number,
): Promise<string> {
  const socket = createSocket('udp4');
  const before = lab.journal.last;
  const questions = [{ name: nameOf(name), type: TYPE.A, class: CLASS.IN }];
  const edns = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [COOKIE] };
  const query = queryMessage({
    id: 99,
    rd: true,
    questions,
    edns: title.includes('cookie') ? edns : null,
  });
  const heard = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve('silence'), PATIENCE_MS);
    socket.on('message', (octets) => {
      const decoded = decodeMessage(new Uint8Array(octets));
      if (decoded.kind !== 'message') return;
      clearTimeout(timer);
      const { rcode, answers, ra } = decoded.message;
      const records = answers.map(({ type, rdata }) => rdataText(type, rdata));
      resolve([rcodeText(rcode), ...(ra ? [] : ['no ra']), ...records].join(' '));
    });
    const address = who === 'real' ? '127.0.0.1' : (built.hosts.get(forwarder)?.addresses[0] ?? '');
    socket.send(encodeMessage(query), at, address);
  });
  await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
  socket.close();
  const asked = lab.journal.since(before).flatMap((entry) => {
    if (entry.kind !== 'packet-sent' || entry.packet.protocol !== 'udp') return [];
    const { sourceHost, destinationHost } = entry.packet;
    const isOurs = sourceHost === forwarder;
    return names.includes(destinationHost) && isOurs === (who === 'ours') ? [destinationHost] : [];
  });
  return `${heard} (${asked.sort().join(' ')})`;
}

function put({ names, forwarder }: Stage, faults: readonly string[]): void {
  for (const [i, host] of names.entries()) {
    const fault = readHostFault(faults[i] ?? '');
    const change = { kind: 'host', host, faults: fault ? [fault] : [], mends: [] } as const;
    built.switches.apply(`${forwarder} ${host}`, [change]);
  }
}

/** Three questions while it is so, then all are well but the second, which fails; the last name is known by then. */
async function story(stage: Stage, realPort: number): Promise<Record<'ours' | 'real', string[]>> {
  const told: Record<'ours' | 'real', string[]> = { ours: [], real: [] };
  put(stage, stage.faults);
  for (const [i, name] of ['a', 'b', 'c', 'd', 'e', 'd'].entries()) {
    if (i === 3) put(stage, ['', 'servfail', '']);
    const both = [
      ask(stage, `${name}.ours.test`, 'ours', port),
      ask(stage, `${name}.real.test`, 'real', realPort),
    ] as const;
    const [ours, real] = await Promise.all(both);
    told.ours.push(ours);
    told.real.push(real);
  }
  return told;
}

describe.skipIf(program === null)('beside a real dnsmasq', () => {
  const told = new Map<Stage, Record<'ours' | 'real', string[]>>();

  // All at once: most of the time is spent waiting.
  beforeAll(async () => {
    await Promise.all(
      STAGES.map(async (stage) => {
        const real = await startReal(stage);
        try {
          told.set(stage, await story(stage, real.port));
        } finally {
          await real.stop();
        }
      }),
    );
  }, 60_000);

  test.each(STAGES)('$way: $title', (stage) => {
    const both = told.get(stage);
    expect(both?.ours).toHaveLength(6);
    expect(both?.ours).toEqual(both?.real);
  });
});
