/**
 * Where the names of a message being written already stand, so that later ones can point there.
 *
 * BIND: of each name, only the name itself and its parent are looked up and entered; names that must not be
 * compressed themselves may still be pointed at, and of equal ones the latest is. So a message is as long as
 * named's, and is truncated where named's is. (Shorter would be possible for names of many labels.)
 *
 * A hash table of offsets; the names themselves are compared in the written octets. Entries carry the number of
 * the message they belong to, so that a new message costs no clearing.
 */

const SLOTS = 4096;
/** A message of many names would fill the table; what is not entered is only not pointed at. */
const MOST_ENTRIES = 3072;
/** RFC 1035 §4.1.4: a pointer has 14 bits. */
const FIRST_UNREACHABLE = 0x4000;

export class CompressionTable {
  readonly #out: Uint8Array;
  readonly #hashes = new Int32Array(SLOTS);
  readonly #offsets = new Uint16Array(SLOTS);
  readonly #owners = new Uint32Array(SLOTS);
  #message = 0;
  #entries = 0;
  /** Of the name at hand: where its root label stands, and the hashes of itself and of its parent. */
  #end = 0;
  #hash = 0;
  #parentHash = 0;

  constructor(out: Uint8Array) {
    this.#out = out;
  }

  clear(): void {
    this.#entries = 0;
    this.#message = (this.#message + 1) >>> 0;
    if (this.#message === 0) {
      this.#owners.fill(0);
      this.#message = 1;
    }
  }

  /** Writes the well-formed name at `start` of `wire` to offset `at`, compressed; gives the offset behind it. */
  write(wire: Uint8Array, start: number, at: number): number {
    const out = this.#out;
    if (wire[start] === 0) {
      out[at] = 0;
      return at + 1;
    }
    this.#scan(wire, start);
    const whole = this.#find(this.#hash, wire, start);
    if (whole >= 0) return this.#writePointer(whole, at);
    const parent = start + 1 + (wire[start] as number);
    const known = parent < this.#end ? this.#find(this.#parentHash, wire, parent) : -1;
    const copyEnd = known >= 0 ? parent : this.#end + 1;
    let to = at;
    for (let i = start; i < copyEnd; i++) out[to++] = wire[i] as number;
    this.#enter(this.#hash, wire, start, at);
    if (known >= 0) return this.#writePointer(known, to);
    if (parent < this.#end) this.#enter(this.#parentHash, wire, parent, at + parent - start);
    return to;
  }

  /** Remembers the well-formed name at `start` of `wire`, which was written uncompressed at offset `at`. */
  note(wire: Uint8Array, start: number, at: number): void {
    if (wire[start] === 0) return;
    this.#scan(wire, start);
    const parent = start + 1 + (wire[start] as number);
    this.#enter(this.#hash, wire, start, at);
    if (parent < this.#end) this.#enter(this.#parentHash, wire, parent, at + parent - start);
  }

  #scan(wire: Uint8Array, start: number): void {
    const parent = start + 1 + (wire[start] as number);
    let hash = 0x811c9dc5 | 0;
    let parentHash = hash;
    for (let i = start; i < parent; i++) hash = Math.imul(hash ^ (wire[i] as number), 0x01000193);
    let at = parent;
    for (let length = wire[at] as number; length !== 0; length = wire[at] as number) {
      for (const end = at + 1 + length; at < end; at++) {
        const octet = wire[at] as number;
        hash = Math.imul(hash ^ octet, 0x01000193);
        parentHash = Math.imul(parentHash ^ octet, 0x01000193);
      }
    }
    this.#end = at;
    this.#hash = hash;
    this.#parentHash = parentHash;
  }

  #writePointer(target: number, at: number): number {
    this.#out[at] = 0xc0 | (target >> 8);
    this.#out[at + 1] = target;
    return at + 2;
  }

  /** The offset of the name that is equal to the one from `from` to the end of the name at hand, or -1. */
  #find(hash: number, wire: Uint8Array, from: number): number {
    const slot = this.#slot(hash, wire, from);
    return this.#owners[slot] === this.#message ? (this.#offsets[slot] as number) : -1;
  }

  #enter(hash: number, wire: Uint8Array, from: number, at: number): void {
    if (at >= FIRST_UNREACHABLE || this.#entries >= MOST_ENTRIES) return;
    const slot = this.#slot(hash, wire, from);
    if (this.#owners[slot] !== this.#message) this.#entries++;
    this.#owners[slot] = this.#message;
    this.#hashes[slot] = hash;
    this.#offsets[slot] = at;
  }

  /** Where the name stands in the table, or the free slot where it belongs. */
  #slot(hash: number, wire: Uint8Array, from: number): number {
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    while (this.#owners[slot] === this.#message) {
      if (this.#hashes[slot] === hash && this.#standsAt(this.#offsets[slot] as number, wire, from))
        return slot;
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }

  /** Compares the name from `from` to its root label with the one that was written at `offset`. */
  #standsAt(offset: number, wire: Uint8Array, from: number): boolean {
    const out = this.#out;
    let at = offset;
    let i = from;
    while (i < this.#end) {
      let length = out[at] as number;
      while (length >= 0xc0) {
        at = ((length & 0x3f) << 8) | (out[at + 1] as number);
        length = out[at] as number;
      }
      if (length !== wire[i]) return false;
      for (const labelEnd = i + length + 1; i < labelEnd; i++, at++) if (out[at] !== wire[i]) return false;
    }
    // The written name must end here too; a pointer never leads to a bare root.
    return out[at] === 0;
  }
}
