/**
 * Numbers on dig's command line, with its own words for bad ones.
 */
import type { Dig } from './state.ts';

type Parsed = number | 'not a valid number' | 'out of range';

/** Reads an unsigned number of 32 bits as strtoul does; base 0 knows `0x` and a leading 0. */
export function parseUint(text: string, base: 10 | 0): Parsed {
  if (!/^[0-9A-Za-z]/.test(text)) return 'not a valid number';
  let value: number;
  if (/^[0-9]+$/.test(text) && (base === 10 || !/^0[0-9]/.test(text))) value = Number(text);
  else if (base === 0 && /^0[xX][0-9a-fA-F]+$/.test(text)) value = Number(text);
  else if (base === 0 && /^0[0-7]+$/.test(text)) value = parseInt(text, 8);
  else return 'not a valid number';
  return value > 0xffffffff ? 'out of range' : value;
}

/** The number, or null after dig's complaint on standard output: `invalid timeout 'abc': not a valid number`. */
export function numberOption(
  dig: Dig,
  text: string,
  max: number,
  what: string,
  base: 10 | 0 = 10,
): number | null {
  let value = parseUint(text, base);
  if (typeof value === 'number' && value > max) value = 'out of range';
  if (typeof value === 'number') return value;
  dig.out(`invalid ${what} '${text}': ${value}\n`);
  return null;
}

/** Octets of a text of hexadecimal digits (white space between them is skipped), or null. */
export function hexOctets(text: string): Uint8Array | null {
  const digits = text.replace(/[ \t\r\n]/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return null;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

export function hexText(octets: Uint8Array, between = ''): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(between);
}
