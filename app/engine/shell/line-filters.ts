/**
 * Commands of a pipeline that can take their input line by line as it comes: `tcpdump -l | grep ServFail`.
 *
 * just-bash's commands take all of their input at once. Those that look at each line by itself give the same when
 * they get the lines in portions; `lineFilter` says which calls are of that kind. All others get their input when
 * it has ended, as `sort` and `wc` need it anyway.
 */
import { plainGrep, STRINGS } from './grep-words.ts';
import type { CommandResult } from './pipe.ts';

export interface LineFilter {
  /** Takes whole lines (the very last may lack its end), gives what is printed for them. */
  take(lines: string): Promise<string> | string;
  /** It wants no more. */
  readonly done: boolean;
  /** The exit status so far. */
  readonly status: number;
}

export interface FilterParts {
  /** Runs the command on some lines. */
  readonly run: (args: readonly string[], lines: string) => Promise<CommandResult>;
  readonly err: (text: string) => void;
}

/** Null where the command must have all of its input first. */
export function lineFilter(name: string, args: readonly string[], parts: FilterParts): LineFilter | null {
  switch (name) {
    case 'cat':
      return args.every((word) => word === '-' || word === '-u') ? passing() : null;
    case 'head': {
      const count = headCount(args);
      return count === null ? null : firstLines(count);
    }
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return looksAtLines(args) ? grepping(args, parts) : null;
    case 'sed':
      return editsLines(args) ? eachLine(args.filter(isNoBuffering), parts) : null;
    case 'awk':
      return computesLines(args) ? eachLine(args, parts) : null;
    case 'cut':
      return args.every((word, index) => word.startsWith('-') || isValueOf(args, index))
        ? eachLine(args, parts)
        : null;
    case 'tr':
      return args.some((word) => /^-\w*s/.test(word)) ? null : eachLine(args, parts);
    default:
      return null;
  }
}

function passing(): LineFilter {
  return { done: false, status: 0, take: (lines) => lines };
}

/** `-n 5`, `-n5`, `-5` or nothing. */
function headCount(args: readonly string[]): number | null {
  if (args.length === 0) return 10;
  const count = /^(?:-n ?|-|--lines=)(\d+)$/.exec(args.join(' '))?.[1];
  return count === undefined ? null : Number(count);
}

function firstLines(count: number): LineFilter {
  let left = count;
  return {
    get done() {
      return left === 0;
    },
    status: 0,
    take: (lines) => {
      const wanted = lines.split(/(?<=\n)/).slice(0, left);
      left -= wanted.length;
      return wanted.join('');
    },
  };
}

function eachLine(args: readonly string[], { run, err }: FilterParts): LineFilter {
  const filter = { done: false, status: 0 };
  return Object.assign(filter, {
    take: async (lines: string): Promise<string> => {
      const result = await run(args, lines);
      err(result.stderr);
      filter.status = result.exitCode;
      filter.done = result.exitCode !== 0;
      return result.stdout;
    },
  });
}

/** Numbers of `-n` count on; one line that matched is a success. */
function grepping(args: readonly string[], { run, err }: FilterParts): LineFilter {
  const plain = plainGrep(args, STRINGS);
  const numbered = plain.some((word) => /^-[a-zA-Z]*n/.test(word));
  const filter = { done: false, status: 1 };
  let before = 0;
  return Object.assign(filter, {
    take: async (lines: string): Promise<string> => {
      const { stdout, stderr, exitCode } = await run(plain, lines);
      err(stderr);
      if (exitCode === 0) filter.status = 0;
      filter.done = exitCode > 1;
      if (filter.done) filter.status = exitCode;
      const first = before;
      before += lines.split('\n').length - 1;
      return numbered ? stdout.replace(/^\d+(?=:)/gm, (number) => String(Number(number) + first)) : stdout;
    },
  });
}

/** Options without memory, patterns, and no file. */
function looksAtLines(args: readonly string[]): boolean {
  const words = plainGrep(args, STRINGS);
  let patterns = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '-e') {
      patterns++;
      i++;
    } else if (/^-[iIvEFGowxnhP]+$/.test(word)) continue;
    else if (word.startsWith('-')) return false;
    else patterns++;
  }
  return patterns === 1;
}

const isNoBuffering = (word: string): boolean => word !== '-u' && word !== '--unbuffered' && word !== '-l';

/** One `s/…/…/`, `/…/p` or `/…/d`: no line numbers, no hold space, no end. */
function editsLines(args: readonly string[]): boolean {
  const words = args.filter(isNoBuffering).filter((word) => !/^-[nEr]+$/.test(word));
  const script = words[0] === '-e' ? words.slice(1) : words;
  if (script.length !== 1) return false;
  const address = String.raw`(?:/(?:[^/\\]|\\.)+/!?)?`;
  const substitution = String.raw`s([/|,#:@])(?:(?!\1)[^\\]|\\.)*\1(?:(?!\1)[^\\]|\\.)*\1[gpiI\d]*`;
  return new RegExp(`^${address}(?:[pd]|${substitution})$`).test(script[0] as string);
}

/** A program that keeps nothing from line to line: no assignment, no counting, no BEGIN, no END. */
function computesLines(args: readonly string[]): boolean {
  const words = args.filter((word, index) => !/^-F./.test(word) && word !== '-F' && args[index - 1] !== '-F');
  if (words.length !== 1) return false;
  const code = (words[0] as string).replace(/"(?:[^"\\]|\\.)*"|\/(?:[^/\\]|\\.)+\//g, '0');
  return !/\b(?:BEGIN|END|NR|FNR|getline|exit|system|rand|close|function)\b|(?<![=!<>])=(?!=)|\+\+|--|>|\||,[^,]*\{/.test(
    code.replace(/\([^()]*\)/g, '()'),
  );
}

function isValueOf(args: readonly string[], index: number): boolean {
  return /^-[bcdf]$/.test(args[index - 1] ?? '');
}
