/**
 * A TCP stream to a machine outside, with what passes over it in the journal.
 *
 * The system's own segments are not seen here. What is written are the events that a program sees: that the connection
 * is asked for and accepted, each DNS message whole in one packet (RFC 1035 §4.2.2: its length stands before it), and
 * the end. Sequence numbers count from zero, as tools show them.
 */
import { framed, StreamMessages } from '../protocol/stream-messages.ts';
import type { Instant } from './clock.ts';
import type { DropReason, Endpoint, TcpFlags } from './journal.ts';
import type { OutwardParts } from './outward-udp.ts';
import { Unanswered } from './outside-packets.ts';
import type { TcpStream } from './transport.ts';

/** More octets than this are no packet any more: an IP packet has a length of 16 bits. */
const MAX_PIECE = 65_000;

export class OutwardTcpStream implements TcpStream {
  readonly remote: Endpoint;
  onOpen: TcpStream['onOpen'] = null;
  onData: TcpStream['onData'] = null;
  onEnd: TcpStream['onEnd'] = null;
  onFailure: TcpStream['onFailure'] = null;
  readonly #stream: TcpStream;
  readonly #parts: OutwardParts;
  readonly #unanswered: Unanswered;
  readonly #askedAt: Instant;
  #local: Endpoint | null = null;
  #sent = 0;
  #heard = 0;
  #held = new StreamMessages();
  /** This side is done: it has sent its last octet, or given up. */
  #done = false;

  constructor(parts: OutwardParts, stream: TcpStream) {
    this.#parts = parts;
    this.#stream = stream;
    this.remote = stream.remote;
    this.#unanswered = new Unanswered(parts.packets);
    this.#askedAt = parts.packets.now();
    stream.onOpen = () => {
      this.#opening();
      this.#came({ syn: true, ack: true });
      this.#sent = this.#heard = 1;
      this.onOpen?.();
    };
    stream.onData = (octets) => this.#receive(octets);
    stream.onEnd = () => {
      this.#rest();
      this.#came({ fin: true, ack: true });
      this.onEnd?.();
    };
    stream.onFailure = (why) => {
      if (this.#heard === 0) this.#opening();
      // After our own end, what a program hears is that the system has cleared up.
      if (!this.#done && (why === 'refused' || why === 'reset')) this.#came({ rst: true, ack: true });
      this.#unanswered.end(FATES[why]);
      this.onFailure?.(why);
    };
  }

  get local(): Endpoint {
    if (this.#local !== null) return this.#local;
    const { address, port } = this.#stream.local;
    if (address === '') return { address: this.#parts.sourceToward(this.remote.address), port };
    // A stream that is closed does not know any more.
    return (this.#local = { address, port });
  }

  send(octets: Uint8Array): number | null {
    if (this.#stream.send(octets) === null) return null;
    let first: number | null = null;
    for (let at = 0; at < octets.length; at += MAX_PIECE) {
      const packet = this.#left({ psh: true, ack: true }, octets.subarray(at, at + MAX_PIECE));
      first ??= packet;
    }
    return first;
  }

  end(): void {
    this.#close({ fin: true, ack: true });
    this.#stream.end();
  }

  reset(): void {
    this.#close({ rst: true, ack: true });
    // Nothing is heard from a stream that was broken off.
    this.#unanswered.end();
    this.#stream.reset();
  }

  #close(flags: TcpFlags): void {
    if (!this.#done && this.#heard > 0) this.#left(flags);
    this.#done = true;
  }

  /** Written when it is known from which port it came. */
  #opening(): void {
    this.#left({ syn: true }, NOTHING, this.#askedAt);
  }

  #receive(octets: Uint8Array): void {
    this.#held.push(octets);
    for (let message = this.#held.next(); message !== null; message = this.#held.next())
      this.#deliver(framed(message));
  }

  /** What came of a message that did not come to its end. */
  #rest(): void {
    const { rest } = this.#held;
    this.#held = new StreamMessages();
    if (rest.length > 0) this.#deliver(rest);
  }

  #deliver(octets: Uint8Array): void {
    for (let at = 0; at < octets.length; at += MAX_PIECE) {
      const piece = octets.subarray(at, at + MAX_PIECE);
      const packet = this.#came({ psh: true, ack: true }, piece);
      this.onData?.(piece, packet);
    }
  }

  #left(flags: TcpFlags, payload = NOTHING, sentAt?: Instant): number {
    const { host, packets } = this.#parts;
    const tcp = { flags, seq: this.#sent, ack: this.#heard };
    const { local: source, remote: destination } = this;
    const packet = packets.left(host, { protocol: 'tcp', source, destination, payload, tcp }, sentAt);
    this.#sent += payload.length;
    this.#unanswered.add(this.remote, packet);
    return packet;
  }

  #came(flags: TcpFlags, payload = NOTHING): number {
    this.#unanswered.arrived(this.remote);
    const { host, packets } = this.#parts;
    const tcp = { flags, seq: this.#heard, ack: this.#sent };
    const { local: destination, remote: source } = this;
    const packet = packets.came(host, { protocol: 'tcp', source, destination, payload, tcp });
    this.#heard += payload.length;
    return packet;
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);

const FATES: Readonly<Record<Parameters<NonNullable<TcpStream['onFailure']>>[0], DropReason>> = {
  refused: 'no-listener',
  reset: 'reset',
  'timed-out': 'no-reply',
  unreachable: 'network-unreachable',
};
