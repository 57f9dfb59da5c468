/** Where the map's machines and servers stand on the screen, so that packets can travel between them. */
import type { PacketRow } from '../../../app/contract.ts';
import { enclosing, sameForm } from '../../state/names.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Seat {
  readonly element: HTMLElement;
  /** Of a server: the zone in whose box it stands. */
  readonly zone: string;
}

export class Places {
  readonly #machines = new Map<string, HTMLElement>();
  readonly #servers = new Map<string, Set<Seat>>();

  /** An attachment of a machine's box. */
  machine(addresses: readonly string[]) {
    return (element: HTMLElement): (() => void) => {
      for (const address of addresses) this.#machines.set(address, element);
      return () => {
        for (const address of addresses)
          if (this.#machines.get(address) === element) this.#machines.delete(address);
      };
    };
  }

  /** An attachment of a server's button in a zone's box. */
  server(addresses: readonly string[], zone: string) {
    return (element: HTMLElement): (() => void) => {
      const seat: Seat = { element, zone: sameForm(zone) };
      for (const address of addresses) {
        const seats = this.#servers.get(address) ?? new Set();
        this.#servers.set(address, seats.add(seat));
      }
      return () => {
        for (const address of addresses) this.#servers.get(address)?.delete(seat);
      };
    };
  }

  /** Both ends of a packet's way; null where one of them is not on the map. */
  endsOf(row: PacketRow): readonly [HTMLElement, HTMLElement] | null {
    const isQuery = row.meaning === 'query';
    const from = this.#place(row.sourceAddress, row, !isQuery);
    const to = this.#place(row.destinationAddress, row, isQuery);
    return from && to && from !== to ? [from, to] : null;
  }

  /** A server of several zones stands where the question belongs: in the deepest zone that encloses its name. */
  #place(address: string, { qname }: PacketRow, isServer: boolean): HTMLElement | null {
    const machine = this.#machines.get(address) ?? null;
    const seats = [...(this.#servers.get(address) ?? [])];
    if (machine !== null && (!isServer || seats.length === 0)) return machine;
    const name = sameForm(qname);
    for (const zone of [name, ...enclosing(name)]) {
      const seat = seats.find((one) => one.zone === zone);
      if (seat) return seat.element;
    }
    return seats[0]?.element ?? machine;
  }
}

/** The middle of an element in the coordinates of a frame around it; what is scrolled out of it, at its edge. */
export function middleIn(frame: HTMLElement, element: HTMLElement): Point {
  const outer = frame.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  const within = (at: number, most: number): number => Math.max(4, Math.min(most - 4, at));
  return {
    x: within(inner.x + inner.width / 2 - outer.x, outer.width),
    y: within(inner.y + inner.height / 2 - outer.y, outer.height),
  };
}
