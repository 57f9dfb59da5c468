/**
 * Where the names of a message being written already stand, so that later ones can point there.
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
  /** Of the name at hand: where its labels start, and the hash of the name from each on. */
  readonly #starts = new Int32Array(128);
  readonly #suffixHashes = new Int32Array(128);

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
    const starts = this.#starts;
    let labels = 0;
    let position = start;
    for (let length = wire[position] as number; length !== 0; length = wire[position] as number) {
      starts[labels++] = position;
      position += length + 1;
    }
    const end = position;
    let hash = 0x811c9dc5 | 0;
    for (let label = labels - 1; label >= 0; label--) {
      const from = starts[label] as number;
      const to = from + 1 + (wire[from] as number);
      for (let i = from; i < to; i++) hash = Math.imul(hash ^ (wire[i] as number), 0x01000193);
      this.#suffixHashes[label] = hash;
    }
    let to = at;
    for (let label = 0; label < labels; label++) {
      const from = starts[label] as number;
      const known = this.#findOrEnter(this.#suffixHashes[label] as number, wire, from, end, to);
      if (known >= 0) {
        out[to] = 0xc0 | (known >> 8);
        out[to + 1] = known;
        return to + 2;
      }
      const next = from + 1 + (wire[from] as number);
      for (let i = from; i < next; i++) out[to++] = wire[i] as number;
    }
    out[to] = 0;
    return to + 1;
  }

  /** The offset of an equal name written before, or -1 after entering this one, which will stand at `at`. */
  #findOrEnter(hash: number, wire: Uint8Array, from: number, end: number, at: number): number {
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    while (this.#owners[slot] === this.#message) {
      if (this.#hashes[slot] === hash) {
        const offset = this.#offsets[slot] as number;
        if (this.#standsAt(offset, wire, from, end)) return offset;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (at < FIRST_UNREACHABLE && this.#entries < MOST_ENTRIES) {
      this.#entries++;
      this.#owners[slot] = this.#message;
      this.#hashes[slot] = hash;
      this.#offsets[slot] = at;
    }
    return -1;
  }

  /** Compares the name from `from` to its root label at `end` with the one that was written at `offset`. */
  #standsAt(offset: number, wire: Uint8Array, from: number, end: number): boolean {
    const out = this.#out;
    let at = offset;
    let i = from;
    while (i < end) {
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
