/** Locations on earth (RFC 1876). */
import { u32 } from './rdata-fields.ts';

/** The text of a LOC RDATA of 16 octets; null for another version than 0. */
export function locText(octets: Uint8Array, start: number): string | null {
  if (octets[start] !== 0) return null;
  const latitude = angleText(u32(octets, start + 4) - 2 ** 31, 'N', 'S');
  const longitude = angleText(u32(octets, start + 8) - 2 ** 31, 'E', 'W');
  const centimetres = u32(octets, start + 12) - 10_000_000;
  const altitude = `${centimetres < 0 ? '-' : ''}${(Math.abs(centimetres) / 100).toFixed(2)}m`;
  const sizes = [1, 2, 3].map((i) => sizeText(octets[start + i] as number)).join(' ');
  return `${latitude} ${longitude} ${altitude} ${sizes}`;
}

/** Thousandths of an arc second. */
function angleText(value: number, positive: string, negative: string): string {
  const size = Math.abs(value);
  const degrees = Math.floor(size / 3_600_000);
  const minutes = Math.floor(size / 60_000) % 60;
  const seconds = ((size % 60_000) / 1000).toFixed(3);
  return `${degrees} ${minutes} ${seconds} ${value < 0 ? negative : positive}`;
}

/** A size is a digit and a power of ten, in centimetres. BIND: whole metres have no decimals. */
function sizeText(size: number): string {
  const digit = size >> 4;
  const exponent = size & 15;
  return exponent >= 2
    ? `${digit * 10 ** (exponent - 2)}m`
    : `${((digit * 10 ** exponent) / 100).toFixed(2)}m`;
}

/**
 * Reads `d1 [m1 [s1]] N|S d2 [m2 [s2]] E|W alt[m] [siz[m] [hp[m] [vp[m]]]]` (RFC 1876 §3). Gives the RDATA, or
 * the index of the word that does not fit.
 */
export function locOctets(words: readonly string[]): Uint8Array | number {
  const octets = new Uint8Array(16);
  // RFC 1876 §3: 1 m, 10,000 m and 10 m where they are left out.
  octets.set([0, 0x12, 0x16, 0x13]);
  let at = 0;
  for (const [offset, most, letters] of [
    [4, 90, 'NS'],
    [8, 180, 'EW'],
  ] as const) {
    const angle = readAngle(words, at, most, letters);
    if (typeof angle === 'number') return angle;
    put32(octets, offset, angle.value + 2 ** 31);
    at = angle.next;
  }
  const altitude = readMetres(words[at] ?? '', true);
  if (altitude === null || altitude < -10_000_000 || altitude > 4_284_967_295) return at;
  put32(octets, 12, altitude + 10_000_000);
  at++;
  for (let i = 1; i <= 3 && at < words.length; i++, at++) {
    const metres = readMetres(words[at] ?? '', false);
    if (metres === null || metres > 9_000_000_000) return at;
    octets[i] = sizeOctet(metres);
  }
  return at === words.length ? octets : at;
}

/** An angle and the index of the word behind it, or the index of the word that does not fit. */
function readAngle(
  words: readonly string[],
  start: number,
  most: number,
  letters: string,
): { value: number; next: number } | number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const word = words[start + i] ?? '';
    if (i > 0 && word.length === 1 && letters.includes(word.toUpperCase())) {
      if (value > most * 3_600_000) return start;
      return { value: word.toUpperCase() === letters.charAt(0) ? value : -value, next: start + i + 1 };
    }
    if (i === 3 || !(i === 2 ? /^\d{1,2}(\.\d{0,3})?$/ : /^\d{1,3}$/).test(word)) return start + i;
    if (i > 0 && Number(word) >= 60) return start + i;
    value += Math.round(Number(word) * ([3_600_000, 60_000, 1000][i] ?? 0));
  }
  return start + 3;
}

/** Centimetres. */
function readMetres(word: string, signed: boolean): number | null {
  const match = /^(-?)(\d{1,8})(?:\.(\d{1,2}))?m?$/i.exec(word);
  if (match === null || (match[1] === '-' && !signed)) return null;
  const size = Number(match[2]) * 100 + Number((match[3] ?? '0').padEnd(2, '0'));
  return match[1] === '-' ? -size : size;
}

function sizeOctet(centimetres: number): number {
  let exponent = 0;
  let digit = centimetres;
  while (digit > 9) {
    digit = Math.floor(digit / 10);
    exponent++;
  }
  return (digit << 4) | exponent;
}

function put32(octets: Uint8Array, at: number, value: number): void {
  octets[at] = Math.floor(value / 2 ** 24);
  octets[at + 1] = value >>> 16;
  octets[at + 2] = value >>> 8;
  octets[at + 3] = value;
}
