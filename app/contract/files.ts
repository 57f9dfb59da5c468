/** The disks of the lab's machines, and files of the person's own computer. */
import type { Instant } from './time.ts';

/** A folder of a lab machine. */
export type FolderState =
  | {
      readonly kind: 'folder';
      /** Folders first, each kind by name; the first 2,000. */
      readonly entries: readonly FolderEntry[];
      /** How many more there are. */
      readonly more: number;
    }
  /** Why it cannot be shown, in the operating system's words. */
  | { readonly kind: 'refused'; readonly why: string };

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Octets of a file. */
  readonly size: number;
  /** Where a link points; null for what is none. */
  readonly target: string | null;
}

/** A file of a lab machine, for the editor. */
export type FileState =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The same for the same octets. */
      readonly version: string;
      readonly size: number;
      /** With whose rights it is read and saved. */
      readonly user: string;
      /** Why it cannot be changed here, in a sentence; null where it can. */
      readonly readOnly: string | null;
      readonly language: FileLanguage;
    }
  | { readonly kind: 'same' }
  /** It is not there. `readOnly`: why it cannot be made either. */
  | {
      readonly kind: 'missing';
      readonly user: string;
      readonly readOnly: string | null;
      readonly language: FileLanguage;
    }
  /** In a sentence: a folder, octets that are no text, no right to read it. */
  | { readonly kind: 'refused'; readonly why: string };

export type FileLanguage = 'named.conf' | 'zone' | 'plain';

export type FileSaved =
  | { readonly kind: 'saved'; readonly version: string }
  /** The disk holds another text than the one this was made from; `files.read` gives it. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly why: string };

/** Octets of a file of a lab machine. */
export type FilePiece =
  | {
      readonly kind: 'piece';
      readonly base64: string;
      /** Octets of the whole file. */
      readonly size: number;
      /** The same for the same octets of the whole. */
      readonly version: string;
    }
  | { readonly kind: 'refused'; readonly why: string };

export type TreeState =
  | {
      readonly kind: 'tree';
      /** A folder before what lies in it. */
      readonly entries: readonly TreeEntry[];
      /** What is not among them, in words: there are too many, or no right to read. */
      readonly left: readonly string[];
    }
  | { readonly kind: 'refused'; readonly why: string };

export interface TreeEntry {
  /** Below the folder that was asked for: `zones/db.example`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly modified: Instant;
  /** Where a link points; empty otherwise. */
  readonly target: string;
}

export type FilePut =
  /** More is to come. */
  | { readonly kind: 'part' }
  | { readonly kind: 'put' }
  /** A file is there, and it may not be replaced. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'refused'; readonly why: string };

export interface FileCheck {
  /** In the file's order. */
  readonly problems: readonly FileProblem[];
  /** What keeps the whole from being used, though it stands in another file: `/etc/bind/named.conf:3: …`. Null: nothing. */
  readonly elsewhere: string | null;
}

export interface FileProblem {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** In the real tool's words. */
  readonly message: string;
}

export interface FileToEdit {
  readonly terminal: string;
  readonly path: string;
  /** From 1; null where none was named. */
  readonly line: number | null;
}

/** A file of this computer that the window's host hands to its window. */
export interface ServedFile {
  readonly name: string;
  /** Below the window's own address; good for one request of the whole, or for requests of parts (HTTP `Range`). */
  readonly address: string;
  /** Octets. */
  readonly size: number;
  /** The folder that it lies in. */
  readonly from: string;
}
