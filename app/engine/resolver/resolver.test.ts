import { describe, expect, test } from 'vitest';
import { DnsLab, lines, smallInternet, SMALL_HINTS, zoneOf } from '../../testing/dns-lab.ts';
import { says, scriptedServer } from '../../testing/scripted-server.ts';
import type { Message } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { TYPE } from '../protocol/codes.ts';
import { encodeMessage } from '../protocol/wire.ts';
import type { NamedServer } from '../server/named.ts';

function small(seed?: string): { lab: DnsLab; cache: NamedServer } {
  const lab = smallInternet(new DnsLab(seed));
  return { lab, cache: lab.caching(SMALL_HINTS) };
}

/** A root of one server that delegates `test.` to the given addresses. */
function testZoneAt(...addresses: string[]): { lab: DnsLab; cache: () => NamedServer } {
  const lab = new DnsLab();
  let root = `. 86400 SOA root. hm. 1 1800 900 604800 86400\n. 518400 NS root.\nroot. 518400 A 127.53.1.1\n`;
  for (const [i, address] of addresses.entries())
    root += `test. 172800 NS ns${i}.test.\nns${i}.test. 172800 A ${address}\n`;
  lab.authority('root', '127.53.1.1', zoneOf('.', root));
  return { lab, cache: () => lab.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n') };
}

/** An OPT record without options. */
const BARE_EDNS = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };

/** The questions without which of a zone's equal servers was picked. */
function anyServer(questions: readonly string[]): string[] {
  return questions.map((question) =>
    question.replace(/> [ab]\.root/, '> ?.root').replace(/(ns|dns)[12]\./, '$1?.'),
  );
}

