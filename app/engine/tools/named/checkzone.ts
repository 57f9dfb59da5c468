/** named-checkzone and named-compilezone: read a zone file as named does, tell what is wrong, and print the zone. */
import { zoneRecords } from '../../dump/zone-dump.ts';
import { isNameProblem, Name } from '../../protocol/name.ts';
import { bindLine } from '../../zone/diagnostic.ts';
import { loadZone, type LoadedZone } from '../../zone/load-zone.ts';
import { utf8Octets } from '../dig/idn.ts';
import { withFiles } from '../shared/gathered-files.ts';
import { parseOptions, type OptionForm } from '../system/options.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { DEFAULT_VERSION } from './version.ts';

const FORM: OptionForm = { letters: 'c:df:F:hi:jJ:k:l:L:m:M:n:o:qr:s:S:t:T:vw:W:D' };
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  k: ['fail', 'warn', 'ignore'],
  m: ['fail', 'warn', 'ignore'],
  n: ['fail', 'warn', 'ignore'],
  r: ['fail', 'warn', 'ignore'],
  M: ['fail', 'warn', 'ignore'],
  S: ['fail', 'warn', 'ignore'],
  T: ['warn', 'ignore'],
  W: ['warn', 'ignore'],
  i: ['full', 'full-sibling', 'local', 'local-sibling', 'none'],
  s: ['full', 'relative'],
  f: ['text', 'raw', 'map'],
  F: ['text', 'raw', 'map'],
};

export const namedCheckzone: Tool = (context) => check(context, 'named-checkzone');
export const namedCompilezone: Tool = (context) => check(context, 'named-compilezone');

type Program = 'named-checkzone' | 'named-compilezone';

async function check(context: ToolContext, program: Program): Promise<number> {
  const { out, err } = context;
  const { options, words, problem } = parseOptions(context.args, FORM);
  const value = (letter: string): string | undefined =>
    options.findLast((one) => one.letter === letter)?.value;
  const usage = (status: number): number => {
    err(usageText(program));
    return status;
  };
  if (problem !== null) {
    err(`${program}: invalid argument ${problem.option.replace(/^(?!-)/, '-')}\n`);
    return usage(1);
  }
  if (value('h') !== undefined) return usage(1);
  if (value('v') !== undefined) {
    out(`${DEFAULT_VERSION}\n`);
    return 0;
  }
  const wrong = wrongOption(options);
  if (wrong !== null) {
    err(`${wrong}\n`);
    return 1;
  }
  const output = value('o') ?? (value('D') === undefined ? null : '-');
  if (program === 'named-compilezone' && value('o') === undefined) {
    err('output file required, but not specified\n');
    return usage(1);
  }
  const [zoneText, file = '-'] = words;
  if (zoneText === undefined || words.length > 2) return usage(1);
  const origin = Name.parse(zoneText);
  if (isNameProblem(origin)) return 1;
  // BIND: where the zone goes to standard output, what is said goes to standard error.
  const tell = value('q') !== undefined ? () => undefined : output === '-' ? err : out;
  const loaded = await load(context, origin, file, (value('k') ?? 'fail') as 'fail' | 'warn' | 'ignore');
  const name = `zone ${origin.toRelaxedString()}/IN`;
  for (const diagnostic of loaded?.diagnostics ?? []) tell(utf8Octets(`${bindLine(diagnostic)}\n`));
  if (loaded === null || loaded.zone === null) {
    const first = loaded?.diagnostics.find(({ severity }) => severity === 'error');
    const why = loaded === null ? 'file not found' : (first?.message.replace(/^.*: /, '') ?? 'bad zone');
    if (first?.reporter !== 'zone')
      tell(utf8Octets(`${name}: loading from master file ${file} failed: ${why}\n`));
    tell(`${name}: not loaded due to errors.\n`);
    return 1;
  }
  tell(`${name}: loaded serial ${loaded.zone.serial}\n`);
  if (output !== null && !(await write(context, output, [...zoneRecords(loaded.zone)].join('')))) return 1;
  tell('OK\n');
  return 0;
}

/** The first option whose word is none of its, or that asks for what is not here; null: there is none. */
function wrongOption(options: readonly { readonly letter: string; readonly value: string }[]): string | null {
  for (const { letter, value } of options) {
    const known = CHECKS[letter];
    if (known !== undefined && !known.includes(value)) return `invalid argument to -${letter}: ${value}`;
    if (letter === 'c' && !/^in$/i.test(value)) return `unknown class '${value}'`;
    const kept = letter === 'f' || letter === 'F' ? 'text' : letter === 's' ? 'full' : null;
    if (kept !== null && value !== kept) return `-${letter} ${value} is not implemented in Rootwalk`;
    if (letter === 't' || letter === 'w' || letter === 'l')
      return `-${letter} is not implemented in Rootwalk`;
  }
  return null;
}

/** Null where the file cannot be read. */
async function load(
  { files, stdin }: ToolContext,
  origin: Name,
  file: string,
  checkNames: 'fail' | 'warn' | 'ignore',
): Promise<LoadedZone | null> {
  return withFiles(files, (textOf) => {
    const text = file === '-' ? stdin : textOf(file);
    return text === null ? null : loadZone(text, { origin, fileName: file, readInclude: textOf, checkNames });
  });
}

async function write({ out, err, files }: ToolContext, path: string, text: string): Promise<boolean> {
  if (path === '-') {
    out(text);
    return true;
  }
  const octets = Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
  const problem = await files.write(path, octets);
  if (problem !== null) err(`could not open output file '${path}': ${problem.message}\n`);
  return problem === null;
}

function usageText(program: Program): string {
  const output = program === 'named-compilezone' ? '-o filename' : '[-o filename]';
  return (
    `usage: ${program} [-djqvD] [-c class] [-f inputformat] [-F outputformat] [-J filename] ` +
    '[-s (full|relative)] [-t directory] [-w directory] [-k (ignore|warn|fail)] [-m (ignore|warn|fail)] ' +
    '[-n (ignore|warn|fail)] [-r (ignore|warn|fail)] [-i (full|full-sibling|local|local-sibling|none)] ' +
    `[-M (ignore|warn|fail)] [-S (ignore|warn|fail)] [-W (ignore|warn)] ${output} zonename [ (filename|-) ]\n`
  );
}
