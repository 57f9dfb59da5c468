/** A TCP connection of this machine as the engine knows streams. Who does not read is not read from, and is cut off in the end. */
import type { Socket } from 'node:net';
import type { Endpoint } from '../../engine/network/journal.ts';
import type { TcpStream } from '../../engine/network/transport.ts';
import { breakOff } from '../break-off.ts';

/** Octets that the other side has not taken yet: above this the stream is broken off. */
const MAX_UNSENT = 4 * 1024 * 1024;
/** How long the other side may take to close its direction when ours is closed. */
const LINGER_MS = 10_000;

export interface StreamKeeper {
  arrived(): void;
  nextPacket(): number;
  closed(): void;
}

export class RealStream implements TcpStream {
  readonly remote: Endpoint;
  onOpen: TcpStream['onOpen'] = null;
  onData: TcpStream['onData'] = null;
  onEnd: TcpStream['onEnd'] = null;
  onFailure: TcpStream['onFailure'] = null;
  readonly #socket: Socket;
  readonly #keeper: StreamKeeper;
  /** Its end or its failure has been told. */
  #over = false;

  constructor(socket: Socket, remote: Endpoint, keeper: StreamKeeper) {
    this.#socket = socket;
    this.remote = remote;
    this.#keeper = keeper;
    socket.on('connect', () => {
      keeper.arrived();
      this.onOpen?.();
    });
    socket.on('data', (octets: Buffer) => {
      keeper.arrived();
      this.onData?.(octets, keeper.nextPacket());
    });
    socket.on('drain', () => socket.resume());
    socket.on('end', () => {
      keeper.arrived();
      if (this.#over) return;
      this.#over = true;
      this.onEnd?.();
    });
    socket.on('error', (error) => this.#fail('code' in error ? String(error.code) : ''));
    socket.on('close', () => {
      this.#fail('ECONNRESET');
      keeper.closed();
    });
  }

  get local(): Endpoint {
    return { address: this.#socket.localAddress ?? '', port: this.#socket.localPort ?? 0 };
  }

  send(octets: Uint8Array): number | null {
    const socket = this.#socket;
    if (!socket.writable) return null;
    // Back-pressure: nothing more is read from who does not take what was sent.
    if (!socket.write(octets)) socket.pause();
    if (socket.writableLength > MAX_UNSENT) breakOff(socket);
    return this.#keeper.nextPacket();
  }

  end(): void {
    const socket = this.#socket;
    if (socket.connecting) {
      socket.destroy();
      return;
    }
    socket.end();
    socket.resume();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  }

  reset(): void {
    this.#over = true;
    breakOff(this.#socket);
  }

  #fail(code: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#keeper.arrived();
    this.onFailure?.(FAILURES[code] ?? 'reset');
  }
}

const FAILURES: Readonly<Record<string, 'refused' | 'reset' | 'timed-out' | 'unreachable'>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
};
