/** The server's own zones in recursion: what each rcode, flag and question is was seen with named 9.18. */
import { describe, expect, test } from 'vitest';
import { DnsLab, lines, records, zoneOf } from '../../testing/dns-lab.ts';
import { says, scriptedServer, type ScriptedServer } from '../../testing/scripted-server.ts';
import { RCODE } from '../protocol/codes.ts';
import type { QueryChange } from '../network/query-change.ts';
import type { AccessOptions } from './access.ts';
import type { NamedOptions } from './options.ts';

const TOP = '@ 60 SOA a. b. 1 1 1 1 60\n@ 60 NS ns\nns 60 A 127.53.0.53\n';
const AUTH = `${TOP}www 60 A 192.0.2.1\nalias 60 CNAME www.other.test.\nfar 60 CNAME www.ok.test.
deleg 60 NS ns.ok.test.\nglued 60 NS ns.glued\nns.glued 60 A 127.53.2.2\ndark 60 NS ns.dark\nserver 60 A 127.53.2.2\n`;
const OTHER = `${TOP}www 60 A 192.0.2.2\nback 60 CNAME www.ok.test.\n`;

interface World {
  readonly lab: DnsLab;
  readonly root: ScriptedServer;
  readonly servers: ScriptedServer;
}

/** A root that delegates all to one server, which serves whatever it is asked, and knows nothing of auth.test. */
function world(access: AccessOptions = {}, more: Partial<NamedOptions> = {}): World {
  const lab = new DnsLab('own zones');
  const root = scriptedServer(lab.host('root', '127.53.1.1'), (query) =>
    /^auth\.test\.$/.test(query.questions[0]?.name.toString() ?? '')
      ? says(query, { aa: true, rcode: RCODE.NXDOMAIN, authority: '. 60 SOA a. b. 1 1 1 1 60' })
      : says(query, {
          authority: 'ok.test. 60 NS ns.ok.test.\n',
          additional: 'ns.ok.test. 60 A 127.53.2.2',
        }),
  );
  const servers = scriptedServer(lab.host('servers', '127.53.2.2'), (query) => {
    const name = query.questions[0]?.name.toString() ?? '';
    const answers: Record<string, string> = {
      'ns.ok.test.': 'ns.ok.test. 60 A 127.53.2.2',
      'to.ok.test.': 'to.ok.test. 60 CNAME www.auth.test.',
      'missing.ok.test.': 'missing.ok.test. 60 CNAME missing.auth.test.',
      'down.ok.test.': 'down.ok.test. 60 CNAME x.glued.auth.test.',
      'broken.ok.test.': 'broken.ok.test. 60 CNAME www.broken.test.',
    };
    return says(query, { aa: true, answer: answers[name] ?? `${name} 60 A 192.0.2.80` });
  });
  lab.caching(
    '. 3600 NS root.\nroot. 3600 A 127.53.1.1\n',
    {},
    {
      zones: [
        zoneOf('auth.test.', AUTH),
        zoneOf('other.test.', OTHER),
        { kind: 'unloaded', origin: zoneOf('broken.test.', TOP).origin, reason: 'file not found' },
      ],
      access,
      ...more,
    },
  );
  return { lab, root, servers };
}

const asked = ({ queries }: ScriptedServer): string[] =>
  queries.map(({ questions }) => questions[0]?.name.toString() ?? '');

function steps({ lab }: World): QueryChange[] {
  return lab.lab.journal.since(0).flatMap((entry) => (entry.kind === 'query' ? [entry.change] : []));
}

