/**
 * The streams of a server's clients: how many may be open at a time. BIND: tcp-clients.
 *
 * What is one too many waits, unheard, until another has gone, as it does in the system's queue before a named that
 * takes no more connections. Few may wait so; beyond them streams are broken off.
 */
import type { Instant, LabClock } from '../network/clock.ts';
import type { TcpStream } from '../network/transport.ts';
import { TcpSession, type StreamReply } from './tcp-session.ts';

/** BIND: tcp-clients 150. */
const DEFAULT_MOST = 150;
/** BIND: tcp-listen-queue 10. */
const MOST_WAITING = 10;
/** Octets of one that waits; a question fits many times. */
const MOST_HELD = 16 * 1024;
/** BIND: warns once a second. */
const LOG_EVERY_MS = 1000;

/** Answers one message of a stream: `reply` as in tcp-session.ts. False: the stream is not worth keeping. */
export type StreamHandler = (
  stream: TcpStream,
  message: Uint8Array,
  packet: number,
  reply: StreamReply,
) => boolean;

interface Held {
  readonly octets: Uint8Array;
  readonly packet: number;
}

/** A stream that waits, and what it has sent meanwhile. */
interface Waiting {
  readonly stream: TcpStream;
  readonly held: Held[];
  size: number;
  ended: boolean;
}

export class TcpClients {
  readonly #clock: LabClock;
  readonly #handle: StreamHandler;
  readonly #log: (text: string) => void;
  readonly #sessions = new Set<TcpSession>();
  readonly #waiting = new Set<Waiting>();
  #most = DEFAULT_MOST;
  #highWater = 0;
  #warnedAt: Instant = -Infinity;

  constructor(clock: LabClock, most: number | undefined, handle: StreamHandler, log: (text: string) => void) {
    this.#clock = clock;
    this.#handle = handle;
    this.#log = log;
    this.most = most ?? DEFAULT_MOST;
  }

  /** Streams that are served. */
  get now(): number {
    return this.#sessions.size;
  }

  /** The most that were served at a time. */
  get highWater(): number {
    return this.#highWater;
  }

  get most(): number {
    return this.#most;
  }

  set most(most: number | undefined) {
    this.#most = most ?? DEFAULT_MOST;
    this.#admit();
  }

  accept(stream: TcpStream): void {
    if (this.#sessions.size < this.#most) return this.#serve(stream);
    this.#warn();
    if (this.#waiting.size >= MOST_WAITING) return stream.reset();
    const waiting: Waiting = { stream, held: [], size: 0, ended: false };
    this.#waiting.add(waiting);
    stream.onData = (octets, packet) => {
      waiting.held.push({ octets, packet });
      waiting.size += octets.length;
      if (waiting.size <= MOST_HELD) return;
      this.#waiting.delete(waiting);
      stream.reset();
    };
    stream.onEnd = () => {
      waiting.ended = true;
    };
    stream.onFailure = () => void this.#waiting.delete(waiting);
  }

  /** Breaks all off. */
  reset(): void {
    for (const { stream } of this.#waiting) stream.reset();
    this.#waiting.clear();
    for (const session of [...this.#sessions]) session.reset();
  }

  #serve(stream: TcpStream): void {
    const session = new TcpSession(
      stream,
      this.#clock,
      (message, packet, reply) => this.#handle(stream, message, packet, reply),
      (ended) => {
        this.#sessions.delete(ended);
        this.#admit();
      },
    );
    this.#sessions.add(session);
    this.#highWater = Math.max(this.#highWater, this.#sessions.size);
  }

  /** Those that wait take the places that are free, the oldest first. */
  #admit(): void {
    for (const waiting of this.#waiting) {
      if (this.#sessions.size >= this.#most) return;
      this.#waiting.delete(waiting);
      const { stream, held, ended } = waiting;
      this.#serve(stream);
      for (const { octets, packet } of held) stream.onData?.(octets, packet);
      if (ended) stream.onEnd?.();
    }
  }

  #warn(): void {
    const now = this.#clock.now();
    if (now - this.#warnedAt < LOG_EVERY_MS) return;
    this.#warnedAt = now;
    this.#log('Accepting TCP connection failed: quota reached');
  }
}
