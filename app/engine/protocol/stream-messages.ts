/** DNS messages on a stream: each stands behind two octets of its length (RFC 1035 §4.2.2). */

/** A message as it goes onto a stream. */
export function framed(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(message.length + 2);
  octets[0] = message.length >> 8;
  octets[1] = message.length & 255;
  octets.set(message, 2);
  return octets;
}

/** Takes the octets of one stream apart into messages. */
export class StreamMessages {
  #held: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Octets of `#held` that were given out. */
  #at = 0;

  /** What came and belongs to no whole message yet. */
  get rest(): Uint8Array<ArrayBuffer> {
    return this.#held.subarray(this.#at);
  }

  push(octets: Uint8Array): void {
    const { rest } = this;
    this.#held = new Uint8Array(rest.length + octets.length);
    this.#held.set(rest);
    this.#held.set(octets, rest.length);
    this.#at = 0;
  }

  /** The next message, without its length; null until it is whole. */
  next(): Uint8Array<ArrayBuffer> | null {
    const start = this.#at + 2;
    if (this.#held.length < start) return null;
    const end = start + (((this.#held[start - 2] as number) << 8) | (this.#held[start - 1] as number));
    if (this.#held.length < end) return null;
    this.#at = end;
    return this.#held.slice(start, end);
  }
}
