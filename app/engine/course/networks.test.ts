/** The networks that extend the lab Internet: that they hang together, and that what they are for happens. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { askedBy, DnsClient, type Said } from '../../testing/dns-client.ts';
import { bareLab, type BareLab } from '../../testing/bare-lab.ts';
import { isUnloaded } from '../zone/zone-set.ts';
import { buildNetwork, type BuiltNetwork } from './build-network.ts';
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
const FILES = content.list('networks').filter((file) => file.endsWith('.yaml'));

const plans = new Map<string, NetworkPlan>();

function planOf(file: string): NetworkPlan {
  const plan = plans.get(file) ?? readPlan(file);
  plans.set(file, plan);
  return plan;
}

function readPlan(file: string): NetworkPlan {
  const read = readNetwork(content, `networks/${file}`);
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.value;
}

interface Running {
  readonly lab: BareLab;
  readonly built: BuiltNetwork;
  ask(from: string, server: string, name: string, type?: string, port?: number): Promise<Said>;
}

function run(file: string, seed = 'networks'): Running {
  const lab = bareLab(seed);
  const built = buildNetwork(planOf(file), lab);
  return {
    lab,
    built,
    ask: (from, server, name, type = 'A', port = 0) => new DnsClient(lab, from).ask(server, name, type, port),
  };
}

const known = new Set(planOf('internet.yaml').hosts.map(({ name }) => name));

describe.each(FILES)('%s', (file) => {
  test('has zones that load, or are broken on purpose', () => {
    const odd = planOf(file).zones.filter(({ zone, broken }) => isUnloaded(zone) !== (broken !== null));
    expect(odd.map(({ origin }) => String(origin))).toEqual([]);
  });

  test('has a name for each machine that it adds, and the name back', async () => {
    const { ask } = run(file);
    for (const { name, addresses } of planOf(file).hosts) {
      if (known.has(name)) continue;
      const owner = name.includes('.') ? name : `${name}.workshop.example`;
      expect((await ask('laptop', 'cache', owner)).text, name).toBe(`NOERROR ${addresses[0]}`);
      const back = `${addresses[0]?.split('.').reverse().join('.')}.in-addr.arpa`;
      expect((await ask('laptop', 'cache', back, 'PTR')).text, name).toBe(`NOERROR ${owner}.`);
    }
  });

  test('has switches that can be turned on and off', async () => {
    const { built, ask } = run(file);
    for (const name of planOf(file).switches.keys()) {
      expect(built.switches.turn(name)).toBe(true);
      expect(built.switches.turn(name, false)).toBe(true);
    }
    expect((await ask('laptop', 'cache', 'www.tiscali.co.uk')).text).toBe('NOERROR 127.53.9.1');
  });
});

describe('other operators', () => {
  test('serve the classroom, which serves nobody else', async () => {
    const { ask } = run('operators.yaml');
    for (const server of [
      'dns.north.example',
      'dns.south.example',
      'dns.open.example',
      'cache2',
      'forwarder',
    ])
      expect((await ask('desk', server, 'www.tiscali.co.uk')).text, server).toBe('NOERROR 127.53.9.1');
    expect((await ask('outsider', 'cache', 'www.tiscali.co.uk')).text).toBe('REFUSED');
  });

  test('a gate that drops by port: direct questions work from 1024 up, and taps tell which way is closed', async () => {
    for (const [name, reached] of [
      ['queries-from-low-ports', 0],
      ['replies-to-low-ports', 1],
    ] as const) {
      const { built, lab, ask } = run('operators.yaml');
      built.switches.turn(name);
      expect((await ask('laptop', 'ns0.tiscali.co.uk', 'www.tiscali.co.uk', 'A', 1_024)).text).toMatch(
        /^NOERROR/,
      );
      const before = lab.journal.last;
      expect((await ask('laptop', 'ns0.tiscali.co.uk', 'www.tiscali.co.uk', 'A', 1_023)).text).toBe(
        'silence',
      );
      const arrived = lab.journal.since(before).filter(({ kind }) => kind === 'packet-delivered');
      expect(arrived.length, name).toBe(reached);
    }
  });

  test('a gate that translates: the caching server asks with the gate’s address, ports one after another', async () => {
    const { built, lab, ask } = run('operators.yaml');
    built.switches.turn('nat-sequential');
    expect((await ask('laptop', 'cache', 'www.tiscali.co.uk')).text).toBe('NOERROR 127.53.9.1');
    const ports = lab.journal.since().flatMap((entry) => {
      if (entry.kind !== 'packet-sent' || entry.packet.sourceHost !== 'gate') return [];
      return entry.packet.destination.port === 53 ? [entry.packet.source.port] : [];
    });
    expect(ports).toEqual([1_024, 1_025, 1_026]);
  });
});

describe('private addresses', () => {
  test('leak to the servers that take them, which log the question and deny', async () => {
    const { lab, ask } = run('leaks.yaml');
    const said = await ask('laptop', 'cache', '1.2.168.192.in-addr.arpa', 'PTR');
    expect(said.text).toBe('NXDOMAIN');
    expect(askedBy(lab, 'cache').at(-1)).toMatch(/^blackhole-[12]\.iana\.org$/);
    const logs = lab.journal
      .since()
      .flatMap((entry) =>
        entry.kind === 'log' && entry.host.startsWith('blackhole') && entry.category === 'queries'
          ? [entry.text]
          : [],
      );
    expect(logs.at(-1)).toContain('query: 1.2.168.192.in-addr.arpa IN PTR');
  });
});

describe('the domain that would not die', () => {
  test('is SERVFAIL here and NXDOMAIN there', async () => {
    const { ask } = run('sbs-music.yaml');
    expect((await ask('laptop', 'cache', 'www.sbs-music.com')).text).toBe('SERVFAIL');
    expect((await ask('laptop', 'dns.north.example', 'www.sbs-music.com')).text).toBe('NXDOMAIN');
    expect((await ask('laptop', 'dns.north.example', 'www.tiscali.co.uk')).text).toBe('NOERROR 127.53.9.1');
  });

  test('has an answer that comes after twenty seconds to a port that is closed', async () => {
    const { lab, ask } = run('sbs-music.yaml');
    await ask('laptop', 'cache', 'www.sbs-music.com');
    await lab.clock.jump(40_000);
    const told = lab.journal
      .since()
      .flatMap((entry) =>
        entry.kind === 'packet-sent' && entry.packet.icmp
          ? [[entry.packet.icmp.kind, entry.packet.sourceHost, entry.packet.destinationHost].join(' ')]
          : [],
      );
    expect(told[0]).toBe('port-unreachable cache ns2.shepherdhosting.com');
    const late = lab.journal
      .since()
      .find((entry) => entry.kind === 'packet-sent' && entry.packet.sourceHost === 'ns2.shepherdhosting.com');
    const asked = lab.journal
      .since()
      .find(
        (entry) => entry.kind === 'packet-sent' && entry.packet.destinationHost === 'ns2.shepherdhosting.com',
      );
    expect((late?.at ?? 0) - (asked?.at ?? 0)).toBeGreaterThan(20_000);
  });

  test('leaves the parent’s NS records in the cache, as glue, for two days', async () => {
    const { built, lab, ask } = run('sbs-music.yaml');
    await ask('laptop', 'cache', 'www.sbs-music.com');
    await lab.clock.jump(120_000);
    const entry = [...(built.servers.get('cache')?.cache?.entries() ?? [])].find(
      ({ content: held }) => held.kind === 'rrset' && String(held.rrset.name) === 'sbs-music.com.',
    );
    expect([entry?.trust, entry?.originalTtl]).toEqual(['glue', 172_800]);
  });

  test('is a format error where the referral carries AA, and gone where the parent lets go', async () => {
    const { built, lab, ask } = run('sbs-music.yaml');
    built.switches.turn('improper');
    await ask('laptop', 'cache', 'www.sbs-music.com');
    const logs = lab.journal
      .since()
      .flatMap((entry) => (entry.kind === 'log' && entry.host === 'cache' ? [entry.text] : []));
    expect(logs).toContainEqual(
      expect.stringMatching(/^DNS format error from 127\.53\.103\.53#53 .*non-improving referral$/),
    );
    expect(logs).toContainEqual(
      expect.stringMatching(/^FORMERR resolving 'www\.sbs-music\.com\/A\/IN': 127\.53\.103\.53#53$/),
    );
    built.switches.turn('removed');
    expect((await ask('laptop', 'cache2', 'www.sbs-music.com')).text).toBe('NXDOMAIN');
  });
});

test('old hints name an address at which no root server is, and the log says so', async () => {
  const cache = planOf('old-hints.yaml').hosts.find(({ name }) => name === 'cache');
  const { lab, ask } = run('old-hints.yaml');
  expect(cache?.recursion?.hintsText).toContain('127.53.1.102');
  expect(lab.network.hostAt('127.53.1.102')).toBeNull();
  await ask('laptop', 'cache', 'www.tiscali.co.uk');
  const logs = lab.journal.since().flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []));
  expect(logs).toContain('checkhints: b.root-servers.net/A (127.53.1.2) missing from hints');
  expect(logs).toContain('checkhints: b.root-servers.net/A (127.53.1.102) extra record in hints');
});

test('the same seed gives the same packets, with faults that draw numbers too', async () => {
  const story = async (): Promise<string[]> => {
    const { built, lab, ask } = run('operators.yaml', 'again');
    built.switches.turn('nat-random');
    built.switches.apply('lossy', [{ kind: 'host', host: 'cache', faults: [], mends: [] }]);
    await ask('laptop', 'cache', 'www.tiscali.co.uk');
    await ask('desk', 'forwarder', 'www.google.com');
    return lab.journal
      .since()
      .flatMap((entry) =>
        entry.kind === 'packet-sent'
          ? [`${entry.at} ${entry.packet.source.port} ${entry.packet.payload.join()}`]
          : [],
      );
  };
  expect(await story()).toEqual(await story());
});
