/**
 * Where a text is not in the form of BIND's configuration language, by the grammar that the editor colours by. What may
 * stand where is the language's concern (`language/`): whatever it reads has this form.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from './named-conf-parser.ts';
import * as node from './named-conf-parser.terms.ts';

export interface GrammarProblem {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Blocks within blocks as deep as this, and no further. */
const MAX_DEPTH = 40;
const MAX_PROBLEMS = 100;

/** In the text's order; empty where it has the form. */
export function grammarProblems(text: string): readonly GrammarProblem[] {
  return new ProblemReader(text).read();
}

class ProblemReader {
  readonly #text: string;
  readonly #found: GrammarProblem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly GrammarProblem[] {
    if (neverClosed(this.#text)) this.#tell(this.#text.length, 'unexpected end of input');
    else this.#statements(parser.parse(this.#text).topNode, 0);
    return this.#found;
  }

  #statements(parent: SyntaxNode, depth: number): void {
    if (depth > MAX_DEPTH) return this.#tell(parent.from, 'blocks nested too deep');
    for (let child = parent.firstChild; child !== null; child = child.nextSibling) {
      if (child.type.isError) {
        const { text } = this.#tokenAt(child.from);
        // A block that the end of the file cuts off is told as such.
        if (text !== '') this.#tell(child.from, `syntax error near '${text}'`);
      } else if (child.type.id === node.Statement) this.#statement(child, depth);
    }
  }

  #statement(from: SyntaxNode, depth: number): void {
    let terms = 0;
    for (let child = from.firstChild; child !== null; child = child.nextSibling) {
      if (child.type.isError) {
        // What was left out, or what stands there instead.
        const next = this.#tokenAt(child.from);
        const near = next.text === '' ? 'end of file' : `'${next.text}'`;
        this.#tell(next.at, terms === 0 ? `syntax error near ${near}` : `missing ';' before ${near}`);
      } else if (child.type.id === node.Block) {
        this.#statements(child, depth + 1);
        if (this.#text[child.to - 1] !== '}' || child.lastChild?.type.isError === true)
          this.#tell(this.#text.length, "'}' expected near end of file");
        terms++;
      } else if (child.type.name !== ';') terms++;
    }
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
    if (this.#found.length >= MAX_PROBLEMS) return;
    const before = this.#text.slice(0, at).split('\n');
    this.#found.push({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message });
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
