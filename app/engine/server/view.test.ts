/** Views as in named 9.18: what each rcode, flag and log line is was seen there. */
import { describe, expect, test } from 'vitest';
import { lines, SMALL_HINTS, smallInternet, zoneOf, type DnsLab } from '../../testing/dns-lab.ts';
import { records } from '../../testing/dns-lab.ts';
import { isBindProblem } from '../network/transport.ts';
import { CLASS, OPCODE, RCODE, TYPE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import { queryMessage } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import type { NamedServer } from './named.ts';
import type { NamedOptions, ViewOptions } from './options.ts';

const SERVER = '127.53.0.53';
const STUDENT = '127.53.0.2';
const OTHER = '127.53.0.3';
const recursion = { hints: records(SMALL_HINTS) };
const www = 'www.tiscali.co.uk.';

const zone = (address: string) =>
  zoneOf('shop.test.', `@ 60 SOA a. b. 1 1 1 1 1\n@ 60 NS ns\nns 60 A 127.0.0.1\nwww 60 A ${address}\n`);

function serverWith(...views: ViewOptions[]): { lab: DnsLab; server: NamedServer; base: NamedOptions } {
  const lab = smallInternet();
  const host = lab.host('cache', [SERVER, '127.53.0.54'], 1);
  const { clock, journal, random } = lab.lab;
  const base: NamedOptions = { clock, journal, random, zones: [], recursion: null };
  return { lab, server: lab.named(host, { ...base, views }), base };
}

const only =
  (...addresses: string[]) =>
  (address: string): boolean =>
    addresses.includes(address);

/** Asks from another machine than the student's. */
async function askFrom(lab: DnsLab, address: string, fields: Partial<Message>): Promise<Message | null> {
  const host = lab.host(`machine ${address}`, address);
  const socket = host.openUdp();
  if (isBindProblem(socket)) throw new Error(socket.reason);
  let answer: Uint8Array | null = null;
  socket.onDatagram = (payload) => (answer = payload);
  const question = { name: nameOf(www), type: TYPE.A, class: CLASS.IN };
  socket.send(encodeMessage(queryMessage({ id: 7, rd: true, questions: [question], ...fields })), {
    address: SERVER,
    port: 53,
  });
  await lab.clock.runUntil(() => answer !== null, 5000);
  const decoded = answer === null ? null : decodeMessage(answer);
  return decoded?.kind === 'message' ? decoded.message : null;
}

describe('of several views the first that wants a query answers it', () => {
  test('by the client’s address: each from its own zones', async () => {
    const { lab } = serverWith(
      { name: 'student', matchClients: only(STUDENT), zones: [zone('192.0.2.1')], recursion: null },
      { name: 'all', zones: [zone('192.0.2.2')], recursion: null },
    );
    const student = await lab.ask('www.shop.test.', 'A', SERVER);
    const question = { name: nameOf('www.shop.test.'), type: TYPE.A, class: CLASS.IN };
    const other = await askFrom(lab, OTHER, { questions: [question] });
    expect([lines(student?.answers ?? []), lines(other?.answers ?? [])]).toEqual([
      ['www.shop.test. 60 IN A 192.0.2.1'],
      ['www.shop.test. 60 IN A 192.0.2.2'],
    ]);
  });

  test('by the address that was asked, and by RD', async () => {
    const { lab } = serverWith(
      {
        name: 'second address',
        matchDestinations: only('127.53.0.54'),
        zones: [zone('192.0.2.1')],
        recursion: null,
      },
      { name: 'recursive', matchRecursiveOnly: true, zones: [zone('192.0.2.2')], recursion: null },
      { name: 'rest', zones: [zone('192.0.2.3')], recursion: null },
    );
    const answers = [];
    for (const [to, rd] of [
      ['127.53.0.54', true],
      [SERVER, true],
      [SERVER, false],
    ] as const) {
      const answer = await lab.ask('www.shop.test.', 'A', to, { flags: { rd } });
      answers.push(...lines(answer?.answers ?? []));
    }
    expect(answers.map((line) => line.slice(-1))).toEqual(['1', '2', '3']);
  });

  test('where none does: REFUSED with the extended error Prohibited, NOTIMP for opcodes nobody has; CH is for all', async () => {
    const { lab } = serverWith({ name: 'nobody', matchClients: () => false, zones: [], recursion });
    const edns = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };
    const said = [];
    for (const opcode of [OPCODE.QUERY, OPCODE.NOTIFY, OPCODE.UPDATE, 2]) {
      const answer = await lab.ask(www, 'A', SERVER, { flags: { opcode }, edns });
      said.push([answer?.rcode, answer?.rd, answer?.ra, answer?.edns?.options[0]?.data[1]]);
    }
    expect(said).toEqual([
      [RCODE.REFUSED, true, false, 18],
      [RCODE.REFUSED, false, false, 18],
      [RCODE.REFUSED, false, false, 18],
      [RCODE.NOTIMP, false, false, 18],
    ]);
    const question = { name: nameOf('version.bind.'), type: TYPE.TXT, class: CLASS.CH };
    expect((await askFrom(lab, OTHER, { questions: [question] }))?.rcode).toBe(RCODE.NOERROR);
    const text = lab.journal().flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []));
    expect(text.filter((line) => line.endsWith("no matching view in class 'IN'")).length).toBe(4);
  });
});

