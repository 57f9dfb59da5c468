/** What `ping` counts, and the lines that it ends with. */
import type { Instant } from '../../network/clock.ts';

export class PingStatistics {
  sent = 0;
  received = 0;
  repeated = 0;
  errors = 0;
  lastSentAt: Instant = 0;
  /** Microseconds, as all of them. */
  longest = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #sum = 0;
  #sumOfSquares = 0;
  #timed = 0;
  /** How many requests were under way at once. */
  #pipe = 0;
  readonly #startedAt: Instant;
  readonly #sentAt = new Map<number, Instant>();
  readonly #heard = new Set<number>();

  constructor(startedAt: Instant) {
    this.#startedAt = startedAt;
    this.lastSentAt = startedAt;
  }

  noteSent(sequence: number, at: Instant): void {
    this.sent++;
    this.lastSentAt = at;
    this.#sentAt.set(sequence, at);
  }

  /** Gives how long it took, in microseconds, and whether it came before; null for what was never asked. */
  noteReply(
    sequence: number,
    at: Instant,
    timed: boolean,
  ): { readonly us: number; readonly again: boolean } | null {
    const sentAt = this.#sentAt.get(sequence);
    if (sentAt === undefined) return null;
    const again = this.#heard.has(sequence);
    this.#heard.add(sequence);
    if (again) this.repeated++;
    else this.received++;
    this.#pipe = Math.max(this.#pipe, this.sent - sequence + 1);
    const us = Math.round((at - sentAt) * 1000);
    if (timed) this.#noteTime(us);
    return { us, again };
  }

  hasHeard(sequence: number): boolean {
    return this.#heard.has(sequence);
  }

  summary(destination: string): string {
    const { sent, received, repeated, errors } = this;
    const loss = sent === 0 ? 0 : ((sent - received) * 100) / sent;
    const elapsed = Math.floor(this.lastSentAt - this.#startedAt);
    const extras = `${repeated > 0 ? `, +${repeated} duplicates` : ''}${errors > 0 ? `, +${errors} errors` : ''}`;
    let text = `\n--- ${destination} ping statistics ---\n${sent} packets transmitted, ${received} received${extras}`;
    if (sent > 0) text += `, ${shortNumber(loss)}% packet loss, time ${elapsed}ms`;
    return `${text}\n${this.#times()}\n`;
  }

  #noteTime(us: number): void {
    this.#timed++;
    this.#sum += us;
    this.#sumOfSquares += us * us;
    this.longest = Math.max(this.longest, us);
    this.#shortest = Math.min(this.#shortest, us);
  }

  #times(): string {
    if (this.#timed === 0) return '';
    const average = Math.floor(this.#sum / this.#timed);
    const variance = this.#sumOfSquares / this.#timed - (this.#sum / this.#timed) ** 2;
    const deviation = Math.floor(Math.sqrt(Math.max(0, variance)));
    const values = [this.#shortest, average, this.longest, deviation].map((us) => (us / 1000).toFixed(3));
    return `rtt min/avg/max/mdev = ${values.join('/')} ms${this.#pipe > 1 ? `, pipe ${this.#pipe}` : ''}`;
  }
}

/** Three digits that count: `0.030`, `1.25`, `28.4`, `312`. */
export function shortTime(us: number): string {
  if (us >= 100_000 - 50) return String(Math.floor((us + 500) / 1000));
  if (us >= 10_000 - 5) return (Math.floor((us + 50) / 100) / 10).toFixed(1);
  if (us >= 1_000) return (Math.floor((us + 5) / 10) / 100).toFixed(2);
  return (us / 1000).toFixed(3);
}

/** As `%g` prints it: six digits, and no zeros behind them. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}
