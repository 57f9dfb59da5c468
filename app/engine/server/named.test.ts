import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DnsLab, lines, smallInternet, SMALL_HINTS, zoneOf } from '../../testing/dns-lab.ts';
import { isBindProblem } from '../network/transport.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { Edns, EdnsOption, Message } from '../protocol/message.ts';
import { queryMessage } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { seededRandom } from '../random.ts';
import type { NamedServer } from './named.ts';
import type { NamedOptions, RecursionOptions } from './options.ts';

const AUTH = '127.53.9.1';
const CACHE = '127.53.0.53';

function small(
  recursion: Partial<RecursionOptions> = {},
  options: Partial<NamedOptions> = {},
): { lab: DnsLab; cache: NamedServer } {
  const lab = smallInternet();
  return { lab, cache: lab.caching(SMALL_HINTS, recursion, options) };
}

function flags(message: Message | null): string {
  if (message === null) return 'no answer';
  return ['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'].filter((flag) => message[flag as 'qr']).join(' ');
}

function edns(fields: Partial<Edns> = {}): Edns {
  return { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [], ...fields };
}

function option(message: Message | null, code: number): EdnsOption | undefined {
  return message?.edns?.options.find((one) => one.code === code);
}

/** Sends a query made by hand. */
async function send(lab: DnsLab, to: string, fields: Partial<Message>): Promise<Message | null> {
  const question = { name: nameOf('www.tiscali.co.uk.'), type: TYPE.A, class: CLASS.IN as number };
  const octets = await lab.exchange(
    encodeMessage(queryMessage({ id: 99, questions: [question], ...fields })),
    to,
    20_000,
  );
  if (octets === null) return null;
  const decoded = decodeMessage(octets);
  return decoded.kind === 'message' ? decoded.message : null;
}

function question(name: string, type: number, rrClass: number = CLASS.IN): Message['questions'] {
  return [{ name: nameOf(name), type, class: rrClass }];
}

describe('with authority (as named 9.18)', () => {
  test('gives the zone its NS records along where no recursion was asked for (minimal-responses no-auth-recursive)', async () => {
    const { lab } = small();
    const iterative = await lab.ask('www.tiscali.co.uk.', 'A', AUTH, { flags: { rd: false } });
    expect(flags(iterative)).toBe('qr aa');
    expect([iterative?.answers.length, iterative?.authority.length, iterative?.additional.length]).toEqual([
      1, 2, 2,
    ]);
    const recursive = await lab.ask('www.tiscali.co.uk.', 'A', AUTH);
    expect(flags(recursive)).toBe('qr aa rd');
    expect([recursive?.answers.length, recursive?.authority.length, recursive?.additional.length]).toEqual([
      1, 0, 0,
    ]);
  });

  test('refers without aa, with glue', async () => {
    const { lab } = small();
    const referral = await lab.ask('www.tiscali.co.uk.', 'A', '127.53.1.1', { flags: { rd: false } });
    expect([flags(referral), referral?.authority.length, referral?.additional.length]).toEqual(['qr', 2, 2]);
  });

  test('refuses what is not its own', async () => {
    const { lab } = small();
    const refused = await lab.ask('www.example.com.', 'A', AUTH, { edns: edns() });
    expect([refused?.rcode, flags(refused), refused?.edns?.options]).toEqual([5, 'qr rd', []]);
  });

  test('answers SERVFAIL for a zone that did not load', async () => {
    const lab = new DnsLab();
    lab.named(lab.host('ns', '127.53.7.1'), {
      zones: [
        {
          kind: 'unloaded',
          origin: nameOf('broken.example.'),
          reason: 'loading from master file broken.db failed: bad dotted quad',
        },
      ],
      recursion: null,
    });
    const answer = await lab.ask('www.broken.example.', 'A', '127.53.7.1');
    expect([answer?.rcode, flags(answer)]).toEqual([2, 'qr rd']);
  });
});

