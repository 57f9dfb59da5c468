/** A named.conf or a zone file of the person's own computer, checked as named's checkers do, each message at its line. */
import type { DocumentCheck, DocumentProblem } from '../../../reader-contract.ts';
import { checkNamedConf } from '../../../engine/config/checked-configuration.ts';
import {
  clauseOf,
  clausesOf,
  fieldOf,
  mapOf,
  textOf,
  type MapValue,
} from '../../../engine/config/language/value.ts';
import type { ConfigDiagnostic } from '../../../engine/config/syntax.ts';
import { isNameProblem, Name } from '../../../engine/protocol/name.ts';
import { withFiles } from '../../../engine/tools/shared/gathered-files.ts';
import { loadZone } from '../../../engine/zone/load-zone.ts';
import type { OpenDocument } from '../reader.ts';
import { ReaderError } from '../reader-error.ts';
import { LONGEST_CHECKED, FolderFiles } from './folder-files.ts';
import { guessOrigin } from './zone-origin.ts';

/** Where a document lies: in a folder that is open, or by itself. */
export interface Lying {
  readonly files: FolderFiles;
  readonly path: string;
}

export async function checkDocument(
  { info, name, content }: OpenDocument,
  lying: Lying | null,
  origin: string | null,
): Promise<DocumentCheck> {
  if (content.size > LONGEST_CHECKED)
    throw new ReaderError('unreadable', 'Only files up to 64 MiB are checked.');
  const text = await content.text();
  const place = lying ?? { files: new FolderFiles([]), path: name };
  if (info.kind === 'named.conf') return checkConfiguration(text, place);
  if (info.kind === 'zone') return checkZone(text, place, origin);
  return { problems: [], said: [], missing: [], origin: null };
}

async function checkConfiguration(text: string, lying: Lying): Promise<DocumentCheck> {
  const main = lying.files.main();
  if (main !== null && main !== lying.path) {
    const whole = await readFrom(main, null, lying);
    // A file that the main one includes is read as a part of it.
    if (whole.used) return whole.check;
  }
  return (await readFrom(lying.path, text, lying)).check;
}

async function readFrom(
  from: string,
  text: string | null,
  { files, path }: Lying,
): Promise<{ readonly check: DocumentCheck; readonly used: boolean }> {
  const missing = new Set<string>();
  const named = new Map<string, string>();
  let used = false;
  const read = await withFiles(files.tools(), (textOf) => {
    missing.clear();
    const fileName = from;
    return checkNamedConf(text ?? textOf(from) ?? '', {
      fileName,
      readInclude: (included) => {
        const place = files.placeOf(included);
        if (place === null) {
          // What is not here cannot be followed; the rest is checked all the same.
          missing.add(included);
          return { text: '' };
        }
        named.set(included, place);
        used ||= place === path;
        return { text: textOf(place) ?? '' };
      },
      listFolder: (folder) => files.list(folder),
    });
  });
  const problems = read.diagnostics.map((diagnostic) =>
    problemOf(diagnostic, named.get(diagnostic.file) ?? diagnostic.file, path),
  );
  const said = read.errors === 0 && problems.length === 0 ? ['named-checkconf finds nothing wrong.'] : [];
  return { check: { problems, said, missing: [...missing], origin: null }, used };
}

function problemOf(
  { line, column, severity, message }: Pick<ConfigDiagnostic, 'line' | 'column' | 'severity' | 'message'>,
  file: string,
  path: string,
): DocumentProblem {
  return {
    // What is wrong with the whole stands at its beginning.
    line: Math.max(1, line),
    column: Math.max(1, column),
    severity,
    message: message.trimEnd(),
    file: file === path ? '' : file,
  };
}

async function checkZone(text: string, lying: Lying, asked: string | null): Promise<DocumentCheck> {
  const origin = await zoneOriginOf(text, lying, asked);
  const name = Name.parse(origin.name);
  if (isNameProblem(name)) {
    const message = `'${origin.name}' is no name of a zone`;
    return { problems: [], said: [message], missing: [], origin };
  }
  const { files, path } = lying;
  const missing = new Set<string>();
  const { zone, diagnostics } = await withFiles(files.tools(), (textOf) => {
    missing.clear();
    return loadZone(text, {
      origin: name,
      fileName: path,
      readInclude: (included) => {
        const place = files.placeOf(included);
        if (place === null) missing.add(included);
        return place === null ? '' : (textOf(place) ?? '');
      },
    });
  });
  const problems = diagnostics.map((one) => problemOf(one, one.line === 0 ? path : one.file, path));
  const label = `zone ${name.toRelaxedString()}/IN`;
  const said =
    zone === null ? `${label}: not loaded due to errors.` : `${label}: loaded serial ${zone.serial}`;
  return { problems, said: [said], missing: [...missing], origin };
}

/** The name under which a zone file is read, and why. `asked`: what the person set. */
export async function zoneOriginOf(
  text: string,
  { files, path }: Lying,
  asked: string | null,
): Promise<NonNullable<DocumentCheck['origin']>> {
  if (asked !== null) return { name: asked.endsWith('.') ? asked : `${asked}.`, from: 'asked' };
  const named = await zoneNamedIn(files, path);
  if (named !== null) return { name: named, from: 'configuration' };
  return guessOrigin(path.slice(path.lastIndexOf('/') + 1), text);
}

/** The zone that the folder's configuration makes of a file. */
async function zoneNamedIn(files: FolderFiles, path: string): Promise<string | null> {
  const main = files.main();
  if (main === null) return null;
  const { top } = await withFiles(files.tools(), (textOf) =>
    checkNamedConf(textOf(main) ?? '', {
      fileName: main,
      readInclude: (included) => {
        const place = files.placeOf(included);
        return { text: place === null ? '' : (textOf(place) ?? '') };
      },
      listFolder: (folder) => files.list(folder),
    }),
  );
  for (const zone of top === null ? [] : zonesOf(top)) {
    const file = textOf(clauseOf(mapOf(fieldOf(zone, 'options')), 'file'));
    if (file === '' || files.placeOf(file) !== path) continue;
    const name = textOf(fieldOf(zone, 'name'));
    return name.endsWith('.') ? name : `${name}.`;
  }
  return null;
}

function zonesOf(top: MapValue): ReturnType<typeof clausesOf> {
  const inViews = clausesOf(top, 'view').flatMap((view) =>
    clausesOf(mapOf(fieldOf(view, 'options')), 'zone'),
  );
  return [...clausesOf(top, 'zone'), ...inViews];
}
