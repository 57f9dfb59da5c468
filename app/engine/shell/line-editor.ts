/**
 * The line under the student's hands: text, cursor, kill ring, history and search, with the keys that bash's
 * readline has by default. It draws nothing and runs nothing; what a key asks of the terminal is its result.
 */
import type { History } from './history.ts';
import type { Key } from './keys.ts';
import { unitsOf } from './width.ts';

export type Effect =
  | { readonly kind: 'redraw' }
  | { readonly kind: 'bell' }
  /** Enter. */
  | { readonly kind: 'accept' }
  /** Ctrl-C: forget the line. */
  | { readonly kind: 'interrupt' }
  /** Ctrl-D on an empty line. */
  | { readonly kind: 'end' }
  | { readonly kind: 'clear-screen' }
  /** Tab; `again` when the key before was Tab too. */
  | { readonly kind: 'complete'; readonly again: boolean };

const REDRAW: Effect = { kind: 'redraw' };
const BELL: Effect = { kind: 'bell' };
/** Units in one line; more is refused. */
const MAX_LINE = 64 * 1024;

interface Search {
  text: string;
  /** Index in the history; -1 before the first hit. */
  at: number;
  failed: boolean;
  /** What the line was before. */
  readonly before: { readonly units: readonly string[]; readonly cursor: number };
}

export class LineEditor {
  readonly #history: History;
  #units: string[] = [];
  #cursor = 0;
  #killed = '';
  #lastKey = '';
  /** Where in the history we are; its length stands for the line being written. */
  #place: number;
  #draft: string[] = [];
  #search: Search | null = null;

  constructor(history: History) {
    this.#history = history;
    this.#place = history.lines.length;
  }