describe('settings', () => {
  const ANY_ZONE = `@ 60 SOA a. b. 1 1 1 1 1
@ 60 NS ns
ns 60 A 127.0.0.1
k 60 MX 1 ns
k 60 TXT x
k 60 A 127.0.0.1
k 60 A 127.0.0.2
`;

  test('minimal-any: over UDP the first RRset alone, over TCP all, as named 9.18', async () => {
    const ask = async (minimalAny: boolean): Promise<[udp: string[], tcp: number]> => {
      const lab = new DnsLab();
      lab.named(lab.host('ns', '127.53.7.1'), {
        zones: [zoneOf('m.test.', ANY_ZONE)],
        recursion: null,
        minimalAny,
      });
      const udp = await lab.ask('k.m.test.', 'ANY', '127.53.7.1');
      const query = encodeMessage(
        queryMessage({ id: 7, rd: true, questions: question('k.m.test.', TYPE.ANY) }),
      );
      const framed = new Uint8Array([0, query.length, ...query]);
      const tcp = await lab.exchangeTcp(framed, '127.53.7.1', (got) => got.length > 2, 5000);
      const decoded = decodeMessage(tcp.slice(2));
      return [lines(udp?.answers ?? []), decoded.kind === 'message' ? decoded.message.answers.length : -1];
    };
    expect(await ask(true)).toEqual([['k.m.test. 60 IN MX 1 ns.m.test.'], 4]);
    const [all, overTcp] = await ask(false);
    expect([all.length, overTcp]).toEqual([4, 4]);
  });

  test('the query log is switched while the server runs, stays so over a restart, and says so', async () => {
    const { lab, cache } = small();
    const logged = (): string[] =>
      lab
        .journal()
        .flatMap((entry) =>
          entry.kind === 'log' && (entry.category === 'queries' || entry.text.startsWith('query logging'))
            ? [entry.text.replace(/^.*: query: /, '')]
            : [],
        );
    await lab.ask('www.tiscali.co.uk.');
    expect(logged()).toEqual([]);
    cache.queryLog = true;
    await lab.ask('www.tiscali.co.uk.');
    expect(logged()).toEqual(['query logging is now on', 'www.tiscali.co.uk IN A + (127.53.0.53)']);
    cache.restart();
    await lab.ask('smtp.tiscali.co.uk.');
    cache.queryLog = false;
    await lab.ask('smtp.tiscali.co.uk.');
    expect([logged().slice(2), cache.queryLog]).toEqual([
      ['smtp.tiscali.co.uk IN A + (127.53.0.53)', 'query logging is now off'],
      false,
    ]);
  });
});

describe('with recursion', () => {
  test('sets ra, clears aa, gives the answer alone, and counts its TTL down', async () => {
    const { lab } = small();
    const first = await lab.ask('www.tiscali.co.uk.');
    expect([flags(first), first?.answers[0]?.ttl, first?.authority.length, first?.additional.length]).toEqual(
      ['qr rd ra', 600, 0, 0],
    );
    await lab.clock.jump(100_000);
    const second = await lab.ask('www.tiscali.co.uk.');
    expect(second?.answers[0]?.ttl).toBe(500);
  });

  test('gives the addresses of the hosts in an MX or NS answer along', async () => {
    const { lab } = small();
    expect(lines((await lab.ask('tiscali.co.uk.', 'MX'))?.additional ?? [])).toEqual([
      'mail.tiscali.co.uk. 600 IN A 127.53.9.82',
    ]);
    expect(lines((await lab.ask('tiscali.co.uk.', 'NS'))?.additional ?? [])).toEqual([
      'ns1.tiscali.co.uk. 172800 IN A 127.53.9.1',
      'ns2.tiscali.co.uk. 172800 IN A 127.53.9.2',
    ]);
  });

  test('repeats cd, and does not set ad though it was asked to', async () => {
    const { lab } = small();
    expect(
      flags(await lab.ask('www.tiscali.co.uk.', 'A', CACHE, { flags: { rd: true, cd: true, ad: true } })),
    ).toBe('qr rd ra cd');
  });

  test('refuses those it is not for, says why in an extended error, and logs it', async () => {
    const { lab } = small({ allow: (address) => address !== '127.53.0.2' });
    const refused = await lab.ask('www.tiscali.co.uk.', 'A', CACHE, { edns: edns() });
    expect([refused?.rcode, flags(refused), option(refused, 15)?.data]).toEqual([
      5,
      'qr rd',
      new Uint8Array([0, 18]),
    ]);
    expect(
      lab
        .journal()
        .some(
          (entry) =>
            entry.kind === 'log' &&
            entry.text.endsWith(
              "query (cache) 'www.tiscali.co.uk/A/IN' denied (allow-query-cache did not match)",
            ),
        ),
    ).toBe(true);
    expect(lab.questions('cache')).toEqual([]);
  });

  test('follows an alias out of its own zone, with aa for its own part (RFC 1034 §4.3.2)', async () => {
    const lab = smallInternet();
    const tiscali = [...(lab.servers.get('ns1.tiscali.co.uk') as NamedServer).zones];
    lab.caching(SMALL_HINTS, {}, { zones: tiscali });
    const answer = await lab.ask('out.tiscali.co.uk.');
    expect(flags(answer)).toBe('qr aa rd ra');
    expect(lines(answer?.answers ?? [])).toEqual([
      'out.tiscali.co.uk. 600 IN CNAME www.example.com.',
      'www.example.com. 300 IN A 127.53.3.80',
    ]);
  });
});

