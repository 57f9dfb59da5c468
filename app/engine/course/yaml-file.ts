/**
 * Reads a YAML file by a valibot schema. What is wrong is said with file, line and column, in words for authors.
 */
import * as v from 'valibot';
import { isMap, isScalar, Lexer, LineCounter, parseDocument, type Document } from 'yaml';
import { knownKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';

export interface FileDiagnostic {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** What was probably meant; empty where there is no guess. */
  readonly hint: string;
  /** The line as it stands in the file; empty where there is none. */
  readonly sourceLine: string;
}

export type YamlResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly FileDiagnostic[] };

/**
 * `firstLine` is the line of the file on which `text` begins (front matter starts at 2). `prepare` may fill in what the
 * file leaves to others, before the schema sees it.
 */
export function readYaml<const Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  file: string,
  firstLine = 1,
  prepare: (plain: unknown) => unknown = (plain) => plain,
): YamlResult<v.InferOutput<Schema>> {
  if (text.length > MAX_TEXT) return refused(file, firstLine, 'the file is longer than a million characters');
  const deep = tooDeepAt(text);
  if (deep !== null) return refused(file, firstLine + deep, TOO_DEEP);
  try {
    return parsedYaml(schema, text, file, firstLine, prepare);
  } catch (error) {
    // Deep by indentation: what reads it calls itself, and runs out of stack.
    if (error instanceof RangeError) return refused(file, firstLine, TOO_DEEP);
    throw error;
  }
}

const MAX_TEXT = 1_000_000;
/** Brackets and braces in each other. */
const MAX_DEPTH = 100;
/** Of a text that is no YAML the first mistakes tell; the others follow from them. */
const MAX_ERRORS = 10;
const TOO_DEEP = 'its lists and keys lie too deep in each other';

/** How many lines above it the bracket has that lies too deep; null where none does. */
function tooDeepAt(text: string): number | null {
  // Only brackets that are no part of a text in quotes count; where there are few, nobody need look.
  if ((text.match(/[[{]/g)?.length ?? 0) <= MAX_DEPTH) return null;
  let depth = 0;
  let lines = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    else lines += token.split('\n').length - 1;
    if (depth > MAX_DEPTH) return lines;
  }
  return null;
}

function wordsOf(message: string): string {
  const first = message.split('\n')[0] ?? '';
  return first.startsWith('Maximum call stack') ? TOO_DEEP : first.replace(/ at line \d+, column \d+:?$/, '');
}

function refused(file: string, line: number, message: string): YamlResult<never> {
  return { ok: false, diagnostics: [{ file, line, column: 1, message, hint: '', sourceLine: '' }] };
}

function parsedYaml<const Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  file: string,
  firstLine: number,
  prepare: (plain: unknown) => unknown,
): YamlResult<v.InferOutput<Schema>> {
  const lines = new LineCounter();
  // Aliases are bounded: a few lines must not unfold into gigabytes.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: line + firstLine - 1, column: col, sourceLine: lineOf(text, line) };
  };
  if (document.errors.length > 0) {
    return {
      ok: false,
      diagnostics: document.errors.slice(0, MAX_ERRORS).map((error) => ({
        file,
        ...at(error.pos[0]),
        message: wordsOf(error.message),
        hint: '',
      })),
    };
  }
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    // yaml throws only for alias bombs here.
    return {
      ok: false,
      diagnostics: [
        { file, ...at(0), message: error instanceof Error ? error.message : 'unreadable', hint: '' },
      ],
    };
  }
  const parsed = v.safeParse(schema, prepare(plain));
  if (parsed.success) return { ok: true, value: parsed.output };
  const known = (path: readonly (string | number)[]): readonly string[] => knownKeys(schema, plain, path);
  return {
    ok: false,
    diagnostics: parsed.issues.map((issue) => diagnosticOf(issue, document, file, at, known)),
  };
}

type Place = Pick<FileDiagnostic, 'line' | 'column' | 'sourceLine'>;

function diagnosticOf(
  issue: v.BaseIssue<unknown>,
  document: Document,
  file: string,
  at: (offset: number) => Place,
  known: (path: readonly (string | number)[]) => readonly string[],
): FileDiagnostic {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const where = path.length > 0 ? path.join('.') : 'the file';
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  const missing = issue.received === 'undefined';
  const message = unknown
    ? `unknown key "${String(path.at(-1))}"`
    : missing
      ? `"${where}" is missing`
      : `"${where}" ${wrongValue(issue)}`;
  return {
    file,
    ...at(offsetOf(document, path, unknown)),
    message,
    hint: unknown ? unknownKeyHint(String(path.at(-1)), known(path.slice(0, -1))) : valueHint(issue),
  };
}

function wrongValue(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === null || issue.message.startsWith('must ')) return issue.message;
  return `must be ${issue.expected}, not ${issue.received}`;
}

function unknownKeyHint(key: string, keys: readonly string[]): string {
  const meant = nearest(key, keys);
  if (meant !== null) return `Is "${meant}" meant?`;
  return keys.length === 0
    ? 'Every key must be one that the schema names.'
    : `Known here: ${keys.join(', ')}.`;
}

/** For one of several words, the nearest. */
function valueHint({ expected, input }: v.BaseIssue<unknown>): string {
  if (expected === null || typeof input !== 'string') return '';
  const words = [...expected.matchAll(/"([^"]+)"/g)].map(([, word]) => word as string);
  const meant = nearest(input, words);
  return meant === null ? '' : `Is "${meant}" meant?`;
}

/** Where the node at a path begins; of a key itself when that is what is wrong; of the nearest parent when it is missing. */
function offsetOf(document: Document, path: readonly (string | number)[], ofKey: boolean): number {
  for (let length = path.length; length >= 0; length--) {
    const holder: unknown = document.getIn(path.slice(0, length), true);
    if (ofKey && length === path.length) {
      const parent: unknown =
        length > 1 ? document.getIn(path.slice(0, length - 1), true) : document.contents;
      const pair = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1])
        : null;
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const range = (holder as { range?: readonly number[] | null } | null | undefined)?.range;
    if (range) return range[0] ?? 0;
  }
  return 0;
}

/** A line of a text, counted from 1; long ones are cut. */
export function lineOf(text: string, line: number): string {
  return (text.split('\n', line)[line - 1] ?? '').replace(/\r$/, '').slice(0, MAX_LINE_SHOWN);
}

const MAX_LINE_SHOWN = 200;

/** One line: where, what, and what was probably meant. */
export function diagnosticText(diagnostic: FileDiagnostic): string {
  const hint = diagnostic.hint === '' ? '' : ` ${diagnostic.hint}`;
  return `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}: ${diagnostic.message}.${hint}`;
}

/** The same, and below it the line itself with a mark under the column. */
export function diagnosticLines(diagnostic: FileDiagnostic): string {
  const { sourceLine, column } = diagnostic;
  if (sourceLine === '') return diagnosticText(diagnostic);
  const before = sourceLine.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return `${diagnosticText(diagnostic)}\n  ${sourceLine}\n  ${before}^`;
}
