import { describe, expect, test } from 'vitest';
import { DnsLab, lines, zoneOf } from '../../testing/dns-lab.ts';
import { RCODE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import type { NamedServer } from './named.ts';
import type { RecursionOptions } from './options.ts';

const HINTS = '. 3600000 NS ns.root.\nns.root. 3600000 A 127.53.1.1\n';
const EDNS = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };

/** One server for the root, with short-lived records; `down` takes it away. */
function lab(recursion: Partial<RecursionOptions>): { lab: DnsLab; cache: NamedServer; down: () => void } {
  const made = new DnsLab();
  const zone = zoneOf(
    '.',
    `. 3600 SOA ns.root. hm.root. 1 2 3 4 5
. 360000 NS ns.root.
ns.root. 360000 A 127.53.1.1
w.test. 10 A 127.0.0.9
c.test. 10 CNAME w.test.
d.test. 10 DNAME test.
`,
  );
  const authority = made.authority('ns.root', '127.53.1.1', zone);
  return { lab: made, cache: made.caching(HINTS, recursion), down: () => authority.stop() };
}

function ask(made: DnsLab, name: string, limitMs = 30_000): Promise<Message | null> {
  return made.ask(name, 'A', '127.53.0.53', { edns: EDNS, limitMs });
}

function extendedError(message: Message | null): string {
  const data = message?.edns?.options.find((option) => option.code === 15)?.data;
  return data === undefined ? '' : `${data[1]} ${String.fromCharCode(...data.slice(2))}`.trim();
}

describe('serve-stale (RFC 8767; answers and words looked up beside named 9.18.49)', () => {
  test('off: what cannot be learned anew is SERVFAIL', async () => {
    const { lab: made, down } = lab({});
    await ask(made, 'w.test.');
    down();
    await made.clock.jump(11_000);
    const answer = await ask(made, 'w.test.');
    expect([answer?.rcode, extendedError(answer)]).toEqual([RCODE.SERVFAIL, '']);
  });

  test('on: the old answer through its alias, for 30 seconds, with an extended error and a log line', async () => {
    const { lab: made, down } = lab({ stale: {} });
    await ask(made, 'c.test.');
    await ask(made, 'nothere.test.');
    down();
    await made.clock.jump(11_000);
    const answer = await ask(made, 'c.test.');
    expect(lines(answer?.answers ?? [])).toEqual([
      'c.test. 30 IN CNAME w.test.',
      'w.test. 30 IN A 127.0.0.9',
    ]);
    expect([answer?.rcode, extendedError(answer)]).toEqual([RCODE.NOERROR, '3 resolver failure']);
    const log = made.journal().flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []));
    expect(log).toContain('w.test resolver failure, stale answer used');
    for (const name of ['nothere.test.', 'never-asked.test.']) {
      expect((await ask(made, name))?.rcode).toBe(RCODE.SERVFAIL);
    }
  });

  test('on: through a DNAME, whose alias goes along', async () => {
    const { lab: made, down } = lab({ stale: {} });
    await ask(made, 'w.d.test.');
    down();
    await made.clock.jump(11_000);
    const answer = await ask(made, 'w.d.test.');
    expect(lines(answer?.answers ?? [])).toEqual([
      'd.test. 30 IN DNAME test.',
      'w.d.test. 30 IN CNAME w.test.',
      'w.test. 30 IN A 127.0.0.9',
    ]);
    expect([answer?.rcode, extendedError(answer)]).toEqual([RCODE.NOERROR, '3 resolver failure']);
  });

  test('a refusal is tried again at once: stale-refresh-time is for silent servers', async () => {
    const { lab: made, down } = lab({ stale: {}, failureTtl: 0 });
    await ask(made, 'w.test.');
    down();
    await made.clock.jump(11_000);
    for (let i = 0; i < 2; i++) expect(extendedError(await ask(made, 'w.test.'))).toBe('3 resolver failure');
  });

  test('a denial of the type is given out too, one of the name is not', async () => {
    const { lab: made, down } = lab({ stale: {}, failureTtl: 0 });
    await made.ask('w.test.', 'MX');
    await ask(made, 'nothere.test.');
    down();
    await made.clock.jump(11_000);
    const answer = await made.ask('w.test.', 'MX', '127.53.0.53', { edns: EDNS });
    expect([answer?.rcode, answer?.answers, lines(answer?.authority ?? []), extendedError(answer)]).toEqual([
      RCODE.NOERROR,
      [],
      ['. 30 IN SOA ns.root. hm.root. 1 2 3 4 5'],
      '3 resolver failure',
    ]);
    expect((await ask(made, 'nothere.test.'))?.rcode).toBe(RCODE.SERVFAIL);
    expect(
      made
        .journal()
        .flatMap((entry) => (entry.kind === 'log' && entry.category === 'serve-stale' ? [entry.text] : [])),
    ).toEqual([
      'w.test resolver failure, stale answer used',
      'nothere.test resolver failure, stale answer unavailable',
    ]);
  });

  test('for stale-refresh-time after a time-out nobody is asked; then again', async () => {
    const { lab: made } = lab({ stale: {}, failureTtl: 0 });
    await ask(made, 'w.test.');
    const host = made.lab.network.hostNamed('ns.root');
    if (host !== null && host !== undefined) host.up = false;
    await made.clock.jump(11_000);
    await ask(made, 'w.test.');
    await made.clock.jump(2_000);
    let before = made.lab.journal.last;
    expect(extendedError(await ask(made, 'w.test.'))).toBe('3 query within stale refresh time window');
    expect(made.questions('cache', before)).toEqual([]);
    await made.clock.jump(30_000);
    before = made.lab.journal.last;
    expect(extendedError(await ask(made, 'w.test.'))).toBe('3 resolver failure');
    expect(made.questions('cache', before)).not.toEqual([]);
  });

  test('nothing is kept beyond max-stale-ttl, nor over a flush of the name', async () => {
    const { lab: made, down, cache } = lab({ stale: { maxStaleTtl: 60 }, failureTtl: 0 });
    await ask(made, 'w.test.');
    down();
    await made.clock.jump(65_000);
    expect((await ask(made, 'w.test.'))?.rcode).toBe(RCODE.NOERROR);
    await made.clock.jump(40_000);
    expect((await ask(made, 'w.test.'))?.rcode).toBe(RCODE.SERVFAIL);
    const other = lab({ stale: {}, failureTtl: 0 });
    await ask(other.lab, 'w.test.');
    other.down();
    await other.lab.clock.jump(11_000);
    other.cache.flushName(nameOf('w.test.'));
    expect((await ask(other.lab, 'w.test.'))?.rcode).toBe(RCODE.SERVFAIL);
    expect(cache.running).toBe(true);
  });

  test('stale-answer-client-timeout: at once with 0, and what is learned meanwhile is the next answer', async () => {
    const { lab: made } = lab({ stale: { clientTimeoutMs: 0 } });
    await ask(made, 'w.test.');
    await made.clock.jump(11_000);
    const first = await ask(made, 'w.test.');
    expect([first?.answers[0]?.ttl, extendedError(first)]).toEqual([
      30,
      '3 stale data prioritized over lookup',
    ]);
    await made.clock.jump(100);
    const second = await ask(made, 'w.test.');
    expect([second?.answers[0]?.ttl, extendedError(second)]).toEqual([10, '']);
  });

  test('stale-answer-client-timeout: after that many milliseconds, where the servers are silent', async () => {
    const { lab: made } = lab({ stale: { clientTimeoutMs: 1800 } });
    await ask(made, 'w.test.');
    const host = made.lab.network.hostNamed('ns.root');
    if (host !== null && host !== undefined) host.up = false;
    await made.clock.jump(11_000);
    const from = made.clock.now();
    const answer = await ask(made, 'w.test.');
    expect([extendedError(answer), made.clock.now() - from]).toEqual(['3 client timeout', 1804]);
  });
});

