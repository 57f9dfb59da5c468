/**
 * What must hold of a whole server, whatever it is asked and whatever the world does: no answer outlives its TTL, no
 * TTL grows, trust never falls while a better entry lives, a flush leaves no trace, memory stays under the limit.
 *
 * The servers of this world never say the same twice: each response has a number of its own in its data, so that
 * each record of an answer tells when it was said, and for how long.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CacheEntry } from '../engine/cache/entry.ts';
import { Cache } from '../engine/cache/cache.ts';
import { rankOf } from '../engine/cache/entry.ts';
import { Journal } from '../engine/network/journal.ts';
import { RCODE, TYPE } from '../engine/protocol/codes.ts';
import type { Message, ResourceRecord } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { readSoa, targetName } from '../engine/protocol/rdata.ts';
import type { NamedServer } from '../engine/server/named.ts';
import { bareLab } from './bare-lab.ts';
import { DnsLab } from './dns-lab.ts';
import { says, scriptedServer, type Scripted } from './scripted-server.ts';

const HINTS = '. 3600000 NS ns.root.\nns.root. 3600000 A 127.53.1.1\n';
/** For what an answer may differ from the second in which it was said: BIND's whole seconds, and the way. */
const SLACK_S = 2;

interface Said {
  readonly at: number;
  readonly ttl: number;
}

class ShiftyWorld {
  readonly lab: DnsLab;
  readonly server: NamedServer;
  readonly said: Said[] = [];
  asked = 0;
  /** While set, no server of a zone can answer anything. */
  broken = false;

  constructor(seed: string, maxCacheOctets?: number) {
    this.lab = new DnsLab(seed);
    const random = this.lab.lab.random.fork('what the servers say');
    const ttl = (): number => [0, 1, 5, 60, 300, 86_400][random.below(6)] ?? 0;
    const say = (seconds: number): number => this.said.push({ at: this.lab.clock.now(), ttl: seconds }) - 1;
    const serve = (name: string, address: string | string[], script: (query: Message) => Scripted): void => {
      scriptedServer(this.lab.host(name, address), (query) => {
        this.asked++;
        return script(query);
      });
    };
    serve('ns.root', '127.53.1.1', (query) =>
      says(query, {
        authority: `test. ${ttl() + 1} NS ns.test.`,
        additional: `ns.test. ${ttl() + 1} A 127.53.2.1`,
      }),
    );
    serve('ns.test', '127.53.2.1', (query) => {
      const zone = (query.questions[0]?.name ?? nameOf('a.test.')).isAtOrBelow(nameOf('a.test.')) ? 'a' : 'b';
      return says(query, {
        authority: `${zone}.test. ${ttl() + 1} NS ns.${zone}.test.`,
        additional: `ns.${zone}.test. ${ttl() + 1} A 127.53.3.${zone === 'a' ? 1 : 2}`,
      });
    });
    for (const [zone, other, address] of [
      ['a', 'b', '127.53.3.1'],
      ['b', 'a', '127.53.3.2'],
    ] as const) {
      // The zone gives its server an address that the zone above does not know of.
      const second = address.replace('53.3', '53.4');
      serve(`ns.${zone}.test`, [address, second], (query) => {
        const name = String(query.questions[0]?.name);
        const seconds = ttl();
        if (this.broken) return says(query, { rcode: RCODE.SERVFAIL });
        if (name === `ns.${zone}.test.`) {
          const both = [address, second].map((one) => `${name} ${seconds} A ${one}`).join('\n');
          return says(query, { aa: true, answer: both });
        }
        const aa = random.below(4) !== 0;
        const own = { authority: `${zone}.test. ${ttl()} NS ns.${zone}.test.` };
        switch (random.below(9)) {
          case 0:
            return random.below(4) === 0 ? null : says(query, { rcode: RCODE.SERVFAIL });
          case 1:
          case 2: {
            const soa = `${zone}.test. ${seconds} SOA ns. hm. ${say(seconds)} 1 1 1 ${seconds}`;
            return says(query, { aa, rcode: random.below(2) * RCODE.NXDOMAIN, authority: soa });
          }
          case 3:
            return says(query, {
              aa,
              answer: `${name} ${seconds} CNAME c${say(seconds)}.${other}.test.`,
              ...own,
            });
          default:
            return says(query, { aa, answer: `${name} ${seconds} ${dataFor(query, say(seconds))}`, ...own });
        }
      });
    }
    this.server = this.lab.caching(HINTS, maxCacheOctets === undefined ? {} : { maxCacheOctets });
  }

