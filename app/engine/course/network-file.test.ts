import { describe, expect, it } from 'vitest';
import { bareLab } from '../../testing/bare-lab.ts';
import { isBindProblem } from '../network/transport.ts';
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import { queryMessage } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { isUnloaded } from '../zone/zone-set.ts';
import { addressMatcher } from '../network/address-match.ts';
import { buildNetwork } from './build-network.ts';
import { contentOf, resolvePath } from './content.ts';
import { readNetwork, type NetworkPlan } from './network-file.ts';

const NETWORK = `title: Two servers
hosts:
  laptop: { addresses: [127.53.0.2], latency: 0.5, role: client }
  ns.example: { addresses: [127.53.9.53], latency: 1, role: authoritative-server }
  old.example:
    addresses: [127.53.9.54, fd53:9::54]
    latency: 1
    role: authoritative-server
zones:
  - origin: example
    file: zones/example.zone
    servers: [ns.example]
  - origin: other.example
    file: zones/other.zone
    servers: [ns.example, old.example]
`;
const HEAD = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 127.53.9.53\n';

function content(network: string, files: Record<string, string> = {}): ReturnType<typeof contentOf> {
  const all = { 'zones/example.zone': HEAD, 'zones/other.zone': HEAD, ...files };
  return contentOf(
    new Map([
      ['networks/a.yaml', network],
      ...Object.entries(all).map(([k, v]) => [`networks/${k}`, v] as const),
    ]),
  );
}

function plan(network: string, files: Record<string, string> = {}): NetworkPlan {
  const read = readNetwork(content(network, files), 'networks/a.yaml');
  if (!read.ok) throw new Error(read.diagnostics.map(({ message }) => message).join('; '));
  return read.value;
}

