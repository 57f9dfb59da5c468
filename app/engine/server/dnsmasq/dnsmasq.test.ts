import { describe, expect, test } from 'vitest';
import { bareLab, type BareLab } from '../../../testing/bare-lab.ts';
import { askedBy, DnsClient } from '../../../testing/dns-client.ts';
import { isBindProblem } from '../../network/transport.ts';
import { CLASS, RCODE, TYPE } from '../../protocol/codes.ts';
import { queryMessage } from '../../protocol/message.ts';
import { nameOf } from '../../protocol/name.ts';
import { addressText } from '../../protocol/rdata.ts';
import { decodeMessage, encodeMessage } from '../../protocol/wire.ts';
import { loadZone } from '../../zone/load-zone.ts';
import { ZoneSet } from '../../zone/zone-set.ts';
import { readFault } from '../fault-text.ts';
import type { Fault } from '../faults.ts';
import { faultyHost, HostFaults } from '../faulty-host.ts';
import { startNamed } from '../named.ts';
import { Dnsmasq } from './dnsmasq.ts';
import { Forwarding, type ForwardingPolicy } from './forwarding.ts';

const SINCE: ForwardingPolicy = {
  servfail: 'try-next',
  refused: 'try-next',
  allServers: false,
  strictOrder: false,
};
const BEFORE: ForwardingPolicy = { ...SINCE, servfail: 'answer' };

interface Stage {
  readonly lab: BareLab;
  readonly faults: readonly HostFaults[];
  readonly forwarder: Dnsmasq;
  ask(name: string, type?: string): Promise<string>;
  /** The servers that were asked since the last call. */
  asked(): string;
}

/** Two servers, the first of which is the nearer one. */
function stage(policy: ForwardingPolicy, cacheSize = 150): Stage {
  const lab = bareLab('dnsmasq');
  const { network, clock, journal, random } = lab;
  network.addHost({ name: 'client', addresses: ['127.53.0.2'], latencyMs: 0 });
  const faults = [1, 2].map((n) => {
    const text = `$TTL 60\n@ SOA ns h 1 2 3 4 30\n@ NS ns\nns A 127.53.9.${n}\n*.ok A 127.53.9.${n}\nt.ok TXT a\n`;
    const { zone } = loadZone(text, { origin: nameOf('test'), fileName: 'test.zone' });
    if (!zone) throw new Error('no zone');
    const host = network.addHost({ name: `s${n}`, addresses: [`127.53.9.${n}`], latencyMs: n * 10 });
    const own = new HostFaults();
    const place = faultyHost(host, { faults: own, zones: () => new ZoneSet([zone]), clock, random });
    const server = startNamed(place, { clock, journal, random, zones: [zone], recursion: null });
    if (isBindProblem(server)) throw new Error(server.reason);
    return own;
  });
  const host = network.addHost({ name: 'forwarder', addresses: ['127.53.0.54'], latencyMs: 0 });
  const servers = ['127.53.9.1', '127.53.9.2'];
  const forwarder = new Dnsmasq(host, { clock, journal, random, servers, policy, cacheSize });
  if (forwarder.start() !== null) throw new Error('not started');
  const client = new DnsClient(lab, 'client');
  let told = 0;
  return {
    lab,
    faults,
    forwarder,
    ask: async (name, type) => (await client.ask('forwarder', name, type)).text,
    asked: () => {
      const all = askedBy(lab, 'forwarder');
      const fresh = all.slice(told);
      told = all.length;
      return fresh.join(' ');
    },
  };
}

function put(faults: HostFaults | undefined, ...texts: string[]): void {
  if (faults) faults.now = texts.map((text) => readFault(text) as Fault);
}

describe('a preferred server that fails', () => {
  test('before the change, its SERVFAIL is the answer', async () => {
    const { ask, asked, faults } = stage(BEFORE);
    expect(await ask('a.ok.test')).toBe('NOERROR 127.53.9.1');
    put(faults[0], 'servfail');
    asked();
    expect(await ask('b.ok.test')).toBe('SERVFAIL');
    expect(asked()).toBe('s1');
    put(faults[0], 'refuses');
    expect(await ask('c.ok.test')).toBe('NOERROR 127.53.9.2');
    expect(asked()).toBe('s1 s1 s2');
  });

  test('since then, all servers are asked; the failed one too, and believed if it is the first again', async () => {
    const { ask, asked, faults } = stage(SINCE);
    await ask('a.ok.test');
    put(faults[0], 'servfail');
    asked();
    expect(await ask('b.ok.test')).toBe('SERVFAIL');
    expect(asked()).toBe('s1 s1 s2');
    put(faults[0], 'servfail', 'late 1s');
    expect(await ask('c.ok.test')).toBe('NOERROR 127.53.9.2');
    expect(await ask('d.ok.test')).toBe('NOERROR 127.53.9.2');
    expect(asked()).toBe('s1 s1 s2 s2');
  });

  test('in strict order, the next one is asked, and after the last one nothing is said', async () => {
    const { ask, asked, faults } = stage({ ...SINCE, strictOrder: true });
    put(faults[0], 'servfail');
    expect(await ask('a.ok.test')).toBe('NOERROR 127.53.9.2');
    expect(asked()).toBe('s1 s2');
    put(faults[1], 'refuses');
    expect(await ask('b.ok.test')).toBe('silence');
  });
});

