import { beforeEach, describe, expect, test } from 'vitest';
import { DnsLab, lines } from '../../testing/dns-lab.ts';
import { says, scriptedServer, withCookie, type ScriptedServer } from '../../testing/scripted-server.ts';
import { RCODE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';

/** What named 9.18.49 does with the same servers stands in each test's expectation. */
const LONG = ['a', 'b', 'c'].map((letter) => letter.repeat(63)).join('.') + `.${'d'.repeat(40)}.com.`;

let lab: DnsLab;
let server: ScriptedServer;

function com(query: Message): Message {
  const name = query.questions[0]?.name.toString() ?? '.';
  const below = (zone: string): string | undefined =>
    name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : undefined;
  const first = below('old.com.');
  if (first !== undefined) {
    const alias = first === 'bare' ? '' : `${name} 300 CNAME ${first === 'wrong' ? 'evil' : first}.new.com.`;
    return says(query, { aa: first !== 'noaa', answer: `old.com. 300 DNAME new.com.\n${alias}` });
  }
  const long = below('long.com.');
  if (long !== undefined)
    return says(query, { aa: true, rcode: RCODE.YXDOMAIN, answer: `long.com. 300 DNAME ${LONG}` });
  if (below('loop.com.') !== undefined)
    return says(query, { aa: true, answer: 'loop.com. 300 DNAME x.loop.com.' });
  if (below('outside.com.') !== undefined)
    return says(query, { aa: true, answer: `. 300 DNAME new.com.\n${name} 300 CNAME www.new.com.` });
  if (name === 'late.com.') return says(query, { aa: true, answer: 'late.com. 300 DNAME new.com.' });
  if (name === 'real.late.com.') return says(query, { aa: true, answer: `${name} 300 A 127.53.9.7` });
  if (below('new.com.') !== undefined && query.questions[0]?.type === 1)
    return says(query, { aa: true, answer: `${name} 100 A 127.53.9.9` });
  return says(query, { aa: true, authority: 'com. 60 SOA a. b. 1 1 1 1 60' });
}

beforeEach(() => {
  lab = new DnsLab();
  scriptedServer(lab.host('root', '127.53.1.1'), (query) =>
    says(query, { authority: 'com. 600 NS ns.com.', additional: 'ns.com. 600 A 127.53.2.1' }),
  );
  server = scriptedServer(lab.host('com', '127.53.2.1'), (query) => withCookie(query, com(query)));
  lab.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n');
});

const OLD = 'old.com. 300 IN DNAME new.com.';

async function asked(name: string, type?: string): Promise<[rcode: number, ...answers: string[]]> {
  const answer = await lab.ask(name, type);
  return [answer?.rcode ?? -1, ...lines(answer?.answers ?? [])];
}

describe('a DNAME', () => {
  test('is handed on before the alias that it makes and what lies there', async () => {
    expect(await asked('www.old.com.')).toEqual([
      0,
      OLD,
      'www.old.com. 300 IN CNAME www.new.com.',
      'www.new.com. 100 IN A 127.53.9.9',
    ]);
  });

  test('is kept, so that no other name below it is asked for; the alias has the time that is left', async () => {
    await lab.ask('www.old.com.');
    const before = server.queries.length;
    await lab.clock.jump(40_000);
    expect(await asked('a.b.old.com.')).toEqual([
      0,
      'old.com. 260 IN DNAME new.com.',
      'a.b.old.com. 260 IN CNAME a.b.new.com.',
      'a.b.new.com. 100 IN A 127.53.9.9',
    ]);
    expect(server.queries.slice(before).map(({ questions }) => questions[0]?.name.toString())).toEqual([
      'a.b.new.com.',
    ]);
    const kept = [...(lab.servers.get('cache')?.cache?.entries() ?? [])].map(
      ({ owner, type, trust }) => `${owner.toString()} ${type} ${trust}`,
    );
    expect(kept).toContain('old.com. 39 authanswer');
    expect(kept.filter((entry) => / 5 /.test(entry))).toEqual([]);
  });

  test('makes its own alias, whatever the server made of it, or without one', async () => {
    expect(await asked('wrong.old.com.')).toContain('wrong.old.com. 300 IN CNAME wrong.new.com.');
    lab.servers.get('cache')?.flush();
    expect(await asked('bare.old.com.')).toContain('bare.old.com. 300 IN CNAME bare.new.com.');
  });

  test('without authority is believed less', async () => {
    await lab.ask('noaa.old.com.');
    const kept = [...(lab.servers.get('cache')?.cache?.entries() ?? [])].find(({ type }) => type === 39);
    expect(kept?.trust).toBe('answer');
  });

  test.each(['CNAME', 'ANY'])('ends a question for %s with the alias', async (type) => {
    expect(await asked('www.old.com.', type)).toEqual([0, OLD, 'www.old.com. 300 IN CNAME www.new.com.']);
    expect(server.queries.some(({ questions }) => questions[0]?.name.toString() === 'www.new.com.')).toBe(
      false,
    );
  });

  test('is followed for other types, DNAME itself among them', async () => {
    const answer = await lab.ask('www.old.com.', 'DNAME');
    expect(lines(answer?.answers ?? [])).toEqual([OLD, 'www.old.com. 300 IN CNAME www.new.com.']);
    expect(lines(answer?.authority ?? [])).toEqual(['com. 60 IN SOA a. b. 1 1 1 1 60']);
  });

  test('that makes a name too long is YXDOMAIN, asked for or out of the cache', async () => {
    const dname = `long.com. 300 IN DNAME ${LONG}`;
    const first = 'first-of-two-that-are-too-long-to-be.long.com.';
    expect(await asked(first)).toEqual([RCODE.YXDOMAIN, dname]);
    const before = server.queries.length;
    expect(await asked(`second${first}`)).toEqual([RCODE.YXDOMAIN, dname]);
    expect(server.queries.length).toBe(before);
  });

  test('that leads below itself ends after twelve aliases with what there is', async () => {
    const [rcode, dname, ...aliases] = await asked('www.loop.com.');
    expect(rcode).toBe(RCODE.SERVFAIL);
    expect(dname).toBe('loop.com. 300 IN DNAME x.loop.com.');
    expect(aliases).toHaveLength(12);
    expect(server.queries).toHaveLength(1);
  });

  test('of a zone that is not the server’s is not believed; an alias beside it is', async () => {
    expect(await asked('www.outside.com.')).toEqual([
      0,
      'www.outside.com. 300 IN CNAME www.new.com.',
      'www.new.com. 100 IN A 127.53.9.9',
    ]);
  });

  test('goes before what is known of a name below it', async () => {
    expect(await asked('real.late.com.')).toEqual([0, 'real.late.com. 300 IN A 127.53.9.7']);
    await lab.ask('late.com.', 'DNAME');
    expect(await asked('real.late.com.')).toEqual([
      0,
      'late.com. 300 IN DNAME new.com.',
      'real.late.com. 300 IN CNAME real.new.com.',
      'real.new.com. 100 IN A 127.53.9.9',
    ]);
  });

  test('in the cache answers without recursion too', async () => {
    await lab.ask('www.old.com.');
    const answer = await lab.ask('www.old.com.', 'A', '127.53.0.53', { flags: { rd: false } });
    expect(lines(answer?.answers ?? [])).toEqual([
      OLD,
      'www.old.com. 300 IN CNAME www.new.com.',
      'www.new.com. 100 IN A 127.53.9.9',
    ]);
  });

  test('without our cookie is asked for again over TCP, and believed only from there', async () => {
    const bare = new DnsLab();

    scriptedServer(bare.host('root', '127.53.1.1'), (query) =>
      says(query, { authority: 'old. 600 NS ns.old.', additional: 'ns.old. 600 A 127.53.2.1' }),
    );
    const udp = scriptedServer(bare.host('old', '127.53.2.1'), (query) =>
      says(query, { aa: true, answer: 'old. 300 DNAME new.' }),
    );
    bare.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n');
    const answer = await bare.ask('www.old.');
    expect([answer?.rcode, udp.queries.length]).toEqual([RCODE.SERVFAIL, 1]);
    expect(
      bare
        .packets()
        .some(
          ({ protocol, tcp, destinationHost }) =>
            protocol === 'tcp' && tcp?.flags.syn && destinationHost === 'old',
        ),
    ).toBe(true);
  });
});
