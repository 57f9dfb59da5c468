/**
 * The disk of one lab machine: a tree of directories, files and links in memory, with owners, modes, times on
 * the lab clock, and a quota. Every terminal of the machine, its tools and its servers see the same tree.
 *
 * All calls are plain functions; what cannot be done is a value (`DiskProblem`), never an exception. Paths are
 * absolute and already resolved against a working directory (`absolutePath`).
 */
import type { Instant } from '../network/clock.ts';
import { diskProblem, type DiskProblem } from './disk-problem.ts';
import { absolutePath, parentOf, segmentsOf } from './paths.ts';

export { diskWords, isDiskProblem } from './disk-problem.ts';
export type { DiskCode, DiskProblem } from './disk-problem.ts';

export interface DiskEntry {
  readonly kind: 'file' | 'directory' | 'link';
  /** Permission bits, `0o644`. */
  readonly mode: number;
  readonly owner: string;
  /** Octets of a file; 0 otherwise. */
  readonly size: number;
  readonly modified: Instant;
  /** The same number means the same file. */
  readonly number: number;
  /** Where a link points; empty otherwise. */
  readonly target: string;
}

interface Common {
  readonly number: number;
  mode: number;
  owner: string;
  modified: Instant;
  /** Directory entries that name this node. */
  links: number;
}
interface FileNode extends Common {
  readonly kind: 'file';
  /** May be longer than what is in use, so that a loop of appends does not copy each time. */
  octets: Uint8Array;
  length: number;
}
interface DirectoryNode extends Common {
  readonly kind: 'directory';
  readonly entries: Map<string, Node>;
}
interface LinkNode extends Common {
  readonly kind: 'link';
  readonly target: string;
}
type Node = FileNode | DirectoryNode | LinkNode;

export interface DiskOptions {
  readonly now: () => Instant;
  /** Octets of all files together. Default 8 MiB. */
  readonly quota?: number;
  /** Files, directories and links together. Default 20,000. */
  readonly maxEntries?: number;
}

const DEFAULT_QUOTA = 8 * 1024 * 1024;
const DEFAULT_MAX_ENTRIES = 20_000;
const MAX_LINKS_FOLLOWED = 40;
const MAX_DEPTH = 128;

export class Disk {
  readonly quota: number;
  readonly #now: () => Instant;
  readonly #maxEntries: number;
  readonly #root: DirectoryNode;
  #used = 0;
  #entries = 0;
  #numbers = 1;
  readonly #watchers = new Set<() => void>();

  constructor(options: DiskOptions) {
    this.#now = options.now;
    this.quota = options.quota ?? DEFAULT_QUOTA;
    this.#maxEntries = options.maxEntries ?? DEFAULT_MAX_ENTRIES;
    this.#root = { ...this.#common(0o755, 'root'), kind: 'directory', entries: new Map() };
  }

  /** Octets that files hold. */
  get used(): number {
    return this.#used;
  }

