import { expect, test } from 'vitest';
import { DnsLab, SMALL_HINTS, smallInternet, zoneOf } from '../../testing/dns-lab.ts';
import { says, scriptedServer } from '../../testing/scripted-server.ts';
import type { ServerChanged, ServerSnapshot } from '../network/server-change.ts';
import { RCODE } from '../protocol/codes.ts';
import { nameOf } from '../protocol/name.ts';
import { afterAnswer } from './smoothed-time.ts';

type News = ServerChanged[];

/** What the journal was told of servers since entry `after`: one list an entry. */
function told(lab: DnsLab, after = 0): News[] {
  return lab.journal(after).flatMap((entry) => (entry.kind === 'servers' ? [[...entry.changes]] : []));
}

/** `+` heard of, then what else, by address: `127.53.1.1 answered edns cookie`. */
function words(changes: News): string[] {
  return changes.map((change) =>
    'gone' in change
      ? `${change.gone === 'dropped' ? change.address : 'all'} ${change.gone}`
      : [change.server.address, ...change.what].join(' '),
  );
}

/** All that is known by now, by address. */
function known(lab: DnsLab): Map<string, ServerSnapshot> {
  const servers = new Map<string, ServerSnapshot>();
  for (const change of told(lab).flat()) {
    if ('server' in change) servers.set(change.server.address, change.server);
    else if (change.gone === 'dropped') servers.delete(change.address);
    else servers.clear();
  }
  return servers;
}

/** A lab whose root delegates `test.` to one scripted server and one address where nobody is. */
function withScripted(script: Parameters<typeof scriptedServer>[1], second = '127.53.7.7'): DnsLab {
  const lab = new DnsLab();
  const root = `. 86400 SOA root. hm. 1 1800 900 604800 86400\n. 518400 NS root.\nroot. 518400 A 127.53.1.1
test. 172800 NS ns1.test.\ntest. 172800 NS ns2.test.\nns1.test. 172800 A 127.53.2.1\nns2.test. 172800 A ${second}\n`;
  lab.authority('root', '127.53.1.1', zoneOf('.', root));
  scriptedServer(lab.host('ns1', '127.53.2.1'), script);
  lab.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n');
  return lab;
}

test('a walk is one entry an exchange, and one for the servers that it begins with', async () => {
  const lab = smallInternet();
  lab.caching(SMALL_HINTS);
  await lab.ask('www.tiscali.co.uk.');
  expect(lab.questions('cache')).toHaveLength(3);
  const news = told(lab);
  expect(news).toHaveLength(4);
  expect(words(news[0] ?? [])).toEqual(['127.53.1.1 heard-of', '127.53.1.2 heard-of']);
  expect(words(news[1] ?? [])).toEqual([
    expect.stringMatching(/^127\.53\.1\.[12] answered edns/),
    expect.stringMatching(/^127\.53\.1\.[12] aged$/),
    '127.53.2.1 heard-of',
    '127.53.2.2 heard-of',
  ]);
  expect(words(news[3] ?? [])).toEqual([
    expect.stringMatching(/^127\.53\.9\.\d answered edns/),
    expect.stringMatching(/^127\.53\.9\.\d aged$/),
  ]);
});

test('an answer moves the smoothed time by three tenths, a passing over by one part in 512 (BIND)', async () => {
  const lab = smallInternet();
  lab.caching(SMALL_HINTS);
  await lab.ask('www.tiscali.co.uk.');
  const asked = [...known(lab).values()].find(
    ({ zones, moved }) => zones[0]?.toString() === 'tiscali.co.uk.' && moved === 'answer',
  );
  expect(asked?.names.map(String)).toEqual([expect.stringMatching(/^ns[12]\.tiscali\.co\.uk\.$/)]);
  expect(asked?.rtt).toBeGreaterThan(0);
  expect(asked?.srtt).toBe(afterAnswer(asked?.srttBefore ?? 0, asked?.rtt ?? 0));

  await lab.clock.jump(1_500);
  await lab.ask('smtp.tiscali.co.uk.');
  const passed = known(lab).get(asked?.address ?? '');
  expect(passed?.moved).toBe('age');
  expect(passed?.srtt).toBe(Math.floor((asked?.srtt ?? 0) * (511 / 512)));
});

