/**
 * Packets that travel outside the lab, as the journal has them.
 *
 * What is sent is known at once; whether it arrived is not. Its fate is told when something comes back from the same
 * place (it arrived), when the system says why not, or when nobody waits any more (`no-reply`).
 */
import type { DropReason, Endpoint, Journal, Packet } from './journal.ts';
import type { Instant, LabClock } from './clock.ts';
import type { PacketBody } from './stack.ts';

export interface OutsidePacketsOptions {
  readonly clock: LabClock;
  readonly journal: Journal;
  /** Numbers packets, in one order with those of the lab's own links. */
  readonly nextPacket: () => number;
  /** What the machine at an address outside is called; the address where nobody knows. */
  readonly nameOf: (address: string) => string;
}

export class OutsidePackets {
  readonly #options: OutsidePacketsOptions;

  constructor(options: OutsidePacketsOptions) {
    this.#options = options;
  }

  now(): Instant {
    return this.#options.clock.now();
  }

  /** A packet left this machine from one of its hosts, now or at a moment that is past already. Gives its number. */
  left(host: string, body: PacketBody, sentAt?: Instant): number {
    const destinationHost = this.#options.nameOf(body.destination.address);
    return this.#write({ ...body, sourceHost: host, destinationHost }, sentAt);
  }

  /** A packet came in from outside. Gives its number. */
  came(host: string, body: PacketBody): number {
    const sourceHost = this.#options.nameOf(body.source.address);
    const packet = this.#write({ ...body, sourceHost, destinationHost: host });
    this.arrived(packet);
    return packet;
  }

  arrived(packet: number): void {
    this.#options.journal.write({ kind: 'packet-delivered', packet });
  }

  lost(packet: number, why: DropReason): void {
    this.#options.journal.write({ kind: 'packet-dropped', packet, why });
  }

  #write(body: Omit<Packet, 'id' | 'sentAt'>, sentAt?: Instant): number {
    const { clock, journal, nextPacket } = this.#options;
    const packet: Packet = { id: nextPacket(), sentAt: sentAt ?? clock.now(), ...body };
    journal.write({ kind: 'packet-sent', packet });
    return packet.id;
  }
}

/** Packets of one socket that nothing has been heard of yet, by where they went. */
export class Unanswered {
  readonly #packets: OutsidePackets;
  readonly #waiting = new Map<string, number[]>();

  constructor(packets: OutsidePackets) {
    this.#packets = packets;
  }

  add(to: Endpoint, packet: number): void {
    const key = keyOf(to);
    const others = this.#waiting.get(key);
    if (others) others.push(packet);
    else this.#waiting.set(key, [packet]);
  }

  /** Something came from there: what was sent there has arrived. */
  arrived(at: Endpoint): void {
    for (const packet of this.#take(at)) this.#packets.arrived(packet);
  }

  lost(to: Endpoint, why: DropReason): void {
    for (const packet of this.#take(to)) this.#packets.lost(packet, why);
  }

  /** Nobody waits any more. */
  end(why: DropReason = 'no-reply'): void {
    for (const packet of [...this.#waiting.values()].flat()) this.#packets.lost(packet, why);
    this.#waiting.clear();
  }

  #take(place: Endpoint): readonly number[] {
    const key = keyOf(place);
    const packets = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return packets;
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address} ${port}`;
}
