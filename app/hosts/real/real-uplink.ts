/** This machine's sockets as the engine's way out: random source ports, a limit on how many, closed all at once. */
import type { LabClock } from '../../engine/network/clock.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import {
  isBindProblem,
  type BindProblem,
  type TcpStream,
  type UdpSocket,
} from '../../engine/network/transport.ts';
import type { Uplink } from '../../engine/network/uplink.ts';
import { RealHost } from '../named/real-host.ts';
import { systemRandom } from '../named/system-random.ts';

export interface UplinkOptions {
  readonly clock: LabClock;
  readonly addresses: readonly string[];
  /** Where the servers of this Internet listen; to the engine it is port 53. */
  readonly port: number;
  readonly reaches: (address: string) => boolean;
}

/** Sockets at once. A question holds one; the resolver serves a thousand clients, and few of them at the same time. */
const MAX_SOCKETS = 500;
const DNS_PORT = 53;

export function openUplink({ clock, addresses, port, reaches }: UplinkOptions): Uplink {
  const host = new RealHost({ clock, random: systemRandom() });
  const open = new Set<object>();
  const theirs = (to: Endpoint): Endpoint => (to.port === DNS_PORT ? { ...to, port } : to);
  const ours = (from: Endpoint): Endpoint => (from.port === port ? { ...from, port: DNS_PORT } : from);
  return {
    addresses,
    reaches,
    openUdp(options) {
      if (open.size >= MAX_SOCKETS) return noMore;
      const socket = host.openUdp(options);
      if (isBindProblem(socket)) return socket;
      open.add(socket);
      return boundUdp(socket, { reaches, theirs, ours, closed: () => open.delete(socket) });
    },
    connectTcp(remote, options) {
      if (open.size >= MAX_SOCKETS) return noMore;
      if (!reaches(remote.address)) return notAvailable;
      const stream = host.connectTcp(theirs(remote), options);
      if (isBindProblem(stream)) return stream;
      open.add(stream);
      return boundTcp(stream, remote, () => open.delete(stream));
    },
    close: () => host.close(),
  };
}

const noMore: BindProblem = { kind: 'bind-problem', reason: 'address-in-use' };
const notAvailable: BindProblem = { kind: 'bind-problem', reason: 'address-not-available' };

interface UdpWays {
  readonly reaches: (address: string) => boolean;
  readonly theirs: (to: Endpoint) => Endpoint;
  readonly ours: (from: Endpoint) => Endpoint;
  readonly closed: () => void;
}

function boundUdp(socket: UdpSocket, { reaches, theirs, ours, closed }: UdpWays): UdpSocket {
  const bound: UdpSocket = {
    get local() {
      return socket.local;
    },
    onDatagram: null,
    onUnreachable: null,
    send: (payload, to, from) => (reaches(to.address) ? socket.send(payload, theirs(to), from) : null),
    close: () => {
      closed();
      socket.close();
    },
  };
  socket.onDatagram = (payload, from, to, packet) => bound.onDatagram?.(payload, ours(from), to, packet);
  socket.onUnreachable = (remote, reason) => bound.onUnreachable?.(ours(remote), reason);
  return bound;
}

/** The stream itself, with the place as the engine knows it; counted until it is over. */
function boundTcp(stream: TcpStream, remote: Endpoint, closed: () => void): TcpStream {
  const bound: TcpStream = {
    remote,
    get local() {
      return stream.local;
    },
    onOpen: null,
    onData: null,
    onEnd: null,
    onFailure: null,
    send: (octets) => stream.send(octets),
    end: () => {
      closed();
      stream.end();
    },
    reset: () => {
      closed();
      stream.reset();
    },
  };
  stream.onOpen = () => bound.onOpen?.();
  stream.onData = (octets, packet) => bound.onData?.(octets, packet);
  stream.onEnd = () => bound.onEnd?.();
  stream.onFailure = (why) => {
    closed();
    bound.onFailure?.(why);
  };
  return bound;
}
