import { expect, test } from 'vitest';
import { randomFrom, seededRandom, type Random } from '../random.ts';
import { nameOf } from '../protocol/name.ts';
import { AddressDatabase, type ServerRecord } from './address-database.ts';
import { afterAnswer, afterPassingOver, afterSilence, madeUp } from './smoothed-time.ts';

/** Whatever is drawn, it is the greatest that may be. */
const MOST: Random = {
  ...randomFrom(
    () => 0,
    () => MOST,
  ),
  below: (bound) => bound - 1,
};

test('a server nobody has asked has 1 to 31 µs, each as likely', () => {
  const random = seededRandom('made up');
  const times = Array.from({ length: 3_100 }, () => madeUp(random));
  const counts = Array.from({ length: 33 }, (_, time) => times.filter((one) => one === time).length);
  expect([counts[0], counts[32]]).toEqual([0, 0]);
  expect(Math.min(...counts.slice(1, 32))).toBeGreaterThan(60);
});

test('an answer counts for three tenths; what a division leaves over is lost', () => {
  expect(afterAnswer(10_000, 20_000)).toBe(13_000);
  expect(afterAnswer(17, 12_000)).toBe(7 + 3_600);
  expect(afterAnswer(9, 9)).toBe(0);
  expect(afterAnswer(9_000_000, 9_000_000)).toBe(9_000_000);
});

test.each([
  [31, 0xfffff],
  [25_000, 0xfffff],
  [25_001, 0x7ffff],
  [50_001, 0x3ffff],
  [100_001, 0x1ffff],
  [200_001, 0xffff],
  [400_001, 0x7fff],
  [800_000, 0x7fff],
  [800_001, 0x3fff],
])('a silence adds to %i µs at most %i, and a quarter where it may be EDNS', (known, most) => {
  const wholeTens = (time: number): number => time - (time % 10);
  expect(afterSilence(known, MOST, false)).toBe(wholeTens(known + most));
  expect(afterSilence(known, MOST, true)).toBe(wholeTens(known + (most >> 2)));
});

test('silences make nobody slower than nine seconds', () => {
  expect(afterSilence(8_999_995, MOST, false)).toBe(9_000_000);
  expect(afterSilence(9_000_000, MOST, false)).toBe(9_000_000);
});

test('passing over takes one part in 512, and at least one microsecond', () => {
  expect([1_000_000, 513, 512, 511, 17, 1, 0].map(afterPassingOver)).toEqual([
    998_046, 511, 511, 510, 16, 0, 0,
  ]);
});

function met(random: Random = MOST): { servers: AddressDatabase; server: ServerRecord } {
  const servers = new AddressDatabase(random);
  return { servers, server: servers.server('192.0.2.1', 0, nameOf('test.'), null) };
}

test('one second of the clock counts once, whenever in it; the first counts at once', () => {
  const { servers, server } = met();
  const times = [0, 990, 999, 1_000, 1_999, 2_000].map((now) => {
    servers.passedOver(server, now);
    return server.srtt;
  });
  expect(times).toEqual([30, 30, 30, 29, 29, 28]);
});

test('searches that waited for one server at the same time make it slower once', () => {
  const { servers, server } = met();
  const known = server.srtt;
  for (let i = 0; i < 5; i++) servers.silent(server, known, true);
  expect(server).toMatchObject({ srtt: 262_170, srttBefore: 31, timeouts: 5 });
  servers.silent(server, server.srtt, true);
  expect(server.srtt).toBe(262_170 + 0x3fff - ((262_170 + 0x3fff) % 10));
});

test('who has answered with EDNS once is not spared, nor who was asked without', () => {
  const asked = met();
  asked.server.edns = 'yes';
  asked.servers.silent(asked.server, 31, true);
  expect(asked.server.srtt).toBe(1_048_600);
  const plain = met();
  plain.servers.silent(plain.server, 31, false);
  expect(plain.server.srtt).toBe(1_048_600);
});

test('something that cannot be read tells the time all the same, and ends a row of silences', () => {
  const { servers, server } = met();
  servers.silent(server, server.srtt, true);
  servers.answeredOddly(server, 20);
  expect(server).toMatchObject({ rtt: 20_000, srtt: 26_217 * 7 + 6_000, moved: 'answer', timeouts: 0 });
  expect(server.exchanges).toMatchObject({ ednsAnswers: 0, plainAnswers: 0 });
});

test('a silence draws nothing from what new servers get', () => {
  const [quiet, loud] = ['same', 'same'].map((seed) => met(seededRandom(seed)));
  if (quiet === undefined || loud === undefined) throw new Error('no server');
  loud.servers.silent(loud.server, loud.server.srtt, true);
  const next = ({ servers }: typeof quiet): ServerRecord =>
    servers.server('192.0.2.2', 1, nameOf('test.'), null);
  expect(next(loud).srtt).toBe(next(quiet).srtt);
  expect(next(loud).clientCookie).toEqual(next(quiet).clientCookie);
});
