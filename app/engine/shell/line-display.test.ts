import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from './history.ts';
import { KeyDecoder } from './keys.ts';
import { LineDisplay } from './line-display.ts';
import { LineEditor } from './line-editor.ts';
import { TestScreen } from './testing/screen.ts';
import { shownUnit, unitsOf, unitWidth } from './width.ts';

function bench(columns: number, rows = 24, startColumn = 0) {
  const screen = new TestScreen(columns, rows);
  screen.write('#'.repeat(startColumn));
  const display = new LineDisplay(columns, rows, (text) => screen.write(text));
  const editor = new LineEditor(new History());
  const draw = (): void =>
    display.draw({ prompt: '\x1b[1m$\x1b[0m ', units: editor.units, cursor: editor.cursor });
  display.begin(startColumn);
  draw();
  const type = (keys: string): void => {
    for (const key of new KeyDecoder().push(keys)) {
      editor.press(key);
      draw();
    }
  };
  return { screen, display, editor, type };
}

/** The rows and the cursor that a text should have, worked out by filling cells one by one. */
function expected(
  text: readonly string[],
  cursor: number,
  columns: number,
  start: string,
): [string[], number, number] {
  const rows = [start];
  let width = start.length;
  let at: [number, number] = [0, width];
  [...unitsOf('$ '), ...text].forEach((unit, index) => {
    if (width + unitWidth(unit) > columns) {
      rows.push('');
      width = 0;
    }
    if (index - 2 === cursor) at = [rows.length - 1, width];
    rows[rows.length - 1] += shownUnit(unit);
    width += unitWidth(unit);
  });
  if (cursor === text.length) at = width >= columns ? [rows.length, 0] : [rows.length - 1, width];
  return [rows, ...at];
}

describe('the line display', () => {
  it('wraps a long line and keeps the cursor in it', () => {
    const { screen, type } = bench(10);
    type('abcdefghijkl');
    expect(screen.lines).toEqual(['$ abcdefgh', 'ijkl']);
    expect([screen.row, screen.column]).toEqual([1, 4]);
    type('\x01X');
    expect(screen.lines).toEqual(['$ Xabcdefg', 'hijkl']);
    expect([screen.row, screen.column]).toEqual([0, 3]);
    type('\x0b');
    expect(screen.lines).toEqual(['$ X']);
  });

  it('goes to the next row when one is just full', () => {
    const { screen, type } = bench(10);
    type('abcdefgh');
    expect([screen.row, screen.column]).toEqual([1, 0]);
    type('\x7f');
    expect([screen.lines, screen.row, screen.column]).toEqual([['$ abcdefg'], 0, 9]);
  });

  it('does not cut a wide character in two', () => {
    const { screen, type } = bench(5);
    type('ab中');
    expect(screen.lines).toEqual(['$ ab', '中']);
    expect([screen.row, screen.column]).toEqual([1, 2]);
  });

  it('shows the part around the cursor of a line that is higher than the screen', () => {
    const { screen, type } = bench(10, 4);
    type('x'.repeat(100));
    expect(screen.lines.slice(-1)).toEqual(['xx']);
    type('\x01');
    expect(screen.lines.at(-4)).toBe('$ xxxxxxxx');
  });

  it('draws what the editor holds, cursor and all, whatever is typed', () => {
    const key = fc.constantFrom(
      'a', 'b', ' ', '中', 'é', 'e\u0301', '\x7f', '\x01', '\x05', '\x1b[D', '\x1b[C', '\x1bb', '\x1bf', '\x0b', '\x15', '\x17', '\x19', '\x14', '\x1b[3~', 'words and words',
    ); // prettier-ignore
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 30 }),
        fc.nat(3),
        fc.array(key, { maxLength: 40 }),
        (columns, start, keys) => {
          const { screen, editor, type } = bench(columns, 200, start);
          for (const one of keys) {
            type(one);
            const [rows, row, column] = expected(editor.units, editor.cursor, columns, '#'.repeat(start));
            expect(screen.lines.join('\n').trimEnd()).toBe(
              rows
                .map((text) => text.trimEnd())
                .join('\n')
                .trimEnd(),
            );
            expect([screen.row, screen.column]).toEqual([row, column]);
          }
          expect(screen.unknown).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
