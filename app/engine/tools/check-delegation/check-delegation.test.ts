/**
 * check-delegation in the lab Internet: each domain that is broken on purpose is found to be broken in its own way,
 * and those that are not broken are found to be fine.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualWall } from '../../../testing/bare-lab.ts';
import { DnsLab, records, zoneOf } from '../../../testing/dns-lab.ts';
import { testRun } from '../../../testing/tool-run.ts';
import { readNetwork } from '../../course/network-file.ts';
import { responseTo } from '../../protocol/message.ts';
import { decodeMessage, encodeMessage } from '../../protocol/wire.ts';
import { World } from '../../session/world.ts';
import type { Zone } from '../../zone/zone.ts';
import { labToolNet } from '../lab-net.ts';
import { onAbort } from '../on-abort.ts';
import type { NetProblem } from '../tool.ts';
import { checkDelegation } from './check-delegation.ts';
import { networkOf, type Finding, type FindingCode } from './judge.ts';
import { USAGE } from './words.ts';

const LABS = fileURLToPath(new URL('../../../../labs/', import.meta.url));

interface Report {
  readonly zones: readonly {
    readonly zone: string;
    readonly servers: readonly { readonly address: string; readonly standing: string }[];
  }[];
  readonly findings: readonly Finding[];
}

interface Ran {
  readonly out: string;
  readonly status: number;
  /** Lab time it took. */
  readonly milliseconds: number;
}

let world: World;
beforeAll(async () => {
  const plan = readNetwork(
    { read: (path) => readFileSync(LABS + path, 'utf8'), list: () => [] },
    'networks/internet.yaml',
  );
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  world = await World.open({
    wall: new ManualWall(),
    plan: plan.value,
    lab: null,
    seed: 'check',
    progress: null,
  });
});
afterAll(() => world.close());

async function run(line: string): Promise<Ran> {
  const ran = { out: '', status: -1, milliseconds: 0 };
  const began = world.clock.now();
  const stop = world.journal.subscribe((entry) => {
    if (entry.kind !== 'command' || entry.state !== 'finished') return;
    Object.assign(ran, {
      out: entry.output,
      status: entry.exitCode,
      milliseconds: world.clock.now() - began,
    });
  });
  await world.play({ run: line, terminal: 'student' });
  stop();
  return ran;
}

async function report(words: string): Promise<Report & { readonly status: number }> {
  const { out, status } = await run(`check-delegation --json ${words}`);
  return { ...(JSON.parse(out) as Report), status }; // What --json prints.
}

