/** Octets in chunks of any size as whole lines: what follows a chunk's last line feed waits for the next. */

const LINE_FEED = 10;
/** RDATA of 65,535 octets written as `\DDD` takes a quarter of this. */
const MAX_LINE = 1 << 20;

export interface LineTaker {
  /** Whole lines, the last with its line feed; `base` is where they begin, in octets from the file's beginning. */
  lines(octets: Uint8Array, base: number): void;
  /** A line that is longer than any record: its octets were let go. */
  longLine(base: number, length: number): void;
}

export class WholeLines {
  readonly #taker: LineTaker;
  /** Octets of all chunks so far. */
  octets = 0;
  /** Octets since the last line feed, from chunks before, and how many. */
  #carry: Uint8Array[] = [];
  #carried = 0;
  #skipping = false;

  constructor(taker: LineTaker) {
    this.#taker = taker;
  }

  /** Takes the next octets; they may change afterwards. */
  feed(chunk: Uint8Array): void {
    const base = this.octets;
    this.octets += chunk.length;
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last < 0) {
      this.#keep(chunk);
      return;
    }
    let from = 0;
    if (this.#carried > 0) {
      from = chunk.indexOf(LINE_FEED) + 1;
      this.#joined(chunk.subarray(0, from), base - this.#carried);
    }
    this.#taker.lines(chunk.subarray(from, last + 1), base + from);
    this.#carry = [];
    this.#carried = 0;
    this.#skipping = false;
    if (last + 1 < chunk.length) this.#keep(chunk.subarray(last + 1));
  }

  /** The last line may lack its line feed. */
  finish(): void {
    if (this.#carried > 0) this.#joined(Uint8Array.of(LINE_FEED), this.octets - this.#carried);
    this.#carried = 0;
  }

  #keep(octets: Uint8Array): void {
    this.#carried += octets.length;
    if (this.#carried > MAX_LINE) {
      this.#skipping = true;
      this.#carry = [];
    } else if (!this.#skipping) this.#carry.push(new Uint8Array(octets));
  }

  /** The line that began in chunks before. */
  #joined(end: Uint8Array, base: number): void {
    if (this.#skipping) {
      this.#taker.longLine(base, this.#carried + end.length);
      return;
    }
    const octets = new Uint8Array(this.#carried + end.length);
    let at = 0;
    for (const piece of [...this.#carry, end]) {
      octets.set(piece, at);
      at += piece.length;
    }
    this.#taker.lines(octets, base);
  }
}
