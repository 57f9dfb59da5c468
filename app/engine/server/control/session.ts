/**
 * One connection of the control channel, on named's side.
 *
 * A walk of `rndc flush`: rndc sends the command `null`; its signature is tried with each key that the channel has;
 * it must be no reply, sent within five minutes of now, not expired and not seen before. The first message of a
 * connection runs no command: its reply carries a random nonce. The second message, `flush`, must carry that nonce;
 * the command runs, and its result goes back under the same serial number. What is wrong ends the connection without
 * a word to the other side; the log has the reason in named's words.
 */
import type { Endpoint } from '../../network/journal.ts';
import type { Random } from '../../random.ts';
import { ControlFrames } from './frames.ts';
import type { ControlKey } from './keys.ts';
import { decodeControl, encodeControl, type ControlMessage } from './message.ts';
import { resultNumber, resultWords, type CommandReply } from './results.ts';

export interface ControlSessionOptions {
  readonly client: Endpoint;
  readonly keys: readonly ControlKey[];
  /** Shared by all connections of a channel. */
  readonly seen: SeenMessages;
  readonly random: Random;
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs a command; `done` is called once, now or later. */
  execute(command: string, done: (reply: CommandReply) => void): void;
  send(octets: Uint8Array): void;
  /** Ends the connection. */
  close(): void;
  /** A line for the log, of severity error. */
  log(text: string): void;
}

/** Seconds. BIND: how far the clocks may be apart, and how long a message holds. */
const CLOCK_SKEW = 300;
const LIFETIME = 60;

export class ControlSession {
  readonly #options: ControlSessionOptions;
  readonly #frames = new ControlFrames();
  readonly #waiting: Uint8Array[] = [];
  #nonce: number | null = null;
  #busy = false;
  #over = false;

  constructor(options: ControlSessionOptions) {
    this.#options = options;
  }

  receive(octets: Uint8Array): void {
    if (this.#over) return;
    const messages = this.#frames.take(octets);
    if (typeof messages === 'string') return this.#refuse(messages);
    this.#waiting.push(...messages);
    this.#next();
  }

  /** The connection is gone: what still runs is not answered. */
  end(): void {
    this.#over = true;
    this.#waiting.length = 0;
  }

  /** One command after the other. */
  #next(): void {
    while (!this.#busy && !this.#over) {
      const octets = this.#waiting.shift();
      if (octets === undefined) return;
      this.#message(octets);
    }
  }

  #message(octets: Uint8Array): void {
    const found = this.#authenticated(octets);
    if (found === null) return this.#refuse('bad auth');
    const { message, key } = found;
    const problem = message === 'failure' ? message : this.#problemOf(message);
    if (message === 'failure' || problem !== null) return this.#refuse(problem ?? 'failure');
    // What has no command has no reply either.
    const type = message.data.get('type');
    if (type === undefined) return this.#close();
    // BIND: the command is a text that ends at its first zero.
    const command = type.split('\0')[0] ?? '';
    if (this.#nonce === null) {
      this.#nonce = 1 + this.#options.random.below(0xffff_ffff);
      return this.#respond(message, key, command, { result: 'ISC_R_SUCCESS', text: '' });
    }
    this.#busy = true;
    this.#options.execute(command, (reply) => {
      this.#busy = false;
      if (this.#over) return;
      this.#respond(message, key, command, reply);
      this.#next();
    });
  }

  #authenticated(octets: Uint8Array): { message: ControlMessage | 'failure'; key: ControlKey } | null {
    for (const key of this.#options.keys) {
      const message = decodeControl(octets, key);
      if (message === 'failure' || typeof message !== 'string') return { message, key };
    }
    return null;
  }

  #problemOf(message: ControlMessage): string | null {
    if (message.reply) return 'failure';
    const now = Math.floor(this.#options.now() / 1000);
    if (Math.abs(now - message.sent) > CLOCK_SKEW) return 'clock skew';
    if (message.expires !== null && now > message.expires) return 'expired';
    if (!this.#options.seen.add(message, now)) return 'duplicate';
    return this.#nonce !== null && message.nonce !== this.#nonce ? 'bad auth' : null;
  }

  #respond(message: ControlMessage, key: ControlKey, type: string, { result, text }: CommandReply): void {
    const sent = Math.floor(this.#options.now() / 1000);
    const data = new Map([
      ['type', type],
      ['result', String(resultNumber(result))],
    ]);
    if (result !== 'ISC_R_SUCCESS') data.set('err', resultWords(result));
    if (text !== '') data.set('text', text);
    this.#options.send(
      encodeControl(
        { serial: message.serial, sent, expires: sent + LIFETIME, nonce: this.#nonce, reply: true, data },
        key,
      ),
    );
  }

  #refuse(why: string): void {
    const { client, log } = this.#options;
    log(`invalid command from ${client.address}#${client.port}: ${why}`);
    this.#close();
  }

  #close(): void {
    this.end();
    this.#options.close();
  }
}

/** Messages that came in lately: none counts twice. Those whose time is over need not be remembered. */
export class SeenMessages {
  readonly #until = new Map<string, number>();

  /** False for one that was seen before. `now` in seconds. */
  add({ serial, sent }: ControlMessage, now: number): boolean {
    for (const [key, until] of this.#until) {
      if (until >= now) break;
      this.#until.delete(key);
    }
    const key = `${serial}/${sent}`;
    if (this.#until.has(key)) return false;
    this.#until.set(key, now + 2 * CLOCK_SKEW);
    return true;
  }
}
