/** A place where a server listens: one address and port, over UDP and TCP. */
import { createSocket, type Socket as Udp } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import type { Endpoint } from '../../engine/network/journal.ts';
import type { BindProblem } from '../../engine/network/transport.ts';
import { lookupNothing } from './connected-socket.ts';

/** Octets that the kernel keeps while the program is busy: some ten thousand questions. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;
/** Streams at one door, above which new ones are closed at once. The server has a limit of its own, usually far below. */
const MAX_STREAMS = 4096;

export interface DoorProblem {
  readonly place: Endpoint;
  readonly reason: BindProblem['reason'] | 'unexpected-error';
  /** The system's own words. */
  readonly message: string;
}

export interface Visitors {
  datagram(payload: Uint8Array, from: Endpoint, to: Endpoint): void;
  connection(socket: Socket): void;
}

export class Door {
  readonly local: Endpoint;
  readonly #udp: Udp;
  readonly #tcp: Server;

  constructor(local: Endpoint, udp: Udp, tcp: Server) {
    this.local = local;
    this.#udp = udp;
    this.#tcp = tcp;
  }

  /** Port 0: any port that is free for both. */
  static async open(place: Endpoint, visitors: Visitors): Promise<Door | DoorProblem> {
    const v6 = place.address.includes(':');
    const tcp = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => visitors.connection(socket));
    tcp.maxConnections = MAX_STREAMS;
    const udp = createSocket({
      type: v6 ? 'udp6' : 'udp4',
      ipv6Only: v6,
      lookup: lookupNothing,
      recvBufferSize: RECEIVE_BUFFER,
    });
    try {
      await settled(tcp, (done) => tcp.listen({ host: place.address, port: place.port, ipv6Only: v6 }, done));
      const bound = tcp.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : place.port;
      await settled(udp, (done) => udp.bind({ address: place.address, port, exclusive: true }, done));
    } catch (error) {
      closeQuietly(udp);
      closeQuietly(tcp);
      return { place, ...problemOf(error) };
    }
    const local: Endpoint = { address: place.address, port: udp.address().port };
    udp.on('message', (payload, from) => visitors.datagram(payload, from, local));
    // An answer that cannot be sent is lost, as datagrams are; a connection that cannot be accepted likewise.
    udp.on('error', () => undefined);
    tcp.on('error', () => undefined);
    return new Door(local, udp, tcp);
  }

  send(payload: Uint8Array, to: Endpoint): void {
    // Port 0 cannot be sent to.
    if (to.port > 0) this.#udp.send(payload, to.port, to.address);
  }

  close(): void {
    closeQuietly(this.#udp);
    closeQuietly(this.#tcp);
  }
}

/** @example endpointText({ address: '127.0.0.1', port: 53 }) === '127.0.0.1#53' */
export function endpointText({ address, port }: Endpoint): string {
  return `${address}#${port}`;
}

function settled(opened: Udp | Server, open: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    opened.once('error', reject);
    open(() => {
      opened.off('error', reject);
      resolve();
    });
  });
}

function closeQuietly(opened: Udp | Server): void {
  try {
    opened.close();
  } catch {
    // It never came to be open.
  }
}

const REASONS: Readonly<Record<string, DoorProblem['reason']>> = {
  EADDRINUSE: 'address-in-use',
  EADDRNOTAVAIL: 'address-not-available',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
};

function problemOf(error: unknown): { reason: DoorProblem['reason']; message: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return {
    reason: REASONS[code] ?? 'unexpected-error',
    message: error instanceof Error ? error.message : String(error),
  };
}
