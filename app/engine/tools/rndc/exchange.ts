/** One connection to named's control channel: a command goes, its reply comes. */
import type { Endpoint } from '../../network/journal.ts';
import { ControlFrames } from '../../server/control/frames.ts';
import type { ControlKey } from '../../server/control/keys.ts';
import { decodeControl, encodeControl, type ControlMessage } from '../../server/control/message.ts';
import { problemText } from '../dig/system.ts';
import { isNetProblem, type LocalBinding, type NetProblem, type ToolContext, type ToolTcp } from '../tool.ts';

/** Milliseconds. BIND: a minute for a connection or a reply. */
const PATIENCE = 60_000;
/** Seconds for which a message holds. */
const LIFETIME = 60;

/** What ends rndc, in its words. */
export interface RndcFailure {
  readonly kind: 'rndc-failure';
  readonly words: string;
}

export class ControlConnection {
  readonly #context: ToolContext;
  readonly #stream: ToolTcp;
  readonly #key: ControlKey;
  readonly #frames = new ControlFrames();
  readonly #arrived: Uint8Array[] = [];
  #serial: number;
  #nonce: number | null = null;

  private constructor(context: ToolContext, stream: ToolTcp, key: ControlKey) {
    this.#context = context;
    this.#stream = stream;
    this.#key = key;
    this.#serial = context.random.uint32() >>> 1;
  }

  static async open(
    context: ToolContext,
    server: Endpoint,
    local: LocalBinding,
    key: ControlKey,
  ): Promise<ControlConnection | NetProblem> {
    const stream = await context.net.openTcp(server, local, PATIENCE);
    return isNetProblem(stream) ? stream : new ControlConnection(context, stream, key);
  }

  /** Sends a command and gives the reply's data. `step` is told what is being done, for -V. */
  async ask(command: string, step: (what: string) => void): Promise<ControlMessage | RndcFailure> {
    const sent = Math.floor(this.#context.now() / 1000);
    step('create message');
    const data = new Map([['type', command]]);
    const serial = this.#serial++;
    step('render message');
    const message = { serial, sent, expires: sent + LIFETIME, nonce: this.#nonce, reply: false, data };
    this.#stream.send(encodeControl(message, this.#key));
    const octets = await this.#receive();
    if (!(octets instanceof Uint8Array)) return octets;
    step('parse message');
    const reply = decodeControl(octets, this.#key);
    if (typeof reply === 'string') return failure(`parse message: ${reply}`);
    this.#nonce = reply.nonce ?? this.#nonce;
    return reply;
  }

  close(): void {
    this.#stream.close();
  }

  async #receive(): Promise<Uint8Array | RndcFailure> {
    for (;;) {
      const whole = this.#arrived.shift();
      if (whole !== undefined) return whole;
      const octets = await this.#stream.receive(PATIENCE);
      if (isNetProblem(octets)) {
        if (octets.reason === 'closed') return failure(CLOSED);
        return failure(`recv failed: ${problemText(octets)}`);
      }
      const messages = this.#frames.take(octets);
      if (typeof messages === 'string') return failure(`recv failed: ${messages}`);
      this.#arrived.push(...messages);
    }
  }
}

const CLOSED = `connection to remote host closed.
* This may indicate that the
* remote server is using an older
* version of the command protocol,
* this host is not authorized to connect,
* the clocks are not synchronized,
* the key signing algorithm is incorrect
* or the key is invalid.`;

function failure(words: string): RndcFailure {
  return { kind: 'rndc-failure', words };
}
