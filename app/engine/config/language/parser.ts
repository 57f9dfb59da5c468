/**
 * Goes through a configuration token by token, as BIND's parser does, into included files and out of them again, and
 * says in its words what is wrong and where. A type's `parse` gives null when the reading cannot go on.
 */
import type { ConfigDiagnostic, ConfigPlace } from '../syntax.ts';
import type { Shape } from './shape.ts';
import { PLAIN, STRING, TokenSource, type Token, type TokenWish } from './tokens.ts';
import type { Value } from './value.ts';
import { expandWildcards, hasWildcards, type ListFolder } from './wildcard.ts';

export interface ValueType {
  parse(parser: ConfigParser): Value | null;
  readonly shape: Shape;
}

/** An included file's text, or why it could not be read, in BIND's words. */
export type IncludedFile = { readonly text: string } | { readonly problem: string };

export interface ParserFiles {
  readonly fileName: string;
  /** `directory` is what the options said so far. */
  readonly readInclude?: (file: string, directory: string | null) => IncludedFile;
  /** The names in a folder, for includes with wildcards; null where it cannot be read. Without this, there are none. */
  readonly listFolder?: (folder: string, directory: string | null) => readonly string[] | null;
  /** Why a directory cannot be gone to; null when it can. Without this, none is asked for. */
  readonly directoryProblem?: (directory: string) => string | null;
}

interface OpenFile {
  readonly name: string;
  /** How many files it is included by. */
  readonly depth: number;
  readonly source: TokenSource;
}

const MAX_INCLUDE_DEPTH = 16;
const MAX_INCLUDES = 10_000;
/** Blocks within blocks as deep as this, and no further. */
const MAX_DEPTH = 100;
const MAX_DIAGNOSTICS = 1000;
/** BIND: of a longer token only the beginning is told. */
const MAX_TOLD = 30;

export class ConfigParser {
  readonly diagnostics: ConfigDiagnostic[] = [];
  errors = 0;
  /** Of the options read so far; includes and checks go by it. */
  directory: string | null = null;
  readonly #files: ParserFiles;
  readonly #open: OpenFile[];
  #current: OpenFile;
  #token: Token = { kind: 'special', text: '', from: 0, to: 0, line: 1 };
  #peeked: Token | null = null;
  #peekedWith: TokenWish = PLAIN;
  #includes = 0;
  #depth = 0;

  constructor(text: string, files: ParserFiles) {
    this.#files = files;
    this.#current = { name: files.fileName, depth: 0, source: new TokenSource(text) };
    this.#open = [this.#current];
  }

  /** The token last seen. */
  get token(): Token {
    return this.#token;
  }

  /** The token last seen, as it is told: at most its beginning. */
  get told(): string {
    const { kind, from, to } = this.#token;
    const { source } = this.#current;
    // BIND: a comment right behind a word is told with it.
    const text = source.text.slice(from, kind === 'word' ? source.commentEnd(to) : to);
    return text.length > MAX_TOLD ? `${text.slice(0, MAX_TOLD)}...` : text;
  }

  /** Where the token last seen stands. */
  get place(): ConfigPlace {
    const { name, source } = this.#current;
    const { from, line } = this.#token;
    return { file: name, line, column: source.columnOf(from) };
  }

