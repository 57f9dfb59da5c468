/** Where that stands which a word or string in the editor names: a file, or the place where a name is made. */
import { readConfigText } from './config-text.ts';
import { readDefinitions, type ConfigFiles, type Definition } from './definitions.ts';
import { placeAt, type PlaceInStatement } from './place.ts';
import { roleAt, type Role } from './roles.ts';

export interface Target {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** @example a click on `trusted` in `allow-query { trusted; }` leads to `acl trusted { … }` */
export function definitionAt(files: ConfigFiles, offset: number): Target | null {
  const place = placeAt(readConfigText(files.text), offset);
  if (place === null) return null;
  const role = roleOf(place);
  if (role?.kind === 'file') {
    const { directory } = readDefinitions(files);
    const path = files.resolve(directory, place.term.text);
    return files.readText(path) === null ? null : { path, line: 1 };
  }
  const found = namedAt(files, place, role);
  return found && { path: found.path, line: found.line };
}

export function roleOf({ levels, statement, index }: PlaceInStatement): Role | null {
  return roleAt(levels, statement.terms.slice(0, index));
}

/** The definition of the name at a place; null where it is no name, or nothing makes it. */
export function namedAt(
  files: ConfigFiles,
  { term }: PlaceInStatement,
  role: Role | null,
): Definition | null {
  if (role?.kind !== 'name') return null;
  const wanted = term.text.toLowerCase().replace(/\.$/, '');
  const named = (one: Definition): boolean =>
    one.kind === role.of &&
    (one.name === term.text || (role.of === 'key' && one.name.toLowerCase().replace(/\.$/, '') === wanted));
  return readDefinitions(files).definitions.find(named) ?? null;
}
