import type { FileCheck, FileLanguage, FileState } from '../../app/contract.ts';

/** What the editor keeps of a file: its text as it stands, with what undo needs. */
export interface EditedText {
  text(): string;
  /** Another text, as one change. `undoable`: undo brings the old one back. */
  replace(text: string, undoable: boolean): void;
  /** This is what the disk holds; what differs from it is unsaved. */
  settle(text: string): void;
}

type Loaded = Extract<FileState, { kind: 'text' | 'missing' }>;

const NO_CHECK: FileCheck = { problems: [], elsewhere: null };

/** One file of a lab machine in the editor, and how it stands to the disk. */
export class OpenFile {
  readonly terminal: string;
  readonly path: string;
  readonly name: string;
  /** `opening` until the first reply; `refused`: `why` says it, and there is no text. */
  stage = $state<'opening' | 'text' | 'refused'>('opening');
  why = $state('');
  /** With whose rights it is saved. */
  user = $state('');
  /** Why it cannot be changed; null where it can. */
  readOnly = $state<string | null>(null);
  language = $state<FileLanguage>('plain');
  size = $state(0);
  /** Its text is another than the disk's was when it was read or saved last. */
  unsaved = $state(false);
  /** It was saved here, and nothing was typed since. */
  justSaved = $state(false);
  /** The disk holds another text by now, or none, and taking it would lose what is unsaved. */
  disk = $state<'same' | 'changed' | 'gone'>('same');
  /** Why it was not saved. */
  problem = $state<string | null>(null);
  /** What was done last on request: `Formatted.` */
  note = $state('');
  check = $state.raw<FileCheck>(NO_CHECK);
  /** A line to go to, from 1, when the editor shows it next. */
  goTo = $state<number | null>(null);
  /** What the disk held when it was read or saved last; null: no file. */
  version: string | null = null;
  /** The text of that version. */
  base = '';
  edited: EditedText | null = null;

  constructor(terminal: string, path: string) {
    this.terminal = terminal;
    this.path = path;
    this.name = path.slice(path.lastIndexOf('/') + 1);
  }

  /** It is on no disk yet. */
  get isNew(): boolean {
    return this.stage === 'text' && this.version === null;
  }

  get text(): string {
    return this.edited?.text() ?? this.base;
  }

  /** Takes what the disk holds; what was typed is brought back by undo. */
  take(state: Loaded, undoable: boolean): void {
    const text = state.kind === 'text' ? state.text : '';
    this.stage = 'text';
    this.user = state.user;
    this.readOnly = state.readOnly;
    this.language = state.language;
    this.size = state.kind === 'text' ? state.size : 0;
    this.edited?.replace(text, undoable);
    this.#isOnDisk(text, state.kind === 'text' ? state.version : null);
  }

  /** Leaves the text as it is, as a change of what the disk holds now. */
  rebase(state: Loaded): void {
    const typed = this.text;
    this.user = state.user;
    this.readOnly = state.readOnly;
    this.#isOnDisk(state.kind === 'text' ? state.text : '', state.kind === 'text' ? state.version : null);
    // A file that is gone is unsaved even where it was empty.
    this.unsaved = this.version === null || typed !== this.base;
  }

  saved(text: string, version: string): void {
    this.size = new TextEncoder().encode(text).length;
    this.#isOnDisk(text, version);
    // More may have been typed while it was being saved.
    this.unsaved = this.text !== text;
    this.justSaved = !this.unsaved;
  }

  refuse(why: string): void {
    this.stage = 'refused';
    this.why = why;
  }

  #isOnDisk(text: string, version: string | null): void {
    this.base = text;
    this.version = version;
    this.unsaved = false;
    this.justSaved = false;
    this.disk = 'same';
    this.problem = null;
    this.edited?.settle(text);
  }
}
