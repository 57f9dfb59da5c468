/** Where the course's content comes from. Hosts give one over the `labs/` folder; tests give one over a map. */
export interface ContentSource {
  /** A file's text, or null where there is none. Paths are relative to `labs/`, with `/`: `networks/internet.yaml`. */
  read(path: string): string | null;
  /** The names (not paths) of a folder's files and folders, in any order; `''` is `labs/` itself. */
  list(folder: string): string[];
}

/** Content that is held in memory: paths to texts. */
export function contentOf(files: ReadonlyMap<string, string>): ContentSource {
  return {
    read: (path) => files.get(path) ?? null,
    list(folder) {
      const prefix = folder === '' ? '' : `${folder}/`;
      const names = new Set<string>();
      for (const path of files.keys()) {
        if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0] as string);
      }
      return [...names];
    },
  };
}

/**
 * A path that a file of the content names, resolved against that file's folder.
 * Null where it would leave the content: `../../../etc/passwd` and absolute paths name nothing.
 *
 * @example resolvePath('networks/internet.yaml', 'zones/root.zone') // 'networks/zones/root.zone'
 */
export function resolvePath(from: string, path: string): string | null {
  if (path.startsWith('/') || path.includes('\\') || path.includes('\0')) return null;
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length === 0 ? null : parts.join('/');
}
