/**
 * This machine as a host for the engine's servers: UDP and TCP on real addresses.
 *
 * A question's way in: a datagram comes to a door (`listen` opened it); the clock is brought to the present; the
 * server is told. Its own questions go out by a socket each, from a port that nobody can foretell (RFC 5452 §4.5;
 * `socket-shelf.ts`), connected, so that the kernel keeps strangers out and tells when nobody listens there.
 *
 * What a program opens as port 53 are the doors, whatever addresses and ports they have: a configuration may name
 * several. `addresses` is empty: which interfaces there are is nobody's business but the doors'.
 */
import type { Socket } from 'node:net';
import { createConnection } from 'node:net';
import { hostname } from 'node:os';
import type { LabClock } from '../../engine/network/clock.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import type {
  BindProblem,
  Host,
  TcpConnectOptions,
  TcpListener,
  TcpListenOptions,
  TcpStream,
  UdpOptions,
  UdpSocket,
} from '../../engine/network/transport.ts';
import type { Random } from '../../engine/random.ts';
import { breakOff } from '../break-off.ts';
import { AskingSocket } from './asking-socket.ts';
import { Door, endpointText, type DoorProblem } from './door.ts';
import { SocketShelf } from './socket-shelf.ts';
import { RealStream } from './real-stream.ts';

const SERVICE_PORT = 53;

export interface RealHostOptions {
  readonly clock: LabClock;
  /** For source ports: the system's randomness. */
  readonly random: Random;
  /** Which families may be asked. Default: both. */
  readonly families?: readonly (4 | 6)[];
}

export class RealHost implements Host {
  readonly name = hostname();
  readonly addresses: readonly string[] = [];
  readonly #clock: LabClock;
  readonly #random: Random;
  readonly #families: readonly (4 | 6)[];
  readonly #doors = new Map<string, Door>();
  readonly #asking = new Set<AskingSocket>();
  readonly #shelf: SocketShelf;
  readonly #streams = new Set<RealStream>();
  #onDatagram: UdpSocket['onDatagram'] = null;
  #onStream: ((stream: TcpStream) => void) | null = null;
  #packet = 0;

  constructor({ clock, random, families }: RealHostOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#shelf = new SocketShelf(random);
    this.#families = families ?? [4, 6];
  }

  /** Where it listens, in the order of opening. */
  get listening(): readonly Endpoint[] {
    return [...this.#doors.values()].map(({ local }) => local);
  }

  /** Opens doors at these places and closes all others; gives those that could not be opened. */
  async listen(places: readonly Endpoint[]): Promise<DoorProblem[]> {
    const wanted = new Set(places.map(endpointText));
    for (const [key, door] of this.#doors) {
      if (wanted.has(key)) continue;
      this.#doors.delete(key);
      door.close();
    }
    const problems: DoorProblem[] = [];
    for (const place of places) {
      const key = endpointText(place);
      if (this.#doors.has(key)) continue;
      const door = await Door.open(place, {
        datagram: (payload, from, to) => {
          this.#clock.sync();
          this.#onDatagram?.(payload, from, to, ++this.#packet);
        },
        connection: (socket) => this.#accept(socket),
      });
      if (door instanceof Door) this.#doors.set(key, door);
      else problems.push(door);
    }
    return problems;
  }

  openUdp(options: UdpOptions = {}): UdpSocket | BindProblem {
    if (options.port === SERVICE_PORT) return this.#serviceSocket();
    const socket: AskingSocket = new AskingSocket({
      clock: this.#clock,
      random: this.#random,
      families: this.#families,
      port: options.port ?? 0,
      shelf: this.#shelf,
      nextPacket: () => ++this.#packet,
      closed: () => this.#asking.delete(socket),
      ...(options.address === undefined ? {} : { address: options.address }),
      ...(options.ports === undefined ? {} : { ports: options.ports }),
    });
    this.#asking.add(socket);
    return socket;
  }

  listenTcp(options: TcpListenOptions, onStream: (stream: TcpStream) => void): TcpListener | BindProblem {
    const local = this.listening[0];
    if (options.port !== SERVICE_PORT || local === undefined) return notAvailable;
    if (this.#onStream !== null) return inUse;
    this.#onStream = onStream;
    return { local, close: () => void (this.#onStream = null) };
  }

  connectTcp(remote: Endpoint, options: TcpConnectOptions = {}): TcpStream | BindProblem {
    const socket = createConnection({
      host: remote.address,
      port: remote.port,
      noDelay: true,
      allowHalfOpen: true,
      ...(options.address === undefined ? {} : { localAddress: options.address }),
      ...(options.port === undefined ? {} : { localPort: options.port }),
    });
    return this.#streamOf(socket, remote);
  }

  /** Closes every socket. The host can listen anew afterwards. */
  close(): void {
    for (const door of this.#doors.values()) door.close();
    this.#doors.clear();
    for (const socket of [...this.#asking]) socket.close();
    this.#shelf.close();
    for (const stream of [...this.#streams]) stream.reset();
  }

  #serviceSocket(): UdpSocket | BindProblem {
    const local = this.listening[0];
    if (local === undefined) return notAvailable;
    if (this.#onDatagram !== null) return inUse;
    const doors = this.#doors;
    const doorOf = (to: Endpoint, from?: string, fromPort?: number): Door | undefined => {
      for (const door of doors.values())
        if (door.local.address === from && door.local.port === fromPort) return door;
      const v6 = to.address.includes(':');
      for (const door of doors.values()) if (door.local.address.includes(':') === v6) return door;
      return undefined;
    };
    const setReceiver = (receiver: UdpSocket['onDatagram']): void => void (this.#onDatagram = receiver);
    // From now on the doors are taken.
    setReceiver(() => undefined);
    const getReceiver = (): UdpSocket['onDatagram'] => this.#onDatagram;
    return {
      local,
      get onDatagram() {
        return getReceiver();
      },
      set onDatagram(receiver) {
        setReceiver(receiver ?? (() => undefined));
      },
      // Nobody tells a server whose sockets are not connected.
      onUnreachable: null,
      send: (payload, to, from, fromPort) => {
        const door = doorOf(to, from, fromPort);
        if (door === undefined) return null;
        door.send(payload, to);
        return ++this.#packet;
      },
      close: () => setReceiver(null),
    };
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    // The client may have gone again already.
    if (this.#onStream === null || remoteAddress === undefined || remotePort === undefined) {
      breakOff(socket);
      return;
    }
    this.#clock.sync();
    this.#onStream(this.#streamOf(socket, { address: remoteAddress, port: remotePort }));
  }

  #streamOf(socket: Socket, remote: Endpoint): RealStream {
    const stream: RealStream = new RealStream(socket, remote, {
      arrived: () => this.#clock.sync(),
      nextPacket: () => ++this.#packet,
      closed: () => this.#streams.delete(stream),
    });
    this.#streams.add(stream);
    return stream;
  }
}

const notAvailable: BindProblem = { kind: 'bind-problem', reason: 'address-not-available' };
const inUse: BindProblem = { kind: 'bind-problem', reason: 'address-in-use' };
