/**
 * The line at the prompt: what keys make of it (line-editor.ts), how it stands on the screen (line-display.ts), and what
 * Tab puts in. What it cannot do itself (run the line, forget it, end the shell) it hands back.
 */
import { columnsOf, complete, type CompletionSources } from './completion.ts';
import type { History } from './history.ts';
import type { Key } from './keys.ts';
import { LineDisplay, type LineView } from './line-display.ts';
import { LineEditor } from './line-editor.ts';
import { toLines } from './octets.ts';
import { DEFAULT_PS1, DEFAULT_PS2, expandPrompt, type PromptFacts } from './prompt.ts';

export interface PromptLineOptions {
  readonly columns: number;
  readonly rows: number;
  readonly history: History;
  readonly write: (text: string) => void;
  /** A variable of the shell. */
  readonly variable: (name: string) => string | undefined;
  readonly facts: () => PromptFacts;
  readonly sources: () => CompletionSources;
}

export class PromptLine {
  readonly #options: PromptLineOptions;
  readonly #editor: LineEditor;
  readonly #display: LineDisplay;
  /** Lines of a command that is not complete yet. */
  begun = '';

  constructor(options: PromptLineOptions) {
    this.#options = options;
    this.#editor = new LineEditor(options.history);
    this.#display = new LineDisplay(options.columns, options.rows, options.write);
  }

  get text(): string {
    return this.#editor.text;
  }
  get columns(): number {
    return this.#display.columns;
  }
  get rows(): number {
    return this.#display.rows;
  }

  /** Whatever the window says of its size, a line fits. */
  resize(columns: number, rows: number): void {
    this.#display.columns = Math.max(2, Math.min(1000, Math.floor(columns) || 80));
    this.#display.rows = Math.max(1, Math.min(1000, Math.floor(rows) || 24));
  }

  /** Null: it was done here. */
  press(key: Key): 'accept' | 'interrupt' | 'end' | null {
    const effect = this.#editor.press(key);
    switch (effect.kind) {
      case 'redraw':
        this.draw();
        return null;
      case 'bell':
        this.#options.write('\x07');
        return null;
      case 'clear-screen':
        this.#display.clearScreen(this.#view());
        return null;
      case 'complete':
        this.#complete(effect.again);
        return null;
      default:
        return effect.kind;
    }
  }

  /** Puts a text in the place of what stands there. */
  set(text: string): void {
    this.#editor.reset();
    this.#editor.set(text);
    this.draw();
  }

  /** A prompt with an empty line, behind the `column` where the last output ended. */
  begin(column: number): void {
    this.#display.begin(column);
    this.draw();
  }

  draw(): void {
    this.#display.draw(this.#view());
  }

  /** The cursor goes to a new line behind it; the next prompt's line is empty. */
  finish(): void {
    this.#display.finish();
  }

  /** Empties the line; what stands on the screen stays there. */
  reset(): void {
    this.#editor.reset();
  }

  /** Forgets the line, and those that it goes on from, with a mark behind it. */
  forget(mark: string): void {
    this.#display.end();
    this.#options.write(`${mark}\r\n`);
    this.#editor.reset();
    this.begun = '';
  }

  /** Takes it off the screen: something else is printed in its place. */
  erase(): void {
    this.#display.erase();
  }

  #complete(again: boolean): void {
    const { write, sources } = this.#options;
    const found = complete(this.#editor.beforeCursor, sources());
    if (found.insert !== null) {
      this.#editor.replace(found.start, found.insert);
      this.draw();
      if (!found.ambiguous) return;
    }
    if (found.choices.length < 2) {
      if (found.insert === null) write('\x07');
      return;
    }
    if (!again) return write('\x07');
    const view = this.#view();
    this.#display.finish();
    write(toLines(columnsOf(found.choices, this.columns)));
    this.#display.begin(0);
    this.#display.draw(view);
  }

  #view(): LineView {
    const { variable, facts } = this.#options;
    const pattern = this.begun ? (variable('PS2') ?? DEFAULT_PS2) : (variable('PS1') ?? DEFAULT_PS1);
    const prompt = this.#editor.searchPrompt ?? expandPrompt(pattern, facts());
    return { prompt, units: this.#editor.units, cursor: this.#editor.cursor };
  }
}
