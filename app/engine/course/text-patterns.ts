/**
 * What lab files say of texts. Lab files may come from anywhere, so a pattern must not be able to hold the machine up:
 * it is tried line by line, on lines of bounded length, by an engine whose work is bounded too.
 */
import { firstGroup } from './pattern-match.ts';
import { programOf } from './pattern-program.ts';

const MAX_LINE = 500;
const MAX_LINES = 5_000;
/** Of all lines together; a tenth of a second or two. */
const PATIENCE = 2_000_000;

/** Why a pattern of a lab file is refused; null when it may be used. */
export function patternProblem(pattern: string): string | null {
  const program = programOf(pattern);
  return typeof program === 'string' ? program : null;
}

/** Whether a line of the text fits. */
export function hasLine(text: string, pattern: string): boolean {
  return lastGroup(text, pattern) !== null;
}

/** The first group (without groups: the whole) of the last line that fits; null where none does. */
export function lastGroup(text: string, pattern: string): string | null {
  const program = programOf(pattern);
  if (typeof program === 'string') return null;
  const patience = { left: PATIENCE };
  const lines = text.split('\n');
  for (const line of lines.slice(-MAX_LINES).reverse()) {
    const found = firstGroup(program, line.slice(0, MAX_LINE), patience);
    if (found !== null) return found;
    if (patience.left <= 0) return null;
  }
  return null;
}
