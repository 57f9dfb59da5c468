import types from 'dns-packet/types.js';
import { expect, test } from 'vitest';
import {
  CLASS,
  RCODE,
  TYPE,
  classNumber,
  classText,
  opcodeText,
  optionText,
  rcodeNumber,
  rcodeText,
  typeNumber,
  typeText,
} from './codes.ts';

test('the numbers agree with dns-packet where it knows the type', () => {
  for (const [word, type] of Object.entries(TYPE)) {
    if (types.toType(word) !== 0) expect(types.toType(word), word).toBe(type);
  }
});

test('every number has a text that reads back, in any case', () => {
  const lost: number[] = [];
  for (let n = 0; n <= 0xffff; n++) {
    if (typeNumber(typeText(n)) !== n || classNumber(classText(n).toLowerCase()) !== n) lost.push(n);
  }
  expect(lost).toEqual([]);
});

test('numbers without a mnemonic are generic (RFC 3597 §5)', () => {
  expect(typeText(65400)).toBe('TYPE65400');
  expect(typeNumber('type1')).toBe(TYPE.A);
  expect(classText(2)).toBe('CLASS2');
  expect(typeNumber('TYPE65536')).toBe(null);
  expect(typeNumber('TYPE')).toBe(null);
  expect(typeNumber('FOO')).toBe(null);
  expect(classNumber('chaos')).toBe(CLASS.CH);
});

test('RCODEs and opcodes have BIND’s words', () => {
  expect([0, 3, 5, 11, 16, 23, 24].map(rcodeText)).toEqual([
    'NOERROR',
    'NXDOMAIN',
    'REFUSED',
    'RESERVED11',
    'BADVERS',
    'BADCOOKIE',
    'RCODE24',
  ]);
  const rcodes = Array.from({ length: 4096 }, (_, n) => n);
  expect(rcodes.map((n) => rcodeNumber(rcodeText(n)))).toEqual(rcodes);
  expect(rcodeNumber('nxdomain')).toBe(RCODE.NXDOMAIN);
  expect(rcodeNumber('FOO')).toBe(null);
  expect([0, 3, 4, 5, 15].map(opcodeText)).toEqual(['QUERY', 'RESERVED3', 'NOTIFY', 'UPDATE', 'RESERVED15']);
  expect([3, 8, 15, 4].map(optionText)).toEqual(['NSID', 'CLIENT_SUBNET', 'EDE', 'OPTION_4']);
});
