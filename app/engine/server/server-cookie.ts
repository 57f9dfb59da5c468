/**
 * Server cookies in the shape of RFC 9018 §4: version 1, three reserved octets, the time, an eight-octet hash.
 *
 * Simplified: the hash is a keyed mix of our own, not SipHash-2-4. Nobody but this server reads it.
 */
import type { Instant } from '../network/clock.ts';
import type { Random } from '../random.ts';

const VERSION = 1;
const SERVER_COOKIE_OCTETS = 16;
/** Seconds for which a cookie is good, and may come from the future (RFC 9018 §4.3). */
const LIFETIME = 3600;
const AHEAD = 300;

export class ServerCookies {
  readonly #key: readonly number[];

  constructor(random: Random) {
    this.#key = [random.uint32(), random.uint32(), random.uint32(), random.uint32()];
  }

  /** The whole option for a response: the client's eight octets and ours. */
  make(client: Uint8Array, clientAddress: string, now: Instant): Uint8Array {
    const seconds = Math.floor(now / 1000) >>> 0;
    const cookie = new Uint8Array(8 + SERVER_COOKIE_OCTETS);
    for (let i = 0; i < 8; i++) cookie[i] = client[i] as number;
    cookie[8] = VERSION;
    writeUint32(cookie, 12, seconds);
    this.#hash(cookie, clientAddress);
    return cookie;
  }

  /** Whether the option's server half is one that we gave this client, not too long ago. */
  isGood(option: Uint8Array, clientAddress: string, now: Instant): boolean {
    if (option.length !== 8 + SERVER_COOKIE_OCTETS || option[8] !== VERSION) return false;
    const age = Math.floor(now / 1000) - readUint32(option, 12);
    if (age > LIFETIME || age < -AHEAD) return false;
    const expected = option.slice();
    this.#hash(expected, clientAddress);
    for (let i = 16; i < 24; i++) if (expected[i] !== option[i]) return false;
    return true;
  }

  /** Fills in the last eight octets from the ones before, the address and the key. */
  #hash(cookie: Uint8Array, clientAddress: string): void {
    let a = this.#key[0] as number;
    let b = this.#key[1] as number;
    const mix = (octet: number): void => {
      a = Math.imul(a ^ octet, 0x9e3779b1) ^ (b >>> 15);
      b = Math.imul(b + a, 0x85ebca6b) ^ (a >>> 13);
    };
    for (let i = 0; i < 16; i++) mix(cookie[i] as number);
    for (let i = 0; i < clientAddress.length; i++) mix(clientAddress.charCodeAt(i));
    a ^= this.#key[2] as number;
    b ^= this.#key[3] as number;
    for (let i = 0; i < 4; i++) mix(i);
    writeUint32(cookie, 16, a >>> 0);
    writeUint32(cookie, 20, b >>> 0);
  }
}

/** RFC 7873 §5.2.2: eight octets of the client's, or those and 8 to 32 of a server's. */
export function isCookieLength(length: number): boolean {
  return length === 8 || (length >= 16 && length <= 40);
}

function writeUint32(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >>> 24;
  octets[at + 1] = (value >>> 16) & 255;
  octets[at + 2] = (value >>> 8) & 255;
  octets[at + 3] = value & 255;
}

function readUint32(octets: Uint8Array, at: number): number {
  return (
    (((octets[at] as number) << 24) |
      ((octets[at + 1] as number) << 16) |
      ((octets[at + 2] as number) << 8) |
      (octets[at + 3] as number)) >>>
    0
  );
}
