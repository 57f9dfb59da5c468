/**
 * Who may come in: a browser on this machine that was given the lab's address, and nobody else.
 *
 * Listening on 127.0.0.1 keeps other machines out. It does not keep out pages of other sites in the student's own
 * browser (they can send requests to loopback; with DNS rebinding even under our port), nor other users of the same
 * machine. So: the Host header must name us, a WebSocket's Origin must be ours, and every request carries a secret:
 * in the URL the first time, in a cookie from then on. It is the student's own and kept, so that an open tab finds
 * its lab again after a restart.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { freshSecret } from '../storage/secret.ts';

const TICKET_LIFE_MS = 60_000;

export type Verdict =
  | { readonly kind: 'admitted'; readonly setCookie: string | null }
  | { readonly kind: 'refused'; readonly why: 'host' | 'origin' | 'secret' };

export class Access {
  readonly #token: string;
  /** Tickets not yet used, and when they end. */
  readonly #tickets = new Map<string, number>();
  readonly #port: number;
  readonly #hosts: ReadonlySet<string>;

  constructor(port: number, secret: string) {
    this.#token = secret;
    this.#port = port;
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  }

  /** The address for the person: good for as long as the secret is kept and the port is the same. */
  url(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.#token}`;
  }

  /**
   * An address for a program that opens the browser. Command lines can be read by other users of the machine, so
   * what stands in this one works once, and for a minute.
   */
  ticketUrl(now = Date.now()): string {
    const ticket = freshSecret();
    this.#tickets.set(digest(ticket), now + TICKET_LIFE_MS);
    return `http://127.0.0.1:${this.#port}/?token=${ticket}`;
  }

  /** Judges a request for a file. */
  judge(request: IncomingMessage, now = Date.now()): Verdict {
    if (!this.#hosts.has(request.headers.host ?? '')) return { kind: 'refused', why: 'host' };
    const origin = request.headers.origin;
    if (origin !== undefined && !this.#isOurs(origin)) return { kind: 'refused', why: 'origin' };
    if (this.#hasCookie(request)) return { kind: 'admitted', setCookie: null };
    const offered = tokenOf(request.url ?? '');
    if (offered === null || !(same(offered, this.#token) || this.#redeem(offered, now)))
      return { kind: 'refused', why: 'secret' };
    const cookie = `${this.#cookieName()}=${this.#token}; Path=/; HttpOnly; SameSite=Strict`;
    return { kind: 'admitted', setCookie: cookie };
  }

  /** Judges the opening of a WebSocket: browsers always send its Origin, so it must be there. */
  judgeSocket(request: IncomingMessage): Verdict {
    if (request.headers.origin === undefined) return { kind: 'refused', why: 'origin' };
    return this.judge(request);
  }

  #isOurs(origin: string): boolean {
    return origin.startsWith('http://') && this.#hosts.has(origin.slice('http://'.length));
  }

  // Cookies know no ports: the name keeps two Rootwalks on one machine apart.
  #cookieName(): string {
    return `rootwalk-${this.#port}`;
  }

  #hasCookie(request: IncomingMessage): boolean {
    const wanted = this.#cookieName();
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const at = pair.indexOf('=');
      if (at >= 0 && pair.slice(0, at).trim() === wanted && same(pair.slice(at + 1).trim(), this.#token))
        return true;
    }
    return false;
  }

  #redeem(ticket: string, now: number): boolean {
    const key = digest(ticket);
    const end = this.#tickets.get(key);
    this.#tickets.delete(key);
    return end !== undefined && now < end;
  }
}

function tokenOf(url: string): string | null {
  const at = url.indexOf('?');
  return at < 0 ? null : new URLSearchParams(url.slice(at + 1)).get('token');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compares in a time that tells nothing about where two texts differ. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));
}
