/**
 * Files that are carried between the lab's machines and the person's own computer, as octets: whole folders out, files
 * in. Each goes with the rights of the terminal's user, as in the editor.
 */
import type { FilePiece, FilePut, Params, TreeEntry, TreeState } from '../../contract.ts';
import { diskWords, isDiskProblem, type Disk } from '../shell/files.ts';
import { absolutePath, parentOf } from '../shell/paths.ts';
import { base64 } from './base64.ts';
import { GatheredPieces } from './gathered-pieces.ts';

/** A place on a machine's disk, and whose rights count there. */
export interface DiskSeat {
  readonly disk: Disk;
  readonly user: string;
}

const PIECE = 1024 * 1024;
const MOST_ENTRIES = 5_000;
/** No disk of the lab holds more. */
const MOST_OCTETS = 8 * 1024 * 1024;

export function pieceOf({ disk, user }: DiskSeat, { path, from }: Params<'files.octets'>): FilePiece {
  const octets = disk.read(path, user);
  if (isDiskProblem(octets)) return { kind: 'refused', why: diskWords(octets.code) };
  return {
    kind: 'piece',
    base64: base64(octets.subarray(from, from + PIECE)),
    size: octets.length,
    version: versionOf(octets),
  };
}

export function treeOf({ disk, user }: DiskSeat, { path }: Params<'files.tree'>): TreeState {
  const root = disk.stat(path, user);
  if (isDiskProblem(root)) return { kind: 'refused', why: diskWords(root.code) };
  if (root.kind !== 'directory') return { kind: 'refused', why: diskWords('ENOTDIR') };
  const entries: TreeEntry[] = [];
  const left: string[] = [];
  const walk = (folder: string, below: string): void => {
    const names = disk.list(folder, user);
    if (isDiskProblem(names)) return void left.push(`${folder}: ${diskWords(names.code)}`);
    for (const name of names) {
      const full = absolutePath(folder, name);
      if (entries.length >= MOST_ENTRIES) return void left.push(`${full} and what follows: too many files`);
      const found = disk.lstat(full, user);
      if (isDiskProblem(found)) continue;
      const { mode, modified, size, target } = found;
      const kind = found.kind === 'directory' ? 'folder' : found.kind;
      entries.push({ path: `${below}${name}`, kind, size, mode, modified, target });
      if (kind === 'folder') walk(full, `${below}${name}/`);
    }
  };
  walk(path, '');
  return { kind: 'tree', entries, left };
}

/** What is put on the disks, until it is whole. */
export class PutFiles {
  readonly #pieces = new GatheredPieces(MOST_OCTETS);

  put({ disk, user }: DiskSeat, params: Params<'files.put'>): FilePut {
    const { terminal, path, over } = params;
    const before = disk.stat(path, user);
    if (!isDiskProblem(before)) {
      if (before.kind === 'directory') return { kind: 'refused', why: diskWords('EISDIR') };
      if (!over) return { kind: 'exists' };
    }
    const gathered = this.#pieces.take(`${terminal}\n${path}`, params);
    if (gathered.kind !== 'whole') return gathered;
    const { octets } = gathered;
    const room = disk.quota - disk.used + (isDiskProblem(before) ? 0 : before.size);
    // What does not fit would be cut short on the disk: better nothing is written.
    if (octets.length > room) return { kind: 'refused', why: diskWords('ENOSPC') };
    const failed =
      disk.makeDirectory(parentOf(path), { parents: true }, user) ?? disk.write(path, octets, user);
    return failed ? { kind: 'refused', why: diskWords(failed.code) } : { kind: 'put' };
  }
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Two FNV-1a hashes of 32 bits and the length: enough to tell one text from the next, not to resist anybody. */
export function versionOf(octets: Uint8Array): string {
  let one = FNV_OFFSET;
  let two = FNV_OFFSET ^ octets.length;
  for (const octet of octets) {
    one = Math.imul(one ^ octet, FNV_PRIME);
    two = Math.imul(two + octet, FNV_PRIME) ^ (two >>> 15);
  }
  return `${octets.length}-${(one >>> 0).toString(16)}-${(two >>> 0).toString(16)}`;
}
