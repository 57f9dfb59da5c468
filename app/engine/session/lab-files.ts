/**
 * The files of the lab's machines as a window sees and changes them: each terminal's disk, with the rights of who sits
 * there. What `sudo nano` opened is read and saved with root's rights from then on.
 *
 * A file's way: `read` gives its text and a version, which is the same for the same octets; the window gives the
 * version back with what it saves, and where the disk holds another by then nothing is written.
 */
import type {
  FileCheck,
  FilePiece,
  FilePut,
  FileSaved,
  FileState,
  FolderEntry,
  FolderState,
  Params,
  TreeState,
} from '../../contract.ts';
import { mayWrite } from '../shell/file-rights.ts';
import { diskWords, isDiskProblem, type Disk, type DiskProblem } from '../shell/files.ts';
import { absolutePath, parentOf } from '../shell/paths.ts';
import { PutFiles, pieceOf, treeOf, versionOf } from './carried-files.ts';
import { checkFile } from './check-file.ts';
import { languageOf } from './file-language.ts';

/** A terminal's place. */
export interface FileSeat {
  readonly terminal: string;
  readonly user: string;
  readonly hostName: string;
  readonly disk: Disk;
}

/** What can be saved goes through the hosts in one message, so it must stay well below a megabyte. */
const MOST_EDITED = 512 * 1024;
const MOST_ENTRIES = 2_000;

export class LabFiles {
  readonly #seats: ReadonlyMap<string, FileSeat>;
  /** Who opened what with other rights than the terminal's own. */
  readonly #lent = new Map<string, string>();
  readonly #put = new PutFiles();

  constructor(seats: readonly FileSeat[]) {
    this.#seats = new Map(seats.map((seat) => [seat.terminal, seat]));
  }

  /** The file is read and saved with this user's rights from now on. */
  lend({ terminal, path, user }: { terminal: string; path: string; user: string }): void {
    this.#lent.set(lentKey(terminal, path), user);
  }

  /** Calls with the terminals on whose machine something changed. Gives what ends that. */
  onChange(listener: (terminal: string) => void): () => void {
    const ends = [...this.#seats.values()].map(({ disk, terminal }) =>
      disk.onChange(() => listener(terminal)),
    );
    return () => ends.forEach((end) => end());
  }

  /** Null where the lab has no such terminal. */
  seatOf(terminal: string): FileSeat | null {
    return this.#seats.get(terminal) ?? null;
  }

  has(terminal: string): boolean {
    return this.#seats.has(terminal);
  }

  list({ terminal, path }: Params<'files.list'>): FolderState {
    const { disk, user } = this.#seat(terminal);
    const names = disk.list(path, user);
    if (isDiskProblem(names)) return refused(names);
    const entries = names
      .flatMap((name) => entryOf(disk, absolutePath(path, name), name) ?? [])
      .sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder'));
    return {
      kind: 'folder',
      entries: entries.slice(0, MOST_ENTRIES),
      more: Math.max(0, entries.length - MOST_ENTRIES),
    };
  }

  read({ terminal, path, known }: Params<'files.read'>): FileState {
    const { disk, hostName } = this.#seat(terminal);
    const user = this.#userOf(terminal, path);
    const octets = disk.read(path, user);
    const language = languageOf(path);
    if (isDiskProblem(octets)) {
      if (octets.code === 'ENOENT' && isFolder(disk, parentOf(path), user))
        return { kind: 'missing', user, readOnly: noRoomFor(disk, path, user, hostName), language };
      return { kind: 'refused', why: `${path}: ${diskWords(octets.code)}.` };
    }
    const version = versionOf(octets);
    if (version === known) return { kind: 'same' };
    const text = textOf(octets);
    if (text === null)
      return {
        kind: 'refused',
        why: `${path} is no text: it holds octets of value 0. An editor would spoil it; od -c shows it in the terminal.`,
      };
    const readOnly = text.whole
      ? (tooLong(octets.length) ?? noRightTo(disk, path, user, hostName))
      : 'Some of its octets are no UTF-8. They are shown as �, and saving would lose them.';
    return { kind: 'text', text: text.text, version, size: octets.length, user, readOnly, language };
  }

