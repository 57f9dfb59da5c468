/** A host on the lab network: its addresses, its routes, its ports, and what becomes of a packet that reaches it. */
import type { Random } from '../random.ts';
import { ANY_ADDRESS, isHostLoopback, isIPv6, isLabAddress } from './addresses.ts';
import type { LabClock } from './clock.ts';
import { EchoEndpoint, type LabEchoSocket } from './echo.ts';
import { quotedOctets } from './ip-packet.ts';
import type { DropReason, Endpoint, IcmpError, Packet } from './journal.ts';
import { freePort, PortTable } from './ports.ts';
import type { PortRange } from './ports.ts';
import type { HostStack, PacketBody, Receiver } from './stack.ts';
import { TcpEndpoint } from './tcp.ts';
import type { LabTcpStream } from './tcp-stream.ts';
import type {
  BindProblem,
  Host,
  OpenSocket,
  TcpConnectOptions,
  TcpListener,
  TcpListenOptions,
  UdpOptions,
} from './transport.ts';
import { LabUdpSocket } from './udp.ts';

export interface HostOptions {
  readonly name: string;
  /** Canonical text forms, IPv4 first. No other host may have them. */
  readonly addresses: readonly string[];
  /** What the host's own line adds to a packet's way, in milliseconds. */
  readonly latencyMs: number;
  /** The share of packets lost on the host's line, in either direction: 0 to 1. */
  readonly loss?: number;
  /** Up to so many milliseconds more for each packet, at random. Packets may overtake each other. */
  readonly jitterMs?: number;
}

/** What a host needs from the network it is on. */
export interface Links {
  readonly clock: LabClock;
  hostAt(address: string): LabHost | null;
  transmit(sender: LabHost, body: PacketBody, about: Packet | null): number;
  removeHost(host: LabHost): void;
}

export class LabHost implements Host, HostStack {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly random: Random;
  latencyMs: number;
  /** 0 to 1. */
  loss: number;
  jitterMs: number;
  /** False: the host's cable is pulled. Its programs go on, but nothing comes in or goes out. */
  up = true;
  /** How far the host's own clock is ahead of the lab's, in milliseconds; behind, where that is negative. */
  clockAheadMs = 0;
  /** Where random ports are taken from. One port wide: every socket gets that port, or none. */
  portRange: PortRange = { low: 1024, high: 65_535 };
  readonly #links: Links;
  readonly #line: Random;
  readonly #udp = new PortTable<LabUdpSocket>();
  readonly #tcp: TcpEndpoint;
  readonly #echo: EchoEndpoint;
  #closed = false;

  constructor(links: Links, options: HostOptions, random: Random) {
    this.#links = links;
    this.name = options.name;
    this.addresses = [...options.addresses];
    this.random = random.fork('ports');
    this.#line = random.fork('line');
    this.latencyMs = options.latencyMs;
    this.loss = options.loss ?? 0;
    this.jitterMs = options.jitterMs ?? 0;
    this.#tcp = new TcpEndpoint(this);
    this.#echo = new EchoEndpoint(this);
  }

  get clock(): LabClock {
    return this.#links.clock;
  }

  /** True once the host has left the network. */
  get closed(): boolean {
    return this.#closed;
  }

  /** How many TCP streams the host holds at once, half-open ones included; what comes beyond is refused. */
  get maxStreams(): number {
    return this.#tcp.maxStreams;
  }

  set maxStreams(count: number) {
    this.#tcp.maxStreams = count;
  }

  /** How many streams it holds now. */
  get streams(): number {
    return this.#tcp.streams;
  }

