/**
 * A UDP socket for one question to one server. It is opened with the first datagram, from a random port, and connected:
 * only the server asked is heard, and an ICMP error about it arrives as an error. It is closed when the question is
 * done and its port is drawn anew for the next.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { LabClock } from '../../engine/network/clock.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import type { UdpSocket } from '../../engine/network/transport.ts';
import type { Random } from '../../engine/random.ts';

/** RFC 6056 §3.2: all ports from 1024 on. */
const FIRST_PORT = 1024;
/** So often another port is drawn when one is taken. */
const DRAWS = 12;

export interface AskingOptions {
  readonly clock: LabClock;
  readonly random: Random;
  readonly families: readonly (4 | 6)[];
  readonly address?: string;
  /** 0: a random one. */
  readonly port: number;
  nextPacket(): number;
  closed(): void;
}

export class AskingSocket implements UdpSocket {
  onDatagram: UdpSocket['onDatagram'] = null;
  onUnreachable: UdpSocket['onUnreachable'] = null;
  readonly #options: AskingOptions;
  #socket: Socket | null = null;
  #remote: Endpoint | null = null;
  #closed = false;
  #local: Endpoint;

  constructor(options: AskingOptions) {
    this.#options = options;
    this.#local = { address: options.address ?? '0.0.0.0', port: options.port };
  }

  /** Without a port until the first datagram was sent. */
  get local(): Endpoint {
    return this.#local;
  }

  send(payload: Uint8Array, to: Endpoint): number | null {
    if (this.#closed) return null;
    if (this.#remote !== null && (this.#remote.address !== to.address || this.#remote.port !== to.port))
      this.#drop();
    this.#socket ??= this.#open(to);
    if (this.#socket === null) return null;
    this.#socket.send(payload, (error) => {
      if (error) this.#failed(error);
    });
    return this.#options.nextPacket();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drop();
    this.#options.closed();
  }

  #open(to: Endpoint): Socket | null {
    const v6 = to.address.includes(':');
    if (!this.#options.families.includes(v6 ? 6 : 4)) return null;
    const { port: fixed, address } = this.#options;
    for (let draw = 0; draw < DRAWS; draw++) {
      const port = fixed === 0 ? FIRST_PORT + this.#options.random.below(0x1_0000 - FIRST_PORT) : fixed;
      const socket = createSocket({ type: v6 ? 'udp6' : 'udp4', ipv6Only: v6, lookup: lookupNothing });
      let problem: Error | null = null;
      socket.on('error', (error) => {
        problem ??= error;
        if (socket === this.#socket) this.#failed(error);
      });
      // With a lookup that answers at once, binding and connecting are done when these calls return.
      socket.bind({ port, exclusive: true, ...(address === undefined ? {} : { address }) });
      if (problem === null) {
        socket.connect(to.port, to.address);
        // No route leads there: the error itself comes later, when nobody waits for it any more.
        if (!isConnected(socket)) {
          closeQuietly(socket);
          return null;
        }
        socket.on('message', (octets, from) => {
          if (socket !== this.#socket) return;
          this.#options.clock.sync();
          const sender = { address: from.address, port: from.port };
          this.onDatagram?.(octets, sender, this.#local, this.#options.nextPacket());
        });
        const bound = socket.address();
        this.#local = { address: bound.address, port: bound.port };
        this.#remote = to;
        return socket;
      }
      closeQuietly(socket);
      if (fixed !== 0) return null;
    }
    return null;
  }

  #failed(error: Error): void {
    const remote = this.#remote;
    if (this.#closed || remote === null) return;
    const code = 'code' in error ? String(error.code) : '';
    this.#options.clock.sync();
    this.onUnreachable?.(remote, code === 'ECONNREFUSED' ? 'port-unreachable' : 'host-unreachable');
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) closeQuietly(socket);
  }
}

/** Addresses are never names here; and an answer at once lets a socket be used in the same turn. */
export function lookupNothing(
  address: string,
  _family: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  done(null, address, address.includes(':') ? 6 : 4);
}

function isConnected(socket: Socket): boolean {
  try {
    return socket.remoteAddress().port > 0;
  } catch {
    return false;
  }
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // It never came to be open.
  }
}
