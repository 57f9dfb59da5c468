/** One lab host's door: its UDP and TCP port on a real loopback address. */
import { createSocket } from 'node:dgram';
import type { Socket as DatagramSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Endpoint } from '../../engine/network/journal.ts';
import { isLoopback } from './outside-senders.ts';

/** Enough for a burst of a thousand questions while the program is busy, where the system grants it. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;
const BACKLOG = 128;

export interface DoorEvents {
  /** The octets are the receiver's to keep. */
  readonly onDatagram: (payload: Uint8Array, from: Endpoint) => void;
  readonly onConnection: (socket: Socket) => void;
  /** An open door has failed. */
  readonly onBroken: () => void;
}

export class Door {
  readonly lab: string;
  readonly bound: string;
  /** Why the door is not (or not wholly) open, in words; null when it is. */
  problem: string | null = null;
  /** True when the machine does not have the address at all. */
  missing = false;
  readonly #port: number;
  readonly #events: DoorEvents;
  #udp: DatagramSocket | null = null;
  #tcp: Server | null = null;
  #opening: Promise<unknown> | null = null;
  #closed = false;

  constructor(lab: string, bound: string, port: number, events: DoorEvents) {
    this.lab = lab;
    this.bound = bound;
    this.#port = port;
    this.#events = events;
  }

  get open(): boolean {
    return this.#udp !== null || this.#tcp !== null;
  }

  /** Binds what can be bound. Never rejects; `problem` tells what could not. */
  async tryToOpen(): Promise<void> {
    if (!isLoopback(this.bound)) {
      this.problem = 'it is not a loopback address';
      return;
    }
    const opening = Promise.all([this.#openUdp(), this.#openTcp()]);
    this.#opening = opening;
    const [udp, tcp] = await opening;
    if (this.#closed) return;
    this.missing = udp === 'EADDRNOTAVAIL' || tcp === 'EADDRNOTAVAIL';
    if (udp === tcp) this.problem = udp === null ? null : why(udp);
    else this.problem = udp === null ? `over TCP, ${why(tcp)}` : `over UDP, ${why(udp)}`;
  }

  send(payload: Uint8Array, to: Endpoint): void {
    // What cannot be sent is lost, as datagrams are.
    this.#udp?.send(payload, to.port, to.address, () => undefined);
  }

  /** Also while it is being opened. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening;
    const udp = this.#udp;
    const tcp = this.#tcp;
    this.#udp = null;
    this.#tcp = null;
    await Promise.all([
      udp && new Promise<void>((resolve) => udp.close(() => resolve())),
      tcp && new Promise<void>((resolve) => tcp.close(() => resolve())),
    ]);
  }

  #openUdp(): Promise<string | null> {
    const socket = createSocket({
      type: 'udp4',
      // Addresses are numbers already; the system's resolver is not asked.
      lookup: (host, _options, callback) => callback(null, host, 4),
    });
    return new Promise((resolve) => {
      socket.on('error', (error) => {
        if (this.#udp === socket) {
          this.#udp = null;
          this.problem = `over UDP, ${why(codeOf(error))}`;
          this.#events.onBroken();
        }
        closeQuietly(socket);
        resolve(codeOf(error));
      });
      socket.on('message', (octets, from) => {
        const payload = new Uint8Array(octets.buffer, octets.byteOffset, octets.length);
        if (from.port > 0) this.#events.onDatagram(payload, { address: from.address, port: from.port });
      });
      socket.bind({ address: this.bound, port: this.#port, exclusive: true }, () => {
        try {
          socket.setRecvBufferSize(RECEIVE_BUFFER);
        } catch {
          // The system's own size serves, with less room for bursts.
        }
        this.#udp = socket;
        resolve(null);
      });
    });
  }

  #openTcp(): Promise<string | null> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      // A connection may break before anybody has taken it.
      socket.on('error', () => undefined);
      if (isLoopback(socket.remoteAddress ?? '')) this.#events.onConnection(socket);
      else socket.destroy();
    });
    return new Promise((resolve) => {
      server.on('error', (error) => {
        if (this.#tcp === server) {
          this.#tcp = null;
          this.problem = `over TCP, ${why(codeOf(error))}`;
          this.#events.onBroken();
          server.close();
        }
        resolve(codeOf(error));
      });
      server.listen({ host: this.bound, port: this.#port, backlog: BACKLOG, exclusive: true }, () => {
        this.#tcp = server;
        resolve(null);
      });
    });
  }
}

function closeQuietly(socket: DatagramSocket): void {
  try {
    socket.close();
  } catch {
    // It was closed already.
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** What a system's error code means to the person who reads it. */
function why(code: string | null): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program uses it';
    case 'EACCES':
    case 'EPERM':
      return 'the system does not allow it (ports below 1024 are often kept for the administrator)';
    case 'EADDRNOTAVAIL':
      return 'this machine does not have the address';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open on this machine';
    default:
      return `the system says ${code ?? 'nothing'}`;
  }
}
