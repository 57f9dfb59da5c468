/** Messages as real rndc and named 9.18.49 sent them, read and made anew; and what is no message refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Octets, base64Text, hexOctets } from '../../protocol/encodings.ts';
import { algorithmFacts, controlAlgorithm, type ControlAlgorithm, type ControlKey } from './keys.ts';
import { decodeControl, encodeControl, type ControlMessage } from './message.ts';
import { encodeTable, type ControlValue } from './table.ts';

const SHA: ControlKey = key('hmac-sha256', 'c2VjcmV0c2VjcmV0c2VjcmV0');
const MD5: ControlKey = key('hmac-md5', 'c2VjcmV0c2VjcmV0c2VjcmV1');

function key(algorithm: ControlAlgorithm, secret: string): ControlKey {
  return { name: 'k', algorithm, secret: base64Octets(secret)! };
}

const ZEROS = '00'.repeat(44);
/** `rndc status`: its first message, and named's reply. */
const ASKED =
  '000000d200000001055f61757468020000006304687368610100000059a3753946384e696e3452394c51516a49616444317a526753517874685773554f6f4e6d6a74747442307659383d' +
  `${ZEROS}055f6374726c020000003c045f736572010000000a31333630343233383937045f74696d010000000a31373935323636383535045f657870010000000a` +
  '31373935323636393135055f64617461020000000e047479706501000000046e756c6c';
const REPLIED =
  '0000010000000001055f61757468020000006304687368610100000059a3344e474273474142345339744972444179734133394c543754492b48414e67584c484b73486b6a583854383d' +
  `${ZEROS}055f6374726c020000005d045f736572010000000a31333630343233383937045f74696d010000000a31373935323636383535045f657870010000000a` +
  '31373935323636393135045f72706c010000000131065f6e6f6e6365010000000a31373339343438383432055f64617461020000001b047479706501000000046e756c6c06726573756c74010000000130';
const WITH_MD5 =
  '0000008e00000001055f61757468020000002004686d6435010000001658726c354e5a39347866394f765849396d7172787641055f6374726c020000003b045f7365720100000009' +
  '343032373033393236045f74696d010000000a31373935323636383535045f657870010000000a31373935323636393135055f64617461020000000e047479706501000000046e756c6c';

const message: ControlMessage = {
  serial: 1360423897,
  sent: 1795266855,
  expires: 1795266915,
  nonce: null,
  reply: false,
  data: new Map([['type', 'null']]),
};

test.each([
  ['rndc asks', ASKED, SHA, message],
  [
    'named replies',
    REPLIED,
    SHA,
    {
      ...message,
      nonce: 1739448842,
      reply: true,
      data: new Map([
        ['type', 'null'],
        ['result', '0'],
      ]),
    },
  ],
  ['rndc asks, signed with MD5', WITH_MD5, MD5, { ...message, serial: 402703926 }],
] as const)('%s: the same message, the same octets', (_, hex, signer, meant) => {
  const octets = hexOctets(hex)!;
  expect(decodeControl(octets.subarray(4), signer)).toEqual(meant);
  expect(encodeControl(meant, signer)).toEqual(octets);
});

test('a message says the same after the way through each algorithm', () => {
  const texts = fc.dictionary(fc.string({ minLength: 1, maxLength: 9 }), fc.string({ unit: 'grapheme' }));
  const word = fc.constantFrom(
    'hmac-md5',
    'hmac-sha1',
    'hmac-sha224',
    'HMAC-SHA256',
    'hmac-sha384',
    'hmac-SHA512',
  );
  fc.assert(
    fc.property(texts, word, fc.nat(), fc.boolean(), (data, algorithm, serial, reply) => {
      const signer = { ...SHA, algorithm: controlAlgorithm(algorithm)! };
      const names = Object.entries(data).filter(([name]) => /^[ -~]+$/.test(name));
      const meant = { ...message, serial, reply, data: new Map(names) };
      expect(decodeControl(encodeControl(meant, signer).subarray(4), signer)).toEqual(meant);
    }),
  );
});

test('another key, another algorithm, another octet anywhere: no message', () => {
  const octets = encodeControl(message, SHA).subarray(4);
  expect(decodeControl(octets, { ...SHA, secret: new Uint8Array(3) })).toBe('bad auth');
  expect(decodeControl(octets, { ...SHA, algorithm: 'hmac-sha1' })).toBe('bad auth');
  expect(decodeControl(octets, MD5)).toBe('bad auth');
  for (let i = 0; i < octets.length; i++) {
    const changed = octets.slice();
    changed[i] = (changed[i] as number) ^ 1;
    expect(typeof decodeControl(changed, SHA)).toBe('string');
  }
});

test('whatever comes is read without an exception, and never taken for a message', () => {
  const real = hexOctets(ASKED)!.subarray(4);
  const cut = fc
    .tuple(fc.nat(real.length), fc.uint8Array({ maxLength: 40 }), fc.nat(real.length))
    .map(([from, put, to]) => Uint8Array.from([...real.subarray(0, from), ...put, ...real.subarray(to)]));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), cut), (octets) => {
      const read = decodeControl(octets, SHA);
      if (typeof read !== 'string') expect(octets).toEqual(real);
    }),
    { numRuns: 3000 },
  );
});

test('tables within tables without end are refused, though they be signed', () => {
  let deep: ControlValue = new Uint8Array(1);
  for (let i = 0; i < 1000; i++) deep = new Map([['', deep]]);
  const signed = encodeTable(new Map([['_data', deep]]));
  const value = new Uint8Array(89);
  value[0] = algorithmFacts('hmac-sha256').number;
  const mac = base64Text(algorithmFacts('hmac-sha256').mac(SHA.secret, signed));
  value.set(new TextEncoder().encode(mac), 1);
  const authentication = encodeTable(new Map([['_auth', new Map([['hsha', value]])]]));
  const octets = Uint8Array.from([0, 0, 0, 1, ...authentication, ...signed]);
  expect(decodeControl(octets, SHA)).toBe('maximum depth exceeded');
});

test.each(['hmac-md4', 'sha256', '', 'hmac-', 'hmac-sha256-128', 'constructor'])(
  '%j is no algorithm',
  (word) => {
    expect(controlAlgorithm(word)).toBeNull();
  },
);