describe('without RD, from the cache only (as named 9.18)', () => {
  const norec = { flags: { rd: false } };

  test('an empty cache refers to the roots of the hints, without addresses', async () => {
    const { lab } = small();
    const answer = await lab.ask('www.tiscali.co.uk.', 'A', CACHE, norec);
    expect([flags(answer), answer?.rcode, answer?.answers.length, answer?.additional.length]).toEqual([
      'qr ra',
      0,
      0,
      0,
    ]);
    expect(lines(answer?.authority ?? [])).toEqual([
      '. 3600000 IN NS a.root-servers.net.',
      '. 3600000 IN NS b.root-servers.net.',
    ]);
    expect(lab.questions('cache')).toEqual([]);
  });

  test('a warm cache gives the answer with the NS records it knows, and for a neighbour the best referral', async () => {
    const { lab } = small();
    await lab.ask('www.tiscali.co.uk.');
    const before = lab.lab.journal.last;
    const ns = [
      'tiscali.co.uk. 86400 IN NS ns1.tiscali.co.uk.',
      'tiscali.co.uk. 86400 IN NS ns2.tiscali.co.uk.',
    ];
    const glue = ['ns1.tiscali.co.uk. 172800 IN A 127.53.9.1', 'ns2.tiscali.co.uk. 172800 IN A 127.53.9.2'];
    const hit = await lab.ask('www.tiscali.co.uk.', 'A', CACHE, norec);
    expect([hit?.answers.length, lines(hit?.authority ?? []), lines(hit?.additional ?? [])]).toEqual([
      1,
      ns,
      glue,
    ]);
    const neighbour = await lab.ask('smtp.tiscali.co.uk.', 'A', CACHE, norec);
    expect([flags(neighbour), neighbour?.answers.length, lines(neighbour?.authority ?? [])]).toEqual([
      'qr ra',
      0,
      ns,
    ]);
    // Glue is no answer, not even for its own name.
    const gluename = await lab.ask('ns1.tiscali.co.uk.', 'A', CACHE, norec);
    expect([gluename?.answers.length, lines(gluename?.additional ?? [])]).toEqual([0, glue]);
    expect(lab.questions('cache', before)).toEqual([]);
  });

  test('a denial that is known is given', async () => {
    const { lab } = small();
    await lab.ask('nx.tiscali.co.uk.');
    const answer = await lab.ask('nx.tiscali.co.uk.', 'A', CACHE, norec);
    expect([answer?.rcode, answer?.authority[0]?.type, flags(answer)]).toEqual([3, TYPE.SOA, 'qr ra']);
  });
});

