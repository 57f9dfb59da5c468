/** One message to one machine over SMTP (RFC 5321), as little of it as a delivery needs. */
import type { LabClock, Timer } from '../../network/clock.ts';
import { isBindProblem, type Host, type TcpStream } from '../../network/transport.ts';
import type { MailHost } from './mail-route.ts';
import type { DeliveryOutcome } from './queued-mail.ts';

export interface Envelope {
  readonly sender: string;
  readonly recipient: string;
  readonly content: string;
}

export interface SmtpClientOptions {
  readonly host: Host;
  readonly clock: LabClock;
  /** What it greets with. */
  readonly ownName: string;
}

/** How the exchange ended; `unreachable`: there was none, and another machine may be tried. */
export type SmtpOutcome = DeliveryOutcome | { readonly kind: 'unreachable'; readonly words: string };

const PORT = 25;
/** Postfix: smtp_connect_timeout and the time for a reply. */
const CONNECT_MS = 30_000;
const REPLY_MS = 300_000;

const FAILURES = {
  refused: 'Connection refused',
  reset: 'Connection reset by peer',
  'timed-out': 'Connection timed out',
  unreachable: 'No route to host',
} as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder('latin1');

export function sendBySmtp(
  options: SmtpClientOptions,
  to: MailHost,
  envelope: Envelope,
): Promise<SmtpOutcome> {
  const stream = options.host.connectTcp({ address: to.address, port: PORT });
  const place = `${to.name}[${to.address}]:${PORT}`;
  if (isBindProblem(stream))
    return Promise.resolve({
      kind: 'unreachable',
      words: `connect to ${place}: Cannot assign requested address`,
    });
  return new Promise((resolve) => new SmtpExchange(options, stream, to, envelope, resolve));
}

class SmtpExchange {
  readonly #options: SmtpClientOptions;
  readonly #stream: TcpStream;
  readonly #host: string;
  readonly #place: string;
  /** What is sent, and the command as a reply to it names it. */
  readonly #steps: (readonly [text: string, name: string])[];
  readonly #resolve: (outcome: SmtpOutcome) => void;
  #last = 'greeting';
  #text = '';
  #opened = false;
  #over = false;
  #timer: Timer | null = null;

  constructor(
    options: SmtpClientOptions,
    stream: TcpStream,
    to: MailHost,
    { sender, recipient, content }: Envelope,
    resolve: (outcome: SmtpOutcome) => void,
  ) {
    this.#options = options;
    this.#stream = stream;
    this.#host = `${to.name}[${to.address}]`;
    this.#place = `${this.#host}:${PORT}`;
    this.#resolve = resolve;
    this.#steps = [
      [`EHLO ${options.ownName}\r\n`, 'EHLO command'],
      [`MAIL FROM:<${sender}>\r\n`, 'MAIL FROM command'],
      [`RCPT TO:<${recipient}>\r\n`, 'RCPT TO command'],
      ['DATA\r\n', 'DATA command'],
      // RFC 5321 §4.5.2: a line that begins with a dot gets another.
      [`${content.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..')}.\r\n`, 'end of DATA command'],
    ];
    stream.onOpen = () => {
      this.#opened = true;
      this.#await(REPLY_MS);
    };
    stream.onData = (octets) => this.#take(decoder.decode(octets));
    stream.onEnd = () => this.#lost('lost connection');
    stream.onFailure = (why) => {
      if (this.#opened) this.#lost('lost connection');
      else this.#unreachable(FAILURES[why]);
    };
    this.#await(CONNECT_MS);
  }

  #await(milliseconds: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(milliseconds, `time-out of mail to ${this.#host}`, () => {
      if (this.#opened) this.#lost('conversation timed out');
      else this.#unreachable('Connection timed out');
      this.#stream.reset();
    });
  }

  #take(text: string): void {
    this.#text += text;
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end < 0 || this.#over) return;
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      // RFC 5321 §4.2.1: only the last line of a reply has no hyphen.
      if (line.charAt(3) !== '-') this.#hear(line);
    }
  }

  #hear(reply: string): void {
    const step = this.#steps.shift();
    if (!/^[23]/.test(reply)) return this.#refused(reply);
    if (step === undefined) {
      this.#stream.send(encoder.encode('QUIT\r\n'));
      this.#stream.end();
      return this.#finish({ kind: 'sent', relay: this.#place, dsn: '2.0.0', words: reply });
    }
    this.#last = step[1];
    this.#await(REPLY_MS);
    this.#stream.send(encoder.encode(step[0]));
  }

  #refused(reply: string): void {
    const isTemporary = reply.startsWith('4');
    const dsn = /^\d{3} ([245]\.\d+\.\d+)/.exec(reply)?.[1] ?? (isTemporary ? '4.0.0' : '5.0.0');
    const words = `host ${this.#host} said: ${reply} (in reply to ${this.#last})`;
    this.#stream.end();
    this.#finish({ kind: isTemporary ? 'deferred' : 'bounced', relay: this.#place, dsn, words });
  }

  #lost(how: string): void {
    const words = `${how} with ${this.#host} while ${this.#last === 'greeting' ? 'receiving the initial server greeting' : `sending ${this.#last}`}`;
    this.#finish({ kind: 'deferred', relay: this.#place, dsn: '4.4.2', words });
  }

  #unreachable(words: string): void {
    this.#finish({ kind: 'unreachable', words: `connect to ${this.#place}: ${words}` });
  }

  #finish(outcome: SmtpOutcome): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer?.cancel();
    this.#options.clock.woke();
    this.#resolve(outcome);
  }
}
