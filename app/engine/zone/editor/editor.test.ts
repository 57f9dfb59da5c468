/** What the editor is told of zone files; serials beside RFC 1982's own examples. */
import { describe, expect, test } from 'vitest';
import { durationWords } from './duration-words.ts';
import { zoneHoverAt } from './hover.ts';
import { dateIn, formOf, nextSerial, rises, serialOf, serialWarning } from './serial.ts';

const ZONE = `$TTL 1d
@	IN	SOA	ns1 host\\.master.example.org. (
		2024050100 ; Serial
		129600	; Refresh
		1h 5d 1w )
	IN	NS	ns1
ns1 300	A 192.0.2.1
$ORIGIN sub
www	MX	10 mail
*	TXT	"a; b" c
`;
const NOW = Date.UTC(2024, 4, 1, 12);

function hover(word: string, nth = 0) {
  let at = -1;
  for (let i = 0; i <= nth; i++) at = ZONE.indexOf(word, at + 1);
  return zoneHoverAt(ZONE, at + 1, { origin: 'example.com.', now: NOW });
}
const fact = (word: string, label: string, nth = 0): string | undefined =>
  hover(word, nth)?.facts.find((one) => one.label === label)?.text;

describe('a tip in a zone file', () => {
  test('tells each field of a SOA, with times in words', () => {
    expect(hover('129600')).toMatchObject({ title: 'SOA refresh' });
    expect(fact('129600', 'Value')).toBe('129600 s: 1 d 12 h');
    expect(fact('1h 5d', 'Value')).toBe('3600 s: 1 h');
    expect(hover('5d')?.title).toBe('SOA expire');
    expect(fact('1w )', 'Mind')).toMatch(/longer than a day/);
    expect(fact('host\\.', 'Mail to')).toBe('host.master@example.org');
    expect(fact('2024050100', 'Value')).toBe('2024-05-01, change 00');
    expect(fact('2024050100', 'Next')).toBe('2024050101 by date, 2024050101 by counting');
    expect(ZONE.slice(hover('129600')?.from, hover('129600')?.to)).toBe('129600');
  });

  test('tells owners, TTLs, types, directives and data', () => {
    expect(fact('1d', 'Value')).toBe('86400 s: 1 d');
    expect(fact('300', 'Value')).toBe('300 s: 5 min');
    expect(fact('@', 'In full')).toBe('example.com.');
    expect(fact('www', 'In full')).toBe('www.sub.example.com.');
    expect(hover('MX')).toMatchObject({ title: 'MX', form: 'MX <preference> <mail server>' });
    expect(hover('10 mail')?.title).toBe('MX: preference');
    expect(fact('mail\n', 'In full')).toBe('mail.sub.example.com.');
    expect(hover('"a; b"')?.title).toBe('TXT: text');
    expect(hover('; Serial')).toBeNull();
  });
});

describe('a serial', () => {
  test('is later by serial number arithmetic (RFC 1982 §5.1)', () => {
    expect(rises(1, 2)).toBe(true);
    expect(rises(2 ** 32 - 1, 0)).toBe(true);
    expect(rises(2 ** 31 + 5, 1)).toBe(true);
    expect(rises(2, 1)).toBe(false);
    expect(rises(7, 7)).toBe(false);
  });

  test('comes next by date, or by one where the day is used up or lies ahead', () => {
    expect(nextSerial(2024043007, 'date', NOW)).toBe(2024050100);
    expect(nextSerial(2024050100, 'date', NOW)).toBe(2024050101);
    expect(nextSerial(2024060100, 'date', NOW)).toBe(2024060101);
    expect(nextSerial(7, 'plain', NOW)).toBe(8);
    expect(nextSerial(2 ** 32 - 1, 'plain', NOW)).toBe(1);
    expect([formOf(2024050100), formOf(7), formOf(2024133100)]).toEqual(['date', 'plain', 'plain']);
    expect(dateIn(1_234_567)).toBeNull();
  });

  test('is found in the SOA, and told when the zone changed without it', () => {
    expect(serialOf(ZONE)).toMatchObject({ serial: 2_024_050_100, word: { line: 3, column: 3 } });
    expect(serialOf('@ A 192.0.2.1\n')).toBeNull();
    const changed = ZONE.replace('192.0.2.1', '192.0.2.2');
    expect(serialWarning(ZONE, changed)?.message).toMatch(/^zone serial \(2024050100\) unchanged/);
    expect(serialWarning(ZONE, changed.replace('2024050100', '2024050101'))).toBeNull();
    expect(serialWarning(ZONE, ZONE.replace('2024050100', '7'))?.message).toBe(
      'zone serial (7/2024050100) has gone backwards',
    );
    expect(serialWarning(ZONE, ZONE.replace('; Serial', ';').replace('\t', '  '))).toBeNull();
  });
});

test('seconds in words', () => {
  expect([0, 59, 129_600, 604_800 + 61].map(durationWords)).toEqual([
    '0 s',
    '59 s',
    '1 d 12 h',
    '1 w 1 min 1 s',
  ]);
});