describe('EDNS (RFC 6891)', () => {
  test('is answered with version 0, 1232 octets, and DO as it came', async () => {
    const { lab } = small();
    const answer = await lab.ask('www.tiscali.co.uk.', 'A', CACHE, {
      edns: edns({ dnssecOk: true, z: 0x1234 }),
    });
    expect(answer?.edns).toEqual({ version: 0, udpSize: 1232, dnssecOk: true, z: 0, options: [] });
    expect((await lab.ask('www.tiscali.co.uk.'))?.edns).toBeNull();
  });

  test('of a later version is BADVERS (RFC 6891 §6.1.3)', async () => {
    const { lab } = small();
    const answer = await lab.ask('www.tiscali.co.uk.', 'A', CACHE, { edns: edns({ version: 1 }) });
    expect([answer?.rcode, flags(answer), answer?.edns?.version]).toEqual([16, 'qr rd', 0]);
  });

  test('a client cookie gets a server cookie of 16 octets, the same while the second lasts, and it is known again (RFC 9018)', async () => {
    const { lab } = small({}, { queryLog: true });
    const client = new Uint8Array([0, 17, 34, 51, 68, 85, 102, 119]);
    const asked = { edns: edns({ options: [{ code: 10, data: client }] }) };
    const first = option(await lab.ask('www.tiscali.co.uk.', 'A', CACHE, asked), 10)?.data as Uint8Array;
    expect([first.length, [...first.subarray(0, 12)]]).toEqual([24, [...client, 1, 0, 0, 0]]);
    await lab.ask('www.tiscali.co.uk.', 'A', CACHE, { edns: edns({ options: [{ code: 10, data: first }] }) });
    const logged = lab
      .journal()
      .flatMap((entry) => (entry.kind === 'log' && entry.category === 'queries' ? [entry.text] : []));
    expect(logged.map((text) => text.replace(/^client @0x[0-9a-f]+ 127\.53\.0\.2#\d+ /, ''))).toEqual([
      '(www.tiscali.co.uk): query: www.tiscali.co.uk IN A +E(0)K (127.53.0.53)',
      '(www.tiscali.co.uk): query: www.tiscali.co.uk IN A +E(0)V (127.53.0.53)',
    ]);
  });

  test('a cookie of a wrong length is FORMERR (RFC 7873 §5.2.2)', async () => {
    const { lab } = small();
    const answer = await lab.ask('www.tiscali.co.uk.', 'A', CACHE, {
      edns: edns({ options: [{ code: 10, data: new Uint8Array(10) }] }),
    });
    expect([answer?.rcode, flags(answer), answer?.edns?.options]).toEqual([1, 'qr rd', []]);
  });

  test("a client's subnet comes back with scope 0, NSID and unknown options do not (BIND)", async () => {
    const { lab } = small();
    const subnet = new Uint8Array([0, 1, 24, 0, 1, 2, 3]);
    const options = [
      { code: 8, data: subnet },
      { code: 3, data: new Uint8Array(0) },
      { code: 100, data: new Uint8Array(2) },
    ];
    const answer = await lab.ask('www.tiscali.co.uk.', 'A', CACHE, { edns: edns({ options }) });
    expect(answer?.edns?.options).toEqual([{ code: 8, data: subnet }]);
  });

  test.each([
    ['without EDNS', null, 512],
    ['with a small offer', edns({ udpSize: 100 }), 512],
    ['with a large offer', edns({ udpSize: 4096 }), 1232],
  ])('an answer %s is cut at %s octets', async (_, offered, limit) => {
    const { lab } = small();
    const socket = lab.client.openUdp();
    if (isBindProblem(socket)) throw new Error(socket.reason);
    await lab.ask('big.tiscali.co.uk.', 'TXT');
    const octets = await lab.exchange(
      encodeMessage(
        queryMessage({ id: 1, rd: true, edns: offered, questions: question('big.tiscali.co.uk.', TYPE.TXT) }),
      ),
      CACHE,
    );
    expect(octets?.length).toBeLessThanOrEqual(limit);
    expect((octets?.[2] ?? 0) & 2).toBe(2);
  });
});

describe('odd queries (as named 9.18)', () => {
  test.each([
    ['STATUS', { opcode: 2, rd: true, cd: true }, 4, 'qr', 0],
    ['IQUERY', { opcode: 1 }, 4, 'qr', 0],
    ['opcode 7', { opcode: 7 }, 4, 'qr', 0],
    ['NOTIFY about no SOA', { opcode: 4 }, 1, 'qr', 1],
    [
      'NOTIFY for a zone it does not have',
      { opcode: 4, questions: question('tiscali.co.uk.', TYPE.SOA) },
      9,
      'qr',
      1,
    ],
    ['UPDATE of no zone', { opcode: 5 }, 1, 'qr', 1],
    ['no question', { rd: true, questions: [] }, 1, 'qr rd', 0],
    ['two questions', { rd: true, questions: [...question('a.', 1), ...question('b.', 1)] }, 1, 'qr rd', 2],
    ['class HS', { rd: true, questions: question('www.tiscali.co.uk.', 1, 4) }, 5, 'qr rd', 1],
    ['class CH, unknown name', { rd: true, questions: question('foo.bind.', 16, 3) }, 5, 'qr rd', 1],
    ['type OPT', { rd: true, questions: question('www.tiscali.co.uk.', 41) }, 1, 'qr rd ra', 1],
    ['type TSIG', { rd: true, questions: question('www.tiscali.co.uk.', 250) }, 1, 'qr rd ra', 1],
    ['type TKEY', { rd: true, questions: question('www.tiscali.co.uk.', 249) }, 1, 'qr rd ra', 1],
    ['type MAILB', { rd: true, questions: question('www.tiscali.co.uk.', 253) }, 4, 'qr rd ra', 1],
    ['type MAILA', { rd: true, questions: question('www.tiscali.co.uk.', 254) }, 4, 'qr rd ra', 1],
    [
      'AXFR of a zone it does not have',
      { rd: true, questions: question('tiscali.co.uk.', 252) },
      9,
      'qr rd ra',
      1,
    ],
  ] as const)('%s', async (_, fields, rcode, expectedFlags, questions) => {
    const { lab } = small();
    const answer = await send(lab, CACHE, fields);
    expect([answer?.rcode, flags(answer), answer?.questions.length, answer?.answers.length]).toEqual([
      rcode,
      expectedFlags,
      questions,
      0,
    ]);
  });

  test('no question but a cookie is asked for its cookie alone (RFC 7873 §5.4)', async () => {
    const { lab } = small();
    const answer = await send(lab, CACHE, {
      questions: [],
      edns: edns({ options: [{ code: 10, data: new Uint8Array(8) }] }),
    });
    expect([answer?.rcode, option(answer, 10)?.data.length]).toEqual([0, 24]);
  });

  test.each([
    ['version.bind.', 0, 'aa', ['version.bind. 0 CH TXT "9.18.49-rootwalk"'], 0],
    ['authors.bind.', 0, 'aa', ['authors.bind. 0 CH TXT "The Rootwalk contributors"'], 0],
    ['hostname.bind.', 0, 'aa', ['hostname.bind. 0 CH TXT "cache"'], 0],
    ['id.server.', 0, 'aa', [], 1],
  ] as const)('class CH: %s', async (name, rcode, flag, answers, authority) => {
    const { lab } = small();
    const answer = await send(lab, CACHE, { rd: true, questions: question(name, TYPE.TXT, CLASS.CH) });
    expect([answer?.rcode, flags(answer), lines(answer?.answers ?? []), answer?.authority.length]).toEqual([
      rcode,
      `qr ${flag} rd`,
      answers,
      authority,
    ]);
  });

  test('responses, scraps and queries from the echo port are not answered, malformed queries get FORMERR', async () => {
    const { lab } = small();
    const query = encodeMessage(
      queryMessage({ id: 5, rd: true, questions: question('www.tiscali.co.uk.', 1) }),
    );
    const response = query.slice();
    response[2] = 0x80;
    expect(await lab.exchange(response, CACHE, 1000)).toBeNull();
    expect(await lab.exchange(query.slice(0, 11), CACHE, 1000)).toBeNull();
    const cut = await lab.exchange(query.slice(0, 20), CACHE, 1000);
    expect([cut?.length, (cut?.[3] ?? 0) & 15, cut?.[1]]).toEqual([12, 1, 5]);
    const echo = lab.client.openUdp({ port: 7, privileged: true });
    if (isBindProblem(echo)) throw new Error(echo.reason);
    let heard = 0;
    echo.onDatagram = () => heard++;
    echo.send(query, { address: CACHE, port: 53 });
    await lab.clock.jump(1000);
    expect(heard).toBe(0);
  });
});

function framed(...messages: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    messages.flatMap((message) => [message.length >> 8, message.length & 255, ...message]),
  );
}

