/** What happened in the lab as evidence: what the journal says of packets, served questions, logs and commands. */
import type { DropReason, JournalEntry, Packet } from '../network/journal.ts';
import { isControlTraffic } from '../network/control-traffic.ts';
import type { Message } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { decodeMessage } from '../protocol/wire.ts';

/** A message that was seen, with the packet that carried it. */
export interface SeenMessage {
  readonly packet: Packet;
  readonly message: Message;
}

const seen = new WeakMap<Packet, SeenMessage | 'none'>();

/** The message in a packet: a datagram, or a TCP segment that holds one whole message (RFC 1035 §4.2.2). Null where there is none. */
export function messageIn(packet: Packet): SeenMessage | null {
  const known = seen.get(packet);
  if (known !== undefined) return known === 'none' ? null : known;
  const found = readMessage(packet);
  seen.set(packet, found ?? 'none');
  return found;
}

function readMessage(packet: Packet): SeenMessage | null {
  let octets = packet.payload;
  if (packet.protocol === 'icmp') return null;
  if (packet.protocol === 'tcp') {
    if (isControlTraffic(packet)) return null;
    if (octets.length < 2 || ((octets[0] as number) << 8) + (octets[1] as number) !== octets.length - 2)
      return null;
    octets = octets.subarray(2);
  }
  const decoded = decodeMessage(octets);
  return decoded.kind === 'message' ? { packet, message: decoded.message } : null;
}

/** A question that a caching server has answered, as the server itself recorded it. */
export interface ServedQuestion {
  readonly host: string;
  readonly name: Name;
  readonly type: number;
  readonly rcode: number;
  readonly fromCache: boolean;
  /** How many questions of its own the server sent for it. */
  readonly upstream: number;
}

/** A packet's fate so far. */
export type Fate = 'sent' | 'delivered' | DropReason;

export type Evidence =
  | { readonly kind: 'message'; readonly seen: SeenMessage; readonly fate: Fate }
  | { readonly kind: 'icmp'; readonly packet: Packet }
  /** A TCP segment that opens a connection, or refuses one. */
  | { readonly kind: 'segment'; readonly packet: Packet }
  | { readonly kind: 'served'; readonly served: ServedQuestion }
  | { readonly kind: 'log'; readonly line: Extract<JournalEntry, { kind: 'log' }> }
  | {
      readonly kind: 'output';
      readonly host: string;
      readonly output: string;
      readonly exitCode: number;
    };

/** Follows the journal and hands on evidence: a message when it is sent, and again when its fate is known. */
export class EvidenceWatch {
  readonly #underWay = new Map<number, Packet>();
  readonly #received = new Map<string, { readonly name: Name; readonly type: number }>();

  /** What this entry is evidence of, if anything. */
  take(entry: JournalEntry): Evidence | null {
    switch (entry.kind) {
      case 'packet-sent': {
        const { packet } = entry;
        const found = packet.protocol === 'icmp' ? null : messageIn(packet);
        if (found || packet.icmp) this.#underWay.set(packet.id, packet);
        if (packet.tcp?.flags.syn || packet.tcp?.flags.rst) return { kind: 'segment', packet };
        return found && { kind: 'message', seen: found, fate: 'sent' };
      }
      case 'packet-passed':
        // Another packet goes on in its place.
        if (entry.as !== null) this.#underWay.delete(entry.packet);
        return null;
      case 'packet-dropped':
      case 'packet-delivered': {
        const packet = this.#underWay.get(entry.packet);
        this.#underWay.delete(entry.packet);
        if (!packet) return null;
        const fate = entry.kind === 'packet-delivered' ? 'delivered' : entry.why;
        if (packet.icmp) return fate === 'delivered' ? { kind: 'icmp', packet } : null;
        const found = messageIn(packet);
        return found && { kind: 'message', seen: found, fate };
      }
      case 'query':
        return this.#query(entry);
      case 'log':
        return { kind: 'log', line: entry };
      case 'command': {
        if (entry.state !== 'finished') return null;
        const { host, output, exitCode } = entry;
        return { kind: 'output', host, output, exitCode };
      }
      default:
        return null;
    }
  }

  #query({ host, change }: Extract<JournalEntry, { kind: 'query' }>): Evidence | null {
    const key = `${host} ${change.query}`;
    if (change.step === 'received') this.#received.set(key, change);
    if (
      change.step === 'dropped' ||
      change.step === 'refused' ||
      (change.step === 'own-zone' && change.whole)
    )
      this.#received.delete(key);
    if (change.step !== 'answered') return null;
    const question = this.#received.get(key);
    this.#received.delete(key);
    if (!question) return null;
    const { rcode, fromCache, upstreamQuestions: upstream } = change;
    return {
      kind: 'served',
      served: { host, name: question.name, type: question.type, rcode, fromCache, upstream },
    };
  }
}
