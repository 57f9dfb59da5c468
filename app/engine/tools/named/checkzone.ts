/**
 * named-checkzone and named-compilezone: read a zone file as named does, tell what is wrong, and print the zone.
 *
 * One run: words → settings (`checkzone-options.ts`) → the file's text, and those that it includes → the zone and what
 * there is to say of it (`zone/load-zone.ts`) → hosts elsewhere are looked up (`elsewhere.ts`) → the zone is written.
 */
import { zoneRecords } from '../../dump/zone-dump.ts';
import { classText } from '../../protocol/codes.ts';
import { isNameProblem, Name } from '../../protocol/name.ts';
import { zoneFileText } from '../../zone/file-text.ts';
import { bindLines, reasonOf } from '../../zone/diagnostic.ts';
import { loadZone, type LoadedZone } from '../../zone/load-zone.ts';
import type { Zone } from '../../zone/zone.ts';
import { isSigned } from '../../zone/zone-keys.ts';
import { utf8Octets } from '../dig/idn.ts';
import { withFiles } from '../shared/gathered-files.ts';
import type { Tool, ToolContext } from '../tool.ts';
import {
  checkzoneSettings,
  isEnd,
  type CheckzoneProgram,
  type CheckzoneSettings,
} from './checkzone-options.ts';
import { Elsewhere } from './elsewhere.ts';
import { DEFAULT_VERSION } from './version.ts';

export const namedCheckzone: Tool = (context) => check(context, 'named-checkzone');
export const namedCompilezone: Tool = (context) => check(context, 'named-compilezone');

async function check(context: ToolContext, program: CheckzoneProgram): Promise<number> {
  const { out, err } = context;
  const settings = checkzoneSettings(context.args, program, DEFAULT_VERSION);
  if (isEnd(settings)) {
    out(settings.out);
    err(settings.err);
    return settings.status;
  }
  const origin = Name.parse(settings.zone);
  if (isNameProblem(origin)) return 1;
  // BIND: where the zone goes to standard output, what is said goes to standard error.
  const say = settings.output === '-' ? err : out;
  const tell = (line: string): void => {
    if (!settings.quiet) say(utf8Octets(`${line}\n`));
  };
  const label = `zone ${origin.toRelaxedString()}/${classText(settings.class)}`;
  if (settings.debug)
    err(
      `loading "${origin.toRelaxedString()}" from "${settings.file}" class "${classText(settings.class)}"\n`,
    );
  if (settings.inputFormat === 'raw') {
    tell('dns_master_load: the raw format is not implemented in Rootwalk');
    tell(`${label}: loading from master file ${settings.file} failed: not implemented`);
    tell(`${label}: not loaded due to errors.`);
    return 1;
  }
  const zone = await loaded(context, settings, origin, label, tell);
  if (zone === null) {
    tell(`${label}: not loaded due to errors.`);
    return 1;
  }
  tell(`${label}: loaded serial ${zone.serial}${isSigned(zone) ? ' (DNSSEC signed)' : ''}`);
  if (settings.output !== null && !(await write(context, settings, zone))) return 1;
  tell('OK');
  return 0;
}

/** The zone, or null where there is none; all that is to be said of it is told. */
async function loaded(
  context: ToolContext,
  settings: CheckzoneSettings,
  origin: Name,
  label: string,
  tell: (line: string) => void,
): Promise<Zone | null> {
  const { file } = settings;
  const result = await load(context, settings, origin);
  if (result === null) {
    tell(`${label}: loading from master file ${file} failed: file not found`);
    return null;
  }
  for (const diagnostic of result.diagnostics) for (const line of bindLines(diagnostic)) tell(line);
  const first = result.diagnostics.find(({ severity }) => severity === 'error');
  if (first !== undefined) {
    if (first.reporter !== 'zone')
      tell(`${label}: loading from master file ${file} failed: ${reasonOf(first)}`);
    return null;
  }
  if (!settings.asksElsewhere) return result.zone;
  const { checkMxCname = 'warn', checkSrvCname = 'warn' } = settings.checks;
  const elsewhere = new Elsewhere(context.net, { mx: checkMxCname, srv: checkSrvCname });
  let sound = true;
  for (const item of result.elsewhere) {
    if (context.signal.aborted) return null;
    for (const { severity, what } of await elsewhere.check(item)) {
      tell(`${label}: ${what}`);
      if (severity === 'error') sound = false;
    }
  }
  return sound ? result.zone : null;
}

/** Null where the file cannot be read. */
async function load(
  { files, stdin, now }: ToolContext,
  settings: CheckzoneSettings,
  origin: Name,
): Promise<LoadedZone | null> {
  const { file, checks } = settings;
  const place = (path: string): string => inside(settings, path);
  const seconds = Math.floor(now() / 1000);
  return withFiles(
    files,
    (textOf) => {
      const text = file === '-' ? stdin : textOf(place(file));
      if (text === null) return null;
      const readInclude = (path: string): string | null => textOf(place(path));
      return loadZone(text, { ...checks, origin, fileName: file, readInclude, now: seconds });
    },
    zoneFileText,
  );
}

/** Where a path leads below the folders of `-t` and `-w`. */
function inside({ root, directory }: CheckzoneSettings, path: string): string {
  const from = path.startsWith('/') || directory === '' ? path : `${directory.replace(/\/*$/, '')}/${path}`;
  if (root === '') return from;
  return `${root.replace(/\/*$/, '')}/${from.replace(/^\/+/, '')}`;
}

async function write(
  { out, err, files }: ToolContext,
  settings: CheckzoneSettings,
  zone: Zone,
): Promise<boolean> {
  const path = settings.output ?? '-';
  if (settings.outputFormat === 'raw' || settings.style === 'relative') {
    err(
      `${settings.outputFormat === 'raw' ? '-F raw' : '-s relative'} is not implemented in Rootwalk; -F text -s full is\n`,
    );
    return false;
  }
  const text = [...zoneRecords(zone)].join('');
  if (path === '-') {
    out(text);
    return true;
  }
  const octets = Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
  const problem = await files.write(path, octets);
  if (problem !== null) err(`could not open output file "${path}" for writing\n`);
  return problem === null;
}
