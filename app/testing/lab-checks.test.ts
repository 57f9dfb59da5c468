/** Labs that say everything that a lab file can say, played in the lab Internet: what must hold holds, what must not does not. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkLab, type LabReport } from '../engine/session/play.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import type { ContentSource } from '../engine/course/content.ts';
import { readLab } from '../engine/course/lab-folder.ts';
import { pickFaults } from '../engine/course/secret.ts';

const course = contentFolder(join(import.meta.dirname, '..', '..', 'labs'));

function labOf(lab: string, steps: Readonly<Record<string, string>>): ContentSource {
  const files = new Map([
    ['90-x/lab.yaml', `${HEAD}${lab}\nsteps: [${Object.keys(steps).join(', ')}]\n`],
    ...Object.entries(steps).map(
      ([id, front]) => [`90-x/steps/${id}.md`, `---\ntitle: T\nclosing: C\n${front}\n---\nText\n`] as const,
    ),
  ]);
  return { read: (path) => files.get(path) ?? course.read(path), list: (folder) => course.list(folder) };
}

const HEAD = `number: 90
title: X
minutes: 1
level: beginner
summary: S
goals: [G]
terminals: [laptop, cache]
`;

async function played(
  lab: string,
  steps: Readonly<Record<string, string>>,
  seed = '1',
): Promise<LabReport | undefined> {
  const [report] = await checkLab(labOf(lab, steps), '90-x', [seed], machineClock);
  return report;
}

test('packets, caches and answers, in order and at once: the right way passes, and plausible others do not', async () => {
  const report = await played('', {
    '01-ask': `checks:
  - id: seq
    of: sequence
    title: Asked, then kept
    parts:
      - { of: packet, packet: { kind: query, to: cache, qname: www.google.com } }
      - { of: cache, name: google.com, below: true, type: A, ttl: { least: 1, most: 86400 }, data: "127.53.2" }
  - id: udp
    of: all
    title: Over UDP only
    parts:
      - of: packet
        packet: { kind: response, to: laptop, protocol: udp, to-port: { least: 1024 }, ra: true, answer: { has: { name: www.google.com, type: A }, count: { most: 1 } } }
      - { of: not, part: { of: packet, packet: { kind: query, from: laptop, protocol: tcp } } }
  - id: roots
    of: at-least
    title: Two of three levels were asked
    count: 2
    parts:
      - { of: packet, packet: { kind: query, from: cache, to: '*.root-servers.net' } }
      - { of: packet, packet: { kind: query, from: cache, to: '*.gtld-servers.net' } }
      - { of: packet, packet: { kind: query, from: cache, to: ns1.nic.uk } }
  - id: ttl
    of: answer
    title: The owner's TTL
    after: udp
    question: How long?
    form: ttl
    truth: { of: zone-field, host: ns1.google.com, name: www.google.com, field: ttl }
  - id: who
    of: answer
    title: Who said so
    question: Who?
    form: servers
    truth: { of: packet-hosts, packet: { kind: response, to: cache, aa: true, below: google.com } }
solution: [{ run: dig www.google.com }, { answer: ttl }, { answer: who }]
wrong:
  - [{ run: dig www.google.com }, { answer: ttl, value: '7' }, { answer: who }]
  - [{ run: dig +tcp www.google.com }, { answer: who }]
  - [{ run: dig www.live.com }]`,
  });
  expect(report).toMatchObject({ problems: [], stepsProven: 1, wrongWaysRefused: 3 });
}, 30_000);

test('files, servers and logs: a file that is changed is not yet a server that is', async () => {
  const report = await played('defaults: { terminal: cache }', {
    '01-off': `checks:
  - { id: said, of: file, title: It says so, path: /etc/bind/named.conf, option: options recursion, is: 'no', clean: true }
  - { id: acl, of: file, title: The list is as it was, path: /etc/bind/named.conf.options, after: said, matches: '^\\s*allow-recursion' }
  - { id: does, of: server, title: The laptop gets no recursion, recursion: false }
  - { id: read, of: log, title: It read its files, program: named, contains: loading configuration }
solution:
  - { edit: /etc/bind/named.conf.options, find: "allow-recursion {", put: "recursion no;\\n\\tallow-recursion {" }
  - run: rndc reconfig
wrong:
  - [{ edit: /etc/bind/named.conf.options, find: "allow-recursion {", put: "recursion no; allow-recursion {" }]
  - [{ run: rndc reconfig }]`,
  });
  expect(report).toMatchObject({ problems: [], stepsProven: 1, wrongWaysRefused: 2 });
}, 30_000);

test('root hints count when the server has read them', async () => {
  const report = await played('defaults: { terminal: cache }', {
    '01-hints': `checks:
  - { id: new, of: server, title: It has them, hints: { has: { name: b.root-servers.net, type: A, data: 127.53.1.102 }, lacks: { data: 127.53.1.2 } } }
solution:
  - { edit: /usr/share/dns/root.hints, find: "127.53.1.2\\n", put: "127.53.1.102\\n" }
  - run: rndc reload
wrong:
  - [{ edit: /usr/share/dns/root.hints, find: "127.53.1.2\\n", put: "127.53.1.102\\n" }]`,
  });
  expect(report).toMatchObject({ problems: [], stepsProven: 1, wrongWaysRefused: 1 });
}, 30_000);

test('what changes by the clock and when a step begins is there when it should be', async () => {
  const report = await played(
    `events: [{ at: 2h, changes: [{ zone: tiscali.co.uk, remove: [www A], add: "www 300 IN A 127.53.9.2" }] }]`,
    {
      '01-before': `checks:
  - { id: old, of: packet, title: The old address, packet: { kind: response, from: ns0.tiscali.co.uk, answer: { has: { data: 127.53.9.1 } } } }
  - { id: later, of: elapsed, title: Two hours on, after: old, seconds: { least: 7200 } }
  - { id: new, of: server, title: The zone has another address, host: ns0.tiscali.co.uk, name: www.tiscali.co.uk, answer: { has: { data: 127.53.9.2 } } }
solution: [{ run: dig +norec @ns0.tiscali.co.uk www.tiscali.co.uk }, { jump: 2h }]
wrong: [[{ run: dig +norec @ns0.tiscali.co.uk www.tiscali.co.uk }, { jump: 1h }]]`,
      '02-refused': `begins: [{ host: ns0.tiscali.co.uk, faults: [refuses] }]
checks:
  - { id: no, of: packet, title: Refused, packet: { kind: response, from: ns0.tiscali.co.uk, rcode: REFUSED } }
solution: [{ run: dig +norec @ns0.tiscali.co.uk www.tiscali.co.uk }]`,
    },
  );
  expect(report).toMatchObject({ problems: [], stepsProven: 2 });
}, 30_000);

const SECRET = `secret:
  kinds: [{ id: down, title: Down }, { id: refuses, title: Refuses }, { id: late, title: Late }]
  cures: [{ id: start, title: Start it }, { id: allow, title: Allow it }]
  faults:
    - id: one
      kind: refuses
      server: ns0.tiscali.co.uk
      changes: [{ host: ns0.tiscali.co.uk, faults: [refuses] }]
      evidence: [{ of: packet, packet: { kind: response, from: ns0.tiscali.co.uk, rcode: REFUSED } }]
      cure: allow
      solution: [{ run: dig +norec @ns0.tiscali.co.uk www.tiscali.co.uk }]
    - id: two
      kind: down
      server: ns0.tiscali.co.uk
      changes: [{ host: ns0.tiscali.co.uk, faults: [down] }]
      evidence: [{ of: packet, packet: { kind: query, to: ns0.tiscali.co.uk, fate: host-down } }]
      cure: start
      solution: [{ run: dig +norec +time=1 +tries=1 @ns0.tiscali.co.uk www.tiscali.co.uk }]
`;
const REPORT = `checks: [{ id: r, of: report, title: The report is right }]
solution: [{ report: right }]
wrong: [[{ report: wrong-server }], [{ report: wrong-fault }], [{ report: wrong-cure }], [{ report: wrong-evidence }]]`;

test('a secret is another one for another seed, and its report must be right in every part', async () => {
  const read = readLab(labOf(SECRET, { '01-r': REPORT }), '90-x');
  const secret = read.ok ? read.lab.secret : undefined;
  if (!secret) throw new Error('no secret');
  const picked = (seed: string): string =>
    pickFaults(secret, seed)
      .map(({ id }) => id)
      .join();
  const seeds = Array.from({ length: 20 }, (_, i) => `s${i}`);
  expect(new Set(seeds.map(picked))).toEqual(new Set(['one', 'two']));
  expect(seeds.map(picked)).toEqual(seeds.map(picked));
  for (const kind of ['one', 'two']) {
    const seed = seeds.find((one) => picked(one) === kind) ?? '';
    const report = await played(SECRET, { '01-r': REPORT }, seed);
    expect(report).toMatchObject({ problems: [], stepsProven: 1, wrongWaysRefused: 4 });
  }
}, 40_000);

test('a graph of TTLs is read in numbers, of any TTL that it has and of the zone’s own, which it always has', async () => {
  const graph =
    'graphs: [{ of: load, title: G, name: status.tiscali.co.uk, clients: 100, caches: 10, ttls: [5, 3600], changes: 1d }]';
  const value = (field: string, ttl = ''): string =>
    `{ of: load, name: status.tiscali.co.uk, field: ${field}${ttl} }`;
  const asked = (id: string, truth: string): string =>
    `  - { id: ${id}, of: answer, title: ${id}, question: Q, form: number, truth: ${truth} }`;
  const report = await played(graph, {
    '01-read': `checks:
${asked('five', value('questions', ', ttl: 5'))}
${asked('own', value('questions'))}
${asked('age', value('age', ', ttl: 3600'))}
solution: [{ answer: five }, { answer: own }, { answer: age }]
wrong:
  # Ten caches, each asked once a minute: 60 s and the wait for the next question, 36 000 / 120.
  - [{ answer: five }, { answer: own, value: '554' }, { answer: age }]
  - [{ answer: five, value: '300' }, { answer: own }, { answer: age }]`,
    '02-none': `checks:
${asked('none', value('questions', ', ttl: 7'))}
solution: [{ answer: none }]`,
  });
  expect(report?.problems.join('\n')).not.toContain('01-read');
  expect(report?.problems.join('\n')).toContain('02-none');
  expect(report).toMatchObject({ wrongWaysRefused: 2 });
});

test('a check that proves nothing, and a wrong way that passes, are told', async () => {
  const report = await played('', {
    '01-nothing': `checks:
  - { id: there, of: file, title: There already, path: /etc/bind/named.conf }
solution: [{ run: 'true' }]
wrong: [[{ run: 'true' }]]`,
  });
  expect(report?.problems.join('\n')).toContain('holds before anything was done');
  expect(report?.problems.join('\n')).toContain('a wrong way passes');
});

test.each([
  ['checks: [{ id: a, of: packet, title: A, packet: { kind: query, qtype: AX } }]', 'is no type of records'],
  ['checks: [{ id: a, of: not, title: A, part: { of: elapsed, seconds: { least: 1 } } }]', 'from the start'],
  ['checks: [{ id: a, of: file, title: A, path: /x, matches: "(a+b" }]', 'this is no regular expression'],
  ['checks: [{ id: a, of: report, title: A }]', 'the lab has no secret'],
  [
    'begins: [{ host: ns9.tiscali.co.uk, faults: [down] }]\nchecks: [{ id: a, of: elapsed, title: A, seconds: { least: 1 } }]',
    'there is no host',
  ],
  [
    'begins: [{ host: ns0.tiscali.co.uk, faults: [refuse] }]\nchecks: [{ id: a, of: elapsed, title: A, seconds: { least: 1 } }]',
    'Is "refuses" meant?',
  ],
  ['checks: [{ id: a, of: packt, title: A, packet: { kind: query } }]', 'Is "packet" meant?'],
  ['checks: [{ id: a, of: packet, title: A, packet: { kind: query, qnme: x } }]', 'Is "qname" meant?'],
])('what is wrong in a step is told with what may be meant: %s', async (front, words) => {
  const report = await played('', { '01-x': `${front}\nsolution: [{ jump: 1s }]` });
  expect(report?.problems.join('\n')).toContain(words);
  expect(report?.problems.join('\n')).toMatch(/90-x\/steps\/01-x\.md:\d+:\d+: /);
});
