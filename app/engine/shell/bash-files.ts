/**
 * A machine's disk as just-bash wants to see it: promises, exceptions, and paths that may be devices.
 * One of these stands between each terminal and the disk; it knows who the user is and which terminal it is.
 */
import type { IFileSystem } from 'just-bash/browser';
import { diskWords, isDiskProblem, type Disk, type DiskEntry, type DiskProblem } from './files.ts';
import { latin1Of, octetsOfLatin1 } from './octets.ts';
import { absolutePath } from './paths.ts';

/** Where the rewritten commands write what belongs on the screen (see streaming.ts). */
export const TERMINAL_OUT = '/dev/pts/0';
export const TERMINAL_ERR = '/dev/pts/1';
/** Reading it may take a turn of the event loop. */
export const BREATH_DEVICE = '/dev/rootwalk/breath';

/** What a device takes; nobody reads from one here. */
export type Device = (octets: Uint8Array) => void;

export interface BashFilesOptions {
  readonly disk: Disk;
  readonly user: () => string;
  readonly devices: ReadonlyMap<string, Device>;
  /** Called when somebody reads the breath device. */
  readonly breathe: () => Promise<void> | null;
  /** Commands that have no file of their own but are found in `/usr/bin`. */
  readonly hiddenCommands: ReadonlySet<string>;
}

type Stat = Awaited<ReturnType<IFileSystem['stat']>>;

/**
 * just-bash takes paths such as `/home/…` out of the words of an exception, lest they tell about the machine it
 * runs on. These paths are the lab's own, so a mark after each slash keeps them; the terminal takes it out again.
 */
export const PATH_MARK = '\u2060';

const text = new TextEncoder();
const utf8 = new TextDecoder();

export function bashFiles(options: BashFilesOptions): IFileSystem {
  const { disk, devices } = options;
  const user = options.user;
  const device = (path: string): Device | undefined => devices.get(absolutePath('/', path));

  const read = (path: string): Uint8Array => {
    if (device(path)) return new Uint8Array(0);
    return orThrow(disk.read(path, user()), 'open');
  };
  const put = (path: string, content: string | Uint8Array, encoding: Encoding, append: boolean): void => {
    const octets = typeof content === 'string' ? octetsOf(content, encoding) : content;
    const sink = device(path);
    if (sink) sink(octets);
    else if (append) check(disk.append(path, octets, user()), 'write');
    else check(disk.write(path, octets, user()), 'open');
  };
  const stat = (path: string, follow: boolean): Stat => {
    if (device(path)) return deviceStat;
    const command = /^\/(?:usr\/)?bin\/([^/]+)$/.exec(path)?.[1];
    if (command !== undefined && options.hiddenCommands.has(command)) return deviceStat;
    return statOf(orThrow(follow ? disk.stat(path, user()) : disk.lstat(path, user()), 'stat'));
  };

  return {
    readFile: async (path, how) => {
      if (path === BREATH_DEVICE) {
        await options.breathe();
        return '';
      }
      const encoding = typeof how === 'string' ? how : (how?.encoding ?? 'utf8');
      const octets = read(path);
      return encoding === 'binary' || encoding === 'latin1' ? latin1Of(octets) : utf8.decode(octets);
    },
    readFileBuffer: async (path) => read(path),
    writeFile: async (path, content, how) => put(path, content, encodingOf(how), false),
    appendFile: async (path, content, how) => put(path, content, encodingOf(how), true),
    exists: async (path) => {
      try {
        stat(path, true);
        return true;
      } catch {
        return false;
      }
    },
    stat: async (path) => stat(path, true),
    lstat: async (path) => stat(path, false),
    mkdir: async (path, how) =>
      check(disk.makeDirectory(path, { parents: how?.recursive ?? false }, user()), 'mkdir'),
    readdir: async (path) => [...orThrow(disk.list(path, user()), 'scandir')],
    readdirWithFileTypes: async (path) =>
      orThrow(disk.list(path, user()), 'scandir').map((name) => {
        const found = statOf(orThrow(disk.lstat(absolutePath(path, name), user()), 'lstat'));
        return {
          name,
          isFile: found.isFile,
          isDirectory: found.isDirectory,
          isSymbolicLink: found.isSymbolicLink,
        };
      }),
    rm: async (path, how) => {
      const failed = disk.remove(path, how?.recursive ?? false, user());
      if (!(failed?.code === 'ENOENT' && how?.force)) check(failed, 'rm');
    },
    cp: async (from, to, how) => copy(disk, from, to, how?.recursive ?? false, user(), 0),
    mv: async (from, to) => check(disk.rename(from, to, user()), 'rename'),
    resolvePath: absolutePath,
    getAllPaths: () => [...disk.paths()],
    chmod: async (path, mode) => check(disk.chmod(path, mode, user()), 'chmod'),
    symlink: async (target, path) => check(disk.symlink(target, path, user()), 'symlink'),
    link: async (existing, path) => check(disk.link(existing, path, user()), 'link'),
    readlink: async (path) => {
      const entry = orThrow(disk.lstat(path, user()), 'readlink');
      if (entry.kind !== 'link') throw failure({ kind: 'disk-problem', code: 'EINVAL', path }, 'readlink');
      return entry.target;
    },
    realpath: async (path) => (device(path) ? path : orThrow(disk.realpath(path, user()), 'realpath')),
    utimes: async (path, _accessed, modified) => check(disk.touch(path, modified.getTime(), user()), 'utime'),
  };
}