describe('iteration (RFC 1034 §5.3.3)', () => {
  test('with an empty cache costs one question at each level, then one for a neighbour', async () => {
    const { lab } = small();
    const answer = await lab.ask('www.tiscali.co.uk.');
    expect(lines(answer?.answers ?? [])).toEqual(['www.tiscali.co.uk. 600 IN A 127.53.9.80']);
    expect(anyServer(lab.questions('cache'))).toEqual([
      'www.tiscali.co.uk. A > ?.root-servers.net',
      'www.tiscali.co.uk. A > dns?.nic.uk',
      'www.tiscali.co.uk. A > ns?.tiscali.co.uk',
    ]);
    const before = lab.lab.journal.last;
    await lab.ask('smtp.tiscali.co.uk.');
    expect(lab.questions('cache', before)).toHaveLength(1);
    await lab.ask('smtp.tiscali.co.uk.');
    expect(lab.questions('cache', before)).toHaveLength(1);
  });

  test('tells its steps in the journal: received, asked, heard, answered; then a hit', async () => {
    const { lab } = small();
    await lab.ask('www.tiscali.co.uk.');
    await lab.ask('www.tiscali.co.uk.');
    const steps = lab.journal().flatMap((entry) => (entry.kind === 'query' ? [entry.change] : []));
    expect(steps.map((change) => change.step)).toEqual([
      'received',
      'fetch',
      'ask',
      'response',
      'ask',
      'response',
      'ask',
      'response',
      'ended',
      'answered',
      'received',
      'hit',
      'answered',
    ]);
    expect(steps.flatMap((change) => (change.step === 'response' ? [change.verdict] : []))).toEqual([
      'referral to uk.',
      'referral to tiscali.co.uk.',
      'answer',
    ]);
    expect(steps.at(-1)).toMatchObject({ rcode: 0, fromCache: true, upstreamQuestions: 0, query: 2 });
  });

  test('follows an alias into another zone, and a server named outside the zone', async () => {
    const { lab } = small();
    const alias = await lab.ask('out.tiscali.co.uk.');
    expect(lines(alias?.answers ?? [])).toEqual([
      'out.tiscali.co.uk. 600 IN CNAME www.example.com.',
      'www.example.com. 300 IN A 127.53.3.80',
    ]);
    const outside = await lab.ask('www.outside.co.uk.');
    expect(lines(outside?.answers ?? [])).toEqual(['www.outside.co.uk. 300 IN A 127.53.3.81']);
  });

  test('finds the address of a server without glue by a side question', async () => {
    const { lab } = small();
    const answer = await lab.ask('www.outside.co.uk.');
    expect(answer?.rcode).toBe(0);
    expect(
      lab.questions('cache').filter((question) => question.startsWith('ns.example.com. A')),
    ).toHaveLength(3);
  });

  test('an alias that ends nowhere is NXDOMAIN or NODATA with the chain and the SOA (RFC 2308 §2.1)', async () => {
    const { lab } = small();
    const dead = await lab.ask('dead.tiscali.co.uk.');
    expect([dead?.rcode, dead?.answers.length, dead?.authority[0]?.type]).toEqual([3, 1, TYPE.SOA]);
    const typeless = await lab.ask('typeless.tiscali.co.uk.', 'AAAA');
    expect([typeless?.rcode, typeless?.answers.length, typeless?.authority[0]?.type]).toEqual([
      0,
      1,
      TYPE.SOA,
    ]);
  });

  test('a denial is asked for once, and holds as long as its SOA says (RFC 2308 §5)', async () => {
    const { lab } = small();
    await lab.ask('nx.tiscali.co.uk.');
    const before = lab.lab.journal.last;
    const again = await lab.ask('nx.tiscali.co.uk.', 'MX');
    expect([again?.rcode, lab.questions('cache', before)]).toEqual([3, []]);
    await lab.clock.jump(301_000);
    await lab.ask('nx.tiscali.co.uk.');
    expect(lab.questions('cache', before)).toHaveLength(1);
  });

  test('TTL 0 is answered with 0 and asked for again each time', async () => {
    const { lab } = small();
    expect((await lab.ask('zero.tiscali.co.uk.'))?.answers[0]?.ttl).toBe(0);
    const before = lab.lab.journal.last;
    await lab.ask('zero.tiscali.co.uk.');
    expect(lab.questions('cache', before)).toHaveLength(1);
  });

  test('an answer cut short over UDP is fetched over TCP (RFC 7766 §5)', async () => {
    const { lab, cache } = small();
    const answer = await lab.ask('big.tiscali.co.uk.', 'TXT', '127.53.0.53');
    expect(answer?.tc).toBe(true);
    const kept = cache.cache?.find(nameOf('big.tiscali.co.uk.'), TYPE.TXT)?.content;
    expect(kept?.kind === 'rrset' ? kept.rrset.rdatas.length : 0).toBe(4);
  });

  test('questions for the same name and type at the same time are asked once', async () => {
    const { lab } = small();
    const answers = await Promise.all([1, 2, 3, 4].map(() => lab.ask('www.tiscali.co.uk.')));
    expect(answers.map((answer) => answer?.answers.length)).toEqual([1, 1, 1, 1]);
    expect(lab.questions('cache')).toHaveLength(3);
  });

  test('a loop of aliases ends in SERVFAIL', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    scriptedServer(lab.host('ns', '127.53.2.1'), (query) => {
      const name = query.questions[0]?.name.toString() ?? '';
      return says(query, { aa: true, answer: `${name} 60 CNAME ${name === 'a.test.' ? 'b' : 'a'}.test.` });
    });
    cache();
    expect((await lab.ask('a.test.'))?.rcode).toBe(2);
    expect(lab.questions('cache').length).toBeLessThan(15);
  });

  test('every question leaves with its own random port and id (RFC 5452 §9)', async () => {
    const { lab } = small();
    for (let i = 0; i < 60; i++) await lab.ask(`x${i}.wild.tiscali.co.uk.`);
    const sent = lab
      .packets()
      .filter((packet) => packet.sourceHost === 'cache' && packet.destination.port === 53);
    const ports = new Set(sent.map((packet) => packet.source.port));
    const ids = new Set(
      sent.map((packet) => ((packet.payload[0] as number) << 8) | (packet.payload[1] as number)),
    );
    expect(sent.length).toBeGreaterThan(60);
    expect(ports.size).toBeGreaterThan(sent.length * 0.95);
    expect(ids.size).toBeGreaterThan(sent.length * 0.95);
  });

  test('the same seed gives the same packets', async () => {
    const story = async (): Promise<string> => {
      const { lab } = small('again');
      await lab.ask('www.tiscali.co.uk.');
      await lab.ask('www.outside.co.uk.');
      return lab
        .packets()
        .map((packet) => `${packet.sentAt} ${packet.source.port} ${packet.payload.join()}`)
        .join('\n');
    };
    expect(await story()).toBe(await story());
  });
});

