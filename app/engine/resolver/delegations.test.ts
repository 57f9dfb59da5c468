import { beforeEach, describe, expect, test } from 'vitest';
import { DnsLab, lines } from '../../testing/dns-lab.ts';
import { says, scriptedServer } from '../../testing/scripted-server.ts';
import { RCODE, TYPE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import type { WalkOptions } from './walk-options.ts';

/**
 * What com says of zones below it: their servers, and glue. The answers, and where it is not said otherwise the questions,
 * are those that named 9.18.49 comes to.
 */
const DELEGATIONS: Readonly<Record<string, readonly [ns: string, glue: string]>> = {
  host: ['ns.host.com.', 'ns.host.com. 600 A 127.53.3.1'],
  victim: ['ns.victim.com.', 'ns.victim.com. 600 A 127.53.3.2'],
  'circle-a': ['ns.circle-b.com.', ''],
  'circle-b': ['ns.circle-a.com.', ''],
  'half-a': ['ns.half-b.com. ns2.half-a.com.', 'ns2.half-a.com. 600 A 127.53.3.1'],
  'half-b': ['ns.half-a.com.', ''],
  alias: ['alias.host.com.', ''],
  glueless: ['ns.glueless.com.', ''],
  v6: ['ns.v6.com.', 'ns.v6.com. 600 AAAA fd53::1'],
  sibling: ['ns.host.com.', 'ns.host.com. 600 A 127.53.3.1'],
  outside: ['ns.host.com. ns.elsewhere.net.', 'ns.elsewhere.net. 600 A 127.53.3.66'],
  address: ['127.53.3.1.', ''],
  gone: ['ns.nothing-there.com. ns.host.com.', ''],
  three: ['ns1.host.com. ns2.host.com. ns3.host.com.', ''],
  large: [Array.from({ length: 8 }, (_, i) => `ns${8 - i}.host.com.`).join(' '), ''],
  fan: [Array.from({ length: 30 }, (_, i) => `n${i}.victim.com.`).join(' '), ''],
  zero: ['ns.zero.com.', 'ns.zero.com. 0 A 127.53.3.1'],
  ...Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [
      `link${i + 1}`,
      [i === 8 ? 'ns.host.com.' : `ns.link${i + 2}.com.`, ''] as const,
    ]),
  ),
};

let lab: DnsLab;

function com(query: Message): Message {
  const name = query.questions[0]?.name.toString() ?? '.';
  const zone = Object.keys(DELEGATIONS).find((one) => `.${name}`.endsWith(`.${one}.com.`));
  const [servers, glue] = DELEGATIONS[zone ?? ''] ?? ['', ''];
  if (zone === undefined)
    return says(query, { aa: true, rcode: 3, authority: 'com. 60 SOA a. b. 1 1 1 1 60' });
  const authority = servers
    .split(' ')
    .map((server) => `${zone}.com. ${zone === 'zero' ? 0 : 600} NS ${server}`);
  return says(query, { authority: authority.join('\n'), additional: glue });
}

/** Has an address for every name, but for one that is an alias. */
function host(query: Message): Message {
  const { name, type } = query.questions[0] ?? { name: '', type: 0 };
  const owner = name.toString();
  if (owner === 'alias.host.com.') return says(query, { aa: true, answer: `${owner} 60 CNAME ns.host.com.` });
  const zone = owner.split('.').slice(-3).join('.');
  return type === TYPE.A
    ? says(query, {
        aa: true,
        answer: `${owner} 60 A ${owner.startsWith('ns') ? '127.53.3.1' : '127.53.9.1'}`,
      })
    : says(query, { aa: true, authority: `${zone} 60 SOA a. b. 1 1 1 1 60` });
}

beforeEach(() => {
  lab = new DnsLab();
  scriptedServer(lab.host('root', '127.53.1.1'), (query) =>
    (query.questions[0]?.name.toString() ?? '').endsWith('com.')
      ? says(query, { authority: 'com. 600 NS ns.com.', additional: 'ns.com. 600 A 127.53.2.1' })
      : says(query, { aa: true, rcode: 3, authority: '. 60 SOA a. b. 1 1 1 1 60' }),
  );
  scriptedServer(lab.host('com', '127.53.2.1'), com);
  scriptedServer(lab.host('host', '127.53.3.1'), host);
  scriptedServer(lab.host('victim', '127.53.3.2'), (query) =>
    says(query, { aa: true, rcode: 3, authority: 'victim.com. 60 SOA a. b. 1 1 1 1 60' }),
  );
  scriptedServer(lab.host('forger', '127.53.3.66'), (query) => says(query, { aa: true, answer: '' }));
});

async function asked(
  zone: string,
  walk: WalkOptions = {},
): Promise<{ rcode: number | undefined; tookMs: number; questions: string[] }> {
  lab.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n', { walk });
  await lab.ask('ready.com.');
  const [before, from] = [lab.lab.journal.last, lab.clock.now()];
  const answer = await lab.ask(`www.${zone}.com.`);
  if (answer?.rcode === 0) expect(lines(answer.answers)).toEqual([`www.${zone}.com. 60 IN A 127.53.9.1`]);
  return { rcode: answer?.rcode, tookMs: lab.clock.now() - from, questions: lab.questions('cache', before) };
}

