/**
 * A UDP socket for one question to one server. It is opened with the first datagram, from a random port, and connected:
 * only the server asked is heard, and an ICMP error about it arrives as an error. It is closed when the question is
 * done and its port is drawn anew for the next.
 *
 * With a fixed port it stays unconnected, for questions to many servers at the same time; then nobody tells when a
 * server's port is closed.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { LabClock } from '../../engine/network/clock.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import { portAt, portCount, type PortRange } from '../../engine/network/ports.ts';
import type { UdpSocket } from '../../engine/network/transport.ts';
import type { Random } from '../../engine/random.ts';

/** RFC 6056 §3.2: all ports from 1024 on. */
const ALL_PORTS: readonly PortRange[] = [{ low: 1024, high: 65_535 }];
/** So often another port is drawn when one is taken. */
const DRAWS = 12;
/** Of so few ports each is tried when those draws were in vain. */
const FEW_PORTS = 256;

export interface AskingOptions {
  readonly clock: LabClock;
  readonly random: Random;
  readonly families: readonly (4 | 6)[];
  readonly address?: string;
  /** 0: a random one. */
  readonly port: number;
  /** Where a random one is drawn from. Default: all from 1024 on. */
  readonly ports?: readonly PortRange[];
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
    const moved = this.#options.port === 0;
    if (
      moved &&
      this.#remote !== null &&
      (this.#remote.address !== to.address || this.#remote.port !== to.port)
    )
      this.#drop();
    this.#socket ??= this.#open(to);
    if (this.#socket === null) return null;
    const sent = (error: Error | null): void => {
      if (error) this.#failed(error);
    };
    if (moved) this.#socket.send(payload, sent);
    else this.#socket.send(payload, to.port, to.address, sent);
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
    for (const port of fixed === 0 ? this.#draw() : [fixed]) {
      const socket = createSocket({ type: v6 ? 'udp6' : 'udp4', ipv6Only: v6, lookup: lookupNothing });
      let problem: Error | null = null;
      socket.on('error', (error) => {
        problem ??= error;
        if (socket === this.#socket) this.#failed(error);
      });
      // With a lookup that answers at once, binding and connecting are done when these calls return.
      socket.bind({ port, exclusive: true, ...(address === undefined ? {} : { address }) });
      if (problem === null) {
        if (fixed === 0) socket.connect(to.port, to.address);
        // No route leads there: the error itself comes later, when nobody waits for it any more.
        if (fixed === 0 && !isConnected(socket)) {
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
    }
    return null;
  }

  /** Ports to try, one after the other. */
  *#draw(): Generator<number> {
    const { random, ports = ALL_PORTS } = this.#options;
    const count = portCount(ports);
    if (count === 0) return;
    for (let draw = 0; draw < DRAWS; draw++) yield portAt(ports, random.below(count));
    for (let i = 0; i < count && count <= FEW_PORTS; i++) yield portAt(ports, i);
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