function unframed(octets: Uint8Array): Message[] {
  const messages: Message[] = [];
  for (let at = 0; at + 2 <= octets.length;) {
    const length = ((octets[at] as number) << 8) | (octets[at + 1] as number);
    const decoded = decodeMessage(octets.slice(at + 2, at + 2 + length));
    if (decoded.kind === 'message') messages.push(decoded.message);
    at += 2 + length;
  }
  return messages;
}

const QUOTA = 'Accepting TCP connection failed: quota reached';

describe('over TCP (RFC 7766)', () => {
  test('several queries on one stream are all answered, in whatever pieces they come', async () => {
    const { lab } = small();
    const names = ['www', 'smtp', 'mail', 'nx'];
    const queries = names.map((name, i) =>
      encodeMessage(
        queryMessage({ id: i + 1, rd: true, questions: question(`${name}.tiscali.co.uk.`, TYPE.A) }),
      ),
    );
    const got = await lab.exchangeTcp(framed(...queries), CACHE, (octets) => unframed(octets).length === 4);
    const answers = unframed(got).sort((a, b) => a.id - b.id);
    expect(answers.map((answer) => [answer.id, answer.rcode])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 3],
    ]);
  });

  test('an answer is not cut', async () => {
    const { lab } = small();
    const query = encodeMessage(
      queryMessage({ id: 1, rd: true, questions: question('big.tiscali.co.uk.', TYPE.TXT) }),
    );
    const got = await lab.exchangeTcp(framed(query), CACHE, (octets) => unframed(octets).length === 1);
    expect([unframed(got)[0]?.answers.length, unframed(got)[0]?.tc]).toEqual([4, false]);
  });

  test('an idle stream is closed after 30 seconds', async () => {
    const { lab } = small();
    const from = lab.clock.now();
    await lab.exchangeTcp(new Uint8Array([0]), CACHE, () => false);
    expect(lab.clock.now() - from).toBeGreaterThanOrEqual(30_000);
    expect(lab.clock.now() - from).toBeLessThan(31_000);
  });

  test('streams beyond tcp-clients wait until one has gone; beyond ten that wait they are broken off', async () => {
    const lab = smallInternet();
    const server = lab.caching(SMALL_HINTS, {}, { tcpClients: 20 });
    const open = () => lab.client.connectTcp({ address: CACHE, port: 53 });
    const streams = Array.from({ length: 20 }, open);
    await lab.clock.jump(1000);
    const query = framed(
      encodeMessage(queryMessage({ id: 1, rd: false, questions: question('.', TYPE.NS) })),
    );
    const waiting = open();
    let heard = new Uint8Array(0);
    if (isBindProblem(waiting)) throw new Error(waiting.reason);
    waiting.onData = (octets) => (heard = Uint8Array.from([...heard, ...octets]));
    waiting.onOpen = () => waiting.send(query);
    await lab.clock.jump(2000);
    expect(heard).toHaveLength(0);
    expect([server.tcpClients.now, server.tcpClients.highWater, server.tcpClients.most]).toEqual([
      20, 20, 20,
    ]);
    let broken = 0;
    const more = Array.from({ length: 12 }, open);
    for (const stream of more) if (!isBindProblem(stream)) stream.onFailure = () => broken++;
    await lab.clock.jump(1000);
    expect(broken).toBe(3);
    const [first] = streams;
    if (first !== undefined && !isBindProblem(first)) first.reset();
    await lab.clock.jump(1000);
    expect(unframed(heard)).toHaveLength(1);
    const said = lab.journal().filter((e) => e.kind === 'log' && e.text === QUOTA);
    expect(said).toHaveLength(2);
  });
});

