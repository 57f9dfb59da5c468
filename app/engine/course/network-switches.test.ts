import { describe, expect, test } from 'vitest';
import { bareLab, type BareLab } from '../../testing/bare-lab.ts';
import { isBindProblem } from '../network/transport.ts';
import { CLASS, rcodeText, TYPE } from '../protocol/codes.ts';
import { queryMessage, type Message } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { rdataText } from '../protocol/rdata-text.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { buildNetwork, type BuiltNetwork } from './build-network.ts';
import { contentOf, type ContentSource } from './content.ts';
import { readNetwork, type NetworkPlan } from './network-file.ts';
import type { NetworkChange } from './network-schema.ts';
import { readChanges } from './network-switches.ts';

const BASE = `title: Two servers
hosts:
  laptop: { addresses: [127.53.0.2], latency: 0.5, role: client }
  ns1.example: { addresses: [127.53.9.53], latency: 1, role: authoritative-server }
  ns2.example: { addresses: [127.53.9.54], latency: 2, role: authoritative-server, faults: [no-aa] }
zones:
  - { origin: example, file: zones/example.zone, servers: [ns1.example, ns2.example] }
switches:
  www-moves:
    title: www has another address
    changes:
      - { zone: example, remove: [www A], add: "www 300 IN A 127.53.9.81" }
  ns1-slow:
    title: ns1 is slow and loses
    changes:
      - { host: ns1.example, faults: [slow 500ms] }
`;
const ZONE = `$TTL 3600
@ SOA ns1 hostmaster 41 7200 900 604800 600
@ NS ns1
@ NS ns2
ns1 A 127.53.9.53
ns2 A 127.53.9.54
www A 127.53.9.80
mail MX 10 www
`;
const MOVED = ZONE.replace('41 7200', '99 7200').replace('127.53.9.80', '127.53.9.99');

function content(...more: readonly (readonly [string, string])[]): ContentSource {
  return contentOf(
    new Map([
      ['networks/base.yaml', BASE],
      ['networks/zones/example.zone', ZONE],
      ['networks/zones/moved.zone', MOVED],
      ...more,
    ]),
  );
}

interface Running {
  readonly lab: BareLab;
  readonly plan: NetworkPlan;
  readonly built: BuiltNetwork;
}

function run(yaml?: string): Running {
  const source = content(...(yaml === undefined ? [] : [['networks/own.yaml', yaml] as const]));
  const read = readNetwork(source, yaml === undefined ? 'networks/base.yaml' : 'networks/own.yaml');
  if (!read.ok) throw new Error(read.diagnostics.map(({ message }) => message).join('; '));
  const lab = bareLab('switches');
  return { lab, plan: read.value, built: buildNetwork(read.value, lab) };
}

/** Does changes as a lab's file has them. */
function change({ plan, built }: Running, changes: readonly NetworkChange[], name = 'change'): void {
  const wrong: string[] = [];
  const around = { content: content(), path: 'networks/lab.yaml' };
  const read = readChanges(changes, plan, around, (i, at, message) =>
    wrong.push(`${i}.${at.join('.')} ${message}`),
  );
  expect(wrong).toEqual([]);
  built.switches.apply(name, read);
}

interface Heard {
  readonly message: Message | null;
  readonly unreachable: boolean;
  readonly after: number;
}

async function ask({ lab }: Running, server: string, name: string, type: number = TYPE.A): Promise<Heard> {
  const laptop = lab.network.hostNamed('laptop');
  const target = lab.network.hostNamed(server)?.addresses[0] ?? server;
  const socket = laptop?.openUdp();
  if (!socket || isBindProblem(socket)) throw new Error('no socket');
  let message: Message | null = null;
  let unreachable = false;
  socket.onDatagram = (octets) => {
    const decoded = decodeMessage(octets);
    if (decoded.kind === 'message') message = decoded.message;
  };
  socket.onUnreachable = () => (unreachable = true);
  const query = queryMessage({ id: 5, questions: [{ name: nameOf(name), type, class: CLASS.IN }] });
  const from = lab.clock.now();
  socket.send(encodeMessage(query), { address: target, port: 53 });
  await lab.clock.runUntil(() => message !== null || unreachable, 30_000);
  socket.close();
  return { message, unreachable, after: lab.clock.now() - from };
}

