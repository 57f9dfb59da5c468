/**
 * A host whose name server is broken: between the server, which is a good one, and the network.
 *
 * The server opens port 53 here as on any host. A query comes in untouched, unless the host is silent; what the server
 * says to it is read, goes through the host's faults in their order (`faults.ts`), and leaves as what they made of it:
 * at once, or as much later as a fault says, over UDP and TCP alike. Where a fault decides the RCODE whatever the answer is, the
 * server is not made to look for one (over UDP; simplified: over TCP it looks first). Other sockets of the host are not
 * touched. The faults may change at any time (`HostFaults`): what comes next has the new ones.
 */
import type { LabClock, Timer } from '../network/clock.ts';
import type {
  BindProblem,
  Endpoint,
  Host,
  TcpListener,
  TcpListenOptions,
  TcpStream,
  UdpSocket,
} from '../network/transport.ts';
import { isBindProblem } from '../network/transport.ts';
import type { Name } from '../protocol/name.ts';
import { framed } from '../protocol/stream-messages.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import type { Random } from '../random.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import { concerns, decidesRcode, withFault, type Fault } from './faults.ts';

const PORT = 53;
/** In a message's third octet: recursion desired. */
const RD = 1;
/** Questions without their RD that may be under way; a flood of them forgets those before it. */
const MOST_WITHOUT_RD = 1_000;

/** What is wrong with a host's name server now. */
export class HostFaults {
  #now: readonly Fault[];
  readonly #listeners = new Set<() => void>();

  constructor(faults: readonly Fault[] = []) {
    this.#now = faults;
  }

  get now(): readonly Fault[] {
    return this.#now;
  }

