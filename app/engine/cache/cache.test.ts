import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareLab, LAB_START } from '../../testing/bare-lab.ts';
import { records } from '../../testing/dns-lab.ts';
import type { LabClock } from '../network/clock.ts';
import type { Journal, Trust } from '../network/journal.ts';
import { TRUST_ORDER } from '../network/journal.ts';
import { TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { rrsetsOf } from '../protocol/rrset.ts';
import { Cache } from './cache.ts';
import { rankOf } from './entry.ts';

const FROM = { server: { address: '127.53.9.1', port: 53 }, serverName: 'ns1.example.com', packet: 7 };

function rrset(text: string): RRset {
  return rrsetsOf(records(text))[0] as RRset;
}

function cacheLab(options: { maxOctets?: number; minTtl?: number; minNegativeTtl?: number } = {}): {
  clock: LabClock;
  journal: Journal;
  cache: Cache;
  changes: (after?: number) => string[];
} {
  const { clock, journal } = bareLab();
  const cache = new Cache({ clock, journal, host: 'cache', ...options });
  const changes = (after = 0): string[] =>
    journal.since(after).flatMap((entry) => {
      if (entry.kind !== 'cache') return [];
      const { content } = entry.entry;
      const [name, type] =
        content.kind === 'rrset' ? [content.rrset.name, content.rrset.type] : [content.name, 0];
      return [`${(entry.at - LAB_START) / 1000} ${entry.change} ${name.toString()}/${type}`];
    });
  return { clock, journal, cache, changes };
}

const WWW = nameOf('www.example.com.');
const SOA = rrset('example.com. 3600 SOA ns.example.com. hm.example.com. 1 7200 900 2419200 300');

test('entries of two caches of one world can be told apart', () => {
  const { clock, journal, cache } = cacheLab();
  const other = new Cache({ clock, journal, host: 'cache2' });
  for (const one of [cache, other, cache])
    one.store(rrset('www.example.com. 300 A 192.0.2.1'), 'authanswer', FROM);
  other.store(rrset('smtp.example.com. 300 A 192.0.2.1'), 'authanswer', FROM);
  const ids = [cache, other].flatMap((one) => [...one.entries()].map(({ id }) => id));
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
});

describe('an RRset', () => {
  test('is given back with all its records, its spelling and who taught it', () => {
    const { cache, clock } = cacheLab();
    const stored = rrset('WWW.Example.com. 300 A 192.0.2.1\nWWW.Example.com. 300 A 192.0.2.2');
    cache.store(stored, 'authanswer', FROM);
    const found = cache.find(WWW, TYPE.A);
    expect(found?.content).toEqual({ kind: 'rrset', rrset: { ...stored, name: expect.anything() } });
    expect(found?.owner.toString()).toBe('WWW.Example.com.');
    expect(found?.trust).toBe('authanswer');
    expect(found?.from).toBe(FROM);
    expect(found?.storedAt).toBe(clock.now());
  });

  test('ends when its TTL has run out, at that moment, and the journal says so', async () => {
    const { cache, clock, changes } = cacheLab();
    cache.store(rrset('www.example.com. 300 A 192.0.2.1'), 'authanswer', FROM);
    await clock.jump(299_999);
    expect(cache.size).toBe(1);
    await clock.jump(1);
    expect(cache.size).toBe(0);
    expect(cache.lookup(WWW, TYPE.A)).toBeNull();
    expect(changes()).toEqual(['0 added www.example.com./1', '300 expired www.example.com./1']);
  });

  test('that ends with others ends after those that came before it', async () => {
    const { cache, clock, changes } = cacheLab();
    for (const name of ['b', 'a', 'c']) cache.store(rrset(`${name}. 60 A 192.0.2.1`), 'authanswer', FROM);
    await clock.jump(60_000);
    expect(changes().slice(3)).toEqual(['60 expired b./1', '60 expired a./1', '60 expired c./1']);
  });

  test('counts down in whole seconds', async () => {
    const { cache, clock } = cacheLab();
    const entry = cache.store(rrset('www.example.com. 300 A 192.0.2.1'), 'authanswer', FROM);
    await clock.jump(100_500);
    expect(entry?.remaining(clock.now())).toBe(200);
    expect(entry?.rrset(clock.now()).ttl).toBe(200);
  });

  test('with TTL 0 is not kept (RFC 1035 §3.2.1), and ends what it replaces', () => {
    const { cache } = cacheLab();
    cache.store(rrset('www.example.com. 300 A 192.0.2.1'), 'authanswer', FROM);
    expect(cache.store(rrset('www.example.com. 0 A 192.0.2.2'), 'authanswer', FROM)).toBeNull();
    expect(cache.size).toBe(0);
  });

  test('lives at least as long as the cache says (BIND: min-cache-ttl)', () => {
    const { cache } = cacheLab({ minTtl: 10 });
    const entry = cache.store(rrset('www.example.com. 0 A 192.0.2.1'), 'authanswer', FROM);
    expect(entry?.originalTtl).toBe(10);
  });

  test('lives a week at most (BIND: max-cache-ttl)', () => {
    const { cache } = cacheLab();
    const entry = cache.store(rrset('www.example.com. 2000000 A 192.0.2.1'), 'authanswer', FROM);
    expect(entry?.originalTtl).toBe(604_800);
  });
});

describe('trust (RFC 2181 §5.4.1)', () => {
  test('lower trust never takes the place of higher', () => {
    const { cache } = cacheLab();
    cache.store(rrset('www.example.com. 300 A 192.0.2.1'), 'authanswer', FROM);
    const kept = cache.store(rrset('www.example.com. 900 A 192.0.2.66'), 'additional', FROM);
    expect(kept?.trust).toBe('authanswer');
    expect(kept?.rrset(LAB_START).rdatas).toEqual([new Uint8Array([192, 0, 2, 1])]);
  });

  test('the entry of higher trust, once expired, protects nothing', async () => {
    const { cache, clock } = cacheLab();
    cache.store(rrset('www.example.com. 300 A 192.0.2.1'), 'authanswer', FROM);
    await clock.jump(300_000);
    expect(cache.store(rrset('www.example.com. 900 A 192.0.2.66'), 'glue', FROM)?.trust).toBe('glue');
  });

  test("a child's NS records replace the parent's glue, and keep its number", () => {
    const { cache, changes } = cacheLab();
    const glue = cache.store(rrset('example.com. 172800 NS ns1.example.com.'), 'glue', FROM);
    const own = cache.store(rrset('example.com. 86400 NS ns2.example.com.'), 'authauthority', FROM);
    expect(own?.id).toBe(glue?.id);
    expect(own?.trust).toBe('authauthority');
    expect(changes().at(-1)).toBe('0 replaced example.com./2');
  });

  test('glue and additional data are no answer to a question, but give addresses', () => {
    const { cache } = cacheLab();
    cache.store(rrset('ns1.example.com. 300 A 192.0.2.1'), 'glue', FROM);
    expect(cache.lookup(nameOf('ns1.example.com.'), TYPE.A)).toBeNull();
    expect(cache.lookup(nameOf('ns1.example.com.'), TYPE.A, true)?.kind).toBe('rrset');
  });
});

describe('hearing the same again', () => {
  test('does not lengthen the life of NS and address records of the same trust (BIND: no ghost domains)', async () => {
    const { cache, clock, changes } = cacheLab();
    cache.store(
      rrset('example.com. 3600 NS a.example.com.\nexample.com. 3600 NS b.example.com.'),
      'authauthority',
      FROM,
    );
    const end = cache.find(nameOf('example.com.'), TYPE.NS)?.expiresAt;
    await clock.jump(1_000_000);
    cache.store(
      rrset('example.com. 3600 NS B.example.com.\nexample.com. 3600 NS a.example.com.'),
      'authauthority',
      FROM,
    );
    expect(cache.find(nameOf('example.com.'), TYPE.NS)?.expiresAt).toBe(end);
    expect(changes()).toHaveLength(1);
  });

  test('shortens it where the new TTL ends sooner', () => {
    const { cache, changes } = cacheLab();
    cache.store(rrset('www.example.com. 3600 A 192.0.2.1'), 'authanswer', FROM);
    expect(cache.store(rrset('www.example.com. 60 A 192.0.2.1'), 'authanswer', FROM)?.originalTtl).toBe(60);
    expect(changes().at(-1)).toBe('0 refreshed www.example.com./1');
  });

  test('refreshes records of other types', async () => {
    const { cache, clock, changes } = cacheLab();
    cache.store(rrset('example.com. 300 TXT "a"'), 'authanswer', FROM);
    await clock.jump(100_000);
    expect(cache.store(rrset('example.com. 300 TXT "a"'), 'authanswer', FROM)?.remaining(clock.now())).toBe(
      300,
    );
    expect(changes().at(-1)).toBe('100 refreshed example.com./16');
  });

  test('new NS records live no longer than those they replace (BIND)', async () => {
    const { cache, clock } = cacheLab();
    cache.store(rrset('example.com. 1000 NS a.example.com.'), 'glue', FROM);
    await clock.jump(400_000);
    const replaced = cache.store(rrset('example.com. 86400 NS c.example.com.'), 'authauthority', FROM);
    expect(replaced?.remaining(clock.now())).toBe(600);
  });
});

describe('negative answers (RFC 2308 §5)', () => {
  test("live for the lesser of the SOA's TTL and its minimum", () => {
    const { cache } = cacheLab();
    expect(cache.storeNodata(WWW, TYPE.MX, SOA, 'answer', FROM)?.originalTtl).toBe(300);
    expect(
      cache.storeNxdomain(nameOf('nx.example.com.'), { ...SOA, ttl: 60 }, 'answer', FROM)?.originalTtl,
    ).toBe(60);
  });

  test('live three hours at most (BIND: max-ncache-ttl)', () => {
    const { cache } = cacheLab();
    const soa = rrset('example.com. 999999 SOA ns.example.com. hm.example.com. 1 7200 900 2419200 999999');
    expect(cache.storeNxdomain(WWW, soa, 'answer', FROM)?.originalTtl).toBe(10_800);
  });

  test('live at least as long as the cache says, without an SOA too (BIND: min-ncache-ttl)', () => {
    const { cache } = cacheLab({ minNegativeTtl: 10 });
    const soa = { ...SOA, ttl: 1 };
    expect(cache.storeNodata(WWW, TYPE.MX, soa, 'answer', FROM)?.originalTtl).toBe(10);
    expect(cache.storeNodata(WWW, TYPE.TXT, null, 'answer', FROM)?.originalTtl).toBe(10);
  });

  test('without an SOA are not kept', () => {
    const { cache } = cacheLab();
    expect(cache.storeNxdomain(WWW, null, 'answer', FROM)).toBeNull();
    expect(cache.size).toBe(0);
  });

  test('NODATA is about one type, NXDOMAIN about the name', () => {
    const { cache } = cacheLab();
    cache.storeNodata(WWW, TYPE.MX, SOA, 'answer', FROM);
    expect(cache.lookup(WWW, TYPE.MX)?.kind).toBe('nodata');
    expect(cache.lookup(WWW, TYPE.A)).toBeNull();
    cache.storeNxdomain(WWW, SOA, 'answer', FROM);
    expect(cache.lookup(WWW, TYPE.A)?.kind).toBe('nxdomain');
    expect(cache.lookup(nameOf('below.www.example.com.'), TYPE.A)).toBeNull();
    expect([cache.size, cache.negativeSize]).toEqual([1, 1]);
  });

  test('give back their SOA with the time that is left', async () => {
    const { cache, clock } = cacheLab();
    const entry = cache.storeNxdomain(WWW, SOA, 'answer', FROM);
    await clock.jump(100_000);
    expect(entry?.soa(entry.remaining(clock.now()))).toEqual({ ...SOA, name: expect.anything(), ttl: 200 });
  });

  test('a positive answer ends the NXDOMAIN, and NXDOMAIN all positive answers', () => {
    const { cache } = cacheLab();
    cache.storeNxdomain(WWW, SOA, 'answer', FROM);
    cache.store(rrset('www.example.com. 300 A 192.0.2.1'), 'authanswer', FROM);
    expect(cache.lookup(WWW, TYPE.A)?.kind).toBe('rrset');
    expect(cache.size).toBe(1);
    cache.storeNxdomain(WWW, SOA, 'answer', FROM);
    expect(cache.lookup(WWW, TYPE.A)?.kind).toBe('nxdomain');
    expect(cache.size).toBe(1);
  });
});

describe('lookup', () => {
  test('finds the CNAME where the type itself is not known', () => {
    const { cache } = cacheLab();
    cache.store(rrset('www.example.com. 300 CNAME web.example.com.'), 'authanswer', FROM);
    expect(cache.lookup(WWW, TYPE.A)?.kind).toBe('cname');
    expect(cache.lookup(WWW, TYPE.CNAME)?.kind).toBe('rrset');
  });

  test('the best delegation is the deepest zone cut at or above the name', () => {
    const { cache } = cacheLab();
    for (const zone of ['.', 'com.', 'example.com.'])
      cache.store(rrset(`${zone} 300 NS ns.${zone === '.' ? 'x.' : zone}`), 'glue', FROM);
    expect(cache.bestDelegation(nameOf('a.b.example.com.'))?.owner.toString()).toBe('example.com.');
    expect(cache.bestDelegation(nameOf('example.com.'))?.owner.toString()).toBe('example.com.');
    expect(cache.bestDelegation(nameOf('notexample.com.'))?.owner.toString()).toBe('com.');
    expect(cache.bestDelegation(nameOf('org.'))?.owner.toString()).toBe('.');
  });
});

describe('flushing', () => {
  function filled(): ReturnType<typeof cacheLab> {
    const lab = cacheLab();
    for (const name of [
      'example.com.',
      'www.example.com.',
      'a.www.example.com.',
      'badexample.com.',
      'example.org.',
    ]) {
      lab.cache.store(rrset(`${name} 300 A 192.0.2.1`), 'authanswer', FROM);
      lab.cache.store(rrset(`${name} 300 TXT "x"`), 'authanswer', FROM);
    }
    return lab;
  }

  test('a name takes all its types and nothing else', () => {
    const { cache } = filled();
    expect(cache.flushName(nameOf('WWW.example.com.'))).toBe(2);
    expect(cache.size).toBe(8);
    expect(cache.find(WWW, TYPE.A)).toBeNull();
  });

  test('a tree takes the name and all below, by labels and not by letters', () => {
    const { cache } = filled();
    expect(cache.flushTree(nameOf('example.com.'))).toBe(6);
    expect([...cache.entries()].map((entry) => entry.owner.toString())).toEqual([
      'badexample.com.',
      'badexample.com.',
      'example.org.',
      'example.org.',
    ]);
  });

  test('everything leaves nothing, no timer either', () => {
    const { cache, clock } = filled();
    expect(cache.flush()).toBe(10);
    expect([cache.size, cache.octets, clock.pending]).toEqual([0, 0, 0]);
  });
});

describe('the size limit', () => {
  test('makes the entry that was longest unused go first', () => {
    const { cache, changes } = cacheLab({ maxOctets: 3 * 270 });
    for (const name of ['a', 'b', 'c'])
      cache.store(rrset(`${name}.example. 300 A 192.0.2.1`), 'authanswer', FROM);
    cache.lookup(nameOf('a.example.'), TYPE.A);
    cache.store(rrset('d.example. 300 A 192.0.2.1'), 'authanswer', FROM);
    expect(changes().at(-1)).toBe('0 evicted b.example./1');
    expect(cache.octets).toBeLessThanOrEqual(3 * 270);
  });
});

describe('in numbers', () => {
  test('100,000 entries expire in a two-day jump, each at its own time', async () => {
    const { clock, journal, cache } = cacheLab();
    for (let i = 0; i < 100_000; i++) {
      cache.store(rrset100k(i), 'authanswer', FROM);
    }
    const before = journal.last;
    let last = 0;
    let inOrder = true;
    journal.subscribe((entry) => {
      if (entry.kind !== 'cache' || entry.change !== 'expired') return;
      inOrder &&= entry.at >= last && entry.at === entry.entry.expiresAt;
      last = entry.at;
    });
    await clock.jump(2 * 86_400_000);
    expect(cache.size).toBe(0);
    expect(journal.last - before).toBe(100_000);
    expect(inOrder).toBe(true);
  });
});

function rrset100k(i: number): RRset {
  return {
    name: nameOf(`host${i}.example.com.`),
    type: TYPE.A,
    class: 1,
    ttl: 1 + (i % 170_000),
    rdatas: [new Uint8Array([10, i >> 16, i >> 8, i])],
  };
}

/** What may happen to a cache, at random. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('store' as const),
    name: fc.constantFrom('a.example.', 'b.example.', 'x.a.example.', 'example.'),
    type: fc.constantFrom('A', 'NS', 'TXT', 'CNAME'),
    data: fc.integer({ min: 0, max: 2 }),
    ttl: fc.integer({ min: 0, max: 1000 }),
    trust: fc.constantFrom(...TRUST_ORDER),
  }),
  fc.record({
    do: fc.constant('deny' as const),
    name: fc.constantFrom('a.example.', 'b.example.'),
    type: fc.constantFrom(0, TYPE.A, TYPE.TXT),
    ttl: fc.integer({ min: 0, max: 1000 }),
    trust: fc.constantFrom<Trust>('additional', 'answer', 'authauthority'),
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 400_000 }) }),
  fc.record({
    do: fc.constant('flush' as const),
    name: fc.constantFrom('a.example.', 'example.'),
    tree: fc.boolean(),
  }),
);

describe('whatever happens', () => {
  test('no TTL grows unless the entry is replaced, none outlives it, trust never falls while a better entry lives, a flush leaves no trace', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { cache, clock } = cacheLab();
        for (const one of steps) {
          const now = clock.now();
          if (one.do === 'store') {
            const set = rrset(`${one.name} ${one.ttl} ${one.type} ${rdata(one.type, one.data)}`);
            const old = cache.find(set.name, set.type);
            cache.store(set, one.trust, FROM);
            const after = cache.find(set.name, set.type);
            if (old !== null && rankOf(one.trust) < old.rank) expect(after).toBe(old);
            if (after !== null)
              expect(after.expiresAt).toBeLessThanOrEqual(
                Math.max(now + one.ttl * 1000, old?.expiresAt ?? 0),
              );
          } else if (one.do === 'deny') {
            const soa = rrset(`example. ${one.ttl} SOA ns.example. hm.example. 1 1 1 1 500`);
            if (one.type === 0) cache.storeNxdomain(nameOf(one.name), soa, one.trust, FROM);
            else cache.storeNodata(nameOf(one.name), one.type, soa, one.trust, FROM);
          } else if (one.do === 'wait') {
            const before = new Map([...cache.entries()].map((entry) => [entry.id, entry.remaining(now)]));
            await clock.jump(one.ms);
            for (const entry of cache.entries()) {
              expect(entry.remaining(clock.now())).toBeLessThanOrEqual(before.get(entry.id) ?? -1);
            }
          } else {
            const name = nameOf(one.name);
            if (one.tree) cache.flushTree(name);
            else cache.flushName(name);
            for (const entry of cache.entries()) {
              expect(one.tree ? entry.owner.isAtOrBelow(name) : entry.owner.equals(name)).toBe(false);
            }
          }
          for (const entry of cache.entries()) {
            expect(entry.expiresAt).toBeGreaterThan(clock.now());
            expect(entry.remaining(clock.now())).toBeGreaterThan(0);
          }
          const all = [...cache.entries()];
          expect(cache.size).toBe(all.length);
          expect(cache.negativeSize).toBe(all.filter((entry) => entry.kind !== 'rrset').length);
          expect(cache.octets).toBe(all.reduce((sum, entry) => sum + entry.weight, 0));
          expect(clock.pending).toBe(all.length > 0 ? 1 : 0);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function rdata(type: string, n: number): string {
  return type === 'A' ? `192.0.2.${n}` : type === 'TXT' ? `"${n}"` : `t${n}.example.`;
}
