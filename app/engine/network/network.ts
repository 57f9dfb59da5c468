/**
 * The lab network: hosts, the links between them, and the tap on every link.
 *
 * The way of a datagram: a program on a host calls `send` on its socket (udp.ts); the host finds the source
 * address or says that there is no route (host.ts); `transmit` here gives the packet its number, writes
 * `packet-sent` to the journal and asks the clock for a timer at the moment of arrival: the latencies of both
 * hosts added up. When the timer fires, the packet's fate is written (`packet-delivered`, or `packet-dropped`
 * with the reason) and only then the receiving socket hears of it; what it sends in return starts the same way
 * at that very moment. A TCP segment (tcp-stream.ts) and an ICMP message take the same path. capture.ts turns
 * the journal's packets into a file for Wireshark.
 *
 * Payloads are not copied: octets handed to `send` belong to the network, the journal and every reader from then
 * on, and nobody may change them again.
 *
 * Simplified: a link carries datagrams of any size whole; nothing is fragmented.
 */
import type { Random } from '../random.ts';
import type { LabClock } from './clock.ts';
import { LabHost } from './host.ts';
import type { HostOptions, Links } from './host.ts';
import type { DropReason, Journal, Packet } from './journal.ts';
import type { PacketBody } from './stack.ts';

export interface NetworkOptions {
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  /** Numbers packets. Default: 1, 2, 3 … Where others number packets of the same journal, they share it. */
  readonly nextPacket?: () => number;
}

export class Network implements Links {
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly #random: Random;
  readonly #byAddress = new Map<string, LabHost>();
  readonly #byName = new Map<string, LabHost>();
  readonly #listeners = new Set<() => void>();
  readonly #nextPacket: () => number;
  #inFlight = 0;

  constructor(options: NetworkOptions) {
    this.clock = options.clock;
    this.journal = options.journal;
    this.#random = options.random;
    let packets = 0;
    this.#nextPacket = options.nextPacket ?? ((): number => ++packets);
  }

  /** Throws where the name or an address is another host's already: the network file's reader has checked that. */
  addHost(options: HostOptions): LabHost {
    if (this.#byName.has(options.name)) throw new Error(`two hosts named ${options.name}`);
    for (const address of options.addresses) {
      if (this.#byAddress.has(address)) throw new Error(`two hosts with address ${address}`);
    }
    const host = new LabHost(this, options, this.#random.fork(`host ${options.name}`));
    this.#byName.set(host.name, host);
    for (const address of host.addresses) this.#byAddress.set(address, host);
    for (const listener of this.#listeners) listener();
    return host;
  }

  /** Called by the host's own `close`. */
  removeHost(host: LabHost): void {
    if (this.#byName.get(host.name) !== host) return;
    this.#byName.delete(host.name);
    for (const address of host.addresses) this.#byAddress.delete(address);
    for (const listener of this.#listeners) listener();
  }

  hostAt(address: string): LabHost | null {
    return this.#byAddress.get(address) ?? null;
  }

  hostNamed(name: string): LabHost | null {
    return this.#byName.get(name) ?? null;
  }

  /** In the order in which they were added. */
  get hosts(): readonly LabHost[] {
    return [...this.#byName.values()];
  }

  /** How many packets are on links at this moment. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Calls the listener after a host was added or removed. */
  onHosts(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts a packet on its way and gives its number. `about` is the packet that an ICMP message speaks of. */
  transmit(sender: LabHost, body: PacketBody, about: Packet | null = null): number {
    const { clock, journal } = this;
    const target = sender.isItself(body.source.address, body.destination.address)
      ? sender
      : this.hostAt(body.destination.address);
    const { protocol, source, destination, payload, tcp, icmp } = body;
    const id = this.#nextPacket();
    const sentAt = clock.now();
    const sourceHost = sender.name;
    const destinationHost = target === null ? destination.address : target.name;
    const datagram = { id, sentAt, protocol, source, destination, sourceHost, destinationHost, payload };
    const packet: Packet = tcp ? { ...datagram, tcp } : icmp ? { ...datagram, icmp } : datagram;
    journal.write({ kind: 'packet-sent', packet });
    this.#inFlight++;
    const lost = target !== sender && sender.loses(target);
    clock.after(sender.delayTo(target), arrivalLabel(packet, target), () => {
      this.#inFlight--;
      if (lost) this.#drop(packet, 'loss');
      else if (target === null || target.closed) this.#drop(packet, 'no-host');
      else if (!target.up) this.#drop(packet, 'host-down');
      else if (about !== null) {
        journal.write({ kind: 'packet-delivered', packet: packet.id });
        target.receiveIcmp(packet, about);
      } else {
        const receiver = target.receiverOf(packet);
        if (typeof receiver === 'string') {
          this.#drop(packet, receiver);
          target.refuse(packet);
        } else {
          journal.write({ kind: 'packet-delivered', packet: packet.id });
          receiver.receive(packet);
        }
      }
    });
    return packet.id;
  }

  #drop(packet: Packet, why: DropReason): void {
    this.journal.write({ kind: 'packet-dropped', packet: packet.id, why });
  }
}

function arrivalLabel(packet: Packet, target: LabHost | null): string {
  const to = target === null ? packet.destination.address : target.name;
  if (packet.protocol === 'udp') return `datagram to ${to}`;
  return packet.protocol === 'tcp' ? `TCP segment to ${to}` : `ICMP message to ${to}`;
}
