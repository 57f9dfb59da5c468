/** The receiving half of a TCP stream: puts segments in order, drops what came twice, and bounds what is held. */
import { MAX_WINDOW } from './ip-packet.ts';

/** True when sequence number `a` lies after `b` (RFC 9293 §3.4: modulo 2^32). */
export function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

interface Piece {
  readonly octets: Uint8Array;
  /** The packet that brought them. */
  readonly packet: number;
}

interface Early extends Piece {
  readonly seq: number;
  readonly fin: boolean;
}

export class ReceiveWindow {
  /** While true nothing is handed out. */
  paused = false;
  #next = 0;
  #held: Piece[] = [];
  #heldOctets = 0;
  /** What came before its turn, in the order of sequence numbers. */
  #early: Early[] = [];
  #earlyOctets = 0;
  #finSeen = false;

  /** The number that the other side's first octet will have. */
  start(next: number): void {
    this.#next = next;
  }

  /** The sequence number that is expected next: what we acknowledge. */
  get next(): number {
    return this.#next;
  }

  /** How many octets more are taken in. */
  get room(): number {
    return Math.max(0, MAX_WINDOW - this.#heldOctets);
  }

  /** True when the other side's end has come and everything before it was handed out. */
  get ended(): boolean {
    return this.#finSeen && this.#held.length === 0;
  }

  /** Takes a segment. Octets beyond the window are dropped; the other side will send them again. */
  take(seq: number, octets: Uint8Array, fin: boolean, packet: number): void {
    if (this.#finSeen) return;
    const ahead = (seq - this.#next) | 0;
    if (ahead > 0) {
      this.#keep({ seq, octets, fin, packet }, ahead);
      return;
    }
    this.#append(octets, -ahead, fin, packet);
    while (this.#early[0] && !isAfter(this.#early[0].seq, this.#next)) {
      const early = this.#early.shift() as Early;
      this.#earlyOctets -= early.octets.length;
      this.#append(early.octets, (this.#next - early.seq) | 0, early.fin, early.packet);
    }
  }

  /** The next octets in order; null when there are none or the stream is paused. */
  shift(): Piece | null {
    if (this.paused) return null;
    const piece = this.#held.shift();
    if (piece === undefined) return null;
    this.#heldOctets -= piece.octets.length;
    return piece;
  }

  /** Adds octets whose first `known` were there before. */
  #append(octets: Uint8Array, known: number, fin: boolean, packet: number): void {
    if (this.#finSeen || known > octets.length) return;
    const fresh = known === 0 ? octets : octets.subarray(known);
    if (fresh.length > this.room) return;
    if (fresh.length > 0) {
      this.#held.push({ octets: fresh, packet });
      this.#heldOctets += fresh.length;
      this.#next = (this.#next + fresh.length) >>> 0;
    }
    if (fin) {
      this.#finSeen = true;
      this.#next = (this.#next + 1) >>> 0;
      this.#early = [];
    }
  }

  #keep(piece: Early, ahead: number): void {
    if (ahead + piece.octets.length > this.room || this.#early.length >= MAX_EARLY) return;
    if (this.#earlyOctets + piece.octets.length > MAX_WINDOW) return;
    const at = this.#early.findIndex((other) => !isAfter(piece.seq, other.seq));
    if (at >= 0 && this.#early[at]?.seq === piece.seq) return;
    this.#early.splice(at < 0 ? this.#early.length : at, 0, piece);
    this.#earlyOctets += piece.octets.length;
  }
}

/** Segments before their turn, at most. */
const MAX_EARLY = 1_024;
