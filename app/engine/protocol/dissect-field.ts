/** One field of a message taken apart; a tree. Octets `start` up to, not including, `end`. */
export interface DissectedField {
  readonly label: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** A sentence for learners; empty where nothing needs saying. */
  readonly note: string;
  readonly children: readonly DissectedField[];
}

const NONE: readonly DissectedField[] = [];

export function field(
  label: string,
  value: string,
  start: number,
  end: number,
  note: string,
  children: readonly DissectedField[] = NONE,
): DissectedField {
  return { label, value, start, end, note, children };
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