  /** Is called after each change of what the disk holds. Gives what ends that. */
  onChange(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** A file's octets, from the octet `from` on. */
  read(path: string, user = 'root', from = 0): Uint8Array | DiskProblem {
    const node = this.#follow(path, user);
    if ('code' in node) return node;
    if (node.kind !== 'file') return diskProblem('EISDIR', path);
    if (!mayRead(node, user)) return diskProblem('EACCES', path);
    return node.octets.slice(Math.min(from, node.length), node.length);
  }

  /** Replaces the file's octets, or makes the file. */
  write(path: string, octets: Uint8Array, user = 'root'): DiskProblem | null {
    return this.#put(path, octets, user, false);
  }

  append(path: string, octets: Uint8Array, user = 'root'): DiskProblem | null {
    return this.#put(path, octets, user, true);
  }

  stat(path: string, user = 'root'): DiskEntry | DiskProblem {
    const node = this.#follow(path, user);
    return 'code' in node ? node : entryOf(node);
  }

  /** Like `stat`, of the link itself. */
  lstat(path: string, user = 'root'): DiskEntry | DiskProblem {
    const node = this.#walk(path, user, false);
    return 'code' in node ? node : entryOf(node.node);
  }

  /** The path without links in it. */
  realpath(path: string, user = 'root'): string | DiskProblem {
    const found = this.#walk(path, user, true);
    return 'code' in found ? found : found.path;
  }

  list(path: string, user = 'root'): readonly string[] | DiskProblem {
    const node = this.#follow(path, user);
    if ('code' in node) return node;
    if (node.kind !== 'directory') return diskProblem('ENOTDIR', path);
    if (!mayRead(node, user)) return diskProblem('EACCES', path);
    return [...node.entries.keys()].sort();
  }

  makeDirectory(
    path: string,
    options: { readonly parents?: boolean; readonly mode?: number } = {},
    user = 'root',
  ): DiskProblem | null {
    const existing = this.#walk(path, user, true);
    if (!('code' in existing)) {
      return options.parents && existing.node.kind === 'directory' ? null : diskProblem('EEXIST', path);
    }
    if (existing.code !== 'ENOENT') return existing;
    if (options.parents && path !== '/') {
      if (segmentsOf(path).length > MAX_DEPTH) return diskProblem('EINVAL', path);
      const failed = this.makeDirectory(parentOf(path), { parents: true }, user);
      if (failed) return failed;
    }
    const node: DirectoryNode = {
      ...this.#common(options.mode ?? 0o755, user),
      kind: 'directory',
      entries: new Map(),
    };
    return this.#attach(path, node, user);
  }

  /** Removes a file, a link or an empty directory; with `recursive`, whatever is there. */
  remove(path: string, recursive = false, user = 'root'): DiskProblem | null {
    const found = this.#walk(path, user, false);
    if ('code' in found) return found;
    if (!found.parent) return diskProblem('EPERM', path);
    const { node, parent, name } = found;
    if (node.kind === 'directory' && node.entries.size > 0) {
      if (!recursive) return diskProblem('ENOTEMPTY', path);
      for (const child of [...node.entries.keys()]) {
        const failed = this.remove(`${found.path}/${child}`, true, user);
        if (failed) return failed;
      }
    }
    if (!mayChange(parent, node, user)) return diskProblem('EACCES', path);
    this.#detach(parent, name, node);
    return null;
  }

  /** Moves a file, link or directory; an existing file at `to` is replaced. */
  rename(from: string, to: string, user = 'root'): DiskProblem | null {
    const found = this.#walk(from, user, false);
    if ('code' in found) return found;
    if (!found.parent) return diskProblem('EPERM', from);
    if (!mayChange(found.parent, found.node, user)) return diskProblem('EACCES', from);
    const target = this.#walk(to, user, false);
    if (!('code' in target)) {
      if (target.node === found.node) return null;
      if (target.node.kind === 'directory') {
        if (found.node.kind !== 'directory') return diskProblem('EISDIR', to);
        if (target.node.entries.size > 0) return diskProblem('ENOTEMPTY', to);
      } else if (found.node.kind === 'directory') return diskProblem('ENOTDIR', to);
    }
    const place = this.#walk(parentOf(to), user, true);
    if ('code' in place) return place;
    if (place.node.kind !== 'directory') return diskProblem('ENOTDIR', to);
    if (!mayWrite(place.node, user)) return diskProblem('EACCES', to);
    // A directory cannot be moved into itself.
    if (`${place.path}/`.startsWith(`${found.path}/`)) return diskProblem('EINVAL', to);
    if (!('code' in target) && target.parent) this.#detach(target.parent, target.name, target.node);
    found.parent.entries.delete(found.name);
    place.node.entries.set(lastOf(to), found.node);
    found.parent.modified = place.node.modified = this.#now();
    this.#changed();
    return null;
  }

  symlink(target: string, path: string, user = 'root'): DiskProblem | null {
    return this.#attach(path, { ...this.#common(0o777, user), kind: 'link', target }, user);
  }

  /** A second name for the same file. */
  link(existing: string, path: string, user = 'root'): DiskProblem | null {
    const found = this.#walk(existing, user, false);
    if ('code' in found) return found;
    if (found.node.kind === 'directory') return diskProblem('EPERM', existing);
    return this.#attach(path, found.node, user);
  }

  chmod(path: string, mode: number, user = 'root'): DiskProblem | null {
    return this.#change(path, user, (node) => (node.mode = mode & 0o7777));
  }

  chown(path: string, owner: string): DiskProblem | null {
    return this.#change(path, 'root', (node) => (node.owner = owner));
  }

  touch(path: string, modified: Instant, user = 'root'): DiskProblem | null {
    return this.#change(path, user, (node) => (node.modified = modified));
  }

  /** Every path below `/`, in order. */
  paths(): readonly string[] {
    const all: string[] = [];
    const visit = (directory: DirectoryNode, path: string): void => {
      for (const name of [...directory.entries.keys()].sort()) {
        const child = directory.entries.get(name) as Node;
        all.push(`${path}/${name}`);
        if (child.kind === 'directory') visit(child, `${path}/${name}`);
      }
    };
    visit(this.#root, '');
    return all;
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #common(mode: number, owner: string): Common {
    return { number: this.#numbers++, mode, owner, modified: this.#now(), links: 0 };
  }

  #put(path: string, octets: Uint8Array, user: string, append: boolean): DiskProblem | null {
    let node = this.#follow(path, user);
    if ('code' in node) {
      if (node.code !== 'ENOENT') return node;
      // A link to nowhere: the file is made where it points.
      const link = this.#walk(path, user, false);
      if (!('code' in link) && link.node.kind === 'link') {
        return this.#put(absolutePath(parentOf(link.path), link.node.target), octets, user, append);
      }
      const file: FileNode = {
        ...this.#common(0o644, user),
        kind: 'file',
        octets: new Uint8Array(0),
        length: 0,
      };
      const failed = this.#attach(path, file, user);
      if (failed) return failed;
      node = file;
    }
    if (node.kind !== 'file') return diskProblem('EISDIR', path);
    if (!mayWrite(node, user)) return diskProblem('EACCES', path);
    const before = append ? node.length : 0;
    const room = this.quota - this.#used + (node.length - before);
    const taken = Math.min(octets.length, Math.max(0, room));
    const length = before + taken;
    if (length > node.octets.length || (!append && length < node.octets.length / 2)) {
      const grown = new Uint8Array(append ? Math.max(length, node.octets.length * 2) : length);
      grown.set(node.octets.subarray(0, before));
      node.octets = grown;
    }
    node.octets.set(octets.subarray(0, taken), before);
    this.#used += length - node.length;
    node.length = length;
    node.modified = this.#now();
    this.#changed();
    // As on a real disk, what still fitted is there.
    return taken < octets.length ? diskProblem('ENOSPC', path) : null;
  }

  #attach(path: string, node: Node, user: string): DiskProblem | null {
    const place = this.#walk(parentOf(path), user, true);
    if ('code' in place) return diskProblem(place.code, path);
    if (place.node.kind !== 'directory') return diskProblem('ENOTDIR', path);
    const name = lastOf(path);
    // The root has no name, and is there.
    if (name === '' || place.node.entries.has(name)) return diskProblem('EEXIST', path);
    if (!mayWrite(place.node, user)) return diskProblem('EACCES', path);
    if (this.#entries >= this.#maxEntries) return diskProblem('ENOSPC', path);
    place.node.entries.set(name, node);
    place.node.modified = this.#now();
    node.links++;
    this.#entries++;
    this.#changed();
    return null;
  }

  #detach(parent: DirectoryNode, name: string, node: Node): void {
    parent.entries.delete(name);
    parent.modified = this.#now();
    this.#entries--;
    if (--node.links === 0 && node.kind === 'file') this.#used -= node.length;
    this.#changed();
  }

  #change(path: string, user: string, change: (node: Node) => void): DiskProblem | null {
    const node = this.#follow(path, user);
    if ('code' in node) return node;
    if (user !== 'root' && user !== node.owner) return diskProblem('EPERM', path);
    change(node);
    return null;
  }

