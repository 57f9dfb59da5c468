import { expect, test } from 'vitest';
import { EDNS_OPTION } from '../../protocol/codes.ts';
import { ednsLines } from './print-edns.ts';

function extendedError(code: number, words: string): string[] {
  const data = Uint8Array.from(
    [code >> 8, code & 255, ...words].map((octet) =>
      typeof octet === 'string' ? octet.charCodeAt(0) : octet,
    ),
  );
  const options = [{ code: EDNS_OPTION.EDE, data }];
  return ednsLines({ version: 0, udpSize: 1232, dnssecOk: false, z: 0, options }, null, false).slice(1);
}

test('an extended error is printed with its registered words and the server’s own (RFC 8914)', () => {
  expect(extendedError(22, 'at delegation x.')).toEqual([
    '; EDE: 22 (No Reachable Authority): (at delegation x.)',
  ]);
});

test('an extended error without registered words is printed as its number', () => {
  expect(extendedError(4000, '')).toEqual(['; EDE: 4000']);
});