/** What is wrong with each domain, as its zone file says; most have one server, which is a fault of its own. */
const BROKEN: readonly (readonly [words: string, zone: string, ...FindingCode[]])[] = [
  ['www.halfdown.co.uk', 'halfdown.co.uk', 'silent'],
  ['www.silent.co.uk', 'silent.co.uk', 'silent', 'nobody'],
  ['www.late.co.uk', 'late.co.uk', 'silent', 'nobody', 'one-server'],
  ['www.lame.co.uk', 'lame.co.uk', 'lame'],
  ['www.stray.co.uk', 'stray.co.uk', 'lame', 'nobody', 'one-server'],
  ['www.selfreferral.co.uk', 'selfreferral.co.uk', 'lame', 'nobody', 'one-server'],
  ['www.upward.co.uk', 'upward.co.uk', 'lame', 'nobody', 'one-server'],
  ['www.unloaded.co.uk', 'unloaded.co.uk', 'error', 'nobody', 'one-server'],
  ['www.refused.co.uk', 'refused.co.uk', 'error', 'nobody', 'one-server'],
  ['www.servfail.co.uk', 'servfail.co.uk', 'error', 'nobody', 'one-server'],
  ['www.notimp.co.uk', 'notimp.co.uk', 'error', 'nobody', 'one-server'],
  ['www.garbage.co.uk', 'garbage.co.uk', 'malformed', 'nobody', 'one-server'],
  ['www.otherquestion.co.uk', 'otherquestion.co.uk', 'malformed', 'nobody', 'one-server'],
  ['www.noedns.co.uk', 'noedns.co.uk', 'no-edns', 'one-server'],
  ['www.noaa.co.uk', 'noaa.co.uk', 'no-aa', 'one-server'],
  ['www.notcp.co.uk', 'notcp.co.uk', 'no-tcp', 'one-server'],
  ['www.wrongsoa.co.uk', 'wrongsoa.co.uk', 'wrong-soa', 'one-server'],
  ['host.inner.hollow.co.uk', 'hollow.co.uk', 'denies-empty-name', 'one-server'],
  ['www.twotruths.co.uk', 'twotruths.co.uk', 'data', 'serial'],
  ['www.mismatch.co.uk', 'mismatch.co.uk', 'parent-child-ns'],
  ['www.hen.co.uk', 'hen.co.uk', 'ns-no-address', 'nobody', 'one-server'],
  ['www.egg.com', 'egg.com', 'ns-no-address', 'nobody', 'one-server'],
  ['www.byname.co.uk', 'byname.co.uk', 'ns-alias', 'nobody', 'one-server'],
  ['one.circle.co.uk', 'circle.co.uk', 'alias-circle', 'one-server'],
  ['narcissus.circle.co.uk', 'circle.co.uk', 'alias-circle', 'one-server'],
  ['never.times.co.uk', 'times.co.uk', 'ttl', 'one-server'],
  ['restless.times.co.uk', 'times.co.uk', 'ttl', 'one-server'],
  ['stubborn.times.co.uk', 'times.co.uk', 'ttl', 'one-server'],
  ['www.sbs-music.com', 'sbs-music.com', 'silent', 'lame', 'nobody'],
  ['-t TXT all.big.co.uk', 'big.co.uk', 'one-server'],
  ['www.chain.co.uk', 'chain.co.uk', 'one-server'],
  ['www.moved.co.uk', 'moved.co.uk', 'one-server'],
];

const FINE = [
  'www.tiscali.co.uk',
  'www.google.com',
  'www.live.com',
  'www.wikipedia.org',
  'www.bbc.co.uk',
  'www.workshop.example',
  '1.9.53.127.in-addr.arpa',
  'no-such-name.co.uk',
];

describe('the lab Internet', { timeout: 30_000 }, () => {
  test.each(BROKEN)('%s: what is wrong with %s is found, and nothing else', async (words, zone, ...codes) => {
    const { findings, status } = await report(words);
    const faults = findings.filter(({ level }) => level === 'fault');
    expect([...new Set(faults.map(({ code }) => code))].sort()).toEqual([...codes].sort());
    expect(new Set(faults.map((finding) => finding.zone))).toEqual(new Set([zone]));
    expect(status).toBe(1);
  });

  test.each(FINE)('%s is fine', async (name) => {
    const { findings, status } = await report(name);
    expect(findings.filter(({ level }) => level === 'fault')).toEqual([]);
    expect(status).toBe(0);
  });

  test('a dead zone is over within four seconds of lab time', async () => {
    const { milliseconds, status } = await run('check-delegation www.sbs-music.com');
    expect(milliseconds).toBeLessThan(4_000);
    expect(status).toBe(1);
  });

  test('every server of every zone is asked, the root’s too', async () => {
    const { zones } = await report('www.tiscali.co.uk');
    const asked = zones.map(({ zone, servers }) => [
      zone,
      servers.filter(({ standing }) => standing === 'ok').length,
    ]);
    expect(asked).toEqual([
      ['.', 13],
      ['uk', 4],
      ['co.uk', 4],
      ['tiscali.co.uk', 3],
    ]);
  });

  test('the matrix and the findings in print', async () => {
    const { out } = await run('check-delegation www.mismatch.co.uk');
    expect(out.slice(out.indexOf('mismatch.co.uk: 2')).split('\n')).toEqual([
      'mismatch.co.uk: 2 servers',
      '   server              address       answers  aa  serial      NS  glue  tcp  net  data',
      '   ns1.mismatch.co.uk  127.53.71.53  yes      aa  2026111901  <   =     yes  a    A',
      '   ns2.mismatch.co.uk  127.53.72.53  yes      aa  2026111901  =   =     yes  b    A',
      '   ns3.mismatch.co.uk  127.53.73.53  yes      aa  2026111901  >   -     yes  c    A',
      '   3 networks: a 127.53.71.0/24, b 127.53.72.0/24, c 127.53.73.0/24',
      '   data A: www.mismatch.co.uk A: 127.53.71.80, TTL 3600',
      '',
      'X mismatch.co.uk: only the delegation names ns1.mismatch.co.uk; only the zone itself names ns3.mismatch.co.uk [RFC 1034 section 4.2.2]',
      '- . (the root): all its servers stand in one network, 127.53.1.0/24 [RFC 2182 section 3.1]',
      '- uk: all its servers stand in one network, 127.53.3.0/24 [RFC 2182 section 3.1]',
      '- co.uk: all its servers stand in one network, 127.53.3.0/24 [RFC 2182 section 3.1]',
      expect.stringMatching(/^1 finding, 3 remarks; \d+ questions sent\.$/),
      '',
    ]);
  });

  test('the picture is whole SVG and has every server', async () => {
    const { status } = await run('check-delegation -o /tmp/report.svg www.twotruths.co.uk > /dev/null');
    expect(status).toBe(1);
    const { out } = await run('cat /tmp/report.svg');
    expect(out).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>\n$/s);
    const open: string[] = [];
    for (const [, end, tag = '', alone] of out.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (end === '/') expect(open.pop()).toBe(tag);
      else if (alone !== '/') open.push(tag);
    }
    expect(open).toEqual([]);
    for (const address of ['127.53.1.13', '127.53.3.4', '127.53.69.53', '127.53.70.53'])
      expect(out.split(`>${address}</text>`)).toHaveLength(address.startsWith('127.53.3') ? 3 : 2);
    expect(out).toContain('✕ twotruths.co.uk: its servers have different versions');
  });
});

