/**
 * A lab host for a server that listens where its configuration says: each place is a socket of its own, and what opens
 * port 53 here has all of them.
 */
import type { Endpoint } from '../network/journal.ts';
import {
  isBindProblem,
  type BindProblem,
  type Host,
  type TcpListener,
  type TcpStream,
  type UdpSocket,
} from '../network/transport.ts';

/** What a server asks for when it wants its doors. */
const SERVICE_PORT = 53;

interface Door {
  readonly place: Endpoint;
  readonly udp: UdpSocket;
  readonly tcp: TcpListener;
}

export interface DoorProblem {
  readonly place: Endpoint;
  readonly reason: BindProblem['reason'];
}

export class LabDoors implements Host {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly #host: Host;
  readonly #doors = new Map<string, Door>();
  #onDatagram: UdpSocket['onDatagram'] = null;
  #onStream: ((stream: TcpStream) => void) | null = null;

  constructor(host: Host) {
    this.name = host.name;
    this.addresses = host.addresses;
    this.#host = host;
  }

  /** Where it listens, in the order of opening. */
  get listening(): readonly Endpoint[] {
    return [...this.#doors.values()].map(({ place }) => place);
  }

  /** Opens doors at these places and closes all others; gives those that could not be opened. */
  listen(places: readonly Endpoint[]): DoorProblem[] {
    const wanted = new Set(places.map(keyOf));
    for (const [key, door] of this.#doors) {
      if (wanted.has(key)) continue;
      this.#doors.delete(key);
      door.udp.close();
      door.tcp.close();
    }
    return places.flatMap((place) => (this.#doors.has(keyOf(place)) ? [] : (this.#open(place) ?? [])));
  }

  openUdp(options: Parameters<Host['openUdp']>[0] = {}): UdpSocket | BindProblem {
    return options.port === SERVICE_PORT ? this.#serviceSocket() : this.#host.openUdp(options);
  }

  listenTcp(
    options: Parameters<Host['listenTcp']>[0],
    onStream: (stream: TcpStream) => void,
  ): TcpListener | BindProblem {
    if (options.port !== SERVICE_PORT) return this.#host.listenTcp(options, onStream);
    this.#onStream = onStream;
    const [local = { address: '0.0.0.0', port: SERVICE_PORT }] = this.listening;
    return { local, close: () => void (this.#onStream = null) };
  }

  connectTcp(remote: Endpoint, options?: Parameters<Host['connectTcp']>[1]): TcpStream | BindProblem {
    return this.#host.connectTcp(remote, options);
  }

  #open(place: Endpoint): DoorProblem | null {
    const at = { ...place, privileged: true };
    const udp = this.#host.openUdp(at);
    if (isBindProblem(udp)) return { place, reason: udp.reason };
    const tcp = this.#host.listenTcp(at, (stream) =>
      this.#onStream ? this.#onStream(stream) : stream.reset(),
    );
    if (isBindProblem(tcp)) {
      udp.close();
      return { place, reason: tcp.reason };
    }
    udp.onDatagram = (payload, from, to, packet) => this.#onDatagram?.(payload, from, to, packet);
    this.#doors.set(keyOf(place), { place, udp, tcp });
    return null;
  }

  #serviceSocket(): UdpSocket {
    const doors = this.#doors;
    const setReceiver = (receiver: UdpSocket['onDatagram']): void => void (this.#onDatagram = receiver);
    const getReceiver = (): UdpSocket['onDatagram'] => this.#onDatagram;
    return {
      local: this.listening[0] ?? { address: '0.0.0.0', port: SERVICE_PORT },
      get onDatagram() {
        return getReceiver();
      },
      set onDatagram(receiver) {
        setReceiver(receiver);
      },
      // Nobody tells a server whose sockets are not connected.
      onUnreachable: null,
      send(payload, to, from, fromPort) {
        const v6 = to.address.includes(':');
        const exact = doors.get(keyOf({ address: from ?? '', port: fromPort ?? SERVICE_PORT }));
        const door = exact ?? [...doors.values()].find(({ place }) => place.address.includes(':') === v6);
        return door?.udp.send(payload, to, from) ?? null;
      },
      close: () => setReceiver(null),
    };
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address}#${port}`;
}
