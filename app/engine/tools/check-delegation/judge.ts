/** What is wrong with a zone, from what its servers said; each finding with the section that it goes against. */
import type { Name } from '../../protocol/name.ts';
import {
  serves,
  serverText,
  zoneText,
  type NameFacts,
  type ServerFacts,
  type Standing,
  type ZoneFacts,
} from './facts.ts';

export type FindingCode =
  | 'silent'
  | 'lame'
  | 'no-aa'
  | 'error'
  | 'malformed'
  | 'no-edns'
  | 'no-tcp'
  | 'serial'
  | 'data'
  | 'child-ns'
  | 'parent-ns'
  | 'parent-child-ns'
  | 'glue'
  | 'ns-alias'
  | 'ns-no-address'
  | 'ttl'
  | 'wrong-soa'
  | 'denies-empty-name'
  | 'alias-circle'
  | 'one-server'
  | 'one-network'
  | 'nobody';

export interface Finding {
  readonly code: FindingCode;
  /** A remark is worth knowing and does not make the delegation wrong. */
  readonly level: 'fault' | 'remark';
  readonly zone: string;
  readonly words: string;
  /** `RFC 1912 section 2.8` */
  readonly source: string;
}

const LAME = 'RFC 1912 section 2.8';
const MINUTE = 60;
const WEEK = 604_800;

/** `name`: the one that the check is about. */
export function judge(facts: ZoneFacts, name: Name): Finding[] {
  const findings: Finding[] = [];
  const zone = zoneText(facts.zone);
  const add = (code: FindingCode, words: string, source: string, level: Finding['level'] = 'fault'): void =>
    void findings.push({ code, level, zone, words, source });
  judgeServers(facts.servers, add);
  judgeNames(facts, add);
  judgeSets(facts, add);
  judgeData(facts, name, add);
  judgeNumbers(facts, add);
  return findings;
}

type Add = (code: FindingCode, words: string, source: string, level?: Finding['level']) => void;

/** What a standing means, the code of its finding, and where it is written. */
const STANDINGS: Readonly<Partial<Record<Standing, readonly [FindingCode, string, string]>>> = {
  silent: ['silent', 'did not answer: two tries, 1.5 seconds each', 'RFC 2182 section 3'],
  'port closed': ['silent', 'runs no name server: its port 53 is closed', LAME],
  unreachable: ['silent', 'cannot be reached: no way leads there', 'RFC 2182 section 3'],
  garbage: ['malformed', 'answers with octets that are no DNS message', 'RFC 1035 section 4.1'],
  'other question': ['malformed', 'answers another question than it was asked', 'RFC 5452 section 9.1'],
  'no aa': ['no-aa', 'has the zone and does not say that it speaks for it (no AA)', 'RFC 1034 section 6.2.1'],
  'refers upward': ['lame', 'is lame: it does not have the zone and refers upward', LAME],
  'refers to itself': ['lame', 'is lame: it refers to the very servers that were asked', LAME],
  'has no such zone': ['lame', 'is lame: it answers, and has no such zone', LAME],
  NXDOMAIN: ['lame', 'is lame: it says that the zone does not exist', LAME],
  REFUSED: ['error', 'refuses to answer (REFUSED): it does not have the zone, or not for you', LAME],
  SERVFAIL: [
    'error',
    'says SERVFAIL: its copy of the zone is not loaded or has run out; its log says why',
    LAME,
  ],
  NOTIMP: ['error', 'says that it cannot answer such questions (NOTIMP)', LAME],
  FORMERR: ['error', 'cannot read the question (FORMERR), with EDNS or without', LAME],
  'another error': ['error', 'answers with an error', LAME],
};

