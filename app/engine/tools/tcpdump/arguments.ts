/** tcpdump's command line. As with any GNU program, options may stand behind the filter too; `--` ends them. */
import { FLAGS, LONG_OPTIONS, NOT_HERE, WITHOUT_EFFECT, WITH_WORD } from './option-letters.ts';
import { LINK_TYPES } from './print/link.ts';
import { LARGEST_SNAPSHOT } from './capture-file.ts';
import type { TimeForm } from './time-stamp.ts';
import { USAGE, VERSION } from './usage.ts';

export interface TcpdumpWords {
  interface: string | null;
  readFile: string | null;
  writeFile: string | null;
  filterFile: string | null;
  count: number | null;
  snapshot: number;
  side: 'in' | 'out' | 'inout';
  verbose: number;
  quiet: number;
  timeForm: TimeForm;
  hex: number;
  hexAndText: number;
  text: number;
  link: boolean;
  numbersOnly: boolean;
  shortNames: boolean;
  absoluteSequence: boolean;
  unchecked: boolean;
  numbered: boolean;
  nanoseconds: boolean;
  /** -U */
  unbuffered: boolean;
  /** --print: also where -w is given. */
  print: boolean;
  /** --count: only how many. */
  onlyCount: boolean;
  listInterfaces: boolean;
  listLinks: boolean;
  linkType: string | null;
  /** -T domain: whatever the port, it is DNS. */
  allDomain: boolean;
  filter: string;
}

/** Why nothing is done, or all that is to be done. */
export interface EndOfWords {
  readonly kind: 'end';
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

export function readTcpdumpWords(args: readonly string[]): TcpdumpWords | EndOfWords {
  const words = defaults();
  const filter: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word === '--') {
      filter.push(...args.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') filter.push(word);
    else {
      const used = word.startsWith('--')
        ? longOption(words, word.slice(2), args[i + 1])
        : shortOptions(words, word.slice(1), args[i + 1]);
      if (typeof used === 'object') return used;
      if (used) i++;
    }
  }
  words.filter = filter.join(' ');
  return words;
}

function defaults(): TcpdumpWords {
  return {
    interface: null,
    readFile: null,
    writeFile: null,
    filterFile: null,
    count: null,
    snapshot: LARGEST_SNAPSHOT,
    side: 'inout',
    verbose: 0,
    quiet: 0,
    timeForm: 0,
    hex: 0,
    hexAndText: 0,
    text: 0,
    link: false,
    numbersOnly: false,
    shortNames: false,
    absoluteSequence: false,
    unchecked: false,
    numbered: false,
    nanoseconds: false,
    unbuffered: false,
    print: false,
    onlyCount: false,
    listInterfaces: false,
    listLinks: false,
    linkType: null,
    allDomain: false,
    filter: '',
  };
}

function end(status: number, err: string, out = ''): EndOfWords {
  return { kind: 'end', out, err, status };
}

export function failed(message: string): EndOfWords {
  return end(1, `tcpdump: ${message}\n`);
}

function misused(message: string): EndOfWords {
  return end(1, `tcpdump: ${message}\n${VERSION}${USAGE}`);
}

/** Whether the next word was used. */
function longOption(words: TcpdumpWords, text: string, next: string | undefined): boolean | EndOfWords {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  const matching = Object.keys(LONG_OPTIONS).filter((each) => each.startsWith(name));
  const full = Object.hasOwn(LONG_OPTIONS, name) ? name : matching.length === 1 ? matching[0] : undefined;
  const option = full === undefined ? undefined : LONG_OPTIONS[full];
  if (full === undefined || option === undefined)
    return misused(
      matching.length > 1
        ? `option '--${text}' is ambiguous; possibilities: ${matching.map((each) => `'--${each}'`).join(' ')}`
        : `unrecognized option '--${name}'`,
    );
  if (!option.word)
    return at < 0
      ? (apply(words, option.means, '') ?? false)
      : misused(`option '--${full}' doesn't allow an argument`);
  const value = at < 0 ? next : text.slice(at + 1);
  if (value === undefined) return misused(`option '--${full}' requires an argument`);
  return apply(words, option.means, value) ?? at < 0;
}

function shortOptions(words: TcpdumpWords, text: string, next: string | undefined): boolean | EndOfWords {
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (WITH_WORD.includes(letter)) {
      const rest = text.slice(i + 1);
      const value = rest === '' ? next : rest;
      if (value === undefined) return misused(`option requires an argument -- '${letter}'`);
      return apply(words, letter, value) ?? rest === '';
    }
    if (!FLAGS.includes(letter)) return misused(`invalid option -- '${letter}'`);
    const stop = apply(words, letter, '');
    if (stop) return stop;
  }
  return false;
}

