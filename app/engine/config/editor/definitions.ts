/** What a configuration gives names to, in all its files: where each name is made. */
import { LineCounter, readConfigText, type TextBlock, type TextStatement } from './config-text.ts';
import { insideOf, TOP, type Inside } from './place.ts';
import type { DefinitionKind } from './roles.ts';

export interface Definition {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Its text, cut short. */
  readonly text: string;
}

/** The files around the text in the editor. */
export interface ConfigFiles {
  /** Of the text in the editor. */
  readonly path: string;
  readonly text: string;
  /** Where the whole configuration begins. */
  readonly main: string;
  /** Null where there is none, or it may not be read. */
  readonly readText: (path: string) => string | null;
  /** The full path of a file as it is named, from a folder. */
  readonly resolve: (folder: string, file: string) => string;
}

const KINDS: Readonly<Record<string, DefinitionKind>> = {
  acl: 'acl',
  key: 'key',
  tls: 'tls',
  http: 'http',
  view: 'view',
  zone: 'zone',
  dlz: 'dlz',
  primaries: 'servers',
  masters: 'servers',
  'parental-agents': 'servers',
  'dnssec-policy': 'dnssec-policy',
  channel: 'channel',
};

const MAX_FILES = 200;
const MAX_TEXT = 400;

export interface Configuration {
  readonly definitions: readonly Definition[];
  /** The working directory. */
  readonly directory: string;
}

/** From the main file on, includes where they stand; the file in the editor also where nothing includes it. */
export function readDefinitions(files: ConfigFiles): Configuration {
  const reader = new DefinitionReader(files);
  reader.file(files.main);
  reader.file(files.path);
  return reader;
}

interface OpenFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineCounter;
}

class DefinitionReader implements Configuration {
  readonly definitions: Definition[] = [];
  directory = '/';
  readonly #files: ConfigFiles;
  readonly #read = new Set<string>();

  constructor(files: ConfigFiles) {
    this.#files = files;
  }

  file(path: string): void {
    if (this.#read.has(path) || this.#read.size >= MAX_FILES) return;
    this.#read.add(path);
    const text = path === this.#files.path ? this.#files.text : this.#files.readText(path);
    if (text !== null)
      this.#block(readConfigText(text), TOP, { path, text, lines: new LineCounter(text) }, '');
  }

  #block(block: TextBlock, inside: Inside, file: OpenFile, of: string): void {
    if (inside.kind !== 'clauses') return;
    for (const statement of block.statements) {
      const word = statement.terms[0]?.text.toLowerCase() ?? '';
      const value = statement.terms[1];
      if (word === 'include' && value?.kind === 'string')
        this.file(this.#files.resolve(this.directory, value.text));
      else if (word === 'directory' && of === 'options' && value !== undefined) this.directory = value.text;
      else this.#define(statement, word, file, of);
      for (const [index, { block: inner }] of statement.terms.entries())
        if (inner !== null) this.#block(inner, insideOf(inside, statement, index), file, word);
    }
  }

  #define(
    { terms, from, to }: TextStatement,
    word: string,
    { path, text, lines }: OpenFile,
    of: string,
  ): void {
    const kind = KINDS[word];
    const name = terms[1];
    const isDefinition = terms.at(-1)?.kind === 'block' && (of !== 'zone' || kind === undefined);
    if (kind === undefined || name === undefined || name.kind === 'block' || !isDefinition) return;
    const shown = to - from > MAX_TEXT ? `${text.slice(from, from + MAX_TEXT)} …` : text.slice(from, to);
    this.definitions.push({ kind, name: name.text, path, line: lines.at(from), text: shown });
  }
}
