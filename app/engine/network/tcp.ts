/** TCP on a lab host: who listens, which streams exist, and what a segment that belongs to none of them gets. */
import { ANY_ADDRESS } from './addresses.ts';
import type { Instant } from './clock.ts';
import type { DropReason, Endpoint, Packet, TcpFlags } from './journal.ts';
import { PortTable } from './ports.ts';
import type { PortHolder } from './ports.ts';
import type { HostStack, Receiver } from './stack.ts';
import { LabTcpStream } from './tcp-stream.ts';
import type {
  BindProblem,
  OpenSocket,
  TcpConnectOptions,
  TcpListener,
  TcpListenOptions,
} from './transport.ts';

/** How long a stream that was closed from here is remembered, in lab milliseconds: twice Linux's segment lifetime. */
const TIME_WAIT_MS = 60_000;
/** At most so many are remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 4_096;

/** What the endpoint needs of its host beyond what a stream needs. */
export interface TcpHost extends HostStack {
  readonly closed: boolean;
  bindable(
    address: string | null,
    port: number,
    privileged: boolean,
    taken: (port: number) => boolean,
  ): number | BindProblem;
}

interface Listener extends PortHolder {
  readonly onStream: (stream: LabTcpStream) => void;
}

/** A closed stream of which a late segment may still come (TIME-WAIT, RFC 9293 §3.3.2). */
interface Remembered {
  readonly until: Instant;
  readonly seq: number;
  readonly ack: number;
}

export class TcpEndpoint {
  maxStreams = 1_024;
  readonly #host: TcpHost;
  readonly #listeners = new PortTable<Listener>();
  /** Ports of streams that were opened from here. */
  readonly #outgoing = new PortTable<LabTcpStream>();
  readonly #streams = new Map<string, LabTcpStream>();
  readonly #remembered = new Map<string, Remembered>();

  constructor(host: TcpHost) {
    this.#host = host;
  }

  get streams(): number {
    return this.#streams.size;
  }

