/** The rows that need real sockets: ours beside the ceiling and beside named, unbound and dnsmasq, in turns. */
import { hostName, startHierarchy } from './hierarchy.ts';
import { askAddress, load, oneByOne, type Load, type LoadOptions, type Server } from './load.ts';
import { median, residentOctets, runToEnd, sleep } from './programs.ts';
import {
  addressOf,
  FORWARDING,
  questionFile,
  startAuthority,
  startEcho,
  startServer,
  write,
  type Compared,
  type Place,
  type Task,
} from './servers.ts';
import { digits, type Row } from './table.ts';

export interface Extent {
  readonly rounds: number;
  readonly seconds: number;
  /** Which of the compared programs the machine has. */
  readonly present: readonly Compared[];
}

type Measured = ReadonlyMap<string, readonly Load[]>;

/** Cached hits, 1,000 names. */
export async function cachedRows(place: Place, { rounds, seconds, present }: Extent): Promise<Row[]> {
  const authority = await startAuthority(place, 1000);
  const servers = await startAll(place, present, FORWARDING);
  const file = questionFile(place, 1000);
  await warm(servers, file, 1000);
  servers.set('echo', await startEcho(place));
  await sleep(300);
  const measured = await inTurns(servers, rounds, { file, seconds, outstanding: 100 });
  const rows = [
    perAnswer('cached hits, 1,000 names', measured, 'echo', 'Node UDP echo', 0.88),
    perAnswer('', measured, 'named', 'named', 0.7),
    perAnswer('', measured, 'unbound', 'unbound', null),
    perAnswer('', measured, 'dnsmasq', 'dnsmasq', null),
    await dns2Row(place, measured, file, seconds),
  ];
  rows.push(await burstRow(servers.get('rootwalk'), file));
  await stopAll([...servers.values(), authority]);
  return rows.filter((row) => row !== null);
}

/** Cached hits, 100,000 names; and what the servers grew by when they learned them. */
export async function manyRows(place: Place, { rounds, seconds, present }: Extent): Promise<Row[]> {
  const count = 100_000;
  const authority = await startAuthority(place, count + 2000);
  const servers = await startAll(
    place,
    present.filter((which) => which !== 'dnsmasq'),
    FORWARDING,
  );
  const file = questionFile(place, count);
  const first = questionFile(place, 2000, count);
  const grown = new Map<string, number>();
  for (const [name, server] of servers) {
    await load(server, { file: first, passes: 1, outstanding: 50 });
    const before = residentOctets(server.pid);
    const { good } = await load(server, { file, passes: 1, outstanding: 50 });
    if (good < count * 0.999) throw new Error(`${name} answered ${good} of ${count}`);
    grown.set(name, (residentOctets(server.pid) - before) / count);
  }
  await warm(servers, file, count);
  servers.set('echo', await startEcho(place));
  await sleep(300);
  const measured = await inTurns(servers, rounds, { file, seconds, outstanding: 100 });
  await stopAll([...servers.values(), authority]);
  const others = ['named', 'unbound'].filter((name) => grown.has(name));
  const memory: Row = {
    what: 'resident memory a name while learning 100,000',
    ours: `${digits(grown.get('rootwalk') ?? Number.NaN)} B`,
    beside: others.map((name) => `${name} ${digits(grown.get(name) ?? Number.NaN)} B`).join(', '),
    ratio: '',
    target: '',
    reached: null,
  };
  const rows = [
    perAnswer('cached hits, 100,000 names', measured, 'echo', 'Node UDP echo', 0.75),
    perAnswer('', measured, 'named', 'named', null),
    perAnswer('', measured, 'unbound', 'unbound', null),
    memory,
  ];
  return rows.filter((row) => row !== null);
}

/** Walks from the root with an empty cache: one question at a time, then many. */
export async function coldRows(place: Place, extent: Extent, domains: number): Promise<Row[]> {
  const { server: hierarchy, task } = await startHierarchy(place, domains + 1);
  const compared = extent.present.filter((which) => which !== 'dnsmasq');
  const latency = new Map<Compared, number[]>(compared.map((which) => [which, []]));
  const many = new Map<string, Load[]>(compared.map((which) => [which, []]));
  const single = Array.from({ length: Math.min(1000, domains) }, (_, i) => hostName(i));
  const file = nameFile(place, domains);
  for (let round = 0; round < extent.rounds; round++) {
    for (const which of compared) {
      const slow = await fresh(place, which, task, (server) => oneByOne(server, single, task.address));
      latency.get(which)?.push(slow);
      const options = { file, passes: 1, outstanding: 50 };
      const quick = await fresh(place, which, task, (server) => load(server, options));
      if (quick.good < domains * 0.995) throw new Error(`${which} answered ${quick.codes} of ${domains}`);
      many.get(which)?.push(quick);
    }
  }
  await hierarchy.stop();
  const rows = [
    latencyRow(latency, 'named', 1.3),
    latencyRow(latency, 'unbound', null),
    costRow(`cold, ${digits(domains)} names, CPU a name`, many, 'named', 1.4),
    costRow('', many, 'unbound', null),
  ];
  return rows.filter((row) => row !== null);
}

function nameFile(place: Place, count: number): string {
  const lines = Array.from({ length: count }, (_, i) => `${hostName(i)} A`);
  return write(place, `names-${count}`, `${lines.join('\n')}\n`);
}

