import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TYPE } from './codes.ts';
import { goldenRecords, octetsOf } from '../../testing/protocol-golden.ts';
import { addressOctets, addressText, namesInRdata, rdataEquals, readSoa, targetName } from './rdata.ts';
import { canonicalRdata } from './rdata.ts';
import { base32hexOctets, base32hexText, base64Octets, base64Text, hexOctets, hexText } from './encodings.ts';
import { nameOf } from './name.ts';
import { recordsOf, rrsetsOf } from './rrset.ts';
import { bitmapTypes, typeBitmap } from './type-bitmap.ts';

const golden = (type: number): Uint8Array =>
  goldenRecords().find((record) => record.type === type)?.rdata ?? new Uint8Array(0);

test('an SOA record’s fields', () => {
  expect(readSoa(golden(TYPE.SOA))).toMatchObject({
    serial: 2026112101,
    refresh: 10800,
    retry: 3600,
    expire: 604800,
    minimum: 300,
  });
  expect(readSoa(golden(TYPE.SOA))?.rname.toString()).toBe('host\\.master.types.example.');
  expect(readSoa(golden(TYPE.SOA).slice(1))).toBe(null);
  expect(readSoa(new Uint8Array(0))).toBe(null);
});

test('where records point to', () => {
  expect(String(targetName(TYPE.CNAME, golden(TYPE.CNAME)))).toBe('www.example.com.');
  expect(String(targetName(TYPE.SRV, golden(TYPE.SRV)))).toBe('sip.example.');
  expect(targetName(TYPE.A, golden(TYPE.A))).toBe(null);
  expect(targetName(TYPE.NS, Uint8Array.of(3, 1))).toBe(null);
  expect(namesInRdata(TYPE.RP, golden(TYPE.RP)).map(String)).toEqual(['mbox.example.', 'txt.example.']);
});

describe('addresses', () => {
  test('any octets survive their text', () => {
    const zeros = fc.oneof(fc.constant(0), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(zeros, { minLength: 16, maxLength: 16 }),
        fc.constantFrom(4, 16),
        (octets, length) => {
          const address = Uint8Array.from(octets.slice(0, length));
          expect(addressOctets(addressText(address))).toEqual(address);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each([
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4.5',
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    '::1.2.3',
    '1.2.3.4::',
    '::g',
    '1:2:3:4:5:6:7:1.2.3.4',
  ])('%s is none', (text) => {
    expect(addressOctets(text)).toBe(null);
  });
});

test('hexadecimal, base64, base32hex: what is written is read, what is malformed is null', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (octets) => {
      expect(hexOctets(hexText(octets))).toEqual(octets);
      expect(base64Text(octets)).toBe(Buffer.from(octets).toString('base64'));
      expect(base64Octets(base64Text(octets))).toEqual(octets);
      expect(base32hexOctets(base32hexText(octets))).toEqual(octets);
    }),
  );
  expect([
    hexOctets('0'),
    hexOctets('0g'),
    base64Octets('a'),
    base64Octets('a==='),
    base32hexOctets('W0'),
  ]).toEqual(Array(5).fill(null));
});

test('a type bitmap is the set of its types', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { maxLength: 60 }), (types) => {
      const bitmap = typeBitmap(types);
      expect(bitmapTypes(bitmap, 0, bitmap.length)).toEqual([...types].sort((a, b) => a - b));
    }),
  );
});

describe('equality', () => {
  test('names have no case, text has', () => {
    const upper = Uint8Array.of(0, 10, ...nameOf('MAIL.Example.').wire);
    const lower = Uint8Array.of(0, 10, ...nameOf('mail.example.').wire);
    expect(rdataEquals(TYPE.MX, upper, lower)).toBe(true);
    expect(canonicalRdata(TYPE.MX, upper)).toEqual(lower);
    expect(rdataEquals(TYPE.TXT, Uint8Array.of(1, 0x41), Uint8Array.of(1, 0x61))).toBe(false);
    // A preference of 0x41 is not a letter.
    expect(rdataEquals(TYPE.MX, Uint8Array.of(0, 0x41, 0), Uint8Array.of(0, 0x61, 0))).toBe(false);
    expect(rdataEquals(65400, octetsOf('41'), octetsOf('61'))).toBe(false);
  });
});

describe('RRsets', () => {
  const record = (name: string, ttl: number, last: number, type: number = TYPE.A) => ({
    name: nameOf(name),
    type,
    class: 1,
    ttl,
    rdata: Uint8Array.of(127, 53, 0, last),
  });

  test('records of one owner and type come together, without duplicates, with the lowest TTL', () => {
    const sets = rrsetsOf([
      record('a.', 300, 1),
      record('b.', 60, 1),
      record('A.', 200, 2),
      record('a.', 400, 1),
      record('a.', 400, 1, TYPE.TXT),
    ]);
    expect(sets.map((set) => `${set.name} ${set.type} ${set.ttl} ${set.rdatas.length}`)).toEqual([
      'a. 1 200 2',
      'b. 1 60 1',
      'a. 16 400 1',
    ]);
    expect(sets.flatMap((set) => recordsOf(set, 5)).map(({ ttl }) => ttl)).toEqual([5, 5, 5, 5]);
  });

  test('signatures over different types are different sets', () => {
    const rrsig = golden(TYPE.RRSIG);
    const other = rrsig.slice();
    other[1] = TYPE.AAAA;
    const sig = (rdata: Uint8Array) => ({ ...record('a.', 1, 1, TYPE.RRSIG), rdata });
    expect(rrsetsOf([sig(rrsig), sig(other)]).length).toBe(2);
  });
});
