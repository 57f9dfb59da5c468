import { expect, test } from 'vitest';
import type { MapZone, PacketRow } from '../../app/contract.ts';
import { sampleSnapshot } from '../testing/sample.ts';
import { MapView } from './map.svelte.ts';
import { enclosing } from './names.ts';

const zone = (name: string, packet: number | null = null): MapZone => ({ name, servers: [], packet });

function viewOf(...zones: MapZone[]): MapView {
  const view = new MapView();
  view.replaceAll({ machines: [], zones, packets: [] });
  return view;
}

const template = sampleSnapshot.packets[0] as PacketRow;
const SERVER = '127.53.1.1';
function packet(id: number, meaning: PacketRow['meaning']): PacketRow {
  const [source, destination] = meaning === 'query' ? ['127.53.0.2', SERVER] : [SERVER, '127.53.0.2'];
  return { ...template, id, meaning, sourceAddress: source ?? '', destinationAddress: destination ?? '' };
}

test('a zone stands below the nearest known one that encloses it, whichever was found first', () => {
  const view = viewOf(zone('.'), zone('tiscali.co.uk.'), zone('uk.'), zone('com.'));
  const [uk, com] = view.root?.children ?? [];
  expect(uk?.zone.name).toBe('uk.');
  expect(uk?.children.map((node) => node.zone.name)).toEqual(['tiscali.co.uk.']);
  expect(com?.children).toEqual([]);
  view.apply({ zones: [zone('co.uk.')] });
  expect(view.root?.children[0]?.children[0]?.children[0]?.zone.name).toBe('tiscali.co.uk.');
});

test('an escaped dot divides no labels', () => {
  expect(enclosing(String.raw`a\.b.example`)).toEqual(['example', '.']);
  expect(enclosing('.')).toEqual([]);
});

test('without a watcher, what a packet tells is there at once', () => {
  const view = viewOf(zone('.'));
  view.apply({ packets: [packet(1, 'query')] });
  expect(view.outcomeOf([SERVER])).toEqual({ asked: 1, answered: 0, last: 'silence' });
  view.apply({ packets: [packet(2, 'referral')], zones: [zone('uk.', 2)] });
  expect(view.outcomeOf([SERVER])).toEqual({ asked: 1, answered: 1, last: 'referral' });
  expect(view.zones).toHaveLength(2);
});

test('with a watcher it is there when the packet was played, and what was never played when he goes', () => {
  const view = viewOf(zone('.'));
  const taken: PacketRow[] = [];
  const end = view.watch({ take: (rows) => void taken.push(...rows) });
  view.apply({ packets: [packet(1, 'query'), packet(2, 'referral')], zones: [zone('uk.', 2)] });
  expect(view.zones).toHaveLength(1);
  expect(view.outcomeOf([SERVER]).asked).toBe(0);
  view.played([packet(2, 'referral')]);
  expect(view.zones).toHaveLength(2);
  end();
  view.played(taken);
  expect(view.outcomeOf([SERVER]).asked).toBe(1);
  // Twice played is not twice asked.
  view.played(taken);
  expect(view.outcomeOf([SERVER]).asked).toBe(1);
});
