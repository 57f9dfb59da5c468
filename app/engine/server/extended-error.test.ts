/** Which extended error (RFC 8914) goes with which failure, each brought about by servers that fail in that way. */
import { describe, expect, test } from 'vitest';
import { DnsLab, zoneOf } from '../../testing/dns-lab.ts';
import { says, scriptedServer, type Scripted } from '../../testing/scripted-server.ts';
import { EDNS_OPTION, RCODE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import type { RecursionOptions } from './named.ts';

const HINTS = '. 3600 NS ns.root.\nns.root. 3600 A 127.53.1.1\n';
const ROOT = zoneOf(
  '.',
  `. 3600 SOA ns.root. hm.root. 1 2 3 4 60
. 3600 NS ns.root.
ns.root. 3600 A 127.53.1.1
bad. 3600 NS ns.bad.
ns.bad. 3600 A 127.53.1.2
addressless. 3600 NS ns.nothere.
one. 3600 NS ns.two.
two. 3600 NS ns.one.
`,
);

const EDNS = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };

async function failure(
  name: string,
  script: ((query: Message) => Scripted) | null = null,
  recursion: Partial<RecursionOptions> = {},
): Promise<string> {
  const lab = new DnsLab();
  lab.authority('ns.root', '127.53.1.1', ROOT);
  const host = lab.host('ns.bad', '127.53.1.2');
  if (script !== null) scriptedServer(host, script);
  lab.caching(HINTS, { explainErrors: true, ...recursion });
  return short(await lab.ask(name, 'A', '127.53.0.53', { edns: EDNS }));
}

function short(answer: Message | null): string {
  const data = answer?.edns?.options.find(({ code }) => code === EDNS_OPTION.EDE)?.data;
  if (answer?.rcode !== RCODE.SERVFAIL) return `rcode ${answer?.rcode}`;
  return data === undefined ? 'none' : `${data[1]} ${String.fromCharCode(...data.slice(2))}`;
}

describe('extended errors of a SERVFAIL', () => {
  const rcode = (code: number) => (query: Message) => says(query, { rcode: code });
  test.each([
    ['servers that are silent', () => null, '22 timed out'],
    ['nobody listens', null, '23 connection refused'],
    ['REFUSED', rcode(RCODE.REFUSED), '22 REFUSED'],
    ['NOTAUTH', rcode(RCODE.NOTAUTH), '22 NOTAUTH'],
    ['SERVFAIL', rcode(RCODE.SERVFAIL), '23 SERVFAIL'],
    ['NOTIMP', rcode(RCODE.NOTIMP), '23 NOTIMP'],
    ['an RCODE that nobody knows', rcode(12), '23 RESERVED12'],
    ['a lame server', (query: Message) => says(query, { authority: '. 60 NS ns.root.' }), '22 lame server'],
    [
      'an answer about something else',
      (query: Message) => says(query, { aa: true, answer: 'x.bad. 60 A 192.0.2.1' }),
      '23 useless response',
    ],
    [
      'no message',
      (query: Message) =>
        new Uint8Array([query.id >> 8, query.id & 255, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0, 5, 1]),
      '23 malformed response',
    ],
  ] as const)('%s', async (_, script, expected) => {
    expect(await failure('www.bad.', script)).toBe(expected);
  });

  test.each([
    ['servers whose names have no address', 'www.addressless.', '22 no address for ns.nothere'],
    ['servers whose names lead to each other', 'www.one.', /^22 /],
  ])('%s', async (_, name, expected) => {
    expect(await failure(name)).toMatch(expected);
  });

  test('aliases without end', async () => {
    const alias = (query: Message): Scripted => {
      const name = query.questions[0]?.name.toString() ?? '';
      return says(query, { aa: true, answer: `${name} 60 CNAME x${name}` });
    };
    expect(await failure('a.bad.', alias)).toBe('0 max. restarts reached');
  });

  test('aliases in a circle: said in any case, with the links, each once, as named says it', async () => {
    const lab = new DnsLab();
    lab.authority('ns.root', '127.53.1.1', ROOT);
    const circle = 'a.own. 60 CNAME b.own.\nb.own. 60 CNAME a.own.\n';
    const top = 'own. 60 SOA ns.own. hm.own. 1 1 1 1 60\nown. 60 NS ns.own.\nns.own. 60 A 127.53.1.3\n';
    lab.authority('ns.own', '127.53.1.3', zoneOf('own.', top + circle));
    scriptedServer(lab.host('ns.bad', '127.53.1.2'), (query) => {
      const name = query.questions[0]?.name.toString() ?? '';
      return says(query, { aa: true, answer: `${name} 60 CNAME ${name === 'a.bad.' ? 'b' : 'a'}.bad.` });
    });
    lab.caching(HINTS);
    for (const [name, server, rd] of [
      ['a.own.', '127.53.1.3', false],
      ['a.bad.', '127.53.0.53', true],
      // Out of the cache alone.
      ['a.bad.', '127.53.0.53', false],
    ] as const) {
      const answer = await lab.ask(name, 'A', server, { flags: { rd }, edns: EDNS });
      expect(short(answer), `${name} ${rd}`).toBe('0 max. restarts reached');
      expect(answer?.answers.map((record) => String(record.name))).toEqual([name, name.replace('a', 'b')]);
    }
    const lines = lab.journal().flatMap((entry) => (entry.kind === 'log' ? [entry] : []));
    const limit = lines.filter(({ text }) => text.endsWith('): query iterations limit reached'));
    expect(limit.map(({ host, category, severity }) => [host, category, severity])).toEqual([
      ['ns.own', 'client', 'info'],
      ['cache', 'client', 'info'],
      ['cache', 'client', 'info'],
    ]);
  });

  test('a failure that is remembered', async () => {
    const lab = new DnsLab();
    lab.authority('ns.root', '127.53.1.1', ROOT);
    lab.host('ns.bad', '127.53.1.2');
    lab.caching(HINTS, { explainErrors: true });
    await lab.ask('www.bad.');
    const again = await lab.ask('www.bad.', 'A', '127.53.0.53', { edns: EDNS });
    expect(short(again)).toBe('13 it failed a moment ago (failure cache)');
  });

  test('a limit of the server’s own is something other', async () => {
    const lab = new DnsLab();
    lab.authority('ns.root', '127.53.1.1', ROOT);
    lab.caching(HINTS, { explainErrors: true }, { recursiveClients: 0 });
    const answer = await lab.ask('www.bad.', 'A', '127.53.0.53', { edns: EDNS });
    expect(short(answer)).toBe('0 too many questions are waiting (recursive-clients)');
  });

  test('a zone of its own that is not loaded', async () => {
    const lab = new DnsLab();
    lab.authority('ns.root', '127.53.1.1', ROOT);
    const broken = {
      kind: 'unloaded',
      origin: nameOf('broken.'),
      reason: 'file not found',
    } as const;
    lab.caching(HINTS, { explainErrors: true }, { zones: [broken] });
    const answer = await lab.ask('www.broken.', 'A', '127.53.0.53', { edns: EDNS });
    expect(short(answer)).toBe('24 the zone is not loaded');
  });

  test('without explain-errors nothing is said, as named 9.18', async () => {
    expect(await failure('www.bad.', null, { explainErrors: false })).toBe('none');
  });
});
