/** Files for readers that cannot wait: what they ask for is fetched, and they read again. */
import { isFileProblem, type ToolFiles } from '../tool.ts';

/** Files that one reading may want. */
const MOST_FILES = 1000;

/** Runs `read` until it has all the files that it wants. The text of one that cannot be read is null. */
export async function withFiles<T>(
  files: ToolFiles,
  read: (textOf: (path: string) => string | null) => T,
  decode: (octets: Uint8Array) => string = (octets) => new TextDecoder().decode(octets),
): Promise<T> {
  const known = new Map<string, string | null>();
  for (;;) {
    const wanted = new Set<string>();
    const result = read((path) => {
      if (!known.has(path)) wanted.add(path);
      return known.get(path) ?? null;
    });
    if (wanted.size === 0 || known.size + wanted.size > MOST_FILES) return result;
    for (const path of wanted) {
      const octets = await files.read(path);
      known.set(path, isFileProblem(octets) ? null : decode(octets));
    }
  }
}
