/** Files between the lab's machines and this computer, a piece at a time. */
import type {
  CacheLoaded,
  FilePut,
  LabOffered,
  Method,
  Params,
  Result,
  TreeEntry,
} from '../../app/contract.ts';
import type { PackedEntry } from '../../app/reader-contract.ts';
import type { Content } from '../api/served-content.ts';

export type AskLab = <M extends Method>(method: M, params: Params<M>) => Promise<Result<M>>;

/** What could not be done, in a sentence for the person. */
export class CarryProblem extends Error {}

/** Octets of a message to the session; the browser's line takes a mebibyte, and base64 is a third longer. */
const PIECE = 512 * 1024;

export interface LabFile {
  readonly content: Blob;
  readonly version: string;
}

/** A file of a lab machine, whole. Where it changes meanwhile, it is read again from its beginning. */
export async function readLabFile(ask: AskLab, terminal: string, path: string): Promise<LabFile> {
  for (let tries = 0; tries < 5; tries++) {
    const read = await readOnce(ask, terminal, path);
    if (read !== null) return read;
  }
  throw new CarryProblem(`${path} changes faster than it can be read. Pause the lab’s clock and try again.`);
}

async function readOnce(ask: AskLab, terminal: string, path: string): Promise<LabFile | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (let version = ''; ;) {
    const piece = await ask('files.octets', { terminal, path, from: at });
    if (piece.kind === 'refused') throw new CarryProblem(`${path}: ${piece.why}.`);
    if (at > 0 && piece.version !== version) return null;
    version = piece.version;
    const octets = Uint8Array.from(atob(piece.base64), (character) => character.charCodeAt(0));
    parts.push(octets);
    at += octets.length;
    if (at >= piece.size) return { content: new Blob(parts), version };
  }
}

/** All that lies in a folder of a lab machine, for a tar; and what had to be left. */
export async function readLabFolder(
  ask: AskLab,
  terminal: string,
  path: string,
): Promise<{ readonly entries: readonly PackedEntry[]; readonly left: readonly string[] }> {
  const tree = await ask('files.tree', { terminal, path });
  if (tree.kind === 'refused') throw new CarryProblem(`${path}: ${tree.why}.`);
  const top = path.slice(path.lastIndexOf('/') + 1);
  const left = [...tree.left];
  const entries: PackedEntry[] = top === '' ? [] : [packed(top, FOLDER, null)];
  for (const entry of tree.entries) {
    const name = top === '' ? entry.path : `${top}/${entry.path}`;
    try {
      const full = `${path === '/' ? '' : path}/${entry.path}`;
      const content = entry.kind === 'file' ? (await readLabFile(ask, terminal, full)).content : null;
      entries.push(packed(name, entry, content));
    } catch (error) {
      if (!(error instanceof CarryProblem)) throw error;
      left.push(error.message);
    }
  }
  return { entries, left };
}

const FOLDER = { kind: 'folder', mode: 0o755, modified: 0, target: '' } as const;

function packed(
  path: string,
  { kind, mode, modified, target }: Pick<TreeEntry, 'kind' | 'mode' | 'modified' | 'target'>,
  content: Blob | null,
): PackedEntry {
  return { path, kind, mode, modified, target, content };
}

/** Puts a file on a lab machine's disk; `over` replaces one that is there. */
export function putLabFile(
  ask: AskLab,
  terminal: string,
  path: string,
  content: Content,
  over: boolean,
): Promise<FilePut> {
  return inPieces(content, (piece) => ask('files.put', { terminal, path, over, ...piece }));
}

export interface LoadInto {
  readonly host: string;
  readonly view: string;
  readonly dumpView: string;
  readonly replace: boolean;
}

export function loadIntoCache(ask: AskLab, into: LoadInto, content: Content): Promise<CacheLoaded> {
  return inPieces(content, (piece) => ask('cache.load', { ...into, ...piece }));
}

export function offerLab(ask: AskLab, name: string, content: Content): Promise<LabOffered> {
  return inPieces(content, (piece) => ask('labs.offer', { name, ...piece }));
}

interface Piece {
  readonly base64: string;
  readonly from: number;
  readonly last: boolean;
}

/** Until the session wants no more of it. */
async function inPieces<Answer extends { readonly kind: string }>(
  content: Content,
  send: (piece: Piece) => Promise<Answer>,
): Promise<Answer> {
  for (let from = 0; ; from += PIECE) {
    const last = from + PIECE >= content.size;
    const base64 = base64Of(new Uint8Array(await content.slice(from, from + PIECE).arrayBuffer()));
    const answer = await send({ base64, from, last });
    if (last || answer.kind !== 'part') return answer;
  }
}

function base64Of(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 8192)
    text += String.fromCharCode(...octets.subarray(at, at + 8192));
  return btoa(text);
}
