/**
 * The control channel of a running named: TCP on the places that the configuration has, each connection a session
 * (engine/server/control/session.ts).
 *
 * A stranger gets nowhere: an address that the list does not allow is not heard at all; what is not signed ends its
 * connection; and there are never more connections, nor do they last longer, than a few.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { Controlled } from '../../../engine/server/control/controlled.ts';
import { runCommand } from '../../../engine/server/control/commands.ts';
import { ControlSession, SeenMessages } from '../../../engine/server/control/session.ts';
import type { Random } from '../../../engine/random.ts';
import type { ControlListen } from '../../../engine/server/control/places.ts';

/** At one place; more are closed at once. */
const MAX_CONNECTIONS = 32;
/** Milliseconds without a word after which a connection is closed; as long may the first message take in all. */
const PATIENCE = 60_000;

interface Place {
  /** What the newest configuration says of it. */
  listen: ControlListen;
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

export class ControlChannels {
  readonly #controlled: Controlled;
  readonly #random: Random;
  readonly #seen = new SeenMessages();
  readonly #places = new Map<string, Place>();
  /** Called when a reply has left. */
  onReplied: () => void = () => undefined;

  constructor(controlled: Controlled, random: Random) {
    this.#controlled = controlled;
    this.#random = random;
  }

  /** Opens these places, closes all others, and takes over what is new at those that stay. */
  async configure(listens: Iterable<ControlListen>): Promise<void> {
    const wanted = new Set<string>();
    for (const listen of listens) {
      const at = `${listen.address}#${listen.port}`;
      const place = this.#places.get(at);
      wanted.add(at);
      if (place === undefined) await this.#open(at, listen);
      else place.listen = listen;
    }
    for (const at of [...this.#places.keys()]) if (!wanted.has(at)) this.#close(at);
  }

  close(): void {
    for (const at of [...this.#places.keys()]) this.#close(at);
  }

  async #open(at: string, listen: ControlListen): Promise<void> {
    const server = createServer({ noDelay: true });
    server.maxConnections = MAX_CONNECTIONS;
    const place: Place = { listen, server, sockets: new Set() };
    const { address: host, port } = listen;
    const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve);
      server.listen({ host, port, ipv6Only: host.includes(':') }, () => resolve(null));
    });
    if (problem !== null) {
      const why = PROBLEMS[problem.code ?? ''] ?? 'unexpected error';
      return this.#controlled.log('warning', `couldn't add command channel ${at}: ${why}`);
    }
    // A connection that cannot be accepted is the other side's trouble.
    server.on('error', () => undefined);
    server.on('connection', (socket) => this.#connection(place, socket));
    this.#places.set(at, place);
    this.#controlled.log('info', `command channel listening on ${at}`);
  }

  #close(at: string): void {
    const place = this.#places.get(at);
    this.#places.delete(at);
    for (const socket of place?.sockets ?? []) socket.destroy();
    place?.server.close();
    this.#controlled.log('info', `stopping command channel on ${at}`);
  }

  #connection(place: Place, socket: Socket): void {
    socket.on('error', () => undefined);
    const { remoteAddress: address, remotePort: port } = socket;
    // It may be gone already.
    if (address === undefined || port === undefined) return void socket.destroy();
    const { listen } = place;
    if (!listen.allows(address)) {
      this.#controlled.log('warning', `rejected command channel message from ${address}#${port}`);
      return void socket.destroy();
    }
    const greeting = setTimeout(() => socket.destroy(), PATIENCE);
    const session = new ControlSession({
      client: { address, port },
      keys: listen.keys,
      seen: this.#seen,
      random: this.#random,
      now: () => this.#controlled.clock.now(),
      execute: (command, done) => runCommand(this.#controlled, { command, readOnly: listen.readOnly }, done),
      send: (octets) => {
        clearTimeout(greeting);
        socket.write(octets, () => this.onReplied());
      },
      close: () => void socket.end(),
      log: (text) => this.#controlled.log('error', text),
    });
    place.sockets.add(socket);
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on('data', (octets) => {
      this.#controlled.clock.sync();
      session.receive(octets);
    });
    socket.on('close', () => {
      clearTimeout(greeting);
      session.end();
      place.sockets.delete(socket);
    });
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address in use',
  EADDRNOTAVAIL: 'address not available',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};
