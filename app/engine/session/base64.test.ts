import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64 } from './base64.ts';

test('base64 agrees with another implementation for any octets', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      (octets) => base64(octets) === Buffer.from(octets).toString('base64'),
    ),
  );
  expect(base64(new Uint8Array())).toBe('');
});
