import { describe, expect, it } from 'vitest';
import type { PacketRow } from '../../app/contract.ts';
import { samplePackets } from '../testing/sample.ts';
import { PACKETS_KEPT, PacketView } from './packets.svelte.ts';

const template = samplePackets[0] as PacketRow;
const row = (id: number, more: Partial<PacketRow> = {}): PacketRow => ({ ...template, id, ...more });

describe('the packet view', () => {
  it('appends what comes and settles what was under way', () => {
    const view = new PacketView();
    view.replaceAll([row(1)], 1);
    view.apply({ packets: [row(2, { fate: 'in-flight' })], packetsTotal: 2 });
    view.apply({ fates: [{ packet: 2, fate: 'loss', at: 0 }] });
    expect(view.rows.map(({ id, fate }) => [id, fate])).toEqual([
      [1, 'delivered'],
      [2, 'loss'],
    ]);
    expect(view.total).toBe(2);
  });

  it('lets a packet into the list of trouble when its trouble becomes known', () => {
    const view = new PacketView();
    view.setFilter('', 'trouble');
    view.apply({ packets: [row(1, { fate: 'in-flight' }), row(2, { meaning: 'servfail' }), row(3)] });
    expect(view.rows.map(({ id }) => id)).toEqual([2]);
    view.apply({ fates: [{ packet: 1, fate: 'loss', at: 0 }] });
    expect(view.rows.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('keeps the newest and says how many there were', () => {
    const view = new PacketView();
    for (let first = 1; first <= 45_000; first += 500) {
      view.apply({
        packets: Array.from({ length: 500 }, (_, index) => row(first + index)),
        packetsTotal: first + 499,
      });
    }
    expect(view.held).toBeLessThanOrEqual(PACKETS_KEPT + 5_000);
    expect(view.total).toBe(45_000);
    expect(view.rows.at(-1)?.id).toBe(45_000);
    expect(view.get(1)).toBeUndefined();
    expect(view.get(45_000)?.id).toBe(45_000);
  });

  it('filters by name, host, address and summary', () => {
    const view = new PacketView();
    view.replaceAll(samplePackets, samplePackets.length);
    view.setFilter('nxdomain');
    expect(view.rows.map(({ meaning }) => meaning)).toEqual(['nxdomain']);
    view.setFilter('127.53.3.2');
    expect(
      view.rows.every(({ sourceHost, destinationHost }) =>
        [sourceHost, destinationHost].includes('ns2.nic.uk'),
      ),
    ).toBe(true);
    view.setFilter('', 'queries');
    expect(view.rows.every(({ meaning }) => meaning === 'query')).toBe(true);
  });

  it('ignores the fate of a packet that it does not hold', () => {
    const view = new PacketView();
    view.apply({ fates: [{ packet: 77, fate: 'delivered', at: 0 }] });
    expect(view.rows).toEqual([]);
  });
});
