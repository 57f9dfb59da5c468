/**
 * Where questions to other servers leave from. BIND: query-source, use-v4-udp-ports, avoid-v4-udp-ports, and the same
 * for IPv6.
 *
 * Each question over UDP has a socket of its own with a random port (RFC 5452 §9.2), out of the ports that may be
 * used. With a fixed port, which makes forging easy, all share one socket; what comes to it goes to whoever asked
 * that server with that id. Over TCP only the address counts.
 */
import { without, type PortRange } from '../network/ports.ts';
import type { Endpoint } from '../network/journal.ts';
import {
  isBindProblem,
  type BindProblem,
  type Host,
  type TcpConnectOptions,
  type UdpOptions,
  type UdpSocket,
} from '../network/transport.ts';

export interface SourceOptions {
  readonly v4?: FamilySource;
  readonly v6?: FamilySource;
}

export interface FamilySource {
  /** Default: the host's own. BIND: query-source address. */
  readonly address?: string;
  /** Default: a random one for each question. BIND: query-source port. */
  readonly port?: number;
  /** Where random ports are drawn from. Default: the host's range. BIND: use-v4-udp-ports. */
  readonly ports?: readonly PortRange[];
  /** Ports that are not used all the same. BIND: avoid-v4-udp-ports. */
  readonly avoid?: readonly PortRange[];
}

/** RFC 6056 §3.2, as long as nothing is said of ports. */
const ALL_PORTS: readonly PortRange[] = [{ low: 1024, high: 65_535 }];

export class SourcePorts {
  readonly #host: Host;
  readonly #v4: Source;
  readonly #v6: Source;

  constructor(host: Host, { v4 = {}, v6 = {} }: SourceOptions = {}) {
    this.#host = host;
    this.#v4 = new Source(v4);
    this.#v6 = new Source(v6);
  }

  /** A socket for one question to `server`. */
  open(server: string): UdpSocket | BindProblem {
    const source = this.#for(server);
    return source.shares ? source.share(this.#host) : this.#host.openUdp(source.udp);
  }

  tcp(server: string): TcpConnectOptions {
    return this.#for(server).tcp;
  }

  close(): void {
    this.#v4.close();
    this.#v6.close();
  }

  #for(server: string): Source {
    return server.includes(':') ? this.#v6 : this.#v4;
  }
}

class Source {
  readonly udp: UdpOptions;
  readonly tcp: TcpConnectOptions;
  readonly shares: boolean;
  #shared: SharedSocket | null = null;

  constructor({ address, port = 0, ports, avoid = [] }: FamilySource) {
    this.shares = port !== 0;
    this.tcp = address === undefined ? {} : { address };
    const chosen = ports === undefined && avoid.length === 0 ? undefined : without(ports ?? ALL_PORTS, avoid);
    this.udp = { ...this.tcp, ...(this.shares ? { port } : chosen === undefined ? {} : { ports: chosen }) };
  }

  share(host: Host): UdpSocket | BindProblem {
    if (this.#shared === null) {
      const socket = host.openUdp(this.udp);
      if (isBindProblem(socket)) return socket;
      this.#shared = new SharedSocket(socket);
    }
    return this.#shared.open();
  }

  close(): void {
    this.#shared?.close();
    this.#shared = null;
  }
}

class SharedSocket {
  readonly socket: UdpSocket;
  readonly #parts = new Set<SocketPart>();

  constructor(socket: UdpSocket) {
    this.socket = socket;
    socket.onDatagram = (payload, from, to, packet) => {
      for (const part of this.#receivers(payload, from)) part.onDatagram?.(payload, from, to, packet);
    };
    socket.onUnreachable = (remote, reason) => {
      for (const part of [...this.#parts]) part.onUnreachable?.(remote, reason);
    };
  }

  open(): UdpSocket {
    const part = new SocketPart(this.socket, () => this.#parts.delete(part));
    this.#parts.add(part);
    return part;
  }

  close(): void {
    this.socket.close();
    this.#parts.clear();
  }

  /** Whose response it can be. What is nobody's goes to one who waits for something, and is counted there. */
  #receivers(payload: Uint8Array, from: Endpoint): readonly SocketPart[] {
    const [first] = this.#parts;
    const wanted = [...this.#parts].filter((part) => part.wants(payload, from));
    return wanted.length > 0 || first === undefined ? wanted : [first];
  }
}

/** What one question has of a shared socket. */
class SocketPart implements UdpSocket {
  onDatagram: UdpSocket['onDatagram'] = null;
  onUnreachable: UdpSocket['onUnreachable'] = null;
  readonly close: () => void;
  readonly #socket: UdpSocket;
  #asked: {
    readonly server: Endpoint;
    readonly id: readonly [number | undefined, number | undefined];
  } | null = null;

  constructor(socket: UdpSocket, close: () => void) {
    this.#socket = socket;
    this.close = close;
  }

  get local(): Endpoint {
    return this.#socket.local;
  }

  send(payload: Uint8Array, to: Endpoint, from?: string): number | null {
    this.#asked = { server: to, id: [payload[0], payload[1]] };
    return this.#socket.send(payload, to, from);
  }

  wants(payload: Uint8Array, { address, port }: Endpoint): boolean {
    if (this.#asked === null) return false;
    const { server, id } = this.#asked;
    return server.address === address && server.port === port && id[0] === payload[0] && id[1] === payload[1];
  }
}
