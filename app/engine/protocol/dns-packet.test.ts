/** dns-packet as a second opinion: what it writes is read here, what is written here it reads. */
import * as packet from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { TYPE, typeNumber } from './codes.ts';
import { queryMessage } from './message.ts';
import { nameOf } from './name.ts';
import { rdataText } from './rdata.ts';
import { decodeMessage, encodeMessage } from './wire.ts';

const name = 'host.example.com';

// As BIND prints it, beside dns-packet's view of the same data.
const samples: [type: string, text: string, data: unknown][] = [
  ['A', '192.0.2.1', '192.0.2.1'],
  ['AAAA', '2001:db8::1', '2001:db8::1'],
  ['NS', 'ns.example.com.', 'ns.example.com'],
  ['CNAME', 'www.example.com.', 'www.example.com'],
  ['DNAME', 'example.net.', 'example.net'],
  ['PTR', 'www.example.com.', 'www.example.com'],
  ['MX', '10 mail.example.com.', { preference: 10, exchange: 'mail.example.com' }],
  ['TXT', '"one" "two \\"2\\""', [Buffer.from('one'), Buffer.from('two "2"')]],
  ['HINFO', '"pc" "linux"', { cpu: 'pc', os: 'linux' }],
  ['SRV', '1 2 5060 sip.example.com.', { priority: 1, weight: 2, port: 5060, target: 'sip.example.com' }],
  [
    'SOA',
    'ns.example.com. hostmaster.example.com. 7 3600 900 604800 300',
    {
      mname: 'ns.example.com',
      rname: 'hostmaster.example.com',
      serial: 7,
      refresh: 3600,
      retry: 900,
      expire: 604800,
      minimum: 300,
    },
  ],
  [
    'CAA',
    '128 issue "ca.example.net"',
    { flags: 128, tag: 'issue', value: 'ca.example.net', issuerCritical: true },
  ],
  ['RP', 'mbox.example.com. txt.example.com.', { mbox: 'mbox.example.com', txt: 'txt.example.com' }],
  [
    'NAPTR',
    '100 10 "u" "E2U+sip" "!^.*$!sip:a@example.com!" .',
    {
      order: 100,
      preference: 10,
      flags: 'u',
      services: 'E2U+sip',
      regexp: '!^.*$!sip:a@example.com!',
      replacement: '.',
    },
  ],
  [
    'SSHFP',
    '4 1 0102AABB0102AABB0102AABB0102AABB0102AABB',
    { algorithm: 4, hash: 1, fingerprint: '0102aabb0102aabb0102aabb0102aabb0102aabb' },
  ],
  [
    'TLSA',
    '3 1 1 0102AABB',
    { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from('0102aabb', 'hex') },
  ],
  [
    'DS',
    '12345 8 2 0102AABB',
    { keyTag: 12345, algorithm: 8, digestType: 2, digest: Buffer.from('0102aabb', 'hex') },
  ],
  ['DNSKEY', '257 3 13 AQIDBA==', { flags: 257, algorithm: 13, key: Buffer.from([1, 2, 3, 4]) }],
  [
    'RRSIG',
    'A 13 3 300 20300322173103 20260220173103 2642 example.com. AQIDBA==',
    {
      typeCovered: 'A',
      algorithm: 13,
      labels: 3,
      originalTTL: 300,
      expiration: 1900431063,
      inception: 1771608663,
      keyTag: 2642,
      signersName: 'example.com',
      signature: Buffer.from([1, 2, 3, 4]),
    },
  ],
  [
    'NSEC',
    'next.example.com. A MX RRSIG NSEC',
    { nextDomain: 'next.example.com', rrtypes: ['A', 'MX', 'RRSIG', 'NSEC'] },
  ],
  [
    'NSEC3',
    '1 0 5 AABB 041061050O3GG A RRSIG',
    {
      algorithm: 1,
      flags: 0,
      iterations: 5,
      salt: Buffer.from('aabb', 'hex'),
      nextDomain: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]),
      rrtypes: ['A', 'RRSIG'],
    },
  ],
];

describe.each(samples)('%s', (type, text, data) => {
  // dns-packet's types want a shape for each type; its encoder takes them all.
  const answer = { type, name, ttl: 300, class: 'IN', data } as unknown as packet.Answer;
  const theirs = new Uint8Array(packet.encode({ type: 'response', id: 7, flags: 0, answers: [answer] }));

  test('what dns-packet writes is read and printed', () => {
    const decoded = decodeMessage(theirs);
    if (decoded.kind === 'malformed') throw new Error(decoded.reason);
    const record = decoded.message.answers[0];
    expect(record && rdataText(record.type, record.rdata)).toBe(text);
  });

  test('what is written here, dns-packet reads the same as its own', () => {
    const decoded = decodeMessage(theirs);
    if (decoded.kind === 'malformed') throw new Error(decoded.reason);
    // The question makes names in the record compress.
    const questions = [{ name: nameOf(`${name}.`), type: typeNumber(type) ?? 0, class: 1 }];
    const ours = encodeMessage({ ...decoded.message, questions });
    expect(packet.decode(Buffer.from(ours)).answers).toEqual(packet.decode(Buffer.from(theirs)).answers);
  });
});

test('a query with EDNS means the same to both', () => {
  const ours = encodeMessage(
    queryMessage({
      id: 4660,
      rd: true,
      cd: true,
      questions: [{ name: nameOf('www.example.com.'), type: TYPE.AAAA, class: 1 }],
      edns: {
        version: 0,
        udpSize: 1232,
        dnssecOk: true,
        z: 0,
        options: [{ code: 10, data: new Uint8Array(8) }],
      },
    }),
  );
  const theirs = packet.decode(Buffer.from(ours));
  expect(theirs).toMatchObject({ id: 4660, type: 'query', flag_rd: true, flag_cd: true, flag_tc: false });
  expect(theirs.questions).toEqual([{ name: 'www.example.com', type: 'AAAA', class: 'IN' }]);
  expect(theirs.additionals?.[0]).toMatchObject({ type: 'OPT', udpPayloadSize: 1232, flag_do: true });
});
