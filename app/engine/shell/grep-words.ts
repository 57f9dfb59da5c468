/**
 * grep's words as just-bash's grep takes them. It keeps only the last of several `-e`, and knows neither `-ePATTERN`
 * nor `--regexp`; but a pattern of several lines is several patterns to it, as to every grep (POSIX).
 *
 * @example -n -e a -e b file → -n -e 'a⏎b' file
 */

/** How words are read and made: those of a syntax tree, or plain strings. */
export interface WordKind<Word> {
  /** Its text; null where something in it is expanded first. */
  readonly text: (word: Word) => string | null;
  readonly word: (text: string) => Word;
  /** One word of several lines. */
  readonly lines: (words: readonly Word[]) => Word;
}

export const STRINGS: WordKind<string> = {
  text: (word) => word,
  word: (text) => text,
  lines: (words) => words.join('\n'),
};

/** Short options whose value stands behind them. */
const WITH_VALUE = 'ABCDdfm';

export function plainGrep<Word>(args: readonly Word[], kind: WordKind<Word>): Word[] {
  const patterns: Word[] = [];
  const options: Word[] = [];
  let at = 0;
  const value = (): void => {
    const next = args[at++];
    if (next !== undefined) patterns.push(next);
  };
  const others: Word[] = [];
  while (at < args.length) {
    const word = args[at++] as Word;
    const text = kind.text(word);
    if (text === '--') {
      others.push(word, ...args.slice(at));
      break;
    }
    // Lines go on at once here, and there are no colours.
    if (text !== null && /^--(?:line-buffered|colou?r(?:=\w+)?)$/.test(text)) continue;
    const long = text === null ? null : /^--regexp(?:=(.*))?$/s.exec(text);
    const short = text === null ? null : patternIn(text);
    if (long) {
      if (long[1] === undefined) value();
      else patterns.push(kind.word(long[1]));
    } else if (short) {
      if (short.before !== '') options.push(kind.word(`-${short.before}`));
      if (short.pattern === '') value();
      else patterns.push(kind.word(short.pattern));
    } else {
      others.push(word);
      // `-A 2`, `-f file`: the next word is no option.
      if (text !== null && takesNext(text) && at < args.length) others.push(args[at++] as Word);
    }
  }
  return patterns.length === 0 ? others : [...options, kind.word('-e'), kind.lines(patterns), ...others];
}

/** `-e`, `-ne`, `-nePATTERN` taken apart; null where there is no `e` among the options. */
function patternIn(text: string): { readonly before: string; readonly pattern: string } | null {
  const options = /^-[a-zA-Z]/.test(text) ? text.slice(1) : '';
  const at = options.indexOf('e');
  if (at === -1) return null;
  const before = options.slice(0, at);
  const valued = [...before].some((option) => WITH_VALUE.includes(option));
  return valued ? null : { before, pattern: options.slice(at + 1) };
}

function takesNext(text: string): boolean {
  return /^-[a-zA-Z]/.test(text) && WITH_VALUE.includes(text.at(-1) as string) && !/^-\w*\d/.test(text);
}
