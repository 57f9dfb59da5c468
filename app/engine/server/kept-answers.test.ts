/** Whether an answer that is given again is the one that would be made anew: with the same octets, the same notes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareLab, type BareLab } from '../../testing/bare-lab.ts';
import type { LabHost } from '../network/host.ts';
import { Journal, type Topic } from '../network/journal.ts';
import type { QueryChange } from '../network/query-change.ts';
import { isBindProblem, type UdpSocket } from '../network/transport.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import { queryMessage, type RRset } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { encodeMessage } from '../protocol/wire.ts';
import { startNamed, type NamedServer } from './named.ts';
import type { RecursionOptions } from './options.ts';

const NAMES = ['a.test.', 'A.test.', 'b.test.', 'x.d.test.', 'x.d.test.', 'd.test.'];
const TYPES = [TYPE.A, TYPE.AAAA, TYPE.CNAME, TYPE.MX, TYPE.NS, TYPE.TXT, TYPE.ANY];

/** A server alone on a network: what its cache does not know, nobody answers. */
class Alone {
  readonly lab: BareLab = bareLab('kept answers');
  readonly server: NamedServer;
  readonly #host: LabHost;
  readonly #socket: UdpSocket;
  answers: string[] = [];

  constructor(recursion: Partial<RecursionOptions> = {}, journal = this.lab.journal) {
    const { network, clock, random } = this.lab;
    this.#host = network.addHost({ name: 'cache', addresses: ['127.53.0.53'], latencyMs: 0 });
    const client = network.addHost({ name: 'client', addresses: ['127.53.0.2'], latencyMs: 0 });
    const hints = [
      { name: nameOf('.'), type: TYPE.NS, class: CLASS.IN, ttl: 9, rdata: nameOf('root.').wire },
      { name: nameOf('root.'), type: TYPE.A, class: CLASS.IN, ttl: 9, rdata: Uint8Array.of(127, 53, 1, 1) },
    ];
    const options = { clock, journal, random, zones: [], recursion: { hints, ...recursion } };
    const server = startNamed(this.#host, options);
    const socket = client.openUdp();
    if (isBindProblem(server) || isBindProblem(socket)) throw new Error('no port');
    this.server = server;
    this.#socket = socket;
    socket.onDatagram = (payload) => void this.answers.push(Buffer.from(payload).toString('hex'));
  }

  async ask(question: Asked): Promise<void> {
    this.#socket.send(octetsOf(question), { address: '127.53.0.53', port: 53 });
    await this.lab.clock.runUntilIdle(0);
  }

  /** What is noted of clients' questions, as plain values. */
  get notes(): unknown[] {
    return this.lab.journal
      .since(0)
      .flatMap((entry) => (entry.kind === 'query' ? [plain(entry.change)] : []));
  }
}

interface Asked {
  readonly id: number;
  readonly name: string;
  readonly type: number;
  readonly cd: boolean;
  readonly edns: number | null;
}

function octetsOf({ id, name, type, cd, edns }: Asked): Uint8Array {
  return encodeMessage(
    queryMessage({
      id,
      rd: true,
      cd,
      questions: [{ name: nameOf(name), type, class: CLASS.IN }],
      edns: edns === null ? null : { version: 0, udpSize: edns, dnssecOk: edns > 1000, z: 0, options: [] },
    }),
  );
}

function plain(change: QueryChange): unknown {
  switch (change.step) {
    case 'received':
      return [change.step, change.query, change.name.toString(), change.type, change.client.port];
    case 'hit':
      return [change.step, change.query, change.name.toString(), change.type, change.entry];
    case 'answered':
      return [
        change.step,
        change.query,
        change.rcode,
        change.fromCache,
        change.upstreamQuestions,
        change.why,
      ];
    default:
      return [change.step, change.query];
  }
}

const name = fc.constantFrom(...NAMES);
const ttl = fc.integer({ min: 0, max: 12 });
const asked = fc.record({
  id: fc.integer({ min: 0, max: 0xffff }),
  name,
  type: fc.constantFrom(...TYPES),
  cd: fc.boolean(),
  edns: fc.constantFrom(null, 512, 1232),
});
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ask' as const), asked }) },
  // The same again and again is what is kept for.
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('again' as const), ago: fc.nat(3), id: fc.nat(0xffff) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('learn' as const), name, ttl, octet: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('alias' as const), name, target: name, ttl }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redirect' as const), target: name, ttl }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deny' as const), name, ttl, all: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('flush' as const), name }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 4000 }) }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

