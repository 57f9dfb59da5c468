/** Messages made to cost time; spoilt logs by the hundred thousand are `npm run fuzz -- logs`. */
import { expect, test } from 'vitest';
import { explainMessage } from './explain.ts';
import { MESSAGES } from './messages/table.ts';

test('messages made to be tried again and again take time by their length, not by its square', () => {
  const nasty = ["'", ': ', ' (', '/', '#', ' resolving ', "' from ", ' ended ', 'a/'].map((piece) =>
    piece.repeat(10_000),
  );
  const heads = [
    '',
    'client @0x1 1.2.3.4#5 (',
    'zone ',
    "transfer of '",
    'validating ',
    'view ',
    ...MESSAGES.slice(0, 60).map(({ pattern }) => pattern.before),
  ];
  let slowest = 0;
  for (const head of heads)
    for (const rest of nasty) {
      const before = performance.now();
      explainMessage(head + rest);
      slowest = Math.max(slowest, performance.now() - before);
    }
  expect(slowest).toBeLessThan(1000);
});
