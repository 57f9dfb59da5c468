/** A host whose network is one function: what a program sends goes there, and what comes back is delivered. For replaying scripted servers. */
import type { Endpoint } from '../engine/network/journal.ts';
import type {
  Host,
  TcpConnectOptions,
  TcpListener,
  TcpListenOptions,
  TcpStream,
  UdpOptions,
  UdpSocket,
} from '../engine/network/transport.ts';
import type { Random } from '../engine/random.ts';

/** Sends one message to a server; null when nothing came back in time. Never rejects. */
export type SendOnce = (
  wire: Uint8Array,
  to: {
    readonly address: string;
    readonly port: number;
    readonly protocol: 'udp' | 'tcp';
    readonly timeout: number;
  },
) => Promise<Uint8Array | null>;

/** Longer than any resolver waits: giving up is the resolver's own affair. */
const NO_LIMIT_MS = 120_000;

export class ReplayHost implements Host {
  readonly name = 'resolver';
  readonly addresses: readonly string[];
  readonly #send: SendOnce;
  readonly #random: Random;
  #server: UdpSocket | null = null;
  readonly #answers = new Map<string, (wire: Uint8Array) => void>();
  #packet = 0;
  #onStream: ((stream: TcpStream) => void) | null = null;

  constructor(addresses: readonly string[], send: SendOnce, random: Random) {
    this.addresses = addresses;
    this.#send = send;
    this.#random = random;
  }

  /** Hands a client's message to the program on port 53. `answer` hears what it sends back. */
  deliver(wire: Uint8Array, from: Endpoint, answer: (wire: Uint8Array) => void): void {
    this.#answers.set(`${from.address}#${from.port}`, answer);
    this.#server?.onDatagram?.(
      wire,
      from,
      { address: this.addresses[0] as string, port: 53 },
      ++this.#packet,
    );
  }

  /** The same over a TCP stream of its own; null when the program ends it without an answer. */
  deliverTcp(wire: Uint8Array, from: Endpoint, answer: (wire: Uint8Array | null) => void): void {
    let held = new Uint8Array(0);
    const over = (): void => answer(null);
    const stream: TcpStream = {
      local: { address: this.addresses[0] as string, port: 53 },
      remote: from,
      onOpen: null,
      onData: null,
      onEnd: null,
      onFailure: null,
      send: (octets) => {
        held = Uint8Array.from([...held, ...octets]);
        if (held.length >= 2 && held.length >= 2 + lengthAt(held)) {
          answer(held.slice(2, 2 + lengthAt(held)));
          stream.onEnd?.();
        }
        return ++this.#packet;
      },
      end: over,
      reset: over,
    };
    this.#onStream?.(stream);
    stream.onData?.(framed(wire), ++this.#packet);
  }

  openUdp(options: UdpOptions = {}): UdpSocket {
    const port = options.port ?? 1024 + this.#random.below(64_512);
    let open = true;
    const socket: UdpSocket = {
      local: { address: options.address ?? (this.addresses[0] as string), port },
      onDatagram: null,
      onUnreachable: null,
      send: (payload, to) => {
        const packet = ++this.#packet;
        if (socket === this.#server) {
          const key = `${to.address}#${to.port}`;
          this.#answers.get(key)?.(payload);
          this.#answers.delete(key);
          return packet;
        }
        if (to.address.includes(':') && !this.addresses.some((own) => own.includes(':'))) return null;
        void this.#send(payload, { ...to, protocol: 'udp', timeout: NO_LIMIT_MS }).then((reply) => {
          if (reply && open) socket.onDatagram?.(reply, to, socket.local, ++this.#packet);
        });
        return packet;
      },
      close: () => {
        open = false;
      },
    };
    if (port === 53) this.#server = socket;
    return socket;
  }

  listenTcp(options: TcpListenOptions, onStream: (stream: TcpStream) => void): TcpListener {
    this.#onStream = onStream;
    return { local: { address: this.addresses[0] as string, port: options.port }, close: () => undefined };
  }

  connectTcp(remote: Endpoint, options: TcpConnectOptions = {}): TcpStream {
    let open = true;
    let kept = new Uint8Array(0);
    const stream: TcpStream = {
      local: {
        address: this.addresses[0] as string,
        port: options.port ?? 1024 + this.#random.below(64_512),
      },
      remote,
      onOpen: null,
      onData: null,
      onEnd: null,
      onFailure: null,
      send: (octets) => {
        kept = Uint8Array.from([...kept, ...octets]);
        if (kept.length < 2 || kept.length < lengthAt(kept) + 2) return ++this.#packet;
        const message = kept.subarray(2, 2 + lengthAt(kept));
        kept = new Uint8Array(0);
        void this.#send(message, { ...remote, protocol: 'tcp', timeout: NO_LIMIT_MS }).then((reply) => {
          if (!open || !reply) return;
          stream.onData?.(framed(reply), ++this.#packet);
        });
        return ++this.#packet;
      },
      end: () => {
        open = false;
      },
      reset: () => {
        open = false;
      },
    };
    queueMicrotask(() => stream.onOpen?.());
    return stream;
  }
}

/** RFC 1035 §4.2.2: two octets of length go before a message. */
function framed(message: Uint8Array): Uint8Array {
  return Uint8Array.from([message.length >> 8, message.length & 255, ...message]);
}

function lengthAt(octets: Uint8Array): number {
  return ((octets[0] ?? 0) << 8) | (octets[1] ?? 0);
}
