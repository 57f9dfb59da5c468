/** The words of a zone file's record, handed one by one to the readers of fields; the octets they make, or the first problem. */
import { hexOctets } from './encodings.ts';
import { Name, isNameProblem } from './name.ts';

/** A word as it was written: escapes still in it, quotes taken away. */
export interface RdataWord {
  readonly text: string;
  readonly quoted: boolean;
}

export interface RdataProblem {
  readonly kind: 'rdata-problem';
  /** Index of the word; the number of words where more were wanted. */
  readonly word: number;
  /** BIND's words: `bad dotted quad`, `unexpected end of input`. */
  readonly message: string;
}

export const MAX_RDATA = 0xffff;

/** Words given to the fields one by one. The first problem stays; what follows it is of no account. */
export class WordReader {
  readonly words: readonly RdataWord[];
  readonly origin: Name;
  readonly out: number[] = [];
  at = 0;
  problem: RdataProblem | null = null;

  constructor(words: readonly RdataWord[], origin: Name) {
    this.words = words;
    this.origin = origin;
  }

  get atEnd(): boolean {
    return this.at >= this.words.length;
  }

  /** The next word; empty, and a problem, where there is none. BIND: only character-strings may be quoted. */
  next(mayBeQuoted = false): string {
    const word = this.words[this.at];
    if (word === undefined) this.fail('unexpected end of input', this.words.length);
    this.at++;
    if (word?.quoted === true && !mayBeQuoted) this.fail('unexpected token');
    return word?.text ?? '';
  }

  /** All words that are left. */
  rest(): readonly RdataWord[] {
    const rest = this.words.slice(this.at);
    this.at = this.words.length;
    return rest;
  }

  /** What is wrong with the word that was taken last, or with another one. */
  fail(message: string, word = this.at - 1): void {
    this.problem ??= { kind: 'rdata-problem', word, message };
  }

  number(octets: number): void {
    const text = this.next(true);
    if (this.problem !== null) return;
    // BIND: a number is never quoted.
    if (this.words[this.at - 1]?.quoted === true || !/^[0-9]{1,15}$/.test(text))
      this.fail('not a valid number');
    else if (Number(text) >= 2 ** (8 * octets)) this.fail('out of range');
    else this.putNumber(Number(text), octets);
  }

  /** A number up to `most`; null, and a problem, for another word. */
  small(most: number): number | null {
    const text = this.next();
    if (this.problem !== null) return null;
    if (!/^[0-9]{1,15}$/.test(text)) this.fail('not a valid number');
    else if (Number(text) > most) this.fail('out of range');
    return this.problem === null ? Number(text) : null;
  }

  name(mayBeQuoted = false): void {
    const text = this.next(mayBeQuoted);
    if (this.problem !== null) return;
    const name = text === '@' ? this.origin : Name.parse(text, this.origin);
    if (!isNameProblem(name)) this.put(name.wire);
    else if (name.reason === 'empty-name') this.fail('unexpected end of input');
    else this.fail(name.reason.replaceAll('-', ' '));
  }

  put(octets: Uint8Array | null, problem = 'syntax error'): void {
    if (octets === null) {
      this.fail(problem);
    } else if (this.out.length + octets.length > MAX_RDATA) {
      this.fail('ran out of space');
    } else {
      for (const octet of octets) this.out.push(octet);
    }
  }

  putNumber(value: number | null, octets: number, problem = 'syntax error'): void {
    if (value === null) this.fail(problem);
    else for (let i = octets - 1; i >= 0; i--) this.out.push(Math.floor(value / 2 ** (8 * i)) & 0xff);
  }

  /** Octets behind their length in one octet. */
  putString(octets: Uint8Array | null, problem: string): void {
    if (octets !== null && octets.length > 255) return this.fail('text too long');
    if (octets !== null) this.out.push(octets.length);
    this.put(octets, problem);
  }

  /**
   * All words that are left, joined: data may be cut anywhere. BIND: a digit that is none is noticed behind its word.
   * `padded` data ends with its padding.
   */
  data(
    decode: (text: string) => Uint8Array | null,
    problem: string,
    mayBeEmpty: boolean,
    digits = /^[0-9A-Za-z+/=-]*$/,
    padded = true,
  ): void {
    let text = '';
    for (let ended = false; !this.atEnd && !ended;) {
      const word = this.next();
      if (this.problem !== null) return;
      if (!digits.test(word)) return this.fail(problem, this.at);
      text += word;
      ended = padded && word.endsWith('=') && text.length % 4 === 0;
    }
    if (text === '' && !mayBeEmpty) return this.fail('unexpected end of input', this.words.length);
    const octets = decode(text);
    if (octets === null) this.fail(problem, this.at);
    else this.put(octets);
  }

  hex(mayBeEmpty: boolean): void {
    this.data(hexOctets, 'bad hex encoding', mayBeEmpty, /^[0-9A-Fa-f]*$/, false);
  }

  /** As many octets in hexadecimal as are wanted; what stands behind them is not looked at. */
  hexOf(length: number): void {
    let text = '';
    while (text.length < length * 2) {
      const word = this.next();
      if (this.problem !== null) return;
      text += word;
      if (!/^[0-9A-Fa-f]*$/.test(word)) return this.fail('bad hex encoding', this.at);
      // BIND: the word that holds the last octet may not hold more.
      if (text.length > length * 2)
        return this.fail(text.length === length * 2 + 1 ? 'bad hex encoding' : 'ran out of space', this.at);
    }
    this.put(hexOctets(text));
  }
}
