/**
 * The map: machines, the tree of zones, and how each server answered last.
 *
 * While somebody watches, packets are played one after the other, behind the lab's own time: what a packet tells (a
 * zone, how its server answers) is shown when the packet has been seen to arrive. Else it is shown at once.
 */
import type { Frame, MapMachine, MapZone, PacketRow, Snapshot } from '../../app/contract.ts';
import { enclosing, sameForm } from './names.ts';

/** Who watches packets travel. */
export interface MapWatcher {
  /** New packets, and packets whose fate is known now. */
  take(packets: readonly PacketRow[], fates: NonNullable<Frame['fates']>): void;
}

/** How a server did when it was asked. */
export interface Outcome {
  readonly asked: number;
  readonly answered: number;
  /** What it said last; `silence` while the last question has no answer. */
  readonly last: PacketRow['meaning'] | 'silence';
}

export interface ZoneNode {
  readonly zone: MapZone;
  readonly children: readonly ZoneNode[];
}

const UNASKED: Outcome = { asked: 0, answered: 0, last: 'silence' };

export class MapView {
  machines = $state.raw<readonly MapMachine[]>([]);
  #zones = $state.raw<ReadonlyMap<string, MapZone>>(new Map());
  #outcomes = $state.raw<ReadonlyMap<string, Outcome>>(new Map());
  /** Packets that a watcher has not played yet. */
  #held = $state.raw<ReadonlySet<number>>(new Set());
  #watcher: MapWatcher | null = null;

  /** In the order in which they were found. */
  readonly zones = $derived([...this.#zones.values()].filter(({ packet }) => !this.#isHeld(packet)));
  readonly root = $derived(tree(this.zones));

  replaceAll({ machines, zones, packets }: Pick<Snapshot, 'machines' | 'zones' | 'packets'>): void {
    this.machines = machines;
    this.#zones = new Map(zones.map((zone) => [sameForm(zone.name), zone]));
    this.#held = new Set();
    this.#outcomes = new Map();
    this.#count(packets);
  }

  apply({ zones, packets = [], fates = [] }: Pick<Frame, 'zones' | 'packets' | 'fates'>): void {
    if (zones) {
      const all = new Map(this.#zones);
      for (const zone of zones) all.set(sameForm(zone.name), zone);
      this.#zones = all;
    }
    if (packets.length === 0 && fates.length === 0) return;
    if (this.#watcher === null) {
      this.#count(packets);
      return;
    }
    if (packets.length > 0) this.#held = new Set([...this.#held, ...packets.map(({ id }) => id)]);
    this.#watcher.take(packets, fates);
  }

  /** From now on packets go to the watcher, who gives each to `played`; until the function that it gets is called. */
  watch(watcher: MapWatcher): () => void {
    this.#watcher = watcher;
    return () => {
      if (this.#watcher === watcher) this.#watcher = null;
    };
  }

  /** These have been seen, or will not be. */
  played(packets: readonly PacketRow[]): void {
    if (packets.length === 0) return;
    const held = new Set(this.#held);
    const fresh = packets.filter(({ id }) => held.delete(id));
    if (fresh.length === 0) return;
    this.#held = held;
    this.#count(fresh);
  }

  outcomeOf(addresses: readonly string[]): Outcome {
    const known = addresses.flatMap((address) => this.#outcomes.get(address) ?? []);
    const [first, ...others] = known;
    if (first === undefined) return UNASKED;
    return others.reduce(
      (all, one) => ({
        asked: all.asked + one.asked,
        answered: all.answered + one.answered,
        last: one.last === 'silence' ? all.last : one.last,
      }),
      first,
    );
  }

  #isHeld(packet: number | null): boolean {
    return packet !== null && this.#held.has(packet);
  }

  #count(packets: readonly PacketRow[]): void {
    const outcomes = new Map(this.#outcomes);
    for (const { meaning, sourceAddress, destinationAddress } of packets) {
      if (meaning === 'other') continue;
      const server = meaning === 'query' ? destinationAddress : sourceAddress;
      const before = outcomes.get(server) ?? UNASKED;
      if (meaning === 'query') outcomes.set(server, { ...before, asked: before.asked + 1, last: 'silence' });
      else outcomes.set(server, { ...before, answered: before.answered + 1, last: meaning });
    }
    this.#outcomes = outcomes;
  }
}

/** Each zone below the nearest known one that encloses it. Children stay in the order in which they were found. */
function tree(zones: readonly MapZone[]): ZoneNode | null {
  const nodes = new Map(zones.map((zone) => [sameForm(zone.name), { zone, children: [] as ZoneNode[] }]));
  for (const [name, node] of nodes) {
    const above = enclosing(name).find((ancestor) => nodes.has(ancestor));
    if (above !== undefined) nodes.get(above)?.children.push(node);
  }
  return nodes.get('.') ?? null;
}
