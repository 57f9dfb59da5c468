/** Messages as RFC 9267 and the history of DNS software know them, each with a fault of its own. */
import { expect, test } from 'vitest';
import { octetsOf } from '../../testing/protocol-golden.ts';
import { dissect } from './dissect.ts';
import type { DissectedField } from './dissect.ts';
import { summarise } from './summary.ts';
import { decodeMessage } from './wire.ts';

const query = '1234 0100 0001 0000 0000 0000';
const answer = '1234 8180 0001 0001 0000 0000';
const q = '01 61 00 0001 0001';
const opt = '00 0029 04d0 00000000 0000';

const corpus: [what: string, hex: string, reason: RegExp, offset: number][] = [
  ['nothing', '', /header is cut short/, 0],
  ['an id and no more', '1234', /header is cut short/, 2],
  ['eleven octets', '1234 0100 0001 0000 0000 00', /header is cut short/, 11],
  ['a question that is not there', query, /fewer questions/, 12],
  ['a name without an end', `${query} 03 7777 77`, /past the end/, 16],
  ['a label longer than the rest', `${query} 3f 7777`, /past the end/, 12],
  ['a pointer to itself', `${query} c00c 0001 0001`, /backwards/, 12],
  ['a pointer forward', `${query} c010 0001 0001 0161 00`, /backwards/, 12],
  ['a loop of a label and a pointer', `${query} 01 61 c00c 0001 0001`, /backwards/, 14],
  ['half a pointer', `${query} c0`, /past the end/, 12],
  ['a label of type 01', `${query} 41 61 00 0001 0001`, /label type/, 12],
  ['a label of type 10', `${query} 81 61 00 0001 0001`, /label type/, 12],
  ['a name of 256 octets', `${query} ${'3f'.padEnd(128, '61').repeat(4)} 00 0001 0001`, /255/, 204],
  ['a question without its class', `${query} 01 61 00 0001`, /question is cut short/, 15],
  ['an answer that is counted but missing', `${answer} ${q}`, /fewer records/, 19],
  ['a record cut in its TTL', `${answer} ${q} c00c 0001 0001 0000`, /record is cut short/, 21],
  ['RDLENGTH beyond the end', `${answer} ${q} c00c 0001 0001 00000000 0005 7f000001`, /past the end/, 29],
  ['an A record of three octets', `${answer} ${q} c00c 0001 0001 00000000 0003 7f0000`, /wrong length/, 31],
  [
    'an A record of five octets',
    `${answer} ${q} c00c 0001 0001 00000000 0005 7f00000101`,
    /wrong length/,
    31,
  ],
  [
    'an NS name that ends after RDLENGTH',
    `${answer} ${q} c00c 0002 0001 00000000 0002 03 777777 00`,
    /past the end/,
    31,
  ],
  [
    'an NS name that ends before RDLENGTH',
    `${answer} ${q} c00c 0002 0001 00000000 0004 0161 00 00`,
    /wrong length/,
    34,
  ],
  ['an NS record without data', `${answer} ${q} c00c 0002 0001 00000000 0000`, /past the end/, 31],
  [
    'an SOA record cut in its numbers',
    `${answer} ${q} c00c 0006 0001 00000000 0006 00 00 00000001`,
    /does not fit/,
    37,
  ],
  [
    'a TXT string longer than its record',
    `${answer} ${q} c00c 0010 0001 00000000 0002 05 61`,
    /does not fit/,
    31,
  ],
  ['a TXT record without data', `${answer} ${q} c00c 0010 0001 00000000 0000`, /does not fit/, 31],
  [
    'NSEC windows out of order',
    `${answer} ${q} c00c 002f 0001 00000000 0007 00 0101 40 0001 40`,
    /does not fit/,
    32,
  ],
  [
    'a compressed name in a DNAME record',
    `${answer} ${q} c00c 0027 0001 00000000 0002 c00c`,
    /does not fit/,
    31,
  ],
  ['OPT among the answers', `1234 8180 0000 0001 0000 0000 ${opt}`, /outside the additional/, 12],
  ['two OPT records', `1234 8180 0000 0000 0000 0002 ${opt} ${opt}`, /more than one OPT/, 23],
  ['an OPT record with an owner', `1234 8180 0000 0000 0000 0001 0161 ${opt}`, /owner is not the root/, 12],
  [
    'an EDNS option cut short',
    `1234 8180 0000 0000 0000 0001 00 0029 04d0 00000000 0003 000a00`,
    /option is cut/,
    23,
  ],
  [
    'an EDNS option too long',
    `1234 8180 0000 0000 0000 0001 00 0029 04d0 00000000 0005 000a0002 61`,
    /option runs past/,
    25,
  ],
];

