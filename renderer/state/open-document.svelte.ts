import type { DocumentInfo, FolderFile } from '../../app/reader-contract.ts';
import type { AskReader } from '../api/reader.ts';
import type { Content } from '../api/served-content.ts';

/** A file of a lab machine that is shown in a viewer, and which of its versions that is. */
export interface LabPlace {
  readonly terminal: string;
  readonly host: string;
  readonly path: string;
  readonly version: string;
}

export interface DocumentParts {
  readonly name: string;
  readonly content: Content;
  /** Where it came from, in words: `this computer`, `cache:/var/cache/bind`. */
  readonly from: string;
  readonly ask: AskReader;
  readonly lab?: LabPlace;
  readonly folder?: OpenDocument;
  /** Below the folder. */
  readonly path?: string;
  readonly files?: readonly FolderFile[];
}

/** One open file or folder: what it is, and the way to ask about it. */
export class OpenDocument {
  readonly name: string;
  readonly content: Content;
  readonly from: string;
  readonly ask: AskReader;
  /** Null for a file of this computer. */
  readonly lab: LabPlace | null;
  /** The folder that it lies in, where that was opened as a whole; and where in it. */
  readonly folder: OpenDocument | null;
  readonly path: string;
  /** What lies in it, of a folder. */
  readonly files: readonly FolderFile[];
  /** Null until it was recognised. */
  info = $state.raw<DocumentInfo | null>(null);
  problem = $state<string | null>(null);
  /** What the person should know of how it was opened: files of a folder that were left. */
  notes = $state.raw<readonly string[]>([]);
  /** Shown as text though there is a viewer. */
  asText = $state(false);
  /** A line to go to, from 1, when it is shown as text. */
  goTo = $state<number | null>(null);
  /** Of a file of the lab: what the disk holds is shown as soon as it changes. */
  follows = $state(true);
  /** The name by which a zone file is checked; null: guessed. */
  origin = $state<string | null>(null);

  constructor({ name, content, from, ask, lab, folder, path, files }: DocumentParts) {
    this.name = shownName(name);
    this.content = content;
    this.from = from;
    this.ask = ask;
    this.lab = lab ?? null;
    this.folder = folder ?? null;
    this.path = path ?? name;
    this.files = files ?? [];
  }
}

/** A name without what could make it look like another: control characters and changes of direction. */
export function shownName(name: string): string {
  const safe = name.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, '�');
  return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe;
}
