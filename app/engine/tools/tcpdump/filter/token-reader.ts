/** Goes through the tokens of an expression. */
import type { Token } from './tokens.ts';

const END: Token = { kind: 'end', text: '', number: 0 };
/** Parentheses and negations within one another. */
const MOST_DEPTH = 200;

export class TokenReader {
  readonly #tokens: readonly Token[];
  place = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.at(0);
  }

  get after(): Token {
    return this.at(1);
  }

  at(ahead: number): Token {
    return this.#tokens[this.place + ahead] ?? END;
  }

  skip(): void {
    this.place++;
  }

  takeSign(sign: string): boolean {
    if (this.next.kind !== 'sign' || this.next.text !== sign) return false;
    this.place++;
    return true;
  }

  takeWord(word: string): boolean {
    return this.oneOf([word]) !== null;
  }

  oneOf(words: readonly string[]): string | null {
    const { kind, text } = this.next;
    if (kind !== 'word' || !words.includes(text)) return null;
    this.place++;
    return text;
  }

  takeNumber(): number | null {
    const { kind, number } = this.next;
    if (kind !== 'number') return null;
    this.place++;
    return number;
  }

  tooDeep(depth: number): boolean {
    return depth > MOST_DEPTH;
  }
}
