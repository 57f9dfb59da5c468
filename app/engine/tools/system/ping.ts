/**
 * `ping`, as iputils has it: ICMP echo requests at an interval, a line for each reply, a summary. All times are the
 * lab clock's.
 *
 * A walk of `ping -c 2 www`: the name is looked up through the machine's resolver; a request goes out at once and one
 * a second later; in between and afterwards whatever comes back is printed; when both replies are there, or nothing
 * has come for long enough, the summary is printed.
 */
import type { Instant } from '../../network/clock.ts';
import {
  isNetProblem,
  type EchoEvent,
  type NetProblem,
  type Tool,
  type ToolContext,
  type ToolEcho,
} from '../tool.ts';
import { readPingOptions, type PingOptions } from './ping-options.ts';
import { PingStatistics, shortTime } from './ping-statistics.ts';

/** The data begins with the time of sending, where it is long enough for it. */
const TIME_SIZE = 16;
const ICMP_HEADER = 8;
const IPV4_HEADER = 20;
const TTL = 64;
/** RFC 791: what fits into one packet. Longer ones the system does not take. */
const MAX_SIZE = 65_507;
/** A user's shortest interval; and what stands for none. */
const SHORTEST_INTERVAL_MS = 2;
const NO_INTERVAL_MS = 10;

export const ping: Tool = async (context) => {
  const options = readPingOptions(context.args, (text) => context.err(text));
  if ('kind' in options) {
    context.out(options.out);
    context.err(options.err);
    return options.exitCode;
  }
  const { resolve, openEcho } = context.net;
  if (!resolve || !openEcho) return failed(context, 'socket: Operation not permitted');
  const found = await resolve(options.destination, options.family);
  if (isNetProblem(found)) return failed(context, `${options.destination}: ${lookupWords(found, options)}`);
  const [address] = found.addresses;
  if (address === undefined) return failed(context, `${options.destination}: Name or service not known`);
  const echo = openEcho(options.source ?? undefined);
  if (isNetProblem(echo))
    return failed(
      context,
      echo.reason === 'address-not-available'
        ? 'bind: Cannot assign requested address'
        : 'socket: Operation not permitted',
    );
  try {
    if (echo.sourceFor(address) === null) return failed(context, 'connect: Network is unreachable');
    return await new PingRun(context, options, echo, found.name, address).run();
  } finally {
    echo.close();
  }
};

function failed(context: ToolContext, words: string): number {
  if (context.signal.aborted) return 130;
  context.err(`ping: ${words}\n`);
  return 2;
}

function lookupWords({ reason, message }: NetProblem, { destination, family }: PingOptions): string {
  // The C library: an address of the other family.
  if (family !== 0 && /^[\d.]+$|:/.test(destination)) return 'Address family for hostname not supported';
  if (reason !== 'not-found') return 'Temporary failure in name resolution';
  return message === reason ? 'Name or service not known' : message;
}

class PingRun {
  readonly #context: ToolContext;
  readonly #options: PingOptions;
  readonly #echo: ToolEcho;
  /** The destination as the summary names it, and its address. */
  readonly #name: string;
  readonly #address: string;
  readonly #statistics: PingStatistics;
  readonly #names = new Map<string, string | null>();
  readonly #intervalMs: number;
  #nextAt: Instant;
  /** When to give up, once everything was sent. */
  #endAt = Number.POSITIVE_INFINITY;

  constructor(context: ToolContext, options: PingOptions, echo: ToolEcho, name: string, address: string) {
    this.#context = context;
    this.#options = options;
    this.#echo = echo;
    this.#address = address;
    // An address is called as it was written.
    this.#name = name === address ? options.destination : name;
    this.#intervalMs = options.intervalMs || NO_INTERVAL_MS;
    this.#nextAt = context.now();
    this.#statistics = new PingStatistics(this.#nextAt);
    if (options.deadlineMs !== null) this.#endAt = this.#nextAt + options.deadlineMs;
  }

