/** What happened in the lab as evidence: what the journal says of packets, served questions, logs and commands. */
import type { DropReason, JournalEntry, Packet } from '../network/journal.ts';
import { isControlTraffic } from '../network/control-traffic.ts';
import type { Message } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { decodeMessage } from '../protocol/wire.ts';
import { TcpMessages } from './tcp-messages.ts';

/** A message that was seen, with the packet that carried it: of a message in several TCP segments, the one that ended it. */
export interface SeenMessage {
  readonly packet: Packet;
  readonly message: Message;
  /** Octets of the message itself, without its length in front of it over TCP. */
  readonly length: number;
  /** `Packet.id` of all packets that carried some of it. */
  readonly packets: readonly number[];
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
  return seenIn(packet, octets, [packet.id]);
}

function seenIn(packet: Packet, octets: Uint8Array, packets: readonly number[]): SeenMessage | null {
  const decoded = decodeMessage(octets);
  return decoded.kind === 'message'
    ? { packet, message: decoded.message, length: octets.length, packets }
    : null;
}

/** Reads messages out of packets that are given in the order in which they were seen, those in several TCP segments too. */
export class MessageReader {
  readonly #streams = new TcpMessages();

  /** The messages that this packet holds, or brings the end of. */
  read(packet: Packet): readonly SeenMessage[] {
    if (packet.protocol !== 'tcp') {
      const found = messageIn(packet);
      return found ? [found] : [];
    }
    if (isControlTraffic(packet)) return [];
    return this.#streams.take(packet).flatMap(({ octets, packets }) => seenIn(packet, octets, packets) ?? []);
  }
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
  readonly #underWay = new Map<number, { readonly packet: Packet; readonly sent: readonly SeenMessage[] }>();
  readonly #sent = new MessageReader();
  readonly #delivered = new MessageReader();
  readonly #received = new Map<string, { readonly name: Name; readonly type: number }>();

  /** What this entry is evidence of, if anything. */
  take(entry: JournalEntry): readonly Evidence[] {
    switch (entry.kind) {
      case 'packet-sent':
        return this.#send(entry.packet);
      case 'packet-passed':
        // Another packet goes on in its place.
        if (entry.as !== null) this.#underWay.delete(entry.packet);
        return [];
      case 'packet-dropped':
      case 'packet-delivered': {
        const gone = this.#underWay.get(entry.packet);
        this.#underWay.delete(entry.packet);
        if (!gone) return [];
        return entry.kind === 'packet-delivered'
          ? this.#deliver(gone.packet)
          : messages(gone.packet.icmp ? [] : gone.sent, entry.why);
      }
      case 'query': {
        const served = this.#query(entry);
        return served ? [served] : [];
      }
      case 'log':
        return [{ kind: 'log', line: entry }];
      case 'command': {
        if (entry.state !== 'finished') return [];
        const { host, output, exitCode } = entry;
        return [{ kind: 'output', host, output, exitCode }];
      }
      default:
        return [];
    }
  }

  #send(packet: Packet): Evidence[] {
    const sent = packet.protocol === 'icmp' ? [] : this.#sent.read(packet);
    if (sent.length > 0 || packet.icmp || packet.tcp) this.#underWay.set(packet.id, { packet, sent });
    const opens = packet.tcp?.flags.syn || packet.tcp?.flags.rst;
    return [...(opens ? [{ kind: 'segment', packet } as const] : []), ...messages(sent, 'sent')];
  }

  /** Over TCP what counts is what has come whole: a segment on the way may be lost and sent again. */
  #deliver(packet: Packet): Evidence[] {
    if (packet.icmp) return [{ kind: 'icmp', packet }];
    return messages(this.#delivered.read(packet), 'delivered');
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

function messages(all: readonly SeenMessage[], fate: Fate): Evidence[] {
  return all.map((seen) => ({ kind: 'message', seen, fate }));
}
