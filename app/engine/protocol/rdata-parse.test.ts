import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLASS, TYPE, typeNumber } from './codes.ts';
import { hexText } from './encodings.ts';
import { goldenLines, goldenRecords, wordsOf } from '../../testing/protocol-golden.ts';
import { nameOf } from './name.ts';
import { rdataFromText, rdataText } from './rdata.ts';

const origin = nameOf('example.');

function parse(type: string, text: string): Uint8Array | string {
  const rdata = rdataFromText(typeNumber(type) ?? -1, wordsOf(text), origin);
  return 'kind' in rdata ? `${rdata.word}: ${rdata.message}` : rdata;
}

test('the text that dig prints gives the octets again, for every type', () => {
  const shorts = goldenLines('short.txt');
  for (const [i, record] of goldenRecords().entries()) {
    const rdata = rdataFromText(record.type, wordsOf(shorts[i] ?? ''), nameOf('.'));
    expect('kind' in rdata ? rdata : hexText(rdata), shorts[i]).toBe(hexText(record.rdata));
  }
});

test('every type can be written in the form of unknown types', () => {
  for (const record of goldenRecords()) {
    const text = rdataText(record.type, record.rdata, { unknownFormat: true });
    expect(rdataFromText(record.type, wordsOf(text), origin)).toEqual(record.rdata);
  }
});

test('relative names and @ are completed with the origin', () => {
  expect(parse('MX', '10 mail')).toEqual(Uint8Array.of(0, 10, ...nameOf('mail.example.').wire));
  expect(parse('NS', '@')).toEqual(origin.wire);
});

test('times of an SOA record may have units', () => {
  expect(parse('SOA', 'a b 1 1h 15m 1w2d 1D')).toEqual(parse('SOA', 'a b 1 3600 900 777600 86400'));
});

test('TXT: quoted and bare words, escapes, UTF-8', () => {
  expect(parse('TXT', '"a b" c\\"d \\195\\164 ä')).toEqual(
    Uint8Array.of(3, 97, 32, 98, 3, 99, 34, 100, 2, 0xc3, 0xa4, 2, 0xc3, 0xa4),
  );
});

test('SvcParams are put in order', () => {
  const sorted = parse('HTTPS', '1 . alpn=h2 port=8443 key667="x"');
  expect(parse('HTTPS', '1 . key667=x port=8443 alpn=h2')).toEqual(sorted);
});

describe('what is wrong is said as named-checkzone says it', () => {
  // Each from: named-checkzone -i none t. FILE, with the one line; `word` is the one that BIND names, the end for "near eol".
  test.each([
    ['A', '', '0: unexpected end of input'],
    ['A', '1.2.3', '0: bad dotted quad'],
    ['A', '1.2.3.4 5', '1: extra input text'],
    ['A', '\\# 5 0102030405', '3: extra input data'],
    ['A', '\\# 3 010203', '3: unexpected end of input'],
    ['A', '\\# 3 01020', '3: unexpected end of input'],
    ['A', '\\# 3 0102 zz', '4: bad hex encoding'],
    ['A', '\\# x 00', '1: not a valid number'],
    ['AAAA', '1:2', '0: bad IPv6 address'],
    ['MX', 'x y', '0: not a valid number'],
    ['MX', '-1 a', '0: not a valid number'],
    ['MX', '0x10 a', '0: not a valid number'],
    ['MX', '70000 y', '0: out of range'],
    ['MX', '1', '1: unexpected end of input'],
    ['MX', '1 a..b', '1: empty label'],
    ['MX', '1 a\\300b', '1: bad escape'],
    ['MX', `1 ${'a'.repeat(64)}`, '1: label too long'],
    ['SOA', 'a. b. x 1 1 1 1', '2: not a valid number'],
    ['SOA', 'a. b. 1 x 1 1 1', '3: syntax error'],
    ['DS', '1 2 3 zz', '4: bad hex encoding'],
    ['DS', '1 8 2 ABC', '4: unexpected end of input'],
    ['DS', '1 8 2 ABCD', '4: unexpected end of input'],
    ['DNSKEY', '256 3 8 ab*', '4: bad base64 encoding'],
    ['DNSKEY', '256 3 FOO aaaa', '2: unknown class/type'],
    ['RRSIG', 'A 5 3 1h 2026 2027 1 a. aa', '3: not a valid number'],
    ['NSEC', 'a. FOO', '1: unknown class/type'],
    ['TXT', '', '0: unexpected end of input'],
    ['TXT', '"\\300"', '0: syntax error'],
    ['CAA', '0 is_sue "x"', '1: syntax error'],
    ['LOC', '1 2', '2: unexpected end of input'],
    ['URI', '1 1 x', '2: syntax error'],
    ['SVCB', '1 . alpn', '2: syntax error'],
    ['SVCB', '1 . port=x', '2: syntax error'],
    ['SSHFP', '1 1 abc', '3: unexpected end of input'],
    ['TLSA', '3 1 1 xyz', '4: bad hex encoding'],
    ['APL', '3:1/2', '0: not implemented'],
    ['X25', '12', '0: syntax error'],
    ['NID', '10 1:2:3', '1: syntax error'],
    ['WKS', '1.2.3.4 foo 1', '1: unknown protocol'],
    ['AMTRELAY', '1 2 3 4', '1: out of range'],
    ['IPSECKEY', '1 9 1 . aaaa', '1: out of range'],
    ['OPENPGPKEY', '', '0: unexpected end of input'],
    ['NULL', 'abc', '0: syntax error'],
    ['TYPE65300', 'abc', '0: unknown class/type'],
    ['OPT', '1', '0: invalid use of a meta type'],
  ])('%s %s', (type, text, problem) => {
    expect(parse(type, text)).toBe(problem);
  });
});

test('any words give octets or a problem, and octets are read back the same', () => {
  const types = goldenRecords().map((record) => record.type);
  const texts = goldenLines('short.txt').flatMap((line) => wordsOf(line));
  const word = fc.oneof(
    fc.constantFrom(...texts),
    fc.record({ text: fc.string({ maxLength: 20 }), quoted: fc.boolean() }),
    fc.record({ text: fc.nat().map(String), quoted: fc.constant(false) }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.array(word, { maxLength: 9 }), (type, words) => {
      const rdata = rdataFromText(type, words, origin);
      if ('kind' in rdata) return rdata.message !== '' && rdata.word <= words.length;
      const again = rdataFromText(type, wordsOf(rdataText(type, rdata)), origin, CLASS.IN);
      expect(again).toEqual(rdata);
      return true;
    }),
    { numRuns: 5000 },
  );
});

test('a problem names a word even where the type has no text form', () => {
  expect(rdataFromText(TYPE.TSIG, wordsOf('a b c'), origin)).toMatchObject({ word: 0 });
});

test('an ATM address of dots alone is none', () => {
  expect(rdataFromText(TYPE.ATMA, [{ text: '.', quoted: false }], nameOf('.'))).toMatchObject({
    kind: 'rdata-problem',
  });
});
