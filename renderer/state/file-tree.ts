import type { FolderState } from '../../app/contract.ts';

/** A lab machine in the tree, with the places that are worth a row of their own. */
export interface MachineRoot {
  readonly key: string;
  readonly terminal: string;
  readonly user: string;
  readonly host: string;
  readonly home: string;
  readonly places: readonly string[];
}

/** One row of the tree of files, as it is drawn. */
export interface TreeRow {
  readonly key: string;
  /** `note` says something about the folder above it, and cannot be opened. */
  readonly kind: 'machine' | 'folder' | 'file' | 'note';
  readonly terminal: string;
  readonly path: string;
  readonly label: string;
  /** Beside the label: what the place is for, where a link points. */
  readonly aside: string;
  /** From 1. */
  readonly level: number;
  readonly expanded: boolean;
}

const ASIDES: Readonly<Record<string, string>> = {
  '/etc/bind': 'the name server’s files',
  '/var/cache/bind': 'what it writes',
  '/var/log': 'logs',
  '/': 'everything',
};
/** Machines are the first level, their places the second. */
export const PLACE_LEVEL = 2;
const MAX_LEVEL = 24;

type Folders = ReadonlyMap<string, FolderState>;
type Expanded = ReadonlySet<string>;

/** What the folders that were listed are kept by. */
export const folderKey = (terminal: string, path: string): string => `${terminal}\n${path}`;

/** The key of a place's own row. What lies below it has keys of its own: the root is a place too, and holds the others. */
export const placeKey = (terminal: string, place: string): string => rowKey(terminal, place, place);

const rowKey = (terminal: string, place: string, path: string): string => `${terminal}\n${place}\n${path}`;

/** All rows that are to be seen, in order. A folder that was not listed yet has none below it. */
export function treeRows(machines: readonly MachineRoot[], folders: Folders, expanded: Expanded): TreeRow[] {
  return machines.flatMap((machine) => machineRows(machine, folders, expanded));
}

function machineRows(machine: MachineRoot, folders: Folders, expanded: Expanded): TreeRow[] {
  const { key, terminal, user, host, home, places } = machine;
  const open = expanded.has(key);
  const row: TreeRow = {
    key,
    kind: 'machine',
    terminal,
    path: '/',
    label: host,
    aside: `as ${user}`,
    level: 1,
    expanded: open,
  };
  if (!open) return [row];
  const below = places
    .filter((path) => folders.get(folderKey(terminal, path))?.kind === 'folder')
    .flatMap((path) => {
      const label = path === home ? '~' : path;
      const aside = path === home ? home : (ASIDES[path] ?? '');
      return folderRows(path, { terminal, path, label, aside, level: PLACE_LEVEL }, folders, expanded);
    });
  return [row, ...below];
}

function folderRows(
  place: string,
  at: Pick<TreeRow, 'terminal' | 'path' | 'label' | 'aside' | 'level'>,
  folders: Folders,
  expanded: Expanded,
): TreeRow[] {
  const { terminal, path, level } = at;
  const key = rowKey(terminal, place, path);
  const open = expanded.has(key);
  const row: TreeRow = { ...at, key, kind: 'folder', expanded: open };
  const listed = folders.get(folderKey(terminal, path));
  if (!open || listed === undefined || level >= MAX_LEVEL) return [row];
  const note = (label: string): TreeRow => ({
    ...at,
    key: `${key}\n`,
    kind: 'note',
    label,
    aside: '',
    level: level + 1,
    expanded: false,
  });
  if (listed.kind === 'refused') return [row, note(listed.why)];
  const below = listed.entries.flatMap(({ name, kind, target }) => {
    const child = {
      terminal,
      path: path === '/' ? `/${name}` : `${path}/${name}`,
      label: name,
      aside: target === null ? '' : `→ ${target}`,
      level: level + 1,
    };
    return kind === 'folder'
      ? folderRows(place, child, folders, expanded)
      : [{ ...child, key: rowKey(terminal, place, child.path), kind, expanded: false }];
  });
  if (below.length === 0) return [row, note('empty')];
  return listed.more > 0 ? [row, ...below, note(`and ${listed.more} more`)] : [row, ...below];
}
