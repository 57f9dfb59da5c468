import { describe, expect, test } from 'vitest';
import { hexOctets, hexText } from '../protocol/encodings.ts';
import { sipHash24 } from './siphash.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, i) => i);
const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

describe('SipHash-2-4', () => {
  // The designers' own vectors: key 00 01 … 0f, input 00 01 …
  test.each([
    [0, '310e0edd47db6f72'],
    [1, 'fd67dc93c539f874'],
    [15, 'e545be4961ca29a1'],
  ])('of %i octets', (length, expected) => {
    expect(hexText(sipHash24(KEY, counting(length))).toLowerCase()).toBe(expected);
  });

  test('a key of another length is a mistake', () => {
    expect(() => sipHash24(hexOctets('00') as Uint8Array, KEY)).toThrow(RangeError);
  });
});
