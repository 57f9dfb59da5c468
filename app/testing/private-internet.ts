/**
 * Sessions in "the real Internet", which in tests is a private one: the course's lab Internet behind real sockets, at
 * loopback addresses.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket as TcpSocket } from 'node:net';
import { join } from 'node:path';
import { Session } from '../engine/session.ts';
import type { RealInternet } from '../engine/session/real-internet.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { realInternet } from '../hosts/real/real-internet.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { openLab, type OpenLab } from './lab-gateway.ts';
import { windowOn, type SessionWindow } from './session-window.ts';

const LABS = join(import.meta.dirname, '../../labs');
const HINTS = readFileSync(join(LABS, 'networks/hints/named.root'), 'utf8');

export interface StartedSession {
  readonly session: Session;
  readonly window: SessionWindow;
}

/** The person's own word. */
export const WORD = { confirmed: true } as const;

export class PrivateInternet {
  readonly world: OpenLab;
  readonly #open: { close(): unknown }[] = [];

  private constructor(world: OpenLab) {
    this.world = world;
  }

  static async open(seed: string): Promise<PrivateInternet> {
    return new PrivateInternet(await openLab(seed));
  }

  /** As a host offers it. `hints` and `port`: other servers than its own. */
  real(port = this.world.port, hints = HINTS): RealInternet {
    return realInternet({ hints, port, loopback: true });
  }

  /** A session in the lab; null: on a host that has no real Internet to offer. */
  async start(real: RealInternet | null, firstLab: string | null = null): Promise<StartedSession> {
    const session = await Session.start({
      wall: machineClock,
      content: contentFolder(LABS),
      version: 'test',
      savedProgress: null,
      saveProgress: () => undefined,
      firstLab,
      ...(real && { realInternet: real }),
    });
    this.keep(session);
    return { session, window: windowOn(session) };
  }

  /** A session that went there. */
  async inside(real = this.real()): Promise<StartedSession> {
    const started = await this.start(real);
    await started.window.ask('internet.real', WORD);
    return started;
  }

  /** Hears, and never answers. */
  silentServer(): Promise<UdpSocket> {
    const socket = createSocket('udp4');
    this.keep(socket);
    return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket)));
  }

  /** A server of one answer for each connection, once the question is there whole. Gives its port. */
  async tcpServer(answer: (socket: TcpSocket, query: Buffer) => Promise<void>): Promise<number> {
    const server = createServer((socket) => {
      let held = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (octets) => {
        held = Buffer.concat([held, octets]);
        if (held.length >= 2 && held.length === 2 + held.readUInt16BE()) void answer(socket, held);
      });
    });
    this.keep(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return (server.address() as AddressInfo).port; // A server at a port has such an address.
  }

  keep(thing: { close(): unknown }): void {
    this.#open.push(thing);
  }

  /** Closes what was opened since the last call. */
  async tidy(): Promise<void> {
    for (const thing of this.#open.splice(0)) await thing.close();
  }

  async close(): Promise<void> {
    await this.tidy();
    await this.world.close();
  }
}
