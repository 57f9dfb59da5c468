import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { isAfter, ReceiveWindow } from './tcp-receive.ts';

function contents(window: ReceiveWindow): number[] {
  const octets: number[] = [];
  for (let piece = window.shift(); piece; piece = window.shift()) octets.push(...piece.octets);
  return octets;
}

/** Where the stream begins: close below 2^32, so that its numbers begin again. */
const START = 0xffff_ff00;

describe('segments', () => {
  test('in any order, doubled, cut differently and overlapping give the stream once', () => {
    const stream = Uint8Array.from({ length: 1_500 }, (_, i) => (i * 31 + (i >> 8)) & 255);
    for (let round = 0; round < 20; round++) {
      const random = seededRandom(`segments ${round}`);
      const window = new ReceiveWindow();
      window.start(START);
      const got: number[] = [];
      for (let i = 0; !window.ended && i < 20_000; i++) {
        const from = random.below(stream.length);
        const to = Math.min(stream.length, from + random.below(200));
        window.take((START + from) >>> 0, stream.subarray(from, to), to === stream.length, i);
        if (random.below(4) === 0) got.push(...contents(window));
        if (window.next === (START + stream.length + 1) >>> 0) got.push(...contents(window));
      }
      expect(Buffer.from(got).equals(Buffer.from(stream))).toBe(true);
    }
  });

  test('say which packet brought them', () => {
    const window = new ReceiveWindow();
    window.start(1);
    window.take(3, Uint8Array.of(3, 4), false, 7);
    window.take(1, Uint8Array.of(1, 2), false, 8);
    expect([window.shift()?.packet, window.shift()?.packet, window.shift()]).toEqual([8, 7, null]);
  });

  test('beyond the window are dropped, and no more is held than the window', () => {
    const window = new ReceiveWindow();
    window.start(0);
    window.paused = true;
    for (let i = 0; i < 100; i++) window.take(i * 1_000, new Uint8Array(1_000), false, i);
    expect(window.next).toBe(65_000);
    expect(window.room).toBe(535);
    window.take(70_000, new Uint8Array(10), false, 1);
    expect(window.shift()).toBeNull();
    window.paused = false;
    expect(contents(window)).toHaveLength(65_000);
    expect(window.room).toBe(65_535);
  });

  test('after the end count for nothing', () => {
    const window = new ReceiveWindow();
    window.start(0);
    window.take(0, Uint8Array.of(1), true, 1);
    window.take(2, Uint8Array.of(2), false, 2);
    expect(contents(window)).toEqual([1]);
    expect(window.next).toBe(2);
    expect(window.ended).toBe(true);
  });
});

test('sequence numbers are compared around 2^32', () => {
  expect(isAfter(5, 0xffff_fff0)).toBe(true);
  expect(isAfter(0xffff_fff0, 5)).toBe(false);
  expect(isAfter(7, 7)).toBe(false);
});
