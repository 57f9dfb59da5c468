/**
 * The text of one configuration file as an editor needs it: statements with their offsets, made of any text, also of one
 * that is half written. Words are cut as BIND cuts them.
 */
import { STRING, TokenSource, type Token } from '../language/tokens.ts';

export interface TextTerm {
  readonly kind: 'word' | 'string' | 'not' | 'block';
  /** What it says: without quotes for a string, `{` for a block. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Null for what is no block. */
  readonly block: TextBlock | null;
}

export interface TextStatement {
  readonly terms: readonly TextTerm[];
  readonly from: number;
  readonly to: number;
  /** Its semicolon is there. */
  readonly ended: boolean;
}

export interface TextBlock {
  readonly statements: readonly TextStatement[];
  /** Of its braces; of a whole file its beginning and end. */
  readonly from: number;
  readonly to: number;
  readonly closed: boolean;
}

interface OpenBlock {
  readonly from: number;
  readonly statements: TextStatement[];
  terms: TextTerm[];
}

/** A file as a block without braces. */
export function readConfigText(text: string): TextBlock {
  const source = new TokenSource(text);
  const stack: OpenBlock[] = [{ from: 0, statements: [], terms: [] }];
  for (let token = source.next(STRING); token.kind !== 'end'; token = source.next(STRING)) {
    const open = stack.at(-1) as OpenBlock;
    const said = token.kind === 'special' ? token.text : '';
    if (said === '{') stack.push({ from: token.from, statements: [], terms: [] });
    else if (said === ';') endStatement(open, token.to);
    else if (said === '}') {
      if (stack.length > 1) closeBlock(stack, token.to, true);
    } else addTerm(open.terms, token, text);
  }
  while (stack.length > 1) closeBlock(stack, text.length, false);
  const [top] = stack as [OpenBlock];
  endStatement(top, null);
  return { statements: top.statements, from: 0, to: text.length, closed: true };
}

/** `end`: behind its semicolon; null where there is none. */
function endStatement(open: OpenBlock, end: number | null): void {
  const { terms } = open;
  const [first] = terms;
  const last = terms.at(-1);
  open.terms = [];
  if (first === undefined || last === undefined) return;
  open.statements.push({ terms, from: first.from, to: end ?? last.to, ended: end !== null });
}

function closeBlock(stack: OpenBlock[], to: number, closed: boolean): void {
  const done = stack.pop() as OpenBlock;
  endStatement(done, null);
  const { from, statements } = done;
  const block: TextBlock = { statements, from, to, closed };
  stack.at(-1)?.terms.push({ kind: 'block', text: '{', from, to, block });
}

function addTerm(terms: TextTerm[], token: Token, text: string): void {
  const { kind, from, to } = token;
  if (kind === 'open-string' || kind === 'string') {
    const said = kind === 'string' ? token.text : text.slice(from + 1);
    terms.push({ kind: 'string', text: said, from, to, block: null });
  } else if (token.text === '!' && kind === 'special') {
    terms.push({ kind: 'not', text: '!', from, to, block: null });
  } else {
    // The lexer cuts `10.0.0.0/8` in three.
    const before = terms.at(-1);
    const joined = before?.kind === 'word' && before.to === from;
    if (joined) terms.pop();
    const begin = joined ? before.from : from;
    terms.push({ kind: 'word', text: text.slice(begin, to), from: begin, to, block: null });
  }
}

/** The lines, from 1, of offsets that only grow. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  #next: number;

  constructor(text: string) {
    this.#text = text;
    this.#next = text.indexOf('\n');
  }

  at(offset: number): number {
    while (this.#next >= 0 && this.#next < offset) {
      this.#line++;
      this.#next = this.#text.indexOf('\n', this.#next + 1);
    }
    return this.#line;
  }
}
