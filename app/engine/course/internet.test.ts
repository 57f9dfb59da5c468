/** The lab Internet itself: that its data hangs together, and that walking it costs what the labs say. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { bareLab, type BareLab } from '../../testing/bare-lab.ts';
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import { queryMessage, type Message } from '../protocol/message.ts';
import { Name, nameOf } from '../protocol/name.ts';
import { addressOctets, addressText, rdataText, targetName } from '../protocol/rdata.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { isBindProblem } from '../network/transport.ts';
import { isUnloaded, ZoneSet } from '../zone/zone-set.ts';
import { rrsetOf, type Zone } from '../zone/zone.ts';
import { buildNetwork } from './build-network.ts';
import type { ContentSource } from './content.ts';
import { readNetwork, type NetworkPlan } from './network-file.ts';

const LABS = fileURLToPath(new URL('../../../labs/', import.meta.url));
const content: ContentSource = {
  read: (path) => {
    try {
      return readFileSync(LABS + path, 'utf8');
    } catch {
      return null;
    }
  },
  list: (folder) => readdirSync(LABS + folder),
};

let plan: NetworkPlan;
let zones: ZoneSet;
beforeAll(() => {
  const read = readNetwork(content, 'networks/internet.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  plan = read.value;
  zones = new ZoneSet(plan.zones.map(({ zone }) => zone));
});

const loaded = (): Zone[] => [...zones].filter((zone): zone is Zone => !isUnloaded(zone));

describe('the lab Internet', () => {
  it('has zones without a fault, and no zone file that nobody serves', () => {
    expect(plan.zones.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    const files = new Set(plan.zones.map(({ file }) => file));
    expect(content.list('networks/zones').filter((file) => !files.has(`networks/zones/${file}`))).toEqual([]);
  });

  it('delegates each zone, from the root down, to exactly the servers that the zone names itself', () => {
    for (const zone of loaded()) {
      const own = serversIn(zone, zone.origin);
      expect(own.length, String(zone.origin)).toBeGreaterThan(0);
      if (zone.origin.isRoot) continue;
      const parent = zones.closest(zone.origin, true);
      if (!parent || isUnloaded(parent)) throw new Error(`${zone.origin} has no parent`);
      expect(serversIn(parent, zone.origin), String(zone.origin)).toEqual(own);
    }
  });

  it('serves each zone on the hosts that its NS records name', () => {
    for (const { origin, zone, servers } of plan.zones) {
      if (isUnloaded(zone)) continue;
      const named = serversIn(zone, origin).map((server) => server.slice(0, -1));
      // com and its like list thirteen; gtld-servers.net names four of the same machines.
      expect(servers, String(origin)).toEqual(expect.arrayContaining(named));
    }
  });

  it('gives a name the same addresses everywhere: as a host, in its zone, as glue', () => {
    const known = new Map<string, Set<string>>();
    for (const zone of loaded()) {
      for (const node of zone.nodes) {
        for (const rrset of node.rrsets) {
          if (rrset.type !== TYPE.A && rrset.type !== TYPE.AAAA) continue;
          const key = `${node.name.key}/${rrset.type}`;
          const addresses = [...rrset.rdatas].map(addressText).sort().join(' ');
          known.set(key, (known.get(key) ?? new Set()).add(addresses));
        }
      }
    }
    expect([...known].filter(([, sets]) => sets.size > 1)).toEqual([]);
    for (const { name, addresses, up } of plan.hosts) {
      if (!up) continue; // Nobody can tell its address: its own zone is on it.
      const owner = name === 'laptop' || name === 'cache' ? `${name}.workshop.example` : name;
      const sets = known.get(`${nameOf(owner).key}/${TYPE.A}`);
      expect(sets && [...sets][0]?.split(' '), name).toContain(addresses[0]);
    }
  });

  it('lies in its own addresses throughout', () => {
    for (const zone of loaded()) {
      for (const { rrsets } of zone.nodes) {
        for (const { type, rdatas } of rrsets) {
          if (type === TYPE.A) for (const rdata of rdatas) expect(addressText(rdata)).toMatch(/^127\.53\./);
          if (type === TYPE.AAAA) for (const rdata of rdatas) expect(addressText(rdata)).toMatch(/^fd53:/);
        }
      }
    }
  });

  it('leads from every host back to its name, and from every AAAA', () => {
    for (const { name, addresses, up } of plan.hosts) {
      if (!up) continue; // Nobody can tell its address: its own zone is on it.
      const owner = name === 'laptop' || name === 'cache' ? `${name}.workshop.example.` : `${name}.`;
      expect(pointersAt(reverseName(addresses[0] as string)), name).toContain(owner);
    }
    for (const zone of loaded()) {
      for (const { rrsets } of zone.nodes) {
        for (const { type, rdatas } of rrsets) {
          if (type !== TYPE.A && type !== TYPE.AAAA) continue;
          for (const rdata of rdatas) expect(pointersAt(reverseName(addressText(rdata))).length).toBe(1);
        }
      }
    }
  });

  it('has hints that agree with the root zone', () => {
    const hints = plan.hosts.find(({ name }) => name === 'cache')?.recursion?.hints ?? [];
    const root = zones.get(Name.root) as Zone;
    expect(hints.filter(({ type }) => type === TYPE.NS).length).toBe(13);
    for (const { name, type, rdata } of hints) {
      const node = root.node(name);
      const rrset = node && rrsetOf(node, type);
      const texts = rrset?.rdatas.map((data) => rdataText(type, data).toLowerCase());
      expect(texts).toContain(rdataText(type, rdata).toLowerCase());
    }
  });
});

describe('walking it', () => {
  it('costs three questions for www.tiscali.co.uk, one for smtp after it, none for www again', async () => {
    // Whichever servers the seed makes the cache choose.
    for (let seed = 0; seed < 25; seed++) {
      const lab = start(`seed ${seed}`);
      expect(await upstream(lab, 'www.tiscali.co.uk')).toEqual(['root', 'uk', 'tiscali']);
      expect(await upstream(lab, 'smtp.tiscali.co.uk')).toEqual(['tiscali']);
      expect(await upstream(lab, 'www.tiscali.co.uk')).toEqual([]);
      // A second domain below co.uk needs the root no more.
      expect(await upstream(lab, 'www.bbc.co.uk')).toEqual(['uk', 'bbc']);
    }
  });

  it('finds every host by its name, and its name by its address', async () => {
    const lab = start();
    for (const { name, addresses, up } of plan.hosts) {
      if (!up) continue; // Nobody can tell its address: its own zone is on it.
      const owner = name === 'laptop' || name === 'cache' ? `${name}.workshop.example` : name;
      const forward = await ask(lab, nameOf(owner), TYPE.A);
      expect(
        forward.answers.map(({ rdata }) => addressText(rdata)),
        name,
      ).toContain(addresses[0]);
      const back = await ask(lab, reverseName(addresses[0] as string), TYPE.PTR);
      expect(
        back.answers.map(({ rdata }) => rdataText(TYPE.PTR, rdata)),
        name,
      ).toEqual([`${owner}.`]);
    }
  });

  it('ends in NODATA for the MX of www.google.com, and in NXDOMAIN for what does not exist', async () => {
    const lab = start();
    const nodata = await ask(lab, nameOf('www.google.com'), TYPE.MX);
    expect([nodata.rcode, nodata.answers.length, nodata.authority[0]?.type]).toEqual([0, 0, TYPE.SOA]);
    const nothing = await ask(lab, nameOf('no.such.host.tiscali.co.uk'), TYPE.A);
    expect([nothing.rcode, nothing.authority[0]?.type]).toEqual([RCODE.NXDOMAIN, TYPE.SOA]);
  });
});

function start(seed = 'internet'): BareLab {
  const lab = bareLab(seed);
  const built = buildNetwork(plan, lab);
  expect(built.resolver.server?.running).toBe(true);
  return lab;
}

async function ask(lab: BareLab, name: Name, type: number): Promise<Message> {
  const laptop = lab.network.hostNamed('laptop');
  const socket = laptop?.openUdp();
  if (!socket || isBindProblem(socket)) throw new Error('no socket');
  let answer: Message | null = null;
  socket.onDatagram = (payload) => {
    const decoded = decodeMessage(payload);
    if (decoded.kind === 'message') answer = decoded.message;
  };
  const query = queryMessage({ id: 1, rd: true, questions: [{ name, type, class: CLASS.IN }] });
  socket.send(encodeMessage(query), { address: '127.53.0.53', port: 53 });
  await lab.clock.runUntil(() => answer !== null, 60_000);
  socket.close();
  if (answer === null) throw new Error(`no answer for ${name}`);
  return answer;
}

/** Asks the cache for an A record; gives whom the cache asked on the way, one word a question. */
async function upstream(lab: BareLab, name: string): Promise<string[]> {
  const before = lab.journal.last;
  const answer = await ask(lab, nameOf(name), TYPE.A);
  expect(answer.answers.at(-1)?.type).toBe(TYPE.A);
  const asked: string[] = [];
  for (const entry of lab.journal.since(before)) {
    if (entry.kind !== 'packet-sent' || entry.packet.sourceHost !== 'cache') continue;
    if (entry.packet.destination.port !== 53) continue;
    const to = entry.packet.destinationHost;
    const words = {
      'root-servers.net': 'root',
      'nic.uk': 'uk',
      'tiscali.co.uk': 'tiscali',
      'as9105.net': 'tiscali',
    };
    asked.push(
      Object.entries(words).find(([end]) => to.endsWith(end))?.[1] ?? to.replace(/^ns\d\.(\w+).*/, '$1'),
    );
  }
  return asked;
}

function serversIn(zone: Zone, name: Name): string[] {
  const node = zone.node(name);
  const rrset = node && rrsetOf(node, TYPE.NS);
  return (rrset?.rdatas ?? []).map((rdata) => String(targetName(TYPE.NS, rdata))).sort();
}

function pointersAt(name: Name): string[] {
  const zone = zones.closest(name);
  const node = zone && !isUnloaded(zone) ? zone.node(name) : null;
  const rrset = node && rrsetOf(node, TYPE.PTR);
  return (rrset?.rdatas ?? []).map((rdata) => rdataText(TYPE.PTR, rdata));
}

function reverseName(address: string): Name {
  const octets = [...(addressOctets(address) ?? [])];
  if (octets.length === 4) return nameOf(`${octets.reverse().join('.')}.in-addr.arpa`);
  const digits = octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return nameOf(`${[...digits].reverse().join('.')}.ip6.arpa`);
}