function set(owner: string, type: number, seconds: number, ...rdatas: Uint8Array[]): RRset {
  return { name: nameOf(owner), type, class: CLASS.IN, ttl: seconds, rdatas };
}

async function play(alone: Alone, happenings: readonly Happening[]): Promise<void> {
  const { cache } = alone.server;
  if (cache === null) throw new Error('no cache');
  const before: Asked[] = [];
  for (const one of happenings) {
    switch (one.do) {
      case 'ask':
        before.push(one.asked);
        await alone.ask(one.asked);
        break;
      case 'again': {
        const same = before.at(-1 - one.ago);
        if (same !== undefined) await alone.ask({ ...same, id: one.id });
        break;
      }
      case 'learn': {
        const addresses = Array.from({ length: 1 + one.octet }, (_, i) =>
          Uint8Array.of(10, 0, 0, i + one.octet),
        );
        cache.store(set(one.name, TYPE.A, one.ttl, ...addresses), 'authanswer', null);
        break;
      }
      case 'alias':
        cache.store(set(one.name, TYPE.CNAME, one.ttl, nameOf(one.target).wire), 'answer', null);
        break;
      case 'redirect':
        cache.store(set('d.test.', TYPE.DNAME, one.ttl, nameOf(one.target).wire), 'answer', null);
        break;
      case 'deny': {
        const rdata = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, one.ttl);
        const soa = set('test.', TYPE.SOA, one.ttl, rdata);
        if (one.all) cache.storeNxdomain(nameOf(one.name), soa, 'authauthority', null);
        else cache.storeNodata(nameOf(one.name), TYPE.AAAA, soa, 'authauthority', null);
        break;
      }
      case 'flush':
        alone.server.flushName(nameOf(one.name));
        break;
      case 'wait':
        await alone.lab.clock.jump(one.ms);
    }
  }
}

