/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a short keyed hash, of which a server cookie is made (RFC 9018 §4.4).
 *
 * The four words of state are 64 bits wide; each is held as two halves of 32 bits.
 */

const KEY_OCTETS = 16;
const HASH_OCTETS = 8;

/** The hash of `input` under a key of 16 octets: 8 octets, least significant first. */
export function sipHash24(key: Uint8Array, input: Uint8Array): Uint8Array {
  if (key.length !== KEY_OCTETS) throw new RangeError('A SipHash key has 16 octets.');
  const state = new State(key);
  const whole = input.length & ~7;
  for (let at = 0; at < whole; at += 8) state.absorb(word(input, at), word(input, at + 4));
  // The last word: what is left of the input, and its length in the highest octet.
  const last = new Uint8Array(8);
  last.set(input.subarray(whole));
  last[7] = input.length & 255;
  state.absorb(word(last, 0), word(last, 4));
  return state.finish();
}

class State {
  // The constants spell "somepseudorandomlygeneratedbytes".
  #low0: number;
  #high0: number;
  #low1: number;
  #high1: number;
  #low2: number;
  #high2: number;
  #low3: number;
  #high3: number;

  constructor(key: Uint8Array) {
    const [low, high, low1, high1] = [word(key, 0), word(key, 4), word(key, 8), word(key, 12)];
    this.#low0 = low ^ 0x70736575;
    this.#high0 = high ^ 0x736f6d65;
    this.#low1 = low1 ^ 0x6e646f6d;
    this.#high1 = high1 ^ 0x646f7261;
    this.#low2 = low ^ 0x6e657261;
    this.#high2 = high ^ 0x6c796765;
    this.#low3 = low1 ^ 0x79746573;
    this.#high3 = high1 ^ 0x74656462;
  }

  absorb(low: number, high: number): void {
    this.#low3 ^= low;
    this.#high3 ^= high;
    this.#round();
    this.#round();
    this.#low0 ^= low;
    this.#high0 ^= high;
  }

  finish(): Uint8Array {
    this.#low2 ^= 0xff;
    for (let round = 0; round < 4; round++) this.#round();
    const hash = new Uint8Array(HASH_OCTETS);
    putWord(hash, 0, this.#low0 ^ this.#low1 ^ this.#low2 ^ this.#low3);
    putWord(hash, 4, this.#high0 ^ this.#high1 ^ this.#high2 ^ this.#high3);
    return hash;
  }

  #round(): void {
    let [low0, high0, low1, high1] = [this.#low0, this.#high0, this.#low1, this.#high1];
    let [low2, high2, low3, high3] = [this.#low2, this.#high2, this.#low3, this.#high3];
    // v0 += v1; v1 <<<= 13; v1 ^= v0; v0 <<<= 32
    let sum = (low0 >>> 0) + (low1 >>> 0);
    high0 = (high0 + high1 + carry(sum)) | 0;
    low0 = sum | 0;
    [low1, high1] = [left(low1, high1, 13) ^ low0, left(high1, low1, 13) ^ high0];
    [low0, high0] = [high0, low0];
    // v2 += v3; v3 <<<= 16; v3 ^= v2
    sum = (low2 >>> 0) + (low3 >>> 0);
    high2 = (high2 + high3 + carry(sum)) | 0;
    low2 = sum | 0;
    [low3, high3] = [left(low3, high3, 16) ^ low2, left(high3, low3, 16) ^ high2];
    // v0 += v3; v3 <<<= 21; v3 ^= v0
    sum = (low0 >>> 0) + (low3 >>> 0);
    high0 = (high0 + high3 + carry(sum)) | 0;
    low0 = sum | 0;
    [low3, high3] = [left(low3, high3, 21) ^ low0, left(high3, low3, 21) ^ high0];
    // v2 += v1; v1 <<<= 17; v1 ^= v2; v2 <<<= 32
    sum = (low2 >>> 0) + (low1 >>> 0);
    high2 = (high2 + high1 + carry(sum)) | 0;
    low2 = sum | 0;
    [low1, high1] = [left(low1, high1, 17) ^ low2, left(high1, low1, 17) ^ high2];
    [this.#low0, this.#high0, this.#low1, this.#high1] = [low0, high0, low1, high1];
    [this.#low2, this.#high2, this.#low3, this.#high3] = [high2, low2, low3, high3];
  }
}

function carry(sum: number): number {
  return sum > 0xffff_ffff ? 1 : 0;
}

/** One half of a word turned left by less than 32 bits: its own bits move up, the other half's highest come in. */
function left(half: number, other: number, bits: number): number {
  return (half << bits) | (other >>> (32 - bits));
}

function word(octets: Uint8Array, at: number): number {
  return (
    (octets[at] as number) |
    ((octets[at + 1] as number) << 8) |
    ((octets[at + 2] as number) << 16) |
    ((octets[at + 3] as number) << 24)
  );
}

function putWord(octets: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) octets[at + i] = (value >>> (8 * i)) & 255;
}
