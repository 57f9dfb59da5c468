/** Cuts a stream of octets into control messages, each behind its length in four octets. */

/** Octets. BIND: the most that named takes in one message. */
const MAX_MESSAGE = 32_768;

/** In the words of BIND's library. */
export type FrameFault = 'out of range' | 'unexpected end of input';

export class ControlFrames {
  #held = new Uint8Array(0);

  /** The messages that are whole now, without their lengths; a fault ends the stream. */
  take(octets: Uint8Array): readonly Uint8Array[] | FrameFault {
    const all = new Uint8Array(this.#held.length + octets.length);
    all.set(this.#held);
    all.set(octets, this.#held.length);
    const whole: Uint8Array[] = [];
    let at = 0;
    while (all.length - at >= 4) {
      const [a = 0, b = 0, c = 0, d = 0] = all.subarray(at, at + 4);
      const length = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
      // Room for the version at the least.
      if (length < 4) return 'unexpected end of input';
      if (length > MAX_MESSAGE) return 'out of range';
      if (all.length - at - 4 < length) break;
      whole.push(all.slice(at + 4, at + 4 + length));
      at += 4 + length;
    }
    this.#held = all.slice(at);
    return whole;
  }
}
