/**
 * Draws a prompt and the line behind it, over as many screen rows as they need, and keeps the cursor where it
 * belongs. It knows the screen only by what it wrote itself: in which of its rows the cursor stands.
 */
import { shownUnit, unitsOf, unitWidth } from './width.ts';

export interface LineView {
  /** May hold colours (`ESC [ … m`), nothing else that is not text. */
  readonly prompt: string;
  readonly units: readonly string[];
  /** The cursor stands before this unit. */
  readonly cursor: number;
}

interface Row {
  text: string;
  width: number;
}

interface Layout {
  readonly rows: readonly Row[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

export class LineDisplay {
  columns: number;
  rows: number;
  readonly #write: (text: string) => void;
  /** Where the prompt begins: after the last output, which need not have ended its line. */
  #startColumn = 0;
  /** Rows between the top of what was drawn and the cursor. */
  #cursorRow = 0;
  #last: LineView | null = null;

  constructor(columns: number, rows: number, write: (text: string) => void) {
    this.columns = columns;
    this.rows = rows;
    this.#write = write;
  }

  /** A new line begins where the cursor is. */
  begin(startColumn: number): void {
    this.#startColumn = startColumn;
    this.#cursorRow = 0;
    this.#last = null;
  }

  draw(view: LineView): void {
    if (this.#appendOnly(view)) return;
    const all = this.#layout(view);
    const top = Math.max(0, Math.min(all.cursorRow - (this.rows >> 1), all.rows.length - this.rows));
    const first = all.rows.length <= this.rows ? 0 : top;
    const shown = all.rows.slice(first, first + this.rows);
    let out = this.#cursorRow > 0 ? `\x1b[${this.#cursorRow}A` : '';
    out += '\r';
    if (first === 0 && this.#startColumn > 0) out += `\x1b[${this.#startColumn}C`;
    out += `\x1b[J${shown.map((row) => row.text).join('')}`;
    const lastRow = shown.length - 1;
    const cursorRow = all.cursorRow - first;
    if (cursorRow !== lastRow || all.cursorColumn !== (shown[lastRow] as Row).width) {
      if (lastRow > cursorRow) out += `\x1b[${lastRow - cursorRow}A`;
      out += '\r';
      if (all.cursorColumn > 0) out += `\x1b[${all.cursorColumn}C`;
    }
    this.#write(out);
    this.#cursorRow = cursorRow;
    this.#last = view;
  }

  /** Puts the cursor behind the line. */
  end(): void {
    const last = this.#last;
    if (last && last.cursor < last.units.length) this.draw({ ...last, cursor: last.units.length });
  }

  /** Puts the cursor behind the line and goes to a new one. */
  finish(): void {
    this.end();
    this.#write('\r\n');
    this.begin(0);
  }

  /** Takes the prompt and the line off the screen: something else is printed in their place. */
  erase(): void {
    const up = this.#cursorRow > 0 ? `\x1b[${this.#cursorRow}A` : '';
    this.#write(`${up}\r${this.#startColumn > 0 ? `\x1b[${this.#startColumn}C` : ''}\x1b[J`);
  }

  /** Empties the screen and draws the line at its top. */
  clearScreen(view: LineView): void {
    this.#write('\x1b[H\x1b[2J');
    this.begin(0);
    this.draw(view);
  }

  /** Characters typed at the end need no redrawing. */
  #appendOnly(view: LineView): boolean {
    const last = this.#last;
    if (!last || last.prompt !== view.prompt || last.cursor !== last.units.length) return false;
    if (view.cursor !== view.units.length || view.units.length <= last.units.length) return false;
    if (!last.units.every((unit, index) => unit === view.units[index])) return false;
    const added = view.units.slice(last.units.length);
    const before = this.#layout(last);
    const width = added.reduce((sum, unit) => sum + unitWidth(unit), 0);
    if (before.cursorColumn + width >= this.columns) return false;
    this.#write(added.map(shownUnit).join(''));
    this.#last = view;
    return true;
  }

  #layout(view: LineView): Layout {
    const rows: Row[] = [{ text: '', width: this.#startColumn }];
    let cursorRow = 0;
    let cursorColumn = this.#startColumn;
    const put = (text: string, width: number): void => {
      let row = rows.at(-1) as Row;
      if (row.width + width > this.columns) {
        row = { text: '', width: 0 };
        rows.push(row);
      }
      row.text += text;
      row.width += width;
    };
    for (const part of view.prompt.split(/(\x1b\[[0-9;]*m)/)) {
      if (part.startsWith('\x1b')) put(part, 0);
      else for (const unit of unitsOf(part)) put(shownUnit(unit), unitWidth(unit));
    }
    const mark = (): void => {
      const row = rows.at(-1) as Row;
      cursorRow = rows.length - 1;
      cursorColumn = row.width;
    };
    view.units.forEach((unit, index) => {
      const width = unitWidth(unit);
      if (index === view.cursor) {
        // The cursor stands on the unit, which may be the first of the next row.
        if ((rows.at(-1) as Row).width + width > this.columns) rows.push({ text: '', width: 0 });
        mark();
      }
      put(shownUnit(unit), width);
    });
    // A row that is just full: the terminal goes to the next one only with one more character.
    const end = rows.at(-1) as Row;
    if (end.width >= this.columns) rows.push({ text: ' \r', width: 0 });
    if (view.cursor >= view.units.length) mark();
    return { rows, cursorRow, cursorColumn };
  }
}
