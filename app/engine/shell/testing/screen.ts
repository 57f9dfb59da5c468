/** A small terminal screen that reads what the shell prints, for tests: it shows what a person would see. */
import { unitWidth } from '../width.ts';

export class TestScreen {
  columns: number;
  readonly rows: number;
  #grid: string[][] = [[]];
  row = 0;
  column = 0;
  #wrapNext = false;
  #rest = '';
  bells = 0;
  /** Sequences that it did not know. There should be none. */
  readonly unknown: string[] = [];

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  /** All rows from the first ever printed, without the empty ones at the end. */
  get lines(): string[] {
    const lines = this.#grid.map((cells) =>
      Array.from(cells, (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
    while (lines.length > 0 && lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** The row under the cursor. */
  get line(): string {
    return this.lines[this.row] ?? '';
  }

  write(text: string): void {
    const input = this.#rest + text;
    this.#rest = '';
    for (let i = 0; i < input.length;) {
      const c = input[i] as string;
      if (c === '\x1b') {
        const sequence = /^\x1b\[([?0-9;]*)([A-Za-z])/.exec(input.slice(i, i + 32));
        if (!sequence) {
          if (input.length - i < 16) this.#rest = input.slice(i);
          else this.unknown.push(input.slice(i, i + 8));
          return;
        }
        this.#sequence(sequence[1] as string, sequence[2] as string);
        i += sequence[0].length;
      } else {
        const character = String.fromCodePoint(input.codePointAt(i) as number);
        this.#character(character);
        i += character.length;
      }
    }
  }

  /** The screen's first row: the cursor cannot go above it. */
  get #top(): number {
    return Math.max(0, this.#grid.length - this.rows);
  }

  #cells(row: number): string[] {
    while (this.#grid.length <= row) this.#grid.push([]);
    return this.#grid[row] as string[];
  }

  #character(c: string): void {
    if (c === '\r') this.column = 0;
    else if (c === '\n') this.#cells(++this.row);
    else if (c === '\b') this.column = Math.max(0, this.column - 1);
    else if (c === '\x07') this.bells++;
    else if (c < ' ') this.unknown.push(c);
    else {
      const width = unitWidth(c);
      const cells = this.#cells(this.row);
      if (width === 0) {
        const at = (this.#wrapNext ? this.columns : this.column) - 1;
        cells[at] = (cells[at] ?? ' ') + c;
        return;
      }
      if (this.#wrapNext || this.column + width > this.columns) {
        this.#cells(++this.row);
        this.column = 0;
      }
      const row = this.#cells(this.row);
      while (row.length < this.column) row.push(' ');
      row[this.column] = c;
      if (width === 2) row[this.column + 1] = '';
      this.column += width;
      this.#wrapNext = this.column >= this.columns;
      if (this.#wrapNext) this.column = this.columns - 1;
      return;
    }
    this.#wrapNext = false;
  }

  #sequence(parameters: string, final: string): void {
    const n = Math.max(1, Number(parameters.split(';')[0]) || 1);
    if (final !== 'm' && final !== 'h' && final !== 'l') this.#wrapNext = false;
    switch (final) {
      case 'A':
        this.row = Math.max(this.#top, this.row - n);
        break;
      case 'C':
        this.column = Math.min(this.columns - 1, this.column + n);
        break;
      case 'J':
        if (parameters === '' || parameters === '0') {
          this.#cells(this.row).length = Math.min(this.#cells(this.row).length, this.column);
          this.#grid.length = this.row + 1;
        } else if (parameters === '2') {
          for (let row = this.#top; row < this.#grid.length; row++) this.#grid[row] = [];
        }
        break;
      case 'H':
        this.row = this.#top;
        this.column = 0;
        break;
      case 'm':
      case 'h':
      case 'l':
        break;
      default:
        this.unknown.push(`${parameters}${final}`);
    }
  }
}
