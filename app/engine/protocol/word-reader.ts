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
    if (word?.quoted === true && !mayBeQuoted) this.fail('syntax error');
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
    const text = this.next();
    if (this.problem !== null) return;
    if (!/^[0-9]{1,15}$/.test(text)) this.fail('not a valid number');
    else if (Number(text) >= 2 ** (8 * octets)) this.fail('out of range');
    else this.putNumber(Number(text), octets);
  }

  name(): void {
    const text = this.next();
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

  /** All words that are left, joined: data may be cut anywhere. BIND: says of no word that it was the wrong one. */
  data(decode: (text: string) => Uint8Array | null, problem: string, mayBeEmpty: boolean): void {
    const text = this.rest()
      .map((word) => word.text)
      .join('');
    if (text === '' && !mayBeEmpty) return this.fail('unexpected end of input', this.words.length);
    const octets = decode(text);
    if (octets === null) this.fail(problem, this.words.length);
    else this.put(octets);
  }

  hex(mayBeEmpty: boolean): void {
    const isOdd = this.words.slice(this.at).reduce((sum, word) => sum + word.text.length, 0) % 2 === 1;
    const onlyDigits = this.words.slice(this.at).every((word) => /^[0-9a-f]*$/i.test(word.text));
    this.data(hexOctets, isOdd && onlyDigits ? 'unexpected end of input' : 'bad hex encoding', mayBeEmpty);
  }
}