/** One run with a server that was just started. */
async function fresh<T>(
  place: Place,
  which: Compared,
  task: Task,
  run: (server: Server) => Promise<T>,
): Promise<T> {
  const server = await startServer(place, which, task);
  try {
    return await run(server);
  } finally {
    await server.stop();
  }
}

async function startAll(
  place: Place,
  present: readonly Compared[],
  task: Task,
): Promise<Map<string, Server>> {
  const servers = new Map<string, Server>();
  for (const which of present) servers.set(which, await startServer(place, which, task));
  return servers;
}

/** Every name twice or oftener, so that all is in the cache and the program runs as it runs after a while; and whether it is answered right. */
async function warm(servers: ReadonlyMap<string, Server>, file: string, count: number): Promise<void> {
  for (const [name, server] of servers) {
    const { lost, sent } = await load(server, { file, passes: Math.max(2, 30_000 / count), outstanding: 50 });
    // A full buffer may drop some at first; that what counts is in the cache is asked below.
    if (lost > sent * 0.01) throw new Error(`${name} lost ${lost} questions of the warm-up`);
    for (const i of [0, 1, 300, count - 1]) {
      const said = await askAddress(server.host, server.port, `n${i}.cache.perf`);
      if (said !== addressOf(i)) throw new Error(`${name} says of n${i}: ${said}, and not ${addressOf(i)}`);
    }
  }
}

async function inTurns(
  servers: ReadonlyMap<string, Server>,
  rounds: number,
  options: LoadOptions,
): Promise<Measured> {
  const measured = new Map<string, Load[]>([...servers.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, server] of servers) measured.get(name)?.push(await load(server, options));
  }
  return measured;
}

/** The median over the rounds of what a figure of `other` is to ours. */
function ratioOf(measured: Measured, other: string, figure: (load: Load) => number): number {
  const ours = measured.get('rootwalk') ?? [];
  const theirs = measured.get(other) ?? [];
  return median(ours.map((one, round) => figure(theirs[round] as Load) / figure(one))); // as many rounds
}

function figureOf(measured: Measured, name: string, figure: (load: Load) => number): number {
  return median((measured.get(name) ?? []).map(figure));
}

const cpu = (one: Load): number => one.cpu;

/** Answers that a second of processor time is good for, ours to theirs. */
function perAnswer(
  what: string,
  measured: Measured,
  other: string,
  name: string,
  least: number | null,
): Row | null {
  if (!measured.has(other)) return null;
  const ratio = ratioOf(measured, other, cpu);
  return {
    what,
    ours: what === '' ? '' : `${digits(figureOf(measured, 'rootwalk', cpu))} µs`,
    beside: `${name} ${digits(figureOf(measured, other, cpu))} µs`,
    ratio: digits(ratio),
    target: least === null ? '' : `≥ ${least}`,
    reached: least === null ? null : ratio >= least,
  };
}

function latencyRow(
  measured: ReadonlyMap<Compared, readonly number[]>,
  other: Compared,
  most: number | null,
): Row | null {
  const ours = measured.get('rootwalk') ?? [];
  const theirs = measured.get(other);
  if (theirs === undefined) return null;
  const ratio = median(ours.map((one, round) => one / (theirs[round] ?? Number.NaN)));
  return {
    what: most === null ? '' : 'cold, one question at a time, median',
    ours: most === null ? '' : `${digits(median(ours))} ms`,
    beside: `${other} ${digits(median(theirs))} ms`,
    ratio: digits(ratio),
    target: most === null ? '' : `≤ ${most}`,
    reached: most === null ? null : ratio <= most,
  };
}

function costRow(what: string, measured: Measured, other: string, most: number | null): Row | null {
  if (!measured.has(other)) return null;
  const ratio = 1 / ratioOf(measured, other, cpu);
  return {
    what,
    ours: what === '' ? '' : `${digits(figureOf(measured, 'rootwalk', cpu))} µs`,
    beside: `${other} ${digits(figureOf(measured, other, cpu))} µs`,
    ratio: digits(ratio),
    target: most === null ? '' : `≤ ${most}`,
    reached: most === null ? null : ratio <= most,
  };
}

/** dns2 is no dependency: it is measured where somebody has put it (`npm install --no-save dns2`). */
async function dns2Row(place: Place, measured: Measured, file: string, seconds: number): Promise<Row | null> {
  const found = await runToEnd(
    [process.execPath, '-e', "import('dns2').catch(() => process.exit(1))"],
    'client',
  );
  const what = 'cached hits against dns2 (npm)';
  const target = '≥ 8';
  if (found.status !== 0)
    return {
      what,
      ours: '',
      beside: 'not installed (npm install --no-save dns2)',
      ratio: '',
      target,
      reached: null,
    };
  const { startDns2 } = await import('./dns2.ts');
  const server = await startDns2(place);
  const result = await load(server, { file, seconds, outstanding: 100 });
  await server.stop();
  const ratio = result.cpu / figureOf(measured, 'rootwalk', cpu);
  return {
    what,
    ours: '',
    beside: `dns2 ${digits(result.cpu)} µs`,
    ratio: digits(ratio),
    target,
    reached: ratio >= 8,
  };
}

async function burstRow(server: Server | undefined, file: string): Promise<Row | null> {
  if (server === undefined) return null;
  const { sent, lost } = await load(server, { file, passes: 50, outstanding: 1000 });
  return {
    what: 'burst: 1,000 questions outstanding',
    ours: `${lost} lost of ${sent}`,
    beside: '',
    ratio: '',
    target: '0 lost',
    reached: lost === 0,
  };
}

async function stopAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}