describe('stopping and starting', () => {
  test('a stopped server leaves a closed port; started again it has an empty cache', async () => {
    const { lab, cache } = small();
    await lab.ask('www.tiscali.co.uk.');
    const before = cache.cache?.size ?? 0;
    expect(before).toBeGreaterThan(5);
    cache.stop();
    expect([cache.running, cache.cache]).toEqual([false, null]);
    const gone = lab.journal().filter((entry) => entry.kind === 'cache' && entry.change === 'flushed');
    expect(gone).toHaveLength(before);
    expect(await lab.ask('www.tiscali.co.uk.', 'A', CACHE, { limitMs: 1000 })).toBeNull();
    expect(lab.packets().at(-1)?.icmp?.kind).toBe('port-unreachable');
    expect(cache.start()).toBeNull();
    expect(cache.cache?.size).toBe(0);
    expect((await lab.ask('www.tiscali.co.uk.'))?.rcode).toBe(0);
  });

  test('what was under way when it stopped comes to nothing, quietly', async () => {
    const { lab, cache } = small();
    const asked = lab.ask('www.tiscali.co.uk.', 'A', CACHE, { limitMs: 20_000 });
    lab.clock.at(lab.clock.now() + 10, 'stop', () => cache.restart());
    expect(await asked).toBeNull();
    expect(cache.cache?.size).toBe(0);
  });

  test('a second server on the same host is told that the port is taken', () => {
    const { lab, cache } = small();
    expect(cache.running).toBe(true);
    expect(() =>
      lab.named(lab.lab.network.hostNamed('cache') as never, { zones: [], recursion: null }),
    ).toThrow('address-in-use');
  });
});

