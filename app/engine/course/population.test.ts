import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { astrayAfter, astrayOf, loadOf } from './population.ts';

const HOUR = 3_600_000;
const PEOPLE = { clients: 200, caches: 20, every: 600_000 };

function astray(ttl: number, seed = 'x'): { at: number; astray: number; right: number }[] {
  const moved = [
    { at: 0, data: '127.53.9.1', ttl },
    { at: 2 * HOUR, data: '127.53.9.2', ttl },
  ];
  return astrayOf(PEOPLE, [moved], [0, 6 * HOUR], 60, seededRandom(seed));
}

describe('clients of a server that moved', () => {
  test('go astray after the move, for as long as the old TTL and no longer', () => {
    const slices = astray(3600);
    const lost = slices.filter((slice) => slice.astray > 0).map(({ at }) => at);
    expect(Math.min(...lost)).toBeGreaterThanOrEqual(2 * HOUR - 6 * 60_000);
    expect(Math.max(...lost)).toBeLessThanOrEqual(3 * HOUR);
    expect(Math.max(...lost)).toBeGreaterThan(2.5 * HOUR);
  });

  test('hardly go astray where the TTL was lowered before', () => {
    const sum = (ttl: number): number => astray(ttl).reduce((all, slice) => all + slice.astray, 0);
    expect(sum(60)).toBeLessThan(sum(3600) / 10);
  });

  test('ask as often as they do, whatever becomes of them', () => {
    const all = astray(3600).reduce((sum, slice) => sum + slice.astray + slice.right, 0);
    expect(all).toBeGreaterThan(200 * 36 * 0.9);
    expect(all).toBeLessThan(200 * 36 * 1.1);
  });

  test('are counted by the change after which they went astray', () => {
    const said = [
      { at: 0, data: '127.53.9.1', ttl: 3600 },
      { at: HOUR, data: '127.53.9.2', ttl: 3600 },
      { at: 3 * HOUR, data: '127.53.9.2', ttl: 60 },
      { at: 5 * HOUR, data: '127.53.9.3', ttl: 60 },
    ];
    const moments = said.map(({ at }) => at);
    const after = astrayAfter(PEOPLE, [said], [0, 6 * HOUR], moments, seededRandom('x'));
    const all = astrayOf(PEOPLE, [said], [0, 6 * HOUR], 60, seededRandom('x'));
    expect(after.reduce((sum, count) => sum + count)).toBe(all.reduce((sum, slice) => sum + slice.astray, 0));
    const [before = NaN, moved = NaN, lowered = NaN, again = NaN] = after;
    expect([before, lowered]).toEqual([0, 0]);
    // 20 lookups a minute, astray for half an hour in the mean.
    expect(moved).toBeGreaterThan(20 * 30 * 0.6);
    expect(moved).toBeLessThan(20 * 30 * 1.4);
    expect(again).toBeLessThan(40);
  });

  test('are the same for the same seed, and others for another', () => {
    expect(astray(3600)).toEqual(astray(3600));
    expect(astray(3600, 'y')).not.toEqual(astray(3600));
  });

  test('never go astray by themselves', () => {
    const still = [{ at: 0, data: '127.53.9.1', ttl: 300 }];
    const slices = astrayOf(PEOPLE, [still], [0, 6 * HOUR], 10, seededRandom('x'));
    expect(slices.every(({ astray: lost }) => lost === 0)).toBe(true);
  });
});

describe('a TTL', () => {
  const point = (ttl: number): ReturnType<typeof loadOf> =>
    loadOf(PEOPLE, ttl, 24 * HOUR, seededRandom(`ttl ${ttl}`));

  test('that is short costs questions, and one that is long keeps what is no longer true', () => {
    const [short, day, month] = [point(5), point(86_400), point(30 * 86_400)];
    expect(short.questions).toBeGreaterThan(100 * day.questions);
    expect(short.stale).toBeLessThan(0.001);
    expect(month.stale).toBeGreaterThan(0.9);
  });

  test('agrees with what can be reckoned: one fetch each TTL and the wait for the next client, half a TTL of staleness', () => {
    const { questions, stale } = point(3600);
    // 20 caches, each asked once a minute.
    expect(questions).toBeGreaterThan((20 * 3600) / 3660 / 1.1);
    expect(questions).toBeLessThan(((20 * 3600) / 3660) * 1.1);
    expect(stale).toBeGreaterThan(0.5 / 24 / 1.5);
    expect(stale).toBeLessThan((0.5 / 24) * 1.5);
  });
});
