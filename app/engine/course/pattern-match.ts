/** Runs the program of a pattern over one line of text. */
import type { PatternProgram, Step } from './pattern-program.ts';

/** Steps that may still be taken, for all lines of a search together. */
export interface Patience {
  left: number;
}

/** The first group of the first match (without groups, or where it took no part: the whole match); null where none fits. */
export function firstGroup(
  { steps, prefix }: PatternProgram,
  line: string,
  patience: Patience,
): string | null {
  // A place of the pattern that failed at a place of the line fails there again, wherever the match began.
  const tried = placesOf(steps, line, patience);
  for (let start = line.indexOf(prefix); start >= 0; start = line.indexOf(prefix, start + 1)) {
    const found = matchAt(steps, line, start, tried, patience);
    if (found) return found.group ?? line.slice(start, found.end);
    if (patience.left <= 0 || start >= line.length) return null;
  }
  return null;
}

/** Of a way that is still to be tried: the step, the place in the line, where the first group began and ended (-1: not yet). */
const NUMBERS = 4;

function matchAt(
  steps: readonly Step[],
  line: string,
  start: number,
  tried: Uint8Array,
  patience: Patience,
): { readonly end: number; readonly group: string | null } | null {
  const ways: number[] = [0, start, -1, -1];
  while (ways.length >= NUMBERS) {
    const ended = ways.pop() as number;
    const begun = ways.pop() as number;
    const at = ways.pop() as number;
    const number = ways.pop() as number;
    const place = number * (line.length + 1) + at;
    if (tried[place] === 1) continue;
    tried[place] = 1;
    if (--patience.left <= 0) return null;
    const step = steps[number] as Step;
    switch (step.op) {
      case 'found':
        return { end: at, group: ended < 0 ? null : line.slice(begun, ended) };
      case 'split':
        ways.push(step.second, at, begun, ended, step.first, at, begun, ended);
        break;
      case 'jump':
        ways.push(step.to, at, begun, ended);
        break;
      case 'char':
        if (at < line.length && step.fits(line.charAt(at))) ways.push(number + 1, at + 1, begun, ended);
        break;
      case 'group':
        if (step.ends) ways.push(number + 1, at, begun, at);
        else ways.push(number + 1, at, at, -1);
        break;
      default:
        if (holdsAt(step, line, at, patience)) ways.push(number + 1, at, begun, ended);
    }
  }
  return null;
}

/** What takes no character. */
function holdsAt(
  step: Extract<Step, { op: 'start' | 'end' | 'word' | 'ahead' }>,
  line: string,
  at: number,
  patience: Patience,
): boolean {
  switch (step.op) {
    case 'start':
      return at === 0;
    case 'end':
      return at === line.length;
    case 'word':
      return (isWord(line.charAt(at - 1)) !== isWord(line.charAt(at))) === step.is;
    case 'ahead': {
      const tried = placesOf(step.steps, line, patience);
      return (matchAt(step.steps, line, at, tried, patience) !== null) === step.is;
    }
  }
}

function isWord(character: string): boolean {
  return /^\w$/.test(character);
}

/** To clear so many octets takes time too. */
function placesOf(steps: readonly Step[], line: string, patience: Patience): Uint8Array {
  const places = steps.length * (line.length + 1);
  patience.left -= places >> 4;
  return new Uint8Array(places);
}
