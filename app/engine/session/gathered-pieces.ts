/** Files that come through the contract in pieces, until each is whole. */
import { octetsOfBase64 } from './base64.ts';

export interface Piece {
  readonly base64: string;
  /** The octet that it begins with. */
  readonly from: number;
  readonly last: boolean;
}

export type Gathered =
  | { readonly kind: 'part' }
  | { readonly kind: 'whole'; readonly octets: Uint8Array }
  | { readonly kind: 'refused'; readonly why: string };

/** Of files that were begun and never ended, the oldest are forgotten. */
const MOST_AT_ONCE = 8;

export class GatheredPieces {
  readonly #most: number;
  readonly #begun = new Map<string, Uint8Array[]>();

  /** `most`: octets of one file. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes the next piece of the file that `key` names; one from octet 0 begins it anew. */
  take(key: string, { base64, from, last }: Piece): Gathered {
    const octets = octetsOfBase64(base64);
    if (octets === null) return { kind: 'refused', why: 'its octets are no base64' };
    const pieces = from === 0 ? [] : (this.#begun.get(key) ?? []);
    const length = sizeOf(pieces);
    this.#begun.delete(key);
    if (length !== from) return { kind: 'refused', why: 'a piece of it was lost on the way; try again' };
    if (length + octets.length > this.#most)
      return { kind: 'refused', why: `it is longer than ${this.#most / 1024 / 1024} MiB` };
    pieces.push(octets);
    if (last) return { kind: 'whole', octets: joined(pieces) };
    this.#begun.set(key, pieces);
    const [oldest] = this.#begun.keys();
    if (this.#begun.size > MOST_AT_ONCE && oldest !== undefined) this.#begun.delete(oldest);
    return { kind: 'part' };
  }
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(sizeOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