test.each(corpus)('%s', (_, hex, reason, offset) => {
  const octets = octetsOf(hex);
  const decoded = decodeMessage(octets);
  expect(decoded).toMatchObject({ kind: 'malformed', reason: expect.stringMatching(reason), offset });
  expect(decoded.kind === 'malformed' && decoded.id).toBe(octets.length < 2 ? null : 0x1234);
  expect(faults(dissect(octets)).length).toBeGreaterThan(0);
  expect(summarise(octets).meaning).toBe('malformed');
});

test('what was understood before the fault is kept', () => {
  const decoded = decodeMessage(octetsOf(`${answer} ${q} c00c 0001 0001 0000`));
  expect(decoded.kind === 'malformed' && decoded.partial?.questions[0]?.name.toString()).toBe('a.');
  expect(decoded.kind === 'malformed' && decoded.header?.counts).toEqual([1, 1, 0, 0]);
});

test('64 KiB of names that all enter one long chain of pointers take no time', () => {
  const octets = new Uint8Array(65_535);
  const links = 127;
  octets.set(octetsOf('1234 8180 0001 1500 0000 0000 00 0001 0001 00 ff78 0001 00000000'));
  octets.set([0, 2 * links], 26);
  for (let i = 0; i < links; i++) octets.set([0xc0, i === 0 ? 12 : 28 + 2 * (i - 1)], 28 + 2 * i);
  const entry = 28 + 2 * (links - 1);
  for (let at = 28 + 2 * links; at + 12 <= octets.length; at += 12) {
    octets.set([0xc0 | (entry >> 8), entry & 255, 0xff, 0x78, 0, 1, 0, 0, 0, 0, 0, 0], at);
  }
  const begun = performance.now();
  const decoded = decodeMessage(octets);
  expect(decoded.kind === 'message' && decoded.message.answers.length).toBe(0x1500);
  dissect(octets);
  expect(performance.now() - begun).toBeLessThan(2000);
});

test('a chain of more than 128 pointers is refused', () => {
  // The chain stands in the RDATA of an unknown type; it leads to the question's name, the next owner enters it.
  const links = 139;
  const hex = `1234 8180 0001 0002 0000 0000 ${q} 00 ff78 0001 00000000 ${(2 * links).toString(16).padStart(4, '0')}`;
  const start = octetsOf(hex).length;
  const chain = Array.from({ length: links }, (_, i) => pointer(i === 0 ? 12 : start + 2 * (i - 1))).join('');
  const owner = pointer(start + 2 * (links - 1));
  const decoded = decodeMessage(octetsOf(`${hex} ${chain} ${owner} 0001 0001 00000000 0004 7f000001`));
  expect(decoded).toMatchObject({ kind: 'malformed', reason: 'too many compression pointers in one name' });
});

function pointer(target: number): string {
  return (0xc000 | target).toString(16);
}

function faults(fields: readonly DissectedField[]): DissectedField[] {
  return fields.flatMap((field) => [...(field.label === 'Fault' ? [field] : []), ...faults(field.children)]);
}
