/**
 * What a resolver knows of other servers by their addresses: how quick they are, whether they speak EDNS, their
 * cookies. BIND calls it the ADB; the numbers are BIND's.
 *
 * A server never heard of is given a tiny random round-trip time, so that it is tried before the known ones. An
 * answer moves the smoothed time by three tenths towards the measured one; a silence adds 200 ms; servers that
 * were passed over grow a little younger, so that a slow one gets its chance again.
 */
import type { Instant } from '../network/clock.ts';
import type { Random } from '../random.ts';
import type { ServerLoad } from './server-quota.ts';

export interface ServerRecord {
  readonly address: string;
  /** Smoothed round-trip time in microseconds. */
  srtt: number;
  /** `no`: it answered plain questions and refused those with EDNS. */
  edns: 'unknown' | 'yes' | 'no';
  /** The longest response that came from it over UDP, in octets; 0 before any. */
  longest: number;
  /** Our own half of the cookie for this server (RFC 7873 §4.1). */
  readonly clientCookie: Uint8Array;
  /** The server's half, once it has sent one. */
  serverCookie: Uint8Array | null;
  /** Silences in a row. */
  timeouts: number;
  /** Kept where fetches-per-server is set; else null. */
  load: ServerLoad | null;
  usedAt: Instant;
  agedAt: Instant;
}

const KEPT_MS = 1800_000; // BIND: an address entry lives for 30 minutes after its last use
const MAX_SRTT = 10_000_000;

export class AddressDatabase {
  readonly #random: Random;
  readonly #limit: number;
  readonly #servers = new Map<string, ServerRecord>();

  constructor(random: Random, limit = 20_000) {
    this.#random = random;
    this.#limit = limit;
  }

  get size(): number {
    return this.#servers.size;
  }

  /** What is known of a server; made up where nothing is. */
  server(address: string, now: Instant): ServerRecord {
    const known = this.#servers.get(address);
    if (known !== undefined && now - known.usedAt < KEPT_MS) {
      known.usedAt = now;
      return known;
    }
    this.#servers.delete(address);
    const clientCookie = new Uint8Array(8);
    for (let i = 0; i < 8; i++) clientCookie[i] = this.#random.below(256);
    const fresh: ServerRecord = {
      address,
      srtt: 1 + this.#random.below(32), // BIND: isc_random_uniform(0x1f) + 1 microseconds
      edns: 'unknown',
      longest: 0,
      clientCookie,
      serverCookie: null,
      timeouts: 0,
      load: null,
      usedAt: now,
      agedAt: now,
    };
    if (this.#servers.size >= this.#limit) this.#dropOldest();
    this.#servers.set(address, fresh);
    return fresh;
  }

  answered(server: ServerRecord, rttMs: number): void {
    // BIND: seven tenths of the old, three tenths of the new.
    server.srtt = Math.min(MAX_SRTT, Math.round(server.srtt * 0.7 + rttMs * 1000 * 0.3));
    server.timeouts = 0;
  }

  silent(server: ServerRecord): void {
    server.srtt = Math.min(MAX_SRTT, server.srtt + 200_000);
    server.timeouts++;
  }

  /** A server that might have been asked and was not. BIND: loses two hundredths, once a second at most. */
  passedOver(server: ServerRecord, now: Instant): void {
    if (now - server.agedAt < 1000) return;
    server.agedAt = now;
    server.srtt = Math.floor(server.srtt * 0.98);
  }

  /** All that is known, for showing. */
  servers(): IterableIterator<ServerRecord> {
    return this.#servers.values();
  }

  #dropOldest(): void {
    for (const address of this.#servers.keys()) {
      this.#servers.delete(address);
      return;
    }
  }
}