test('each view has a cache of its own, named in the journal, and is flushed by its name', async () => {
  const { lab, server } = serverWith(
    { name: 'student', matchClients: only(STUDENT), zones: [], recursion },
    { name: 'all', zones: [], recursion },
  );
  await lab.ask(www, 'A', SERVER);
  const sizes = (): number[] => server.views.map((view) => view.recursion?.cache.size ?? -1);
  expect(sizes()[0]).toBeGreaterThan(0);
  expect(sizes()[1]).toBe(0);
  await askFrom(lab, OTHER, {});
  expect(sizes()[1]).toBe(sizes()[0]);
  const learned = lab.journal().flatMap((entry) => (entry.kind === 'cache' ? [entry.view] : []));
  expect([...new Set(learned)]).toEqual(['student', 'all']);
  // Two resolvers on one host: no question and no fetch has another's number.
  const received = lab
    .journal()
    .flatMap((entry) =>
      entry.kind === 'query' && entry.change.step === 'received' ? [entry.change.query] : [],
    );
  const fetches = lab
    .journal()
    .flatMap((entry) =>
      entry.kind === 'query' && entry.change.step === 'fetch' ? [entry.change.fetch] : [],
    );
  expect(new Set(received).size).toBe(received.length);
  expect(new Set(fetches).size).toBe(fetches.length);
  expect(server.flush('all')).toBeGreaterThan(0);
  expect(sizes()[0]).toBeGreaterThan(0);
  expect(sizes()[1]).toBe(0);
  expect(server.flushName(nameOf(www), 'nowhere')).toBe(0);
  expect(server.flushName(nameOf(www))).toBe(1);
});

test('attach-cache: two views, one cache', async () => {
  const { lab, server } = serverWith(
    { name: 'student', matchClients: only(STUDENT), zones: [], recursion },
    { name: 'all', zones: [], recursion, attachCache: 'student' },
  );
  await lab.ask(www, 'A', SERVER);
  const before = lab.packets().length;
  expect((await askFrom(lab, OTHER, {}))?.answers.length).toBe(1);
  // The question and the answer, and nothing to other servers.
  expect(lab.packets().length - before).toBe(2);
  expect(server.views[1]?.recursion?.cache).toBe(server.views[0]?.recursion?.cache);
});

describe('a new configuration', () => {
  test('leaves a view of the same name its cache, with the new limits, and its clients their answers', async () => {
    const view: ViewOptions = { name: 'student', zones: [], recursion };
    const { lab, server, base } = serverWith(view);
    await lab.ask(www, 'A', SERVER);
    const known = server.views[0]?.recursion?.cache.size ?? 0;
    // A question is under way while the configuration changes.
    const socket = lab.client.openUdp();
    if (isBindProblem(socket)) throw new Error(socket.reason);
    let answer: Uint8Array | null = null;
    socket.onDatagram = (payload) => (answer = payload);
    const question = { name: nameOf('smtp.tiscali.co.uk.'), type: TYPE.A, class: CLASS.IN };
    socket.send(encodeMessage(queryMessage({ id: 9, rd: true, questions: [question] })), {
      address: SERVER,
      port: 53,
    });
    await lab.clock.runUntil(() => (server.views[0]?.recursion?.waiting ?? 0) > 0, 1000);
    server.reconfigure({ ...base, views: [{ ...view, recursion: { ...recursion, maxCacheTtl: 30 } }] });
    const cache = server.cache;
    expect([known > 0, cache?.size]).toEqual([true, known]);
    await lab.clock.runUntil(() => answer !== null, 1000);
    expect(answer).not.toBeNull();
    expect(cache?.find(question.name, TYPE.A)?.originalTtl).toBe(30);
    expect(cache?.find(nameOf(www), TYPE.A)?.originalTtl).toBeGreaterThan(30);
    expect(server.running).toBe(true);
  });

  test('a view that is gone takes its cache along; a new one begins empty', async () => {
    const { lab, server, base } = serverWith({ name: 'student', zones: [], recursion });
    await lab.ask(www, 'A', SERVER);
    server.reconfigure({ ...base, views: [{ name: 'other', zones: [zone('192.0.2.9')], recursion }] });
    expect(server.views.map(({ name, recursion: has }) => [name, has?.cache.size])).toEqual([['other', 0]]);
    expect(lines((await lab.ask('www.shop.test.', 'A', SERVER))?.answers ?? [])).toEqual([
      'www.shop.test. 60 IN A 192.0.2.9',
    ]);
    server.stop();
    expect(server.views[0]?.recursion).toBeNull();
  });
});

test('without views there is one, `_default`, and log lines do not name it', async () => {
  const lab = smallInternet();
  const server = lab.caching(SMALL_HINTS, {}, { queryLog: true });
  await lab.ask(www, 'A', SERVER);
  expect(server.views.map(({ name }) => name)).toEqual(['_default']);
  expect(server.cache).toBe(server.views[0]?.recursion?.cache);
  const queries = lab
    .journal()
    .flatMap((entry) => (entry.kind === 'log' && entry.category === 'queries' ? [entry.text] : []));
  expect(queries[0]).toMatch(/^client @0x\S+ 127\.53\.0\.2#\d+ \(www\.tiscali\.co\.uk\): query: www/);
  const named = serverWith({ name: 'internal', zones: [], recursion });
  named.server.queryLog = true;
  await named.lab.ask(www, 'A', SERVER);
  const text = named.lab
    .journal()
    .flatMap((entry) => (entry.kind === 'log' && entry.category === 'queries' ? [entry.text] : []));
  expect(text[0]).toContain('(www.tiscali.co.uk): view internal: query: www.tiscali.co.uk IN A +');
});