  /** Asks while nobody can answer. True where the server remembers that it failed. */
  async fail(name: string): Promise<boolean> {
    this.broken = true;
    await this.lab.ask(name, 'AAAA');
    this.broken = false;
    return this.server.failures.some((failure) => failure.name.equals(nameOf(name)));
  }

  /** Asks, and holds each record of the answer against the moment when it was said. */
  async ask(name: string, type: string): Promise<void> {
    const askedAt = this.lab.clock.now();
    const answer = await this.lab.ask(name, type);
    expect(answer).not.toBeNull();
    for (const record of [...(answer?.answers ?? []), ...(answer?.authority ?? [])]) {
      const number = numberIn(record);
      const said = number === null ? undefined : this.said[number];
      if (said === undefined) continue;
      const what = `${name} ${type}: ${String(record.name)} said ${(askedAt - said.at) / 1000} s ago for ${said.ttl} s, has ${record.ttl}`;
      const age = Math.max(0, askedAt - said.at) / 1000;
      expect(age, what).toBeLessThan(said.ttl + SLACK_S);
      if (said.at < askedAt) expect(said.ttl, what).toBeGreaterThan(0);
      expect(record.ttl, what).toBeLessThanOrEqual(Math.max(0, said.ttl - age + SLACK_S));
      expect(record.ttl, what).toBeLessThanOrEqual(said.ttl);
    }
  }
}

