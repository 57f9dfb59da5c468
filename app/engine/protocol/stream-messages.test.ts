import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framed, StreamMessages } from './stream-messages.ts';

const messages = fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 12 });

test('messages come out as they went in, however the stream was cut', () => {
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 900 })), (sent, cuts) => {
      const octets = Uint8Array.from(sent.flatMap((message) => [...framed(message)]));
      const stream = new StreamMessages();
      const got: number[][] = [];
      for (let at = 0, i = 0; at < octets.length; i++) {
        const piece = octets.subarray(at, at + (cuts[i] ?? octets.length));
        at += piece.length;
        stream.push(piece);
        for (let next = stream.next(); next !== null; next = stream.next()) got.push([...next]);
      }
      expect(got).toEqual(sent.map((message) => [...message]));
      expect(stream.rest).toHaveLength(0);
    }),
  );
});

test('a message of the greatest length has both octets of it in front', () => {
  expect([...framed(new Uint8Array(65_535)).subarray(0, 2)]).toEqual([255, 255]);
  expect([...framed(new Uint8Array(258)).subarray(0, 3)]).toEqual([1, 2, 0]);
});

test('what is cut off stays as the rest', () => {
  const stream = new StreamMessages();
  stream.push(Uint8Array.of(0, 3, 1, 2));
  expect(stream.next()).toBeNull();
  expect([...stream.rest]).toEqual([0, 3, 1, 2]);
});
