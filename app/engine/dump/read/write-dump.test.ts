import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { indexDump } from './read-dump.ts';
import { totalsOf } from './totals.ts';
import { octetText } from './words.ts';
import { writtenDump } from './write-dump.ts';

const SAMPLES = new URL(process.env['ROOTWALK_DUMPS'] ?? 'samples/', import.meta.url);
const dumps = readdirSync(SAMPLES).filter((name) => /\.(?:db|txt)$/.test(name));

const octets = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function rewritten(whole: Uint8Array): string {
  const text = { octets: (from: number, to: number): Uint8Array => whole.subarray(from, to) };
  return [...writtenDump(indexDump(whole), text)].join('');
}

test.each(dumps)('%s comes out as it went in, octet for octet', (name) => {
  const whole = readFileSync(new URL(name, SAMPLES));
  expect(rewritten(whole)).toBe(octetText(whole));
});

test('what was not understood is written too, in its place', () => {
  const dump = `;
; Start view v
;
;
; Cache dump of view 'v' (cache v)
;
$DATE 20260101000000
what is this?
; answer
a.com.\t\t\t5\tA\t192.0.2.1
one line
another line
; answer
b.com.\t\t\t5\tA\tno address
;
; SERVFAIL cache
;
; a.com/A [ttl 5]
; a.com [ttl 5]
; Dump complete
`;
  expect(rewritten(octets(dump))).toBe(dump);
});

test('written and read again, a dump of another release is the same', () => {
  const dump = octets(`; Start view v
; Cache dump of view 'v'
$DATE 20180102030405
; answer
; stale (will be retained for 86000 more seconds)
com. 172800 IN NS a.gtld.
; answer
 10 SOA a. b. ( 1 2
   3 4 5 )
`);
  const once = rewritten(dump);
  expect(once).toContain(
    '; stale (will be retained for 86000 more seconds)\ncom.\t\t\t172800\tIN NS\ta.gtld.\n',
  );
  expect(rewritten(octets(once))).toBe(once);
});

test('a line that is not understood does not go on with a record whose parentheses are not closed', () => {
  const dump = octets(`; Start view v
; Cache dump of view 'v' (cache v)
$DATE 20260102030405
; answer
com.\t5\tSOA\ta. b. ( 1
;
)
; answer
\t\t\t5\tA\t192.0.2.1
`);
  const totals = totalsOf(indexDump(dump));
  expect(totalsOf(indexDump(octets(rewritten(dump))))).toMatchObject({ rrsets: totals.rrsets });
});
