import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareDumps } from './differential-compare.ts';
import { readDump } from './differential-dump.ts';
import { isListed, listedDifferences } from './differential-listed.ts';

const DUMP = `;
; Start view _default
;
;
; Cache dump of view '_default' (cache _default)
;
; using a 0 second stale ttl
$DATE 20261121071540
; authanswer
.\t\t\t518400\tIN NS\ta.root-servers.net.
\t\t\t518400\tIN NS\tb.root-servers.net.
; glue
uk.\t\t\t172800\tNS\tnsb.nic.uk.
\t\t\t172800\tNS\tnsa.nic.uk.
; answer
ns0.tiscali.co.uk.\t3600\t\\-AAAA\t;-$NXRRSET
; tiscali.co.uk. SOA ns0.tiscali.co.uk. hostmaster.tiscali.co.uk. 1 7200 900 1209600 3600
; authanswer
\t\t\t3600\tTXT\t"a; (b)" "c"
tiscali.co.uk.\t3600\tSOA\tns0.tiscali.co.uk. hostmaster.tiscali.co.uk. (
\t\t\t\t\t1          ; serial
\t\t\t\t\t7200       ; refresh (2 hours)
\t\t\t\t\t900        ; retry (15 minutes)
\t\t\t\t\t1209600    ; expire (2 weeks)
\t\t\t\t\t3600       ; minimum (1 hour)
\t\t\t\t\t)
;
; Address database dump
;
; ns0.tiscali.co.uk [v4 TTL 10] [v6 TTL 3600] [v4 success] [v6 nxrrset]
; Dump complete
`;

test('a dump of named is read with its trust words, negative entries and long records', () => {
  expect(
    [...readDump(DUMP)].map(([what, { trust, ttl, data }]) => `${what} ${ttl} ${trust} ${data}`),
  ).toEqual([
    '. NS 518400 authanswer a.root-servers.net. | b.root-servers.net.',
    'uk. NS 172800 glue nsa.nic.uk. | nsb.nic.uk.',
    'ns0.tiscali.co.uk. \\-AAAA 3600 answer tiscali.co.uk.',
    'ns0.tiscali.co.uk. TXT 3600 authanswer "a; (b)" "c"',
    'tiscali.co.uk. SOA 3600 authanswer ns0.tiscali.co.uk. hostmaster.tiscali.co.uk. 1 7200 900 1209600 3600',
  ]);
});

test('caches are compared by trust, data and time, and not where an entry is about to end', () => {
  const theirs = readDump(DUMP);
  expect(compareDumps(theirs, theirs)).toEqual([]);
  const ours = new Map(theirs);
  ours.set('uk. NS', { trust: 'answer', ttl: 172_800, data: 'nsa.nic.uk. | nsb.nic.uk.' });
  ours.set('. NS', { ...(theirs.get('. NS') ?? { trust: '', data: '' }), ttl: 5000 });
  ours.set('new.example. A', { trust: 'answer', ttl: 5, data: '127.53.9.1' });
  ours.delete('tiscali.co.uk. SOA');
  expect(compareDumps(ours, theirs).map(({ what }) => what)).toEqual([
    '. NS',
    'uk. NS',
    'tiscali.co.uk. SOA',
  ]);
});

test('a difference is listed only for its program, its name and its respect', () => {
  const listed = listedDifferences('| named | `*.a.example. A` | answer, ttl | because |\n| other | x |\n');
  expect(listed.length).toBe(1);
  const said = { program: 'named', what: 'www.a.example. A', respect: 'ttl', ours: '', theirs: '' } as const;
  expect(isListed(listed, said)).toBe(true);
  expect(isListed(listed, { ...said, program: 'unbound' })).toBe(false);
  expect(isListed(listed, { ...said, what: 'www.a.example. AAAA' })).toBe(false);
  expect(isListed(listed, { ...said, what: 'wwwxa.example. A' })).toBe(false);
  expect(isListed(listed, { ...said, respect: 'rcode' })).toBe(false);
});

test('each row of the list is read', () => {
  const text = readFileSync(join(import.meta.dirname, 'differential-differences.md'), 'utf8');
  const rows = text.match(/^\|(?! beside| -)/gm) ?? [];
  expect(rows.length).toBeGreaterThan(10);
  expect(listedDifferences().length).toBe(rows.length);
});