  listen(options: TcpListenOptions, onStream: (stream: LabTcpStream) => void): TcpListener | BindProblem {
    const address = options.address ?? null;
    const port = this.#host.bindable(address, options.port, options.privileged ?? true, (candidate) =>
      this.#taken(address, candidate),
    );
    if (typeof port !== 'number') return port;
    const listener: Listener = { boundTo: address, port, onStream };
    this.#listeners.add(listener);
    return {
      local: { address: address ?? ANY_ADDRESS, port },
      // Streams that were accepted live on, as they do everywhere.
      close: () => this.#listeners.remove(listener),
    };
  }

  /** Whether a program listens at this very address, and not only at any. */
  listensAt({ address, port }: Endpoint): boolean {
    return this.#listeners.find(address, port)?.boundTo === address;
  }

  listening(): OpenSocket[] {
    return this.#listeners.all().map(({ boundTo, port }) => ({
      protocol: 'tcp',
      local: { address: boundTo ?? ANY_ADDRESS, port },
      remote: null,
      state: 'listening',
    }));
  }

  connections(): OpenSocket[] {
    return [...this.#streams.values()].map(({ local, remote, opening }) => ({
      protocol: 'tcp',
      local,
      remote,
      state: opening ? 'opening' : 'open',
    }));
  }

  /** Opens a stream. Where no route leads to `remote` the stream fails with `unreachable`, at once but not in this call. */
  connect(remote: Endpoint, options: TcpConnectOptions): LabTcpStream | BindProblem {
    const chosen = options.address ?? null;
    if (this.#streams.size >= this.maxStreams) return { kind: 'bind-problem', reason: 'address-in-use' };
    const port = this.#host.bindable(chosen, options.port ?? 0, options.privileged ?? true, (candidate) =>
      this.#taken(chosen, candidate),
    );
    if (typeof port !== 'number') return port;
    const source = this.#host.sourceFor(remote.address, chosen);
    const local = { address: source ?? chosen ?? ANY_ADDRESS, port };
    const stream = this.#create(local, remote, true);
    if (source === null) stream.fail('unreachable');
    else stream.open();
    return stream;
  }

  receiverOf(packet: Packet): Receiver | DropReason {
    const key = keyOf(packet.destination, packet.source);
    const stream = this.#streams.get(key);
    if (stream) return stream;
    const flags = packet.tcp?.flags ?? {};
    const opening = flags.syn && !flags.ack && !flags.rst;
    const listener = this.#listeners.find(packet.destination.address, packet.destination.port);
    if (opening && listener) {
      if (this.#streams.size >= this.maxStreams) return 'no-listener';
      this.#remembered.delete(key);
      return { receive: (syn) => this.#accept(syn, listener) };
    }
    const remembered = this.#remembered.get(key);
    if (remembered && remembered.until > this.#host.clock.now()) {
      return { receive: (late) => this.#answerLate(late, remembered) };
    }
    return opening ? 'no-listener' : 'closed';
  }

  /** Answers a segment that nobody wants with a reset (RFC 9293 §3.10.7.1). */
  refuse(packet: Packet): void {
    const { flags, seq, ack } = packet.tcp ?? NO_HEADER;
    if (flags.rst) return;
    const length = packet.payload.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0);
    if (flags.ack) this.#sendBare(packet, { rst: true }, ack, 0);
    else this.#sendBare(packet, { rst: true, ack: true }, 0, (seq + length) >>> 0);
  }

  /** An ICMP error came back for a segment of ours. Only an opening takes it as final (RFC 5927 §4.2). */
  unreachable(about: Packet): void {
    const stream = this.#streams.get(keyOf(about.source, about.destination));
    if (stream?.opening) stream.fail('unreachable');
  }

  /** Drops everything without a word, as a machine that loses power does. */
  close(): void {
    for (const stream of [...this.#streams.values()]) stream.abandon();
    for (const listener of this.#listeners.all()) this.#listeners.remove(listener);
  }

  #taken(address: string | null, port: number): boolean {
    return this.#listeners.taken(address, port) || this.#outgoing.taken(address, port);
  }

  #create(local: Endpoint, remote: Endpoint, outgoing: boolean): LabTcpStream {
    const key = keyOf(local, remote);
    const stream = new LabTcpStream(this.#host, local, remote, (lastWord) => {
      this.#streams.delete(key);
      if (outgoing) this.#outgoing.remove(stream);
      if (lastWord) this.#remember(key, lastWord);
    });
    this.#streams.set(key, stream);
    if (outgoing) this.#outgoing.add(stream);
    return stream;
  }

  #accept(syn: Packet, listener: Listener): void {
    const stream = this.#create(syn.destination, syn.source, false);
    stream.accept(syn, () => listener.onStream(stream));
  }

  #remember(key: string, lastWord: { readonly seq: number; readonly ack: number }): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, { ...lastWord, until: this.#host.clock.now() + TIME_WAIT_MS });
    if (this.#remembered.size <= MAX_REMEMBERED) return;
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest);
      break;
    }
  }

  #answerLate(packet: Packet, { seq, ack }: Remembered): void {
    const flags: TcpFlags = packet.tcp?.flags ?? {};
    // The other side did not hear that its last octets had come.
    if (!flags.rst && (flags.fin || packet.payload.length > 0))
      this.#sendBare(packet, { ack: true }, seq, ack);
  }

  #sendBare(answered: Packet, flags: TcpFlags, seq: number, ack: number): void {
    const source = this.#host.sourceFor(answered.source.address, answered.destination.address);
    if (source === null) return;
    this.#host.transmit({
      protocol: 'tcp',
      source: answered.destination,
      destination: answered.source,
      payload: NOTHING,
      tcp: { flags, seq, ack },
    });
  }
}

const NOTHING = new Uint8Array(0);
const NO_HEADER = { flags: {} as TcpFlags, seq: 0, ack: 0 };

function keyOf(local: Endpoint, remote: Endpoint): string {
  return `${local.port} ${remote.port} ${remote.address} ${local.address}`;
}
