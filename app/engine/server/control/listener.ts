/**
 * The control channel of a server on a lab host: TCP streams to one place, each of them a session (session.ts).
 *
 * A walk of `rndc flush` on the server's own machine: a stream comes to 127.0.0.1 port 953; its first message runs
 * nothing and brings the nonce; its second is the command, which acts on the server (controlled.ts).
 */
import { CONTROL_PORT } from '../../network/control-traffic.ts';
import type { Host, TcpListener, TcpStream } from '../../network/transport.ts';
import { isBindProblem } from '../../network/transport.ts';
import type { Random } from '../../random.ts';
import { runCommand } from './commands.ts';
import type { Controlled } from './controlled.ts';
import type { ControlKey } from './keys.ts';
import { ControlSession, SeenMessages } from './session.ts';

/** At one place; more are broken off at once. */
const MAX_CONNECTIONS = 32;
/** Lab milliseconds after which a stream is closed that has brought no whole command. */
const PATIENCE = 60_000;

export interface ControlListenerOptions {
  readonly host: Host;
  /** One of the host's loopback addresses. BIND: without `controls`, 127.0.0.1 and ::1. */
  readonly address: string;
  readonly controlled: Controlled;
  readonly random: Random;
  /** Called when a reply has been sent. */
  onReplied(): void;
}

export class ControlListener {
  /** Whoever has one of them is heard; may change while it listens. */
  keys: readonly ControlKey[] = [];
  readonly #options: ControlListenerOptions;
  readonly #seen = new SeenMessages();
  readonly #open = new Set<TcpStream>();
  #listener: TcpListener | null = null;

  constructor(options: ControlListenerOptions) {
    this.#options = options;
  }

  /** Listens, and says so in the log; or why it cannot. */
  open(): void {
    const { host, address, controlled } = this.#options;
    const at = `${address}#${CONTROL_PORT}`;
    const listener = host.listenTcp({ address, port: CONTROL_PORT, privileged: true }, (stream) =>
      this.#accept(stream),
    );
    if (isBindProblem(listener)) {
      const why = listener.reason.replaceAll('-', ' ');
      return controlled.log('warning', `couldn't add command channel ${at}: ${why}`);
    }
    this.#listener = listener;
    controlled.log('info', `command channel listening on ${at}`);
  }

  /** What comes now is refused; streams that are open end once what was sent has gone. */
  close(): void {
    if (this.#listener === null) return;
    this.#listener.close();
    this.#listener = null;
    for (const stream of this.#open) stream.end();
    this.#open.clear();
    this.#options.controlled.log(
      'info',
      `stopping command channel on ${this.#options.address}#${CONTROL_PORT}`,
    );
  }

  #accept(stream: TcpStream): void {
    const { controlled, random, onReplied } = this.#options;
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
      keys: this.keys,
      seen: this.#seen,
      random,
      now: () => controlled.clock.now(),
      execute: (command, done) => runCommand(controlled, { command, readOnly: false }, done),
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