function copy(disk: Disk, from: string, to: string, recursive: boolean, user: string, depth: number): void {
  const entry = orThrow(disk.stat(from, user), 'cp');
  if (entry.kind === 'file') {
    check(disk.write(to, orThrow(disk.read(from, user), 'cp'), user), 'cp');
    return;
  }
  const inside = `${absolutePath('/', to)}/`.startsWith(`${absolutePath('/', from)}/`);
  if (!recursive || inside || depth > 64) {
    throw failure({ kind: 'disk-problem', code: recursive ? 'EINVAL' : 'EISDIR', path: from }, 'cp');
  }
  check(disk.makeDirectory(to, { parents: true, mode: entry.mode }, user), 'cp');
  for (const name of orThrow(disk.list(from, user), 'cp')) {
    copy(disk, absolutePath(from, name), absolutePath(to, name), true, user, depth + 1);
  }
}

type Encoding = 'utf8' | 'latin1' | 'hex' | 'base64';

function encodingOf(how: string | { encoding?: string } | undefined): Encoding {
  const name = typeof how === 'string' ? how : how?.encoding;
  return name === 'binary' || name === 'latin1' ? 'latin1' : 'utf8';
}

function octetsOf(content: string, encoding: Encoding): Uint8Array {
  return encoding === 'latin1' ? octetsOfLatin1(content) : text.encode(content);
}

function check(value: DiskProblem | null, doing: string): void {
  if (value) throw failure(value, doing);
}

function orThrow<T>(value: T, doing: string): Exclude<T, DiskProblem> {
  if (isDiskProblem(value)) throw failure(value, doing);
  // What is left is what it was, without the problem.
  return value as Exclude<T, DiskProblem>;
}

/** just-bash's commands look for `ENOENT` and its like in the message. */
function failure(problem: DiskProblem, doing: string): Error {
  const path = problem.path.replaceAll('/', `/${PATH_MARK}`);
  return new Error(`${problem.code}: ${diskWords(problem.code).toLowerCase()}, ${doing} '${path}'`);
}

function statOf(entry: DiskEntry): Stat {
  return {
    isFile: entry.kind === 'file',
    isDirectory: entry.kind === 'directory',
    isSymbolicLink: entry.kind === 'link',
    mode: entry.mode,
    size: entry.size,
    mtime: new Date(entry.modified),
    identity: String(entry.number),
  };
}

const deviceStat: Stat = {
  isFile: true,
  isDirectory: false,
  isSymbolicLink: false,
  mode: 0o755,
  size: 0,
  mtime: new Date(0),
};
