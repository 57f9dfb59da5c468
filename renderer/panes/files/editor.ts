/**
 * CodeMirror, wired to the open files. One view shows one file at a time; what a file has of text, undo and place
 * stays with it while another is in front, and while the pane is closed.
 */
import { defaultKeymap, history, historyKeymap, indentLess, insertTab } from '@codemirror/commands';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { linter, lintGutter, lintKeymap, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import {
  Compartment,
  EditorSelection,
  EditorState,
  StateEffect,
  Transaction,
  type Extension,
  type Text,
  type TransactionSpec,
} from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from '@codemirror/view';
import type { FileCheck } from '../../../app/contract.ts';
import type { EditedText, OpenFile } from '../../state/open-file.svelte.ts';
import { helpFor, type HelpWiring } from './editor-help.ts';
import { look } from './editor-look.ts';
import { languageFor } from './languages.ts';

export interface EditorWiring {
  /** What the session knows of the text; absent where nobody can be asked. */
  readonly help?: HelpWiring;
  save(file: OpenFile): void;
  check(file: OpenFile): Promise<FileCheck>;
  /** Where the cursor stands, from 1. */
  moved(line: number, column: number): void;
  /** The id of the text that says how to leave the editor. */
  readonly describedBy: string;
  host(file: OpenFile): string;
}

/** Characters above which a text is shown plain: colours would cost more than they tell. */
const LONGEST_COLOURED = 600_000;
const CHECK_PAUSE_MS = 350;

const recheck = StateEffect.define<null>();

/** Lines end where LF stands, and nowhere else: so a CR is a character like others, and no line end is ever changed. */
const LF = '\n';

export class Editor {
  readonly #wiring: EditorWiring;
  readonly #view: EditorView;
  #shown: EditedFile | null = null;

  constructor(place: HTMLElement, wiring: EditorWiring) {
    this.#wiring = wiring;
    this.#view = new EditorView({ parent: place });
  }

  /** Shows a file whose text is there. */
  show(file: OpenFile): void {
    if (this.#shown?.file !== file) {
      this.#shown?.leave();
      const edited = file.edited instanceof EditedFile ? file.edited : new EditedFile(file, this.#wiring);
      file.edited = edited;
      this.#shown = edited;
      edited.enter(this.#view, this.#wiring);
    }
    this.#shown.mayBeChanged(file.readOnly === null);
  }

  goTo(line: number): void {
    const { state } = this.#view;
    const at = state.doc.line(Math.max(1, Math.min(line, state.doc.lines))).from;
    this.#view.dispatch({
      selection: EditorSelection.cursor(at),
      effects: EditorView.scrollIntoView(at, { y: 'center' }),
    });
  }

  focus(): void {
    this.#view.focus();
  }

  /** The other files of a configuration changed: what was right may be wrong now. */
  recheck(): void {
    this.#view.dispatch({ effects: recheck.of(null) });
  }

  dispose(): void {
    this.#shown?.leave();
    this.#shown = null;
    this.#view.destroy();
  }
}

class EditedFile implements EditedText {
  readonly file: OpenFile;
  readonly #access = new Compartment();
  #wiring: EditorWiring;
  #state: EditorState;
  #view: EditorView | null = null;
  #scroll: StateEffect<unknown> | null = null;
  #saved: Text;

  constructor(file: OpenFile, wiring: EditorWiring) {
    this.file = file;
    this.#wiring = wiring;
    this.#state = EditorState.create({ doc: file.base, extensions: this.#extensions() });
    this.#saved = this.#state.doc;
  }

  enter(view: EditorView, wiring: EditorWiring): void {
    this.#wiring = wiring;
    this.#view = view;
    view.setState(this.#state);
    // The view stands where the file before was scrolled to.
    const { head } = view.state.selection.main;
    view.scrollDOM.scrollTo(0, 0);
    view.dispatch({ effects: this.#scroll ?? EditorView.scrollIntoView(head) });
    this.#tellPlace(view.state);
  }

  leave(): void {
    if (!this.#view) return;
    this.#state = this.#view.state;
    this.#scroll = this.#view.scrollSnapshot();
    this.#view = null;
  }

  text(): string {
    return this.#now.sliceDoc();
  }

  replace(text: string, undoable: boolean): void {
    const before = this.text();
    if (before === text) return;
    const atEnd = this.#view !== null && isAtEnd(this.#view.scrollDOM);
    this.#change({
      changes: smallestChange(before, text),
      annotations: [Transaction.addToHistory.of(undoable), Transaction.remote.of(true)],
      // What the disk holds is taken whether or not the person may change it.
      filter: false,
    });
    // Who looks at the end of a log wants to see it grow.
    if (atEnd) this.#change({ effects: EditorView.scrollIntoView(text.length, { y: 'end' }) });
  }

  settle(text: string): void {
    this.#saved = this.#now.toText(text);
    this.file.unsaved = !this.#saved.eq(this.#now.doc);
  }

  mayBeChanged(may: boolean): void {
    if (this.#now.readOnly !== may) return;
    this.#change({ effects: this.#access.reconfigure(this.#accessOf(may)) });
  }

  get #now(): EditorState {
    return this.#view?.state ?? this.#state;
  }

  #change(spec: TransactionSpec): void {
    if (this.#view) this.#view.dispatch(spec);
    else this.#state = this.#state.update(spec).state;
  }

  #extensions(): Extension {
    const { file } = this;
    const coloured = file.base.length <= LONGEST_COLOURED;
    return [
      EditorState.lineSeparator.of(LF),
      EditorState.tabSize.of(8),
      indentUnit.of('\t'),
      this.#access.of(this.#accessOf(file.readOnly === null)),
      lineNumbers(),
      highlightSpecialChars(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      search({ top: true }),
      coloured ? [languageFor(file.language), bracketMatching(), highlightSelectionMatches()] : [],
      file.language !== 'plain' && coloured ? this.#checks() : [],
      this.#help(coloured),
      keymap.of([
        { key: 'Mod-s', run: () => (this.#wiring.save(file), true), preventDefault: true },
        ...searchKeymap,
        ...lintKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, LF)),
      EditorView.contentAttributes.of({
        'aria-label': `Text of ${file.path} on ${this.#wiring.host(file)}`,
        'aria-describedby': this.#wiring.describedBy,
        // An editable element takes the focus anyhow; checkers of accessibility want to see it said.
        tabindex: '0',
        spellcheck: 'false',
        autocorrect: 'off',
        autocapitalize: 'off',
      }),
      EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
        if (docChanged) {
          file.unsaved = !this.#saved.eq(state.doc);
          file.justSaved &&= !file.unsaved;
        }
        if (docChanged || selectionSet) this.#tellPlace(state);
      }),
      look,
    ];
  }

  #help(coloured: boolean): Extension {
    const { help } = this.#wiring;
    return help !== undefined && coloured && this.file.language !== 'plain' ? helpFor(this.file, help) : [];
  }

  /** Escape, then Tab leaves: CodeMirror lets the next Tab go after an Escape. Where nothing can be typed, Tab leaves at once. */
  #accessOf(may: boolean): Extension {
    return may
      ? keymap.of([{ key: 'Tab', run: insertTab, shift: indentLess }])
      : [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ 'aria-readonly': 'true' })];
  }

  #checks(): Extension {
    const source = async ({ state }: EditorView): Promise<Diagnostic[]> => {
      const { problems } = await this.#wiring.check(this.file);
      return problems
        .filter(({ line }) => line <= state.doc.lines)
        .map(({ line, column, severity, message }) => {
          const { from, to, text } = state.doc.line(line);
          const start = Math.min(from + column - 1, to);
          const word = /^[^\s;{}]+/.exec(text.slice(start - from))?.[0] ?? '';
          return { from: start, to: Math.min(to, start + Math.max(1, word.length)), severity, message };
        });
    };
    const needsRefresh = ({ transactions }: ViewUpdate): boolean =>
      transactions.some(({ effects }) => effects.some((effect) => effect.is(recheck)));
    return [linter(source, { delay: CHECK_PAUSE_MS, needsRefresh }), lintGutter()];
  }

  #tellPlace(state: EditorState): void {
    const { head } = state.selection.main;
    const { number, from } = state.doc.lineAt(head);
    this.#wiring.moved(number, head - from + 1);
  }
}

function isAtEnd({ scrollTop, scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollHeight > clientHeight && scrollTop + clientHeight > scrollHeight - 4;
}

/** From the first to the last character that differ: so the cursor and marks elsewhere stay where they are. */
function smallestChange(before: string, after: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
