import { beforeEach, describe, expect, test } from 'vitest';
import { DnsLab, lines, records } from '../../testing/dns-lab.ts';
import { says, scriptedServer } from '../../testing/scripted-server.ts';
import { nameOf } from '../protocol/name.ts';
import { Hints } from './hints.ts';

describe('hints', () => {
  test('are NS records of the root and addresses of those servers, and nothing else', () => {
    const good = '. 60 NS a.root.\na.root. 60 A 127.53.1.1\na.root. 60 AAAA fd53::1';
    const plain = new Hints(records(good));
    expect([plain.extraData, plain.usable]).toEqual([false, true]);
    const extra = new Hints(
      records(`${good}\nns.example. 60 A 127.53.6.6\ncom. 60 NS a.root.\nfoo. 60 TXT x`),
    );
    expect([extra.extraData, extra.usable]).toEqual([true, true]);
    expect(extra.addressesOf(nameOf('ns.example.'))).toEqual([]);
    expect(extra.serverNames.map(String)).toEqual(['a.root.']);
  });

  test.each([
    ['nothing', ''],
    ['servers without addresses', '. 60 NS a.root.'],
    ['addresses without servers', 'a.root. 60 A 127.53.1.1'],
  ])('of %s are of no use, and a question that needs them is SERVFAIL at once', async (_, text) => {
    expect(new Hints(records(text)).usable).toBe(false);
    const lab = new DnsLab();
    lab.caching(text);
    const from = lab.clock.now();
    expect((await lab.ask('www.example.'))?.rcode).toBe(2);
    expect([lab.questions('cache'), lab.clock.now() - from < 100]).toEqual([[], true]);
  });
});

describe('priming', () => {
  let lab: DnsLab;
  let log: string[];
  const ROOT = '. 20 NS r1.root.\n. 20 NS r2.root.\n. 20 NS r4.root.';
  const ADDRESSES = 'r1.root. 20 A 127.53.1.1\nr2.root. 20 A 127.53.1.2\nr4.root. 20 A 127.53.1.4';
  const HINTS = `. 60 NS r1.root.\n. 60 NS r2.root.\n. 60 NS r3.root.
r1.root. 60 A 127.53.1.1\nr2.root. 60 A 127.53.1.9\nr3.root. 60 A 127.53.1.3`;

  beforeEach(() => {
    lab = new DnsLab();
    log = [];
    for (const last of [1, 2, 3, 4, 9]) {
      scriptedServer(lab.host(`r${last}`, `127.53.1.${last}`), (query) =>
        query.questions[0]?.name.isRoot === true
          ? says(query, { aa: true, answer: ROOT, additional: ADDRESSES })
          : says(query, { aa: true, rcode: 3, authority: '. 10 SOA a. b. 1 1 1 1 10' }),
      );
    }
    lab.lab.journal.subscribe((entry) => {
      if (entry.kind === 'log' && entry.category === 'general') log.push(`${entry.severity} ${entry.text}`);
    });
  });

  const roots = (after: number): string[] =>
    lab.questions('cache', after).filter((one) => one.startsWith('. '));

  test('asks the root servers who they are when the hints are first used, beside the question', async () => {
    lab.caching(HINTS, { walk: { priming: true } });
    await lab.ask('www.example.');
    expect(lab.questions('cache').map((one) => one.split(' > ')[0])).toEqual(['www.example. A', '. NS']);
    const kept = [...(lab.servers.get('cache')?.cache?.entries() ?? [])];
    expect(kept.map(({ owner, trust }) => `${owner.toString()} ${trust}`)).toEqual(
      expect.arrayContaining(['. authanswer', 'r4.root. glue']),
    );
  });

  test('puts their word in the place of the hints, and again when that has expired', async () => {
    lab.caching(HINTS, { walk: { priming: true } });
    await lab.ask('www.example.');
    const before = lab.lab.journal.last;
    for (const name of ['a.', 'b.', 'c.', 'd.', 'e.', 'f.']) await lab.ask(name);
    const asked = new Set(lab.questions('cache', before).map((one) => one.split(' > ')[1]));
    expect([...asked].every((server) => server === 'r1' || server === 'r2' || server === 'r4')).toBe(true);
    expect(roots(before)).toEqual([]);
    await lab.clock.jump(21_000);
    const later = lab.lab.journal.last;
    await lab.ask('g.');
    expect(roots(later)).toHaveLength(1);
  });

  test('says where the hints are old, in named’s words', async () => {
    lab.caching(HINTS, { walk: { priming: true } });
    await lab.ask('www.example.');
    await lab.clock.jump(1000);
    expect(log.filter((line) => line.includes('checkhints'))).toEqual([
      'warning checkhints: r2.root/A (127.53.1.2) missing from hints',
      'warning checkhints: r2.root/A (127.53.1.9) extra record in hints',
      "warning checkhints: unable to find root NS 'r4.root' in hints",
      "warning checkhints: extra NS 'r3.root' in hints",
    ]);
  });

  test('costs the client’s question nothing, and many questions prime once', async () => {
    lab.caching(HINTS, { walk: { priming: true } });
    await Promise.all([lab.ask('a.'), lab.ask('b.'), lab.ask('c.')]);
    expect(roots(0)).toHaveLength(1);
    const counts = lab
      .journal()
      .flatMap((entry) =>
        entry.kind === 'query' && entry.change.step === 'answered' ? [entry.change.upstreamQuestions] : [],
      );
    expect(counts).toEqual([1, 1, 1]);
  });

  test('is not done unless it is asked for', async () => {
    lab.caching(HINTS);
    const answer = await lab.ask('www.example.');
    expect(lines(answer?.authority ?? [])).toHaveLength(1);
    expect(roots(0)).toEqual([]);
  });
});