/** Null where reading goes on. */
function apply(words: TcpdumpWords, option: string, value: string): EndOfWords | null {
  if (option.length === 1 && WITHOUT_EFFECT.includes(option)) return null;
  if (option.length === 1 && NOT_HERE.includes(option)) return failed(`-${option} is not supported here`);
  const flag = FLAG_EFFECTS[option];
  if (flag) {
    flag(words);
    return null;
  }
  const worded = WORD_EFFECTS[option];
  if (worded) return worded(words, value);
  if (option === 'h') return end(0, '', VERSION + USAGE);
  if (option === 'version') return end(0, '', VERSION);
  return null;
}

const FLAG_EFFECTS: Readonly<Record<string, (words: TcpdumpWords) => void>> = {
  A: (words) => void words.text++,
  D: (words) => void (words.listInterfaces = true),
  e: (words) => void (words.link = true),
  K: (words) => void (words.unchecked = true),
  L: (words) => void (words.listLinks = true),
  n: (words) => void (words.numbersOnly = true),
  N: (words) => void (words.shortNames = true),
  q: (words) => void words.quiet++,
  S: (words) => void (words.absoluteSequence = true),
  t: (words) => void (words.timeForm = (words.timeForm + 1) as TimeForm), // Looked at in the end.
  U: (words) => void (words.unbuffered = true),
  v: (words) => void words.verbose++,
  x: (words) => void words.hex++,
  X: (words) => void words.hexAndText++,
  '#': (words) => void (words.numbered = true),
  count: (words) => void (words.onlyCount = true),
  print: (words) => void (words.print = true),
  micro: (words) => void (words.nanoseconds = false),
  nano: (words) => void (words.nanoseconds = true),
};

const WORD_EFFECTS: Readonly<Record<string, (words: TcpdumpWords, value: string) => EndOfWords | null>> = {
  c(words, value) {
    const count = /^\d+$/.test(value) ? Number(value) : 0;
    if (count <= 0) return failed(`invalid packet count ${value}`);
    words.count = count;
    return null;
  },
  F(words, value) {
    words.filterFile = value;
    return null;
  },
  i(words, value) {
    words.interface = value;
    return null;
  },
  precision(words, value) {
    if (!/^(micro|nano)$/.test(value)) return failed('unable to parse time stamp precision');
    words.nanoseconds = value === 'nano';
    return null;
  },
  Q(words, value) {
    if (value !== 'in' && value !== 'out' && value !== 'inout')
      return failed(`unknown capture direction \`${value}'`);
    words.side = value;
    return null;
  },
  r(words, value) {
    words.readFile = value;
    return null;
  },
  s(words, value) {
    const length = /^\d+$/.test(value) ? Number(value) : -1;
    if (length < 0 || length > LARGEST_SNAPSHOT)
      return failed(`invalid snaplen ${value} (must be >= 0 and <= ${LARGEST_SNAPSHOT})`);
    words.snapshot = length === 0 ? LARGEST_SNAPSHOT : length;
    return null;
  },
  T(words, value) {
    if (value !== 'domain') return failed(`unknown packet type \`${value}'`);
    words.allDomain = true;
    return null;
  },
  w(words, value) {
    words.writeFile = value;
    return null;
  },
  y(words, value) {
    const name = value.toUpperCase();
    if (!Object.values(LINK_TYPES).some((link) => link.name === name))
      return failed(`invalid data link type ${value}`);
    words.linkType = name;
    return null;
  },
};