  save({ terminal, path, text, version }: Params<'files.save'>): FileSaved {
    const { disk } = this.#seat(terminal);
    const user = this.#userOf(terminal, path);
    const before = disk.read(path, user);
    if (isDiskProblem(before) && before.code !== 'ENOENT') return refused(before);
    if ((isDiskProblem(before) ? null : versionOf(before)) !== version) return { kind: 'changed' };
    const octets = new TextEncoder().encode(text);
    // What does not fit would be cut short on the disk: better nothing is written.
    const room = disk.quota - disk.used + (isDiskProblem(before) ? 0 : before.length);
    if (octets.length > room) return { kind: 'refused', why: 'No space left on device' };
    const failed = disk.write(path, octets, user);
    return failed ? refused(failed) : { kind: 'saved', version: versionOf(octets) };
  }

  check({ terminal, path, text }: Params<'files.check'>): FileCheck {
    const { disk } = this.#seat(terminal);
    return checkFile(disk, path, text);
  }

  octets(params: Params<'files.octets'>): FilePiece {
    const { disk } = this.#seat(params.terminal);
    return pieceOf({ disk, user: this.#userOf(params.terminal, params.path) }, params);
  }

  tree(params: Params<'files.tree'>): TreeState {
    return treeOf(this.#seat(params.terminal), params);
  }

  put(params: Params<'files.put'>): FilePut {
    return this.#put.put(this.#seat(params.terminal), params);
  }

  #seat(terminal: string): FileSeat {
    const seat = this.#seats.get(terminal);
    if (!seat) throw new Error(`there is no terminal ${terminal}`);
    return seat;
  }

  #userOf(terminal: string, path: string): string {
    return this.#lent.get(lentKey(terminal, path)) ?? this.#seat(terminal).user;
  }
}

const lentKey = (terminal: string, path: string): string => `${terminal}\n${path}`;

function refused(problem: DiskProblem): { readonly kind: 'refused'; readonly why: string } {
  return { kind: 'refused', why: diskWords(problem.code) };
}

function entryOf(disk: Disk, path: string, name: string): FolderEntry | null {
  const itself = disk.lstat(path);
  if (isDiskProblem(itself)) return null;
  const behind = itself.kind === 'link' ? disk.stat(path) : itself;
  return {
    name,
    kind: !isDiskProblem(behind) && behind.kind === 'directory' ? 'folder' : 'file',
    size: isDiskProblem(behind) ? 0 : behind.size,
    target: itself.kind === 'link' ? itself.target : null,
  };
}

function isFolder(disk: Disk, path: string, user: string): boolean {
  const entry = disk.stat(path, user);
  return !isDiskProblem(entry) && entry.kind === 'directory';
}

function tooLong(octets: number): string | null {
  if (octets <= MOST_EDITED) return null;
  const size = (octets / 1024 / 1024).toFixed(1);
  return `It holds ${size} MiB; what is longer than half a MiB can be read here, not changed.`;
}

function noRightTo(disk: Disk, path: string, user: string, hostName: string): string | null {
  const entry = disk.stat(path, user);
  if (isDiskProblem(entry) || mayWrite(entry, user)) return null;
  return noRight(`${entry.owner} may change it`, path, user, hostName);
}

function noRoomFor(disk: Disk, path: string, user: string, hostName: string): string | null {
  const folder = disk.stat(parentOf(path), user);
  if (isDiskProblem(folder) || mayWrite(folder, user)) return null;
  return noRight(`${folder.owner} may make files there`, path, user, hostName);
}

function noRight(who: string, path: string, user: string, hostName: string): string {
  return `Only ${who}, and you are ${user} on ${hostName}. In its terminal: sudo nano ${path}`;
}

/** `whole`: its octets can be made of it again. Null for what is no text. */
function textOf(octets: Uint8Array): { readonly text: string; readonly whole: boolean } | null {
  if (octets.includes(0)) return null;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets), whole: true };
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets), whole: false };
  }
}
