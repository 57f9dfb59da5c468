/** A lab session as it might stand, for developing the window without an engine. Never part of the product. */
import type {
  CacheRow,
  LabState,
  MapZone,
  PacketRow,
  ServerRow,
  Snapshot,
  Trust,
} from '../../app/contract.ts';

export const START = Date.UTC(2026, 2, 7, 14, 0, 0);
const NOW = START + 131_000;

type Sketch = readonly [
  name: string,
  type: string,
  ttl: number,
  age: number,
  trust: Trust,
  from: string,
  packet: number | null,
  data: string[],
];

const ROOT = 'a.root-servers.net (127.53.1.1)';
const UK = 'ns2.nic.uk (127.53.3.2)';
const TISCALI = 'ns0.tiscali.co.uk (127.53.9.1)';
const letters = [...'abcdefghijklm'];

const SKETCHES: readonly Sketch[] = [
  ['.', 'NS', 518_400, 100, 'authanswer', ROOT, 2, letters.map((letter) => `${letter}.root-servers.net.`)],
  ...letters.map((letter, index): Sketch => [
    `${letter}.root-servers.net.`,
    'A',
    518_400,
    100,
    'additional',
    ROOT,
    2,
    [`127.53.1.${index + 1}`],
  ]),
  ['uk.', 'NS', 172_800, 96, 'glue', ROOT, 4, ['ns1.nic.uk.', 'ns2.nic.uk.', 'ns3.nic.uk.', 'ns4.nic.uk.']],
  ['ns1.nic.uk.', 'A', 172_800, 96, 'glue', ROOT, 4, ['127.53.3.1']],
  ['ns2.nic.uk.', 'A', 172_800, 96, 'glue', ROOT, 4, ['127.53.3.2']],
  ['tiscali.co.uk.', 'NS', 172_800, 95, 'glue', UK, 6, ['ns0.tiscali.co.uk.', 'ns1.tiscali.co.uk.']],
  ['ns0.tiscali.co.uk.', 'A', 172_800, 95, 'glue', UK, 6, ['127.53.9.1']],
  ['www.tiscali.co.uk.', 'A', 3_600, 94, 'authanswer', TISCALI, 8, ['127.53.9.80']],
  ['smtp.tiscali.co.uk.', 'A', 300, 60, 'authanswer', TISCALI, 12, ['127.53.9.25']],
  ['mail.tiscali.co.uk.', 'CNAME', 60, 42, 'authanswer', TISCALI, 12, ['smtp.tiscali.co.uk.']],
];

const rows: CacheRow[] = SKETCHES.map(([name, type, ttl, age, trust, from, packet, data], index) => ({
  id: index + 1,
  name,
  type,
  kind: 'rrset',
  data,
  trust,
  originalTtl: ttl,
  storedAt: NOW - age * 1_000,
  expiresAt: NOW - age * 1_000 + ttl * 1_000,
  from,
  fromAddress: /\((.*)\)/.exec(from)?.[1] ?? '',
  packet,
  host: 'cache',
  view: '_default',
}));
const SOA = ['ns0.tiscali.co.uk. hostmaster.tiscali.co.uk. 2026030701 10800 3600 604800 900'];
const template = rows[19];
if (template) {
  const negative = {
    ...template,
    data: SOA,
    originalTtl: 900,
    expiresAt: NOW + 700_000,
    trust: 'authauthority' as const,
  };
  rows.push({ ...negative, id: 90, name: 'www.tiscali.co.uk.', type: 'MX', kind: 'nodata' });
  rows.push({ ...negative, id: 91, name: 'nowhere.tiscali.co.uk.', type: 'ANY', kind: 'nxdomain' });
}

