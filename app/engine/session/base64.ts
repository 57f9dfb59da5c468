const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const PAD = '='.charCodeAt(0);
/** As many as a call takes arguments safely. */
const SLICE = 8192;

/** Octets in base64 (RFC 4648 §4), for carrying a file through the contract's JSON. */
export function base64(octets: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(octets.length / 3) * 4);
  let to = 0;
  for (let at = 0; at < octets.length; at += 3) {
    const left = octets.length - at;
    const group = ((octets[at] as number) << 16) | ((octets[at + 1] ?? 0) << 8) | (octets[at + 2] ?? 0);
    codes[to++] = CODES[group >> 18] as number;
    codes[to++] = CODES[(group >> 12) & 63] as number;
    codes[to++] = left > 1 ? (CODES[(group >> 6) & 63] as number) : PAD;
    codes[to++] = left > 2 ? (CODES[group & 63] as number) : PAD;
  }
  let text = '';
  for (let at = 0; at < codes.length; at += SLICE)
    text += String.fromCharCode(...codes.subarray(at, at + SLICE));
  return text;
}

const NO_DIGIT = 255;
const VALUES = new Uint8Array(128).fill(NO_DIGIT);
CODES.forEach((code, value) => (VALUES[code] = value));

/** The octets of a text in base64; null for what is none. */
export function octetsOfBase64(text: string): Uint8Array | null {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  if (text.length % 4 !== 0) return null;
  const octets = new Uint8Array(Math.floor((digits * 3) / 4));
  let held = 0;
  let bits = 0;
  let to = 0;
  for (let at = 0; at < digits; at++) {
    const value = VALUES[text.charCodeAt(at)] ?? NO_DIGIT;
    if (value === NO_DIGIT) return null;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets[to++] = (held >> bits) & 0xff;
  }
  return octets;
}
