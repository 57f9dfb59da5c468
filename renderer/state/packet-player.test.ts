import { expect, test } from 'vitest';
import type { PacketRow } from '../../app/contract.ts';
import { sampleSnapshot } from '../testing/sample.ts';
import { PacketPlayer } from './packet-player.svelte.ts';

const template = sampleSnapshot.packets[0] as PacketRow;
const packet = (id: number, more: Partial<PacketRow> = {}): PacketRow => ({
  ...template,
  id,
  meaning: 'query',
  fate: 'delivered',
  ...more,
});

function player(...later: PacketRow[]) {
  const rows = new Map<number, PacketRow>(later.map((row) => [row.id, row]));
  const played: number[] = [];
  const it = new PacketPlayer({
    rowOf: (id) => rows.get(id),
    played: (some) => void played.push(...some.map(({ id }) => id)),
  });
  /** Lets the one that moves come to its end. */
  const step = (): void => {
    const last = it.flights.at(-1);
    if (last) it.ended(last);
  };
  return { it, rows, played, step };
}

test('packets go one after the other, each when the one before has arrived', () => {
  const { it, played, step } = player();
  it.take([packet(1), packet(2)], []);
  expect(it.flights.map(({ row }) => row.id)).toEqual([1]);
  expect(it.waiting).toBe(1);
  step();
  expect(played).toEqual([1]);
  expect(it.flights.map(({ row }) => row.id)).toEqual([2]);
  step();
  expect(it.flights).toEqual([]);
  expect(played).toEqual([1, 2]);
});

test('the more of them wait the faster they go, and of very many only the newest', () => {
  const few = player().it;
  few.take([packet(1)], []);
  const { it: many, played } = player();
  many.take(
    Array.from({ length: 500 }, (_, i) => packet(i + 1)),
    [],
  );
  expect(many.flights[0]?.milliseconds ?? 0).toBeLessThan((few.flights[0]?.milliseconds ?? 0) / 3);
  expect(many.waiting).toBeLessThanOrEqual(80);
  // What is passed over counts as seen.
  expect(played.length).toBeGreaterThan(400);
});

test('one that is still in flight waits half-way until its fate is known, and holds up no other', () => {
  const flying = packet(1, { fate: 'in-flight' });
  const { it, rows, played, step } = player(flying);
  it.take([flying, packet(2)], []);
  expect(it.flights[0]?.leg).toBe('half');
  step();
  expect(it.flights.map(({ row }) => row.id)).toEqual([1, 2]);
  step();
  expect(played).toEqual([2]);
  rows.set(1, packet(1, { fate: 'loss' }));
  it.take([], [{ packet: 1, fate: 'loss', at: 0 }]);
  expect(it.flights).toMatchObject([{ leg: 'rest', row: { id: 1, fate: 'loss' } }]);
  step();
  expect(played).toEqual([2, 1]);
  expect(it.flights).toEqual([]);
});

test('one that arrives while it moves to the middle goes on', () => {
  const flying = packet(1, { fate: 'in-flight' });
  const { it, rows, played, step } = player(flying);
  it.take([flying], []);
  rows.set(1, packet(1));
  it.take([], [{ packet: 1, fate: 'delivered', at: 0 }]);
  step();
  expect(it.flights).toMatchObject([{ leg: 'rest' }]);
  step();
  expect(played).toEqual([1]);
  expect(it.waiting).toBe(0);
});

test('TCP segments without a message are not played; skipping counts all that waits as seen', () => {
  const { it, played } = player();
  it.take([packet(1, { meaning: 'other', protocol: 'tcp' }), packet(2), packet(3), packet(4)], []);
  expect(played).toEqual([1]);
  it.skip();
  expect(played).toEqual([1, 3, 4]);
  expect(it.waiting).toBe(0);
});
