/**
 * A host whose name server is broken: between the server, which is a good one, and the network.
 *
 * The server opens port 53 here as on any host. A query comes in untouched; what the server says to it is read,
 * goes through the host's faults in their order (`faults.ts`), and leaves as what they made of it: at once, or as
 * much later as a fault says, over UDP and TCP alike. Other sockets of the host are not touched.
 */
import type { LabClock, Timer } from '../network/clock.ts';
import type { Host, TcpStream, UdpSocket } from '../network/transport.ts';
import { isBindProblem } from '../network/transport.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import type { Random } from '../random.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import { withFault, type Fault } from './faults.ts';

const PORT = 53;

export interface FaultyHostOptions {
  readonly faults: readonly Fault[];
  /** What the server has authority for: some faults are about a zone. */
  readonly zones: ZoneSet;
  readonly clock: LabClock;
  readonly random: Random;
}

/** The host, as a server on it sees it. */
export function faultyHost(host: Host, options: FaultyHostOptions): Host {
  const spoil = (octets: Uint8Array): Uint8Array => spoiled(octets, options);
  const has = (kind: Fault['kind']): boolean => options.faults.some((fault) => fault.kind === kind);
  return {
    name: host.name,
    addresses: host.addresses,
    openUdp: (how) => {
      const socket = host.openUdp(how);
      return isBindProblem(socket) || how?.port !== PORT ? socket : faultyUdp(socket, spoil, options);
    },
    listenTcp: (how, onStream) => {
      if (how.port === PORT && has('no-tcp')) {
        return { local: { address: host.addresses[0] ?? '', port: PORT }, close: () => undefined };
      }
      const serve =
        how.port === PORT ? (stream: TcpStream) => onStream(faultyTcp(stream, spoil, options)) : onStream;
      return host.listenTcp(how, serve);
    },
    connectTcp: (remote, how) => host.connectTcp(remote, how),
  };
}

function spoiled(octets: Uint8Array, { faults, zones, random }: FaultyHostOptions): Uint8Array {
  const decoded = decodeMessage(octets);
  if (decoded.kind === 'malformed') return octets;
  let message = decoded.message;
  for (const fault of faults) message = withFault(fault, message, zones);
  const said = message === decoded.message ? octets : encodeMessage(message);
  return faults.some(({ kind }) => kind === 'garbage') ? garbage(said, random) : said;
}

/** As long as the message was. The id and QR are right, or nobody would read on; the counts promise what is not there. */
function garbage(octets: Uint8Array, random: Random): Uint8Array {
  const noise = Uint8Array.from(octets, () => random.below(256));
  noise.set(octets.subarray(0, 4));
  noise.set([0xff, 0xff], 4);
  return noise;
}

function lateness(faults: readonly Fault[]): number {
  return faults.reduce((sum, fault) => sum + (fault.kind === 'late' ? fault.milliseconds : 0), 0);
}

function faultyUdp(
  socket: UdpSocket,
  spoil: (octets: Uint8Array) => Uint8Array,
  { faults, clock }: FaultyHostOptions,
): UdpSocket {
  const waiting = new Set<Timer>();
  const late = lateness(faults);
  return {
    local: socket.local,
    get onDatagram() {
      return socket.onDatagram;
    },
    set onDatagram(callback) {
      socket.onDatagram = callback;
    },
    get onUnreachable() {
      return socket.onUnreachable;
    },
    set onUnreachable(callback) {
      socket.onUnreachable = callback;
    },
    send(payload, to, from) {
      const octets = spoil(payload);
      if (late === 0) return socket.send(octets, to, from);
      const timer = clock.after(late, `late answer to ${to.address}`, () => {
        waiting.delete(timer);
        socket.send(octets, to, from);
      });
      waiting.add(timer);
      return null;
    },
    close() {
      for (const timer of waiting) timer.cancel();
      waiting.clear();
      socket.close();
    },
  };
}

/** The server frames one message at a time (`tcp-session.ts`). */
function faultyTcp(
  stream: TcpStream,
  spoil: (octets: Uint8Array) => Uint8Array,
  { faults, clock }: FaultyHostOptions,
): TcpStream {
  const late = lateness(faults);
  const send = stream.send.bind(stream);
  const end = stream.end.bind(stream);
  let outstanding = 0;
  let ending = false;
  // In place: the session sets its callbacks on this very stream.
  stream.send = (framed) => {
    const octets = spoil(framed.subarray(2));
    const said = new Uint8Array(octets.length + 2);
    said.set([octets.length >> 8, octets.length & 255]);
    said.set(octets, 2);
    if (late === 0) return send(said);
    outstanding++;
    clock.after(late, `late answer to ${stream.remote.address}`, () => {
      send(said);
      outstanding--;
      if (ending && outstanding === 0) end();
    });
    return null;
  };
  stream.end = () => {
    ending = true;
    if (outstanding === 0) end();
  };
  return stream;
}
