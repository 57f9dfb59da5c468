/** named-checkconf: reads a configuration as named does, and tells what is wrong with it, in the same words. */
import { printConfiguration } from '../../config/language/print.ts';
import { clauseOf, clausesOf, fieldOf, mapOf, textOf, type MapValue } from '../../config/language/value.ts';
import { configLine, type ConfigDiagnostic } from '../../config/syntax.ts';
import { isNameProblem, Name } from '../../protocol/name.ts';
import { bindLine } from '../../zone/diagnostic.ts';
import { loadZone } from '../../zone/load-zone.ts';
import { withFiles } from '../shared/gathered-files.ts';
import { parseOptions, type OptionForm } from '../system/options.ts';
import { isFileProblem, type Tool, type ToolContext } from '../tool.ts';
import {
  directoryOf,
  NOT_A_FILE,
  octetText,
  problemWords,
  readWithFiles,
  within,
} from './configuration-files.ts';
import { DEFAULT_VERSION } from './version.ts';

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
  const read = await readWithFiles(files, inRoot, { file, text: octetText(octets), plugins: !has('c') });
  const quiet = has('i');
  for (const diagnostic of read.diagnostics)
    if (!(quiet && isDeprecation(diagnostic))) out(`${configLine(diagnostic)}\n`);
  if (read.top === null || read.errors > 0) return 1;
  if (has('l')) for (const line of zoneList(read.top)) out(line);
  const status = has('z') ? await checkZones(context, read.top, inRoot) : 0;
  if (status === 0 && has('p')) out(printConfiguration(read.top, { hideSecrets: has('x') }));
  return status;
};

/** BIND: -i keeps back what the reading said of old options, and no more. */
function isDeprecation({ severity, message }: ConfigDiagnostic): boolean {
  return severity === 'warning' && /^(?:option|token) '[^']*' is deprecated$/.test(message);
}

interface ZoneEntry {
  readonly view: string;
  readonly name: string;
  readonly rrClass: string;
  readonly options: MapValue | null;
}

function* zonesOf(top: MapValue): IterableIterator<ZoneEntry> {
  const views = clausesOf(top, 'view');
  const blocks = views.map((view) => ({
    view: textOf(fieldOf(view, 'name')),
    rrClass: textOf(fieldOf(view, 'class')) || 'IN',
    options: mapOf(fieldOf(view, 'options')),
  }));
  if (views.length === 0) blocks.push({ view: '_default', rrClass: 'IN', options: top });
  for (const { view, rrClass, options } of blocks)
    for (const zone of clausesOf(options, 'zone'))
      yield {
        view,
        name: textOf(fieldOf(zone, 'name')),
        rrClass: (textOf(fieldOf(zone, 'class')) || rrClass).toUpperCase(),
        options: mapOf(fieldOf(zone, 'options')),
      };
}

/** `localhost IN _default master` */
function* zoneList(top: MapValue): IterableIterator<string> {
  for (const { view, name, rrClass, options } of zonesOf(top)) {
    const inView = clauseOf(options, 'in-view');
    const type = inView === undefined ? textOf(clauseOf(options, 'type')) : `in-view ${textOf(inView)}`;
    yield `${name} ${rrClass} ${view} ${type}\n`;
  }
}

/** Loads the primary zones' files; gives the exit status. */
async function checkZones(
  { out, err, files }: ToolContext,
  top: MapValue,
  inRoot: (path: string) => string,
): Promise<number> {
  const directory = directoryOf(top);
  let status = 0;
  for (const { view, name: text, options, rrClass } of zonesOf(top)) {
    const type = textOf(clauseOf(options, 'type')).toLowerCase();
    const file = textOf(clauseOf(options, 'file'));
    const name = Name.parse(text);
    const isOurs = (type === 'primary' || type === 'master') && file !== '' && rrClass === 'IN';
    if (!isOurs || isNameProblem(name)) continue;
    const pathOf = (path: string): string => inRoot(within(directory, path));
    if (!(await checkZoneFile({ out, err, files }, { view, name, file, pathOf }))) status = 1;
  }
  return status;
}

interface ZoneFile {
  readonly view: string;
  readonly name: Name;
  readonly file: string;
  readonly pathOf: (file: string) => string;
}

/** Whether the file makes a zone. */
async function checkZoneFile(
  { out, err, files }: Pick<ToolContext, 'out' | 'err' | 'files'>,
  { view, name, file, pathOf }: ZoneFile,
): Promise<boolean> {
  const label = `${name.toRelaxedString()}/IN`;
  const loaded = await withFiles(files, (textAt) => {
    const text = textAt(pathOf(file));
    const readInclude = (included: string): string | null => textAt(pathOf(included));
    return text === null ? null : loadZone(text, { origin: name, fileName: file, readInclude });
  });
  for (const diagnostic of loaded?.diagnostics ?? []) out(`${bindLine(diagnostic)}\n`);
  if (loaded !== null && loaded.zone !== null) {
    out(`zone ${label}: loaded serial ${loaded.zone.serial}\n`);
    return true;
  }
  const first = loaded?.diagnostics.find(({ severity }) => severity === 'error');
  const why = loaded === null ? 'file not found' : (first?.message.replace(/^.*: /, '') ?? 'bad zone');
  if (first?.reporter !== 'zone') out(`zone ${label}: loading from master file ${file} failed: ${why}\n`);
  out(`zone ${label}: not loaded due to errors.\n`);
  err(`${view}/${name.toRelaxedString()}/IN: ${first?.reporter === 'zone' ? 'bad zone' : why}\n`);
  return false;
}
