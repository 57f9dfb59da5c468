/**
 * What a host offers to the programs on it: UDP sockets, TCP streams. Callbacks, not promises, so that a
 * thousand exchanges cost a thousand calls and the order of things is the clock's alone.
 */
import type { Endpoint, IcmpError, TcpFlags } from './journal.ts';
import type { PortRange } from './ports.ts';

export type BindProblem = {
  readonly kind: 'bind-problem';
  readonly reason: 'address-in-use' | 'address-not-available' | 'permission-denied';
};

export interface UdpOptions {
  /** Default: any of the host's addresses (the one of the destination's family is used for sending). */
  readonly address?: string;
  /** Default or 0: a random ephemeral port (RFC 6056), 1024 to 65535 unless the host says otherwise. */
  readonly port?: number;
  /** Where a random port is drawn from; they do not overlap. Default: the host's own range. */
  readonly ports?: readonly PortRange[];
  /** Whether the program may take a port below 1024. Default: true for servers; tools pass what `sudo` gave them. */
  readonly privileged?: boolean;
}

export interface UdpSocket {
  readonly local: Endpoint;
  /** Called for each datagram. `packet` is the journal's packet id; `to` the address it was sent to. */
  onDatagram: ((payload: Uint8Array, from: Endpoint, to: Endpoint, packet: number) => void) | null;
  /** Called when an ICMP error comes back for something this socket sent to `remote`. */
  onUnreachable:
    ((remote: Endpoint, reason: 'port-unreachable' | 'host-unreachable' | 'admin-prohibited') => void) | null;
  /**
   * Sends one datagram; gives the packet's id, or null where no route exists (nothing was sent). `from` picks the
   * source address of a socket bound to any: a server answers from the address that was asked; `fromPort` the port,
   * where a server listens at several. The octets become the network's and are not copied: nobody may change them
   * afterwards.
   */
  send(payload: Uint8Array, to: Endpoint, from?: string, fromPort?: number): number | null;
  close(): void;
}

/** ICMP echo, as `ping` uses it. */
export interface EchoSocket {
  /** The source address of a request to that address; null where no route leads there. */
  sourceFor(address: string): string | null;
  /** Sends one request; gives the packet's id, or null where no route exists. The octets are not copied. */
  send(payload: Uint8Array, to: string, sequence: number): number | null;
  onReply: ((from: string, sequence: number, payload: Uint8Array) => void) | null;
  /** `from`: who says so. */
  onUnreachable: ((from: string, sequence: number, reason: IcmpError['kind']) => void) | null;
  close(): void;
}

export interface TcpStream {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  onOpen: (() => void) | null;
  /** `packet` is the id of the segment that brought the octets. */
  onData: ((octets: Uint8Array, packet: number) => void) | null;
  /** The other side has sent its last octet. */
  onEnd: (() => void) | null;
  /** `refused`: nobody listens; `reset`: the other side broke off; `timed-out`: no answer to the opening. Called at most once, instead of `onEnd`. */
  onFailure: ((why: 'refused' | 'reset' | 'timed-out' | 'unreachable') => void) | null;
  /**
   * Gives the id of the segment that carries the first of the octets, or null where they have to wait: before the
   * stream is open, or while the other side's window is full. The octets are not copied; nobody may change them.
   */
  send(octets: Uint8Array): number | null;
  /** Sends what is left, then closes this direction. */
  end(): void;
  reset(): void;
}

export interface TcpListener {
  readonly local: Endpoint;
  close(): void;
}

export interface TcpListenOptions {
  readonly address?: string;
  readonly port: number;
  readonly privileged?: boolean;
}

export interface TcpConnectOptions {
  readonly address?: string;
  readonly port?: number;
  readonly privileged?: boolean;
}

/** A socket of a host, as its owner's tools list it. */
export interface OpenSocket {
  readonly protocol: 'udp' | 'tcp';
  readonly local: Endpoint;
  /** Null where it talks to nobody in particular. */
  readonly remote: Endpoint | null;
  readonly state: 'unconnected' | 'listening' | 'opening' | 'open';
}

/** A host, as its programs see it. */
export interface Host {
  readonly name: string;
  /** The first IPv4 address is the host's own; IPv6 addresses may follow. */
  readonly addresses: readonly string[];
  openUdp(options?: UdpOptions): UdpSocket | BindProblem;
  listenTcp(options: TcpListenOptions, onStream: (stream: TcpStream) => void): TcpListener | BindProblem;
  connectTcp(remote: Endpoint, options?: TcpConnectOptions): TcpStream | BindProblem;
  /** Absent where the place cannot send ICMP messages. `address`: the host's own to send from. */
  openEcho?(address?: string): EchoSocket | BindProblem;
}

export function isBindProblem(value: object): value is BindProblem {
  return 'kind' in value && value.kind === 'bind-problem';
}

export type { Endpoint, TcpFlags };