  #follow(path: string, user: string): Node | DiskProblem {
    const found = this.#walk(path, user, true);
    return 'code' in found ? found : found.node;
  }

  /** Goes down the path; with `last`, a link at its end is followed too. */
  #walk(
    path: string,
    user: string,
    last: boolean,
  ): { node: Node; parent: DirectoryNode | null; name: string; path: string } | DiskProblem {
    let rest = segmentsOf(path);
    let node: Node = this.#root;
    let parent: DirectoryNode | null = null;
    let names: string[] = [];
    let followed = 0;
    while (rest.length > 0) {
      const name = rest.shift() as string;
      if (node.kind !== 'directory') return diskProblem('ENOTDIR', path);
      if (!mayEnter(node, user)) return diskProblem('EACCES', path);
      const child: Node | undefined = node.entries.get(name);
      if (!child) return diskProblem('ENOENT', path);
      if (child.kind === 'link' && (rest.length > 0 || last)) {
        if (++followed > MAX_LINKS_FOLLOWED) return diskProblem('ELOOP', path);
        rest = [...segmentsOf(absolutePath(`/${names.join('/')}`, child.target)), ...rest];
        if (rest.length > MAX_DEPTH * 2) return diskProblem('ELOOP', path);
        node = this.#root;
        parent = null;
        names = [];
        continue;
      }
      parent = node;
      node = child;
      names.push(name);
    }
    return { node, parent, name: names.at(-1) ?? '', path: `/${names.join('/')}` };
  }
}

function entryOf(node: Node): DiskEntry {
  return {
    kind: node.kind,
    mode: node.mode,
    owner: node.owner,
    size: node.kind === 'file' ? node.length : 0,
    modified: node.modified,
    number: node.number,
    target: node.kind === 'link' ? node.target : '',
  };
}

function lastOf(path: string): string {
  return segmentsOf(path).at(-1) ?? '';
}

// Simplified: no groups; whoever is not the owner is "others".
function allowed(node: Node, user: string, bits: number): boolean {
  if (user === 'root') return true;
  return (node.mode & (node.owner === user ? bits << 6 : bits)) !== 0;
}
const mayRead = (node: Node, user: string): boolean => allowed(node, user, 0o4);
const mayWrite = (node: Node, user: string): boolean => allowed(node, user, 0o2);
const mayEnter = (node: DirectoryNode, user: string): boolean => allowed(node, user, 0o1);

/** In a sticky directory (`/tmp`), only the owner may remove or rename. */
function mayChange(parent: DirectoryNode, node: Node, user: string): boolean {
  if (!mayWrite(parent, user)) return false;
  if ((parent.mode & 0o1000) === 0 || user === 'root') return true;
  return node.owner === user || parent.owner === user;
}
