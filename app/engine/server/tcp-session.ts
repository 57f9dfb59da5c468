/** One client's TCP stream: messages with two octets of length before each (RFC 1035 §4.2.2, RFC 7766). */
import type { LabClock, Timer } from '../network/clock.ts';
import { framed, StreamMessages } from '../protocol/stream-messages.ts';
import type { TcpStream } from '../network/transport.ts';

/** BIND: tcp-idle-timeout and tcp-initial-timeout, 30 seconds. */
const IDLE_MS = 30_000;
/** BIND: queries of one stream that may be under way; those behind wait until one is answered. */
const MAX_OUTSTANDING = 23;
/** Octets that may wait behind those. A client that sends on is cut off. */
const MAX_HELD = 256 * 1024;

/** Called once, now or later, with null where nothing is said; with `more`, which is a part of the answer, again. */
export type StreamReply = (octets: Uint8Array | null, more?: boolean) => void;

type Handler<T> = (message: Uint8Array, packet: number, reply: StreamReply) => T;

export class TcpSession {
  readonly #stream: TcpStream;
  readonly #clock: LabClock;
  readonly #handle: Handler<void>;
  readonly #closed: (session: TcpSession) => void;
  #messages = new StreamMessages();
  #packet = 0;
  #outstanding = 0;
  #idle: Timer | null = null;
  #clientDone = false;
  #over = false;
  #reading = false;

  /** `handle` gets each whole message, and gives false where the stream is not worth keeping. */
  constructor(
    stream: TcpStream,
    clock: LabClock,
    handle: Handler<boolean>,
    closed: (session: TcpSession) => void,
  ) {
    this.#stream = stream;
    this.#clock = clock;
    this.#closed = closed;
    this.#handle = (message, packet, reply) => {
      // What is not answered makes the stream useless to its client.
      if (!handle(message, packet, reply)) this.close();
    };
    stream.onData = (octets, packet) => this.#take(octets, packet);
    stream.onEnd = () => {
      this.#clientDone = true;
      if (this.#outstanding === 0) this.close();
    };
    stream.onFailure = () => this.#end();
    this.#rest();
  }

  /** Ends the stream after what was sent. */
  close(): void {
    if (this.#over) return;
    this.#stream.end();
    this.#end();
  }

  /** Breaks the stream off. */
  reset(): void {
    if (this.#over) return;
    this.#stream.reset();
    this.#end();
  }

  #take(octets: Uint8Array, packet: number): void {
    if (this.#over) return;
    this.#messages.push(octets);
    this.#packet = packet;
    if (this.#messages.rest.length > MAX_HELD) return this.reset();
    this.#read();
  }

  #read(): void {
    // An answer that comes at once calls back in here.
    if (this.#reading) return;
    this.#reading = true;
    while (!this.#over && this.#outstanding < MAX_OUTSTANDING) {
      const message = this.#messages.next();
      if (message === null) break;
      this.#outstanding++;
      this.#handle(message, this.#packet, (octets, more) => this.#answered(octets, more));
    }
    this.#reading = false;
    this.#rest();
  }

  /** Null: nothing is said to it. */
  #answered(octets: Uint8Array | null, more = false): void {
    if (this.#over) return;
    if (more && octets !== null) return void this.#stream.send(framed(octets));
    this.#outstanding--;
    if (octets !== null) this.#stream.send(framed(octets));
    if (this.#clientDone && this.#outstanding === 0 && !this.#reading) return this.close();
    this.#read();
  }

  /** Waits for the next message, but not for ever. */
  #rest(): void {
    this.#idle?.cancel();
    this.#idle = null;
    if (this.#over || this.#outstanding > 0) return;
    if (this.#clientDone) return this.close();
    this.#idle = this.#clock.after(IDLE_MS, `idle TCP connection from ${this.#stream.remote.address}`, () =>
      this.close(),
    );
  }

  #end(): void {
    this.#over = true;
    this.#stream.onData = this.#stream.onEnd = this.#stream.onFailure = null;
    this.#idle?.cancel();
    this.#messages = new StreamMessages();
    this.#closed(this);
  }
}
