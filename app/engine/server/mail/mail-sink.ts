/** A machine that takes all mail that is sent to it, logs it, and throws it away. */
import type { Journal } from '../../network/journal.ts';
import type { Host, TcpListener, TcpStream, BindProblem } from '../../network/transport.ts';
import type { Random } from '../../random.ts';
import { queueId } from './queue-id.ts';

export interface MailSinkOptions {
  readonly host: Host;
  readonly journal: Journal;
  readonly random: Random;
}

const PORT = 25;
/** Octets of a command line (RFC 5321 §4.5.3.1.4), and of a message. */
const MAX_LINE = 1_000;
const MAX_MESSAGE = 10_240_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder('latin1');

export function openMailSink(options: MailSinkOptions): TcpListener | BindProblem {
  return options.host.listenTcp({ port: PORT }, (stream) => new SinkSession(options, stream));
}

class SinkSession {
  readonly #options: MailSinkOptions;
  readonly #stream: TcpStream;
  #text = '';
  #sender: string | null = null;
  #recipients: string[] = [];
  /** Octets of the message that is being sent; null while commands are. */
  #size: number | null = null;

  constructor(options: MailSinkOptions, stream: TcpStream) {
    this.#options = options;
    this.#stream = stream;
    stream.onData = (octets) => this.#take(decoder.decode(octets));
    stream.onEnd = () => stream.end();
    this.#say(`220 ${options.host.name} ESMTP`);
  }

  #say(line: string): void {
    this.#stream.send(encoder.encode(`${line}\r\n`));
  }

  #take(text: string): void {
    this.#text += text;
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end < 0) break;
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      if (this.#size === null) this.#command(line);
      else if (line === '.') this.#accept(this.#size);
      else this.#size += line.length + 2;
    }
    if (this.#text.length > MAX_LINE || (this.#size ?? 0) > MAX_MESSAGE) this.#stream.reset();
  }

  #command(line: string): void {
    const [, verb = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(line) ?? [];
    switch (verb.toUpperCase()) {
      case 'EHLO':
      case 'HELO':
        this.#reset();
        return this.#say(`250 ${this.#options.host.name}`);
      case 'MAIL':
        this.#sender = /<([^>]*)>/.exec(rest)?.[1] ?? '';
        return this.#say('250 2.1.0 Ok');
      case 'RCPT':
        if (this.#sender === null) return this.#say('503 5.5.1 Error: need MAIL command');
        this.#recipients.push(/<([^>]*)>/.exec(rest)?.[1] ?? '');
        return this.#say('250 2.1.5 Ok');
      case 'DATA':
        if (this.#recipients.length === 0) return this.#say('554 5.5.1 Error: no valid recipients');
        this.#size = 0;
        return this.#say('354 End data with <CR><LF>.<CR><LF>');
      case 'RSET':
        this.#reset();
        return this.#say('250 2.0.0 Ok');
      case 'NOOP':
        return this.#say('250 2.0.0 Ok');
      case 'QUIT':
        this.#say('221 2.0.0 Bye');
        return this.#stream.end();
      default:
        return this.#say('502 5.5.2 Error: command not recognized');
    }
  }

  #accept(size: number): void {
    const { host, journal, random } = this.#options;
    const id = queueId(random);
    const log = (text: string): void =>
      void journal.write({
        kind: 'log',
        host: host.name,
        program: 'postfix/smtpd',
        category: 'mail',
        severity: 'info',
        text,
      });
    log(`${id}: client=${this.#stream.remote.address}, from=<${this.#sender ?? ''}>, size=${size}`);
    for (const recipient of this.#recipients)
      log(`${id}: to=<${recipient}>, relay=local, dsn=2.0.0, status=sent (taken)`);
    this.#reset();
    this.#say(`250 2.0.0 Ok: queued as ${id}`);
  }

  #reset(): void {
    this.#sender = null;
    this.#recipients = [];
    this.#size = null;
  }
}
