/** Real TCP connections, each joined to a stream of the lab network: octets both ways, each direction closed on its own. */
import type { Socket } from 'node:net';
import type { LabClock } from '../../engine/network/clock.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import type { LabTcpStream } from '../../engine/network/tcp-stream.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import { breakOff } from '../break-off.ts';
import { LAB_PORT } from './outside-senders.ts';
import type { OutsideSenders } from './outside-senders.ts';

/** Unsent octets of a real program above which it has to wait for the lab. */
const HIGH_WATER = 64 * 1024;

export class Bridges {
  readonly #clock: LabClock;
  readonly #senders: OutsideSenders;
  readonly #limit: number;
  readonly #idleMs: number;
  /** The one that was silent longest first. */
  readonly #sockets = new Set<Socket>();

  constructor(clock: LabClock, senders: OutsideSenders, limit: number, idleMs: number) {
    this.#clock = clock;
    this.#senders = senders;
    this.#limit = limit;
    this.#idleMs = idleMs;
  }

  /** Joins a real connection to a new stream to port 53 of a lab address. `from`: who it stands for; default: its other end. */
  take(socket: Socket, lab: string, from: Endpoint | null = otherEnd(socket)): void {
    this.#clock.sync();
    const stream = this.#streamFor(from, lab);
    if (stream === null) {
      breakOff(socket);
      return;
    }
    this.#makeRoom();
    this.#sockets.add(socket);
    socket.setTimeout(this.#idleMs, () => breakOff(socket));
    this.#forth(socket, stream);
    this.#back(socket, stream);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      // Closed in good order both ways: the lab's side ends by itself.
      if (socket.readableEnded && socket.writableFinished) return;
      this.#clock.sync();
      stream.reset();
    });
  }

  close(): void {
    for (const socket of this.#sockets) breakOff(socket);
  }

  /** From the real program to the lab. */
  #forth(socket: Socket, stream: LabTcpStream): void {
    socket.on('data', (chunk: Buffer) => {
      this.#used(socket);
      this.#clock.sync();
      stream.send(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
      if (stream.unsent > HIGH_WATER) socket.pause();
    });
    stream.onDrain = () => socket.resume();
    socket.on('end', () => {
      this.#clock.sync();
      stream.end();
    });
  }

  /** From the lab to the real program. */
  #back(socket: Socket, stream: LabTcpStream): void {
    stream.onData = (octets) => {
      this.#used(socket);
      if (!socket.write(octets)) stream.pause();
    };
    socket.on('drain', () => {
      this.#clock.sync();
      stream.resume();
    });
    stream.onEnd = () => socket.end();
    stream.onFailure = () => breakOff(socket);
  }

  #streamFor(from: Endpoint | null, lab: string): LabTcpStream | null {
    if (from === null) return null;
    const host = this.#senders.hostOf(from.address);
    if (host === null) return null;
    const to = { address: lab, port: LAB_PORT };
    let stream = host.connectTcp(to, from);
    if (isBindProblem(stream)) stream = host.connectTcp(to, { address: from.address });
    return isBindProblem(stream) ? null : stream;
  }

  #used(socket: Socket): void {
    this.#sockets.delete(socket);
    this.#sockets.add(socket);
  }

  #makeRoom(): void {
    if (this.#sockets.size < this.#limit) return;
    for (const socket of this.#sockets) {
      this.#sockets.delete(socket);
      breakOff(socket);
      return;
    }
  }
}

/** Null: the program has gone again already. */
function otherEnd({ remoteAddress, remotePort }: Socket): Endpoint | null {
  return remoteAddress === undefined || remotePort === undefined
    ? null
    : { address: remoteAddress, port: remotePort };
}
