/** rndc's command line. */

export interface RndcWords {
  /** As they were typed, with blanks between. Null: none was given. */
  readonly command: string | null;
  readonly configFile: string | null;
  readonly keyFile: string | null;
  readonly server: string | null;
  readonly port: number | null;
  readonly keyName: string | null;
  readonly sources: readonly string[];
  readonly family: 0 | 4 | 6;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly printResult: boolean;
}

/** What ends rndc before it begins: with `usage`, its usage follows the words; `words` may be empty. */
export interface WordsProblem {
  readonly kind: 'words-problem';
  readonly words: string;
  readonly usage: boolean;
  readonly status: number;
}

const WITH_VALUE = 'bckpsy';

export function readRndcWords(args: readonly string[]): RndcWords | WordsProblem {
  const values = new Map<string, string>();
  const sources: string[] = [];
  const flags = new Set<string>();
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    for (let i = 1; i < word.length; i++) {
      const letter = word.charAt(i);
      if (letter === 'h') return problem('', true, 0);
      if (WITH_VALUE.includes(letter)) {
        const value = word.slice(i + 1) || args[++at];
        if (value === undefined) return problem(`invalid argument -${letter}`, true);
        if (letter === 'p' && portOf(value) === null) return problem(`port '${value}' out of range`);
        if (letter === 'b') sources.push(value);
        values.set(letter, value);
        break;
      }
      if ((letter === '4' && flags.has('6')) || (letter === '6' && flags.has('4')))
        return problem('only one of -4 and -6 allowed');
      // -m and -M trace BIND's memory: there is none of it here.
      if (!'46mMqrV'.includes(letter)) return problem(`invalid argument -${letter}`, true);
      flags.add(letter);
    }
  }
  const rest = args.slice(at);
  return {
    command: rest.length === 0 ? null : rest.join(' '),
    configFile: values.get('c') ?? null,
    keyFile: values.get('k') ?? null,
    server: values.get('s') ?? null,
    port: portOf(values.get('p') ?? ''),
    keyName: values.get('y') ?? null,
    sources,
    family: flags.has('4') ? 4 : flags.has('6') ? 6 : 0,
    verbose: flags.has('V'),
    quiet: flags.has('q'),
    printResult: flags.has('r'),
  };
}

function portOf(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? Number(text) : null;
}

function problem(words: string, usage = false, status = 1): WordsProblem {
  return { kind: 'words-problem', words, usage, status };
}
