/** What is taken out of an archive, under limits, and what of it is left and why. */
import type { FolderFile, Unpacked } from '../../../reader-contract.ts';
import { ReaderError } from '../reader-error.ts';

const MOST_FILES = 20_000;
/** Octets of all files together: a small archive may hold very much. */
const MOST_OCTETS = 512 * 1024 * 1024;
/** More reasons are read by nobody. */
const MOST_LEFT = 1000;

export class Gathered {
  readonly #name: string;
  readonly #files = new Map<string, FolderFile>();
  readonly #left: string[] = [];
  #octets = 0;

  /** `name`: the archive's own. */
  constructor(name: string) {
    this.#name = name;
  }

  get octets(): number {
    return this.#octets;
  }

  /** Folders that all of it lies in (`etc/bind/`) are the archive itself. */
  get unpacked(): Unpacked {
    const files = [...this.#files.values()];
    const above = commonFolders(files.map(({ path }) => path));
    return {
      files: files.map(({ path, content }) => ({ path: path.slice(above), content })),
      left: this.#left,
    };
  }

  /**
   * Where a file of so many octets goes, below the folder; null where it is left: for the reason that is given, or since
   * it would lie outside. Throws where it is too much.
   */
  pathFor(name: string, why: string | null, size: number): string | null {
    const path = safePath(name);
    const reason = path === null ? 'it would lie outside the folder' : why;
    if (path === null || reason !== null) {
      if (this.#left.length < MOST_LEFT) this.#left.push(`${shown(name)}: ${reason ?? ''}`);
      return null;
    }
    this.#octets += size;
    if (this.#octets > MOST_OCTETS || this.#files.size >= MOST_FILES)
      throw new ReaderError(
        'unreadable',
        `${this.#name} holds more than 512 MiB or 20,000 files. Unpack it yourself.`,
      );
    return path;
  }

  /** Of two with one path the later one counts, as it does for who unpacks them onto a disk. */
  add(file: FolderFile): void {
    if (this.#files.has(file.path))
      this.#left.push(`${shown(file.path)}: it is there twice; the later one is taken`);
    this.#files.set(file.path, file);
  }
}

/** How many characters of all these paths are folders that they share. */
function commonFolders(paths: readonly string[]): number {
  const [first = ''] = paths;
  let shared = 0;
  for (let slash = first.indexOf('/'); slash >= 0; slash = first.indexOf('/', slash + 1)) {
    const folders = first.slice(0, slash + 1);
    if (!paths.every((path) => path.startsWith(folders))) break;
    shared = folders.length;
  }
  return shared;
}

/** The path below the archive's folder; null for one that leads out of it. */
export function safePath(name: string): string | null {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');

  const odd = /[\u0000-\u001f\u007f\\]/.test(name) || /^[A-Za-z]:/.test(name);
  return name.startsWith('/') || odd || parts.includes('..') || parts.length === 0 ? null : parts.join('/');
}

/** Without what could move a cursor or end a line. */
function shown(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�').slice(0, 200);
}