/** What is wrong, as `line:column message`. */
function said(network: string, files: Record<string, string> = {}): string[] {
  const read = readNetwork(content(network, files), 'networks/a.yaml');
  return read.ok ? [] : read.diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('a network file', () => {
  it('gives hosts with their addresses, and zones with their servers', () => {
    const { hosts, zones, title } = plan(NETWORK);
    expect(title).toBe('Two servers');
    expect(hosts.map(({ name, addresses, latencyMs }) => [name, addresses.join(' '), latencyMs])).toEqual([
      ['laptop', '127.53.0.2', 0.5],
      ['ns.example', '127.53.9.53', 1],
      ['old.example', '127.53.9.54 fd53:9::54', 1],
    ]);
    expect(zones.map(({ origin, servers }) => `${origin} ${servers.join(' ')}`)).toEqual([
      'example. ns.example',
      'other.example. ns.example old.example',
    ]);
  });

  const wrong: readonly (readonly [string, string, string, string])[] = [
    ['an address of the real Internet', '127.53.9.53', '192.0.2.1', "4:29 192.0.2.1 is not the lab's"],
    ['what is no address', '127.53.9.53', '127.53.9', '4:29 "127.53.9" is no address'],
    ['an address twice', '127.53.9.53', '127.53.0.2', '4:29 127.53.0.2 belongs to laptop already'],
    ['no IPv4 address first', '[127.53.9.54, ', '[', '6:17 the first address must be an IPv4 address'],
    ['a host name with capitals', 'old.example:', 'Old.example:', '6:5 "Old.example" is no host name'],
    [
      'a server that is no host',
      'ns.example, old',
      'ns.example, odl',
      '15:27 there is no host "odl.example"',
    ],
    [
      'a zone twice on a server',
      'ns.example, old.example',
      'ns.example, ns.example',
      '15:27 ns.example has the zone other.example already',
    ],
    [
      'a zone file that is not there',
      'zones/other.zone',
      'zones/none.zone',
      '14:11 there is no file networks/zones/none.zone',
    ],
    [
      'a path out of the course',
      'zones/other.zone',
      '../../etc/passwd',
      '14:11 "../../etc/passwd" names no file of the course',
    ],
    [
      'an origin that is no name',
      'origin: other.example',
      'origin: other..example',
      '13:13 "other..example" is no domain name',
    ],
  ];
  for (const [what, from, to, expected] of wrong) {
    it(`may not have ${what}`, () => {
      expect(NETWORK).toContain(from);
      expect(said(NETWORK.replace(from, to))[0]).toBe(expected);
    });
  }

  it('may not have keys that the schema does not know, nor lack those it needs', () => {
    expect(said(NETWORK.replace('latency: 0.5', 'latency: 0.5, speed: 3'))[0]).toBe(
      '3:52 unknown key "speed"',
    );
    expect(said(NETWORK.replace('latency: 0.5, ', ''))[0]).toMatch(/^3:\d+ .*latency.* is missing/);
    expect(said(NETWORK.replace('role: client', 'role: king'))[0]).toMatch(/^3:\d+ .*role/);
    expect(said('title: [')[0]).toMatch(/^1:\d+ /);
    expect(readNetwork(content(''), 'networks/none.yaml')).toMatchObject({ ok: false });
  });

  it('guesses which host was meant', () => {
    const read = readNetwork(content(NETWORK.replace('example, old', 'example, odl')), 'networks/a.yaml');
    expect(read.ok ? '' : read.diagnostics[0]?.hint).toBe('Is "old.example" meant?');
  });

  it('may name hints that are wrong only with their place told', () => {
    const caching = NETWORK.replace(
      'role: client }',
      'role: client, recursion: { hints: h, allow: [127.53.0.0/16] } }',
    );
    expect(said(caching)[0]).toMatch(/^3:\d+ there is no file networks\/h$/);
    expect(said(caching, { h: '. 60 NS a.\na. 60 A 127.53.1\n' })).toEqual([
      "2:9 near '127.53.1': bad dotted quad",
    ]);
    expect(said(caching.replace('127.53.0.0/16', '127.53.0.0/33'), { h: '. 60 NS a.\n' })[0]).toContain(
      'no network',
    );
    expect(said(caching, { h: '. 60 NS a.\n' })[0]).toMatch(/^3:\d+ networks\/h names no root server/);
    const good = '. 60 NS a.\na. 60 A 127.53.1.1\n';
    expect(plan(caching, { h: good }).hosts[0]?.recursion?.hints.length).toBe(2);
  });
});

describe('a broken zone file', () => {
  const broken = { 'zones/other.zone': `${HEAD}www A 127.53.9\n` };

  it('leaves only its own zone not loaded, with the place of the error', () => {
    const { zones } = plan(NETWORK, broken);
    expect(zones.map(({ zone }) => isUnloaded(zone))).toEqual([false, true]);
    expect(zones[1]?.diagnostics).toMatchObject([
      { file: 'networks/zones/other.zone', line: 5, column: 7, sourceLine: 'www A 127.53.9' },
    ]);
    expect(zones[1]?.zone).toMatchObject({
      reason: 'loading from master file networks/zones/other.zone failed: bad dotted quad',
    });
  });

  it('is logged as named logs it, and answered with SERVFAIL, while the other zones answer', async () => {
    const lab = bareLab();
    buildNetwork(plan(NETWORK, broken), lab);
    const log = lab.journal
      .since()
      .flatMap((entry) => (entry.kind === 'log' && entry.host === 'ns.example' ? [entry.text] : []));
    expect(log).toContain(
      "dns_rdata_fromtext: networks/zones/other.zone:5: near '127.53.9': bad dotted quad",
    );
    expect(log).toContain(
      'zone other.example/IN: loading from master file networks/zones/other.zone failed: bad dotted quad',
    );
    expect(log).toContain('zone other.example/IN: not loaded due to errors.');
    expect(log).toContain('zone example/IN: loaded serial 1');
    const socket = lab.network.hostNamed('laptop')?.openUdp();
    if (!socket || isBindProblem(socket)) throw new Error('no socket');
    const rcodes = new Map<number, number>();
    socket.onDatagram = (payload) => {
      const decoded = decodeMessage(payload);
      if (decoded.kind === 'message') rcodes.set(decoded.message.id, decoded.message.rcode);
    };
    for (const [id, name] of ['ns.example', 'ns.other.example', 'elsewhere.test'].entries()) {
      const query = queryMessage({ id, questions: [{ name: nameOf(name), type: TYPE.A, class: CLASS.IN }] });
      socket.send(encodeMessage(query), { address: '127.53.9.53', port: 53 });
    }
    await lab.clock.runUntil(() => rcodes.size === 3, 5000);
    expect([...rcodes.entries()].sort(([a], [b]) => a - b).map(([, rcode]) => rcode)).toEqual([
      RCODE.NOERROR,
      RCODE.SERVFAIL,
      RCODE.REFUSED,
    ]);
  });

  it('whose zone lacks something as a whole is told in words about the zone', () => {
    const { zones } = plan(NETWORK, { 'zones/other.zone': '$TTL 1\n@ SOA ns hostmaster 1 2 3 4 5\n' });
    expect(zones[1]?.zone).toMatchObject({ reason: 'has no NS records' });
  });

  it('may include others of the course, and nothing outside it', () => {
    const include = { 'zones/more': 'www A 127.53.9.1\n', 'zones/other.zone': `${HEAD}$INCLUDE more\n` };
    expect(plan(NETWORK, include).zones[1]?.diagnostics).toEqual([]);
    const outside = { 'zones/other.zone': `${HEAD}$INCLUDE ../../../etc/passwd\n` };
    expect(plan(NETWORK, outside).zones[1]?.diagnostics[0]?.message).toContain('file not found');
  });
});

describe('paths and address lists', () => {
  it('stay inside the content', () => {
    expect(resolvePath('networks/a.yaml', 'zones/b')).toBe('networks/zones/b');
    expect(resolvePath('networks/a.yaml', '../x/./b')).toBe('x/b');
    for (const path of ['/etc/passwd', '../../x', 'a\\b', '..', ''])
      expect(resolvePath('networks/a.yaml', path) ?? '').not.toMatch(/^(\/|\.\.)/);
    expect(resolvePath('networks/a.yaml', '../../x')).toBeNull();
    expect(resolvePath('networks/a.yaml', '/etc/passwd')).toBeNull();
  });

  it('match addresses by their leading bits', () => {
    const allowed = addressMatcher(['127.53.0.0/23', '127.0.0.1', 'fd53:9::/32', 'nonsense']);
    const yes = ['127.53.0.1', '127.53.1.255', '127.0.0.1', 'fd53:9:1::1'];
    const no = ['127.53.2.0', '127.0.0.2', 'fd53:a::1', 'nonsense', ''];
    expect(yes.filter((address) => !allowed(address))).toEqual([]);
    expect(no.filter(allowed)).toEqual([]);
  });
});