const HOSTS: Readonly<Record<string, string>> = {
  laptop: '127.53.0.2',
  cache: '127.53.0.53',
  'a.root-servers.net': '127.53.1.1',
  'ns2.nic.uk': '127.53.3.2',
  'ns0.tiscali.co.uk': '127.53.9.1',
};
type Wire = readonly [
  from: string,
  to: string,
  meaning: PacketRow['meaning'],
  summary: string,
  aa?: boolean,
  fate?: PacketRow['fate'],
];
const WIRES: readonly Wire[] = [
  ['cache', 'a.root-servers.net', 'query', '4821 [1au] NS? . (28)'],
  [
    'a.root-servers.net',
    'cache',
    'answer',
    '4821*- 13/0/14 NS a.root-servers.net., NS b.root-servers.net. (439)',
    true,
  ],
  ['cache', 'a.root-servers.net', 'query', '2561 [1au] A? www.tiscali.co.uk. (46)'],
  ['a.root-servers.net', 'cache', 'referral', '2561- 0/4/5 (173)'],
  ['cache', 'ns2.nic.uk', 'query', '61200 [1au] A? www.tiscali.co.uk. (46)'],
  ['ns2.nic.uk', 'cache', 'referral', '61200- 0/2/3 (112)'],
  ['cache', 'ns0.tiscali.co.uk', 'query', '9131 [1au] A? www.tiscali.co.uk. (46)'],
  ['ns0.tiscali.co.uk', 'cache', 'answer', '9131*- 1/0/1 A 127.53.9.80 (62)', true],
  ['cache', 'laptop', 'answer', '30021 1/0/1 A 127.53.9.80 (62)'],
  ['laptop', 'cache', 'query', '30022+ [1au] A? smtp.tiscali.co.uk. (47)'],
  ['cache', 'ns0.tiscali.co.uk', 'query', '5511 [1au] A? smtp.tiscali.co.uk. (47)'],
  ['ns0.tiscali.co.uk', 'cache', 'answer', '5511*- 1/0/1 A 127.53.9.25 (63)', true],
  ['laptop', 'cache', 'query', '30023+ [1au] A? nowhere.tiscali.co.uk. (50)'],
  ['cache', 'laptop', 'nxdomain', '30023 NXDomain 0/1/1 (104)'],
  ['laptop', 'cache', 'query', '30024+ [1au] MX? www.tiscali.co.uk. (46)'],
  ['cache', 'laptop', 'nodata', '30024 0/1/1 (96)'],
  ['laptop', 'cache', 'query', '30025+ [1au] A? lame.example. (41)'],
  ['cache', 'laptop', 'servfail', '30025 ServFail 0/0/1 (41)'],
  ['cache', 'ns0.tiscali.co.uk', 'query', '771 [1au] A? www.tiscali.co.uk. (46)', false, 'loss'],
  ['laptop', 'ns2.nic.uk', 'query', '777 A? www.google.com. (32)', false, 'in-flight'],
  ['ns2.nic.uk', 'laptop', 'refused', '777 Refused- 0/0/0 (32)'],
];
export const samplePackets: PacketRow[] = WIRES.map(([from, to, meaning, summary, aa, fate], index) => ({
  id: index + 1,
  at: START + 35_000 + index * 13.4,
  protocol: 'udp',
  sourceHost: from,
  sourceAddress: HOSTS[from] ?? '',
  sourcePort: meaning === 'query' ? 42_133 : 53,
  destinationHost: to,
  destinationAddress: HOSTS[to] ?? '',
  destinationPort: meaning === 'query' ? 53 : 42_133,
  length: 62,
  summary,
  meaning,
  qname: / (?:A|NS|MX)\? (\S+)/.exec(summary)?.[1] ?? 'www.tiscali.co.uk.',
  qtype: 'A',
  aa: aa ?? false,
  fate: fate ?? 'delivered',
}));

const server = (id: number, name: string, zone: string, more: Partial<ServerRow>): ServerRow => ({
  id,
  address: HOSTS[name.slice(0, -1)] ?? `127.53.200.${id}`,
  names: [name],
  zones: [zone],
  srtt: 0.012,
  srttBefore: 0.012,
  moved: 'made-up',
  rtt: null,
  edns: 'unknown',
  udpSize: null,
  longest: 0,
  cookie: false,
  silences: 0,
  lame: [],
  askedAt: null,
  keptUntil: NOW + 1_704_000,
  host: 'cache',
  view: '_default',
  ...more,
});
const heard = { moved: 'answer', edns: 'yes', udpSize: 1232, cookie: true, askedAt: NOW - 96_000 } as const;
const sampleServers: ServerRow[] = [
  server(1, 'a.root-servers.net.', '.', { ...heard, srtt: 5.4, srttBefore: 0.02, rtt: 18, longest: 439 }),
  server(2, 'b.root-servers.net.', '.', {}),
  server(3, 'ns1.nic.uk.', 'uk.', {
    srtt: 204.1,
    srttBefore: 180.3,
    moved: 'silence',
    silences: 2,
    askedAt: NOW - 9_000,
  }),
  server(4, 'ns2.nic.uk.', 'uk.', { ...heard, srtt: 12.1, srttBefore: 6.2, rtt: 26, longest: 173 }),
  server(5, 'ns0.tiscali.co.uk.', 'tiscali.co.uk.', {
    ...heard,
    edns: 'no',
    udpSize: null,
    cookie: false,
    srtt: 11.9,
    srttBefore: 10,
    rtt: 16,
    longest: 96,
  }),
  server(6, 'ns1.tiscali.co.uk.', 'tiscali.co.uk.', {
    ...heard,
    srtt: 29,
    srttBefore: 10,
    rtt: 48,
    lame: ['tiscali.co.uk.'],
  }),
];

