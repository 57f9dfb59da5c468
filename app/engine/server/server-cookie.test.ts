import { describe, expect, test } from 'vitest';
import { hexOctets, hexText } from '../protocol/encodings.ts';
import { seededRandom } from '../random.ts';
import { ServerCookies } from './server-cookie.ts';

const hex = (text: string): Uint8Array => hexOctets(text) as Uint8Array;
const cookies = (...secrets: string[]): ServerCookies =>
  new ServerCookies(seededRandom('cookies'), { secrets: secrets.map(hex) });

const ROUND = 'e5e973e5a6b2a43f48e7dc849e37bfcf';
const OTHER = '445536bcd2513298075a5d379663c962';
const CLIENT = '2464c4abcf10c957';

describe('server cookies', () => {
  test('RFC 9018 appendix A.1: a new one', () => {
    const cookie = cookies(ROUND).make(hex(CLIENT), '198.51.100.100', 1_559_731_985_000);
    expect(hexText(cookie).toLowerCase()).toBe(`${CLIENT}010000005cf79f111f8130c3eee29480`);
  });

  test('are good for the client that they were given to, for an hour, and five minutes ahead', () => {
    const ours = cookies(ROUND);
    const cookie = ours.make(hex(CLIENT), '198.51.100.100', 1_559_731_985_000);
    const goodAt = (seconds: number): boolean =>
      ours.isGood(cookie, '198.51.100.100', (1_559_731_985 + seconds) * 1000);
    expect([-301, -300, 0, 3600, 3601].map(goodAt)).toEqual([false, true, true, true, false]);
    expect(ours.isGood(cookie, '198.51.100.101', 1_559_731_985_000)).toBe(false);
    expect(ours.isGood(cookie, '2001:db8::1', 1_559_731_985_000)).toBe(false);
  });

  test.each([0, 7, 8, 9, 11, 12, 15, 16, 23])('with octet %i changed are good no more', (at) => {
    const ours = cookies(ROUND);
    const cookie = ours.make(hex(CLIENT), '2001:db8:220:1:59de:d0f4:8769:82b8', 1_559_731_985_000);
    expect(ours.isGood(cookie, '2001:db8:220:1:59de:d0f4:8769:82b8', 1_559_731_985_000)).toBe(true);
    cookie[at] = (cookie[at] as number) ^ 1;
    expect(ours.isGood(cookie, '2001:db8:220:1:59de:d0f4:8769:82b8', 1_559_731_985_000)).toBe(false);
  });

  test('of a second secret are taken, and made of the first', () => {
    const old = cookies(OTHER).make(hex(CLIENT), '192.0.2.1', 1_559_731_985_000);
    const rolled = cookies(ROUND, OTHER);
    expect(rolled.isGood(old, '192.0.2.1', 1_559_731_985_000)).toBe(true);
    expect(cookies(ROUND).isGood(old, '192.0.2.1', 1_559_731_985_000)).toBe(false);
    const fresh = rolled.make(old, '192.0.2.1', 1_559_731_985_000);
    expect(cookies(ROUND).isGood(fresh, '192.0.2.1', 1_559_731_985_000)).toBe(true);
  });
});
