/**
 * The words of a signing algorithm, as -y and key files have them.
 */
import type { ControlAlgorithm } from '../../server/control/keys.ts';
import { parseUint } from './numbers.ts';
import type { Dig, Stop } from './state.ts';

export interface KeyAlgorithm {
  readonly name: ControlAlgorithm;
  /** Of the MAC that are sent; 0: all. */
  readonly bits: number;
}

/** With the bits of each one's MAC. */
const ALGORITHMS: readonly (readonly [ControlAlgorithm, number])[] = [
  ['hmac-md5', 128],
  ['hmac-sha1', 160],
  ['hmac-sha224', 224],
  ['hmac-sha256', 256],
  ['hmac-sha384', 384],
  ['hmac-sha512', 512],
];

/** `hmac-sha256`, or `hmac-sha256-128` for a MAC that is cut. Null: unknown, which is told. */
export function readAlgorithm(dig: Dig, text: string): KeyAlgorithm | Stop | null {
  const lower = text.toLowerCase();
  for (const [name, most] of ALGORITHMS) {
    if (lower === name) return { name, bits: 0 };
    if (!lower.startsWith(`${name}-`)) continue;
    const digits = text.slice(name.length + 1);
    let bits = parseUint(digits, 10);
    if (typeof bits === 'number' && bits > most) bits = 'out of range';
    if (typeof bits === 'number') return { name, bits: Math.ceil(bits / 8) * 8 };
    dig.out(`invalid digest-bits [0..${most}] '${digits}': ${bits}\n`);
    return dig.fatal("couldn't parse digest bits");
  }
  dig.err(`;; Warning, ignoring invalid TSIG algorithm ${text}\n`);
  return null;
}
