/** What sockets and streams need from the host they are on, and what a packet can be given to. */
import type { Random } from '../random.ts';
import type { LabClock } from './clock.ts';
import type { Packet } from './journal.ts';

/** A packet before it has a number. */
export type PacketBody = Pick<Packet, 'protocol' | 'source' | 'destination' | 'payload' | 'tcp' | 'icmp'>;

export interface HostStack {
  readonly name: string;
  readonly clock: LabClock;
  readonly random: Random;
  /**
   * The source address of a packet to `destination`: `chosen` where that is the host's and can be used, else the
   * host's own of the same family. Null where there is no route.
   */
  sourceFor(destination: string, chosen: string | null): string | null;
  /** Puts a packet on its way and gives its number. `about` is the packet that an ICMP message speaks of. */
  transmit(body: PacketBody, about?: Packet): number;
}

export interface Receiver {
  receive(packet: Packet): void;
}