  openUdp(options: UdpOptions = {}): LabUdpSocket | BindProblem {
    const address = options.address ?? null;
    const port = this.bindable(
      address,
      options.port ?? 0,
      options.privileged ?? true,
      (candidate) => this.#udp.taken(address, candidate),
      options.ports,
    );
    if (typeof port !== 'number') return port;
    return new LabUdpSocket(this, this.#udp, address, { address: address ?? ANY_ADDRESS, port });
  }

  listenTcp(options: TcpListenOptions, onStream: (stream: LabTcpStream) => void): TcpListener | BindProblem {
    return this.#tcp.listen(options, onStream);
  }

  /** Whether a program of its own listens for streams at this very address, and not only at any. */
  listensAt(place: Endpoint): boolean {
    return this.#tcp.listensAt(place);
  }

  connectTcp(remote: Endpoint, options: TcpConnectOptions = {}): LabTcpStream | BindProblem {
    return this.#tcp.connect(remote, options);
  }

  /** What its programs have open now: listening first, then UDP sockets in the order of their ports' first use, then streams. */
  sockets(): readonly OpenSocket[] {
    const udp = this.#udp
      .all()
      .map(({ local }): OpenSocket => ({ protocol: 'udp', local, remote: null, state: 'unconnected' }));
    return [...this.#tcp.listening(), ...udp, ...this.#tcp.connections()];
  }

  /** A socket for ICMP echo requests; the host answers those of others by itself. */
  openEcho(address: string | null = null): LabEchoSocket | BindProblem {
    if (this.#closed || (address !== null && !this.has(address) && !isHostLoopback(address)))
      return { kind: 'bind-problem', reason: 'address-not-available' };
    return this.#echo.open(address);
  }

  /** Takes the host off the network with all its sockets; packets on their way to it find nobody. */
  close(): void {
    if (this.#closed) return;
    this.#tcp.close();
    this.#echo.close();
    for (const socket of this.#udp.all()) socket.close();
    this.#closed = true;
    this.#links.removeHost(this);
  }

  has(address: string): boolean {
    return this.addresses.includes(address);
  }

  /** The port to bind (0 asks for a random one), or why it cannot be had. */
  bindable(
    address: string | null,
    port: number,
    privileged: boolean,
    taken: (port: number) => boolean,
    ports: readonly PortRange[] = [this.portRange],
  ): number | BindProblem {
    if (this.#closed || (address !== null && !this.has(address) && !isHostLoopback(address))) {
      return { kind: 'bind-problem', reason: 'address-not-available' };
    }
    if (port > 0 && port < 1024 && !privileged) return { kind: 'bind-problem', reason: 'permission-denied' };
    const found = port > 0 ? port : freePort(ports, this.random, taken);
    if (found === null || (port > 0 && taken(port)))
      return { kind: 'bind-problem', reason: 'address-in-use' };
    return found;
  }

  sourceFor(destination: string, chosen: string | null): string | null {
    if (this.#closed) return null;
    const own = this.has(destination);
    if (chosen !== null && !this.has(chosen)) {
      // A socket bound to the host's loopback reaches the host itself and nothing else.
      return isHostLoopback(chosen) && (own || isHostLoopback(destination)) ? chosen : null;
    }
    if (own) return chosen ?? destination;
    if (isHostLoopback(destination) && chosen === null) return isIPv6(destination) ? '::1' : '127.0.0.1';
    if (!isLabAddress(destination) && !isHostLoopback(destination)) {
      if (this.#links.hostAt(destination) === null) return null;
    }
    if (!this.up) return null;
    const v6 = isIPv6(destination);
    if (chosen !== null) return isIPv6(chosen) === v6 ? chosen : null;
    for (const address of this.addresses) if (isIPv6(address) === v6) return address;
    return null;
  }

  /**
   * True when a packet from one address to another never leaves this host. A loopback destination alone does not
   * say so: from a lab address, a program outside the lab is meant, which the gateway lets in with its own address.
   */
  isItself(source: string, destination: string): boolean {
    if (this.has(destination)) return true;
    return isHostLoopback(destination) && !this.has(source);
  }

  transmit(body: PacketBody, about: Packet | null = null): number {
    return this.#links.transmit(this, body, about);
  }

  /** Whether a packet between this host and another is lost. Draws only where there is something to draw. */
  loses(other: LabHost | null): boolean {
    const theirs = other === null ? 0 : other.loss;
    if (this.loss === 0 && theirs === 0) return false;
    return this.#line.real() >= (1 - this.loss) * (1 - theirs);
  }

  /** How long a packet takes to another host, in milliseconds; to itself, no time. */
  delayTo(other: LabHost | null): number {
    if (other === this) return 0;
    const jitter = this.jitterMs + (other === null ? 0 : other.jitterMs);
    const delay = this.latencyMs + (other === null ? 0 : other.latencyMs);
    return jitter === 0 ? delay : delay + this.#line.real() * jitter;
  }

  /** Who on this host a packet is for, or why nobody gets it. */
  receiverOf(packet: Packet): Receiver | DropReason {
    if (packet.protocol === 'tcp') return this.#tcp.receiverOf(packet);
    if (packet.protocol === 'icmp') return this.#echo.receiverOf(packet);
    return this.#udp.find(packet.destination.address, packet.destination.port) ?? 'no-listener';
  }

  /** Says to the sender that nobody wants its packet: an ICMP message, or for TCP a reset. */
  refuse(packet: Packet): void {
    if (packet.protocol === 'tcp') {
      this.#tcp.refuse(packet);
      return;
    }
    // RFC 1122 §3.2.2.1: port unreachable, from the address that the datagram was sent to.
    this.#complain(
      packet,
      'port-unreachable',
      this.sourceFor(packet.source.address, packet.destination.address),
    );
  }

  /** Says to the sender of a packet that this host, on its way, does not let it through (RFC 1812 §5.2.7.1). */
  prohibit(packet: Packet): void {
    this.#complain(packet, 'admin-prohibited', this.sourceFor(packet.source.address, null));
  }

  #complain(packet: Packet, kind: IcmpError['kind'], source: string | null): void {
    // RFC 1122 §3.2.2: nothing is said about an ICMP message.
    if (packet.protocol === 'icmp' || source === null) return;
    this.transmit(
      {
        protocol: 'icmp',
        source: { address: source, port: 0 },
        destination: { address: packet.source.address, port: 0 },
        payload: quotedOctets(packet),
        icmp: { kind, about: packet.id },
      },
      packet,
    );
  }

  /** Takes an ICMP message about a packet that this host sent to the program that sent it. */
  receiveIcmp(message: Packet, about: Packet): void {
    if (about.protocol === 'tcp') this.#tcp.unreachable(about);
    else if (about.protocol === 'icmp') this.#echo.unreachable(message, about);
    else {
      const { icmp } = message;
      const socket = this.#udp.find(about.source.address, about.source.port);
      if (icmp && 'about' in icmp) socket?.onUnreachable?.(about.destination, icmp.kind);
    }
  }
}
