/**
 * named-checkzone and named-compilezone: read a zone file as named does, tell what is wrong, and print the zone.
 *
 * One run: words → settings (`checkzone-options.ts`) → the zone and what there is to say of it (`zone-file.ts`), with
 * hosts elsewhere looked up (`elsewhere.ts`) → the zone is written.
 */
import { relativeZone } from '../../dump/relative-zone.ts';
import { zoneRecords, zoneSets } from '../../dump/zone-dump.ts';
import { classText } from '../../protocol/codes.ts';
import { isNameProblem, Name } from '../../protocol/name.ts';
import { rawZone } from '../../zone/raw-zone.ts';
import type { Zone } from '../../zone/zone.ts';
import { utf8Octets } from '../dig/idn.ts';
import { latin1Octets, latin1Text } from '../shared/latin1.ts';
import type { Tool, ToolContext } from '../tool.ts';
import {
  checkzoneSettings,
  isEnd,
  type CheckzoneProgram,
  type CheckzoneSettings,
} from './checkzone-options.ts';
import { Elsewhere } from './elsewhere.ts';
import { DEFAULT_VERSION } from './version.ts';
import { readZoneFile, type ZoneFile } from './zone-file.ts';

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
  if (settings.debug)
    err(
      `loading "${origin.toRelaxedString()}" from "${settings.file}" class "${classText(settings.class)}"\n`,
    );
  const outcome = await readZoneFile(context, zoneFile(context, settings, origin), tell);
  if (typeof outcome === 'string') return 1;
  if (settings.output !== null && !(await write(context, settings, outcome, tell))) return 1;
  tell('OK');
  return 0;
}

function zoneFile({ net, signal }: ToolContext, settings: CheckzoneSettings, origin: Name): ZoneFile {
  const { file, inputFormat: format, journal, checks, asksElsewhere } = settings;
  const place = (path: string): string => inside(settings, path);
  const source = { origin, class: settings.class, file, format, journal, checks, place };
  if (!asksElsewhere) return source;
  const { checkMxCname = 'warn', checkSrvCname = 'warn' } = checks;
  const elsewhere = new Elsewhere(net, { mx: checkMxCname, srv: checkSrvCname });
  const askElsewhere: ZoneFile['askElsewhere'] = async (items, tell) => {
    let sound = true;
    for (const item of items) {
      if (signal.aborted) return false;
      for (const { severity, what } of await elsewhere.check(item)) {
        tell(what);
        if (severity === 'error') sound = false;
      }
    }
    return sound;
  };
  return { ...source, askElsewhere };
}

/** Where a path leads below the folders of `-t` and `-w`. */
function inside({ root, directory }: CheckzoneSettings, path: string): string {
  const from = path.startsWith('/') || directory === '' ? path : `${directory.replace(/\/*$/, '')}/${path}`;
  if (root === '') return from;
  return `${root.replace(/\/*$/, '')}/${from.replace(/^\/+/, '')}`;
}

async function write(
  { out, err, files, now }: ToolContext,
  settings: CheckzoneSettings,
  zone: Zone,
  tell: (line: string) => void,
): Promise<boolean> {
  const path = settings.output ?? '-';
  const octets =
    settings.outputFormat === 'raw'
      ? rawZone([...zoneSets(zone, true)].flat(), {
          version: settings.rawVersion,
          writtenAt: Math.floor(now() / 1000),
          sourceSerial: settings.sourceSerial,
        })
      : octetsOf(settings.style === 'relative' ? relativeZone(zone) : zoneRecords(zone));
  if (path === '-') {
    out(latin1Text(octets));
    return true;
  }
  const problem = await files.write(path, octets);
  if (problem !== null) err(`could not open output file "${path}" for writing\n`);
  else tell(`dump zone to ${path}...done`);
  return problem === null;
}

function octetsOf(lines: Iterable<string>): Uint8Array {
  return latin1Octets([...lines].join(''));
}
