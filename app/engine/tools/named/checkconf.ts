/** named-checkconf: reads a configuration as named does, and tells what is wrong with it, in the same words. */
import { printConfiguration } from '../../config/language/print.ts';
import type { MapValue } from '../../config/language/value.ts';
import { configLine, type ConfigDiagnostic } from '../../config/syntax.ts';
import { classNumber } from '../../protocol/codes.ts';
import { isNameProblem, Name } from '../../protocol/name.ts';
import { Hints } from '../../resolver/hints.ts';
import { bindLines, reasonOf } from '../../zone/diagnostic.ts';
import { zoneFileText } from '../../zone/file-text.ts';
import { parseZone } from '../../zone/parse-zone.ts';
import { utf8Octets } from '../dig/idn.ts';
import { withFiles } from '../shared/gathered-files.ts';
import { latin1Text } from '../shared/latin1.ts';
import { parseOptions, type OptionForm } from '../system/options.ts';
import { isFileProblem, type Tool, type ToolContext } from '../tool.ts';
import { directoryOf, NOT_A_FILE, problemWords, readWithFiles, within } from './configuration-files.ts';
import { configuredZones, hasViewWithoutData, loadedFile, zoneChecks, zoneLine } from './configured-zones.ts';
import { DEFAULT_VERSION } from './version.ts';
import { readZoneFile } from './zone-file.ts';

const FORM: OptionForm = { letters: 'chijlpt:vxz' };
const DEFAULT_FILE = '/etc/bind/named.conf';
const USAGE = 'usage: named-checkconf [-chijlvz] [-p [-x]] [-t directory] [named.conf]\n';

export const namedCheckconf: Tool = async (context) => {
  const { args, out, err, files } = context;
  const { options, words, problem } = parseOptions(args, FORM);
  const has = (letter: string): boolean => options.some((one) => one.letter === letter);
  if (problem !== null) {
    err(`named-checkconf: invalid argument ${problem.option.replace(/^(?!-)/, '-')}\n${USAGE}`);
    // BIND: though it does nothing, it says that all is well.
    return 0;
  }
  if (has('h') || words.length > 1) {
    err(USAGE);
    return has('h') ? 0 : 1;
  }
  if (has('x') && !has('p')) {
    err('named-checkconf: -x cannot be used without -p\n');
    return 1;
  }
  if (has('v')) {
    out(`${DEFAULT_VERSION}\n`);
    return 0;
  }
  if (has('p') && has('l')) {
    err('named-checkconf: -l cannot be used with -p\n');
    return 1;
  }
  const [file = DEFAULT_FILE] = words;
  const root = options.findLast(({ letter }) => letter === 't')?.value ?? '';
  const inRoot = (path: string): string => `${root}${path}`;
  const octets = await files.read(inRoot(file));
  if (isFileProblem(octets)) {
    const why = problemWords(octets);
    out(why === NOT_A_FILE ? `${file}:1: ${why} \n` : `open: ${file}: ${why}\n`);
    return 1;
  }
  const read = await readWithFiles(files, inRoot, { file, text: latin1Text(octets), plugins: !has('c') });
  const quiet = has('i');
  for (const diagnostic of read.diagnostics)
    if (!(quiet && isDeprecation(diagnostic))) out(`${configLine(diagnostic)}\n`);
  if (read.top === null || read.errors > 0) return 1;
  // BIND: -l has the zones listed instead.
  if (has('l')) for (const zone of configuredZones(read.top)) out(zoneLine(zone));
  const loads = has('z') && !has('l');
  const loaded = loads ? await checkZones(context, read.top, inRoot, has('j')) : 0;
  const status = (has('z') || has('l')) && hasViewWithoutData(read.top) ? 1 : loaded;
  if (status === 0 && has('p')) out(printConfiguration(read.top, { hideSecrets: has('x') }));
  return status;
};

/** BIND: -i keeps back what the reading said of old options, and no more. */
function isDeprecation({ severity, message }: ConfigDiagnostic): boolean {
  return severity === 'warning' && /^(?:option|token) '[^']*' is deprecated$/.test(message);
}

/** Loads the files of zones and hints; gives the exit status. */
async function checkZones(
  context: ToolContext,
  top: MapValue,
  inRoot: (path: string) => string,
  withJournals: boolean,
): Promise<number> {
  const { out, err } = context;
  const directory = directoryOf(top);
  const place = (path: string): string => inRoot(within(directory, path));
  const tell = (line: string): void => out(utf8Octets(`${line}\n`));
  let status = 0;
  for (const zone of configuredZones(top)) {
    const found = loadedFile(zone);
    const origin = Name.parse(zone.name);
    const rrClass = classNumber(zone.class.toUpperCase());
    if (found === null || isNameProblem(origin) || rrClass === null) continue;
    const { kind, file } = found;
    if (kind === 'hint') {
      if (!(await checkHints(context, file, place, tell))) status = 1;
      continue;
    }
    const { format, checks } = zoneChecks(zone);
    const journal = withJournals ? `${file}.jnl` : null;
    const source = { origin, class: rrClass, file, format, journal, checks, place };
    const outcome = await readZoneFile(context, source, tell);
    if (typeof outcome !== 'string') continue;
    err(`${zone.view}/${zone.name}/${zone.class}: ${outcome}\n`);
    status = 1;
  }
  return status;
}

/** Whether the file has hints. */
async function checkHints(
  { files }: ToolContext,
  file: string,
  place: (path: string) => string,
  tell: (line: string) => void,
): Promise<boolean> {
  const failed = (why: string): false => {
    tell(`could not configure root hints from '${file}': ${why}`);
    return false;
  };
  const octets = await files.read(place(file));
  if (isFileProblem(octets)) return failed(problemWords(octets));
  const text = zoneFileText(octets);
  const options = { origin: Name.root, fileName: file };
  const { diagnostics, records } = await withFiles(files, (textOf) =>
    parseZone(text, { ...options, readInclude: (path) => textOf(place(path)) }),
  );
  for (const diagnostic of diagnostics) for (const line of bindLines(diagnostic)) tell(line);
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (first !== undefined) return failed(reasonOf(first));
  if (new Hints(records).extraData) tell(`extra data in root hints '${file}'`);
  return true;
}