describe('an answer that is given again', () => {
  it('has the octets and the notes of one that is made anew, whatever the cache learns and forgets meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 4, maxLength: 40 }),
        fc.constantFrom(
          {},
          { prefetch: { trigger: 0, eligibility: 9 } },
          { stale: {} },
          { failureTtl: 5 },
          { maxCacheOctets: 1200 },
        ),
        async (happenings, options) => {
          const keeping = new Alone(options);
          const making = new Alone(options);
          // A server that logs each query looks at each.
          making.server.queryLog = true;
          await play(keeping, happenings);
          await play(making, happenings);
          expect(keeping.answers).toEqual(making.answers);
          expect(keeping.notes).toEqual(making.notes);
        },
      ),
      { numRuns: Number(process.env['ROOTWALK_RUNS'] ?? 100) },
    );
  });

  const www: Asked = { id: 1, name: 'a.test.', type: TYPE.A, cd: false, edns: null };
  const learned = (alone: Alone): void => {
    alone.server.cache?.store(set('a.test.', TYPE.A, 300, Uint8Array.of(10, 0, 0, 1)), 'authanswer', null);
  };

  it('is given again at all: from the second time on, to the same octets only', async () => {
    const alone = new Alone();
    learned(alone);
    const { recursion } = alone.server.views[0] ?? {};
    const again = (question: Asked): boolean =>
      recursion?.again(octetsOf(question), { address: '127.53.0.2', port: 9 }, 1) !== null;
    expect(again(www)).toBe(false);
    await alone.ask(www);
    expect(again({ ...www, id: 7 })).toBe(true);
    expect(again({ ...www, cd: true })).toBe(false);
    expect(again({ ...www, edns: 1232 })).toBe(false);
    expect(again({ ...www, name: 'A.test.' })).toBe(false);
    expect(again({ ...www, type: TYPE.AAAA })).toBe(false);
    await alone.lab.clock.jump(290_000);
    expect(again(www)).toBe(true);
    // Two seconds before its end it is looked up again.
    await alone.lab.clock.jump(8_000);
    expect(again(www)).toBe(false);
  });

  it('is noted only where somebody reads the notes', async () => {
    const { clock } = bareLab();
    const steps = async (...topics: Topic[]): Promise<string[]> => {
      const journal = new Journal(clock, 0);
      const heard: string[] = [];
      journal.subscribe((entry) => {
        if (entry.kind === 'query') heard.push(`${entry.change.step} ${entry.change.query}`);
      }, topics);
      const alone = new Alone({}, journal);
      learned(alone);
      for (let id = 0; id < 2; id++) await alone.ask({ ...www, id });
      expect(alone.answers.map((octets) => octets.slice(4))).toEqual(
        Array(2).fill(alone.answers[0]?.slice(4)),
      );
      expect(alone.answers.length).toBe(2);
      return heard;
    };
    const first = ['received 1', 'hit 1', 'answered 1'];
    expect(await steps('query')).toEqual(first);
    expect(await steps('query', 'repeats')).toEqual([...first, 'received 2', 'hit 2', 'answered 2']);
  });

  it('is not given again when a DNAME has come that redirects its name (RFC 6672)', async () => {
    const alone = new Alone();
    const below = { ...www, name: 'x.d.test.' };
    alone.server.cache?.store(set('x.d.test.', TYPE.A, 300, Uint8Array.of(10, 0, 0, 1)), 'authanswer', null);
    alone.server.cache?.store(set('a.test.', TYPE.A, 300, Uint8Array.of(10, 0, 0, 2)), 'authanswer', null);
    await alone.ask(below);
    await alone.ask(below);
    alone.server.cache?.store(set('d.test.', TYPE.DNAME, 9, nameOf('nowhere.').wire), 'answer', null);
    alone.server.cache?.store(set('nowhere.', TYPE.A, 9, Uint8Array.of(10, 0, 0, 3)), 'answer', null);
    await alone.ask({ ...below, name: 'x.d.test.' });
    expect(alone.answers.slice(0, 2).every((answer) => answer.endsWith('0a000001'))).toBe(true);
    // It leads to x.nowhere., which nobody knows.
    expect(alone.answers.length).toBe(2);
  });

  it('is a use of what it is made of: that is not what goes when room is short', async () => {
    const alone = new Alone({ maxCacheOctets: 1200 });
    const { cache } = alone.server;
    learned(alone);
    const more = (owner: string): void => {
      cache?.store(set(owner, TYPE.A, 300, Uint8Array.of(10, 0, 0, 9)), 'authanswer', null);
    };
    await alone.ask(www);
    for (let i = 0; i < 20; i++) {
      await alone.ask(www);
      more(`other${i}.test.`);
    }
    expect(cache?.find(nameOf('a.test.'), TYPE.A)).not.toBeNull();
    expect(cache?.size).toBeLessThan(6);
  });

  it('takes no more room than an eighth of the cache for each of its two tables', async () => {
    const alone = new Alone({ maxCacheOctets: 200_000 });
    learned(alone);
    for (let size = 512; size < 1200; size++) await alone.ask({ ...www, edns: size });
    const { recursion } = alone.server.views[0] ?? {};
    // Some 330 octets each.
    expect(recursion?.keptAnswers).toBeGreaterThan(40);
    expect(recursion?.keptAnswers).toBeLessThan(160);
    alone.server.flush();
    expect(recursion?.keptAnswers).toBe(0);
  });
});
