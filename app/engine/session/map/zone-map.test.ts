/** What the map knows after real questions in the lab Internet, and what it does not believe. */
import { afterEach, expect, test } from 'vitest';
import { openWorld, ran } from '../../../testing/free-world.ts';
import type { Packet } from '../../network/journal.ts';
import { CLASS, TYPE } from '../../protocol/codes.ts';
import { queryMessage, responseTo } from '../../protocol/message.ts';
import { nameOf } from '../../protocol/name.ts';
import { encodeMessage } from '../../protocol/wire.ts';
import type { World } from '../world.ts';
import { mapMachines, rootHints } from './map-base.ts';
import { MAX_ZONES, ZoneMap } from './zone-map.ts';

let world: World | null = null;
afterEach(() => world?.close());

async function freeWorld(): Promise<World> {
  world = await openWorld('map');
  return world;
}

/** The map that follows a world from its start. */
function mapOf({ plan, journal }: World): ZoneMap {
  const map = new ZoneMap(rootHints(plan));
  const sent = new Map<number, Packet>();
  journal.subscribe((entry) => {
    if (entry.kind === 'packet-sent') sent.set(entry.packet.id, entry.packet);
    const packet = entry.kind === 'packet-delivered' ? sent.get(entry.packet) : undefined;
    if (packet) map.follow(packet);
  });
  return map;
}

test('it begins with the root servers of the hints alone, and with the machines that people sit at', async () => {
  const there = await freeWorld();
  const map = mapOf(there);
  const [root, ...others] = map.zones();
  expect(others).toEqual([]);
  expect(root?.name).toBe('.');
  expect(root?.servers.map(({ name }) => name)).toContain('m.root-servers.net.');
  expect(root?.servers.every(({ delegated, own }) => delegated && own === null)).toBe(true);
  const machines = mapMachines(there.plan);
  expect(machines.find(({ host }) => host === 'cache')).toMatchObject({
    addresses: expect.arrayContaining(['127.53.0.53']) as unknown,
    role: 'caching server',
  });
  expect(machines.find(({ host }) => host === 'laptop')?.role).toBe('client');
  // That this one is no server of its zone is for the student to find out.
  for (const server of ['a.root-servers.net', 'ns2.lame.co.uk'])
    expect(machines.some(({ host }) => host === server)).toBe(false);
});

test('a walk of the caching server adds each zone cut, with glue, and a second walk nothing', async () => {
  const there = await freeWorld();
  const map = mapOf(there);
  await ran(there, 'student', 'dig www.tiscali.co.uk');
  const found = map.takeUpdates();
  // A referral may skip a level: co.uk is on the same servers as uk.
  expect(found.map(({ name }) => name)).toEqual(['uk.', 'tiscali.co.uk.']);
  expect(found.every(({ packet }) => packet !== null)).toBe(true);
  const servers = found[1]?.servers.map(({ name, addresses, own }) => [name, addresses.length, own]);
  // No glue comes with a server whose name is elsewhere.
  expect(servers).toEqual([
    ['ns0.tiscali.co.uk.', 2, true],
    ['ns1.tiscali.co.uk.', 2, true],
    ['ns2.as9105.net.', 0, true],
  ]);
  await ran(there, 'student', 'dig smtp.tiscali.co.uk');
  expect(map.takeUpdates()).toEqual([]);
});

const ROOT = '127.53.1.1';

/** A response about `qname` with NS records of `zone`, as it comes to the student's machine. */
function response(from: string, qname: string, zone: string, servers: readonly string[], aa = false): Packet {
  const records = servers.map((server) => ({
    name: nameOf(zone),
    type: TYPE.NS,
    class: CLASS.IN,
    ttl: 60,
    rdata: nameOf(server).wire,
  }));
  const question = { name: nameOf(qname), type: TYPE.A, class: CLASS.IN };
  const query = queryMessage({ id: 1, questions: [question] });
  return {
    id: 1,
    sentAt: 0,
    protocol: 'udp',
    source: { address: from, port: 53 },
    destination: { address: '127.53.0.2', port: 40_000 },
    sourceHost: 'server',
    destinationHost: 'laptop',
    payload: encodeMessage(responseTo(query, { aa, authority: records })),
  };
}

test('a server that refers upward, aside or about another name is not believed', async () => {
  const { plan } = await freeWorld();
  const map = new ZoneMap(rootHints(plan));
  map.follow(response(ROOT, 'www.example.org.', 'org.', ['a0.org.']));
  map.follow(response(ROOT, 'www.example.org.', '.', ['evil.example.']));
  map.follow(response(ROOT, 'www.example.org.', 'net.', ['evil.example.']));
  expect(map.zones().map(({ name }) => name)).toEqual(['.', 'org.']);
  expect(map.zones()[0]?.servers.some(({ name }) => name === 'evil.example.')).toBe(false);
});

test('what the zone itself says stands beside what its parent says', async () => {
  const { plan } = await freeWorld();
  const map = new ZoneMap(rootHints(plan));
  map.follow(response(ROOT, 'www.example.org.', 'org.', ['ns1.org.', 'ns2.org.']));
  map.follow(response(ROOT, 'www.example.org.', 'org.', ['ns2.org.', 'ns3.org.'], true));
  const org = map.zones().find(({ name }) => name === 'org.');
  expect(org?.servers.map(({ name, delegated, own }) => [name, delegated, own])).toEqual([
    ['ns1.org.', true, false],
    ['ns2.org.', true, true],
    ['ns3.org.', false, true],
  ]);
});

test('a flood of referrals fills it up to its limit', async () => {
  const { plan } = await freeWorld();
  const map = new ZoneMap(rootHints(plan));
  for (let i = 0; i < 3 * MAX_ZONES; i++) {
    map.follow(response(ROOT, `www.flood${i}.`, `flood${i}.`, ['ns.flood.']));
    if (i % 100 === 0) map.takeUpdates();
  }
  expect(map.zones()).toHaveLength(MAX_ZONES);
});
