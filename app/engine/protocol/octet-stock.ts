/**
 * Octets for messages, cut from a large piece one after the other. A typed array with octets of its own costs several
 * times what a view of others costs, for the engine that makes it and for the socket that sends it.
 */

const PIECE = 65_536;

export class OctetStock {
  #piece = new Uint8Array(0);
  #at = 0;

  /** `length` octets that nobody else has or gets. They hold 0. */
  take(length: number): Uint8Array {
    if (length > PIECE / 8) return new Uint8Array(length);
    if (this.#at + length > this.#piece.length) {
      this.#piece = new Uint8Array(PIECE);
      this.#at = 0;
    }
    const start = this.#at;
    this.#at += length;
    return this.#piece.subarray(start, this.#at);
  }
}
