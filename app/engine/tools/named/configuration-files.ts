/** A configuration with the files that it includes and asks after, read from where the tool runs. */
import { checkNamedConf, type CheckedConfiguration } from '../../config/checked-configuration.ts';
import { clauseOf, mapOf, textOf, type MapValue } from '../../config/language/value.ts';
import { latin1Text } from '../shared/latin1.ts';
import { isFileProblem, type FileProblem, type ToolFiles } from '../tool.ts';

export const NOT_A_FILE = 'not a file';

/** Readings of one configuration: each finds the files that the one before it asked for. */
const MOST_ROUNDS = 40;

/** In BIND's words. */
export function problemWords({ reason }: FileProblem): string {
  switch (reason) {
    case 'not-found':
      return 'file not found';
    case 'permission-denied':
      return 'permission denied';
    case 'is-directory':
      return NOT_A_FILE;
    default:
      return 'failure';
  }
}

export function within(directory: string | null, file: string): string {
  return directory === null || file.startsWith('/') ? file : `${directory}/${file}`;
}

/** The working directory that the options name. */
export function directoryOf(top: MapValue): string | null {
  const value = clauseOf(mapOf(clauseOf(top, 'options')), 'directory');
  return value === undefined ? null : textOf(value);
}

interface Source {
  readonly file: string;
  readonly text: string;
  /** Whether plugins are tried. */
  readonly plugins: boolean;
}

export async function readWithFiles(
  files: ToolFiles,
  inRoot: (path: string) => string,
  { file, text, plugins }: Source,
): Promise<CheckedConfiguration> {
  const known = new Map<string, Uint8Array | FileProblem>();
  const folders = new Map<string, readonly string[] | null>();
  for (let round = 0; ; round++) {
    const wanted = new Set<string>();
    const wantedFolders = new Set<string>();
    const at = (path: string): Uint8Array | FileProblem | undefined => {
      const found = known.get(path);
      if (found === undefined) wanted.add(path);
      return found;
    };
    const read = checkNamedConf(text, {
      fileName: file,
      plugins,
      isWhole: () => wanted.size + wantedFolders.size === 0,
      readInclude: (included, directory) => {
        const found = at(inRoot(within(directory, included)));
        if (found === undefined) return { text: '' };
        return isFileProblem(found) ? { problem: problemWords(found) } : { text: latin1Text(found) };
      },
      listFolder: (folder, directory) => {
        const path = inRoot(within(directory, folder));
        const found = folders.get(path);
        if (found === undefined) wantedFolders.add(path);
        return found ?? null;
      },
      directoryProblem: (directory) => {
        const found = at(inRoot(directory));
        // This reading ends here: the next one knows.
        if (found === undefined) return 'not asked for yet';
        if (!isFileProblem(found)) return null;
        return found.reason === 'not-found' ? 'file not found' : null;
      },
      fileKind: (path, directory) => {
        const found = at(inRoot(within(directory, path)));
        if (found === undefined || !isFileProblem(found)) return 'file';
        return found.reason === 'is-directory' ? 'directory' : null;
      },
    });
    if (wanted.size + wantedFolders.size === 0 || round >= MOST_ROUNDS) return read;
    for (const path of wanted) known.set(path, await files.read(path));
    for (const path of wantedFolders) {
      const names = (await files.list?.(path)) ?? [];
      folders.set(path, 'kind' in names ? null : names);
    }
  }
}
