import { expect, test } from 'vitest';
import { goldenLines, goldenRecords, goldenText } from '../../testing/protocol-golden.ts';
import { recordText, questionText } from './record-text.ts';
import type { RecordStyle } from './record-text.ts';
import { rdataText } from './rdata.ts';
import { nameOf } from './name.ts';
import { CLASS, TYPE } from './codes.ts';

const records = goldenRecords();

const styles: [file: string, style: RecordStyle][] = [
  ['plain.txt', {}],
  ['multiline.txt', { multiline: true, comments: true }],
  ['multiline-norrcomments.txt', { multiline: true }],
  ['multiline-nocrypto.txt', { multiline: true, comments: true, crypto: false }],
  ['multiline-split8.txt', { multiline: true, comments: true, split: 8 }],
  ['multiline-unknownformat.txt', { multiline: true, comments: true, unknownFormat: true }],
  ['rrcomments.txt', { comments: true }],
  ['nocrypto.txt', { crypto: false }],
  ['split4.txt', { split: 4 }],
  ['unknownformat.txt', { unknownFormat: true }],
  ['expandaaaa.txt', { expandIpv6: true }],
];

test.each(styles)('all types are printed as dig prints them: %s', (file, style) => {
  expect(records.map((record) => recordText(record, style)).join('\n')).toBe(goldenText(file));
});

test.each<[string, RecordStyle]>([
  ['ttlunits.txt', { ttlUnits: true }],
  ['noclass.txt', { class: false }],
  ['nottlid.txt', { ttl: false }],
  ['nottlid-noclass.txt', { ttl: false, class: false }],
])('columns move as in dig: %s', (file, style) => {
  const lines = goldenLines(file);
  expect(records.slice(0, lines.length).map((record) => recordText(record, style))).toEqual(lines);
});

test('+short prints the RDATA alone', () => {
  expect(records.map((record) => rdataText(record.type, record.rdata))).toEqual(goldenLines('short.txt'));
});

test.each<[RecordStyle, string]>([
  [{}, ';mx.types.example.\t\tIN\tMX'],
  [{ multiline: true }, ';mx.types.example.\tIN MX'],
  [{ class: false }, ';mx.types.example.\tIN\tMX'],
  [{ ttl: false }, ';mx.types.example.\tIN\tMX'],
  [{ ttl: false, class: false }, ';mx.types.example.\tIN MX'],
  [{ unknownFormat: true }, ';mx.types.example.\t\tCLASS1\tTYPE15'],
])('a question has dig’s columns with %o', (style, text) => {
  expect(questionText({ name: nameOf('mx.types.example.'), type: TYPE.MX, class: CLASS.IN }, style)).toBe(
    text,
  );
});

test('names below an origin are printed relative to it, others in full', () => {
  const mx = Uint8Array.of(0, 10, ...nameOf('mail.example.com.').wire);
  expect(rdataText(TYPE.MX, mx, { origin: nameOf('example.com.') })).toBe('10 mail');
  expect(rdataText(TYPE.MX, mx, { origin: nameOf('mail.example.com.') })).toBe('10 mail.example.com.');
  expect(rdataText(TYPE.MX, mx, { origin: nameOf('.') })).toBe('10 mail.example.com.');
});

test('data that does not fit its type, or belongs to another class, is printed as unknown', () => {
  expect(rdataText(TYPE.A, Uint8Array.of(1, 2, 3))).toBe('\\# 3 010203');
  expect(rdataText(TYPE.A, Uint8Array.of(1, 2, 3, 4), {}, CLASS.CH)).toBe('\\# 4 01020304');
  expect(rdataText(TYPE.MX, Uint8Array.of(0, 10, 3, 65))).toBe('\\# 4 000A0341');
});