function dataFor(query: Message, number: number): string {
  if (query.questions[0]?.type === TYPE.TXT) return `TXT "${number}"`;
  return `A 10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
}

/** The number of the response that a record came with; null for what bears none. */
function numberIn({ type, rdata }: ResourceRecord): number | null {
  if (type === TYPE.A) return ((rdata[1] ?? 0) << 16) | ((rdata[2] ?? 0) << 8) | (rdata[3] ?? 0);
  if (type === TYPE.TXT) return Number(Buffer.from(rdata.subarray(1)).toString());
  if (type === TYPE.SOA) return readSoa(rdata)?.serial ?? null;
  if (type === TYPE.CNAME) return Number(/^c(\d+)\./.exec(String(targetName(TYPE.CNAME, rdata)))?.[1] ?? NaN);
  return null;
}

const NAMES = ['a.test.', 'x.a.test.', 'y.a.test.', 'deep.y.a.test.', 'x.b.test.', 'y.b.test.', 'ns.a.test.'];

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      name: fc.constantFrom(...NAMES),
      type: fc.constantFrom('A', 'TXT'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 7000 }), fc.integer({ min: 0, max: 400_000 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('flushname' as const, 'flushtree' as const, 'flush' as const),
      name: fc.constantFrom(...NAMES),
      failed: fc.boolean(),
    }),
  },
);

test(
  'no answer outlives its TTL, no TTL grows, trust never falls, a flush leaves no trace',
  { timeout: 120_000 },
  async () => {
    let answers = 0;
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 8 }),
        fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }),
        async (seed, steps) => {
          const world = new ShiftyWorld(seed);
          const { server, lab } = world;
          const falls: string[] = [];
          const standing = new Map<number, CacheEntry>();
          lab.lab.journal.subscribe((entry) => {
            if (entry.kind !== 'cache') return;
            const now = entry.entry as CacheEntry; // the cache notes its entries themselves
            const old = standing.get(now.id);
            const replaced = entry.change === 'replaced' || entry.change === 'refreshed';
            if (
              replaced &&
              old !== undefined &&
              old.expiresAt > entry.at &&
              rankOf(now.trust) < rankOf(old.trust)
            )
              falls.push(`${String(now.owner)}: ${old.trust}, then ${now.trust}`);
            if (replaced || entry.change === 'added') standing.set(now.id, now);
            else standing.delete(now.id);
          });
          for (const one of steps) {
            if (one.do === 'wait') await lab.clock.jump(one.ms);
            else if (one.do === 'ask') {
              await world.ask(one.name, one.type);
              answers++;
            } else {
              const flushed = nameOf(one.name);
              if (one.failed && (await world.fail(one.name)) && one.do !== 'flush') failures++;
              const gone = (name: ReturnType<typeof nameOf>): boolean =>
                one.do === 'flush' ||
                (one.do === 'flushtree' ? name.isAtOrBelow(flushed) : name.equals(flushed));
              if (one.do === 'flush') server.flush();
              else if (one.do === 'flushtree') server.flushTree(flushed);
              else server.flushName(flushed);
              expect([...(server.cache?.entries() ?? [])].filter(({ owner }) => gone(owner))).toEqual([]);
              expect(server.failures.filter(({ name }) => gone(name))).toEqual([]);
              // Nothing is left that it could be answered from: somebody else has to be asked.
              const before = world.asked;
              const idle = server.resolver?.fetching === 0;
              await world.ask(one.name, 'A');
              const story = lab
                .journal()
                .slice(-12)
                .map(({ kind, ...what }) => [kind, 'change' in what ? what.change : '']);
              if (idle) expect(world.asked, JSON.stringify(story)).toBeGreaterThan(before);
            }
            for (const entry of server.cache?.entries() ?? [])
              expect(entry.expiresAt).toBeGreaterThan(lab.clock.now());
          }
          expect(falls).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
    expect(answers).toBeGreaterThan(300);
    expect(failures).toBeGreaterThan(10);
  },
);

test('memory stays under the limit at every moment, by the count of the cache', async () => {
  const limit = 64 * 1024;
  const { lab, server } = new ShiftyWorld('memory', limit);
  let most = 0;
  let evicted = 0;
  lab.lab.journal.subscribe((entry) => {
    most = Math.max(most, server.cache?.octets ?? 0);
    if (entry.kind === 'cache' && entry.change === 'evicted') evicted++;
  });
  for (let i = 0; i < 1000; i++) {
    await lab.ask(`n${i}.${'long-label.'.repeat(8)}${i % 2 === 0 ? 'a' : 'b'}.test.`, 'TXT');
    expect(server.cache?.octets).toBeLessThanOrEqual(limit);
  }
  expect(evicted).toBeGreaterThan(100);
  // Room is made right after what came in was noted.
  expect(most).toBeLessThanOrEqual(limit + 1024);
});

test('what the cache counts is near what it takes of the heap', { timeout: 60_000 }, () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const limit = 16 * 1024 * 1024;
  const { clock } = bareLab();
  collect();
  const before = process.memoryUsage().heapUsed;
  const cache = new Cache({ clock, journal: new Journal(clock, 100), host: 'cache', maxOctets: limit });
  for (let i = 0; i < 150_000; i++) {
    const rdatas = [new Uint8Array([10, i >> 16, i >> 8, i])];
    const name = nameOf(`host${i}.some-zone.example.com.`);
    cache.store({ name, type: TYPE.A, class: 1, ttl: 60 + (i % 86_400), rdatas }, 'authanswer', null);
  }
  collect();
  const grown = process.memoryUsage().heapUsed - before;
  const each = (grown / cache.size).toFixed(0);
  console.log(`${cache.size} entries, ${(cache.octets / grown).toFixed(2)} counted of ${each} octets each`);
  expect(cache.octets).toBeLessThanOrEqual(limit);
  expect(cache.octets).toBeGreaterThan(limit * 0.9);
  expect(grown).toBeLessThan(limit * 2);
});
