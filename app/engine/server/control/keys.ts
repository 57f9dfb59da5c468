/** The keys that sign control messages: names, algorithms and secrets, as `key` statements give them. */
import { hmac } from '@noble/hashes/hmac';
import { md5, sha1 } from '@noble/hashes/legacy';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2';

export type ControlAlgorithm =
  'hmac-md5' | 'hmac-sha1' | 'hmac-sha224' | 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512';

export interface ControlKey {
  readonly name: string;
  readonly algorithm: ControlAlgorithm;
  readonly secret: Uint8Array;
}

interface AlgorithmFacts {
  /** The number that stands before the signature. BIND: its library's number for the algorithm. */
  readonly number: number;
  mac(secret: Uint8Array, signed: Uint8Array): Uint8Array;
}

const ALGORITHMS: ReadonlyMap<string, AlgorithmFacts> = new Map<ControlAlgorithm, AlgorithmFacts>([
  ['hmac-md5', { number: 157, mac: (secret, signed) => hmac(md5, secret, signed) }],
  ['hmac-sha1', { number: 161, mac: (secret, signed) => hmac(sha1, secret, signed) }],
  ['hmac-sha224', { number: 162, mac: (secret, signed) => hmac(sha224, secret, signed) }],
  ['hmac-sha256', { number: 163, mac: (secret, signed) => hmac(sha256, secret, signed) }],
  ['hmac-sha384', { number: 164, mac: (secret, signed) => hmac(sha384, secret, signed) }],
  ['hmac-sha512', { number: 165, mac: (secret, signed) => hmac(sha512, secret, signed) }],
]);

export function algorithmFacts(algorithm: ControlAlgorithm): AlgorithmFacts {
  return ALGORITHMS.get(algorithm) as AlgorithmFacts; // each has an entry
}

/** BIND: these words in any case, and no others. */
export function controlAlgorithm(text: string): ControlAlgorithm | null {
  const word = text.toLowerCase();
  return ALGORITHMS.has(word) ? (word as ControlAlgorithm) : null; // its keys are the algorithms
}