function judgeServers(servers: readonly ServerFacts[], add: Add): void {
  for (const row of servers) {
    const known = STANDINGS[row.standing];
    if (known) add(known[0], `${place(row)} ${known[1]}`, known[2]);
  }
  for (const row of servers.filter(({ reply }) => reply.kind === 'reply' && !reply.edns))
    add('no-edns', `${place(row)} knows no EDNS: each resolver has to ask it twice`, 'RFC 6891 section 7');
  for (const row of servers.filter(({ tcp }) => tcp === false))
    add(
      'no-tcp',
      `${place(row)} does not answer over TCP: large answers cannot be had`,
      'RFC 7766 section 5',
    );
}

function judgeNames({ names }: ZoneFacts, add: Add): void {
  for (const { server, own, glue } of names) {
    const text = serverText(server);
    if (own.kind === 'alias')
      add(
        'ns-alias',
        `${text} is an alias (CNAME), which a server's name must not be`,
        'RFC 2181 section 10.3',
      );
    else if (own.kind === 'no such name')
      add('ns-no-address', `${text} does not exist`, 'RFC 1912 section 2.8');
    else if (own.kind === 'addresses' && own.addresses.length === 0)
      add('ns-no-address', `${text} has no address`, 'RFC 1912 section 2.8');
    else if (own.kind === 'not found' && glue.length === 0)
      add(
        'ns-no-address',
        `no address of ${text} can be found: no glue comes with the delegation, and its own zone cannot be reached`,
        'RFC 1034 section 4.2.1',
      );
    judgeGlue(text, glue, own, add);
  }
}

function judgeGlue(server: string, glue: readonly string[], own: NameFacts['own'], add: Add): void {
  if (own.kind !== 'addresses' || glue.length === 0 || own.addresses.length === 0) return;
  const stale = glue.filter((address) => !own.addresses.includes(address));
  const missing = own.addresses.filter((address) => !glue.includes(address));
  if (stale.length > 0)
    add(
      'glue',
      `the glue for ${server} says ${stale.join(', ')}, its zone says ${own.addresses.join(', ')}`,
      'RFC 1034 section 4.2.2',
    );
  else if (missing.length > 0)
    add('glue', `the glue for ${server} lacks ${missing.join(', ')}`, 'RFC 1034 section 4.2.2', 'remark');
}

function judgeSets({ delegations, names, servers }: ZoneFacts, add: Add): void {
  if (delegations.length > 1)
    add(
      'parent-ns',
      `the servers of the zone above delegate differently: ${delegations.map(({ by, nameServers }) => `${by.join(', ')} to ${nameServers.join(', ')}`).join('; ')}`,
      'RFC 1034 section 4.2.2',
    );
  const sets = groups(servers, ({ nameServers }) => nameServers?.join(', ') ?? null);
  if (sets.length > 1)
    add(
      'child-ns',
      `its servers have different NS sets: ${sets.map(({ value, rows }) => `${value} at ${who(rows)}`).join('; ')}`,
      'RFC 1034 section 4.2.2',
    );
  const onlyParent = names.filter(({ inParent, inChild }) => inParent === true && inChild === false);
  const onlyChild = names.filter(({ inParent, inChild }) => inParent === false && inChild === true);
  const parts = [
    ...(onlyParent.length > 0 ? [`only the delegation names ${list(onlyParent)}`] : []),
    ...(onlyChild.length > 0 ? [`only the zone itself names ${list(onlyChild)}`] : []),
  ];
  if (parts.length > 0) add('parent-child-ns', parts.join('; '), 'RFC 1034 section 4.2.2');
  const serials = groups(servers, ({ serial }) => (serial === null ? null : String(serial)));
  if (serials.length > 1)
    add(
      'serial',
      `its servers have different versions: ${serials.map(({ value, rows }) => `${value} at ${who(rows)}`).join('; ')} (or a transfer is under way)`,
      'RFC 1034 section 4.3.5',
    );
}

