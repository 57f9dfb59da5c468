import { expect, test } from 'vitest';
import { goldenLines, namedMessages, octetsOf } from '../../testing/protocol-golden.ts';
import { summarise } from './summary.ts';

/** Where tcpdump goes on although the message is malformed, or reads octets that are none of the record's. */
const UNLIKE = /OPT UDPsize|UNSPECA\^@/;

test('messages are summed up in tcpdump’s words', () => {
  const lines = goldenLines('tcpdump.txt').filter((line) => !UNLIKE.test(line));
  expect(lines.length).toBeGreaterThan(290);
  for (const line of lines) {
    const cut = line.indexOf(' ');
    expect(summarise(octetsOf(line.slice(0, cut))).text).toBe(line.slice(cut + 1).trimEnd());
  }
});

test.each([
  ['www.world.example A +rec', 'answer'],
  ['alias.world.example A', 'answer'],
  ['nothere.world.example A', 'nxdomain'],
  ['www.world.example AAAA', 'nodata'],
  ['x.sub.world.example A', 'referral'],
  ['elsewhere.example A', 'refused'],
  ['www.world.example A +norec +bufsize=1232 +edns=1', 'error'],
  ['big.world.example TXT +norec +noedns', 'answer'],
])('what named said to %s is: %s', (question, meaning) => {
  const sample = namedMessages().find(({ what }) => what.startsWith(question));
  expect(summarise(sample?.octets ?? new Uint8Array(0))).toMatchObject({
    meaning,
    qname: `${question.split(' ')[0]}.`,
    qtype: question.split(' ')[1],
  });
});

test('a query, and what is no message', () => {
  expect(summarise(octetsOf('1234 0100 0001 0000 0000 0000 0161 00 0001 0001'))).toEqual({
    text: '4660+ A? a. (19)',
    meaning: 'query',
    qname: 'a.',
    qtype: 'A',
    aa: false,
  });
  expect(summarise(new Uint8Array(3))).toMatchObject({ text: '[|domain]', meaning: 'malformed' });
});
