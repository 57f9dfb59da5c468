import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DnsLab } from '../../testing/dns-lab.ts';
import { says, scriptedServer, withCookie } from '../../testing/scripted-server.ts';
import type { Message } from '../protocol/message.ts';
import type { LastResort } from './resolver-options.ts';
import type { QnameMinimization, WalkOptions } from './walk-options.ts';

/**
 * What each zone's servers do when they are asked: answer, deny, refer somewhere (down, up, to themselves, round in
 * circles), alias to another zone, have all of theirs in another zone (DNAME), refuse, or say nothing. Server names point anywhere,
 * with glue or without, so that most of them have to be looked up on the side, some round in circles.
 */
interface WildZone {
  readonly manner: 'answer' | 'deny' | 'refer' | 'alias' | 'move' | 'grow' | 'refuse' | 'silent' | 'garbage';
  /** The zone that it refers or aliases to. */
  readonly to: number;
  /** The zones in which its servers' names lie. */
  readonly servers: readonly number[];
  readonly glue: boolean;
}

const ZONES = 6;
const wildZone: fc.Arbitrary<WildZone> = fc.record({
  manner: fc.constantFrom('answer', 'deny', 'refer', 'alias', 'move', 'grow', 'refuse', 'silent', 'garbage'),
  to: fc.nat(ZONES - 1),
  servers: fc.array(fc.nat(ZONES - 1), { minLength: 1, maxLength: 4 }),
  glue: fc.boolean(),
});

/** Every way in which the resolver can be told to walk. */
const walks: fc.Arbitrary<WalkOptions> = fc.record({
  qnameMinimization: fc.constantFrom<QnameMinimization>('off', 'relaxed', 'strict'),
  priming: fc.boolean(),
  randomCase: fc.boolean(),
  denialsWithoutAuthority: fc.constantFrom('once', 'kept'),
});

const GARBAGE = Uint8Array.from({ length: 40 }, (_, i) => (i * 37) & 255);

/** Zone 0 is the root; zone i lies below it as `zi.`, its servers are called `ns.zj.` and are at 127.53.(10 + j).1. */
function delegation(zones: readonly WildZone[], i: number): { authority: string; additional: string } {
  const zone = zones[i] as WildZone;
  const servers = [...new Set(zone.servers)];
  return {
    authority: servers.map((j) => `z${i}. 60 NS ns.z${j}.`).join('\n'),
    additional: zone.glue ? servers.map((j) => `ns.z${j}. 60 A 127.53.${10 + j}.1`).join('\n') : '',
  };
}

function respond(zones: readonly WildZone[], self: number, query: Message): Message | Uint8Array | null {
  const name = query.questions[0]?.name.toString().toLowerCase() ?? '.';
  const asked = /z(\d+)\.$/.exec(name)?.[1];
  const own = zones[self] as WildZone;
  if (self === 0 && asked !== undefined) return says(query, delegation(zones, Number(asked)));
  switch (own.manner) {
    case 'answer':
      return says(query, { aa: true, answer: `${name} 60 A 127.53.${10 + self}.1` });
    case 'deny':
      return says(query, { aa: true, rcode: 3, authority: `z${self}. 60 SOA a. b. 1 1 1 1 60` });
    case 'refer':
      return says(query, delegation(zones, own.to));
    case 'alias':
      return says(query, { aa: true, answer: `${name} 60 CNAME www.z${own.to}.` });
    case 'move':
      // With our cookie, or it would not be believed over UDP; half of them also without.
      return own.glue
        ? withCookie(query, says(query, { aa: true, answer: `z${self}. 60 DNAME z${own.to}.` }))
        : says(query, { aa: true, answer: `z${self}. 60 DNAME z${own.to}.` });
    case 'grow':
      return withCookie(
        query,
        says(query, { aa: true, answer: `z${self}. 60 DNAME longer-and-longer.z${own.to}.` }),
      );
    case 'refuse':
      return says(query, { rcode: 5 });
    case 'silent':
      return null;
    case 'garbage':
      return Uint8Array.of(query.id >> 8, query.id & 255, 0x80, ...GARBAGE);
  }
}

describe('any tangle of delegations', () => {
  test('ends in one answer, within the allowance of questions and soon after ten seconds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(wildZone, { minLength: ZONES, maxLength: ZONES }),
        fc.string(),
        walks,
        fc.constantFrom<LastResort>('give-up', 'parent-side'),
        async (zones, seed, walk, lastResort) => {
          const lab = new DnsLab(seed);
          scriptedServer(lab.host('root', '127.53.1.1'), (query) => respond(zones, 0, query));
          for (let i = 0; i < ZONES; i++) {
            scriptedServer(lab.host(`zone ${i}`, `127.53.${10 + i}.1`), (query) => respond(zones, i, query));
          }
          const named = lab.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n', { walk, lastResort });
          for (const name of ['www.z1.', 'a.b.z2.', 'www.z3.']) {
            const from = lab.clock.now();
            const before = lab.lab.journal.last;
            const answer = await lab.ask(name);
            // YXDOMAIN (6): a DNAME made the name too long.
            expect([0, 2, 3, 6]).toContain(answer?.rcode);
            expect(lab.clock.now() - from).toBeLessThan(10_200);
            expect(lab.questions('cache', before).length).toBeLessThanOrEqual(200);
          }
          // Whatever still ran for nobody has ended too.
          await lab.clock.jump(30_000);
          expect(named.resolver?.fetching).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