test('nothing is told while answers come from the cache', async () => {
  const lab = smallInternet();
  lab.caching(SMALL_HINTS);
  await lab.ask('www.tiscali.co.uk.');
  const before = lab.lab.journal.last;
  await lab.ask('www.tiscali.co.uk.');
  expect(told(lab, before)).toEqual([]);
});

test('a silent server: its silences are counted, each makes it slower, and an answer ends the row', async () => {
  let speaks = false;
  const lab = withScripted(
    (query) => (speaks ? says(query, { aa: true, answer: 'x.test. 60 A 192.0.2.1' }) : null),
    '127.53.2.1',
  );
  await lab.ask('x.test.');
  const silent = known(lab).get('127.53.2.1');
  expect(silent?.silences).toBeGreaterThan(2);
  expect(silent?.moved).toBe('silence');
  // BIND: a quarter of a second at most, for it was asked with EDNS and has never answered.
  expect(silent?.srtt).toBeGreaterThan(silent?.srttBefore ?? Infinity);
  expect((silent?.srtt ?? 0) - (silent?.srttBefore ?? 0)).toBeLessThan(0x4_0000);
  expect(silent?.rtt).toBeNull();
  speaks = true;
  await lab.clock.jump(2_000);
  await lab.ask('x.test.');
  expect(known(lab).get('127.53.2.1')).toMatchObject({ silences: 0, moved: 'answer', edns: 'unknown' });
});

test('an unreachable server counts like a silent one, and the next question goes past it (BIND)', async () => {
  const lab = withScripted((query) =>
    says(query, { aa: true, answer: `${query.questions[0]?.name.toString() ?? ''} 60 A 192.0.2.1` }),
  );
  lab.host('nobody', '127.53.7.7');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await lab.ask(`${name}.test.`);
  const unreachable = known(lab).get('127.53.7.7');
  expect(unreachable).toMatchObject({ silences: 1, rtt: null });
  // Chance added up to a quarter of a second.
  expect(unreachable?.srtt).toBeGreaterThan(5_000);
});

test('what a server can do is found out: no EDNS, and lame for a zone until it answers for it', async () => {
  let lame = true;
  const lab = withScripted((query) => {
    if (query.edns !== null) return says(query, { rcode: RCODE.FORMERR, edns: null });
    if (lame) return says(query, { edns: null, authority: '. 3600 NS root.' });
    return says(query, { aa: true, edns: null, answer: 'x.test. 60 A 192.0.2.1' });
  }, '127.53.2.1');
  await lab.ask('x.test.');
  const server = known(lab).get('127.53.2.1');
  expect(server).toMatchObject({ edns: 'no', cookie: false });
  expect(server?.lame.map(String)).toEqual(['test.']);
  lame = false;
  await lab.clock.jump(2_000);
  await lab.ask('x.test.');
  expect(known(lab).get('127.53.2.1')?.lame).toEqual([]);
});

test('what was not used for half an hour is dropped when a new server is met', async () => {
  const lab = smallInternet();
  lab.caching(SMALL_HINTS);
  await lab.ask('www.tiscali.co.uk.');
  const before = known(lab).size;
  await lab.clock.jump(1_800_001);
  await lab.ask('www.example.com.');
  const dropped = told(lab)
    .flat()
    .filter((change) => 'gone' in change && change.gone === 'dropped');
  expect(dropped).toHaveLength(before);
});

test('a flush forgets all servers, as rndc flush does; flushing a name or a tree forgets none', async () => {
  const lab = smallInternet();
  const cache = lab.caching(SMALL_HINTS);
  await lab.ask('www.tiscali.co.uk.');
  const { size } = known(lab);
  expect(size).toBeGreaterThan(4);
  cache.flushName(nameOf('ns1.tiscali.co.uk.'));
  cache.flushTree(nameOf('.'));
  expect(known(lab).size).toBe(size);
  cache.flush();
  expect(known(lab).size).toBe(0);
  expect(cache.resolver?.addresses.size).toBe(0);
});