describe('servers that fail', () => {
  const good = (query: Message): Message => says(query, { aa: true, answer: 'www.test. 60 A 192.0.2.1' });

  async function withBadFirst(
    bad: (query: Message) => Message | Uint8Array | null,
  ): Promise<{ rcode: number | undefined; asked: number; tookMs: number; lab: DnsLab }> {
    const { lab, cache } = testZoneAt('127.53.2.1', '127.53.2.2');
    let asked = 0;
    // Whoever is asked first is the bad one.
    let first: string | null = null;
    for (const address of ['127.53.2.1', '127.53.2.2']) {
      scriptedServer(lab.host(address, address), (query) => {
        asked++;
        first ??= address;
        return first === address ? bad(query) : good(query);
      });
    }
    cache();
    const from = lab.clock.now();
    const answer = await lab.ask('www.test.');
    return { rcode: answer?.rcode, asked, tookMs: lab.clock.now() - from, lab };
  }

  test.each([
    ['REFUSED', (query: Message) => says(query, { rcode: 5 })],
    ['SERVFAIL', (query: Message) => says(query, { rcode: 2 })],
    ['a referral upwards', (query: Message) => says(query, { authority: '. 60 NS root.' })],
    [
      'a referral to the zone itself',
      (query: Message) => says(query, { authority: 'test. 60 NS ns0.test.' }),
    ],
    ['a referral sideways', (query: Message) => says(query, { authority: 'other.test. 60 NS ns0.test.' })],
    [
      'an answer about another name',
      (query: Message) => says(query, { answer: 'other.test. 60 A 192.0.2.9' }),
    ],
    ['another opcode', (query: Message) => ({ ...good(query), opcode: 2 })],
    ['NOTIMP', (query: Message) => says(query, { rcode: 4 })],
    ['BADVERS', (query: Message) => says(query, { rcode: 16, edns: query.edns })],
  ])('%s: the next one is asked at once', async (_, bad) => {
    const { rcode, asked, tookMs } = await withBadFirst(bad);
    expect([rcode, asked]).toEqual([0, 2]);
    expect(tookMs).toBeLessThan(100);
  });

  test('FORMERR with an OPT of its own: the next one is asked', async () => {
    const { rcode, asked } = await withBadFirst((query) => says(query, { rcode: 1, edns: { ...BARE_EDNS } }));
    expect([rcode, asked]).toEqual([0, 2]);
  });

  test('FORMERR with our own cookie: the same one is asked without a cookie, then the next (BIND)', async () => {
    const withCookies: boolean[] = [];
    const { rcode, asked } = await withBadFirst((query) => {
      withCookies.push(query.edns?.options.some(({ code }) => code === 10) === true);
      return says(query, { rcode: 1, edns: query.edns });
    });
    expect([rcode, asked, withCookies]).toEqual([0, 3, [true, false]]);
  });

  test('two questions in a response: the same one is asked without EDNS, then the next, at once (BIND)', async () => {
    const { rcode, asked, tookMs } = await withBadFirst((query) => {
      const { questions } = query;
      return { ...good(query), questions: [...questions, ...questions] };
    });
    expect([rcode, asked]).toEqual([0, 3]);
    expect(tookMs).toBeLessThan(100);
  });

  test.each([2, 15, 41])('a cookie of %i octets: nobody else is asked (BIND)', async (length) => {
    const { rcode, asked, tookMs } = await withBadFirst((query) => ({
      ...good(query),
      edns: { ...BARE_EDNS, options: [{ code: 10, data: new Uint8Array(length) }] },
    }));
    expect([rcode, asked]).toEqual([2, 1]);
    expect(tookMs).toBeLessThan(100);
  });

  test('octets that are no message: the same one is asked without EDNS, then the next, at once', async () => {
    const { rcode, asked, tookMs } = await withBadFirst((query) =>
      Uint8Array.of(query.id >> 8, query.id & 255, 0x80, 0, 0, 9, 0, 0, 0, 0, 0, 0),
    );
    expect([rcode, asked]).toEqual([0, 3]);
    expect(tookMs).toBeLessThan(100);
  });

  test('silence: the next one is asked after 800 ms (BIND)', async () => {
    const { rcode, asked, tookMs } = await withBadFirst(() => null);
    expect([rcode, asked]).toEqual([0, 2]);
    expect(tookMs).toBeGreaterThan(800);
    expect(tookMs).toBeLessThan(900);
  });

  test('all silent: SERVFAIL after ten seconds, with waits that grow', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    const { queries } = scriptedServer(lab.host('ns', '127.53.2.1'), () => null);
    cache();
    const from = lab.clock.now();
    expect((await lab.ask('www.test.'))?.rcode).toBe(2);
    expect(lab.clock.now() - from).toBeGreaterThanOrEqual(10_000);
    expect(lab.clock.now() - from).toBeLessThan(10_100);
    expect(queries.length).toBeGreaterThanOrEqual(4);
    expect(queries.length).toBeLessThan(10);
  });

  test('servers whose names lead to each other without an address: SERVFAIL at once, not after ten seconds', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    scriptedServer(lab.host('ns', '127.53.2.1'), (query) => {
      const inA = query.questions[0]?.name.isAtOrBelow(nameOf('a.test.')) === true;
      return says(query, { authority: inA ? 'a.test. 60 NS ns.b.test.' : 'b.test. 60 NS ns.a.test.' });
    });
    cache();
    const from = lab.clock.now();
    expect((await lab.ask('www.a.test.'))?.rcode).toBe(2);
    expect(lab.clock.now() - from).toBeLessThan(1000);
  });

  test('fifty questions for one name are enough (BIND: max-recursion-queries)', async () => {
    const addresses = Array.from({ length: 55 }, (_, i) => `127.53.7.${i + 1}`);
    const { lab, cache } = testZoneAt('127.53.2.1');
    scriptedServer(lab.host('ns', '127.53.2.1'), (query) =>
      says(query, {
        authority: 'many.test. 60 NS ns.many.test.',
        additional: addresses.map((address) => `ns.many.test. 60 A ${address}`).join('\n'),
      }),
    );
    const { queries } = scriptedServer(lab.host('many', addresses), (query) => says(query, { rcode: 5 }));
    cache();
    expect((await lab.ask('www.many.test.'))?.rcode).toBe(2);
    // Two more went to the root and to test.
    expect(queries).toHaveLength(48);
  });

  test('a closed port is known at once, and the server not asked again for this question', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    lab.host('ns', '127.53.2.1');
    cache();
    const from = lab.clock.now();
    expect((await lab.ask('www.test.'))?.rcode).toBe(2);
    expect(lab.clock.now() - from).toBeLessThan(100);
    const log = lab
      .journal()
      .flatMap((entry) => (entry.kind === 'log' && entry.host === 'cache' ? [entry.text] : []));
    expect(log).toContain("connection refused resolving 'www.test/A/IN': 127.53.2.1#53");
  });

  test('a response that contradicts itself is logged with what is wrong, and in one word', async () => {
    const { lab } = await withBadFirst((query) =>
      says(query, { aa: true, authority: 'test. 60 NS ns0.test.' }),
    );
    const log = lab.journal().flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []));
    expect(log.slice(-2)).toEqual([
      expect.stringMatching(
        /^DNS format error from .* resolving www\.test\/A for \S+: non-improving referral$/,
      ),
      expect.stringMatching(/^FORMERR resolving 'www\.test\/A\/IN': 127\.53\.2\.[12]#53$/),
    ]);
  });

  test('are logged as named does', async () => {
    const { lab } = await withBadFirst((query) => says(query, { rcode: 5 }));
    const log = lab
      .journal()
      .flatMap((entry) => (entry.kind === 'log' && entry.category === 'lame-servers' ? [entry.text] : []));
    expect(log).toEqual([
      expect.stringMatching(/^REFUSED unexpected RCODE resolving 'www\.test\/A\/IN': 127\.53\.2\.[12]#53$/),
    ]);
  });

  test('a server without EDNS is asked again without, for each question anew (RFC 6891 §7, BIND)', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    const { queries } = scriptedServer(lab.host('ns', '127.53.2.1'), (query) =>
      query.edns === null
        ? says(query, { aa: true, answer: `${query.questions[0]?.name.toString()} 60 A 192.0.2.1` })
        : says(query, { rcode: 1 }),
    );
    cache();
    expect((await lab.ask('www.test.'))?.rcode).toBe(0);
    expect((await lab.ask('web.test.'))?.rcode).toBe(0);
    expect(queries.map((query) => query.edns !== null)).toEqual([true, false, true, false]);
  });

  test('a cookie once given is given back, and its absence makes the resolver ask over TCP (BIND)', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    let withCookie = true;
    const cookies: number[] = [];
    scriptedServer(lab.host('ns', '127.53.2.1'), (query) => {
      const option = query.edns?.options[0];
      cookies.push(option?.data.length ?? 0);
      const full = new Uint8Array(24).fill(7);
      full.set((option?.data ?? new Uint8Array(8)).subarray(0, 8));
      const edns = {
        version: 0,
        udpSize: 1232,
        dnssecOk: false,
        z: 0,
        options: withCookie ? [{ code: 10, data: full }] : [],
      };
      return says(query, { aa: true, answer: `${query.questions[0]?.name.toString()} 60 A 192.0.2.1`, edns });
    });
    cache();
    await lab.ask('a.test.');
    await lab.ask('b.test.');
    expect(cookies).toEqual([8, 24]);
    withCookie = false;
    await lab.ask('c.test.');
    expect(lab.packets().some((packet) => packet.protocol === 'tcp' && packet.sourceHost === 'cache')).toBe(
      true,
    );
  });
});

