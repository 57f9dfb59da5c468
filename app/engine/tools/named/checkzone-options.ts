/** The words of named-checkzone and named-compilezone, as BIND reads them. */
import { classNumber } from '../../protocol/codes.ts';
import type { MakeZoneOptions } from '../../zone/check-zone.ts';
import type { RecordChecks, Strictness } from '../../zone/record-checks.ts';
import { parseOptions, type OptionForm } from '../system/options.ts';

export type CheckzoneProgram = 'named-checkzone' | 'named-compilezone';

export interface CheckzoneSettings {
  readonly zone: string;
  /** `-`: standard input. */
  readonly file: string;
  readonly class: number;
  readonly inputFormat: 'text' | 'raw';
  readonly outputFormat: 'text' | 'raw';
  /** Of the raw format: 0 or 1. */
  readonly rawVersion: 0 | 1;
  readonly style: 'full' | 'relative';
  /** `-`: standard output; null: the zone is not written. */
  readonly output: string | null;
  readonly quiet: boolean;
  readonly debug: boolean;
  /** The journal to read, if it is there; null: none. */
  readonly journal: string | null;
  /** What `-t` and `-w` say; `` where they say nothing. */
  readonly root: string;
  readonly directory: string;
  /** What `-L` says, for the header of the raw format. */
  readonly sourceSerial: number | null;
  readonly checks: RecordChecks & MakeZoneOptions;
  /** Hosts elsewhere are looked up: `-i full` and `-i full-sibling`. */
  readonly asksElsewhere: boolean;
}

/** What is said instead of a check, and the exit status. */
export interface CheckzoneEnd {
  readonly kind: 'end';
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const FORM: OptionForm = { letters: 'c:df:hi:jJ:k:L:l:m:n:qr:s:t:o:vw:DF:M:S:T:W:' };
const MODES: Readonly<Record<string, readonly string[]>> = {
  k: ['fail', 'warn', 'ignore'],
  m: ['fail', 'warn', 'ignore'],
  n: ['fail', 'warn', 'ignore'],
  r: ['fail', 'warn', 'ignore'],
  M: ['fail', 'warn', 'ignore'],
  S: ['fail', 'warn', 'ignore'],
  T: ['warn', 'ignore'],
  i: ['full', 'full-sibling', 'local', 'local-sibling', 'none'],
};
const FORMATS = /^(text|raw|raw=.*)$/;

export function checkzoneSettings(
  args: readonly string[],
  program: CheckzoneProgram,
  version: string,
): CheckzoneSettings | CheckzoneEnd {
  const { options, words, problem } = parseOptions(args, FORM);
  // BIND: the letters are looked at one by one; the first that is wrong ends it.
  for (const { letter, value } of options) {
    if (letter === 'h') return usage(program, '');
    if (letter === 'v') return { kind: 'end', status: 0, out: `${version}\n`, err: '' };
    const wrong = wrongWord(letter, value);
    if (wrong !== null) return { kind: 'end', status: 1, out: '', err: wrong };
  }
  if (problem !== null) return usage(program, `${program}: invalid argument -${problem.option}\n`);
  const last = (letter: string): string | undefined =>
    options.findLast((one) => one.letter === letter)?.value;
  const has = (letter: string): boolean => last(letter) !== undefined;
  const compiles = program === 'named-compilezone';
  const output = last('o') ?? (has('D') && !compiles ? '-' : null);
  if (compiles && output === null) return usage(program, 'output file required, but not specified\n');
  const [zone, file = '-'] = words;
  if (zone === undefined || words.length > 2) return usage(program, '');
  const rrClass = classNumber(last('c') ?? 'IN');
  // BIND: not a word is said of it.
  if (rrClass === null) return { kind: 'end', status: 1, out: '', err: '' };
  const mode = (letter: string, otherwise: Strictness): Strictness =>
    (last(letter) as Strictness | undefined) ?? otherwise;
  const integrity = last('i') ?? 'full';
  const outputFormat = last('F') ?? 'text';
  return {
    zone,
    file,
    class: rrClass,
    inputFormat: last('f')?.startsWith('raw') === true ? 'raw' : 'text',
    outputFormat: outputFormat.startsWith('raw') ? 'raw' : 'text',
    rawVersion: outputFormat === 'raw=0' ? 0 : 1,
    style: last('s') === 'relative' ? 'relative' : 'full',
    output,
    quiet: has('q'),
    debug: has('d'),
    journal: last('J') ?? (has('j') ? `${file}.jnl` : null),
    root: last('t') ?? '',
    directory: last('w') ?? '',
    sourceSerial: has('L') ? Number(last('L')) : null,
    checks: {
      class: rrClass,
      // BIND: what is compiled is to be used, so that its names are checked strictly.
      checkNames: mode('k', compiles ? 'fail' : 'warn'),
      checkMx: mode('m', 'warn'),
      checkNs: mode('n', compiles ? 'fail' : 'warn'),
      checkDuplicates: mode('r', 'warn'),
      checkMxCname: mode('M', 'warn'),
      checkSrvCname: mode('S', 'warn'),
      checkSpf: last('T') !== 'ignore',
      checkWildcard: last('W') !== 'ignore',
      checkIntegrity: integrity !== 'none',
      checkSibling: !integrity.endsWith('-sibling'),
      maxTtl: Number(last('l') ?? 0),
    },
    asksElsewhere: integrity.startsWith('full'),
  };
}

/** What is said of a letter's word that is none of its; null: it is one. */
function wrongWord(letter: string, value: string): string | null {
  const known = MODES[letter];
  if (known !== undefined && !known.includes(value)) return `invalid argument to -${letter}: ${value}\n`;
  switch (letter) {
    case 'f':
      return FORMATS.test(value) ? null : `unknown file format: ${value}\n`;
    case 'F':
      if (!FORMATS.test(value)) return `unknown file format: ${value}\n`;
      return /^(text|raw(=[01])?)$/.test(value) ? null : 'unknown raw format version\n';
    case 's':
      return value === 'full' || value === 'relative' ? null : `unknown or unsupported style: ${value}\n`;
    case 'l':
      return /^\d{1,10}$/.test(value) ? null : 'maximum TTL must be numeric';
    case 'L':
      return /^\d{1,10}$/.test(value) ? null : 'source serial number must be numeric';
    default:
      return null;
  }
}

export function isEnd(value: CheckzoneSettings | CheckzoneEnd): value is CheckzoneEnd {
  return 'kind' in value;
}

function usage(program: CheckzoneProgram, before: string): CheckzoneEnd {
  const output = program === 'named-compilezone' ? '-o filename' : '[-o filename]';
  const err =
    `${before}usage: ${program} [-djqvD] [-c class] [-f inputformat] [-F outputformat] [-J filename] ` +
    '[-s (full|relative)] [-t directory] [-w directory] [-k (ignore|warn|fail)] [-m (ignore|warn|fail)] ' +
    '[-n (ignore|warn|fail)] [-r (ignore|warn|fail)] [-i (full|full-sibling|local|local-sibling|none)] ' +
    `[-M (ignore|warn|fail)] [-S (ignore|warn|fail)] [-W (ignore|warn)] ${output} zonename [ (filename|-) ]\n`;
  return { kind: 'end', status: 1, out: '', err };
}