test.each(['servfail', 'refused'] as const)(
  '%s of one server is passed on where the question has EDNS options',
  (word) => {
    const rcode = word === 'servfail' ? RCODE.SERVFAIL : RCODE.REFUSED;
    const verdict = (hasOptions: boolean): string => {
      const forwarding = new Forwarding({ ...SINCE, strictOrder: true }, 2);
      const { servers, forwarded } = forwarding.begin(0, hasOptions);
      expect(servers).toEqual([0]);
      return forwarding.replied(forwarded, 0, rcode).kind;
    };
    expect(verdict(false)).toBe('ask');
    expect(verdict(true)).toBe('pass-on');
  },
);

describe('what it keeps', () => {
  test('an answer for its TTL, counted down; a denial for its SOA’s; other types not at all', async () => {
    const { ask, asked, forwarder, lab } = stage(SINCE);
    await ask('a.ok.test');
    await ask('nothing.test');
    await ask('t.ok.test', 'TXT');
    asked();
    await lab.clock.jump(10_000);
    const client = new DnsClient(lab, 'client');
    const { message } = await client.ask('forwarder', 'A.ok.test');
    expect([message?.answers[0]?.ttl, message?.aa, message?.ra]).toEqual([50, false, true]);
    expect(await ask('nothing.test')).toBe('NXDOMAIN');
    expect(await ask('nothing.test', 'AAAA')).toBe('NXDOMAIN');
    expect(asked()).toBe('');
    expect(forwarder.kept).toBe(2);
    await ask('t.ok.test', 'TXT');
    expect(asked()).toBe('s1');
    await lab.clock.jump(50_000);
    await ask('nothing.test');
    await ask('a.ok.test');
    expect(asked()).not.toBe('');
  });

  test('no more than it may, and nothing at all with size 0', async () => {
    const small = stage(SINCE, 2);
    for (const name of ['a', 'b', 'c']) await small.ask(`${name}.ok.test`);
    expect(small.forwarder.kept).toBe(2);
    const none = stage(SINCE, 0);
    await none.ask('a.ok.test');
    expect(none.forwarder.kept).toBe(0);
  });

  test('its log says so in dnsmasq’s words', async () => {
    const { ask, lab } = stage(SINCE);
    await ask('a.ok.test');
    await ask('a.ok.test');
    const lines = lab.journal
      .since()
      .flatMap((entry) => (entry.kind === 'log' && entry.program === 'dnsmasq' ? [entry.text] : []));
    expect(lines).toEqual([
      'started, version 2.90 cachesize 150',
      'using nameserver 127.53.9.1#53',
      'using nameserver 127.53.9.2#53',
      'query[A] a.ok.test from 127.53.0.2',
      'forwarded a.ok.test to 127.53.9.1',
      'forwarded a.ok.test to 127.53.9.2',
      'reply a.ok.test is 127.53.9.1',
      'query[A] a.ok.test from 127.53.0.2',
      'cached a.ok.test is 127.53.9.1',
    ]);
  });
});

test('over TCP it asks over TCP, and the next server where the first does not listen', async () => {
  const { lab, faults } = stage(SINCE);
  put(faults[0], 'no-tcp');
  const stream = lab.network.hostNamed('client')?.connectTcp({ address: '127.53.0.54', port: 53 });
  if (!stream || isBindProblem(stream)) throw new Error('no stream');
  const questions = [{ name: nameOf('a.ok.test'), type: TYPE.A, class: CLASS.IN }];
  const query = encodeMessage(queryMessage({ id: 3, rd: true, questions }));
  let heard = new Uint8Array(0);
  stream.onOpen = () => void stream.send(Uint8Array.of(0, query.length, ...query));
  stream.onData = (octets) => (heard = Uint8Array.of(...heard, ...octets));
  await lab.clock.runUntil(() => heard.length > 2, 5_000);
  const decoded = decodeMessage(heard.slice(2));
  if (decoded.kind !== 'message') throw new Error('no message');
  const { id, ra, answers } = decoded.message;
  expect([id, ra, answers.map(({ rdata }) => addressText(rdata))]).toEqual([3, true, ['127.53.9.2']]);
});