const SOA = '@ SOA ns1 hostmaster 1 8h 2h 4w 10m';

test('parents that disagree, glue that is old, and zones that disagree about their NS set', async () => {
  const lab = new DnsLab();
  const root = (delegation: string): Zone =>
    zoneOf(
      '.',
      `$TTL 1d\n${SOA}\n@ NS a.root.\n@ NS b.root.\na.root. A 127.53.1.1\nb.root. A 127.53.1.2\n${delegation}`,
    );
  const child = (set: string): Zone =>
    zoneOf(
      'example',
      `$TTL 1d\n${SOA}\n@ NS ns1\n${set}\nns1 A 127.53.2.1\nns2 A 127.53.3.1\nwww A 127.53.9.9`,
    );
  lab.authority(
    'a.root',
    '127.53.1.1',
    root(
      'example. NS ns1.example.\nexample. NS ns2.example.\nns1.example. A 127.53.2.1\nns2.example. A 127.53.3.9',
    ),
  );
  lab.authority('b.root', '127.53.1.2', root('example. NS ns1.example.\nns1.example. A 127.53.2.1'));
  lab.authority('ns1', '127.53.2.1', child('@ NS ns2'));
  lab.authority('ns2', ['127.53.3.1', '127.53.3.9'], child(''));
  const { context, out } = testRun(['--json', '-r', '127.53.1.1', '-r', '127.53.1.2', 'www.example']);
  const {
    clock,
    lab: { random },
    client,
  } = lab;
  const net = labToolNet({
    host: client,
    clock,
    random,
    readFile: () => null,
    signal: context.signal,
    privileged: false,
  });
  let status = -1;
  void checkDelegation({ ...context, net, now: () => clock.now() }).then((code) => (status = code));
  await clock.runUntil(() => status >= 0, 60_000);
  const { findings } = JSON.parse(out()) as Report;
  const words = new Map(
    findings.filter(({ zone }) => zone === 'example').map((one) => [one.code, one.words]),
  );
  expect(words.get('parent-ns')).toMatch(
    /127\.53\.1\.1 to ns1\.example, ns2\.example; 127\.53\.1\.2 to ns1\.example/,
  );
  expect(words.get('glue')).toBe('the glue for ns2.example says 127.53.3.9, its zone says 127.53.3.1');
  expect(words.get('child-ns')).toMatch(/different NS sets/);
  expect(status).toBe(1);
});

