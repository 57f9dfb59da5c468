/** rndc at the machine where the lab's caching server runs, and from elsewhere. */
import { afterEach, expect, test } from 'vitest';
import { content, openWorld, ran as run, wall } from '../../testing/free-world.ts';
import { dumpedEntries } from '../../testing/dump-entries.ts';
import { windowOn } from '../../testing/session-window.ts';
import { messageIn } from '../course/evidence.ts';
import { pcapOf } from '../network/capture.ts';
import { queryMessage } from '../protocol/message.ts';
import { encodeMessage } from '../protocol/wire.ts';
import { Session } from '../session.ts';
import { decodedPacket } from './packet-rows.ts';
import type { World } from './world.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

async function freeWorld(): Promise<World> {
  const world = await openWorld('rndc');
  open.push(world);
  return world;
}

const cached = (world: World): string[] =>
  [...(world.built.resolver.server?.cache?.entries() ?? [])].map(({ owner }) => String(owner));

/** Without what moves the cursor or colours. */
const plain = (text: string): string => text.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '');

test('status tells that the server runs, in named’s words', async () => {
  const world = await freeWorld();
  const [text, status] = await run(world, 'cache', 'rndc status');
  expect(status).toBe(0);
  expect(text).toMatch(/^version: BIND 9\.18\.\S+ <id:>\nrunning on cache: /);
  expect(text).toContain('boot time: Sat, 07 Mar 2026 14:00:00 GMT\n');
  expect(text).toContain('query logging is OFF\nrecursive clients: 0/900/1000\ntcp clients: 0/150\n');
  expect(text.endsWith('server is up and running\n')).toBe(true);
});

test('flushname, flushtree and flush leave less and less, and the window hears it', async () => {
  const session = await Session.start({
    wall,
    content,
    version: 'test',
    savedProgress: null,
    saveProgress: () => undefined,
    firstLab: '',
  });
  open.push(session);
  const { world } = session;
  const { ask, heard } = windowOn(session);
  await ask('hello', {});
  await run(world, 'student', 'dig www.tiscali.co.uk');
  expect(cached(world)).toContain('www.tiscali.co.uk.');
  expect(await run(world, 'cache', 'rndc flushname www.tiscali.co.uk')).toEqual(['', 0]);
  expect(cached(world)).not.toContain('www.tiscali.co.uk.');
  expect(cached(world)).toContain('tiscali.co.uk.');
  expect(await run(world, 'cache', 'rndc flushtree co.uk')).toEqual(['', 0]);
  expect(cached(world).filter((name) => name.endsWith('co.uk.'))).toEqual([]);
  expect(cached(world)).toContain('uk.');
  expect(session.snapshot().cache.length).toBeGreaterThan(0);
  const before = heard.length;
  expect(await run(world, 'cache', 'rndc flush')).toEqual(['', 0]);
  expect(cached(world)).toEqual([]);
  expect(session.snapshot().cache).toEqual([]);
  await expect.poll(() => JSON.stringify(heard.slice(before))).toContain('"cacheEntries":0');
});

test('a dump lies on the machine’s disk, and says what the cache holds', async () => {
  const world = await freeWorld();
  await run(world, 'student', 'dig www.tiscali.co.uk; dig nothing.tiscali.co.uk; dig www.google.com MX');
  expect(await run(world, 'cache', 'rndc dumpdb')).toEqual(['', 0]);
  const [dump] = await run(world, 'cache', 'cat /var/cache/bind/named_dump.db');
  const { entries } = dumpedEntries(dump, '_default');
  const cache = world.built.resolver.server?.cache;
  const texts = (all: Iterable<{ owner: unknown; type: number; kind: string; trust: unknown }>): string[] =>
    [...all]
      .map(({ owner, type, kind, trust }) => `${String(owner)} ${type} ${kind} ${String(trust)}`)
      .sort();
  expect(entries.length).toBeGreaterThan(20);
  expect(texts(entries)).toEqual(texts(cache?.entries() ?? []));
  const [listed] = await run(world, 'cache', 'ls -l /var/cache/bind');
  expect(listed).toMatch(/^-rw-r--r-- .*\bbind\b.* named_dump\.db$/m);
  await run(world, 'cache', 'rndc stats; rndc stats; rndc recursing');
  const [stats] = await run(world, 'cache', "grep -c '^+++ Statistics Dump' /var/cache/bind/named.stats");
  expect(stats).toBe('2\n');
  expect((await run(world, 'cache', 'cat /var/cache/bind/named.recursing'))[0]).toContain(
    'Recursing Queries',
  );
});

test('with querylog on each question is in the machine’s log', async () => {
  const world = await freeWorld();
  await run(world, 'student', 'dig www.bbc.co.uk');
  expect(await run(world, 'cache', 'rndc querylog on')).toEqual(['', 0]);
  await run(world, 'student', 'dig www.tiscali.co.uk');
  await run(world, 'cache', 'rndc querylog off');
  await run(world, 'student', 'dig www.google.com');
  const [log] = await run(world, 'cache', 'cat /var/log/syslog');
  const queries = log.split('\n').filter((line) => line.includes(' query: '));
  expect(queries).toHaveLength(1);
  expect(queries[0]).toMatch(
    /^Mar {2}7 14:00:0\d cache named\[\d+\]: client @0x\w+ 127\.53\.0\.2#\d+ \(www\.tiscali\.co\.uk\): query: www\.tiscali\.co\.uk IN A \+E\(0\)K \(127\.53\.0\.53\)$/,
  );
  expect(log).toContain("received control channel command 'querylog on'\n");
  expect(log).toContain('query logging is now on\n');
});

