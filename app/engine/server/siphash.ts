/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a short keyed hash, of which a server cookie is made (RFC 9018 §4.4).
 *
 * The four words of state are 64 bits wide; each is held as two halves of 32 bits.
 */

const KEY_OCTETS = 16;
const HASH_OCTETS = 8;

/** The four words, each its low half and then its high one. Nothing is left in it between two hashes. */
const state = new Int32Array(8);

/** The hash of `input` under a key of 16 octets: 8 octets, least significant first. */
export function sipHash24(key: Uint8Array, input: Uint8Array): Uint8Array {
  if (key.length !== KEY_OCTETS) throw new RangeError('A SipHash key has 16 octets.');
  begin(word(key, 0), word(key, 4), word(key, 8), word(key, 12));
  const whole = input.length & ~7;
  for (let at = 0; at < whole; at += 8) absorb(word(input, at), word(input, at + 4));
  // The last word: what is left of the input, and its length in the highest octet.
  let [low, high] = [0, input.length << 24];
  for (let at = whole; at < input.length; at++) {
    const octet = input[at] as number;
    if (at - whole < 4) low |= octet << (8 * (at - whole));
    else high |= octet << (8 * (at - whole - 4));
  }
  absorb(low, high);
  return finish();
}

/** The constants spell "somepseudorandomlygeneratedbytes". */
function begin(low: number, high: number, low1: number, high1: number): void {
  state[0] = low ^ 0x70736575;
  state[1] = high ^ 0x736f6d65;
  state[2] = low1 ^ 0x6e646f6d;
  state[3] = high1 ^ 0x646f7261;
  state[4] = low ^ 0x6e657261;
  state[5] = high ^ 0x6c796765;
  state[6] = low1 ^ 0x79746573;
  state[7] = high1 ^ 0x74656462;
}

function absorb(low: number, high: number): void {
  (state[6] as number) ^= low;
  (state[7] as number) ^= high;
  rounds(2);
  (state[0] as number) ^= low;
  (state[1] as number) ^= high;
}

function finish(): Uint8Array {
  (state[4] as number) ^= 0xff;
  rounds(4);
  const hash = new Uint8Array(HASH_OCTETS);
  putWord(hash, 0, half(0) ^ half(2) ^ half(4) ^ half(6));
  putWord(hash, 4, half(1) ^ half(3) ^ half(5) ^ half(7));
  return hash;
}

function half(place: number): number {
  return state[place] as number;
}

function rounds(count: number): void {
  let [low0, high0, low1, high1] = [half(0), half(1), half(2), half(3)];
  let [low2, high2, low3, high3] = [half(4), half(5), half(6), half(7)];
  for (let i = 0; i < count; i++) {
    // v0 += v1; v1 <<<= 13; v1 ^= v0; v0 <<<= 32
    let sum = (low0 >>> 0) + (low1 >>> 0);
    let low = (high0 + high1 + carry(sum)) | 0;
    let high = sum | 0;
    let turned = left(low1, high1, 13) ^ high;
    high1 = left(high1, low1, 13) ^ low;
    low1 = turned;
    // v2 += v3; v3 <<<= 16; v3 ^= v2
    sum = (low2 >>> 0) + (low3 >>> 0);
    high2 = (high2 + high3 + carry(sum)) | 0;
    low2 = sum | 0;
    turned = left(low3, high3, 16) ^ low2;
    high3 = left(high3, low3, 16) ^ high2;
    low3 = turned;
    // v0 += v3; v3 <<<= 21; v3 ^= v0
    sum = (low >>> 0) + (low3 >>> 0);
    high0 = (high + high3 + carry(sum)) | 0;
    low0 = sum | 0;
    turned = left(low3, high3, 21) ^ low0;
    high3 = left(high3, low3, 21) ^ high0;
    low3 = turned;
    // v2 += v1; v1 <<<= 17; v1 ^= v2; v2 <<<= 32
    sum = (low2 >>> 0) + (low1 >>> 0);
    low = (high2 + high1 + carry(sum)) | 0;
    high = sum | 0;
    turned = left(low1, high1, 17) ^ high;
    high1 = left(high1, low1, 17) ^ low;
    low1 = turned;
    [low2, high2] = [low, high];
  }
  [state[0], state[1], state[2], state[3]] = [low0, high0, low1, high1];
  [state[4], state[5], state[6], state[7]] = [low2, high2, low3, high3];
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