  get text(): string {
    return this.#units.join('');
  }
  get units(): readonly string[] {
    return this.#units;
  }
  get cursor(): number {
    return this.#cursor;
  }
  get beforeCursor(): string {
    return this.#units.slice(0, this.#cursor).join('');
  }
  /** The prompt while searching, in place of the shell's. Null otherwise. */
  get searchPrompt(): string | null {
    if (!this.#search) return null;
    return `${this.#search.failed ? '(failed reverse-i-search)' : '(reverse-i-search)'}\`${this.#search.text}': `;
  }

  /** Begins an empty line. */
  reset(): void {
    this.set('');
    this.#place = this.#history.lines.length;
    this.#search = null;
    this.#lastKey = '';
  }

  set(text: string): void {
    this.#units = unitsOf(text).slice(0, MAX_LINE);
    this.#cursor = this.#units.length;
  }

  insert(text: string): boolean {
    const added = unitsOf(text);
    if (this.#units.length + added.length > MAX_LINE) return false;
    // A combining mark joins the unit before it: the whole is cut anew.
    const before = unitsOf([...this.#units.slice(0, this.#cursor), ...added].join(''));
    this.#units = [...before, ...this.#units.slice(this.#cursor)];
    this.#cursor = before.length;
    return true;
  }

  /** Puts `text` in place of the units from `start` to the cursor. */
  replace(start: number, text: string): void {
    this.#units.splice(start, this.#cursor - start);
    this.#cursor = start;
    this.insert(text);
  }

  press(key: Key): Effect {
    const name = key.kind === 'key' ? key.name : 'text';
    const last = this.#lastKey;
    this.#lastKey = name;
    if (this.#search) {
      const effect = this.#searching(key, name);
      if (effect) return effect;
    }
    if (key.kind !== 'key') return this.insert(key.text) ? REDRAW : BELL;
    return this.#edit(name, last);
  }

  #edit(name: string, last: string): Effect {
    const length = this.#units.length;
    switch (name) {
      case 'enter':
      case 'ctrl-o':
        return { kind: 'accept' };
      case 'tab':
        return { kind: 'complete', again: last === 'tab' };
      case 'ctrl-c':
        return { kind: 'interrupt' };
      case 'ctrl-l':
        return { kind: 'clear-screen' };
      case 'ctrl-d':
        return length === 0 ? { kind: 'end' } : this.#cut(this.#cursor, this.#cursor + 1);
      case 'delete':
        return this.#cut(this.#cursor, this.#cursor + 1);
      case 'backspace':
        return this.#cut(this.#cursor - 1, this.#cursor);
      case 'left':
      case 'ctrl-b':
        return this.#move(this.#cursor - 1);
      case 'right':
      case 'ctrl-f':
        return this.#move(this.#cursor + 1);
      case 'home':
      case 'ctrl-a':
        return this.#move(0, true);
      case 'end':
      case 'ctrl-e':
        return this.#move(length, true);
      case 'word-left':
      case 'alt-b':
        return this.#move(this.#wordStart(isWordUnit), true);
      case 'word-right':
      case 'alt-f':
        return this.#move(this.#wordEnd(), true);
      case 'ctrl-k':
        return this.#kill(this.#cursor, length, last, 'after');
      case 'ctrl-u':
        return this.#kill(0, this.#cursor, last, 'before');
      case 'ctrl-w':
        return this.#kill(this.#wordStart(isNotSpace), this.#cursor, last, 'before');
      case 'alt-backspace':
        return this.#kill(this.#wordStart(isWordUnit), this.#cursor, last, 'before');
      case 'alt-d':
        return this.#kill(this.#cursor, this.#wordEnd(), last, 'after');
      case 'ctrl-y':
        return this.#killed !== '' && this.insert(this.#killed) ? REDRAW : BELL;
      case 'ctrl-t':
        return this.#transpose();
      case 'up':
      case 'ctrl-p':
        return this.#recall(this.#place - 1);
      case 'down':
      case 'ctrl-n':
        return this.#recall(this.#place + 1);
      case 'alt-<':
        return this.#recall(0);
      case 'alt->':
        return this.#recall(this.#history.lines.length);
      case 'alt-.':
      case 'alt-_':
        return this.#lastArgument();
      case 'ctrl-r':
        this.#search = {
          text: '',
          at: this.#history.lines.length,
          failed: false,
          before: { units: this.#units, cursor: this.#cursor },
        };
        return REDRAW;
      default:
        return BELL;
    }
  }

  #cut(from: number, to: number): Effect {
    if (from < 0 || to > this.#units.length) return BELL;
    this.#units.splice(from, to - from);
    this.#cursor = from;
    return REDRAW;
  }

  #move(to: number, mayStay = false): Effect {
    if (to < 0 || to > this.#units.length || (to === this.#cursor && !mayStay)) return BELL;
    this.#cursor = to;
    return REDRAW;
  }

  /** Kills one after another gather into one piece. */
  #kill(from: number, to: number, last: string, side: 'before' | 'after'): Effect {
    const piece = this.#units.slice(from, to).join('');
    if (!KILLS.has(last)) this.#killed = '';
    this.#killed = side === 'before' ? piece + this.#killed : this.#killed + piece;
    return this.#cut(from, to);
  }

  #transpose(): Effect {
    const length = this.#units.length;
    if (this.#cursor === 0 || length < 2) return BELL;
    const at = Math.min(this.#cursor, length - 1);
    const [a, b] = [this.#units[at - 1] as string, this.#units[at] as string];
    this.#units.splice(at - 1, 2, b, a);
    this.#cursor = at + 1;
    return REDRAW;
  }

  #wordStart(isPart: (unit: string) => boolean): number {
    let at = this.#cursor;
    while (at > 0 && !isPart(this.#units[at - 1] as string)) at--;
    while (at > 0 && isPart(this.#units[at - 1] as string)) at--;
    return at;
  }

  #wordEnd(): number {
    let at = this.#cursor;
    while (at < this.#units.length && !isWordUnit(this.#units[at] as string)) at++;
    while (at < this.#units.length && isWordUnit(this.#units[at] as string)) at++;
    return at;
  }

  #recall(place: number): Effect {
    const { lines } = this.#history;
    if (place < 0 || place > lines.length || place === this.#place) return BELL;
    if (this.#place === lines.length) this.#draft = [...this.#units];
    this.#place = place;
    this.set(place === lines.length ? this.#draft.join('') : (lines[place] as string));
    return REDRAW;
  }

  #lastArgument(): Effect {
    const argument = this.#history.lines.at(-1)?.trim().split(/\s+/).at(-1);
    return argument && this.insert(argument) ? REDRAW : BELL;
  }

  /** Null: the search is over, and the key does what it always does. */
  #searching(key: Key, name: string): Effect | null {
    const search = this.#search as Search;
    if (key.kind !== 'key') {
      search.text += key.text;
      return this.#find(search.at);
    }
    if (name === 'ctrl-r') return this.#find(search.at - 1);
    if (name === 'backspace') {
      search.text = unitsOf(search.text).slice(0, -1).join('');
      search.at = this.#history.lines.length;
      return this.#find(search.at);
    }
    this.#search = null;
    if (name === 'ctrl-g' || name === 'ctrl-c') {
      this.#units = [...search.before.units];
      this.#cursor = search.before.cursor;
      return name === 'ctrl-g' ? REDRAW : null;
    }
    return null;
  }

  #find(from: number): Effect {
    const search = this.#search as Search;
    if (search.text === '') {
      search.failed = false;
      return REDRAW;
    }
    const at = this.#history.searchBack(search.text, from);
    search.failed = at < 0;
    if (at < 0) return REDRAW;
    const line = this.#history.lines[at] as string;
    search.at = at;
    this.#place = at;
    this.set(line);
    this.#cursor = unitsOf(line.slice(0, line.lastIndexOf(search.text))).length;
    return REDRAW;
  }
}

const KILLS: ReadonlySet<string> = new Set(['ctrl-k', 'ctrl-u', 'ctrl-w', 'alt-d', 'alt-backspace']);

function isWordUnit(unit: string): boolean {
  return /^[\p{L}\p{N}]/u.test(unit);
}
function isNotSpace(unit: string): boolean {
  return unit !== ' ' && unit !== '\t';
}
