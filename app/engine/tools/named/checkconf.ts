/** named-checkconf: reads a configuration as named does, and tells what is wrong with it, in the same words. */
import { readNamedConf, type NamedConfiguration, type ZoneClause } from '../../config/named-conf.ts';
import { configLine } from '../../config/syntax.ts';
import { bindLine } from '../../zone/diagnostic.ts';
import { loadZone } from '../../zone/load-zone.ts';
import { withFiles } from '../shared/gathered-files.ts';
import { parseOptions, type OptionForm } from '../system/options.ts';
import { isFileProblem, type Tool, type ToolContext } from '../tool.ts';
import { DEFAULT_VERSION } from './version.ts';

const FORM: OptionForm = { letters: 'chijlpt:vxz' };
const DEFAULT_FILE = '/etc/bind/named.conf';
const USAGE = 'usage: named-checkconf [-chijlvz] [-p [-x]] [-t directory] [named.conf]\n';
/** What our server says of itself; named-checkconf has no such words. */
const OUR_OWN = / is (not implemented|accepted and ignored)$|^unix domain sockets are not supported$/;

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
  if (has('p')) {
    err('named-checkconf: -p is not implemented in Rootwalk\n');
    return 1;
  }
  const [file = DEFAULT_FILE] = words;
  const root = options.findLast(({ letter }) => letter === 't')?.value ?? '';
  const inRoot = (path: string): string => `${root}${path}`;
  const octets = await files.read(inRoot(file));
  if (isFileProblem(octets)) {
    const why = { 'not-found': 'file not found', 'permission-denied': 'permission denied' };
    if (octets.reason === 'is-directory') out(`${file}:1: not a file \n`);
    else out(`open: ${file}: ${octets.reason in why ? why[octets.reason as keyof typeof why] : 'failure'}\n`);
    return 1;
  }
  const text = new TextDecoder().decode(octets);
  const configuration = await withFiles(files, (textOf) =>
    readNamedConf(text, {
      fileName: file,
      readInclude: (included, directory) => textOf(inRoot(within(directory, included))),
    }),
  );
  for (const diagnostic of configuration.diagnostics)
    if (!OUR_OWN.test(diagnostic.message)) out(`${configLine(diagnostic)}\n`);
  if (configuration.errors > 0 || !(await hasDirectory(context, configuration, inRoot))) return 1;
  if (has('l')) for (const line of zoneList(configuration)) out(line);
  return has('z') ? checkZones(context, configuration, inRoot) : 0;
};

/** BIND: the working directory must be there. */
async function hasDirectory(
  { files, out }: ToolContext,
  { options, hasOptions }: NamedConfiguration,
  inRoot: (path: string) => string,
): Promise<boolean> {
  const { directory } = options;
  const place = hasOptions.get('directory');
  if (directory === undefined || place === undefined) return true;
  const found = await files.read(inRoot(directory));
  if (!isFileProblem(found) || found.reason !== 'not-found') return true;
  const at = `${place.file}:${place.line}`;
  out(
    `${at}: change directory to '${directory}' failed: file not found\n\n${at}: parsing failed: file not found\n`,
  );
  return false;
}

function within(directory: string | null, file: string): string {
  return directory === null || file.startsWith('/') ? file : `${directory}/${file}`;
}

interface ViewZones {
  readonly view: string;
  readonly zones: readonly ZoneClause[];
}

function viewsOf({ views, zones }: NamedConfiguration): ViewZones[] {
  if (views.length === 0) return [{ view: '_default', zones }];
  return views.map((view) => ({ view: view.name, zones: view.zones }));
}

/** `localhost IN _default master` */
function* zoneList(configuration: NamedConfiguration): IterableIterator<string> {
  for (const { view, zones } of viewsOf(configuration)) {
    for (const { name, rrClass, has, inView } of zones) {
      const type = inView === undefined ? (has.get('type')?.words[0] ?? '') : `in-view ${inView}`;
      yield `${name.toRelaxedString() || '.'} ${rrClass} ${view} ${type}\n`;
    }
  }
}

/** Loads the primary zones' files; gives the exit status. */
async function checkZones(
  { out, err, files }: ToolContext,
  configuration: NamedConfiguration,
  inRoot: (path: string) => string,
): Promise<number> {
  const directory = configuration.options.directory ?? null;
  let status = 0;
  for (const { view, zones } of viewsOf(configuration)) {
    for (const { name, file, type, rrClass } of zones) {
      if (type !== 'primary' || file === undefined || rrClass !== 'IN') continue;
      const label = `${name.toRelaxedString()}/IN`;
      const loaded = await withFiles(files, (textOf) => {
        const text = textOf(inRoot(within(directory, file)));
        const readInclude = (included: string): string | null => textOf(inRoot(within(directory, included)));
        return text === null ? null : loadZone(text, { origin: name, fileName: file, readInclude });
      });
      for (const diagnostic of loaded?.diagnostics ?? []) out(`${bindLine(diagnostic)}\n`);
      if (loaded !== null && loaded.zone !== null) {
        out(`zone ${label}: loaded serial ${loaded.zone.serial}\n`);
        continue;
      }
      const first = loaded?.diagnostics.find(({ severity }) => severity === 'error');
      const why = loaded === null ? 'file not found' : (first?.message.replace(/^.*: /, '') ?? 'bad zone');
      if (first?.reporter !== 'zone') out(`zone ${label}: loading from master file ${file} failed: ${why}\n`);
      out(`zone ${label}: not loaded due to errors.\n`);
      err(`${view}/${name.toRelaxedString()}/IN: ${first?.reporter === 'zone' ? 'bad zone' : why}\n`);
      status = 1;
    }
  }
  return status;
}