describe('hostile octets', () => {
  const good = encodeMessage(
    queryMessage({
      id: 77,
      rd: true,
      edns: edns({ options: [{ code: 10, data: new Uint8Array(8) }] }),
      questions: question('www.tiscali.co.uk.', TYPE.A),
    }),
  );

  /** A query with a few octets changed, cut, doubled or lengthened. */
  function mutated(random: ReturnType<typeof seededRandom>): Uint8Array {
    let octets = good.slice();
    for (let changes = 1 + random.below(6); changes > 0; changes--) {
      const kind = random.below(5);
      const at = random.below(Math.max(1, octets.length));
      if (kind < 2) octets[at] = random.below(256);
      else if (kind === 2) octets = octets.slice(0, at);
      else if (kind === 3) octets = Uint8Array.from([...octets, ...octets.subarray(at)]);
      else octets = Uint8Array.from([...octets.subarray(0, at), random.below(256), ...octets.subarray(at)]);
    }
    return octets;
  }

  test.each([AUTH, CACHE])(
    '10,000 mutated queries over UDP do no harm to %s',
    async (to) => {
      const { lab, cache } = small();
      const random = seededRandom('hostile datagrams');
      const socket = lab.client.openUdp();
      if (isBindProblem(socket)) throw new Error(socket.reason);
      for (let i = 0; i < 10_000; i++) {
        socket.send(mutated(random), { address: to, port: 53 });
        if (i % 100 === 99) await lab.clock.jump(20_000);
      }
      await lab.clock.jump(60_000);
      expect((await lab.ask('www.tiscali.co.uk.', 'A', to))?.rcode).toBe(0);
      expect(cache.resolver?.fetching).toBe(0);
    },
    60_000,
  );

  test.each([AUTH, CACHE])(
    '10,000 mutated queries over TCP do no harm to %s',
    async (to) => {
      const { lab } = small();
      const random = seededRandom('hostile streams');
      for (let i = 0; i < 100; i++) {
        const stream = lab.client.connectTcp({ address: to, port: 53 });
        if (isBindProblem(stream)) throw new Error(stream.reason);
        const some = Array.from({ length: 100 }, () => mutated(random));
        const octets = framed(...some);
        // Lengths lie too, now and then.
        if (i % 5 === 0) octets[random.below(octets.length)] = random.below(256);
        stream.onOpen = () => stream.send(octets);
        await lab.clock.jump(5_000);
        if (i % 2 === 0) stream.reset();
        else stream.end();
      }
      await lab.clock.jump(60_000);
      const got = await lab.exchangeTcp(framed(good), to, (octets) => unframed(octets).length === 1);
      expect(unframed(got)[0]).toMatchObject({ id: 77, rcode: 0 });
    },
    60_000,
  );

  test('any octets whatever get one response or none', async () => {
    const { lab } = small();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (octets) => {
        const answer = await lab.exchange(octets, AUTH, 100);
        if (answer !== null)
          expect(decodeMessage(answer)).toMatchObject({ kind: 'message', message: { qr: true } });
      }),
      { numRuns: 500 },
    );
  });
});