  /** The next token; null when there is none to be made of the text, and that has been said. */
  next(wish: TokenWish = PLAIN): Token | null {
    const peeked = this.#peeked;
    this.#peeked = null;
    if (peeked !== null) {
      if (this.#peekedWith === wish || peeked.kind === 'end') return (this.#token = peeked);
      this.#current.source.back(peeked);
    }
    for (;;) {
      const token = (this.#token = this.#current.source.next(wish));
      switch (token.kind) {
        case 'too-large':
          this.fail('out of range ');
          return null;
        case 'open-string':
          this.fail('unexpected end of input ');
          return null;
        case 'end':
          if (this.#current.source.openComment) {
            this.fail('unexpected end of input ');
            return null;
          }
          if (this.#open.length === 1) return token;
          this.#open.pop();
          this.#current = this.#open.at(-1) ?? this.#current;
          continue;
        default:
          return token;
      }
    }
  }

  peek(wish: TokenWish = PLAIN): Token | null {
    const token = this.next(wish);
    this.#peeked = token;
    this.#peekedWith = wish;
    return token;
  }

  /** Whether the next token is this word. */
  isWord(word: string): boolean {
    const token = this.peek();
    return token?.kind === 'word' && token.text.toLowerCase() === word;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.next();
    return true;
  }

  isSpecial(character: string): boolean {
    const token = this.peek();
    return token?.kind === 'special' && token.text === character;
  }

  /** Text in quotes or not; null with a message when the next token is neither. */
  string(): string | null {
    const token = this.next(STRING);
    if (token === null) return null;
    return token.kind === 'word' || token.kind === 'string' ? token.text : this.failNear('expected string');
  }

  special(character: string): boolean {
    const token = this.next();
    if (token === null) return false;
    if (token.kind === 'special' && token.text === character) return true;
    this.failNear(`'${character}' expected`);
    return false;
  }

  /** BIND: a semicolon that is missing is told, and the reading goes on. False when it cannot. */
  semicolon(): boolean {
    const token = this.peek();
    if (token === null) return false;
    if (token.kind === 'special' && token.text === ';') this.next();
    else this.fail(`missing ';' before ${this.#told()}`);
    return true;
  }

  /** The text of a block that nobody reads. */
  bracketed(): string | null {
    const token = this.next();
    if (token === null) return null;
    if (token.text !== '{' || token.kind !== 'special') return this.failNear('expected bracketed text');
    const text = this.#current.source.bracketed();
    if (text === null) {
      this.#token = this.#current.source.next(PLAIN);
      this.fail('unexpected end of input ');
    }
    return text;
  }

  fail(message: string): null {
    this.errors++;
    this.#tell(message, 'error');
    return null;
  }

  failNear(message: string): null {
    return this.fail(`${message} near ${this.#told()}`);
  }

  warn(message: string): void {
    this.#tell(message, 'warning');
  }

  /** Blocks within blocks: false when there are too many of them. */
  deeper(): boolean {
    if (++this.#depth <= MAX_DEPTH) return true;
    this.fail('blocks nested too deep');
    return false;
  }

  shallower(): void {
    this.#depth--;
  }

  /** Goes on with the text of a file, or of several; false when one cannot be read. */
  include(pattern: string): boolean {
    const list: ListFolder = (folder) => this.#files.listFolder?.(folder, this.directory) ?? null;
    const names = expandWildcards(pattern, list);
    if (names.length === 0) {
      this.fail('parsing failed: file not found');
      return false;
    }
    const depth = this.#current.depth + 1;
    // BIND: each is opened upon the one before it, so that the last is read first.
    return names.every((name) => this.#openFile(name, depth, hasWildcards(pattern)));
  }

  #openFile(name: string, depth: number, isMatch: boolean): boolean {
    if (depth > MAX_INCLUDE_DEPTH || ++this.#includes > MAX_INCLUDES) {
      this.fail('parsing failed: too many open files');
      return false;
    }
    const file = this.#files.readInclude?.(name, this.directory) ?? { problem: 'file not found' };
    if ('problem' in file) {
      if (file.problem === 'not a file') {
        this.errors++;
        this.diagnostics.push({ file: name, line: 1, column: 1, severity: 'error', message: 'not a file ' });
      } else if (isMatch || file.problem !== 'file not found') this.fail(`open: ${name}: ${file.problem}`);
      else this.fail(`parsing failed: ${file.problem}`);
      return false;
    }
    this.#current = { name, depth, source: new TokenSource(file.text) };
    this.#open.push(this.#current);
    return true;
  }

  /** BIND: the working directory is gone to where it is named. */
  changeDirectory(directory: string): boolean {
    this.directory = directory;
    const problem = this.#files.directoryProblem?.(directory) ?? null;
    if (problem === null) return true;
    this.fail(`change directory to '${directory}' failed: ${problem}\n`);
    this.fail(`parsing failed: ${problem}`);
    return false;
  }

  #tell(message: string, severity: ConfigDiagnostic['severity']): void {
    if (this.diagnostics.length < MAX_DIAGNOSTICS)
      this.diagnostics.push({ ...this.place, severity, message });
  }

  #told(): string {
    return this.#token.kind === 'end' ? 'end of file' : `'${this.told}'`;
  }
}
