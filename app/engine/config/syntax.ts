/**
 * The text of a configuration file as statements: words, strings and blocks, each with its place.
 *
 * Lezer's parser reads any text to its end; where it had to mend something, that is told in named's words.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from './named-conf-parser.ts';
import * as node from './named-conf-parser.terms.ts';

export interface ConfigDiagnostic {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** With an error the configuration is not used. */
  readonly severity: 'error' | 'warning';
  /** In named-checkconf's words, without file and line. */
  readonly message: string;
}

/** Where something stands. */
export interface ConfigPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Term {
  readonly kind: 'word' | 'string' | 'not' | 'block';
  /** What it says: without quotes for a string, `{` for a block. */
  readonly text: string;
  readonly place: ConfigPlace;
  /** A block's statements; empty for all else. */
  readonly statements: readonly Statement[];
}

export interface Statement {
  /** At least one. */
  readonly terms: readonly Term[];
  readonly place: ConfigPlace;
  /** Where the semicolon stands. */
  readonly end: ConfigPlace;
}

export interface Syntax {
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly ConfigDiagnostic[];
}

/** Blocks within blocks as deep as this, and no further. */
const MAX_DEPTH = 40;
const MAX_DIAGNOSTICS = 100;

export function parseSyntax(file: string, text: string): Syntax {
  return new SyntaxReader(file, text).read();
}

/** @example configLine({ file: 'named.conf', line: 3, message: "unknown option 'foo'", … }) === "named.conf:3: unknown option 'foo'" */
export function configLine({ file, line, message }: ConfigDiagnostic): string {
  return `${file}:${line}: ${message}`;
}

class SyntaxReader {
  readonly #file: string;
  readonly #text: string;
  readonly #lineStarts: number[] = [0];
  readonly #diagnostics: ConfigDiagnostic[] = [];

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  read(): Syntax {
    if (neverClosed(this.#text)) {
      this.#tell(this.#text.length, 'unexpected end of input');
      return { statements: [], diagnostics: this.#diagnostics };
    }
    const top = parser.parse(this.#text).topNode;
    const statements = this.#statements(top, 0);
    return { statements, diagnostics: this.#diagnostics };
  }

  #statements(parent: SyntaxNode, depth: number): Statement[] {
    const statements: Statement[] = [];
    if (depth > MAX_DEPTH) {
      this.#tell(parent.from, 'blocks nested too deep');
      return statements;
    }
    for (let child = parent.firstChild; child !== null; child = child.nextSibling) {
      if (child.type.isError) {
        const { text } = this.#tokenAt(child.from);
        // A block that the end of the file cuts off is told as such.
        if (text !== '') this.#tell(child.from, `syntax error near '${text}'`);
      } else if (child.type.id === node.Statement) {
        const statement = this.#statement(child, depth);
        if (statement !== null) statements.push(statement);
      }
    }
    return statements;
  }

  #statement(from: SyntaxNode, depth: number): Statement | null {
    const terms: Term[] = [];
    let end: ConfigPlace | null = null;
    for (let child = from.firstChild; child !== null; child = child.nextSibling) {
      const place = this.#place(child.from);
      if (child.type.isError) {
        // What was left out, or what stands there instead.
        const next = this.#tokenAt(child.from);
        const near = next.text === '' ? 'end of file' : `'${next.text}'`;
        this.#tell(next.at, terms.length === 0 ? `syntax error near ${near}` : `missing ';' before ${near}`);
      } else if (child.type.id === node.Word) {
        terms.push({ kind: 'word', text: this.#text.slice(child.from, child.to), place, statements: [] });
      } else if (child.type.id === node.QuotedString) {
        const text = this.#text.slice(child.from + 1, child.to - 1).replace(/\\([\s\S])/g, '$1');
        terms.push({ kind: 'string', text, place, statements: [] });
      } else if (child.type.id === node.Not) {
        terms.push({ kind: 'not', text: '!', place, statements: [] });
      } else if (child.type.id === node.Block) {
        const statements = this.#statements(child, depth + 1);
        if (this.#text[child.to - 1] !== '}' || child.lastChild?.type.isError === true)
          this.#tell(this.#text.length, "'}' expected near end of file");
        terms.push({ kind: 'block', text: '{', place, statements });
      } else if (child.type.name === ';') end = place;
    }
    const [first] = terms;
    return first === undefined ? null : { terms, place: first.place, end: end ?? this.#place(from.to) };
  }

  /** What stands at or after `at`, blanks and comments aside; empty at the end. */
  #tokenAt(at: number): { readonly at: number; readonly text: string } {
    const blanks = /(?:\s|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)*/y;
    blanks.lastIndex = at;
    blanks.exec(this.#text);
    const start = blanks.lastIndex;
    const token = /[{};"!]|[^\s{};"!#]+/y;
    token.lastIndex = start;
    return { at: start, text: token.exec(this.#text)?.[0].slice(0, 128) ?? '' };
  }

  #tell(at: number, message: string): void {
    if (this.#diagnostics.length >= MAX_DIAGNOSTICS) return;
    this.#diagnostics.push({ ...this.#place(at), severity: 'error', message });
  }

  #place(at: number): ConfigPlace {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return { file: this.#file, line: low + 1, column: at - (this.#lineStarts[low] as number) + 1 };
  }
}

/** Whether a string or a comment is still open at the end. */
function neverClosed(text: string): boolean {
  const token = /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\[\s\S])*"|[^"/#]+|\/(?!\*)/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    token.exec(text);
    if (token.lastIndex <= at) return true;
  }
  return false;
}