test('a reload keeps the cache, and takes the key that is in the file now', async () => {
  const world = await freeWorld();
  await run(world, 'student', 'dig www.tiscali.co.uk');
  const before = cached(world);
  expect(await run(world, 'cache', 'rndc reload')).toEqual(['server reload successful\n', 0]);
  expect(await run(world, 'cache', 'rndc reconfig')).toEqual(['', 0]);
  expect(cached(world)).toEqual(before);
  const change = 'sed -i \'s/secret "..../secret "AAAA/\' /etc/bind/rndc.key';
  await run(world, 'cache', `cp /etc/bind/rndc.key old.key; ${change}`);
  const [refused, status] = await run(world, 'cache', 'rndc status');
  expect([refused.split('\n')[0], status]).toEqual(['rndc: connection to remote host closed.', 1]);
  expect((await run(world, 'cache', 'rndc -k old.key reload'))[1]).toBe(0);
  expect((await run(world, 'cache', 'rndc status'))[1]).toBe(0);
  expect((await run(world, 'cache', 'rndc -k old.key status'))[1]).toBe(1);
});

test('from another machine it is refused: there is no key, and nobody listens', async () => {
  const world = await freeWorld();
  expect(await run(world, 'student', 'rndc -s cache status')).toEqual([
    'rndc: neither /etc/bind/rndc.conf nor /etc/bind/rndc.key was found\n',
    1,
  ]);
  const [key] = await run(world, 'cache', 'cat /etc/bind/rndc.key');
  await run(world, 'student', `echo '${key.replaceAll('\n', ' ')}' > my.key`);
  expect(await run(world, 'student', 'rndc -k my.key -s cache status')).toEqual([
    'rndc: connect failed: 127.53.0.53#953: connection refused\n',
    1,
  ]);
});

test('what was stopped refuses questions and commands', async () => {
  const world = await freeWorld();
  expect(await run(world, 'cache', 'rndc stop')).toEqual(['', 0]);
  expect(world.built.resolver.server?.running).toBe(false);
  const [answer, status] = await run(world, 'student', 'dig www.tiscali.co.uk');
  expect(answer).toContain('connection refused');
  expect(status).toBe(9);
  expect(await run(world, 'cache', 'rndc status')).toEqual([
    'rndc: connect failed: 127.0.0.1#953: connection refused\n',
    1,
  ]);
});

test('its words on the wire are no DNS, stay on the machine, and are the same for the same seed', async () => {
  const capture = async (): Promise<World> => {
    const world = await freeWorld();
    await run(world, 'cache', 'rndc status; rndc secroots -; rndc flush; rndc nosuch');
    return world;
  };
  const [one, other] = [await capture(), await capture()];
  const packets = one.journal
    .since()
    .flatMap((entry) => (entry.kind === 'packet-sent' ? [entry.packet] : []));
  expect(packets.length).toBeGreaterThan(30);
  expect(packets.filter((packet) => messageIn(packet) !== null)).toEqual([]);
  // Octets that would be a DNS message anywhere else.
  const [last] = packets.filter(({ payload }) => payload.length > 0);
  if (last === undefined) throw new Error('no octets were sent');
  const query = encodeMessage(queryMessage({ id: 1, questions: [], rd: true }));
  const payload = Uint8Array.of(query.length >> 8, query.length & 255, ...query);
  const [source, destination] = [{ ...last.source, port: 5353 }, last.destination];
  expect(messageIn({ ...last, payload, source, destination: { ...destination, port: 53 } })).not.toBeNull();
  expect(messageIn({ ...last, payload, source, destination })).toBeNull();
  expect(decodedPacket({ ...last, payload, source, destination }, 'delivered').row.summary).toMatch(
    /^rndc: /,
  );
  expect(new Set(packets.flatMap((packet) => [packet.sourceHost, packet.destinationHost]))).toEqual(
    new Set(['cache']),
  );
  expect(Buffer.compare(pcapOf(one.journal.since()), pcapOf(other.journal.since()))).toBe(0);
});

test('help, the manual page and Tab know it', async () => {
  const world = await freeWorld();
  expect((await run(world, 'cache', 'help'))[0]).toMatch(/^ {2}rndc {2,}tell the name server/m);
  expect((await run(world, 'cache', 'man rndc | cat'))[0]).toMatch(
    /who\s+brings\s+one\s+finds\s+the\s+port\s+closed\./,
  );
  const cache = world.terminals.get('cache');
  cache?.feed('rndc flusht\t');
  await expect.poll(() => plain(cache?.scrollback ?? '')).toMatch(/root@cache:~# rndc flushtree $/);
});
