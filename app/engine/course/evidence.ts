/**
 * DNS messages on the wire as evidence: what a journal's packet says, and whether it fits a lab's filter.
 */
import { isControlTraffic } from '../network/control-traffic.ts';
import type { JournalEntry, Packet } from '../network/journal.ts';
import type { Message } from '../protocol/message.ts';
import { rcodeText, typeNumber } from '../protocol/codes.ts';
import { Name, isNameProblem } from '../protocol/name.ts';
import { meaningOf } from '../protocol/summary.ts';
import { decodeMessage } from '../protocol/wire.ts';
import type { PacketFilter, ServedFilter } from './lab-file.ts';

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

export type Evidence =
  | { readonly kind: 'message'; readonly seen: SeenMessage }
  | { readonly kind: 'served'; readonly served: ServedQuestion };

/**
 * Follows the journal and hands on evidence at the moment that it counts: a question when it is sent (it may
 * never arrive), a response when it is delivered, a served question when the server has answered it.
 */
export class EvidenceWatch {
  readonly #undelivered = new Map<number, Packet>();
  readonly #received = new Map<string, { readonly name: Name; readonly type: number }>();

  /** What this entry is evidence of, if anything. */
  take(entry: JournalEntry): Evidence | null {
    switch (entry.kind) {
      case 'packet-sent': {
        const found = messageIn(entry.packet);
        if (!found) return null;
        if (!found.message.qr) return { kind: 'message', seen: found };
        this.#undelivered.set(entry.packet.id, entry.packet);
        return null;
      }
      case 'packet-dropped':
        this.#undelivered.delete(entry.packet);
        return null;
      case 'packet-delivered': {
        const packet = this.#undelivered.get(entry.packet);
        this.#undelivered.delete(entry.packet);
        const found = packet && messageIn(packet);
        return found ? { kind: 'message', seen: found } : null;
      }
      case 'query':
        return this.#query(entry);
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

export function fits(filter: PacketFilter, { packet, message }: SeenMessage): boolean {
  const question = message.questions[0];
  return (
    (filter.kind === 'response') === message.qr &&
    same(filter.from, packet.sourceHost) &&
    same(filter.to, packet.destinationHost) &&
    differs(filter['not-from'], packet.sourceHost) &&
    differs(filter['not-to'], packet.destinationHost) &&
    same(filter.protocol, packet.protocol) &&
    same(filter.rd, message.rd) &&
    same(filter.aa, message.aa) &&
    (filter.rcode === undefined || rcodeText(message.rcode) === filter.rcode.toUpperCase()) &&
    (filter.qname === undefined || (question !== undefined && sameName(filter.qname, question.name))) &&
    (filter.qtype === undefined || question?.type === typeNumber(filter.qtype.toUpperCase())) &&
    (filter.meaning === undefined || meaningOf(message) === filter.meaning)
  );
}

export function fitsServed(filter: ServedFilter, served: ServedQuestion): boolean {
  return (
    filter.host === served.host &&
    sameName(filter.name, served.name) &&
    (filter.type === undefined || served.type === typeNumber(filter.type.toUpperCase())) &&
    (filter.rcode === undefined || rcodeText(served.rcode) === filter.rcode.toUpperCase()) &&
    same(filter['from-cache'], served.fromCache) &&
    same(filter.upstream, served.upstream)
  );
}

/** Compares a name as a lab file writes it (the closing dot may be left out) with one from the wire. */
export function sameName(text: string, name: Name): boolean {
  const parsed = Name.parse(text);
  return !isNameProblem(parsed) && parsed.equals(name);
}

function same<T>(wanted: T | undefined, is: T): boolean {
  return wanted === undefined || wanted === is;
}

function differs<T>(unwanted: T | undefined, is: T): boolean {
  return unwanted === undefined || unwanted !== is;
}
