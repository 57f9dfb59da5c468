/** Octets as hexadecimal, base64 and base32hex text (RFC 4648), and back. Decoders give null for what is malformed. */

export function hexText(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += (octet < 16 ? '0' : '') + octet.toString(16).toUpperCase();
  return text;
}

export function hexOctets(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return null;
  const octets = new Uint8Array(text.length / 2);
  for (let i = 0; i < octets.length; i++) octets[i] = parseInt(text.slice(i * 2, i * 2 + 2), 16);
  return octets;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

export function base64Text(octets: Uint8Array): string {
  const text = digits(octets, 6, BASE64);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

export function base64Octets(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const bare = text.replace(/={1,2}$/, '');
  return undigits(bare, 6, (code) => BASE64.indexOf(String.fromCharCode(code)));
}

/** Without padding, in capitals, as NSEC3 records have it (RFC 5155 §3.3). */
export function base32hexText(octets: Uint8Array): string {
  return digits(octets, 5, BASE32HEX);
}

export function base32hexOctets(text: string): Uint8Array | null {
  return undigits(text.toUpperCase(), 5, (code) => BASE32HEX.indexOf(String.fromCharCode(code)));
}

function digits(octets: Uint8Array, bitsADigit: number, alphabet: string): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const octet of octets) {
    held = ((held & 0xff) << 8) | octet;
    bits += 8;
    while (bits >= bitsADigit) {
      bits -= bitsADigit;
      text += alphabet[(held >> bits) & ((1 << bitsADigit) - 1)] ?? '';
    }
  }
  if (bits > 0) text += alphabet[(held << (bitsADigit - bits)) & ((1 << bitsADigit) - 1)] ?? '';
  return text;
}

function undigits(text: string, bitsADigit: number, value: (code: number) => number): Uint8Array | null {
  const octets = new Uint8Array(Math.floor((text.length * bitsADigit) / 8));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = value(text.charCodeAt(i));
    if (digit < 0) return null;
    held = ((held & 0xff) << bitsADigit) | digit;
    bits += bitsADigit;
    if (bits >= 8) {
      bits -= 8;
      octets[at++] = held >> bits;
    }
  }
  // What is left over is less than a digit, and zero.
  return bits < bitsADigit && (held & ((1 << bits) - 1)) === 0 ? octets : null;
}