describe('a slow server is asked less', () => {
  test('the quicker of two servers gets most of the questions', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1', '127.53.2.2');
    const counts: number[] = [];
    for (const [i, address] of ['127.53.2.1', '127.53.2.2'].entries()) {
      counts.push(0);
      scriptedServer(lab.host(address, address, i === 0 ? 200 : 5), (query) => {
        counts[i] = (counts[i] ?? 0) + 1;
        return says(query, { aa: true, answer: `${query.questions[0]?.name.toString()} 60 A 192.0.2.1` });
      });
    }
    cache();
    for (let i = 0; i < 40; i++) await lab.ask(`h${i}.test.`);
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[0]).toBeLessThan(8);
  });
});

describe('poisoning', () => {
  test('a flood of forged answers with wrong ids, ports and questions changes nothing (RFC 5452)', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    const server = lab.host('ns', '127.53.2.1', 50);
    const evil = lab.host('evil', '127.53.6.6', 1);
    const forger = scriptedServer(evil, () => null).socket;
    const real = scriptedServer(server, (query, from) => {
      for (let i = 0; i < 500; i++) {
        const forged = says(query, { aa: true, answer: `www.test. 60 A 192.0.2.66` });
        // From the wrong address with everything right; from the right one with the wrong id or question.
        forger.send(encodeMessage(forged), from);
        real.socket.send(encodeMessage({ ...forged, id: (query.id + 1 + i) & 0xffff }), from);
        real.socket.send(
          encodeMessage({
            ...forged,
            questions: [{ name: nameOf('www.test.'), type: TYPE.MX, class: 1 }],
          }),
          from,
        );
        real.socket.send(encodeMessage(forged), { ...from, port: ((from.port + 1 + i) % 60_000) + 1024 });
      }
      return says(query, { aa: true, answer: 'www.test. 60 A 192.0.2.1' });
    });
    const named = cache();
    const answer = await lab.ask('www.test.');
    expect(lines(answer?.answers ?? [])).toEqual(['www.test. 60 IN A 192.0.2.1']);
    expect(named.resolver?.counters.ignored).toBe(1500);
    const said = lab.journal().flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []));
    expect(said).toContain(
      "1500 messages ignored that were no response to 'www.test/A/IN' from 127.53.2.1#53",
    );
  });

  test('records that a server adds about other zones are not believed (Kashpureff)', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    scriptedServer(lab.host('ns', '127.53.2.1'), (query) =>
      says(query, {
        aa: true,
        answer: 'www.test. 60 A 192.0.2.1\nwww.bank. 60 A 192.0.2.66',
        authority: 'bank. 60 NS ns0.test.\n. 60 NS ns0.test.',
        additional: 'www.bank. 60 A 192.0.2.66\nns.bank. 60 A 192.0.2.66\nroot. 60 A 192.0.2.66',
        edns: query.edns,
      }),
    );
    const named = cache();
    await lab.ask('www.test.');
    expect(
      [...(named.cache?.entries() ?? [])].map((entry) => `${entry.owner.toString()}/${entry.type}`).sort(),
    ).toEqual(['ns0.test./1', 'test./2', 'www.test./1']);
    expect(named.resolver?.counters.dropped).toBe(6);
  });

  test('records of the zone that are only beside the question do no harm, and are not counted', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    scriptedServer(lab.host('ns', '127.53.2.1'), (query) =>
      says(query, {
        aa: true,
        answer: 'www.test. 60 A 192.0.2.1\nbeside.test. 60 A 192.0.2.2',
        authority: 'test. 60 NS ns0.test.\ntest. 60 SOA ns0.test. hm.test. 1 1 1 1 1',
        additional: 'ns0.test. 60 A 127.53.2.1\nother.test. 60 A 192.0.2.3',
      }),
    );
    const named = cache();
    expect((await lab.ask('www.test.'))?.answers).toHaveLength(1);
    expect(named.resolver?.counters.dropped).toBe(0);
  });

  test('a response with another client cookie is ignored (RFC 7873 §5.3), but for the third one (BIND)', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    const { queries } = scriptedServer(lab.host('ns', '127.53.2.1'), (query) =>
      says(query, {
        aa: true,
        answer: `www.test. 60 A 192.0.2.${queries.length}`,
        edns: { ...BARE_EDNS, options: [{ code: 10, data: new Uint8Array(24) }] },
      }),
    );
    cache();
    const from = lab.clock.now();
    const answer = await lab.ask('www.test.');
    expect(lines(answer?.answers ?? [])).toEqual(['www.test. 60 IN A 192.0.2.3']);
    expect(lab.clock.now() - from).toBeGreaterThan(1600);
  });

  test.each([
    [19, 0],
    [20, 2],
  ])('of thirty server names the first twenty count: glue for number %i alone', async (number, rcode) => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    const www = (query: Message): Message =>
      says(query, { aa: true, answer: 'www.sub.test. 60 A 192.0.2.1' });
    scriptedServer(lab.host('sub', '127.53.2.2'), www);
    scriptedServer(lab.host('ns', '127.53.2.1'), (query) =>
      query.questions[0]?.name.equals(nameOf('www.sub.test.')) === true
        ? says(query, {
            authority: Array.from({ length: 30 }, (_, i) => `sub.test. 60 NS n${i}.sub.test.`).join('\n'),
            additional: `n${number}.sub.test. 60 A 127.53.2.2`,
          })
        : says(query, { aa: true, rcode: 3, authority: 'test. 60 SOA ns0.test. hm. 1 1800 900 604800 60' }),
    );
    cache();
    expect((await lab.ask('www.sub.test.'))?.rcode).toBe(rcode);
  });

  test.each([
    [100, 0],
    [101, 2],
  ])('an RRset of %i records: RCODE %i (CVE-2024-1737)', async (count, rcode) => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    const answer = Array.from({ length: count }, (_, i) => `www.test. 60 A 192.0.2.${i}`).join('\n');
    const { queries } = scriptedServer(lab.host('ns', '127.53.2.1'), (query) =>
      says(query, { aa: true, answer }),
    );
    cache();
    expect((await lab.ask('www.test.'))?.rcode).toBe(rcode);
    expect(queries).toHaveLength(1);
    const said = lab.journal().flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []));
    expect(said.filter((text) => text.includes('too many'))).toEqual(
      rcode === 0
        ? []
        : ["error adding 'www.test/A' in './IN' (cache): too many records (must not exceed 100)"],
    );
  });

  test('a referral to many names without addresses costs a bounded number of questions (NXNS)', async () => {
    const { lab, cache } = testZoneAt('127.53.2.1');
    const { queries } = scriptedServer(lab.host('ns', '127.53.2.1'), (query) => {
      const labels = query.questions[0]?.name.labelCount ?? 0;
      if (labels > 2) return says(query, { rcode: 3, aa: true });
      return says(query, {
        authority: Array.from(
          { length: 100 },
          (_, i) => `${query.questions[0]?.name.toString()} 60 NS x${i}.victim${i}.test.`,
        ).join('\n'),
      });
    });
    cache();
    expect((await lab.ask('www.test.'))?.rcode).toBe(2);
    expect(queries.length).toBeLessThan(20);
  });
});
