/** The words of a command line taken apart as getopt does: letters that may stand together, and words behind them. */
export interface OptionForm {
  /** The letters that are known; a colon behind one says that it takes a word: `c:nq`. */
  readonly letters: string;
  /** Long names, and the letter that each stands for. */
  readonly long?: Readonly<Record<string, string>>;
}

export interface ParsedOptions {
  /** In the order in which they stand. */
  readonly options: readonly ParsedOption[];
  readonly words: readonly string[];
  readonly problem: OptionProblem | null;
}

interface ParsedOption {
  readonly letter: string;
  readonly value: string;
}

export interface OptionProblem {
  readonly kind: 'unknown' | 'missing';
  /** The letter, or the long name with its dashes. */
  readonly option: string;
}

/** `--` ends the options; words may stand between them. */
export function parseOptions(args: readonly string[], form: OptionForm): ParsedOptions {
  const options: ParsedOption[] = [];
  const words: string[] = [];
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') {
      words.push(...left);
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const problem = word.startsWith('--')
      ? takeLong(word, left, form, options)
      : takeLetters(word.slice(1), left, form, options);
    if (problem) return { options, words, problem };
  }
  return { options, words, problem: null };
}

/** What getopt itself prints: `ping: invalid option -- 'Z'`. */
export function optionProblemWords(name: string, { kind, option }: OptionProblem): string {
  if (option.startsWith('--'))
    return kind === 'unknown'
      ? `${name}: unrecognized option '${option}'\n`
      : `${name}: option '${option}' requires an argument\n`;
  return kind === 'unknown'
    ? `${name}: invalid option -- '${option}'\n`
    : `${name}: option requires an argument -- '${option}'\n`;
}

function takeLetters(
  letters: string,
  left: string[],
  form: OptionForm,
  options: ParsedOption[],
): OptionProblem | null {
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charAt(index);
    const at = letter === ':' ? -1 : form.letters.indexOf(letter);
    if (at < 0) return { kind: 'unknown', option: letter };
    if (form.letters.charAt(at + 1) !== ':') {
      options.push({ letter, value: '' });
      continue;
    }
    const value = letters.slice(index + 1) || left.shift();
    if (value === undefined) return { kind: 'missing', option: letter };
    options.push({ letter, value });
    return null;
  }
  return null;
}

function takeLong(
  word: string,
  left: string[],
  form: OptionForm,
  options: ParsedOption[],
): OptionProblem | null {
  const [name = '', ...rest] = word.slice(2).split('=');
  const known = Object.keys(form.long ?? {});
  const full = known.includes(name) ? [name] : known.filter((one) => one.startsWith(name));
  const letter = full.length === 1 ? form.long?.[full[0] as string] : undefined;
  if (letter === undefined) return { kind: 'unknown', option: `--${name}` };
  if (form.letters.charAt(form.letters.indexOf(letter) + 1) !== ':') {
    options.push({ letter, value: '' });
    return null;
  }
  const value = rest.length > 0 ? rest.join('=') : left.shift();
  if (value === undefined) return { kind: 'missing', option: `--${name}` };
  options.push({ letter, value });
  return null;
}