describe('prefetch', () => {
  test('what is asked for in its last two seconds is looked up again behind the answer', async () => {
    const { lab: made } = lab({});
    await ask(made, 'w.test.');
    await made.clock.jump(5_000);
    let before = made.lab.journal.last;
    await ask(made, 'w.test.');
    expect(made.questions('cache', before)).toEqual([]);
    await made.clock.jump(3_500);
    before = made.lab.journal.last;
    expect((await ask(made, 'w.test.'))?.answers[0]?.ttl).toBe(2);
    await made.clock.jump(500);
    expect(made.questions('cache', before)).toEqual(['w.test. A > ns.root']);
    expect((await ask(made, 'w.test.'))?.answers[0]?.ttl).toBeGreaterThan(8);
  });

  test('not with trigger 0, nor for what never lived long enough', async () => {
    for (const prefetch of [
      { trigger: 0, eligibility: 9 },
      { trigger: 2, eligibility: 11 },
    ]) {
      const { lab: made } = lab({ prefetch });
      await ask(made, 'w.test.');
      await made.clock.jump(8_500);
      const before = made.lab.journal.last;
      await ask(made, 'w.test.');
      await made.clock.jump(500);
      expect(made.questions('cache', before)).toEqual([]);
    }
  });
});

describe('reasons', () => {
  test('explain-errors: a SERVFAIL says why, and that it failed a moment ago', async () => {
    const { lab: made, down } = lab({ explainErrors: true });
    down();
    expect(extendedError(await ask(made, 'w.test.'))).toBe('23 connection refused');
    expect(extendedError(await ask(made, 'w.test.'))).toMatch(/^13 /);
  });

  test('explain-errors: servers that are silent are no reachable authority', async () => {
    const { lab: made } = lab({ explainErrors: true });
    const host = made.lab.network.hostNamed('ns.root');
    if (host !== null && host !== undefined) host.up = false;
    expect(extendedError(await ask(made, 'w.test.'))).toMatch(/^22 timed out/);
  });
});
