import type { FolderFile } from '../../../reader-contract.ts';
import type { FileProblem, ToolFiles } from '../../../engine/tools/tool.ts';
import type { Work } from '../reader.ts';

/** Longer files are no configuration; nor are they read as a zone. */
export const LONGEST_CHECKED = 64 * 1024 * 1024;

/** Octets of a file that is read ahead, and of all of them. */
const LONGEST_AHEAD = 1024 * 1024;
const MOST_AHEAD = 64 * 1024 * 1024;
const AT_ONCE = 64;

const LONGEST_CONFIGURATION = 4 * 1024 * 1024;
/** Debian's named.conf names the root hints of another package, which no /etc/bind holds. */
const DEBIAN_HINTS = '/usr/share/dns/root.hints';
export const A_HINT = '. 3600000 NS a.root-servers.net.\na.root-servers.net. 3600000 A 198.41.0.4\n';

/**
 * A folder of the person's own computer, as the checkers see files. Its files speak of where they lie on a server
 * (`/etc/bind/zones/db.example`), and the folder may be any part of that: a path is sought by its end, the longest
 * that is there.
 */
export class FolderFiles {
  readonly #files = new Map<string, Blob>();
  readonly #folders = new Map<string, Set<string>>();
  /** Files that were read already, as long as they are not too much together. */
  readonly #read = new Map<string, Uint8Array>();
  readonly #elsewhere = new Set<string>();
  /** Paths that were asked for and are not here, as they were written. */
  readonly missing = new Set<string>();
  /** The same, of the system's own files that were taken to be there. */
  readonly supposed = new Set<string>();

  constructor(files: readonly FolderFile[]) {
    this.add(files);
  }

  add(files: readonly FolderFile[]): void {
    for (const { path, content } of files) {
      this.#files.set(path, content);
      this.#listIn(path);
    }
  }

  /** Reads the short files, many at a time: one after the other, thousands take long. */
  async readAhead({ signal, progress }: Work): Promise<void> {
    let octets = 0;
    const short = [...this.#files].filter(([path, { size }]) => {
      if (size > LONGEST_AHEAD || octets + size > MOST_AHEAD || this.#read.has(path)) return false;
      octets += size;
      return true;
    });
    for (let from = 0; from < short.length && !signal.aborted; from += AT_ONCE) {
      const some = short.slice(from, from + AT_ONCE);
      const read = some.map(async ([path, blob]) => {
        this.#read.set(path, new Uint8Array(await blob.arrayBuffer()));
      });
      await Promise.all(read);
      progress(from + some.length, short.length);
    }
  }

  /** Octets of all files. */
  get size(): number {
    let size = 0;
    for (const content of this.#files.values()) size += content.size;
    return size;
  }

  get paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  blob(path: string): Blob | null {
    return this.#files.get(path) ?? null;
  }

  /** Where in the folder a path of a configuration is meant to lie; null where nothing answers to it. */
  placeOf(path: string): string | null {
    return endOf(path, (end) => this.#files.has(end));
  }

  /** The place of the file from which named would begin: the named.conf that lies highest. */
  main(): string | null {
    const depth = (path: string): number => path.split('/').length;
    const found = this.paths
      .filter((path) => /(^|\/)named\.conf$/.test(path))
      .sort((one, other) => depth(one) - depth(other) || one.localeCompare(other));
    return found[0] ?? null;
  }

  /** The names in a folder of a configuration; null where nothing answers to it. */
  list(folder: string): readonly string[] | null {
    return this.#folderOf(folder);
  }

  /** For the engine's tools. Nothing is written. */
  tools(): ToolFiles {
    const refuse = (): Promise<FileProblem> => Promise.resolve(problem('permission-denied'));
    return {
      read: async (path) => {
        const place = this.placeOf(path);
        const blob = place === null ? null : this.blob(place);
        if (blob === null) {
          if (this.#folderOf(path) !== null) return problem('is-directory');
          if (this.#elsewhere.has(path)) {
            this.supposed.add(path);
            return problem('is-directory');
          }
          if (path === DEBIAN_HINTS) {
            this.supposed.add(path);
            return new TextEncoder().encode(A_HINT);
          }
          this.missing.add(path);
          return problem('not-found');
        }
        if (blob.size > LONGEST_CHECKED) return problem('other');
        return this.#read.get(place ?? '') ?? new Uint8Array(await blob.arrayBuffer());
      },
      list: (path) => Promise.resolve(this.#folderOf(path) ?? problem('not-found')),
      write: refuse,
      append: refuse,
    };
  }

  /**
   * The directories in which a configuration has its server work (`directory "/var/cache/bind"`) lie elsewhere on it:
   * they are taken to be there.
   */
  async supposeDirectories(): Promise<void> {
    for (const [path, blob] of this.#files) {
      if (blob.size > LONGEST_CONFIGURATION || !/\.conf|named|bind/.test(path)) continue;
      for (const [, directory = ''] of (await this.#text(path, blob)).matchAll(
        /\bdirectory\s+"(\/[^"\n]*)"/g,
      ))
        if (this.#folderOf(directory) === null) this.#elsewhere.add(directory);
    }
  }

  async #text(path: string, blob: Blob): Promise<string> {
    const read = this.#read.get(path);
    return read === undefined ? blob.text() : new TextDecoder().decode(read);
  }

  #folderOf(path: string): readonly string[] | null {
    const place = endOf(path, (end) => this.#folders.has(end));
    const names = place === null ? undefined : this.#folders.get(place);
    return names === undefined ? null : [...names];
  }

  #listIn(path: string): void {
    const at = path.lastIndexOf('/');
    const folder = at < 0 ? '' : path.slice(0, at);
    const names = this.#folders.get(folder);
    if (names !== undefined) return void names.add(path.slice(at + 1));
    this.#folders.set(folder, new Set([path.slice(at + 1)]));
    if (folder !== '') this.#listIn(folder);
  }
}

/** The longest end of a path that fits. `..` is taken as it stands: nothing outside the folder can be named. */
function endOf(path: string, fits: (end: string) => boolean): string | null {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  for (let first = 0; first < parts.length; first++) {
    const end = parts.slice(first).join('/');
    if (fits(end)) return end;
  }
  return null;
}

const WORDS = {
  'not-found': 'No such file or directory',
  'is-directory': 'Is a directory',
  'permission-denied': 'Permission denied',
  other: 'File too large',
} as const;

function problem(reason: keyof typeof WORDS): FileProblem {
  return { kind: 'file-problem', reason, message: WORDS[reason] };
}
