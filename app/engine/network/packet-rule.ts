/**
 * Rules of a firewall, in words: `drop in udp to port 512-1023`, `reject out tcp from 127.53.0.0/24 port 1-1023`.
 *
 * `out` and `in` are seen from what the rule protects: the host that has it, or the hosts behind a middlebox. The first
 * rule that fits a packet decides; what no rule fits goes through.
 */
import { addressMatcher, readAddressNetwork } from './address-match.ts';
import type { Packet } from './journal.ts';
import type { PortRange } from './ports.ts';

export interface PacketRule {
  /** `drop` says nothing to anybody; `reject` tells the sender by ICMP (RFC 1812 §5.2.7.1, code 13). */
  readonly action: 'drop' | 'reject';
  readonly direction: 'in' | 'out';
  /** Null: every one. */
  readonly protocol: Packet['protocol'] | null;
  readonly from: PacketEnd;
  readonly to: PacketEnd;
}

export interface PacketEnd {
  /** Null: any address. */
  readonly holds: ((address: string) => boolean) | null;
  /** Null: any port. */
  readonly ports: PortRange | null;
}

const FORM = /^(drop|reject) (in|out)(?: (udp|tcp|icmp))?(?: from ([\w.:/ -]+?))?(?: to ([\w.:/ -]+))?$/;

/** Null where the text is no rule. */
export function readPacketRule(text: string): PacketRule | null {
  const match = FORM.exec(text.trim().replace(/\s+/g, ' '));
  if (!match) return null;
  const from = readEnd(match[4]);
  const to = readEnd(match[5]);
  if (from === null || to === null) return null;
  return {
    action: match[1] as PacketRule['action'],
    direction: match[2] as PacketRule['direction'],
    protocol: (match[3] as Packet['protocol'] | undefined) ?? null,
    from,
    to,
  };
}

/** `127.53.0.0/24 port 1-1023`, `port 53`, `127.53.9.53`. */
function readEnd(text: string | undefined): PacketEnd | null {
  if (text === undefined) return { holds: null, ports: null };
  const match = /^(?:(?!port )(\S+))?(?: ?port (\d{1,5})(?:-(\d{1,5}))?)?$/.exec(text);
  if (!match || text === 'port') return null;
  const [, network, low, high = low] = match;
  if (network !== undefined && network !== 'any' && readAddressNetwork(network) === null) return null;
  if (low !== undefined && (Number(low) > Number(high) || Number(high) > 65_535)) return null;
  return {
    holds: network === undefined || network === 'any' ? null : addressMatcher([network]),
    ports: low === undefined ? null : { low: Number(low), high: Number(high) },
  };
}

/** What becomes of a packet; null: it goes through. */
export function ruleFor(
  rules: readonly PacketRule[],
  packet: Packet,
  direction: PacketRule['direction'],
): PacketRule | null {
  return (
    rules.find(
      (rule) =>
        rule.direction === direction &&
        (rule.protocol === null || rule.protocol === packet.protocol) &&
        fits(rule.from, packet.source) &&
        fits(rule.to, packet.destination),
    ) ?? null
  );
}

function fits({ holds, ports }: PacketEnd, { address, port }: Packet['source']): boolean {
  return (holds === null || holds(address)) && (ports === null || (port >= ports.low && port <= ports.high));
}
