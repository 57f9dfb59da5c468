/**
 * A UDP socket for one question to one server. With the first datagram it gets a connected socket with a random port,
 * and gives it up when the question is done: nearly always that is closed then, and the next question draws a port
 * anew (`socket-shelf.ts` says when not).
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
import { closeQuietly, ConnectedSocket, lookupNothing, type SocketOwner } from './connected-socket.ts';
import type { SocketShelf } from './socket-shelf.ts';

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
  readonly shelf: SocketShelf;
  nextPacket(): number;
  closed(): void;
}

export class AskingSocket implements UdpSocket, SocketOwner {
  onDatagram: UdpSocket['onDatagram'] = null;
  onUnreachable: UdpSocket['onUnreachable'] = null;
  readonly #options: AskingOptions;
  #connected: ConnectedSocket | null = null;
  #fixed: Socket | null = null;
  /** How many datagrams came, and whether one of them is being looked at. */
  #heard = 0;
  #hearing = false;
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
    if (this.#closed || !this.#options.families.includes(to.address.includes(':') ? 6 : 4)) return null;
    if (this.#options.port !== 0) return this.#sendFixed(payload, to);
    const { remote = null } = this.#connected ?? {};
    if (remote !== null && (remote.address !== to.address || remote.port !== to.port)) this.#drop();
    this.#connected ??= this.#connect(to);
    if (this.#connected === null) return null;
    this.#connected.send(payload);
    return this.#options.nextPacket();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drop();
    this.#options.closed();
  }

  /** From the server that was asked: the socket is connected. */
  heard(octets: Uint8Array): void {
    const { clock, nextPacket } = this.#options;
    this.#heard++;
    this.#hearing = true;
    clock.sync();
    if (this.#remote !== null) this.onDatagram?.(octets, this.#remote, this.#local, nextPacket());
    this.#hearing = false;
  }

  failed(error: Error): void {
    const remote = this.#remote;
    if (this.#closed || remote === null) return;
    const code = 'code' in error ? String(error.code) : '';
    this.#options.clock.sync();
    this.onUnreachable?.(remote, code === 'ECONNREFUSED' ? 'port-unreachable' : 'host-unreachable');
  }

  #connect(to: Endpoint): ConnectedSocket | null {
    const { address, shelf } = this.#options;
    let socket = this.#usesShelf ? shelf.take(to) : null;
    if (socket === null) {
      for (const port of this.#draw()) {
        const opened = ConnectedSocket.open(to, port, address);
        if (opened === 'no-route') return null;
        if (opened === 'taken') continue;
        socket = opened;
        break;
      }
    }
    if (socket === null) return null;
    socket.owner = this;
    this.#heard = 0;
    this.#local = socket.local;
    this.#remote = to;
    return socket;
  }

  get #usesShelf(): boolean {
    return this.#options.address === undefined && this.#options.ports === undefined;
  }

  #sendFixed(payload: Uint8Array, to: Endpoint): number | null {
    this.#fixed ??= this.#openFixed(to);
    if (this.#fixed === null) return null;
    this.#fixed.send(payload, to.port, to.address, (error) => {
      if (error) this.failed(error);
    });
    return this.#options.nextPacket();
  }

  #openFixed(to: Endpoint): Socket | null {
    const { address, port } = this.#options;
    const v6 = to.address.includes(':');
    const socket = createSocket({ type: v6 ? 'udp6' : 'udp4', ipv6Only: v6, lookup: lookupNothing });
    let taken = false;
    socket.on('error', (error) => {
      taken = true;
      if (socket === this.#fixed) this.failed(error);
    });
    socket.bind({ port, exclusive: true, ...(address === undefined ? {} : { address }) });
    if (taken) {
      closeQuietly(socket);
      return null;
    }
    socket.on('message', (octets, from) => {
      if (socket !== this.#fixed) return;
      this.#options.clock.sync();
      const sender = { address: from.address, port: from.port };
      this.onDatagram?.(octets, sender, this.#local, this.#options.nextPacket());
    });
    const bound = socket.address();
    this.#local = { address: bound.address, port: bound.port };
    this.#remote = to;
    return socket;
  }

  /** Ports to try, one after the other. */
  *#draw(): Generator<number> {
    const { random, ports = ALL_PORTS } = this.#options;
    const count = portCount(ports);
    if (count === 0) return;
    for (let draw = 0; draw < DRAWS; draw++) yield portAt(ports, random.below(count));
    for (let i = 0; i < count && count <= FEW_PORTS; i++) yield portAt(ports, i);
  }

  #drop(): void {
    const socket = this.#connected;
    this.#connected = null;
    // It may carry another question if the first and only datagram that came was the answer.
    if (socket !== null && this.#hearing && this.#heard === 1 && this.#usesShelf)
      this.#options.shelf.put(socket);
    else socket?.close();
    if (this.#fixed !== null) closeQuietly(this.#fixed);
    this.#fixed = null;
  }
}