/** `NOERROR aa 127.53.9.80/3600`, or what came instead. */
async function said(
  running: Running,
  server: string,
  name = 'www.example',
  type: number = TYPE.A,
): Promise<string> {
  const { message, unreachable } = await ask(running, server, name, type);
  if (message === null) return unreachable ? 'port unreachable' : 'silence';
  const records = message.answers.map(({ type: of, rdata, ttl }) => `${rdataText(of, rdata)}/${ttl}`);
  return [rcodeText(message.rcode), ...(message.aa ? ['aa'] : []), ...records].join(' ');
}

describe('changes of a network that runs', () => {
  test('a switch moves a name at both servers; turned off, it moves back', async () => {
    const running = run();
    const { switches } = running.built;
    expect(await said(running, 'ns1.example')).toBe('NOERROR aa 127.53.9.80/3600');
    expect(switches.turn('www-moves')).toBe(true);
    expect(await said(running, 'ns1.example')).toBe('NOERROR aa 127.53.9.81/300');
    expect(await said(running, 'ns2.example')).toBe('NOERROR 127.53.9.81/300');
    expect(switches.on).toEqual(['switch www-moves']);
    switches.turn('www-moves', false);
    expect(await said(running, 'ns1.example')).toBe('NOERROR aa 127.53.9.80/3600');
    expect(switches.turn('nothing-of-the-kind')).toBe(false);
  });

  test('the serial goes up by one, unless somebody forgot it', async () => {
    const running = run();
    const serial = async (): Promise<string | undefined> =>
      /hostmaster\.example\. (\d+)/.exec(await said(running, 'ns1.example', 'example', TYPE.SOA))?.[1];
    expect(await serial()).toBe('41');
    change(running, [{ zone: 'example', add: 'new 60 IN A 127.53.9.7' }], 'one');
    expect(await serial()).toBe('42');
    change(running, [{ zone: 'example', add: 'newer 60 IN A 127.53.9.8', serial: false }], 'two');
    expect(await serial()).toBe('42');
    expect(await said(running, 'ns1.example', 'new.example')).toBe('NOERROR aa 127.53.9.7/60');
    running.built.switches.withdraw('one');
    expect(await said(running, 'ns1.example', 'new.example')).toBe('NXDOMAIN aa');
    expect(await said(running, 'ns1.example', 'newer.example')).toBe('NOERROR aa 127.53.9.8/60');
    expect(await serial()).toBe('41');
  });

  test('one server changes and the other lags: two truths', async () => {
    const running = run();
    change(running, [{ zone: 'example', servers: ['ns1.example'], file: 'zones/moved.zone' }]);
    expect(await said(running, 'ns1.example')).toBe('NOERROR aa 127.53.9.99/3600');
    expect(await said(running, 'ns2.example')).toBe('NOERROR 127.53.9.80/3600');
  });

  const states: readonly (readonly [string, NetworkChange, string])[] = [
    ['all TTLs', { zone: 'example', ttl: 5 }, 'NOERROR aa 127.53.9.80/5'],
    ['a name of all types removed', { zone: 'example', remove: ['www'] }, 'NXDOMAIN aa'],
    ['another type removed', { zone: 'example', remove: ['www MX'] }, 'NOERROR aa 127.53.9.80/3600'],
    ['a zone that is not there', { zone: 'example', state: 'missing' }, 'REFUSED'],
    ['a zone with a mistake in its file', { zone: 'example', state: 'unloaded' }, 'SERVFAIL'],
    ['one server refuses', { host: 'ns1.example', faults: ['refuses'] }, 'REFUSED'],
    [
      'a wrong TTL of a server',
      { host: 'ns1.example', faults: ['ttl 30d'] },
      'NOERROR aa 127.53.9.80/2592000',
    ],
    ['a server that is silent', { host: 'ns1.example', faults: ['silent'] }, 'silence'],
    ['a closed port', { host: 'ns1.example', faults: ['closed'] }, 'port unreachable'],
    ['a machine that is down', { host: 'ns1.example', faults: ['down'] }, 'silence'],
    ['a line that loses all', { host: 'ns1.example', faults: ['loss 100%'] }, 'silence'],
    ['a firewall of its own', { host: 'ns1.example', faults: ['drop in udp to port 53'] }, 'silence'],
    ['FORMERR to all', { host: 'ns1.example', faults: ['formerr'] }, 'FORMERR'],
    [
      'for one name only, and not this one',
      { host: 'ns1.example', faults: ['servfail for mail.example'] },
      'NOERROR aa 127.53.9.80/3600',
    ],
    [
      'for one name only, and this one',
      { host: 'ns1.example', faults: ['servfail for www.example'] },
      'SERVFAIL',
    ],
    ['silent for one name only', { host: 'ns1.example', faults: ['silent for www.example'] }, 'silence'],
    [
      'for other clients only',
      { host: 'ns1.example', faults: ['servfail to 127.53.7.0/24'] },
      'NOERROR aa 127.53.9.80/3600',
    ],
    ['for this client only', { host: 'ns1.example', faults: ['servfail to 127.53.0.2'] }, 'SERVFAIL'],
  ];
  test.each(states)('%s', async (_, one, expected) => {
    const running = run();
    change(running, [one]);
    expect(await said(running, 'ns1.example')).toBe(expected);
    running.built.switches.withdraw('change');
    expect(await said(running, 'ns1.example')).toBe('NOERROR aa 127.53.9.80/3600');
  });

  test('faults add up, and are mended one by one', async () => {
    const running = run();
    change(running, [{ host: 'ns2.example', faults: ['slow 500ms', 'late 2s'] }], 'more');
    const both = await ask(running, 'ns2.example', 'www.example');
    expect([both.after, both.message?.aa]).toEqual([3_005, false]);
    change(running, [{ host: 'ns2.example', mends: ['late 2s', 'no-aa'] }], 'better');
    const one = await ask(running, 'ns2.example', 'www.example');
    expect([one.after, one.message?.aa]).toEqual([1_005, true]);
    change(running, [{ host: 'ns2.example', mends: ['all'] }], 'well');
    expect((await ask(running, 'ns2.example', 'www.example')).after).toBe(5);
  });

  test('an answer that is late comes to a closed port: ICMP goes back to the server', async () => {
    const running = run();
    change(running, [{ host: 'ns1.example', faults: ['late 40s'] }]);
    expect(await said(running, 'ns1.example')).toBe('silence');
    await running.lab.clock.jump(60_000);
    const icmp = running.lab.journal
      .since()
      .flatMap((entry) =>
        entry.kind === 'packet-sent' && entry.packet.icmp
          ? [`${entry.packet.icmp.kind} to ${entry.packet.destinationHost}`]
          : [],
      );
    expect(icmp).toEqual(['port-unreachable to ns1.example']);
  });

  test('what named would log of a zone that changes is in the log', () => {
    const running = run();
    change(running, [{ zone: 'example', servers: ['ns1.example'], state: 'unloaded' }]);
    const texts = running.lab.journal.since().flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []));
    expect(texts).toContainEqual(
      expect.stringMatching(/^zones\/example\.zone:\d+: |networks\/zones\/example\.zone:\d+: /),
    );
    expect(texts).toContainEqual(
      expect.stringMatching(/^zone example\/IN: loading from master file .* failed/),
    );
  });

  const wrong: readonly (readonly [NetworkChange, string])[] = [
    [{ host: 'ns1.exmaple', faults: [] }, '0.host there is no host "ns1.exmaple"'],
    [{ host: 'ns1.example', faults: ['refuse'] }, '0.faults.0 "refuse" is no fault'],
    [{ host: 'ns1.example', mends: ['lte 20s'] }, '0.mends.0 "lte 20s" is no fault'],
    [{ zone: 'exampel' }, '0.zone there is no zone "exampel"'],
    [{ zone: 'example', servers: ['laptop'] }, '0.servers.0 laptop does not have the zone example'],
    [{ zone: 'example', file: 'nothing.zone' }, '0.file there is no file networks/nothing.zone'],
    [{ zone: 'example', remove: ['www QQ'] }, '0.remove.0 "www QQ" names no records of example'],
    [{ zone: 'example', add: 'www 60 IN A 1.2.3' }, '0.add line 1 of what is added: bad dotted quad'],
    [{ switch: 'www-move' }, '0.switch there is no switch "www-move"'],
  ];
  test.each(wrong)('what is wrong with a change is told: %j', (one, expected) => {
    const told: string[] = [];
    const { plan } = run();
    const read = readChanges(
      [one],
      plan,
      { content: content(), path: 'networks/lab.yaml' },
      (i, at, message) => told.push(`${i}.${at.join('.')} ${message}`),
    );
    expect(read).toEqual([]);
    expect(told).toEqual([expected]);
  });
});

