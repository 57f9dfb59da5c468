/**
 * Sockets that may carry more than one question, for a server that is asked hundreds of times a second. Opening a
 * socket costs more than asking; so much more that it would be half of all that a resolver does.
 *
 * What must not suffer is how hard an answer is to forge (RFC 5452 §4.5, §9.2): the port has to be one that nobody
 * can foretell. So:
 *
 * - A socket serves one server only, to which it is connected. Whoever has questions sent to a server of their own
 *   sees ports from which nobody else is asked.
 * - It carries one question at a time, so that forged answers have no more than one to fit (no "birthday").
 * - It is used again only while at least 64 others wait for the same server, and which one is drawn at random: the
 *   next port is as unknown as a new one to who has seen none of them, and there is none to be seen from outside.
 * - It is closed after a few questions and seconds, before its port could be found by trying, and at once when
 *   anything else than the one answer came, when none came, or when the network complained.
 *
 * With fewer questions than that, every question has a port of its own that is drawn from all of them.
 */
import type { Endpoint } from '../../engine/network/journal.ts';
import type { Random } from '../../engine/random.ts';
import type { ConnectedSocket } from './connected-socket.ts';

/** So many must wait for a server before one of them is used again. */
const LEAST_WAITING = 64;
const MOST_WAITING = 96;
/** For all servers together. */
const MOST_IN_ALL = 768;
const MOST_QUESTIONS = 16;
/** Between one and two times this long a socket waits at most, in milliseconds. */
const SWEEP_MS = 1500;

interface Waiting {
  readonly sockets: ConnectedSocket[];
  /** How many of them, the first ones, have waited since before the last sweep. */
  old: number;
}

export class SocketShelf {
  readonly #random: Random;
  readonly #servers = new Map<string, Waiting>();
  #count = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(random: Random) {
    this.#random = random;
  }

  /** How many sockets wait. */
  get size(): number {
    return this.#count;
  }

  /** One of those that wait for this server; null where they are too few. */
  take(server: Endpoint): ConnectedSocket | null {
    const waiting = this.#servers.get(keyOf(server));
    if (waiting === undefined) return null;
    const { sockets } = waiting;
    while (sockets.length >= LEAST_WAITING) {
      const place = this.#random.below(sockets.length);
      const socket = sockets[place] as ConnectedSocket;
      // The order is of no matter but for what is old: those stay in front.
      if (place < waiting.old) {
        waiting.old--;
        sockets[place] = sockets[waiting.old] as ConnectedSocket;
        sockets[waiting.old] = sockets.at(-1) as ConnectedSocket;
      } else sockets[place] = sockets.at(-1) as ConnectedSocket;
      sockets.pop();
      this.#count--;
      if (socket.sound) return socket;
      socket.close();
    }
    return null;
  }

  /** Takes a socket whose question was answered; closes it where it has done its part. */
  put(socket: ConnectedSocket): void {
    socket.owner = null;
    const key = keyOf(socket.remote);
    const waiting = this.#servers.get(key) ?? { sockets: [], old: 0 };
    const full = waiting.sockets.length >= MOST_WAITING || this.#count >= MOST_IN_ALL;
    if (full || !socket.sound || socket.questions >= MOST_QUESTIONS) return socket.close();
    waiting.sockets.push(socket);
    this.#servers.set(key, waiting);
    this.#count++;
    this.#timer ??= setTimeout(() => this.#sweep(), SWEEP_MS).unref();
  }

  /** Closes all. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const { sockets } of this.#servers.values()) for (const socket of sockets) socket.close();
    this.#servers.clear();
    this.#count = 0;
  }

  /** Closes those that have waited since before the last sweep. */
  #sweep(): void {
    this.#timer = null;
    for (const [key, waiting] of this.#servers) {
      for (const socket of waiting.sockets.splice(0, waiting.old)) {
        socket.close();
        this.#count--;
      }
      waiting.old = waiting.sockets.length;
      if (waiting.old === 0) this.#servers.delete(key);
    }
    if (this.#count > 0) this.#timer = setTimeout(() => this.#sweep(), SWEEP_MS).unref();
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address}#${port}`;
}
