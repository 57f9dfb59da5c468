/**
 * The control channel of a server on a lab host: TCP streams to one place, each of them a session (session.ts).
 *
 * A walk of `rndc flush` on the server's own machine: a stream comes to 127.0.0.1 port 953; its first message runs
 * nothing and brings the nonce; its second is the command, which acts on the server (controlled.ts).
 */
import { ANY_ADDRESS } from '../../network/addresses.ts';
import type { Host, TcpListener, TcpStream } from '../../network/transport.ts';
import { isBindProblem } from '../../network/transport.ts';
import type { Random } from '../../random.ts';
import { runCommand } from './commands.ts';
import type { Controlled } from './controlled.ts';
import type { ControlListen } from './places.ts';
import { ControlSession, SeenMessages } from './session.ts';

/** At one place; more are broken off at once. */
const MAX_CONNECTIONS = 32;
/** Lab milliseconds after which a stream is closed that has brought no whole command. */
const PATIENCE = 60_000;

export interface ControlListenerOptions {
  readonly host: Host;
  /** Where, whom it hears there, and with which keys. */
  readonly listen: ControlListen;
  readonly controlled: Controlled;
  readonly random: Random;
  /** Called when a reply has been sent. */
  onReplied(): void;
}

export class ControlListener {
  /** May change while it listens, but for its place. */
  listen: ControlListen;
  readonly #options: ControlListenerOptions;
  readonly #seen = new SeenMessages();
  readonly #open = new Set<TcpStream>();
  #listener: TcpListener | null = null;

  constructor(options: ControlListenerOptions) {
    this.#options = options;
    this.listen = options.listen;
  }

  /** Listens, and says so in the log; or why it cannot. */
  open(): void {
    const { host, controlled } = this.#options;
    const { address, port } = this.listen;
    const at = this.#place;
    const where = address === ANY_ADDRESS ? { port } : { address, port };
    const listener = host.listenTcp({ ...where, privileged: true }, (stream) => this.#accept(stream));
    if (isBindProblem(listener)) {
      const why = listener.reason.replaceAll('-', ' ');
      return controlled.log('warning', `couldn't add command channel ${at}: ${why}`);
    }
    this.#listener = listener;
    controlled.log('notice', `command channel listening on ${at}`);
  }

  /** What comes now is refused; streams that are open end once what was sent has gone. */
  close(): void {
    if (this.#listener === null) return;
    this.#listener.close();
    this.#listener = null;
    for (const stream of this.#open) stream.end();
    this.#open.clear();
    this.#options.controlled.log('notice', `stopping command channel on ${this.#place}`);
  }

  /** Closes it without a word to anybody. */
  dispose(): void {
    this.#listener?.close();
    this.#listener = null;
    for (const stream of this.#open) stream.reset();
    this.#open.clear();
  }

  get #place(): string {
    return `${this.listen.address}#${this.listen.port}`;
  }

  #accept(stream: TcpStream): void {
    const { controlled, random, onReplied } = this.#options;
    const { address, port } = stream.remote;
    const { allows, keys, readOnly } = this.listen;
    if (!allows(address)) {
      controlled.log('warning', `rejected command channel message from ${address}#${port}`);
      return stream.reset();
    }
    if (this.#open.size >= MAX_CONNECTIONS) return stream.reset();
    this.#open.add(stream);
    const over = (): void => {
      late.cancel();
      session.end();
      this.#open.delete(stream);
    };
    const late = controlled.clock.after(PATIENCE, 'patience with a control connection', () => {
      over();
      stream.reset();
    });
    const session = new ControlSession({
      client: stream.remote,
      keys,
      seen: this.#seen,
      random,
      now: () => controlled.clock.now(),
      execute: (command, done) => runCommand(controlled, { command, readOnly }, done),
      send: (octets) => {
        stream.send(octets);
        onReplied();
      },
      close: () => {
        over();
        stream.end();
      },
      log: (text) => controlled.log('error', text),
    });
    stream.onData = (octets) => session.receive(octets);
    stream.onEnd = () => {
      over();
      stream.end();
    };
    stream.onFailure = over;
  }
}
