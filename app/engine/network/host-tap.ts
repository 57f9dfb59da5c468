/**
 * A tap on the interfaces of one host: every packet that leaves it or reaches it, when it does.
 *
 * It reads the journal, and only while somebody listens: a host without a tap costs nothing. What is lost on its way
 * never reached the host; what the host refused did.
 */
import type { DropReason, Journal, JournalEntry, Packet } from './journal.ts';
import type { Instant } from './clock.ts';
import type { Middlebox } from './middlebox.ts';

export interface TappedPacket {
  readonly at: Instant;
  readonly packet: Packet;
  /** `self`: the host speaks with itself, on its loopback interface. */
  readonly way: 'out' | 'in' | 'self';
}

/** Why packets were dropped that had come as far as the host's interface. */
const REACHED: readonly DropReason[] = ['no-listener', 'firewall', 'closed', 'reset'];
/** On their way to the host; more than that are not waited for. */
const MOST_UNDER_WAY = 20_000;

/** A packet on one side of a box: between it and those that it stands before, or between it and all others. */
export interface TappedAtBox extends TappedPacket {
  readonly side: 'inside' | 'outside';
}

/** Both sides of a box: what it stops is seen on one only. Gives what ends it. */
export function tapBox(
  journal: Journal,
  { host, behind }: Pick<Middlebox, 'host' | 'behind'>,
  hear: (tapped: TappedAtBox) => void,
): () => void {
  const underWay = new Map<number, Packet>();
  const isInside = (address: string): boolean => behind?.(address) ?? false;
  const goesOut = ({ source }: Packet): boolean => isInside(source.address);
  /** It came to the box, and went on as another packet or the same. */
  const cross = (at: Instant, packet: Packet, on: Packet | undefined): void => {
    const [from, to] = goesOut(packet) ? (['inside', 'outside'] as const) : (['outside', 'inside'] as const);
    hear({ at, packet, way: 'in', side: from });
    if (on) hear({ at, packet: on, way: 'out', side: to });
  };
  const take = (id: number): Packet | undefined => {
    const packet = underWay.get(id);
    underWay.delete(id);
    return packet;
  };
  return journal.subscribe((entry) => {
    if (entry.kind === 'packet-sent') {
      const { packet } = entry;
      if (packet.sourceHost === host.name && packet.insteadOf === undefined)
        hear({
          at: entry.at,
          packet,
          way: 'out',
          side: isInside(packet.destination.address) ? 'inside' : 'outside',
        });
      else if (underWay.size < MOST_UNDER_WAY) underWay.set(packet.id, packet);
    } else if (entry.kind === 'packet-passed' && entry.by === host.name) {
      const packet = take(entry.packet);
      if (packet) cross(entry.at, packet, entry.as === null ? packet : take(entry.as));
    } else if (entry.kind === 'packet-dropped' || entry.kind === 'packet-delivered') {
      const packet = take(entry.packet);
      const isHere =
        entry.kind === 'packet-dropped' ? entry.by === host.name : packet?.destinationHost === host.name;
      if (packet && isHere) cross(entry.at, packet, undefined);
    }
  });
}

/** Gives what ends it. */
export function tapHost(journal: Journal, host: string, hear: (tapped: TappedPacket) => void): () => void {
  const underWay = new Map<number, Packet>();
  const arrived = (id: number, at: Instant): void => {
    const packet = underWay.get(id);
    if (packet === undefined) return;
    underWay.delete(id);
    hear({ at, packet, way: 'in' });
  };
  return journal.subscribe((entry: JournalEntry) => {
    if (entry.kind === 'packet-sent') {
      const { packet } = entry;
      if (packet.sourceHost === host)
        hear({ at: packet.sentAt, packet, way: packet.destinationHost === host ? 'self' : 'out' });
      else if (packet.destinationHost === host && underWay.size < MOST_UNDER_WAY)
        underWay.set(packet.id, packet);
    } else if (entry.kind === 'packet-delivered') arrived(entry.packet, entry.at);
    else if (entry.kind === 'packet-passed') {
      // Another packet goes on in its place.
      if (entry.as !== null) underWay.delete(entry.packet);
    } else if (entry.kind === 'packet-dropped') {
      if (REACHED.includes(entry.why) && (entry.by ?? host) === host) arrived(entry.packet, entry.at);
      else underWay.delete(entry.packet);
    }
  });
}
