/** Changes of the network at machines that have a disk: their files, their servers, their clocks. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { content, openWorld, ran as run, wall } from '../../testing/free-world.ts';
import { readNetwork, type NetworkPlan } from '../course/network-file.ts';
import { readChanges } from '../course/network-switches.ts';
import type { NetworkChange } from '../course/network-schema.ts';
import { readHostFault, type HostFault } from '../server/fault-text.ts';
import { isDiskProblem } from '../shell/files.ts';
import { World } from './world.ts';

const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

/** The lab Internet, with a terminal on a server of the workshop's own domain. */
function withAuthority(): NetworkPlan {
  const yaml = 'extends: internet.yaml\nhosts:\n  ns1.workshop.example: { terminal: root }\n';
  const read = (path: string): string | null => (path === 'networks/own.yaml' ? yaml : content.read(path));
  const plan = readNetwork({ read, list: (folder) => content.list(folder) }, 'networks/own.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  return plan.value;
}

test('a machine’s clock that is ahead shows in date and in its log, and nowhere else', async () => {
  const world = await openWorld('clocks');
  worlds.push(world);
  const faults = [readHostFault('clock +2h') as HostFault];
  world.built.switches.apply('clock', [{ kind: 'host', host: 'cache', faults, mends: [] }]);
  expect(await run(world, 'cache', 'date +%H')).toEqual(['16\n', 0]);
  expect(await run(world, 'student', 'date +%H')).toEqual(['14\n', 0]);
  await run(world, 'cache', 'rndc reload');
  const [lines] = await run(world, 'cache', 'tail -1 /var/log/syslog');
  expect(lines).toMatch(/^Mar {2}7 16:\d\d:\d\d cache named/);
  world.built.switches.withdraw('clock');
  expect(await run(world, 'cache', 'date +%H')).toEqual(['14\n', 0]);
});

test('closing the port of the caching server: its process runs, and nobody listens', async () => {
  const world = await openWorld('closed');
  worlds.push(world);
  const faults = [readHostFault('closed') as HostFault];
  world.built.switches.apply('closed', [{ kind: 'host', host: 'cache', faults, mends: [] }]);
  expect((await run(world, 'student', 'dig +tries=1 +timeout=1 www.tiscali.co.uk'))[0]).toContain(
    'connection refused',
  );
  world.built.switches.withdraw('closed');
  expect(await run(world, 'student', 'dig +short www.tiscali.co.uk')).toEqual(['127.53.9.1\n', 0]);
});

test('a server with a disk gets its zone as a file, and reads it', async () => {
  const plan = withAuthority();
  const world = await World.open({ wall, plan, lab: null, seed: 'disk', progress: null });
  worlds.push(world);
  const change = {
    kind: 'zone',
    servers: null,
    file: null,
    remove: [],
    add: [],
    ttl: 77,
    bumpsSerial: true,
    state: null,
  } as const;
  const own = plan.zones.find(({ origin }) => origin.toRelaxedString() === 'workshop.example');
  if (!own) throw new Error('no zone');
  world.built.switches.apply('ttl', [{ ...change, origin: own.origin }]);
  const text = world.machines.get('ns1.workshop.example')?.disk.read('/etc/bind/db.workshop.example');
  if (text === undefined || isDiskProblem(text)) throw new Error('no file');
  expect(new TextDecoder().decode(text)).toMatch(/^www\.workshop\.example\.\t+77\tIN\tA\t127\.53\.60\.80$/m);
  const asked = 'dig +norec +noall +answer @ns1.workshop.example www.workshop.example';
  expect((await run(world, 'student', asked))[0]).toMatch(/\t77\tIN\tA\t127\.53\.60\.80/);
  expect((await run(world, 'student', asked.replace('ns1.', 'ns2.')))[0]).toMatch(
    /\t77\tIN\tA\t127\.53\.60\.80/,
  );
});

test('a server with a disk whose zone is to be unloaded does not go on with the old one', async () => {
  const world = await World.open({
    wall,
    plan: withAuthority(),
    lab: null,
    seed: 'unloaded',
    progress: null,
  });
  worlds.push(world);
  const plan = withAuthority();
  const own = plan.zones.find(({ origin }) => origin.toRelaxedString() === 'workshop.example');
  if (!own) throw new Error('no zone');
  const change = {
    kind: 'zone',
    servers: ['ns1.workshop.example'],
    file: null,
    remove: [],
    add: [],
  } as const;
  const unloaded = {
    ...change,
    ttl: null,
    bumpsSerial: true,
    state: 'unloaded',
    origin: own.origin,
  } as const;
  world.built.switches.apply('unloaded', [unloaded]);
  const asked = 'dig +norec @ns1.workshop.example www.workshop.example';
  expect((await run(world, 'student', asked))[0]).toContain('status: SERVFAIL');
});

test('a student changes a zone file of a server with a disk, and has it read by rndc', async () => {
  const world = await World.open({ wall, plan: withAuthority(), lab: null, seed: 'edit', progress: null });
  worlds.push(world);
  const file = '/etc/bind/db.workshop.example';
  await run(
    world,
    'ns1.workshop.example',
    `sed -i 's/2026111902/2026111903/; s/^files .*/files 60 A 127.53.60.11/' ${file}`,
  );
  expect(await run(world, 'ns1.workshop.example', 'rndc reload')).toEqual(['server reload successful\n', 0]);
  const asked = 'dig +norec +noall +answer @ns1.workshop.example files.workshop.example';
  expect((await run(world, 'student', asked))[0]).toMatch(/\t60\tIN\tA\t127\.53\.60\.11/);
  // The other server has not heard of it.
  expect((await run(world, 'student', asked.replace('ns1.', 'ns2.')))[0]).toContain('127.53.60.10');
});

interface Found {
  readonly change: NetworkChange;
  /** What check-delegation is to find. */
  readonly codes: readonly string[];
}

/** One of the three servers of tiscali.co.uk. */
const SERVER = 'ns0.tiscali.co.uk';
const faulty = (fault: string, ...codes: string[]): Found => ({
  change: { host: SERVER, faults: [fault] },
  codes,
});
const zone = 'tiscali.co.uk';

const FOUND: readonly Found[] = [
  faulty('silent', 'silent'),
  faulty('closed', 'silent'),
  faulty('down', 'silent'),
  faulty('late 20s', 'silent'),
  faulty('drop in udp to port 53', 'silent'),
  faulty('loss 100%', 'silent'),
  faulty('servfail', 'error'),
  faulty('refuses', 'error'),
  faulty('nxdomain', 'lame'),
  faulty('formerr', 'error'),
  faulty('formerr-edns', 'no-edns'),
  faulty('self-referral', 'lame'),
  faulty('upward-referral', 'lame'),
  faulty('garbage', 'malformed'),
  faulty('no-aa', 'no-aa'),
  faulty('no-tcp', 'no-tcp'),
  faulty('ttl 0s', 'ttl'),
  faulty('servfail for tiscali.co.uk', 'error'),
  faulty('servfail for bbc.co.uk'),
  faulty('servfail to 127.53.200.0/24'),
  { change: { zone, servers: [SERVER], state: 'missing' }, codes: ['error'] },
  { change: { zone, servers: [SERVER], state: 'unloaded' }, codes: ['error'] },
  {
    change: { zone, servers: [SERVER], remove: ['www A'], add: 'www 3600 A 127.53.9.2' },
    codes: ['data', 'serial'],
  },
  { change: { zone, remove: ['@ NS'], add: '@ 3600 NS ns0' }, codes: ['parent-child-ns'] },
  { change: { zone, ttl: 5 }, codes: ['ttl'] },
];

describe('check-delegation sees a fault that was switched on', () => {
  const plan = readNetwork(content, 'networks/internet.yaml');
  let world: World;
  beforeAll(async () => {
    world = await openWorld('found');
  });
  afterAll(() => world.close());

  test.each(FOUND)('$change', async ({ change, codes }) => {
    if (!plan.ok) throw new Error('no plan');
    const say = (_: number, __: readonly (string | number)[], message: string): never => {
      throw new Error(message);
    };
    const read = readChanges([change], plan.value, { content, path: 'networks/lab.yaml' }, say);
    world.built.switches.apply('fault', read);
    const [out] = await run(world, 'student', 'check-delegation --json www.tiscali.co.uk');
    world.built.switches.withdraw('fault');
    const { findings } = JSON.parse(out) as { findings: { code: string; level: string }[] };
    const faults = findings.filter(({ level }) => level === 'fault').map(({ code }) => code);
    expect([...new Set(faults)].sort()).toEqual([...codes].sort());
  });
});