describe('a network file that extends another', () => {
  const OWN = `extends: base.yaml
hosts:
  ns2.example: { faults: [refuses] }
  ns3.example: { addresses: [127.53.9.55], latency: 3, role: authoritative-server }
without: [laptop]
zones:
  - { origin: example, file: zones/moved.zone, servers: [ns3.example, ns1.example] }
changes:
  - { zone: example, servers: [ns3.example], add: "extra 60 IN A 127.53.9.8" }
`;
  test('says only what is different', () => {
    const { plan } = run(OWN);
    expect(plan.title).toBe('Two servers');
    expect(
      plan.hosts.map(({ name, latencyMs, faults }) => [name, latencyMs, ...faults.map(({ text }) => text)]),
    ).toEqual([
      ['ns1.example', 1],
      ['ns2.example', 2, 'refuses'],
      ['ns3.example', 3],
    ]);
    expect(
      plan.zones.map(({ servers, file, zone }) => [servers.join(' '), file, 'serial' in zone && zone.serial]),
    ).toEqual([
      ['ns2.example', 'networks/zones/example.zone', 41],
      ['ns1.example', 'networks/zones/moved.zone', 99],
      ['ns3.example', 'networks/zones/moved.zone', 100],
    ]);
    expect([...plan.switches.keys()]).toEqual(['www-moves', 'ns1-slow']);
  });

  const bad: readonly (readonly [string, string])[] = [
    ['extends: nothing.yaml\n', 'networks/own.yaml:1:10 there is no file networks/nothing.yaml'],
    ['extends: own.yaml\n', 'networks/own.yaml:1:10 "own.yaml" cannot be extended'],
    ['extends: base.yaml\nwithout: [nobody]\n', 'networks/own.yaml:2:11 there is no host "nobody"'],
    [
      'extends: base.yaml\nhosts:\n  ns1.example: { faults: [slov 5s] }\n',
      'networks/own.yaml:3:27 "slov 5s" is no fault',
    ],
    [
      'extends: base.yaml\nhosts:\n  new: { latency: 1, role: host }\n',
      'networks/own.yaml:3:8 "hosts.new.addresses" is missing',
    ],
    [
      'extends: base.yaml\nchanges:\n  - { host: ns9.example }\n',
      'networks/own.yaml:3:13 there is no host "ns9.example"',
    ],
  ];
  test.each(bad)('what is wrong is told in the file where it stands: %j', (yaml, expected) => {
    const read = readNetwork(content(['networks/own.yaml', yaml]), 'networks/own.yaml');
    expect(
      read.ok
        ? []
        : read.diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`),
    ).toContain(expected);
  });
});
