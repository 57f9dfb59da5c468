/**
 * Server cookies in the shape of RFC 9018 §4: version 1, three reserved octets, the time, and SipHash-2-4 over all
 * of it with the client's half and address. Servers with the same secret take each other's (BIND: `cookie-algorithm
 * siphash24`, `cookie-secret`).
 */
import type { Instant } from '../network/clock.ts';
import { addressOctets } from '../protocol/address.ts';
import type { Random } from '../random.ts';
import { sipHash24 } from './siphash.ts';

export interface CookieOptions {
  /** 16 octets each. The first makes cookies, all are taken. Default: one at random. BIND: cookie-secret. */
  readonly secrets?: readonly Uint8Array[];
  /** Whether cookies are answered at all. Default true. BIND: answer-cookie. */
  readonly answer?: boolean;
}

const VERSION = 1;
const CLIENT_OCTETS = 8;
/** Both halves. */
const COOKIE_OCTETS = 24;
/** Where the time stands, and the hash. */
const TIME_AT = 12;
const HASH_AT = 16;
/** Seconds for which a cookie is good, and may come from the future (RFC 9018 §4.3). */
const LIFETIME = 3600;
const AHEAD = 300;
const NO_ADDRESS = new Uint8Array(0);

export class ServerCookies {
  /** Whether a query's cookie is looked at, and answered with one. */
  readonly answers: boolean;
  readonly #secrets: readonly [Uint8Array, ...Uint8Array[]];

  constructor(random: Random, { secrets = [], answer = true }: CookieOptions = {}) {
    this.answers = answer;
    const [first, ...others] = secrets;
    this.#secrets = [first ?? Uint8Array.from({ length: 16 }, () => random.below(256)), ...others];
  }

  /** The whole option for a response: the client's eight octets and ours. */
  make(client: Uint8Array, clientAddress: string, now: Instant): Uint8Array {
    const cookie = new Uint8Array(COOKIE_OCTETS);
    for (let i = 0; i < CLIENT_OCTETS; i++) cookie[i] = client[i] as number;
    cookie[CLIENT_OCTETS] = VERSION;
    writeUint32(cookie, TIME_AT, Math.floor(now / 1000));
    cookie.set(hashOf(cookie, clientAddress, this.#secrets[0]), HASH_AT);
    return cookie;
  }

  /** Whether the option's server half is one that we, or who shares the secret, gave this client, not too long ago. */
  isGood(option: Uint8Array, clientAddress: string, now: Instant): boolean {
    if (option.length !== COOKIE_OCTETS || option[CLIENT_OCTETS] !== VERSION) return false;
    // BIND: a cookie is compared with the one that it would have made, whose reserved octets are zero.
    if (option[9] !== 0 || option[10] !== 0 || option[11] !== 0) return false;
    // RFC 1982: the time is a serial number, and 2106 is no end of it.
    const age = (Math.floor(now / 1000) - readUint32(option, TIME_AT)) | 0;
    if (age > LIFETIME || age < -AHEAD) return false;
    const said = option.subarray(HASH_AT);
    return this.#secrets.some((secret) => isSame(said, hashOf(option, clientAddress, secret)));
  }
}

/** RFC 9018 §4.4: over the client's half, version, reserved, time, and the client's address. */
function hashOf(cookie: Uint8Array, clientAddress: string, secret: Uint8Array): Uint8Array {
  const address = octetsOf(clientAddress);
  const input = address.length === 16 ? INPUT_V6 : INPUT_V4;
  for (let i = 0; i < HASH_AT; i++) input[i] = cookie[i] as number;
  for (let i = 0; i < address.length; i++) input[HASH_AT + i] = address[i] as number;
  return sipHash24(secret, address.length === 0 ? input.subarray(0, HASH_AT) : input);
}

/** What is hashed, made anew each time. */
const INPUT_V4 = new Uint8Array(HASH_AT + 4);
const INPUT_V6 = new Uint8Array(HASH_AT + 16);

/** The address that was read last: servers hear the same resolvers again and again. */
let lastText = '';
let lastOctets: Uint8Array = NO_ADDRESS;

function octetsOf(address: string): Uint8Array {
  if (address !== lastText) {
    lastText = address;
    lastOctets = addressOctets(address) ?? NO_ADDRESS;
  }
  return lastOctets;
}

/** RFC 7873 §5.2.2: eight octets of the client's, or those and 8 to 32 of a server's. */
export function isCookieLength(length: number): boolean {
  return length === 8 || (length >= 16 && length <= 40);
}

/** In the same time, wherever they differ. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < b.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
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
