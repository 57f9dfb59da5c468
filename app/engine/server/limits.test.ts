/** Load that is shed. Where a line says "as named", named 9.18.49 did the same beside servers just as slow. */
import { describe, expect, test } from 'vitest';
import { DnsLab, zoneOf } from '../../testing/dns-lab.ts';
import { scriptedServer } from '../../testing/scripted-server.ts';
import { RCODE } from '../protocol/codes.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { nameOf } from '../protocol/name.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import { queryMessage } from '../protocol/message.ts';
import type { LimitOptions } from '../resolver/limits.ts';
import type { NamedOptions, NamedServer } from './named.ts';

const HINTS = '. 3600 NS ns.root.\nns.root. 3600 A 127.53.1.1\n';
const ROOT = zoneOf(
  '.',
  `. 3600 SOA ns.root. hm.root. 1 2 3 4 60
. 3600 NS ns.root.
ns.root. 3600 A 127.53.1.1
two. 3600 NS ns.two.
ns.two. 3600 A 127.53.1.2
silent. 3600 NS ns.silent.
ns.silent. 3600 A 127.53.1.3
`,
);
const TWO = zoneOf(
  'two.',
  '@ 60 SOA ns.two. hm.two. 1 1 1 1 60\n@ 3600 NS ns.two.\nns.two. 3600 A 127.53.1.2\n* 60 A 192.0.2.1\n',
);

interface Made {
  readonly lab: DnsLab;
  readonly server: NamedServer;
  /** Asks each name once, all at the same moment; gives the rcodes in order, `-` for silence. */
  ask(...names: string[]): Promise<string>;
  /** The same, and what comes of a name that is asked by so many clients at once. */
  crowd(name: string, clients: number): Promise<string>;
  log(category: string): string[];
}

