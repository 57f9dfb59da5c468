/** DNS messages on TCP connections, put together from the segments that carry them (RFC 1035 §4.2.2). */
import type { Packet } from '../network/journal.ts';
import { ReceiveWindow } from '../network/tcp-receive.ts';
import { StreamMessages } from '../protocol/stream-messages.ts';

/** A message that came whole. */
export interface StreamMessage {
  /** Without its length in front. */
  readonly octets: Uint8Array;
  /** `Packet.id` of every segment that brought some of it. */
  readonly packets: readonly number[];
}

/** One direction of a connection. */
interface Stream {
  readonly window: ReceiveWindow;
  readonly messages: StreamMessages;
  /** What brought octets that are no whole message yet. */
  packets: number[];
}

/** Directions that are followed at once; the oldest goes first. */
const MAX_STREAMS = 512;

/** Follows connections segment by segment; a segment that comes again, or before its turn, does no harm. */
export class TcpMessages {
  readonly #streams = new Map<string, Stream>();

  /** The messages that this segment makes whole. */
  take(packet: Packet): StreamMessage[] {
    const { tcp, payload, source, destination } = packet;
    if (!tcp) return [];
    const direction = `${source.address} ${source.port} ${destination.address} ${destination.port}`;
    if (tcp.flags.rst) this.#streams.delete(direction);
    if (tcp.flags.syn) this.#begin(direction, tcp.seq + 1);
    if (payload.length === 0) return [];
    // A stream that is joined in its middle: what is seen first is taken for the beginning of a message.
    const stream = this.#streams.get(direction) ?? this.#begin(direction, tcp.seq);
    stream.window.take(tcp.seq, payload, tcp.flags.fin === true, packet.id);
    return wholeOf(stream);
  }

  #begin(direction: string, next: number): Stream {
    const stream: Stream = { window: new ReceiveWindow(), messages: new StreamMessages(), packets: [] };
    stream.window.start(next >>> 0);
    this.#streams.delete(direction);
    this.#streams.set(direction, stream);
    for (const oldest of this.#streams.keys()) {
      if (this.#streams.size <= MAX_STREAMS) break;
      this.#streams.delete(oldest);
    }
    return stream;
  }
}

function wholeOf(stream: Stream): StreamMessage[] {
  const whole: StreamMessage[] = [];
  for (let piece = stream.window.shift(); piece; piece = stream.window.shift()) {
    stream.messages.push(piece.octets);
    stream.packets.push(piece.packet);
    for (let octets = stream.messages.next(); octets !== null; octets = stream.messages.next()) {
      whole.push({ octets, packets: stream.packets });
      stream.packets = [piece.packet];
    }
    if (stream.messages.rest.length === 0) stream.packets = [];
  }
  return whole;
}
