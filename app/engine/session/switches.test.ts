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
  const zone = plan.zones.find(({ origin }) => origin.toRelaxedString() === 'workshop.example');
  if (!zone) throw new Error('no zone');
  world.built.switches.apply('ttl', [{ ...change, origin: zone.origin }]);
  const text = world.machines.get('ns1.workshop.example')?.disk.read('/etc/bind/db.workshop.example');
  if (text === undefined || isDiskProblem(text)) throw new Error('no file');
  expect(new TextDecoder().decode(text)).toMatch(/^www\.workshop\.example\.\t+77\tIN\tA\t127\.53\.60\.80$/m);
  const asked = 'dig +norec +noall +answer @ns1.workshop.example www.workshop.example';
  expect((await run(world, 'student', asked))[0]).toMatch(/\t77\tIN\tA\t127\.53\.60\.80/);
  expect((await run(world, 'student', asked.replace('ns1.', 'ns2.')))[0]).toMatch(
    /\t77\tIN\tA\t127\.53\.60\.80/,
  );
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

/** A fault of one of the three servers of tiscali.co.uk, and what is to be found. */
const FOUND: readonly (readonly [NetworkChange, ...string[]])[] = [
  ...(
    [
      ['silent', 'silent'],
      ['closed', 'silent'],
      ['down', 'silent'],
      ['late 20s', 'silent'],
      ['drop in udp to port 53', 'silent'],
      ['loss 100%', 'silent'],
      ['servfail', 'error'],
      ['refuses', 'error'],
      ['nxdomain', 'lame'],
      ['formerr', 'error'],
      ['formerr-edns', 'no-edns'],
      ['self-referral', 'lame'],
      ['upward-referral', 'lame'],
      ['garbage', 'malformed'],
      ['no-aa', 'no-aa'],
      ['no-tcp', 'no-tcp'],
      ['ttl 0s', 'ttl'],
      ['servfail for tiscali.co.uk', 'error'],
      ['servfail for bbc.co.uk'],
      ['servfail to 127.53.200.0/24'],
    ] as const
  ).map(([fault, ...codes]) => [{ host: 'ns0.tiscali.co.uk', faults: [fault] }, ...codes] as const),
  [{ zone: 'tiscali.co.uk', servers: ['ns0.tiscali.co.uk'], state: 'missing' }, 'error'],
  [{ zone: 'tiscali.co.uk', servers: ['ns0.tiscali.co.uk'], state: 'unloaded' }, 'error'],
  [
    {
      zone: 'tiscali.co.uk',
      servers: ['ns0.tiscali.co.uk'],
      remove: ['www A'],
      add: 'www 3600 A 127.53.9.2',
    },
    'data',
    'serial',
  ],
  [{ zone: 'tiscali.co.uk', remove: ['@ NS'], add: '@ 3600 NS ns0' }, 'parent-child-ns'],
  [{ zone: 'tiscali.co.uk', ttl: 5 }, 'ttl'],
];

describe('check-delegation sees a fault that was switched on', () => {
  const plan = readNetwork(content, 'networks/internet.yaml');
  let world: World;
  beforeAll(async () => {
    world = await openWorld('found');
  });
  afterAll(() => world.close());

  test.each(FOUND)('%j', async (change, ...codes) => {
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
