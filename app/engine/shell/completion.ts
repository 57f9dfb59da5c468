/**
 * What Tab offers: commands, files, options of tools, names of the lab Internet, variables. It looks at the text
 * before the cursor only.
 */
import type { CommandEntry } from './command.ts';
import { EVERYDAY_PAGES } from './everyday-manuals.ts';
import { isDiskProblem, type Disk } from './files.ts';
import { BUILTINS, COMMANDS_OF_BASH } from './limits.ts';
import { absolutePath } from './paths.ts';
import { textWidth, unitsOf } from './width.ts';

export interface CompletionSources {
  readonly disk: Disk;
  readonly user: string;
  readonly home: string;
  readonly workingDirectory: string;
  readonly commands: ReadonlyMap<string, CommandEntry>;
  /** Aliases and functions. */
  readonly shellWords: readonly string[];
  readonly variables: readonly string[];
  readonly names: () => readonly string[];
}

export interface Completion {
  /** The unit at which the completed word begins. */
  readonly start: number;
  /** What shall stand from there to the cursor; null when nothing can be added. */
  readonly insert: string | null;
  /** Whether more than one choice is left. */
  readonly ambiguous: boolean;
  /** All choices, as they are listed. */
  readonly choices: readonly string[];
}

/** Words after which a command's name stands again. */
// prettier-ignore
const BEFORE_COMMAND: ReadonlySet<string> = new Set([
  'sudo', 'time', 'xargs', 'if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{', 'command', 'exec',
]);
const ABOUT_COMMANDS: ReadonlySet<string> = new Set(['help', 'man', 'which', 'type']);
const MAX_CHOICES = 2000;

export function complete(before: string, sources: CompletionSources): Completion {
  const { word, quote, start, ...place } = analyse(before);
  const choices = offers({ word, ...place }, sources);
  const sorted = [...new Set(choices)].sort().slice(0, MAX_CHOICES);
  const startUnit = unitsOf(before.slice(0, start)).length;
  if (sorted.length === 0) return { start: startUnit, insert: null, ambiguous: false, choices: [] };
  const common = sorted.reduce(commonPrefix);
  const only = sorted.length === 1;
  let insert: string | null = null;
  if (only) {
    const open = common.endsWith('/') || common.startsWith('$');
    insert = quoted(common, quote, !open) + (open ? '' : ' ');
  } else if (common.length > word.length) insert = quoted(common, quote, false);
  if (insert === before.slice(start)) insert = null;
  return { start: startUnit, insert, ambiguous: !only, choices: sorted.map(shortChoice) };
}

type Place = Pick<Analysis, 'word' | 'command' | 'first' | 'bare' | 'before'>;

function offers({ word, command, first, bare, before }: Place, sources: CompletionSources): string[] {
  const starting = (list: readonly string[], prefix = word): string[] =>
    list.filter((item) => item.startsWith(prefix));
  if (word.startsWith('$')) return starting(sources.variables.map((name) => `$${name}`));
  if (first && !word.includes('/')) {
    return starting([...sources.commands.keys(), ...COMMANDS_OF_BASH, ...BUILTINS, ...sources.shellWords]);
  }
  if (ABOUT_COMMANDS.has(command)) {
    const described = command === 'man' ? EVERYDAY_PAGES.keys() : [];
    return starting([...sources.commands.keys(), ...COMMANDS_OF_BASH, ...described]);
  }
  const entry = sources.commands.get(command);
  if (entry && /^[+-]/.test(word)) return starting(entry.options ?? []);
  const after = entry?.wordsAfter?.[before];
  if (after !== undefined) return starting(after);
  if (entry?.capitals !== undefined && /^[A-Z]/.test(word)) {
    const found = starting(entry.capitals);
    if (found.length > 0) return found;
  }
  if (entry?.words !== undefined && bare) return starting(entry.words);
  if (word.startsWith('@')) return starting(named(word.slice(1), sources.names()).map((name) => `@${name}`));
  if (entry?.arguments === 'names') {
    const names = named(word, sources.names());
    if (names.length > 0) return names;
  }
  return filesFor(word, command === 'cd' || command === 'rmdir', sources);
}

/** Names of the DNS are completed whatever their case. */
function named(word: string, names: readonly string[]): string[] {
  const lower = word.toLowerCase();
  return names
    .filter((name) => name.toLowerCase().startsWith(lower))
    .map((name) => word + name.slice(word.length));
}