  async run(): Promise<number> {
    const { out, err, privileged } = this.#context;
    if (this.#options.pattern)
      out(
        `PATTERN: 0x${this.#options.pattern.map((octet) => octet.toString(16).padStart(2, '0')).join('')}\n`,
      );
    out(await this.#heading());
    if (this.#intervalMs < SHORTEST_INTERVAL_MS && !privileged) {
      err(`ping: cannot flood; minimal interval allowed for user is ${SHORTEST_INTERVAL_MS}ms\n`);
      return 2;
    }
    while (!this.#isOver()) {
      const now = this.#context.now();
      if (!this.#allSent && now >= this.#nextAt) this.#send(now);
      const event = await this.#echo.receive(
        Math.max(0, Math.min(this.#endAt, this.#nextOf()) - this.#context.now()),
      );
      if (!isNetProblem(event)) await this.#take(event);
      else if (event.reason === 'aborted') break;
    }
    out(this.#statistics.summary(this.#name));
    return this.#exitCode();
  }

  get #allSent(): boolean {
    const { count, deadlineMs } = this.#options;
    return count !== null && deadlineMs === null && this.#statistics.sent >= count;
  }

  #nextOf(): Instant {
    return this.#allSent ? Number.POSITIVE_INFINITY : this.#nextAt;
  }

  #isOver(): boolean {
    const { received, errors } = this.#statistics;
    const { count } = this.#options;
    return (count !== null && received + errors >= count) || this.#context.now() >= this.#endAt;
  }

  #exitCode(): number {
    const { received } = this.#statistics;
    const { count, deadlineMs } = this.#options;
    return received === 0 || (deadlineMs !== null && count !== null && received < count) ? 1 : 0;
  }

  async #heading(): Promise<string> {
    const { size, source } = this.#options;
    const from = source === null ? '' : ` from ${source} :`;
    if (this.#address.includes(':'))
      return `PING ${this.#name}(${await this.#nameOf(this.#address)})${from} ${size} data bytes\n`;
    return `PING ${this.#name} (${this.#address})${from} ${size}(${size + ICMP_HEADER + IPV4_HEADER}) bytes of data.\n`;
  }

  #send(now: Instant): void {
    const statistics = this.#statistics;
    const sequence = statistics.sent + 1;
    const { outstanding, quiet, size } = this.#options;
    if (outstanding && !quiet && sequence > 1 && !statistics.hasHeard(sequence - 1))
      this.#context.out(`${this.#stamp()}no answer yet for icmp_seq=${sequence - 1}\n`);
    this.#nextAt = now + this.#intervalMs;
    statistics.noteSent(sequence, now);
    if (size <= MAX_SIZE && !this.#echo.send(this.#data(now), this.#address, sequence)) {
      statistics.errors++;
      this.#context.err('ping: sendmsg: Network is unreachable\n');
    }
    if (this.#allSent) this.#endAt = now + this.#lingerMs();
  }

  /** iputils: twice the longest way so far, but not less than the interval; where none is known, as long as was asked for. */
  #lingerMs(): number {
    const { received, longest } = this.#statistics;
    return received === 0 ? this.#options.lingerMs : Math.max((2 * longest) / 1000, this.#intervalMs);
  }

  #data(now: Instant): Uint8Array {
    const { size, pattern } = this.#options;
    const octets = new Uint8Array(size);
    for (let at = 0; at < size; at++) octets[at] = pattern ? (pattern[at % pattern.length] as number) : at;
    if (size < TIME_SIZE) return octets;
    const view = new DataView(octets.buffer);
    view.setBigUint64(0, BigInt(Math.floor(now / 1000)), true);
    view.setBigUint64(8, BigInt(Math.floor((now % 1000) * 1000)), true);
    return octets;
  }

  async #take(event: EchoEvent): Promise<void> {
    const { quiet, size } = this.#options;
    if (event.kind === 'unreachable') {
      this.#statistics.errors++;
      const from = quiet ? '' : await this.#nameOf(event.from);
      if (!quiet)
        this.#context.out(`${this.#stamp()}From ${from} icmp_seq=${event.sequence} ${this.#reason(event)}\n`);
      return;
    }
    const timed = size >= TIME_SIZE;
    const reply = this.#statistics.noteReply(event.sequence, event.at, timed);
    if (reply === null || quiet) return;
    const time = timed ? ` time=${shortTime(reply.us)} ms` : '';
    const from = await this.#nameOf(event.from);
    const length = event.octets.length + ICMP_HEADER;
    const what = `icmp_seq=${event.sequence} ttl=${TTL}${time}${reply.again ? ' (DUP!)' : ''}`;
    this.#context.out(`${this.#stamp()}${length} bytes from ${from}: ${what}\n`);
  }

  #reason({ reason }: Extract<EchoEvent, { kind: 'unreachable' }>): string {
    const v6 = this.#address.includes(':');
    if (reason === 'admin-prohibited')
      return v6 ? 'Destination unreachable: Administratively prohibited' : 'Packet filtered';
    const what = reason === 'port-unreachable' ? 'Port' : v6 ? 'Address' : 'Host';
    return v6 ? `Destination unreachable: ${what} unreachable` : `Destination ${what} Unreachable`;
  }

  #stamp(): string {
    return this.#options.stamped ? `[${(this.#context.now() / 1000).toFixed(6)}] ` : '';
  }

  /** `www.tiscali.co.uk (127.53.9.1)`; the address alone where names are not asked for or there is none. */
  async #nameOf(address: string): Promise<string> {
    const { numeric, destination } = this.#options;
    if (numeric || this.#address === destination) return address;
    const known = this.#names.get(address);
    const name = known === undefined ? ((await this.#context.net.nameOf?.(address)) ?? null) : known;
    this.#names.set(address, name);
    return name === null ? address : `${name} (${address})`;
  }
}