  set now(faults: readonly Fault[]) {
    this.#now = faults;
    for (const listener of this.#listeners) listener();
  }

  has(kind: Fault['kind']): boolean {
    return this.#now.some((fault) => fault.kind === kind);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export interface FaultyHostOptions {
  readonly faults: HostFaults;
  /** What the server has authority for: some faults are about a zone. */
  readonly zones: () => ZoneSet;
  readonly clock: LabClock;
  readonly random: Random;
}

/** The host, as a server on it sees it. */
export function faultyHost(host: Host, options: FaultyHostOptions): Host {
  const { openEcho } = host;
  return {
    name: host.name,
    addresses: host.addresses,
    openUdp: (how) => {
      if (how?.port !== PORT) return host.openUdp(how);
      const open = (): UdpSocket | BindProblem => host.openUdp(how);
      const socket = open();
      return isBindProblem(socket) ? socket : new FaultyUdp(socket, open, options);
    },
    listenTcp: (how, onStream) =>
      how.port === PORT ? listenFaulty(host, how, onStream, options) : host.listenTcp(how, onStream),
    connectTcp: (remote, how) => host.connectTcp(remote, how),
    ...(openEcho && { openEcho: (address?: string) => openEcho.call(host, address) }),
  };
}

/** What is said in place of `octets`, and how many milliseconds later. */
function spoiled(
  octets: Uint8Array,
  client: string,
  transport: 'udp' | 'tcp',
  { faults, zones, random }: FaultyHostOptions,
): { readonly octets: Uint8Array; readonly late: number } {
  const decoded = decodeMessage(octets);
  if (decoded.kind === 'malformed') return { octets, late: 0 };
  const question = decoded.message.questions[0]?.name ?? null;
  let message = decoded.message;
  let late = 0;
  let isGarbage = false;
  for (const fault of faults.now) {
    if (!concerns(fault, client, question)) continue;
    message = withFault(fault, message, zones(), transport);
    if (fault.kind === 'late') late += fault.milliseconds;
    isGarbage ||= fault.kind === 'garbage';
  }
  const said = message === decoded.message ? octets : encodeMessage(message);
  return { octets: isGarbage ? garbage(said, random) : said, late };
}

/** As long as the message was. The id and QR are right, or nobody would read on; the counts promise what is not there. */
function garbage(octets: Uint8Array, random: Random): Uint8Array {
  const noise = Uint8Array.from(octets, () => random.below(256));
  noise.set(octets.subarray(0, 4));
  noise.set([0xff, 0xff], 4);
  return noise;
}

/** Whether the server is deaf to a query. */
function ignores(query: Uint8Array, client: string, { faults }: FaultyHostOptions): boolean {
  return faults.now.some(
    (fault) => fault.kind === 'silent' && concerns(fault, client, questionIn(query, fault)),
  );
}

/** Whether the RCODE is certain before anything is looked up. */
function isDecided(query: Uint8Array, client: string, { faults }: FaultyHostOptions): boolean {
  return faults.now.some((fault) => decidesRcode(fault) && concerns(fault, client, questionIn(query, fault)));
}

/** Read only where the fault asks for it. */
function questionIn(query: Uint8Array, { only }: Fault): Name | null {
  if (only === undefined || only.zone === null) return null;
  const decoded = decodeMessage(query);
  return decoded.kind === 'message' ? (decoded.message.questions[0]?.name ?? null) : null;
}

class FaultyUdp implements UdpSocket {
  readonly local: UdpSocket['local'];
  onDatagram: UdpSocket['onDatagram'] = null;
  onUnreachable: UdpSocket['onUnreachable'] = null;
  /** Null while the port is closed. */
  #socket: UdpSocket | null;
  readonly #open: () => UdpSocket | BindProblem;
  readonly #options: FaultyHostOptions;
  readonly #waiting = new Set<Timer>();
  /** Questions that came with RD and went to the server without it. */
  readonly #withoutRd = new Set<string>();
  readonly #unheard: () => void;

  constructor(socket: UdpSocket, open: () => UdpSocket | BindProblem, options: FaultyHostOptions) {
    this.local = socket.local;
    this.#socket = socket;
    this.#open = open;
    this.#options = options;
    this.#listen(socket);
    this.#unheard = options.faults.onChange(() => this.#adjust());
    this.#adjust();
  }

  send(payload: Uint8Array, to: Endpoint, from?: string, fromPort?: number): number | null {
    const { clock, faults } = this.#options;
    if (this.#withoutRd.delete(exchangeKey(payload, to))) payload = withRd(payload, true);
    if (faults.now.length === 0) return this.#socket?.send(payload, to, from, fromPort) ?? null;
    const { octets, late } = spoiled(payload, to.address, 'udp', this.#options);
    if (late === 0) return this.#socket?.send(octets, to, from, fromPort) ?? null;
    const timer = clock.after(late, `answer to ${to.address}`, () => {
      this.#waiting.delete(timer);
      this.#socket?.send(octets, to, from, fromPort);
    });
    this.#waiting.add(timer);
    return null;
  }

  close(): void {
    this.#unheard();
    for (const timer of this.#waiting) timer.cancel();
    this.#waiting.clear();
    this.#socket?.close();
    this.#socket = null;
  }

  #listen(socket: UdpSocket): void {
    socket.onDatagram = (payload, from, to, packet) => {
      if (this.#options.faults.now.length > 0 && ignores(payload, from.address, this.#options)) return;
      this.onDatagram?.(this.#asGiven(payload, from), from, to, packet);
    };
    socket.onUnreachable = (remote, reason) => this.onUnreachable?.(remote, reason);
  }

  /** A server that recurses answers at once what does not ask for it. */
  #asGiven(query: Uint8Array, from: Endpoint): Uint8Array {
    if (((query[2] ?? 0) & RD) === 0 || !isDecided(query, from.address, this.#options)) return query;
    if (this.#withoutRd.size >= MOST_WITHOUT_RD) this.#withoutRd.clear();
    this.#withoutRd.add(exchangeKey(query, from));
    return withRd(query, false);
  }

  #adjust(): void {
    const closed = this.#options.faults.has('closed');
    if (closed === (this.#socket === null)) return;
    if (closed) {
      this.#socket?.close();
      this.#socket = null;
      return;
    }
    const socket = this.#open();
    if (isBindProblem(socket)) return;
    this.#socket = socket;
    this.#listen(socket);
  }
}

function exchangeKey(message: Uint8Array, client: Endpoint): string {
  return `${client.address} ${client.port} ${((message[0] ?? 0) << 8) | (message[1] ?? 0)}`;
}

function withRd(message: Uint8Array, rd: boolean): Uint8Array {
  const copy = message.slice();
  copy[2] = rd ? (message[2] ?? 0) | RD : (message[2] ?? 0) & ~RD;
  return copy;
}

/** The listener is there only while no fault closes it. */
function listenFaulty(
  host: Host,
  how: TcpListenOptions,
  onStream: (stream: TcpStream) => void,
  options: FaultyHostOptions,
): TcpListener | BindProblem {
  const { faults } = options;
  const open = (): TcpListener | BindProblem =>
    host.listenTcp(how, (stream) => onStream(faultyTcp(stream, options)));
  const isOpen = (): boolean => !faults.has('closed') && !faults.has('no-tcp');
  let listener: TcpListener | null = null;
  const adjust = (): BindProblem | null => {
    if (!isOpen()) {
      listener?.close();
      listener = null;
    } else if (listener === null) {
      const opened = open();
      if (isBindProblem(opened)) return opened;
      listener = opened;
    }
    return null;
  };
  const problem = adjust();
  if (problem) return problem;
  const unheard = faults.onChange(() => void adjust());
  return {
    local: { address: how.address ?? host.addresses[0] ?? '', port: PORT },
    close() {
      unheard();
      listener?.close();
      listener = null;
    },
  };
}

/** The server frames one message at a time (`tcp-session.ts`). */
function faultyTcp(stream: TcpStream, options: FaultyHostOptions): TcpStream {
  const { faults, clock } = options;
  const client = stream.remote.address;
  const send = stream.send.bind(stream);
  const end = stream.end.bind(stream);
  let outstanding = 0;
  let ending = false;
  // In place: the session sets its callbacks on this very stream.
  stream.send = (octets) => {
    if (faults.now.length === 0) return send(octets);
    const message = octets.subarray(2);
    // What is silent over UDP takes what comes on a stream too, and says nothing.
    if (ignores(message, client, options)) return null;
    const { octets: answer, late } = spoiled(message, client, 'tcp', options);
    const said = framed(answer);
    if (late === 0) return send(said);
    outstanding++;
    clock.after(late, `answer to ${client}`, () => {
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
