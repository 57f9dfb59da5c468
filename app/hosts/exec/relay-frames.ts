/**
 * What is said between an open lab and the programs that `rootwalk exec` brings into it, over a socket in the
 * student's own folder. A connection begins with one line. `datagrams`: frames follow both ways, each with its length
 * in four octets before it; a frame is a lab address, a real address and port, and a datagram's octets. A frame for the
 * address 0.0.0.0 has the lab's addresses instead. `stream LAB ADDRESS PORT`: the octets of one TCP stream follow.
 */
import type { Endpoint } from '../../engine/network/journal.ts';
import { addressOctets, addressText } from '../../engine/protocol/address.ts';

export interface Frame {
  readonly lab: string;
  readonly real: Endpoint;
  readonly payload: Uint8Array;
}

export const DATAGRAMS = 'datagrams';
const NOBODY = '0.0.0.0';
const HEAD = 14;
/** A datagram and its head. */
const LONGEST = 65_535 + HEAD;
const LONGEST_LINE = 64;

export function streamLine(lab: string, real: Endpoint): string {
  return `stream ${lab} ${real.address} ${real.port}`;
}

/** The lab address and who comes to it; null: no such line. */
export function readStreamLine(line: string): { readonly lab: string; readonly real: Endpoint } | null {
  const [, lab = '', address = '', port = ''] =
    /^stream (127(?:\.\d{1,3}){3}) (127(?:\.\d{1,3}){3}) (\d{1,5})$/.exec(line) ?? [];
  return lab === '' ? null : { lab, real: { address, port: Number(port) } };
}

export function frameOctets({ lab, real, payload }: Frame): Uint8Array {
  const octets = new Uint8Array(HEAD + payload.length);
  const view = new DataView(octets.buffer);
  view.setUint32(0, HEAD - 4 + payload.length);
  octets.set(addressOctets(lab) ?? [], 4);
  octets.set(addressOctets(real.address) ?? [], 8);
  view.setUint16(12, real.port);
  octets.set(payload, HEAD);
  return octets;
}

export function addressesFrame(addresses: readonly string[]): Uint8Array {
  const payload = new TextEncoder().encode(addresses.join(' '));
  return frameOctets({ lab: NOBODY, real: { address: NOBODY, port: 0 }, payload });
}

/** The lab's addresses, where a frame has them. */
export function addressesIn({ lab, payload }: Frame): readonly string[] | null {
  return lab === NOBODY ? new TextDecoder().decode(payload).split(' ') : null;
}

/** Takes the octets of a connection apart; what is not whole yet waits for more. */
export class FrameReader {
  #held: Uint8Array = new Uint8Array(0);

  /** The first line; null while it is not whole. */
  line(octets: Uint8Array): string | null {
    this.#add(octets);
    const end = this.#held.indexOf(10);
    if (end < 0) return this.#held.length > LONGEST_LINE ? '' : null;
    const line = new TextDecoder().decode(this.#held.subarray(0, end));
    this.#held = this.#held.slice(end + 1);
    return line;
  }

  /** What came behind the first line. */
  get rest(): Uint8Array {
    return this.#held;
  }

  /** Whole frames; null: this is none of ours. */
  frames(octets: Uint8Array): readonly Frame[] | null {
    this.#add(octets);
    const frames: Frame[] = [];
    for (;;) {
      const held = this.#held;
      if (held.length < 4) return frames;
      const view = new DataView(held.buffer, held.byteOffset, held.length);
      const length = view.getUint32(0) + 4;
      if (length < HEAD || length > LONGEST) return null;
      if (held.length < length) return frames;
      frames.push({
        lab: addressText(held.slice(4, 8)),
        real: { address: addressText(held.slice(8, 12)), port: view.getUint16(12) },
        payload: held.slice(HEAD, length),
      });
      this.#held = held.slice(length);
    }
  }

  #add(octets: Uint8Array): void {
    const joined = new Uint8Array(this.#held.length + octets.length);
    joined.set(this.#held);
    joined.set(octets, this.#held.length);
    this.#held = joined;
  }
}
