/**
 * What is wrong with a text that somebody is about to save on a lab machine.
 *
 * A file of named.conf is read as named-checkconf and the lab's server read it: the machine's whole configuration, with
 * this text in the place of the file. Where the configuration does not come to it (nothing includes it, or an error
 * stands before it), what can be told of the text alone is told. A zone file is read as the zone that the configuration
 * makes of it; of one that no zone names, nothing is told.
 */
import type { FileCheck, FileProblem } from '../../contract.ts';
import { readNamedConf } from '../config/named-conf.ts';
import { configLine, type ConfigDiagnostic } from '../config/syntax.ts';
import type { Name } from '../protocol/name.ts';
import type { Disk } from '../shell/files.ts';
import { bindLine } from '../zone/diagnostic.ts';
import { serialWarning } from '../zone/editor/serial.ts';
import { loadZone } from '../zone/load-zone.ts';
import { NAMED_CONF } from './bind-files.ts';
import { diskFiles } from './disk-files.ts';
import { languageOf } from './file-language.ts';

const NOTHING: FileCheck = { problems: [], elsewhere: null };

export function checkFile(disk: Disk, path: string, text: string): FileCheck {
  const language = languageOf(path);
  if (language === 'zone') return checkZoneFile(disk, path, text);
  return language === 'named.conf' ? checkConfiguration(disk, path, text) : NOTHING;
}

function checkConfiguration(disk: Disk, path: string, text: string): FileCheck {
  const main = diskFiles(disk, 'root').readText(NAMED_CONF);
  const put = { path, text };
  const whole = main === null || path === NAMED_CONF ? null : readFrom(disk, NAMED_CONF, main, put);
  const reading = whole?.used ? whole : readFrom(disk, path, text, put);
  const problems = reading.diagnostics
    .filter(({ file }) => reading.pathOf(file) === path)
    .map(problemOf)
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const all = whole ?? reading;
  const other = all.diagnostics.find(
    ({ file, severity }) => severity === 'error' && all.pathOf(file) !== path,
  );
  return { problems, elsewhere: other === undefined ? null : configLine(other) };
}

interface Reading {
  readonly diagnostics: readonly ConfigDiagnostic[];
  /** The path of a file as a diagnostic names it. */
  pathOf(file: string): string;
  /** Whether it came to the text at all. */
  readonly used: boolean;
}

/** Reads a configuration from one file on, `put` in the place of what the disk holds there. */
function readFrom(
  disk: Disk,
  from: string,
  fromText: string,
  put: { readonly path: string; readonly text: string },
): Reading {
  const files = diskFiles(disk, 'root');
  const paths = new Map<string, string>();
  let used = from === put.path;
  // What passes named-checkconf the lab's server may still leave alone, and say so.
  const { diagnostics } = readNamedConf(fromText, {
    fileName: from,
    readInclude: (included, directory) => {
      const path = files.resolve(directory ?? '/', included);
      paths.set(included, path);
      if (path === put.path) used = true;
      const text = path === put.path ? put.text : files.readText(path);
      return text === null ? { problem: files.whyUnread(path) } : { text };
    },
    listFolder: (folder, directory) => files.list(files.resolve(directory ?? '/', folder)),
    directoryProblem: (directory) =>
      files.isFolder(files.resolve('/', directory)) ? null : 'file not found',
  });
  return {
    diagnostics,
    pathOf: (file) => paths.get(file) ?? file,
    used,
  };
}

function problemOf({ line, column, severity, message }: ConfigDiagnostic): FileProblem {
  // Of some, named-checkconf prints an empty line too.
  return { line, column, severity, message: message.trimEnd() };
}

function checkZoneFile(disk: Disk, path: string, text: string): FileCheck {
  const found = zoneOf(disk, path);
  if (found === null) return NOTHING;
  const { origin, folder } = found;
  const files = diskFiles(disk, 'root');
  const readInclude = (file: string): string | null => files.readText(files.resolve(folder, file));
  const { diagnostics } = loadZone(text, { origin, fileName: path, readInclude });
  const here = diagnostics.filter(({ file, line }) => file === path || line === 0);
  const other = diagnostics.find(
    ({ severity, file, line }) => severity === 'error' && file !== path && line > 0,
  );
  const problems = here.map(({ line, column, severity, message }) => ({
    // What is wrong with the zone as a whole stands at its beginning.
    line: Math.max(1, line),
    column: Math.max(1, column),
    severity,
    message,
  }));
  return {
    problems: [...problems, ...serialProblem(files.readText(path), text)].sort((a, b) => a.line - b.line),
    elsewhere: other === undefined ? null : bindLine(other),
  };
}

/** What named would say of the zone when it reads the text in the place of what the disk has. */
function serialProblem(before: string | null, after: string): FileProblem[] {
  const found = before === null ? null : serialWarning(before, after);
  if (found === null) return [];
  const { word, message } = found;
  return [{ line: word.line, column: word.column, severity: 'warning', message }];
}

/** The first zone that the machine's configuration reads from this file, and the folder that its files are sought in. */
export function zoneOf(disk: Disk, path: string): { readonly origin: Name; readonly folder: string } | null {
  const files = diskFiles(disk, 'root');
  const main = files.readText(NAMED_CONF);
  if (main === null) return null;
  const { zones, views, options } = readNamedConf(main, {
    fileName: NAMED_CONF,
    readInclude: (included, directory) => {
      const text = files.readText(files.resolve(directory ?? '/', included));
      return text === null ? { problem: 'file not found' } : { text };
    },
    listFolder: (folder, directory) => files.list(files.resolve(directory ?? '/', folder)),
  });
  const folder = options.directory ?? '/';
  const found = [...zones, ...views.flatMap((view) => view.zones)].find(
    ({ file, type }) => file !== undefined && type !== 'hint' && files.resolve(folder, file) === path,
  );
  return found === undefined ? null : { origin: found.name, folder };
}
