/** The words of `tail`. */

export interface TailWords {
  readonly files: readonly string[];
  readonly unit: 'lines' | 'octets';
  readonly count: number;
  /** `+N`: from the Nth on, counted from 1. */
  readonly fromStart: boolean;
  /** By descriptor: the file itself; by name: whatever is called so. Null: it ends. */
  readonly follow: 'descriptor' | 'name' | null;
  /** Whether files that are not there are waited for. */
  readonly retry: boolean;
  /** Whether files are named; null: where there are several. */
  readonly headers: boolean | null;
}

const TRY = "Try 'tail --help' for more information.\n";
const USAGE = `Usage: tail [OPTION]... [FILE]...
Print the last 10 lines of each FILE.

  -c NUM    the last NUM octets; +NUM: from octet NUM on
  -f        go on as the file grows
  -F        the same, by name: also when the file is replaced
  -n NUM    the last NUM lines instead of 10; +NUM: from line NUM on
  -q        never name the files
  -v        always name the files
`;

/** A text: what is wrong, or the usage that was asked for. */
export function readTailWords(args: readonly string[]): TailWords | string {
  const files: string[] = [];
  let size: Pick<TailWords, 'unit' | 'count' | 'fromStart'> = { unit: 'lines', count: 10, fromStart: false };
  let follow: TailWords['follow'] = null;
  let retry = false;
  let headers: boolean | null = null;
  const left = [...args];
  const take = (option: string, value: string | undefined): string | null => {
    const unit = option === 'c' ? 'octets' : 'lines';
    if (value === undefined) return `tail: option requires an argument -- '${option}'\n${TRY}`;
    const number = /^([+-]?)(\d+)([bkKM]?)$/.exec(value);
    if (number === null)
      return `tail: invalid number of ${unit === 'octets' ? 'bytes' : 'lines'}: '${value}'\n`;
    const factor = { '': 1, b: 512, k: 1024, K: 1024, M: 1024 * 1024 }[number[3] ?? ''] ?? 1;
    size = { unit, count: Number(number[2]) * factor, fromStart: number[1] === '+' };
    return null;
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') {
      files.push(...left);
      break;
    }
    const old = /^([-+])(\d+)(f?)$/.exec(word);
    const long = /^--([a-z-]+)(?:=(.*))?$/.exec(word);
    if (old !== null && (old[1] === '-' || files.length === 0)) {
      size = { unit: 'lines', count: Number(old[2]), fromStart: old[1] === '+' };
      if (old[3] === 'f') follow = 'descriptor';
    } else if (long !== null) {
      const [, name = '', value] = long;
      if (name === 'help') return USAGE;
      if (name === 'follow') follow = value === 'name' ? 'name' : 'descriptor';
      else if (name === 'retry') retry = true;
      else if (name === 'quiet' || name === 'silent') headers = false;
      else if (name === 'verbose') headers = true;
      else if (name === 'sleep-interval' || name === 'pid') void (value ?? left.shift());
      else if (name === 'lines' || name === 'bytes') {
        const problem = take(name === 'lines' ? 'n' : 'c', value ?? left.shift());
        if (problem !== null) return problem;
      } else return `tail: unrecognized option '${word}'\n${TRY}`;
    } else if (word.startsWith('-') && word !== '-') {
      for (let i = 1; i < word.length; i++) {
        const letter = word.charAt(i);
        if (letter === 'f') follow ??= 'descriptor';
        else if (letter === 'F') [follow, retry] = ['name', true];
        else if (letter === 'q') headers = false;
        else if (letter === 'v') headers = true;
        else if (letter === 's') {
          if (i + 1 >= word.length) left.shift();
          break;
        } else if (letter === 'n' || letter === 'c') {
          const problem = take(letter, word.slice(i + 1) || left.shift());
          if (problem !== null) return problem;
          break;
        } else return `tail: invalid option -- '${letter}'\n${TRY}`;
      }
    } else files.push(word);
  }
  return { files, ...size, follow, retry, headers };
}
