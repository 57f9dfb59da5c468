/**
 * The tokens of a configuration file, cut as BIND's lexer cuts them: what the grammar of named-conf.grammar calls
 * Word, QuotedString and the single characters, and numbers where a number is asked for.
 */

export type TokenKind = 'word' | 'string' | 'number' | 'special' | 'end' | 'open-string' | 'too-large';

export interface Token {
  readonly kind: TokenKind;
  /** What it says; of a string without its quotes. */
  readonly text: string;
  /** Offsets into the file's text. */
  readonly from: number;
  readonly to: number;
  /** From 1: where it ends. */
  readonly line: number;
}

/** What counts as a token of its own: with `string`, text in quotes; with `number`, digits. */
export interface TokenWish {
  readonly string?: boolean;
  readonly number?: boolean;
  /** Octal and hexadecimal forms too. */
  readonly cNumber?: boolean;
}

export const PLAIN: TokenWish = {};
export const STRING: TokenWish = { string: true };
export const NUMBER: TokenWish = { number: true };
export const C_NUMBER: TokenWish = { number: true, cNumber: true };

const MAX_UINT32 = 0xff_ff_ff_ff;

const Char = {
  Tab: 9,
  Newline: 10,
  Return: 13,
  Space: 32,
  Not: 33,
  Quote: 34,
  Hash: 35,
  Star: 42,
  Slash: 47,
  Semicolon: 59,
  Backslash: 92,
  Open: 123,
  Close: 125,
} as const;

export class TokenSource {
  readonly text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #lineEnd = -1;

  constructor(text: string) {
    this.text = text;
  }

  get line(): number {
    return this.#line;
  }

  /** From 1. Places are asked for in the text's order: a long line is not searched again for each. */
  columnOf(from: number): number {
    if (from < this.#lineStart) {
      this.#lineStart = 0;
      this.#lineEnd = -1;
    }
    if (this.#lineEnd < 0) this.#lineEnd = this.#newlineFrom(this.#lineStart);
    while (this.#lineEnd < from) {
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = this.#newlineFrom(this.#lineStart);
    }
    return from - this.#lineStart + 1;
  }

  #newlineFrom(at: number): number {
    const found = this.text.indexOf('\n', at);
    return found < 0 ? Infinity : found;
  }

  /** Goes back to before `token`. */
  back(token: Token): void {
    this.#at = token.from;
    this.#line = token.line;
    for (let at = token.from; at < token.to; at++)
      if (this.text.charCodeAt(at) === Char.Newline) this.#line--;
  }

  /** The end of a comment that begins at `at`, before its newline or last slash; `at` where none does. */
  commentEnd(at: number): number {
    const { text } = this;
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      return end < 0 ? text.length : end + 1;
    }
    if (text.charCodeAt(at) !== Char.Hash && !text.startsWith('//', at)) return at;
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }

  next(wish: TokenWish): Token {
    if (!this.#skip()) return this.#token('end', '', this.text.length);
    const from = this.#at;
    const code = this.text.charCodeAt(from);
    if (code === Char.Quote && wish.string === true) return this.#string(from);
    if (isSpecial(code)) {
      this.#at++;
      return this.#token('special', this.text.charAt(from), from);
    }
    while (this.#at < this.text.length && !this.#endsWord(this.#at)) this.#at++;
    // BIND: words are C strings.
    const whole = this.text.slice(from, this.#at);
    const zero = whole.indexOf('\0');
    const word = zero < 0 ? whole : whole.slice(0, zero);
    if (wish.number === true && isNumber(word, wish))
      return this.#token(Number(decimal(word, wish)) > MAX_UINT32 ? 'too-large' : 'number', word, from);
    return this.#token('word', word, from);
  }

  /** The text from here to the brace that closes the one just read; null when there is none. */
  bracketed(): string | null {
    const from = this.#at;
    let depth = 1;
    for (let token = this.next(STRING); token.kind !== 'end'; token = this.next(STRING)) {
      if (token.kind === 'open-string') return null;
      if (token.kind !== 'special') continue;
      if (token.text === '{') depth++;
      else if (token.text === '}' && --depth === 0) return this.text.slice(from, token.from);
    }
    return null;
  }

  #token(kind: TokenKind, text: string, from: number): Token {
    return { kind, text, from, to: this.#at, line: this.#line };
  }

  #string(from: number): Token {
    const { text } = this;
    let said = '';
    let begun = from + 1;
    let at = begun;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === Char.Newline) this.#line++;
      if (code === Char.Backslash) {
        // BIND: a backslash stays, except before a quote.
        if (text.charCodeAt(at + 1) === Char.Quote) {
          said += text.slice(begun, at);
          begun = at + 1;
        } else if (text.charCodeAt(at + 1) === Char.Newline) this.#line++;
        at++;
      } else if (code === Char.Quote) {
        this.#at = at + 1;
        return this.#token('string', cString(said + text.slice(begun, at)), from);
      }
    }
    this.#at = text.length;
    return this.#token('open-string', '', from);
  }

  /** Blanks and comments; false at the end of the text. */
  #skip(): boolean {
    const { text } = this;
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === Char.Newline) this.#line++;
      else if (code === Char.Hash || (code === Char.Slash && text.charCodeAt(this.#at + 1) === Char.Slash)) {
        const end = text.indexOf('\n', this.#at);
        this.#at = (end < 0 ? text.length : end) - 1;
      } else if (code === Char.Slash && text.charCodeAt(this.#at + 1) === Char.Star) this.#blockComment();
      else if (!isBlank(code)) return true;
    }
    return false;
  }

  #blockComment(): void {
    const end = this.text.indexOf('*/', this.#at + 2);
    const behind = end < 0 ? this.text.length : end + 2;
    for (; this.#at < behind - 1; this.#at++)
      if (this.text.charCodeAt(this.#at) === Char.Newline) this.#line++;
    if (end < 0 && this.text.charCodeAt(this.#at) === Char.Newline) this.#line++;
  }

  /** A comment that is never closed. */
  get openComment(): boolean {
    return this.#at >= this.text.length && endsInComment(this.text);
  }

  #endsWord(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return isBlank(code) || isSpecial(code) || code === Char.Newline || code === Char.Hash;
  }
}

function endsInComment(text: string): boolean {
  const token = /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\[\s\S])*"|[^"/#]+|\/(?!\*)/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    token.exec(text);
    if (token.lastIndex <= at) return text.charCodeAt(at) === Char.Slash;
  }
  return false;
}

function isBlank(code: number): boolean {
  return code === Char.Space || code === Char.Tab || code === Char.Return;
}

function isSpecial(code: number): boolean {
  return (
    code === Char.Semicolon ||
    code === Char.Open ||
    code === Char.Close ||
    code === Char.Quote ||
    code === Char.Slash ||
    code === Char.Not
  );
}

function isNumber(word: string, wish: TokenWish): boolean {
  return wish.cNumber === true ? /^(?:0x\d+|0[0-7]*|[1-9]\d*)$/i.test(word) : /^\d+$/.test(word);
}

/** As JavaScript writes it. */
function decimal(word: string, wish: TokenWish): string {
  return wish.cNumber === true && /^0\d/.test(word) ? `0o${word.slice(1)}` : word;
}

/** The number that a token of this kind says. */
export function numberOf({ text }: Token, wish: TokenWish): number {
  return Number(decimal(text, wish));
}

function cString(text: string): string {
  const zero = text.indexOf('\0');
  return zero < 0 ? text : text.slice(0, zero);
}
