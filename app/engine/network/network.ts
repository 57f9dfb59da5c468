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
 * Firewalls and translating boxes (middlebox.ts) stand between sending and arrival: a packet that one of them lets
 * through goes on, as it was or as another packet (`packet-passed`).
 *
 * Simplified: a link carries datagrams of any size whole; nothing is fragmented.
 */
import type { Random } from '../random.ts';
import type { LabClock } from './clock.ts';
import { LabHost } from './host.ts';
import type { HostOptions, Links } from './host.ts';
import type { DropReason, Journal, Packet } from './journal.ts';
import { crossings, Middlebox, type Crossing } from './middlebox.ts';
import type { PacketBody } from './stack.ts';

/** Translated packets that an ICMP message may still speak of. */
const MOST_TRANSLATED = 1_000;

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
  /** Boxes and hosts with rules of their own, in the order in which they were named. */
  readonly #boxes: Middlebox[] = [];
  /** What boxes sent on under another source, and the packet that it was: for ICMP messages about it. */
  readonly #translated = new Map<number, Packet>();
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

  /** Puts a box before some hosts; `behind` null: rules of the host itself. It stops nothing yet. */
  addMiddlebox(host: LabHost, behind: Middlebox['behind']): Middlebox {
    const box = new Middlebox(host, behind);
    this.#boxes.push(box);
    return box;
  }

  /** The box that a host is: what stands before other hosts. Null for any other host. */
  boxOf(host: string): Middlebox | null {
    return this.#boxes.find((box) => box.host.name === host && box.behind !== null) ?? null;
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
    const target = sender.isItself(body.source.address, body.destination.address)
      ? sender
      : this.hostAt(body.destination.address);
    const packet = this.#write(body, sender.name, target);
    const lost = target !== sender && sender.loses(target);
    const delay = sender.delayTo(target);
    const way =
      this.#boxes.length === 0 || target === sender
        ? []
        : crossings(this.#boxes, body, sender, target, delay);
    this.#inFlight++;
    this.#goOn({ packet, sender, target, about, lost, delay, way }, 0, 0);
    return packet.id;
  }

  #write(body: PacketBody, sourceHost: string, target: LabHost | null, insteadOf?: number): Packet {
    const { protocol, source, destination, payload, tcp, icmp } = body;
    const id = this.#nextPacket();
    const sentAt = this.clock.now();
    const destinationHost = target === null ? destination.address : target.name;
    const datagram = { id, sentAt, protocol, source, destination, sourceHost, destinationHost, payload };
    const plain: Packet = tcp ? { ...datagram, tcp } : icmp ? { ...datagram, icmp } : datagram;
    const packet = insteadOf === undefined ? plain : { ...plain, insteadOf };
    this.journal.write({ kind: 'packet-sent', packet });
    return packet;
  }

  /** To the next box on its way, or to its end. `elapsed`: milliseconds since it was sent. */
  #goOn(journey: Journey, next: number, elapsed: number): void {
    const { packet, target, delay, way } = journey;
    const crossing = way[next];
    if (crossing === undefined) {
      this.clock.after(delay - elapsed, arrivalLabel(packet, target), () => this.#arrive(journey));
    } else if (crossing.after === elapsed && elapsed === 0) this.#cross(journey, next, crossing);
    else {
      const label = `${packet.protocol} packet at ${crossing.box.host.name}`;
      this.clock.after(crossing.after - elapsed, label, () => this.#cross(journey, next, crossing));
    }
  }

  #cross(journey: Journey, next: number, { box, direction, after }: Crossing): void {
    const { packet } = journey;
    const by = box.host.name;
    if (!box.host.up && box.behind !== null) {
      this.#inFlight--;
      this.#drop(packet, 'host-down');
      return;
    }
    const decision = box.decide(packet, direction, this.clock.now());
    if (decision === 'drop' || decision === 'reject') {
      this.#inFlight--;
      this.journal.write({ kind: 'packet-dropped', packet: packet.id, why: 'firewall', by });
      if (decision === 'reject') box.host.prohibit(packet);
      return;
    }
    if (decision === 'pass') {
      if (box.behind !== null) this.journal.write({ kind: 'packet-passed', packet: packet.id, by, as: null });
      this.#goOn(journey, next + 1, after);
      return;
    }
    const renamed = this.#write({ ...packet, source: decision.as }, by, journey.target, packet.id);
    this.journal.write({ kind: 'packet-passed', packet: packet.id, by, as: renamed.id });
    this.#remember(renamed.id, packet);
    this.#goOn({ ...journey, packet: renamed }, next + 1, after);
  }

  #arrive({ packet, target, about, lost }: Journey): void {
    this.#inFlight--;
    if (lost) this.#drop(packet, 'loss');
    else if (target === null || target.closed) this.#drop(packet, 'no-host');
    else if (!target.up) this.#drop(packet, 'host-down');
    else if (this.#goesInside(packet, target, about)) return;
    else if (about !== null) {
      this.journal.write({ kind: 'packet-delivered', packet: packet.id });
      target.receiveIcmp(packet, about);
    } else {
      const receiver = target.receiverOf(packet);
      if (typeof receiver === 'string') {
        this.#drop(packet, receiver);
        target.refuse(packet);
      } else {
        this.journal.write({ kind: 'packet-delivered', packet: packet.id });
        receiver.receive(packet);
      }
    }
  }

  /** What came to a box that translates, and is for a host behind it, goes on there as another packet. */
  #goesInside(packet: Packet, box: LabHost, about: Packet | null): boolean {
    const translation = this.#boxes.find(
      ({ host, translation }) => host === box && translation !== null,
    )?.translation;
    if (!translation) return false;
    const original = about && this.#translated.get(about.id);
    const inside = original ? original.source : translation.inward(packet, this.clock.now());
    const target = inside && this.hostAt(inside.address);
    if (!inside || !target) return false;
    const renamed = this.#write({ ...packet, destination: inside }, packet.sourceHost, target, packet.id);
    this.journal.write({ kind: 'packet-passed', packet: packet.id, by: box.name, as: renamed.id });
    this.#inFlight++;
    const delay = box.delayTo(target);
    const journey = {
      packet: renamed,
      sender: box,
      target,
      about: original ?? null,
      lost: false,
      delay,
      way: [],
    };
    this.#goOn(journey, 0, 0);
    return true;
  }

  #remember(id: number, packet: Packet): void {
    this.#translated.set(id, packet);
    if (this.#translated.size <= MOST_TRANSLATED) return;
    for (const oldest of this.#translated.keys()) {
      this.#translated.delete(oldest);
      return;
    }
  }

  #drop(packet: Packet, why: DropReason): void {
    this.journal.write({ kind: 'packet-dropped', packet: packet.id, why });
  }
}

/** A packet on its way. */
interface Journey {
  readonly packet: Packet;
  readonly sender: LabHost;
  readonly target: LabHost | null;
  readonly about: Packet | null;
  readonly lost: boolean;
  /** Milliseconds in all. */
  readonly delay: number;
  readonly way: readonly Crossing[];
}

function arrivalLabel(packet: Packet, target: LabHost | null): string {
  const to = target === null ? packet.destination.address : target.name;
  if (packet.protocol === 'udp') return `datagram to ${to}`;
  return packet.protocol === 'tcp' ? `TCP segment to ${to}` : `ICMP message to ${to}`;
}