function made(limits: LimitOptions, options: Partial<NamedOptions> = {}): Made {
  const lab = new DnsLab();
  lab.authority('ns.root', '127.53.1.1', ROOT);
  lab.named(lab.host('ns.two', '127.53.1.2', 250), { zones: [TWO], recursion: null });
  lab.host('ns.silent', '127.53.1.3');
  scriptedServer(
    lab.lab.network.hostNamed('ns.silent') as NonNullable<ReturnType<typeof lab.lab.network.hostNamed>>,
    () => null,
  );
  const server = lab.caching(HINTS, { limits }, options);
  const all = async (names: readonly string[]): Promise<string> => {
    const answers = await Promise.all(
      names.map((name) => lab.ask(name, 'A', '127.53.0.53', { limitMs: 3000 })),
    );
    return answers.map((answer) => answer?.rcode ?? '-').join('');
  };
  return {
    lab,
    server,
    ask: (...names) => all(names),
    crowd: (name, clients) => all(Array.from({ length: clients }, () => name)),
    log: (category) =>
      lab
        .journal()
        .flatMap((entry) => (entry.kind === 'log' && entry.category === category ? [entry.text] : [])),
  };
}

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}.two.`);
}

describe('clients-per-query (as named)', () => {
  test('grows by five when a crowd was turned away and the answer came, to its maximum', async () => {
    const { crowd, log, server } = made({ clientsPerQuery: 3, maxClientsPerQuery: 9 });
    expect(await crowd('r0.two.', 15)).toBe('000------------');
    expect(server.resolver?.counters.clientQuota).toBe(12);
    expect(await crowd('r1.two.', 15)).toBe('00000000-------');
    expect(await crowd('r2.two.', 15)).toBe('000000000------');
    expect(await crowd('r3.two.', 15)).toBe('000000000------');
    expect(log('resolver')).toEqual(['clients-per-query increased to 8', 'clients-per-query increased to 9']);
    expect(server.resolver?.limits.joining.clients).toBe(9);
  });

  test('falls by one each 20 minutes, to where it began', async () => {
    const { lab, crowd, log, server } = made({ clientsPerQuery: 3, maxClientsPerQuery: 0 });
    await crowd('r0.two.', 4);
    expect(server.resolver?.limits.joining.clients).toBe(8);
    await lab.clock.jump(20 * 60_000);
    expect(server.resolver?.limits.joining.clients).toBe(7);
    await lab.clock.jump(24 * 3600_000);
    expect(server.resolver?.limits.joining.clients).toBe(3);
    expect(log('resolver').slice(1)).toEqual(
      [7, 6, 5, 4, 3].map((n) => `clients-per-query decreased to ${n}`),
    );
    expect(lab.clock.pending).toBe(0);
  });

  test('0: any number; and a maximum below it changes nothing', async () => {
    expect(await made({ clientsPerQuery: 0, maxClientsPerQuery: 9 }).crowd('r.two.', 15)).toBe(
      '0'.repeat(15),
    );
    const { crowd } = made({ clientsPerQuery: 12, maxClientsPerQuery: 5 });
    expect(await crowd('r.two.', 15)).toBe(`${'0'.repeat(12)}---`);
    expect(await crowd('s.two.', 15)).toBe(`${'0'.repeat(12)}---`);
  });

  test('a crowd that waits in vain does not raise it', async () => {
    const { crowd, server } = made({ clientsPerQuery: 3 });
    await crowd('r.silent.', 9);
    await made({}).lab.clock.jump(1);
    expect(server.resolver?.limits.joining.clients).toBe(3);
  });

  test('10 by default', async () => {
    expect(await made({}).crowd('r.two.', 13)).toBe('0000000000---');
  });

  test('who asks the same again, with the same id from the same port, is answered once', async () => {
    const { lab } = made({});
    const socket = lab.client.openUdp();
    if ('kind' in socket) throw new Error(socket.reason);
    const heard: number[] = [];
    socket.onDatagram = (octets) => {
      const decoded = decodeMessage(octets);
      if (decoded.kind === 'message') heard.push(decoded.message.id);
    };
    for (const id of [1, 1, 2, 1]) {
      const questions = [{ name: nameOf('d.two.'), type: TYPE.A, class: CLASS.IN }];
      socket.send(encodeMessage(queryMessage({ id, rd: true, questions })), {
        address: '127.53.0.53',
        port: 53,
      });
    }
    await lab.clock.jump(2000);
    expect(heard).toEqual([1, 2]);
  });

  test('a TCP stream whose question is dropped is closed when idle', async () => {
    const { lab, crowd } = made({ clientsPerQuery: 1 });
    const query = encodeMessage(
      queryMessage({
        id: 7,
        rd: true,
        questions: [{ name: nameOf('t.two.'), type: TYPE.A, class: CLASS.IN }],
      }),
    );
    const first = crowd('t.two.', 1);
    const begun = lab.clock.now();
    const framed = new Uint8Array([0, query.length, ...query]);
    const got = await lab.exchangeTcp(framed, '127.53.0.53', () => false, 60_000);
    expect(await first).toBe('0');
    expect(got).toHaveLength(0);
    expect(lab.clock.now() - begun).toBeLessThan(31_000);
  });
});

describe('recursive-clients (as named)', () => {
  test('above the soft limit the oldest is given up with SERVFAIL, which is remembered; nobody is asked for it any more', async () => {
    const { lab, ask, log, server } = made({}, { recursiveClients: 20 });
    expect(server.recursiveClients).toMatchObject({ most: 20, soft: 18, used: 0 });
    await ask('warm.two.');
    const begun = lab.clock.now();
    expect(await ask(...names('n', 20))).toBe(`22${'0'.repeat(18)}`);
    expect(lab.clock.now() - begun).toBeLessThan(1000);
    expect(await ask('n0.two.')).toBe('2');
    expect(server.recursiveClients.givenUp).toBe(2);
    expect(log('client')).toEqual([
      expect.stringMatching(
        /^client @0x[0-9a-f]+ 127\.53\.0\.2#\d+ \(n18\.two\): recursive-clients soft limit exceeded \(19\/18\/20\), aborting oldest query$/,
      ),
    ]);
    expect([server.recursiveClients.used, server.resolver?.fetching]).toEqual([0, 0]);
  });

  test('small limits: the only one makes room for the next', async () => {
    const { ask } = made({}, { recursiveClients: 2 });
    await ask('warm.two.');
    expect(await ask('a.two.', 'b.two.')).toBe('20');
    expect(await ask('c.two.', 'd.two.', 'e.two.', 'warm.two.')).toBe('2200');
  });

  test('limits above 1000 leave a hundred between', () => {
    expect(made({}, { recursiveClients: 5000 }).server.recursiveClients.soft).toBe(4900);
    expect(made({}).server.recursiveClients).toMatchObject({ most: 1000, soft: 900 });
  });

  test('what the cache knows is answered however many wait', async () => {
    const { lab, ask, server } = made({}, { recursiveClients: 0 });
    expect(await ask('a.two.')).toBe('2');
    expect(server.recursiveClients.most).toBe(0);
    expect(lab.questions('cache')).toEqual([]);
  });
});

describe('fetches-per-zone (as named)', () => {
  test.each([
    ['drop', '00000-----'],
    ['fail', '0000022222'],
  ] as const)('%s', async (zoneQuotaResponse, expected) => {
    const { lab, ask, log, server } = made({ fetchesPerZone: 5, zoneQuotaResponse });
    await ask('warm.two.');
    expect(await ask(...names('n', 10))).toBe(expected);
    expect(server.resolver?.counters.zoneQuota).toBe(5);
    expect(log('spill')).toEqual([
      'too many simultaneous fetches for two (allowed 5 spilled 1)',
      'fetch counters for two now being discarded (allowed 5 spilled 5; cumulative since initial trigger event)',
    ]);
    await lab.clock.jump(2000);
    expect(await ask(...names('n', 10))).toBe('0000000000');
    expect([...(server.resolver?.limits.zones.zones() ?? [])]).toEqual([]);
  });

  test('a walk that comes into a full zone goes on', async () => {
    const { ask } = made({ fetchesPerZone: 2 });
    // All begin at the root, of which two may; both go on to the zone.
    expect(await ask(...names('n', 4))).toBe('00--');
  });
});

describe('fetches-per-server (as named)', () => {
  test.each([
    ['fail', '0000022222'],
    ['drop', '00000-----'],
  ] as const)('%s', async (serverQuotaResponse, expected) => {
    const { ask, server } = made({ fetchesPerServer: 5, serverQuotaResponse });
    await ask('warm.two.');
    expect(await ask(...names('n', 10))).toBe(expected);
    expect(server.resolver?.counters.serverQuota).toBe(5);
    for (const { load } of server.resolver?.addresses.servers() ?? []) expect(load?.active).toBe(0);
  });

  test('the quota of a server that is silent falls, and rises again when it answers (fetch-quota-params)', async () => {
    const { lab, log } = made({
      fetchesPerServer: 20,
      quotaParams: { frequency: 5, low: 0.1, high: 0.3, discount: 0.7 },
    });
    let silent = true;
    const host = lab.host('ns.moody', '127.53.1.9');
    scriptedServer(host, (query) =>
      silent ? null : { ...query, qr: true, aa: true, rcode: RCODE.NXDOMAIN },
    );
    const zone = zoneOf(
      '.',
      '. 60 SOA ns.root. hm. 1 1 1 1 1\n. 60 NS ns.root.\nns.root. 60 A 127.53.1.1\nmoody. 3600 NS ns.moody.\nns.moody. 3600 A 127.53.1.9\n',
    );
    lab.servers.get('ns.root')?.reconfigure({
      clock: lab.clock,
      journal: lab.lab.journal,
      random: lab.lab.random,
      zones: [zone],
      recursion: null,
    });
    for (let i = 0; i < 120; i++) {
      void lab.ask(`n${i}.moody.`, 'A', '127.53.0.53', { limitMs: 50 });
      await lab.clock.jump(100);
    }
    silent = false;
    const fallen = log('database').length;
    expect(
      log('database')
        .slice(0, 4)
        .map((text) => text.replace(/\(\d+\/\d+\): atr [\d.]+/, '…')),
    ).toEqual([
      'adb: quota 127.53.1.9 …, quota decreased to 17',
      'adb: quota 127.53.1.9 …, quota decreased to 15',
      'adb: quota 127.53.1.9 …, quota decreased to 13',
      'adb: quota 127.53.1.9 …, quota decreased to 12',
    ]);
    for (let i = 0; i < 120; i++) {
      void lab.ask(`m${i}.moody.`, 'A', '127.53.0.53', { limitMs: 50 });
      await lab.clock.jump(100);
    }
    expect(log('database').slice(fallen).at(-1)).toMatch(/atr 0\.00, quota increased to \d+$/);
  });
});
