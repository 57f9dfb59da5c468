/**
 * The control channel of a running named: TCP on the places that the configuration has, each connection a session
 * (engine/server/control/session.ts).
 *
 * A stranger gets nowhere: an address that the list does not allow is not heard at all; what is not signed ends its
 * connection; and there are never more connections, nor do they last longer, than a few.
 */
import { createServer, type Socket } from 'node:net';
import type { Controlled } from '../../../engine/server/control/controlled.ts';
import { runCommand } from '../../../engine/server/control/commands.ts';
import { ControlSession, SeenMessages } from '../../../engine/server/control/session.ts';
import type { Random } from '../../../engine/random.ts';
import type { ControlListen } from '../../../engine/server/control/places.ts';
import { ChannelPlaces, type Channel } from './channel-places.ts';

/** At one place; more are closed at once. */
const MAX_CONNECTIONS = 32;
/** Milliseconds without a word after which a connection is closed; as long may the first message take in all. */
const PATIENCE = 60_000;

export class ControlChannels {
  readonly #controlled: Controlled;
  readonly #random: Random;
  readonly #seen = new SeenMessages();
  readonly #places: ChannelPlaces<ControlListen>;
  /** Called when a reply has left. */
  onReplied: () => void = () => undefined;

  constructor(controlled: Controlled, random: Random) {
    this.#controlled = controlled;
    this.#random = random;
    const words = { channel: 'command channel', failure: "couldn't add", severity: 'warning' } as const;
    this.#places = new ChannelPlaces(controlled, words, (listen) => this.#channel(listen));
  }

  configure(listens: Iterable<ControlListen>): Promise<void> {
    return this.#places.configure(listens);
  }

  close(): void {
    this.#places.close();
  }

  #channel(listen: ControlListen): Channel<ControlListen> {
    const server = createServer({ noDelay: true });
    server.maxConnections = MAX_CONNECTIONS;
    const sockets = new Set<Socket>();
    const endAll = (): void => sockets.forEach((socket) => socket.destroy());
    const channel = { listen, server, endAll };
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      this.#connection(channel.listen, socket);
    });
    return channel;
  }

  #connection(listen: ControlListen, socket: Socket): void {
    socket.on('error', () => undefined);
    const { remoteAddress: address, remotePort: port } = socket;
    // It may be gone already.
    if (address === undefined || port === undefined) return void socket.destroy();
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
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on('data', (octets) => {
      this.#controlled.clock.sync();
      session.receive(octets);
    });
    socket.on('close', () => {
      clearTimeout(greeting);
      session.end();
    });
  }
}