describe('an alias of another zone that leads into one’s own', () => {
  test('is answered from there, without aa, and nobody is asked about the target', async () => {
    const one = world();
    const answer = await one.lab.ask('to.ok.test.');
    expect(answer).toMatchObject({ rcode: RCODE.NOERROR, aa: false });
    expect(lines(answer?.answers ?? [])).toEqual([
      'to.ok.test. 60 IN CNAME www.auth.test.',
      'www.auth.test. 60 IN A 192.0.2.1',
    ]);
    expect([...asked(one.root), ...asked(one.servers)]).toEqual(['to.ok.test.', 'to.ok.test.']);
    expect(steps(one)).toContainEqual(
      expect.objectContaining({ step: 'own-zone', found: 'answer', whole: false }),
    );
  });

  test('again from the cache: the own zone still has its say, and no answer is kept whole', async () => {
    const one = world();
    await one.lab.ask('to.ok.test.');
    await one.lab.ask('to.ok.test.');
    expect(lines((await one.lab.ask('to.ok.test.'))?.answers ?? [])).toHaveLength(2);
    expect(one.lab.servers.get('cache')?.views[0]?.recursion?.keptAnswers).toBe(0);
  });

  test('to a name that is not there is NXDOMAIN with the own zone’s SOA', async () => {
    const answer = await world().lab.ask('missing.ok.test.');
    expect(answer?.rcode).toBe(RCODE.NXDOMAIN);
    expect(lines(answer?.authority ?? [])).toEqual(['auth.test. 60 IN SOA a. b. 1 1 1 1 60']);
  });

  test('below a cut of it goes on at the servers of that cut', async () => {
    const one = world();
    const answer = await one.lab.ask('down.ok.test.');
    expect(lines(answer?.answers ?? []).at(-1)).toBe('x.glued.auth.test. 60 IN A 192.0.2.80');
    expect(asked(one.root)).toEqual(['down.ok.test.']);
  });

  test('ends there for a client that may not see that zone, with EDE 18', async () => {
    const allowQueryOf: AccessOptions['allowQueryOf'] = (zone) =>
      zone.toString() === 'auth.test.' ? () => false : null;
    const edns = { udpSize: 1232, options: [], version: 0, dnssecOk: false, z: 0 };
    const answer = await world({ allowQueryOf }).lab.ask('to.ok.test.', 'A', undefined, { edns });
    expect(answer?.rcode).toBe(RCODE.NOERROR);
    expect(lines(answer?.answers ?? [])).toEqual(['to.ok.test. 60 IN CNAME www.auth.test.']);
    expect(answer?.edns?.options.find(({ code }) => code === 15)?.data.slice(0, 2)).toEqual(
      Uint8Array.of(0, 18),
    );
  });

  test('that could not be loaded is SERVFAIL', async () => {
    expect((await world().lab.ask('broken.ok.test.'))?.rcode).toBe(RCODE.SERVFAIL);
  });
});

describe('one’s own zone', () => {
  test('has its aliases followed into another one, for who may have others asked', async () => {
    const one = world();
    const answer = await one.lab.ask('alias.auth.test.');
    expect(answer?.aa).toBe(true);
    expect(lines(answer?.answers ?? []).at(-1)).toBe('www.other.test. 60 IN A 192.0.2.2');
    const without = await one.lab.ask('alias.auth.test.', 'A', undefined, { flags: { rd: false } });
    expect([without?.answers.length, without?.authority.length]).toEqual([1, 0]);
    expect(asked(one.root)).toEqual([]);
  });

  test('has the servers of its cuts asked, by glue of its own or by what the walk finds', async () => {
    const one = world();
    expect(lines((await one.lab.ask('x.glued.auth.test.'))?.answers ?? [])).toHaveLength(1);
    expect(asked(one.root)).toEqual([]);
    expect(lines((await one.lab.ask('x.deleg.auth.test.'))?.answers ?? [])).toHaveLength(1);
    expect(asked(one.root)).toEqual(['ns.ok.test.']);
    expect(steps(one)).toContainEqual(expect.objectContaining({ step: 'fetch', known: 'own' }));
  });

  test('with a cut to a server inside it that has no glue is SERVFAIL, and nobody is asked', async () => {
    const one = world();
    expect((await one.lab.ask('x.dark.auth.test.'))?.rcode).toBe(RCODE.SERVFAIL);
    expect([...asked(one.root), ...asked(one.servers)]).toEqual([]);
  });

  test('does not answer for the DS that its parent has, but without RD', async () => {
    const one = world();
    const answer = await one.lab.ask('auth.test.', 'DS');
    expect(answer).toMatchObject({ rcode: RCODE.NXDOMAIN, aa: false });
    expect(asked(one.root)).toEqual(['auth.test.']);
    const without = await one.lab.ask('auth.test.', 'DS', undefined, { flags: { rd: false } });
    expect(without).toMatchObject({ rcode: RCODE.NOERROR, aa: true });
  });

  test('gives the addresses of servers that have their names there', async () => {
    const lab = new DnsLab('servers in own zones');
    const root = scriptedServer(lab.host('root', '127.53.1.1'), (query) =>
      says(query, { authority: 'via.test. 60 NS server.auth.test.' }),
    );
    scriptedServer(lab.host('servers', '127.53.2.2'), (query) =>
      says(query, { aa: true, answer: 'www.via.test. 60 A 192.0.2.66' }),
    );
    lab.named(lab.host('cache', '127.53.0.53'), {
      zones: [zoneOf('auth.test.', AUTH)],
      recursion: { hints: records('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n') },
    });
    expect(lines((await lab.ask('www.via.test.'))?.answers ?? [])).toEqual([
      'www.via.test. 60 IN A 192.0.2.66',
    ]);
    expect(asked(root)).toEqual(['www.via.test.']);
  });
});

test('with auth-nxdomain every NXDOMAIN has AA, and nothing else', async () => {
  const one = world({}, { authNxdomain: true });
  const found = await one.lab.ask('missing.ok.test.');
  expect(found).toMatchObject({ rcode: RCODE.NXDOMAIN, aa: true });
  expect(await one.lab.ask('www.ok.test.')).toMatchObject({ rcode: RCODE.NOERROR, aa: false });
  expect(await world().lab.ask('missing.ok.test.')).toMatchObject({ rcode: RCODE.NXDOMAIN, aa: false });
});
