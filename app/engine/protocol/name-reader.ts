/**
 * Reads domain names out of a message, compressed or not (RFC 1035 §4.1.4).
 *
 * Hostile input costs little: a pointer must point before the part of the name that holds it, so that no loop can
 * form; a name takes at most 128 pointers; and a name that was read once is known by its offset afterwards, so
 * that a message of nothing but pointers into one chain walks it once.
 */
import { Name } from './name.ts';

export type NameFault =
  | 'name runs past the end of the message'
  | 'label type is neither a length nor a pointer'
  | 'compression pointer does not point backwards'
  | 'too many compression pointers in one name'
  | 'name is longer than 255 octets'
  | 'compression pointer where none is allowed';

/** A name has at most 127 labels, so an honest one never needs more. */
const MAX_POINTERS = 128;

const scratch = new Uint8Array(256);

/** Only the first 16 KiB of a message can be pointed at. */
const POINTED_AT = 0x4000;
/**
 * The name that was read last at each offset, and for which message: one table for all, for a map of its own costs
 * a short message more than its names. What another message has written over is read again.
 */
const knownNames = new Array<Name>(POINTED_AT).fill(Name.root);
const knownFor = new Float64Array(POINTED_AT);
let readers = 0;

export class NameReader {
  readonly #octets: Uint8Array;
  readonly #number = ++readers;
  /** After `read`: the offset behind the name, and where it went wrong if it did. */
  end = 0;
  fault: NameFault | null = null;
  faultAt = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /**
   * The name that starts at `start` and whose own octets (up to and including a first pointer) end before
   * `limit`. Null: see `fault`. `pointers` false refuses compression.
   */
  read(start: number, limit: number, pointers = true): Name | null {
    const octets = this.#octets;
    let at = start;
    let length = 0;
    let labels = 0;
    let lowest = start;
    let hops = 0;
    let bound = limit;
    let entered = 0;
    for (;;) {
      if (at >= bound) return this.#fail('name runs past the end of the message', at);
      const octet = octets[at] as number;
      if (octet === 0) {
        if (hops === 0) this.end = at + 1;
        break;
      }
      if (octet < 64) {
        if (at + 1 + octet > bound) return this.#fail('name runs past the end of the message', at);
        if (length + octet + 2 > 255) return this.#fail('name is longer than 255 octets', at);
        labels++;
        const labelEnd = at + 1 + octet;
        while (at < labelEnd) scratch[length++] = octets[at++] as number;
        continue;
      }
      // RFC 6891 §5: extended label types (01) are withdrawn; 10 was never given a meaning.
      if (octet < 192) return this.#fail('label type is neither a length nor a pointer', at);
      if (!pointers) return this.#fail('compression pointer where none is allowed', at);
      if (at + 2 > bound) return this.#fail('name runs past the end of the message', at);
      const target = ((octet & 0x3f) << 8) | (octets[at + 1] as number);
      if (target >= lowest) return this.#fail('compression pointer does not point backwards', at);
      if (hops === 0) {
        this.end = at + 2;
        // A name that begins with a pointer is the name at its target, too.
        if (length === 0) entered = target;
      }
      if (++hops > MAX_POINTERS) return this.#fail('too many compression pointers in one name', at);
      if (knownFor[target] === this.#number) {
        const known = knownNames[target] as Name;
        if (length === 0) return this.#keep(start, entered, known);
        const tail = known.wire;
        if (length + tail.length > 255) return this.#fail('name is longer than 255 octets', at);
        for (let i = 0; i < tail.length - 1; i++) scratch[length++] = tail[i] as number;
        labels += known.labelCount;
        break;
      }
      lowest = target;
      at = target;
      bound = octets.length;
    }
    if (length === 0) return this.#keep(start, entered, Name.root);
    const wire = new Uint8Array(length + 1);
    for (let i = 0; i < length; i++) wire[i] = scratch[i] as number;
    return this.#keep(start, entered, Name.fromTrustedWire(wire, labels));
  }

  #keep(start: number, entered: number, name: Name): Name {
    if (entered > 0) this.#know(entered, name);
    if (start < POINTED_AT) this.#know(start, name);
    return name;
  }

  #know(at: number, name: Name): void {
    knownNames[at] = name;
    knownFor[at] = this.#number;
  }

  #fail(fault: NameFault, at: number): null {
    this.fault = fault;
    this.faultAt = at;
    return null;
  }
}
