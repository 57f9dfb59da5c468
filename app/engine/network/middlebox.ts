/**
 * What stands in a packet's way: a host's own firewall, or a box between some hosts and all others, which may also
 * translate addresses.
 *
 * The way of a packet with boxes in it: `boxesBetween` gives those that it crosses, in their order: the sender's own
 * rules, the boxes before the sender, the boxes before the receiver, the receiver's own rules. At each, `decide` says
 * whether it goes on, and as what.
 */
import type { Instant } from './clock.ts';
import type { LabHost } from './host.ts';
import type { Endpoint, Packet } from './journal.ts';
import { ruleFor, type PacketRule } from './packet-rule.ts';
import type { Translation } from './translation.ts';

export class Middlebox {
  readonly host: LabHost;
  /** Whom it stands before; null: its own host alone. */
  readonly behind: ((address: string) => boolean) | null;
  rules: readonly PacketRule[] = [];
  translation: Translation | null = null;

  constructor(host: LabHost, behind: ((address: string) => boolean) | null) {
    this.host = host;
    this.behind = behind;
  }

  /** Nothing is stopped or changed here. */
  get isIdle(): boolean {
    return this.behind === null && this.rules.length === 0;
  }

  holds(address: string): boolean {
    return this.behind === null ? this.host.has(address) : this.behind(address);
  }

  decide(packet: Packet, direction: 'in' | 'out', now: Instant): Decision {
    const rule = ruleFor(this.rules, packet, direction);
    if (rule) return rule.action;
    if (direction === 'in' || this.translation === null || !this.host.up) return 'pass';
    const as = this.translation.outward(packet, now);
    return as === null ? 'pass' : { as };
  }
}

/** `as`: it goes on with another source. */
export type Decision = 'pass' | 'drop' | 'reject' | { readonly as: Endpoint };

export interface Crossing {
  readonly box: Middlebox;
  readonly direction: 'in' | 'out';
  /** Milliseconds after the packet was sent. */
  readonly after: number;
}

/** The boxes on a packet's way, in their order; `delay`: how long it takes as a whole. */
export function crossings(
  boxes: readonly Middlebox[],
  { source, destination }: Pick<Packet, 'source' | 'destination'>,
  sender: LabHost,
  target: LabHost | null,
  delay: number,
): readonly Crossing[] {
  const leaves = Math.min(delay, sender.latencyMs);
  const enters = Math.max(leaves, delay - (target?.latencyMs ?? 0));
  const crossed: Crossing[] = [];
  const cross = (own: boolean, direction: 'in' | 'out', after: number): void => {
    const found = boxes.filter((box) => {
      if ((box.behind === null) !== own || box.isIdle) return false;
      const from = box.host === sender || box.holds(source.address);
      const to = box.host === target || box.holds(destination.address);
      return direction === 'out' ? from && !to : to && !from;
    });
    // The box named first stands nearest to the hosts behind it.
    if (direction === 'in') found.reverse();
    for (const box of found)
      if (own || (box.host !== sender && box.host !== target)) crossed.push({ box, direction, after });
  };
  cross(true, 'out', 0);
  cross(false, 'out', leaves);
  cross(false, 'in', enters);
  cross(true, 'in', delay);
  return crossed;
}
