/**
 * The door of an open lab for programs that `rootwalk exec` runs: a socket in a folder that only this user may enter.
 * What comes through it goes the gateway's way (../gateway/gateway.ts): onto the lab network, from the laptop.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { LabClock } from '../../engine/network/clock.ts';
import type { Network } from '../../engine/network/network.ts';
import { labAddresses } from '../gateway/gateway.ts';
import { OutsideSenders } from '../gateway/outside-senders.ts';
import { Bridges } from '../gateway/tcp-bridge.ts';
import { closePrivate, listenPrivately } from '../private-socket.ts';
import { addressesFrame, DATAGRAMS, FrameReader, frameOctets, readStreamLine } from './relay-frames.ts';
import { relayPath } from './relay-path.ts';

/** Streams at once, and silence after which one is closed, in milliseconds. As the gateway's. */
const MOST_STREAMS = 256;
const IDLE_MS = 120_000;
const SWEEP_MS = 15_000;
/** Programs at once. */
const MOST_PROGRAMS = 16;
/** Octets that a program has not taken yet, above which datagrams to it are lost. */
const MOST_UNSENT = 4 * 1024 * 1024;

interface World {
  readonly network: Network;
  readonly clock: LabClock;
  readonly stopFollowing: () => void;
}

interface Program {
  readonly socket: Socket;
  senders: OutsideSenders;
}

export class ExecRelay {
  readonly #path: string;
  readonly #server: Server;
  readonly #sweeper: NodeJS.Timeout;
  readonly #programs = new Set<Program>();
  #world: World | null = null;
  /** For streams, which begin a connection of their own. */
  #streams: { readonly senders: OutsideSenders; readonly bridges: Bridges } | null = null;

  private constructor(path: string, server: Server) {
    this.#path = path;
    this.#server = server;
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS);
    this.#sweeper.unref();
    server.on('connection', (socket) => this.#greet(socket));
  }

  /** Null where the system has no room for such a socket: then exec has a lab of its own. */
  static async open(data: string): Promise<ExecRelay | null> {
    const path = relayPath(data);
    const server = createServer({ allowHalfOpen: true });
    return (await listenPrivately(server, path)) ? new ExecRelay(path, server) : null;
  }

  /** The lab has a new network (or its first): everybody goes over to it. */
  moveTo(network: Network, clock: LabClock): void {
    this.#leave();
    const stopFollowing = network.onHosts(() => this.#tellAddresses());
    this.#world = { network, clock, stopFollowing };
    const senders = new OutsideSenders(network, clock, () => undefined);
    this.#streams = { senders, bridges: new Bridges(clock, senders, MOST_STREAMS, IDLE_MS) };
    for (const program of this.#programs) program.senders = this.#sendersFor(program.socket);
    this.#tellAddresses();
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#leave();
    for (const { socket } of this.#programs) socket.destroy();
    await closePrivate(this.#server, this.#path);
  }

  #leave(): void {
    this.#world?.stopFollowing();
    this.#world = null;
    this.#streams?.bridges.close();
    this.#streams?.senders.close();
    this.#streams = null;
    for (const { senders } of this.#programs) senders.close();
  }

  #sweep(): void {
    this.#streams?.senders.sweep();
    for (const { senders } of this.#programs) senders.sweep();
  }

  #tellAddresses(): void {
    if (this.#world === null) return;
    const frame = addressesFrame(labAddresses(this.#world.network));
    for (const { socket } of this.#programs) socket.write(frame);
  }

  /** Waits for the first line, then takes it from there. */
  #greet(socket: Socket): void {
    const reader = new FrameReader();
    socket.on('error', () => socket.destroy());
    const listen = (octets: Buffer): void => {
      const line = reader.line(octets);
      if (line === null) return;
      socket.off('data', listen);
      const stream = readStreamLine(line);
      if (line === DATAGRAMS && this.#programs.size < MOST_PROGRAMS) {
        this.#serve(socket, reader);
      } else if (stream !== null && this.#streams !== null) {
        if (reader.rest.length > 0) socket.unshift(reader.rest);
        this.#streams.bridges.take(socket, stream.lab, stream.real);
      } else socket.destroy();
    };
    socket.on('data', listen);
  }

  #serve(socket: Socket, reader: FrameReader): void {
    if (this.#world === null) return void socket.destroy();
    const program = { socket, senders: this.#sendersFor(socket) };
    this.#programs.add(program);
    const take = (octets: Uint8Array): void => {
      const frames = reader.frames(octets);
      if (frames === null) socket.destroy();
      for (const { lab, real, payload } of frames ?? []) program.senders.deliver(payload, real, lab);
    };
    socket.on('data', take);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      this.#programs.delete(program);
      program.senders.close();
    });
    socket.write(addressesFrame(labAddresses(this.#world.network)));
    take(new Uint8Array(0));
  }

  #sendersFor(socket: Socket): OutsideSenders {
    const { network, clock } = this.#world as World; // Whoever calls this has looked.
    return new OutsideSenders(network, clock, (from, payload, to) => {
      if (socket.writableLength < MOST_UNSENT)
        socket.write(frameOctets({ lab: from.address, real: to, payload }));
    });
  }
}