function judgeData({ servers, zone }: ZoneFacts, name: Name, add: Add): void {
  const text = serverText(name);
  const answers = groups(servers, ({ data }) => data?.text ?? null);
  if (answers.length > 1)
    add(
      'data',
      `its servers disagree about ${text}: ${answers.map(({ value, rows }) => `${value} at ${who(rows)}`).join('; ')}`,
      'RFC 1034 section 4.3.5',
    );
  for (const row of servers) {
    if (row.data?.circle === true)
      add(
        'alias-circle',
        `${text} is an alias that leads back to itself, says ${place(row)}`,
        'RFC 1034 section 5.2.2',
      );
    if (row.negativeSoa !== null && !row.negativeSoa.equals(zone))
      add(
        'wrong-soa',
        `${place(row)} puts the SOA of ${zoneText(row.negativeSoa)} into its negative answers: no cache may keep them`,
        'RFC 2308 section 3',
      );
    if (row.data?.exists === true && row.denied.length > 0)
      add(
        'denies-empty-name',
        `${place(row)} says that ${row.denied.map(serverText).join(', ')} does not exist, and has ${text} below it`,
        'RFC 8020 section 2',
      );
  }
  const ttls = groups(servers, ({ data }) => (data?.ttl === null || data === null ? null : String(data.ttl)));
  for (const { value } of ttls) judgeTtl(`the records of ${text}`, Number(value), 30, add);
}

function judgeTtl(what: string, ttl: number, least: number, add: Add): void {
  if (ttl < least)
    add(
      'ttl',
      `${what} may be kept for ${ttl} seconds only: caches ask again and again`,
      'RFC 1912 section 2.2',
    );
  else if (ttl > WEEK)
    add(
      'ttl',
      `${what} may be kept for ${Math.round(ttl / 86_400)} days: a mistake stays that long`,
      'RFC 1912 section 2.2',
    );
}

function judgeNumbers({ servers, names, zone }: ZoneFacts, add: Add): void {
  for (const { value } of groups(servers, ({ nsTtl }) => (nsTtl === null ? null : String(nsTtl))))
    judgeTtl('its NS set', Number(value), 5 * MINUTE, add);
  if (!servers.some(serves))
    add(
      'nobody',
      'no server speaks for it: whoever asks for a name in it gets SERVFAIL',
      'RFC 1034 section 4.1',
    );
  if (names.length === 1 && !zone.isRoot)
    add('one-server', 'it has one server; two are the least', 'RFC 1034 section 4.1');
  const asked = servers.filter(({ standing }) => standing !== 'not asked');
  const networks = new Set(asked.map(({ address }) => networkOf(address)));
  if (asked.length > 1 && networks.size === 1)
    add(
      'one-network',
      `all its servers stand in one network, ${[...networks][0]}`,
      'RFC 2182 section 3.1',
      'remark',
    );
}

/** `127.53.9.0/24`, `fd53:9::/48`. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  const [head = '', tail] = address.split('::');
  const words = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled = [...words, ...Array<string>(Math.max(0, 8 - words.length - rest.length)).fill('0'), ...rest];
  return `${filled
    .slice(0, 3)
    .join(':')
    .replace(/(?::0)+$/, '')
    .replace(/^0$/, '')}::/48`;
}

interface Group {
  readonly value: string;
  readonly rows: readonly ServerFacts[];
}

/** Servers by what they said, the largest group first; those that said nothing are left out. */
export function groups(
  servers: readonly ServerFacts[],
  valueOf: (row: ServerFacts) => string | null,
): readonly Group[] {
  const found = new Map<string, ServerFacts[]>();
  for (const row of servers) {
    const value = valueOf(row);
    if (value !== null) found.set(value, [...(found.get(value) ?? []), row]);
  }
  return [...found].map(([value, rows]) => ({ value, rows })).sort((a, b) => b.rows.length - a.rows.length);
}

function place({ server, address }: ServerFacts): string {
  return `${serverText(server)} (${address})`;
}

function who(rows: readonly ServerFacts[]): string {
  return [...new Set(rows.map(({ server }) => serverText(server)))].join(', ');
}

function list(names: readonly NameFacts[]): string {
  return names.map(({ server }) => serverText(server)).join(', ');
}
