/** The lab Internet itself: that its data hangs together, and that walking it costs what the labs say. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { bareLab, type BareLab } from '../../testing/bare-lab.ts';
import { CLASS, RCODE, rcodeText, TYPE, typeNumber } from '../protocol/codes.ts';
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

/** Domains that are broken in what their zones or delegations say: which of the rules below they break, on purpose. */
const BROKEN = {
  notLoaded: ['unloaded.co.uk.'],
  delegatedToOthers: ['mismatch.co.uk.'],
  servedByOthers: ['lame.co.uk.', 'byname.co.uk.'],
  /** Those and all below them cannot be resolved, nor can the names of the hosts in them. */
  unreachable: [
    'stray.co.uk.',
    'unloaded.co.uk.',
    'selfreferral.co.uk.',
    'upward.co.uk.',
    'refused.co.uk.',
    'servfail.co.uk.',
    'notimp.co.uk.',
    'garbage.co.uk.',
    'otherquestion.co.uk.',
    'late.co.uk.',
    'hen.co.uk.',
    'egg.com.',
    'byname.co.uk.',
    'shepherdhosting.com.',
    'sbs-music.com.',
  ],
};

let plan: NetworkPlan;
let zones: ZoneSet;
beforeAll(() => {
  const read = readNetwork(content, 'networks/internet.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  plan = read.value;
  zones = new ZoneSet(plan.zones.map(({ zone }) => zone));
});

/** The classroom's machines are called by their first label. */
const wholeName = (host: string): string => (host.includes('.') ? host : `${host}.workshop.example`);

const loaded = (): Zone[] => [...zones].filter((zone): zone is Zone => !isUnloaded(zone));

describe('the lab Internet', () => {
  it('has zones without a fault, and no zone file that nobody serves', () => {
    const faulty = plan.zones.filter(({ diagnostics }) => diagnostics.length > 0);
    expect(faulty.map(({ origin }) => String(origin))).toEqual(BROKEN.notLoaded);
    expect(faulty.map(({ zone }) => isUnloaded(zone))).toEqual([true]);
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
      const same = String(serversIn(parent, zone.origin)) === String(own);
      expect(same, String(zone.origin)).toBe(!BROKEN.delegatedToOthers.includes(String(zone.origin)));
    }
  });

  it('serves each zone on the hosts that its NS records name', () => {
    for (const { origin, zone } of plan.zones) {
      if (isUnloaded(zone)) continue;
      const servers = plan.zones.flatMap((each) => (each.origin.equals(origin) ? each.servers : []));
      const named = serversIn(zone, origin).map((server) => server.slice(0, -1));
      // com and its like list thirteen; gtld-servers.net names four of the same machines.
      const all = named.every((name) => servers.includes(name));
      expect(all, String(origin)).toBe(!BROKEN.servedByOthers.includes(String(origin)));
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
      const owner = wholeName(name);
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
      const owner = `${wholeName(name)}.`;
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
      if (!up || isUnreachable(name)) continue; // Nobody can tell its address: its own zone is on it.
      const owner = wholeName(name);
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

describe('the domains that are broken on purpose', () => {
  it.each(BROKEN.unreachable)('cannot resolve www.%s', async (origin) => {
    const answer = await ask(start(), nameOf(`www.${origin}`), TYPE.A);
    expect([rcodeText(answer.rcode), answer.answers]).toEqual(['SERVFAIL', []]);
  });

  it.each([
    ['www.halfdown.co.uk', 'A', '127.53.64.80'],
    ['www.lame.co.uk', 'A', '127.53.66.80'],
    ['www.mismatch.co.uk', 'A', '127.53.71.80'],
    ['www.noedns.co.uk', 'A', '127.53.78.80'],
    ['www.chain.co.uk', 'A', 'www.chain.com. www.chain.org. 127.53.86.80'],
    ['mail.moved.co.uk', 'A', 'mail.newname.co.uk. 127.53.88.25'],
    ['host.inner.hollow.co.uk', 'A', '127.53.95.10'],
    ['www.noaa.co.uk', 'A', '127.53.97.80'],
  ])('resolve %s %s all the same', async (name, type, data) => {
    const { rcode, answers } = await ask(start(), nameOf(name), typeNumber(type) ?? TYPE.A);
    const said = answers.flatMap((record) =>
      record.type === TYPE.DNAME ? [] : [rdataText(record.type, record.rdata)],
    );
    expect([rcode, said.join(' ')]).toEqual([0, data]);
  });

  it('have two addresses for www.twotruths.co.uk: which, is chance', async () => {
    const said = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const answer = await ask(start(`truth ${seed}`), nameOf('www.twotruths.co.uk'), TYPE.A);
      for (const { rdata } of answer.answers) said.add(addressText(rdata));
    }
    expect([...said].sort()).toEqual(['127.53.69.80', '127.53.70.80']);
  });

  it('have answers that need TCP, which one server takes and another does not', async () => {
    const lab = start();
    const whole = await ask(lab, nameOf('all.big.co.uk'), TYPE.TXT);
    expect([whole.rcode, whole.tc, whole.answers.length]).toEqual([RCODE.NOERROR, true, 2]);
    // BIND: with EDNS, what does not fit is left out altogether.
    const edns = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };
    const short = await ask(lab, nameOf('all.big.co.uk'), TYPE.TXT, edns);
    expect([short.tc, short.answers.length]).toEqual([true, 0]);
    const none = await ask(lab, nameOf('all.notcp.co.uk'), TYPE.TXT);
    expect([rcodeText(none.rcode), none.tc]).toEqual(['SERVFAIL', false]);
    expect((await ask(lab, nameOf('www.notcp.co.uk'), TYPE.A)).answers.length).toBe(1);
  });

  it('have negative answers that cannot be believed, beside good positive ones', async () => {
    const lab = start();
    expect((await ask(lab, nameOf('www.wrongsoa.co.uk'), TYPE.A)).answers.length).toBe(1);
    const denied = await ask(lab, nameOf('www.wrongsoa.co.uk'), TYPE.MX);
    expect([rcodeText(denied.rcode), denied.authority]).toEqual(['SERVFAIL', []]);
  });

  it('have aliases that end nowhere: the chain, and no more', async () => {
    const lab = start();
    // Its own server goes in circles too, and says SERVFAIL; link by link the cache comes to know the circle.
    for (const link of ['one', 'two']) {
      expect((await ask(lab, nameOf(`${link}.circle.co.uk`), TYPE.CNAME)).answers.length).toBe(1);
    }
    const circle = await ask(lab, nameOf('one.circle.co.uk'), TYPE.A);
    expect([rcodeText(circle.rcode), circle.answers.map(({ name }) => String(name))]).toEqual([
      'SERVFAIL',
      ['one.circle.co.uk.', 'two.circle.co.uk.'],
    ]);
    const lost = await ask(lab, nameOf('lost.chain.co.uk'), TYPE.A);
    expect([lost.rcode, lost.answers.length]).toEqual([RCODE.NXDOMAIN, 1]);
    const torn = await ask(lab, nameOf('torn.chain.co.uk'), TYPE.A);
    expect(rcodeText(torn.rcode)).toBe('SERVFAIL');
  });

  it('have a server that denies names with nothing but names below them', async () => {
    const denied = await ask(start(), nameOf('inner.hollow.co.uk'), TYPE.A);
    expect(denied.rcode).toBe(RCODE.NXDOMAIN);
  });

  it.each([
    ['never', 0, 2],
    ['restless', 5, 1],
    ['stubborn', 604_800, 1],
  ])('have TTLs as %s.times.co.uk', async (name, ttl, questions) => {
    const lab = start();
    const before = lab.journal.last;
    const owner = nameOf(`${name}.times.co.uk`);
    const answer = await ask(lab, owner, TYPE.A);
    expect(answer.answers[0]?.ttl).toBe(ttl);
    await ask(lab, owner, TYPE.A);
    const asked = lab.journal.since(before).filter((entry) => {
      if (entry.kind !== 'packet-sent') return false;
      return entry.packet.sourceHost === 'cache' && entry.packet.destinationHost === 'ns1.times.co.uk';
    });
    expect(asked.length).toBe(questions);
  });
});

function isUnreachable(host: string): boolean {
  return BROKEN.unreachable.some((origin) => nameOf(host).isAtOrBelow(nameOf(origin)));
}

function start(seed = 'internet'): BareLab {
  const lab = bareLab(seed);
  const built = buildNetwork(plan, lab);
  expect(built.resolver.server?.running).toBe(true);
  return lab;
}

async function ask(lab: BareLab, name: Name, type: number, edns: Message['edns'] = null): Promise<Message> {
  const laptop = lab.network.hostNamed('laptop');
  const socket = laptop?.openUdp();
  if (!socket || isBindProblem(socket)) throw new Error('no socket');
  let answer: Message | null = null;
  socket.onDatagram = (payload) => {
    const decoded = decodeMessage(payload);
    if (decoded.kind === 'message') answer = decoded.message;
  };
  const query = queryMessage({ id: 1, rd: true, questions: [{ name, type, class: CLASS.IN }], edns });
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
