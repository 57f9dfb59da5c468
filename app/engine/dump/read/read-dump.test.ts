import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { DumpIndex } from './dump-index.ts';
import { indexDump, readDump } from './read-dump.ts';
import { totalsOf } from './totals.ts';

const SAMPLES = new URL('samples/', import.meta.url);
const dumps = readdirSync(SAMPLES).filter((name) => name.endsWith('.db'));

const sample = (name: string): Uint8Array => readFileSync(new URL(name, SAMPLES));
const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* inChunks(whole: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield await Promise.resolve(whole.subarray(at, at + size));
}

function problems({ problems: { list } }: DumpIndex): string[] {
  return list.map(({ line, code }) => `${line} ${code}`);
}

test.each(dumps)('%s holds what was counted by other means, and nothing is left over', (name) => {
  const index = indexDump(sample(name));
  const counted = JSON.parse(readFileSync(new URL(name.replace('.db', '.json'), SAMPLES), 'utf8')) as {
    totals: Record<string, unknown>;
    views: string[];
    complete: boolean;
  };
  const { positive_by_trust: _, ...totals } = counted.totals;
  expect(totalsOf(index)).toMatchObject(totals);
  expect(index.views.map((view) => view.name)).toEqual(counted.views);
  expect(index.complete).toBe(counted.complete);
  expect(problems(index)).toEqual([]);
});

test('the size of the chunks makes no difference', async () => {
  const whole = sample('17-secure-stale-all.db');
  const atOnce = indexDump(whole);
  for (const size of [1, 7, 1000, 4096]) {
    const index = await readDump(inChunks(whole, size));
    expect(totalsOf(index as DumpIndex)).toEqual(totalsOf(atOnce));
    const starts = (one: DumpIndex): number[] => [...one.entries.start.subarray(0, one.entries.count)];
    expect(starts(index as DumpIndex)).toEqual(starts(atOnce));
  }
});

test('progress is told, and reading can be cancelled', async () => {
  const whole = sample('17-secure-stale-all.db');
  const seen: number[] = [];
  const abort = new AbortController();
  const progress = (read: number): void => {
    seen.push(read);
    if (read >= 8192) abort.abort();
  };
  expect(await readDump(inChunks(whole, 4096), { progress, signal: abort.signal })).toBeNull();
  expect(seen).toEqual([4096, 8192]);
});

test('Unbound’s dump_cache is recognised: trust from its numbers, negative answers from its messages', () => {
  const index = indexDump(sample('unbound-1.17.txt'));
  expect(index.format).toBe('unbound');
  expect(problems(index)).toEqual([]);
  expect(totalsOf(index)).toMatchObject({
    rrsets: 12,
    records: 10,
    negative: 3,
    nxdomain: 2,
    nxrrset: 1,
    messages: 7,
    by_trust: { auth_AA: 2, ans_AA: 7 },
  });
});

test('dumps of other releases: no stale line, a cache without a name, stale and expired in other words, five counters', () => {
  const index = indexDump(
    octets(
      `;
; Start view _default
;
;
; Cache dump of view '_default'
;
$DATE 20180102030405
; glue
com.\t172800\tIN NS\ta.gtld.
; answer
; stale (will be retained for 86000 more seconds)
\t10\tDS\t1 8 2 00
; stale (again)
; answer
; stale
x.com.\t10\tA\t192.0.2.1
; answer
; expired since 20180102030000 (awaiting cleanup)
\t0\tTXT\t"a"
;
; Address database dump
;
; [edns success/4096 timeout/1432 timeout/1232 timeout/512 timeout]
; [plain success/timeout]
;
; ns alias other [v4 TTL 5] [target TTL -3] [v4 success] [v6 canceled]
;\t192.0.2.1 [srtt 5] [flags 00000000] [edns 1/0/0/0/0] [plain 0/0] [ttl 1800]
;\t\tlame.com A [lame TTL 30]
; Dump complete
`,
    ),
  );
  expect(problems(index)).toEqual(['13 bare-mark']);
  expect(totalsOf(index)).toMatchObject({ rrsets: 4, stale: 2, expired: 1, adb_names: 1, adb_lame: 1 });
});

test('a zone’s proof may be of a name that begins with “stale” or “expired”', () => {
  const index = indexDump(
    octets(
      `; Start view v
; Cache dump of view 'v' (cache v)
; answer
a.stale.com.\t5\t\\-AAAA\t;-$NXRRSET
; expired.com. SOA ns.expired.com. h.expired.com. 1 2 3 4 5
; Dump complete
`,
    ),
  );
  expect(problems(index)).toEqual([]);
});

test('what is not understood is told with its line, and kept; reading goes on', () => {
  const index = indexDump(
    octets(
      `; Start view v
; Cache dump of view 'v' (cache v)
\t5\tA\t192.0.2.1
; answer
x.com.\tfive\tA\t192.0.2.1
y..com.\t5\tA\t192.0.2.1
y.com.\t5\tNOSUCH\t192.0.2.1
y.com.\t99999999999\tA\t192.0.2.1
y.com.\t5\tA\t192.0.2.1
\t5\tAAAA\t2001:db8::1
; glue
; secure
z.com.\t5\tDNSKEY\t257 3 13 ( AAAA
; answer
\t5\tTXT\t"never closed
\t5\t\\-A\t
what is this
; SERVFAIL cache
; x.com [ttl 5]
`,
    ),
  );
  expect(problems(index)).toEqual([
    '3 no-trust',
    '5 no-ttl',
    '6 bad-owner',
    '7 bad-type',
    '8 bad-ttl',
    '10 mixed-set',
    '11 bare-trust',
    '13 unbalanced',
    '15 unbalanced',
    '16 mixed-set',
    '16 no-reason',
    '17 no-ttl',
    '19 bad-failure',
    '19 no-end',
  ]);
  expect(totalsOf(index)).toMatchObject({ rrsets: 5, records: 4 });
});

test('a file that is no dump is said to be none', () => {
  expect(problems(indexDump(octets('hello\n'))).at(-1)).toBe('1 not-a-dump');
  expect(problems(indexDump(octets('')))).toEqual(['1 not-a-dump']);
});
