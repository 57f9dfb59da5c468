import { describe, expect, test } from 'vitest';
import { DnsLab, zoneOf } from '../../testing/dns-lab.ts';
import { RCODE } from '../protocol/codes.ts';
import { nameOf } from '../protocol/name.ts';
import type { NamedServer } from './named.ts';
import type { NamedOptions, RecursionOptions } from './options.ts';

const HINTS = '. 3600 NS ns.root.\nns.root. 3600 A 127.53.1.1\n';

/** A root that refers `dead.` to a server that closes its port, and `cname.` into it. */
function deadLab(
  recursion: Partial<RecursionOptions> = {},
  options: Partial<NamedOptions> = {},
): { lab: DnsLab; cache: NamedServer } {
  const lab = new DnsLab();
  const root = zoneOf(
    '.',
    `. 3600 SOA ns.root. hm.root. 1 2 3 4 5
. 3600 NS ns.root.
ns.root. 3600 A 127.53.1.1
dead. 3600 NS ns.dead.
ns.dead. 3600 A 127.53.1.2
alias. 3600 CNAME www.dead.
`,
  );
  lab.authority('ns.root', '127.53.1.1', root);
  lab.host('ns.dead', '127.53.1.2');
  return { lab, cache: lab.caching(HINTS, recursion, options) };
}

async function costOf(lab: DnsLab, name: string, type = 'A', cd = false): Promise<number> {
  const before = lab.lab.journal.last;
  const answer = await lab.ask(name, type, '127.53.0.53', { flags: { cd } });
  expect(answer?.rcode).toBe(RCODE.SERVFAIL);
  return lab.questions('cache', before).length;
}

describe('the failure cache (servfail-ttl, RFC 9520)', () => {
  test('answers SERVFAIL for a second without asking anybody, then asks again', async () => {
    const { lab, cache } = deadLab();
    expect(await costOf(lab, 'www.dead.')).toBe(2);
    expect(cache.failures).toMatchObject([{ type: 1, checkingDisabled: false }]);
    expect(await costOf(lab, 'www.dead.')).toBe(0);
    expect(await costOf(lab, 'www.dead.', 'AAAA')).toBe(1);
    await lab.clock.jump(1000);
    expect(await costOf(lab, 'www.dead.')).toBe(1);
  });

  test('is reached through an alias too', async () => {
    const { lab } = deadLab();
    await costOf(lab, 'www.dead.');
    expect(await costOf(lab, 'alias.')).toBe(1);
    expect(await costOf(lab, 'alias.')).toBe(0);
  });

  test('a failure with checking disabled is one for everybody; without, for those that want checking', async () => {
    const { lab } = deadLab({ failureTtl: 30 });
    await costOf(lab, 'one.dead.');
    expect(await costOf(lab, 'one.dead.', 'A', true)).toBe(1);
    await costOf(lab, 'two.dead.', 'A', true);
    expect(await costOf(lab, 'two.dead.')).toBe(0);
  });

  test('lasts 30 seconds at most, and not at all with servfail-ttl 0', async () => {
    const long = deadLab({ failureTtl: 300 });
    await costOf(long.lab, 'www.dead.');
    await long.lab.clock.jump(29_000);
    expect(await costOf(long.lab, 'www.dead.')).toBe(0);
    await long.lab.clock.jump(1_000);
    expect(await costOf(long.lab, 'www.dead.')).toBe(1);
    const none = deadLab({ failureTtl: 0 });
    await costOf(none.lab, 'www.dead.');
    expect(await costOf(none.lab, 'www.dead.')).toBe(1);
  });

  test('goes with flush, flushname and flushtree', async () => {
    const { lab, cache } = deadLab({ failureTtl: 30 });
    const fill = async (): Promise<void> => {
      await costOf(lab, 'www.dead.');
      await costOf(lab, 'a.b.dead.');
    };
    await fill();
    cache.flushName(nameOf('WWW.dead.'));
    expect(cache.failures.map(({ name }) => name.toString())).toEqual(['a.b.dead.']);
    cache.flushTree(nameOf('dead.'));
    expect(cache.failures).toEqual([]);
    await fill();
    cache.flush();
    expect(cache.failures).toEqual([]);
  });

  test('an unanswered question leaves no failure behind for a name that is answered', async () => {
    const { lab, cache } = deadLab();
    expect((await lab.ask('nothere.'))?.rcode).toBe(RCODE.NXDOMAIN);
    expect(cache.failures).toEqual([]);
  });
});

describe('an error that is the answer is told in the category query-errors (BIND)', () => {
  const told = async (names: readonly string[], options: Partial<NamedOptions>): Promise<string[]> => {
    const { lab } = deadLab({}, options);
    for (const [name, type = 'A'] of names.map((words) => words.split(' ') as [string, string?]))
      await lab.ask(name, type);
    return lab.lab.journal
      .since()
      .flatMap((entry) =>
        entry.kind === 'log' && entry.category === 'query-errors'
          ? [`${entry.severity}: ${entry.text.replace(/^client @0x[0-9a-f]+ 127\.53\.0\.2#\d+ /, '')}`]
          : [],
      );
  };

  test('in named’s words, with the place in named’s source that says so', async () => {
    const names = ['www.dead.', 'www.dead.', 'alias.', '. SOA', 'dead. MAILA', 'dead. OPT'];
    expect(await told(names, { queryLog: true })).toEqual([
      'info: (www.dead): query failed (failure) for www.dead/IN/A at query.c:7916',
      'info: (www.dead): query failed (SERVFAIL) for www.dead/IN/A at query.c:7177',
      'info: (alias): query failed (SERVFAIL) for alias/IN/A at query.c:7177',
      'info: (dead): query failed (NOTIMP) for dead/IN/MAILA at query.c:12446',
      'info: (dead): query failed (FORMERR) for dead/IN/OPT at query.c:12459',
    ]);
  });

  test('who is refused is told of; where queries are not logged, for debugging only', async () => {
    const access = { allowQueryCache: () => false };
    expect(await told(['www.dead.'], { access })).toEqual([
      'debug: (www.dead): query failed (REFUSED) for www.dead/IN/A at query.c:5708',
    ]);
  });
});
