/** The bench's rows as a table. */

export interface Row {
  readonly what: string;
  readonly ours: string;
  /** What it is held against, with its name. */
  readonly beside: string;
  readonly ratio: string;
  readonly target: string;
  /** Null where there is no target. */
  readonly reached: boolean | null;
}

const HEADS = ['what', 'ours', 'beside it', 'ratio', 'target', ''];

export function tableText(rows: readonly Row[]): string {
  const cells = [
    HEADS,
    ...rows.map((row) => [row.what, row.ours, row.beside, row.ratio, row.target, mark(row.reached)]),
  ];
  const widths = HEADS.map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  const lines = cells.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(' | ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('-|-'));
  return lines.join('\n');
}

function mark(reached: boolean | null): string {
  if (reached === null) return '';
  return reached ? 'reached' : 'missed';
}

/** Three significant digits, as a plain number. */
export function digits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–';
}
