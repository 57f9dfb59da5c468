/** Our dnsmasq and a real one before the same three servers: whom do they ask, and what do they answer? */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNetwork, type BuiltNetwork } from '../engine/course/build-network.ts';
import { contentOf } from '../engine/course/content.ts';
import { readNetwork } from '../engine/course/network-file.ts';
import { CLASS, rcodeText, TYPE } from '../engine/protocol/codes.ts';
import { isBindProblem } from '../engine/network/transport.ts';
import { queryMessage, type Message } from '../engine/protocol/message.ts';
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
/** Milliseconds after which something must have happened: none of these servers takes a tenth of a second. */
const HANGS_MS = 20_000;

type Faults = readonly [string, string, string];

const SCENARIOS: readonly (readonly [string, Faults])[] = [
  ['all are well', ['', '', '']],
  ['the first fails', ['servfail', '', '']],
  ['the first refuses', ['refuses', '', '']],
  ['two fail', ['servfail', 'servfail', '']],
  ['two refuse', ['refuses', 'refuses', '']],
  ['one refuses, one fails', ['refuses', 'servfail', '']],
  ['all fail', ['servfail', 'servfail', 'servfail']],
  ['all refuse', ['refuses', 'refuses', 'refuses']],
  ['the first says that there is no such name', ['nxdomain', '', '']],
  ['the first does not know how', ['notimp', '', '']],
  ['the first is silent', ['silent', '', '']],
  ['all are silent', ['silent', 'silent', 'silent']],
];

/**
 * What is asked with a cookie 2.90 cannot ask anew: it passes a failure on, as its elders did with every question: those of 2014
 * to 2016 (2.76) a SERVFAIL, and all before 2.78 both, in strict order. So it judges our old policies, which are asked without.
 * What it cannot show is both in one: a 2.76 that passes SERVFAIL on and asks the next after REFUSED (dnsmasq.test.ts has that).
 */
const OLD: readonly (readonly [Way, string, Faults, { servfail?: 'answer'; refused?: 'answer' }])[] = [
  ...(['usual', 'strict-order', 'all-servers'] as const).flatMap((way) =>
    (
      [
        ['the first fails', ['servfail', '', '']],
        ['two fail', ['servfail', 'servfail', '']],
        ['all fail', ['servfail', 'servfail', 'servfail']],
      ] as const
    ).map(([title, faults]) => [way, `before 2.77, ${title}`, faults, { servfail: 'answer' }] as const),
  ),
  ...(
    [
      ['the first refuses', ['refuses', '', '']],
      ['all refuse', ['refuses', 'refuses', 'refuses']],
      ['one refuses, one fails', ['refuses', 'servfail', '']],
    ] as const
  ).map(
    ([title, faults]) =>
      ['strict-order', `before 2.78, ${title}`, faults, { servfail: 'answer', refused: 'answer' }] as const,
  ),
];
/** As dig's (RFC 7873 §4). */
const COOKIE = { code: 10, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };

/** A forwarder of ours, a real one, and three servers for both. Each server has another truth, and another distance. */
interface Stage {
  readonly way: Way;
  readonly title: string;
  readonly faults: readonly string[];
  /** Of ours; the real one has today's. */
  readonly policy: { readonly servfail?: 'answer'; readonly refused?: 'answer' };
  /** Whose questions carry a cookie. */
  readonly cookie: { readonly ours: boolean; readonly real: boolean };
  readonly forwarder: string;
  /** Of the servers. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

type Setting = Pick<Stage, 'way' | 'title' | 'faults' | 'policy' | 'cookie'>;

const SETTINGS: readonly Setting[] = [
  ...WAYS.flatMap((way) =>
    SCENARIOS.map(([title, faults]): Setting => {
      return { way, title, faults, policy: {}, cookie: { ours: false, real: false } };
    }),
  ),
  ...WAYS.map((way): Setting => {
    const [title, faults] = ['the first fails, asked with a cookie', ['servfail', '', '']];
    return { way, title, faults, policy: {}, cookie: { ours: true, real: true } };
  }),
  ...OLD.map(([way, title, faults, policy]): Setting => {
    return { way, title, faults, policy, cookie: { ours: false, real: true } };
  }),
];

const STAGES: readonly Stage[] = SETTINGS.map((setting, s) => {
  const names = ['one', 'two', 'three'].map((name) => `${name}.stage${s + 1}`);
  const addresses = names.map((_, i) => `127.53.${s + 1}.${i + 1}`);
  return { ...setting, forwarder: `forwarder${s + 1}`, names, addresses };
});
const DISTANCES = [5, 45, 90];

const NETWORK = `title: Three servers, many times
hosts:
  client: { addresses: [127.53.0.2], latency: 0, role: host }
${STAGES.map(hostLines).join('')}zones:
${STAGES.flatMap(({ names }) => names.map((name, i) => `  - { origin: test, file: ${i}.zone, servers: [${name}] }\n`)).join('')}`;

function hostLines({ way, names, addresses, forwarder, policy }: Stage, index: number): string {
  const servers = names.map(
    (name, i) =>
      `  ${name}: { addresses: [${addresses[i]}], latency: ${DISTANCES[i]}, role: authoritative-server }\n`,
  );
  const old = Object.entries(policy).map(([rcode, what]) => `, ${rcode}: ${what}`);
  const option = (way === 'usual' ? '' : `, ${way}: true`) + old.join('');
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

/** Sends a query in a datagram to the forwarder; what comes back is given to `heard`. */
interface Client {
  send(query: Message): void;
  close(): void;
}

function outside(port: number, heard: (answer: Message) => void): Client {
  const socket = createSocket('udp4');
  socket.on('message', (octets) => take(new Uint8Array(octets), heard));
  return {
    send: (query) => socket.send(encodeMessage(query), port, '127.0.0.1'),
    close: () => socket.close(),
  };
}

function inside(forwarder: string, heard: (answer: Message) => void): Client {
  const socket = lab.network.hostNamed('client')?.openUdp();
  if (!socket || isBindProblem(socket)) throw new Error('no socket');
  socket.onDatagram = (octets) => take(octets, heard);
  const address = lab.network.hostNamed(forwarder)?.addresses[0] ?? '';
  return {
    send: (query) => void socket.send(encodeMessage(query), { address, port: 53 }),
    close: () => socket.close(),
  };
}

function take(octets: Uint8Array, heard: (answer: Message) => void): void {
  const decoded = decodeMessage(octets);
  if (decoded.kind === 'message') heard(decoded.message);
}

/** Packets of the stage since `before`: whom the one forwarder asked, and how many packets are on their way, or will be. */
function traffic(
  { names, forwarder }: Stage,
  who: 'ours' | 'real',
  before: number,
): { readonly asked: readonly string[]; readonly open: number } {
  const asked: string[] = [];
  let open = 0;
  const mine = new Set<number>();
  for (const entry of lab.journal.since(before)) {
    if (entry.kind === 'packet-delivered' || entry.kind === 'packet-dropped') {
      if (mine.delete(entry.packet)) open--;
    } else if (entry.kind === 'packet-sent' && entry.packet.protocol === 'udp') {
      const { id, sourceHost, destinationHost } = entry.packet;
      const [at, from] = [names.indexOf(destinationHost), names.indexOf(sourceHost)];
      const isOurs = sourceHost === forwarder || destinationHost === forwarder;
      if (isOurs !== (who === 'ours') || (at < 0 && from < 0 && !isOurs)) continue;
      mine.add(id);
      open++;
      if (at >= 0) asked.push(destinationHost);
      // Every question to a server that is not deaf has an answer.
      if (at >= 0 && !deaf.has(destinationHost)) open++;
      if (from >= 0) open--;
    }
  }
  return { asked: asked.sort(), open };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/**
 * Asks one question; gives the answer and whom it made the forwarder ask. Silence is when nothing is on its way any more: the
 * real one has answered a question of its own knowledge (version.bind) after all that it was sent, and asked nobody anew.
 */
async function ask(stage: Stage, name: string, who: 'ours' | 'real', at: number): Promise<string> {
  const before = lab.journal.last;
  let said: string | null = null;
  let passed = 0;
  const client = (who === 'real' ? outside.bind(null, at) : inside.bind(null, stage.forwarder))((answer) => {
    if (answer.id === BARRIER_ID) passed++;
    else said = textOf(answer);
  });
  const questions = [{ name: nameOf(name), type: TYPE.A, class: CLASS.IN }];
  const edns = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [COOKIE] };
  client.send(queryMessage({ id: 99, rd: true, questions, edns: stage.cookie[who] ? edns : null }));
  const end = performance.now() + HANGS_MS;
  for (let quiet = 0, seen = -1; quiet < 2;) {
    if (performance.now() > end) throw new Error(`${stage.way}, ${stage.title}: ${who} never rests`);
    if (who === 'real') {
      const awaited = passed + 1;
      client.send(BARRIER);
      while (passed < awaited && performance.now() < end) await turn();
    }
    await turn();
    const { asked, open } = traffic(stage, who, before);
    quiet = open === 0 && asked.length === seen ? quiet + 1 : 0;
    seen = asked.length;
  }
  client.close();
  return `${said ?? 'silence'} (${traffic(stage, who, before).asked.join(' ')})`;
}

function textOf({ rcode, answers, ra }: Message): string {
  const records = answers.map(({ type, rdata }) => rdataText(type, rdata));
  return [rcodeText(rcode), ...(ra ? [] : ['no ra']), ...records].join(' ');
}

const BARRIER_ID = 7;
const BARRIER = queryMessage({
  id: BARRIER_ID,
  rd: true,
  questions: [{ name: nameOf('version.bind'), type: TYPE.TXT, class: CLASS.CH }],
});

/** The servers that hear nothing at present. */
const deaf = new Set<string>();

function put({ names, forwarder }: Stage, faults: readonly string[]): void {
  for (const [i, host] of names.entries()) {
    const fault = readHostFault(faults[i] ?? '');
    if (faults[i] === 'silent') deaf.add(host);
    else deaf.delete(host);
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
      ask(stage, `${name}.ours.test`, 'ours', 0),
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