export const sampleLab: LabState = {
  id: '03-walk-from-the-root',
  number: 3,
  title: 'Walk from the root',
  minutes: 18,
  goals: ['Read a referral and tell it from an answer.', 'Name a zone cut, its delegation and its glue.'],
  shown: 1,
  reached: 1,
  done: false,
  stars: 5,
  starsPossible: 18,
  report: null,
  worksheet: null,
  graphs: [],
  steps: [
    'The cache walks from the root',
    'The second name costs one question',
    'Make the walk yourself',
    'One referral, taken apart',
  ].map((title, index) => ({
    id: `step-${index}`,
    title,
    text: 'Now a name that nobody has asked for, in a **zone** that the cache has just met:\n\n```run\ndig smtp.tiscali.co.uk.\n```\n\nPredict first: where will the cache begin? Compare with `dig +norec @a.root-servers.net smtp.tiscali.co.uk.` and its referral.',
    predictions: [
      {
        id: 'a',
        question: 'How many questions will the cache send?',
        form: 'choice',
        choices: ['0', '1', '2', '3'],
        value: null,
        outcome: 'open',
        truth: null,
      },
      {
        id: 'b',
        question: 'Which rcode will it have?',
        form: 'rcode',
        choices: [],
        value: 'NOERROR',
        outcome: 'right',
        truth: 'NOERROR',
      },
    ],
    checks: [
      {
        id: 'one',
        title: 'The cache needed exactly one question for `smtp.tiscali.co.uk`',
        holds: true,
        detail: '1 question, to ns0.tiscali.co.uk',
        question: null,
      },
      { id: 'answered', title: 'You have the answer', holds: index === 0, detail: '', question: null },
    ],
    hintsShown: ['The name is `smtp.tiscali.co.uk.`; ask the cache, as before.'],
    hintsLeft: 1,
    solutionShown: false,
    solution: [],
    reports: false,
    stars: 3,
    done: index === 0,
    closing:
      'One question, straight to a server of `tiscali.co.uk`. Referrals are cached like everything else (RFC 1034 §5.3.3).',
  })),
};

function zone(name: string, packet: number | null, servers: readonly (readonly string[])[]): MapZone {
  return {
    name,
    packet,
    servers: servers.map(([server = '', address = '']) => ({
      name: server,
      addresses: [address],
      delegated: true,
      own: null,
    })),
  };
}

export const sampleSnapshot: Snapshot = {
  version: '0.1.0',
  clock: {
    now: NOW,
    start: START,
    mode: 'running',
    rate: 1,
    next: { at: NOW + 12, label: 'a packet reaches ns2.nic.uk' },
  },
  status: {
    server: 'running',
    serverName: 'named',
    cacheEntries: rows.length,
    negativeEntries: 2,
    inFlight: 1,
    gateway: { state: 'open', port: 5300, resolver: '127.53.0.53:5300', problems: [] },
    internet: { kind: 'lab', unavailable: null },
    notices: [],
  },
  log: [],
  machines: [
    { host: 'laptop', addresses: ['127.53.0.2'], role: 'client' },
    { host: 'cache', addresses: ['127.53.0.53'], role: 'caching server' },
  ],
  zones: [
    zone(
      '.',
      null,
      letters.map((letter, i) => [`${letter}.root-servers.net.`, `127.53.1.${i + 1}`]),
    ),
    zone(
      'uk.',
      2,
      [1, 2, 3, 4].map((i) => [`ns${i}.nic.uk.`, `127.53.3.${i}`]),
    ),
    zone('tiscali.co.uk.', 4, [['ns0.tiscali.co.uk.', '127.53.9.1']]),
  ],
  terminals: [
    {
      id: 'student',
      title: 'student@laptop',
      scrollback:
        'Rootwalk. Type help.\r\n\u001b[32mstudent@laptop\u001b[0m:~$ dig +short www.tiscali.co.uk\r\n127.53.9.80\r\n\u001b[32mstudent@laptop\u001b[0m:~$ ',
    },
    { id: 'cache', title: 'root@cache', scrollback: 'root@cache:~# ' },
  ],
  cache: rows,
  servers: sampleServers,
  packets: samplePackets,
  packetsTotal: samplePackets.length,
  labs: [
    {
      id: '02-what-a-cache-does',
      number: 2,
      title: 'What a cache does',
      minutes: 12,
      level: 'beginner',
      summary: 'A miss in five messages, a hit in two.',
      state: 'done',
      problem: null,
    },
    {
      id: '03-walk-from-the-root',
      number: 3,
      title: 'Walk from the root',
      minutes: 18,
      level: 'beginner',
      summary: 'Follow one name from the root to its answer.',
      state: 'begun',
      problem: null,
    },
  ],
  lab: sampleLab,
};