function filesFor(word: string, directoriesOnly: boolean, sources: CompletionSources): string[] {
  const slash = word.lastIndexOf('/') + 1;
  const shownFolder = word.slice(0, slash);
  const prefix = word.slice(slash);
  const folder = shownFolder.startsWith('~/') ? sources.home + shownFolder.slice(1) : shownFolder;
  const path = absolutePath(sources.workingDirectory, folder || '.');
  const listed = sources.disk.list(path, sources.user);
  if (isDiskProblem(listed)) return [];
  const found: string[] = [];
  for (const name of listed) {
    if (!name.startsWith(prefix) || (name.startsWith('.') && !prefix.startsWith('.'))) continue;
    const entry = sources.disk.stat(absolutePath(path, name), sources.user);
    const isDirectory = !isDiskProblem(entry) && entry.kind === 'directory';
    if (directoriesOnly && !isDirectory) continue;
    found.push(`${shownFolder}${name}${isDirectory ? '/' : ''}`);
  }
  return found;
}

interface Analysis {
  /** The word under the cursor, quotes and backslashes taken out. */
  word: string;
  /** The quote that is open in it. */
  quote: '' | "'" | '"';
  /** Where it begins, in characters. */
  start: number;
  /** The name of the command it belongs to. */
  command: string;
  /** Whether it is itself the command's name. */
  first: boolean;
  /** Only options stand between the command and the word. */
  readonly bare: boolean;
  /** The word before it, the command's name too. */
  readonly before: string;
}

/** Splits as the shell does, as far as completion needs it. */
function analyse(before: string): Analysis {
  let words: string[] = [];
  let word = '';
  let begun = false;
  let start = 0;
  let quote: Analysis['quote'] = '';
  let redirected = false;
  const end = (): void => {
    if (begun && !redirected) words.push(word);
    if (begun) redirected = false;
    word = '';
    begun = false;
  };
  for (let i = 0; i < before.length; i++) {
    const c = before[i] as string;
    if (!begun) start = i;
    if (quote !== '') {
      if (c === quote) quote = '';
      else if (c === '\\' && quote === '"' && i + 1 < before.length) word += before[++i] as string;
      else word += c;
    } else if (c === '\\') {
      begun = true;
      if (i + 1 < before.length) word += before[++i] as string;
    } else if (c === "'" || c === '"') {
      quote = c;
      begun = true;
    } else if (c === ' ' || c === '\t') end();
    else if ('|&;(\n`'.includes(c)) {
      end();
      words = [];
      redirected = false;
    } else if (c === '<' || c === '>') {
      end();
      redirected = true;
    } else {
      word += c;
      begun = true;
    }
  }
  if (!begun) start = before.length;
  while (words.length > 0 && isBeforeCommand(words[0] as string)) {
    if (words.shift() !== 'sudo') continue;
    // `sudo -u bind dig`: the command stands behind sudo's own options.
    while (words[0]?.startsWith('-')) words.splice(0, words[0] === '-u' ? 2 : 1);
    if (words.length > 0 || !word.startsWith('-')) continue;
    words.push('sudo');
    break;
  }
  const first = words.length === 0 && !redirected;
  const bare = words.slice(1).every((other) => other.startsWith('-'));
  const last = words.at(-1) ?? '';
  return { word, quote, start, command: redirected ? '' : (words[0] ?? ''), first, bare, before: last };
}

function isBeforeCommand(word: string): boolean {
  return BEFORE_COMMAND.has(word) || /^\w+=/.test(word);
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function quoted(text: string, quote: Analysis['quote'], close: boolean): string {
  if (quote !== '') return `${quote}${text}${close ? quote : ''}`;
  return text.replace(/[\s"'\\&;|<>()*?#`!]/g, '\\$&');
}

/** Of a path, the list shows the last part. */
function shortChoice(choice: string): string {
  const body = choice.endsWith('/') ? choice.slice(0, -1) : choice;
  return choice.slice(body.lastIndexOf('/') + 1);
}

/** The choices in columns, read down, as readline lists them. */
export function columnsOf(choices: readonly string[], columns: number): string {
  const widths = choices.map(textWidth);
  const cell = Math.max(...widths) + 2;
  const across = Math.max(1, Math.floor(columns / cell));
  const down = Math.ceil(choices.length / across);
  let text = '';
  for (let row = 0; row < down; row++) {
    let line = '';
    for (let i = row; i < choices.length; i += down) {
      line += (choices[i] as string) + ' '.repeat(cell - (widths[i] as number));
    }
    text += `${line.trimEnd()}\n`;
  }
  return text;
}
