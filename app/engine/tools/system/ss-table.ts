/** The columns of `ss`: as wide as what stands in them, and on a terminal spread over its width. */
export interface Column {
  readonly title: string;
  /** What stands before it on a line, where it is not the first. */
  readonly gap: '' | ' ';
  readonly align: 'left' | 'right';
}

/** `columns`: the terminal's width; null where output is no terminal, and nothing is spread. */
export function tableText(
  shape: readonly Column[],
  rows: readonly (readonly string[])[],
  columns: number | null,
): string {
  const widths = measured(shape, rows);
  if (columns !== null) spread(widths, columns);
  return rows.map((row) => `${lineOf(shape, row, widths)}\n`).join('');
}

function measured(shape: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  let first = true;
  return shape.map(({ gap }, index) => {
    const content = Math.max(0, ...rows.map((row) => row[index]?.length ?? 0));
    const width = content > 0 && !first ? content + gap.length : content;
    if (width > 0) first = false;
    return width;
  });
}

/**
 * Shares out what is left of each line of the terminal; columns that do not fit go to a line of their own. The last
 * column of a line gets what cannot be shared out evenly.
 */
function spread(widths: number[], columns: number): void {
  let start = 0;
  let length = 0;
  for (let index = 0; index < widths.length; index++) {
    const width = Math.min(widths[index] as number, columns);
    widths[index] = width;
    if (width === 0) continue;
    if (length + width > columns) {
      share(widths, start, index, columns - length);
      start = index;
      length = 0;
    }
    length += width;
  }
  if (length < columns) share(widths, start, widths.length, columns - length);
}

function share(widths: number[], from: number, to: number, room: number): void {
  const used: number[] = [];
  for (let index = from; index < to; index++) if ((widths[index] as number) > 0) used.push(index);
  const each = Math.floor(room / used.length);
  let rest = room % used.length;
  for (const index of used.reverse()) {
    widths[index] = (widths[index] as number) + each + (rest > 0 ? 1 : 0);
    if (rest > 0) rest--;
  }
}

function lineOf(shape: readonly Column[], row: readonly string[], widths: readonly number[]): string {
  let line = '';
  shape.forEach(({ gap, align }, index) => {
    const text = row[index] ?? '';
    const width = widths[index] as number;
    const before = line === '' ? '' : gap;
    const cell =
      align === 'right' ? before + text.padStart(width - before.length) : (before + text).padEnd(width);
    line += width === 0 ? '' : cell;
  });
  return line;
}
