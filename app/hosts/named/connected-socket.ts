/**
 * A UDP socket that is bound to a port and connected to one server: the kernel lets nobody else's datagrams in, and
 * what the network says of that server arrives as an error. It has one owner at a time, or none.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { Endpoint } from '../../engine/network/journal.ts';

export interface SocketOwner {
  heard(octets: Uint8Array): void;
  failed(error: Error): void;
}

export class ConnectedSocket {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  owner: SocketOwner | null = null;
  /** How many questions have left from it. */
  questions = 0;
  /** Whether the network has said nothing against it. */
  sound = true;
  readonly #socket: Socket;
  readonly #sent = (error: Error | null): void => {
    if (error !== null) this.#failed(error);
  };

  private constructor(socket: Socket, remote: Endpoint) {
    const { address, port } = socket.address();
    this.local = { address, port };
    this.remote = remote;
    this.#socket = socket;
    socket.on('message', (octets) => {
      // Nothing was asked: whoever sends has the port.
      if (this.owner === null) this.sound = false;
      else this.owner.heard(octets);
    });
    socket.on('error', (error) => this.#failed(error));
  }

  /** `taken`: the port cannot be had. `no-route`: no network leads to the server. */
  static open(
    remote: Endpoint,
    port: number,
    address: string | undefined,
  ): ConnectedSocket | 'taken' | 'no-route' {
    const v6 = remote.address.includes(':');
    const socket = createSocket({ type: v6 ? 'udp6' : 'udp4', ipv6Only: v6, lookup: lookupNothing });
    let taken = false;
    socket.on('error', () => (taken = true));
    // With a lookup that answers at once, binding and connecting are done when these calls return.
    socket.bind({ port, exclusive: true, ...(address === undefined ? {} : { address }) });
    if (!taken) socket.connect(remote.port, remote.address);
    // No route leads there: the error itself comes later, when nobody waits for it any more.
    if (!taken && isConnected(socket)) return new ConnectedSocket(socket, remote);
    closeQuietly(socket);
    return taken ? 'taken' : 'no-route';
  }

  send(payload: Uint8Array): void {
    this.questions++;
    this.#socket.send(payload, this.#sent);
  }

  close(): void {
    this.owner = null;
    this.sound = false;
    closeQuietly(this.#socket);
  }

  #failed(error: Error): void {
    this.sound = false;
    this.owner?.failed(error);
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

export function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // It never came to be open.
  }
}

function isConnected(socket: Socket): boolean {
  try {
    return socket.remoteAddress().port > 0;
  } catch {
    return false;
  }
}
