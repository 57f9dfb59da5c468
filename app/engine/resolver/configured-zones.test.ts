import { describe, expect, test } from 'vitest';
import { DnsLab, lines } from '../../testing/dns-lab.ts';
import { says, scriptedServer, type ScriptedServer } from '../../testing/scripted-server.ts';
import { nameOf } from '../protocol/name.ts';
import type { RecursionOptions } from '../server/options.ts';

const HINTS = '. 3600 NS root.\nroot. 3600 A 127.53.1.1\n';

/** A root that knows nothing deeper, and two forwarders; `reply` says what a forwarder gives. */
function forwarders(
  kind: 'only' | 'first',
  reply: 'answer' | 'refuse' | 'silence' | 'empty' | 'above',
  walk: RecursionOptions['walk'] = {},
): {
  lab: DnsLab;
  root: ScriptedServer;
  first: ScriptedServer;
  second: ScriptedServer;
} {
  const lab = new DnsLab('forwarders');
  const root = scriptedServer(lab.host('root', '127.53.1.1'), (query) =>
    says(query, { aa: true, answer: 'www.example.com. 60 A 127.53.1.80' }),
  );
  const forwarder = (name: string, address: string): ScriptedServer =>
    scriptedServer(lab.host(name, address), (query) => {
      if (reply === 'silence') return null;
      if (reply === 'refuse') return says(query, { rcode: 5 });
      if (reply === 'empty')
        return says(query, { ra: true, authority: 'example.com. 60 NS ns.example.com.' });
      if (reply === 'above') return says(query, { ra: true, authority: 'com. 60 SOA a. b. 1 1 1 1 60' });
      return says(query, { ra: true, answer: 'www.example.com. 60 A 127.53.7.80' });
    });
  const first = forwarder('first', '127.53.7.1');
  const second = forwarder('second', '127.53.7.2');
  const zone = {
    kind: 'forward' as const,
    name: nameOf('example.com.'),
    servers: [{ address: '127.53.7.1' }, { address: '127.53.7.2' }],
    first: kind === 'first',
  };
  lab.caching(HINTS, { configured: [zone], walk });
  return { lab, root, first, second };
}

describe('a forward zone', () => {
  test('has its forwarders asked, with RD, and nobody else', async () => {
    const { lab, root, first, second } = forwarders('only', 'answer');
    const answer = await lab.ask('www.example.com.');
    expect(lines(answer?.answers ?? [])).toEqual(['www.example.com. 60 IN A 127.53.7.80']);
    expect(root.queries).toHaveLength(0);
    const asked = [...first.queries, ...second.queries];
    expect(asked).toHaveLength(1);
    expect(asked[0]?.rd).toBe(true);
  });

  test('leaves names outside it to iteration, without RD', async () => {
    const { lab, root } = forwarders('only', 'answer');
    await lab.ask('www.example.org.');
    expect(root.queries[0]?.rd).toBe(false);
  });

  test('with "only" comes to SERVFAIL when all forwarders refuse, after each was asked', async () => {
    const { lab, root, first, second } = forwarders('only', 'refuse');
    expect((await lab.ask('www.example.com.'))?.rcode).toBe(2);
    expect([root, first, second].map((server) => server.queries.length)).toEqual([0, 1, 1]);
  });

  test.each(['refuse', 'silence'] as const)('with "first" goes on by itself when they %s', async (reply) => {
    const { lab, first, second } = forwarders('first', reply);
    const answer = await lab.ask('www.example.com.');
    expect(lines(answer?.answers ?? [])).toEqual(['www.example.com. 60 IN A 127.53.1.80']);
    expect([first, second].map((server) => server.queries.length)).toEqual([1, 1]);
  });

  test('takes a forwarder\'s "nothing", though it shows the zone\'s NS records and no SOA', async () => {
    const { lab } = forwarders('only', 'empty');
    expect(await lab.ask('www.example.com.')).toMatchObject({ rcode: 0, answers: [] });
  });

  test('with "only" is believed in its own zone, with "first" in the zone that the cache knows, as by named 9.18', async () => {
    expect((await forwarders('only', 'above').lab.ask('www.example.com.'))?.rcode).toBe(2);
    const answer = await forwarders('first', 'above').lab.ask('www.example.com.');
    expect([answer?.rcode, lines(answer?.authority ?? [])]).toEqual([0, ['com. 60 IN SOA a. b. 1 1 1 1 60']]);
  });

  test('is primed at the root servers themselves, and with "only" not at all, as by named 9.18', async () => {
    const asked = async (kind: 'only' | 'first'): Promise<number[]> => {
      const { lab, root, first, second } = forwarders(kind, 'answer', { priming: true });
      await lab.ask('www.example.com.');
      return [root.queries.length, first.queries.length + second.queries.length];
    };
    expect(await asked('first')).toEqual([1, 1]);
    expect(await asked('only')).toEqual([0, 1]);
  });
});

/** A tree root → com → example.com, and another server for com. */
function stubs(configured: RecursionOptions['configured']): { lab: DnsLab; other: ScriptedServer } {
  const lab = new DnsLab('stubs');
  const answer = (address: string) => (query: Parameters<Parameters<typeof scriptedServer>[1]>[0]) => {
    const name = query.questions[0]?.name.toString() ?? '.';
    return says(query, { aa: true, answer: `${name} 60 A ${address}` });
  };
  scriptedServer(lab.host('root', '127.53.1.1'), (query) =>
    says(query, {
      authority: 'sub.com. 60 NS ns.sub.com.',
      additional: 'ns.sub.com. 60 A 127.53.2.1',
    }),
  );
  scriptedServer(lab.host('sub', '127.53.2.1'), answer('127.53.2.80'));
  const other = scriptedServer(lab.host('other', '127.53.7.1'), answer('127.53.7.80'));
  lab.caching(HINTS, configured === undefined ? {} : { configured });
  return { lab, other };
}

describe('a static-stub zone', () => {
  const com = {
    kind: 'static-stub' as const,
    name: nameOf('com.'),
    servers: [{ address: '127.53.7.1' }],
  };

  test('has its servers asked as servers of the zone, without RD', async () => {
    const { lab, other } = stubs([com]);
    const answer = await lab.ask('www.sub.com.');
    expect(lines(answer?.answers ?? [])).toEqual(['www.sub.com. 60 IN A 127.53.7.80']);
    expect(other.queries[0]?.rd).toBe(false);
  });

  test('below a forward zone goes before it, and one without servers forwards nothing', async () => {
    const root = { kind: 'forward' as const, name: nameOf('.'), servers: [{ address: '127.53.66.66' }] };
    const none = { kind: 'forward' as const, name: nameOf('sub.com.'), servers: [] };
    const { lab, other } = stubs([root, com, none]);
    expect((await lab.ask('www.else.com.'))?.answers).toHaveLength(1);
    expect(other.queries).toHaveLength(1);
    const answer = await lab.ask('www.sub.com.');
    expect(lines(answer?.answers ?? [])).toEqual(['www.sub.com. 60 IN A 127.53.2.80']);
  });
});