describe('servers whose names lie elsewhere', () => {
  test('two zones that name each other’s servers: SERVFAIL, at once', async () => {
    const { rcode, tookMs, questions } = await asked('circle-a');
    expect([rcode, tookMs < 200]).toEqual([RCODE.SERVFAIL, true]);
    expect(questions).toEqual(['www.circle-a.com. A > com', 'ns.circle-b.com. A > com']);
  });

  test('a circle with one way out is left by that', async () => {
    expect((await asked('half-b')).rcode).toBe(0);
  });

  test('a server name that is an alias is no server (RFC 2181 §10.3), and the log says so', async () => {
    const { rcode, questions } = await asked('alias');
    expect([rcode, questions]).toEqual([
      RCODE.SERVFAIL,
      ['www.alias.com. A > com', 'alias.host.com. A > com', 'alias.host.com. A > host'],
    ]);
    const log = lab
      .journal()
      .flatMap((entry) => (entry.kind === 'log' ? [`${entry.category}: ${entry.text}`] : []));
    expect(log).toContain(
      "cname: skipping nameserver 'alias.host.com' because it is a CNAME, while resolving 'www.alias.com/A'",
    );
  });

  test('a server inside its own zone without glue: SERVFAIL, at once, and the log says why', async () => {
    const { rcode, tookMs, questions } = await asked('glueless');
    expect([rcode, tookMs < 200]).toEqual([RCODE.SERVFAIL, true]);
    expect(questions).toEqual(['www.glueless.com. A > com', 'ns.glueless.com. A > com']);
    const log = lab.journal().flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []));
    expect(log).toContain("loop detected resolving 'ns.glueless.com/A'");
  });

  test('a server with an IPv6 address alone, and no IPv6 here: SERVFAIL, at once', async () => {
    const { rcode, tookMs } = await asked('v6');
    expect([rcode, tookMs < 200]).toEqual([RCODE.SERVFAIL, true]);
  });

  test('sibling glue is used, or refused and the address looked up', async () => {
    expect((await asked('sibling')).questions).toEqual([
      'www.sibling.com. A > com',
      'www.sibling.com. A > host',
    ]);
  });

  test('sibling glue refused (BIND)', async () => {
    expect((await asked('sibling', { siblingGlue: 'refused' })).questions).toEqual([
      'www.sibling.com. A > com',
      'ns.host.com. A > com',
      'ns.host.com. A > host',
      'www.sibling.com. A > host',
    ]);
  });

  test('glue for a host outside the zone of who gives it is not believed', async () => {
    const { rcode, questions } = await asked('outside');
    expect([rcode, questions.some((question) => question.endsWith('> forger'))]).toEqual([0, false]);
  });

  test('an address in the place of a name is a name that does not exist', async () => {
    expect((await asked('address')).rcode).toBe(RCODE.SERVFAIL);
  });

  test('where one name leads nowhere, the other does', async () => {
    expect((await asked('gone')).rcode).toBe(0);
  });

  test('five of thirty names without glue are looked up, no more (NXNS)', async () => {
    const { rcode, questions } = await asked('fan');
    const names = new Set(questions.map((question) => question.split('.')[0]));
    expect(rcode).toBe(RCODE.SERVFAIL);
    expect([...names].filter((name) => name?.startsWith('n'))).toHaveLength(5);
  });

  const atOnce: WalkOptions = { siblingGlue: 'refused', addressLookups: 'at-once' };

  test('at once (BIND): all are looked up, and whoever has an address first is asked', async () => {
    const { rcode, questions } = await asked('three', atOnce);
    expect(rcode).toBe(0);
    expect(questions.slice(0, 4)).toEqual([
      'www.three.com. A > com',
      'ns1.host.com. A > com',
      'ns2.host.com. A > com',
      'ns3.host.com. A > com',
    ]);
    expect(questions).toContain('ns3.host.com. A > host');
  });

  test('at once (BIND): of a large set five, in the order of their names, and more as those have addresses', async () => {
    const { rcode, questions } = await asked('large', atOnce);
    const lookedUp = (server: string): string[] =>
      questions.filter((question) => question.startsWith('ns') && question.endsWith(`> ${server}`));
    expect(rcode).toBe(0);
    expect(lookedUp('com')).toEqual([1, 2, 3, 4, 5].map((i) => `ns${i}.host.com. A > com`));
    expect(lookedUp('host')).toContain('ns6.host.com. A > host');
    expect(lookedUp('host')).not.toContain('ns8.host.com. A > host');
  });

  test('at once (BIND): five of thirty that do not exist, no more (NXNS)', async () => {
    const { rcode, questions } = await asked('fan', atOnce);
    const names = new Set(questions.map((question) => question.split('.')[0]));
    expect([rcode, [...names].filter((name) => name?.startsWith('n')).length]).toEqual([RCODE.SERVFAIL, 5]);
  });

  test('at once (BIND): a server that cannot be reached is not looked up anew with each question', async () => {
    lab.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n', { walk: atOnce });
    await lab.ask('www.circle-a.com.');
    const before = lab.lab.journal.last;
    await lab.ask('other.circle-a.com.');
    expect(lab.questions('cache', before)).toEqual([]);
  });

  test('a delegation with TTL 0 is good for this question', async () => {
    const { rcode, questions } = await asked('zero');
    expect([rcode, questions]).toEqual([0, ['www.zero.com. A > com', 'www.zero.com. A > host']]);
  });

  test.each([
    [9, 0],
    [3, 0],
    [2, RCODE.SERVFAIL],
  ])('a row of server names, from link %d on: rcode %d', async (link, rcode) => {
    // BIND: max-recursion-depth 7
    expect((await asked(`link${link}`)).rcode).toBe(rcode);
  });
});
