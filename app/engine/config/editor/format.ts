/**
 * A configuration file set anew: a tab for each level, a clause a line, comments where they were, at most one empty line
 * at a time. Blocks that stood on one line stay there while they fit. The tokens stay what they are: so does the meaning.
 */
import { STRING, TokenSource, type Token } from '../language/tokens.ts';
import { grammarProblems } from '../grammar-problems.ts';
import { readConfigText, type TextBlock } from './config-text.ts';
import { insideOf, TOP, type Inside } from './place.ts';

export type Formatted =
  | { readonly text: string }
  /** Why it was left as it is; line from 1. */
  | { readonly problem: string; readonly line: number };

/** Columns that a block on one line may take. */
const MOST_COLUMNS = 100;
const TAB_COLUMNS = 8;

export function formatConfiguration(text: string): Formatted {
  const [wrong] = grammarProblems(text);
  if (wrong !== undefined) return { problem: wrong.message, line: wrong.line };
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const set = new Setter(text).set();
  return { text: lineEnd === '\n' ? set : set.replace(/\r?\n/g, lineEnd) };
}

interface OpenBlock {
  readonly inline: boolean;
}

interface Comment {
  readonly text: string;
  /** Newlines before it. */
  readonly newlines: number;
}

class Setter {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** Of each brace that opens, the token that closes it. */
  readonly #closing: ReadonlyMap<number, number>;
  /** Where text begins that is somebody else's. */
  readonly #raw: ReadonlySet<number>;
  readonly #open: OpenBlock[] = [];
  #out = '';
  /** The line being set cannot go on: it ends in a comment. */
  #mustBreak = false;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
    this.#closing = pairs(this.#tokens);
    this.#raw = rawBlocks(readConfigText(text), TOP, new Set());
  }

  set(): string {
    let before: Token | null = null;
    for (let i = 0; i < this.#tokens.length; i++) {
      const token = this.#tokens[i] as Token;
      const closes = isSpecial(token, '}') ? this.#open.pop() : undefined;
      this.#gap(before, token, closes);
      const end = this.#closing.get(i);
      if (isSpecial(token, '{') && end !== undefined) {
        const last = this.#tokens[end] as Token;
        if (this.#raw.has(token.from)) {
          this.#out += this.#text.slice(token.from, last.to);
          before = last;
          i = end;
          continue;
        }
        this.#open.push({ inline: this.#fitsOneLine(token.from, last.to) });
      }
      this.#out += this.#text.slice(token.from, token.to);
      before = token;
    }
    this.#tail(before?.to ?? 0);
    return this.#out === '' ? '' : `${this.#out.trimEnd()}\n`;
  }

  /** What goes between two tokens: blanks as they should be, comments as they were. */
  #gap(before: Token | null, token: Token, closes: OpenBlock | undefined): void {
    const { comments, newlines } = commentsIn(this.#text.slice(before?.to ?? 0, token.from));
    const inline = closes?.inline ?? this.#open.at(-1)?.inline ?? false;
    const begins = before === null || isSpecial(before, ';') || isSpecial(before, '{');
    for (const [index, comment] of comments.entries()) {
      const isFirst = index === 0 && (before === null || isSpecial(before, '{'));
      // Before a brace that closes, a comment still belongs to what is inside.
      const depth = this.#open.length + (closes === undefined ? 0 : 1);
      this.#comment(comment, before !== null || index > 0, isFirst, depth + (begins || closes ? 0 : 1));
    }
    if (isSpecial(token, ';') && !this.#mustBreak) return;
    if (closes !== undefined) {
      if (inline && !this.#mustBreak) this.#out += ' ';
      else this.#newLine(this.#open.length, false);
    } else if (begins) {
      const isFirst = comments.length === 0 && (before === null || isSpecial(before, '{'));
      if (before !== null && inline && !this.#mustBreak) this.#out += ' ';
      else if (this.#out !== '') this.#newLine(this.#open.length, newlines > 1 && !isFirst);
    } else if (this.#mustBreak) this.#newLine(this.#open.length + 1, false);
    else if (!isJoined(before, token) || comments.length > 0) this.#out += ' ';
  }

  #comment({ text, newlines }: Comment, follows: boolean, isFirst: boolean, depth: number): void {
    if (this.#out === '') this.#out = text;
    else if (newlines > 0 || this.#mustBreak || !follows)
      this.#newLine(depth, newlines > 1 && !isFirst, text);
    else this.#out += ` ${text}`;
    this.#mustBreak = !text.startsWith('/*');
  }

  #tail(from: number): void {
    const { comments } = commentsIn(this.#text.slice(from));
    for (const comment of comments) this.#comment(comment, true, false, 0);
  }

  #newLine(depth: number, empty: boolean, text = ''): void {
    this.#out = this.#out.replace(/[ \t]+$/, '');
    this.#out += `\n${empty ? '\n' : ''}${'\t'.repeat(depth)}${text}`;
    this.#mustBreak = false;
  }

  #fitsOneLine(from: number, to: number): boolean {
    if (this.#open.at(-1)?.inline === true) return true;
    if (this.#text.slice(from, to).includes('\n')) return false;
    const line = this.#out.slice(this.#out.lastIndexOf('\n') + 1);
    const tabs = line.length - line.replaceAll('\t', '').length;
    return line.length + tabs * (TAB_COLUMNS - 1) + (to - from) <= MOST_COLUMNS;
  }
}

function tokensOf(text: string): readonly Token[] {
  const source = new TokenSource(text);
  const tokens: Token[] = [];
  for (let token = source.next(STRING); token.kind !== 'end'; token = source.next(STRING)) tokens.push(token);
  return tokens;
}

function isSpecial({ kind, text }: Token, character: string): boolean {
  return kind === 'special' && text === character;
}

/** Nothing stands between them: the parts of `10.0.0.0/8`, and what follows `!`. */
function isJoined(before: Token, token: Token): boolean {
  if (isSpecial(before, '!')) return true;
  const ofWord = (one: Token): boolean => one.kind === 'word' || isSpecial(one, '/');
  return before.to === token.from && ofWord(before) && ofWord(token);
}

function pairs(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const open: number[] = [];
  const closing = new Map<number, number>();
  for (const [index, token] of tokens.entries()) {
    if (isSpecial(token, '{')) open.push(index);
    const from = isSpecial(token, '}') ? open.pop() : undefined;
    if (from !== undefined) closing.set(from, index);
  }
  return closing;
}

/** Where the blocks begin whose text nobody here reads: a plugin's parameters, what is unknown. */
function rawBlocks(block: TextBlock, inside: Inside, found: Set<number>): ReadonlySet<number> {
  for (const statement of block.statements)
    for (const [index, { block: inner, from }] of statement.terms.entries()) {
      if (inner === null) continue;
      const next = insideOf(inside, statement, index);
      if (next.kind === 'unknown') found.add(from);
      else rawBlocks(inner, next, found);
    }
  return found;
}

function commentsIn(gap: string): { readonly comments: readonly Comment[]; readonly newlines: number } {
  const comments: Comment[] = [];
  let newlines = 0;
  for (const [text] of gap.matchAll(/\n|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g)) {
    if (text === '\n') newlines++;
    else {
      comments.push({ text: text.startsWith('/*') ? text : text.trimEnd(), newlines });
      newlines = 0;
    }
  }
  return { comments, newlines };
}