test('servers that name ever more servers are given up', { timeout: 30_000 }, async () => {
  // Every question is answered with a referral to a zone one label further down, by thirty servers without glue.
  let asked = 0;
  const referral = (octets: Uint8Array): Uint8Array => {
    const decoded = decodeMessage(octets);
    const query = decoded.kind === 'message' ? decoded.message : null;
    const [question] = query?.questions ?? [];
    if (query === null || question === undefined) return octets;
    const lines = Array.from(
      { length: 30 },
      (_, at) => `${question.name.toString()} 60 NS n${asked}.x${at}.evil.`,
    );
    asked++;
    return encodeMessage(responseTo(query, { authority: records(lines.join('\n')) }));
  };
  const { context, out } = testRun(['-r', '192.0.2.1', 'a.b.c.d.e.f.example'], {
    net: {
      openTcp: () => Promise.resolve({ kind: 'net-problem', reason: 'refused', message: '' }),
      openUdp: (remote) => {
        let sent = new Uint8Array(0);
        return Promise.resolve({
          local: remote,
          send: (octets) => void (sent = Uint8Array.from(octets)),
          receive: () => Promise.resolve({ octets: referral(sent), from: remote }),
          close: () => undefined,
        });
      },
    },
  });
  expect(await checkDelegation(context)).toBe(1);
  expect(asked).toBeLessThanOrEqual(4_200);
  expect(out()).toContain('no address of');
});

describe('without a network', () => {
  test('no roots: 9, and which resolvers were asked', async () => {
    const { context, err } = testRun(['www.example'], {
      files: { '/etc/resolv.conf': 'nameserver 192.0.2.1\n' },
    });
    expect(await checkDelegation(context)).toBe(9);
    expect(err()).toContain('none of the servers in /etc/resolv.conf (192.0.2.1) told any');
  });

  test('roots that do not answer: 9', async () => {
    const { context, out } = testRun(['-r', '192.0.2.1', 'www.example']);
    expect(await checkDelegation(context)).toBe(9);
    expect(out()).toMatch(/192\.0\.2\.1 +silent/);
  });

  test('Ctrl-C stops it at once', async () => {
    const stop = new AbortController();
    const stopped: NetProblem = { kind: 'net-problem', reason: 'aborted', message: '' };
    const { context, out } = testRun(['-r', '192.0.2.1', 'www.example'], {
      net: {
        openUdp: (remote) =>
          Promise.resolve({
            local: remote,
            send: () => setTimeout(() => stop.abort(), 1),
            receive: () => new Promise((resolve) => onAbort(stop.signal, () => resolve(stopped))),
            close: () => undefined,
          }),
      },
    });
    expect(await checkDelegation({ ...context, signal: stop.signal })).toBe(130);
    expect(out()).toBe('');
  });
});

test.each([
  ['', 'which name?'],
  ['a b', "one name at a time; 'b' is too much"],
  ['-t nosuch a', "unknown type 'nosuch'"],
  ['-p 0 a', "'0' is no port"],
  ['-r root a', "'root' is no address"],
  ['a..b', "'a..b' is no domain name: empty label"],
  ['--what a', "unknown option '--what'"],
  ['a -o', '-o needs a value'],
])('words that make no sense (%s) are answered with usage', async (words, message) => {
  const { context, err } = testRun(words.split(' ').filter((word) => word !== ''));
  expect(await checkDelegation(context)).toBe(2);
  expect(err()).toBe(`check-delegation: ${message}\n${USAGE}`);
});

test('networks are counted by /24 and /48', () => {
  expect(['127.53.9.1', 'fd53:9::53', '2001:db8:1:2::1', '::1', '2001:db8::'].map(networkOf)).toEqual([
    '127.53.9.0/24',
    'fd53:9::/48',
    '2001:db8:1::/48',
    '::/48',
    '2001:db8::/48',
  ]);
});
