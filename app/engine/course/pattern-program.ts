/**
 * A regular expression of a lab file as a small program (pattern-match.ts runs it).
 *
 * Lab files may come from anywhere, and the language's own engine can be held up for hours by a pattern of ten characters.
 * Here each place of the pattern meets each place of the line once at most, however the pattern repeats.
 */

export type Step =
  | { readonly op: 'char'; readonly fits: (character: string) => boolean }
  /** The first way is tried before the second. */
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  /** The first group begins, or ends, here. */
  | { readonly op: 'group'; readonly ends: boolean }
  | { readonly op: 'start' | 'end' }
  | { readonly op: 'word'; readonly is: boolean }
  | { readonly op: 'ahead'; readonly is: boolean; readonly steps: readonly Step[] }
  | { readonly op: 'found' };

export interface PatternProgram {
  readonly steps: readonly Step[];
  /** Characters that every match begins with. */
  readonly prefix: string;
}

const MAX_PATTERN = 200;
/** Counted repetitions are written out. */
const MAX_STEPS = 600;
const MAX_DEPTH = 20;
const KEPT = 100;

const programs = new Map<string, PatternProgram | string>();

/** The program, or why the pattern is refused, as half a sentence. */
export function programOf(pattern: string): PatternProgram | string {
  const kept = programs.get(pattern);
  if (kept !== undefined) return kept;
  const made = makeProgram(pattern);
  if (programs.size >= KEPT) programs.clear();
  programs.set(pattern, made);
  return made;
}

class Refused extends Error {}

function makeProgram(pattern: string): PatternProgram | string {
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  try {
    new RegExp(pattern);
  } catch {
    return 'this is no regular expression';
  }
  try {
    const reader = new Reader(pattern);
    const node = reader.alternatives(0);
    const steps: Step[] = [];
    write(node, steps);
    steps.push({ op: 'found' });
    return { steps, prefix: prefixOf(node) };
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

type Node =
  | {
      readonly kind: 'character';
      readonly fits: (character: string) => boolean;
      readonly literal: string | null;
    }
  | { readonly kind: 'empty'; readonly step: Step }
  | { readonly kind: 'row'; readonly nodes: readonly Node[] }
  | { readonly kind: 'either'; readonly nodes: readonly Node[] }
  /** The first that captures. */
  | { readonly kind: 'group'; readonly node: Node }
  | { readonly kind: 'ahead'; readonly node: Node; readonly is: boolean }
  | {
      readonly kind: 'repeat';
      readonly node: Node;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    };

/** The pattern is known to be one that the language takes: what is asked here is only what it means. */
class Reader {
  readonly #text: string;
  #at = 0;
  #groups = 0;

  constructor(text: string) {
    this.#text = text;
  }

  alternatives(depth: number): Node {
    if (depth > MAX_DEPTH) throw new Refused('its groups lie too deep in each other');
    const nodes = [this.#row(depth)];
    while (this.#take('|')) nodes.push(this.#row(depth));
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'either', nodes };
  }

  #row(depth: number): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#text.length && !/[|)]/.test(this.#text.charAt(this.#at)))
      nodes.push(this.#repeated(this.#atom(depth)));
    return { kind: 'row', nodes };
  }

  #repeated(node: Node): Node {
    const found = this.#match(/(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/y);
    if (!found) return node;
    const [, sign, low = '', comma = '', high = '', lazy = ''] = found;
    const least = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
    const most =
      sign === undefined
        ? comma === ''
          ? least
          : high === ''
            ? Infinity
            : Number(high)
        : sign === '?'
          ? 1
          : Infinity;
    return { kind: 'repeat', node, least, most, lazy: lazy !== '' };
  }

  #atom(depth: number): Node {
    if (this.#take('^')) return { kind: 'empty', step: { op: 'start' } };
    if (this.#take('$')) return { kind: 'empty', step: { op: 'end' } };
    if (this.#take('(')) return this.#group(depth);
    const word = this.#match(/\\([bB])/y);
    if (word) return { kind: 'empty', step: { op: 'word', is: word[1] === 'b' } };
    if (this.#match(/\\[1-9k]/y)) throw new Refused('a pattern may not refer back to what it matched');
    const set =
      this.#match(/\[(?:\\[\s\S]|[^\]\\])*\]|\\(?:x[\da-f]{2}|u[\da-f]{4}|c[a-z]|[\s\S])|\./iy)?.[0] ?? null;
    if (set !== null) return { kind: 'character', fits: fitsSet(set), literal: null };
    const literal = this.#text.charAt(this.#at++);
    return { kind: 'character', fits: (character) => character === literal, literal };
  }

  #group(depth: number): Node {
    const kind = this.#match(/\?(<?[:=!]|<[a-z_$]|[a-z-]+:)/iy)?.[1] ?? '';
    if (!['', ':', '=', '!'].includes(kind))
      throw new Refused('a pattern may not look back, nor name its groups');
    const captures = kind === '' && this.#groups++ === 0;
    const node = this.alternatives(depth + 1);
    this.#take(')');
    if (kind === '=' || kind === '!') return { kind: 'ahead', node, is: kind === '=' };
    return captures ? { kind: 'group', node } : node;
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (found) this.#at += found[0].length;
    return found;
  }
}

/** One character against one place of a pattern cannot take long: there the language's own engine is asked. */
function fitsSet(source: string): (character: string) => boolean {
  const one = new RegExp(`^${source}$`);
  const known = new Map<string, boolean>();
  return (character) => {
    const before = known.get(character);
    if (before !== undefined) return before;
    const fits = one.test(character);
    known.set(character, fits);
    return fits;
  };
}

function write(node: Node, steps: Step[]): void {
  if (steps.length > MAX_STEPS) throw new Refused('the pattern repeats too much');
  switch (node.kind) {
    case 'character':
      steps.push({ op: 'char', fits: node.fits });
      return;
    case 'empty':
      steps.push(node.step);
      return;
    case 'row':
      for (const one of node.nodes) write(one, steps);
      return;
    case 'either':
      writeEither(node.nodes, steps);
      return;
    case 'group':
      steps.push({ op: 'group', ends: false });
      write(node.node, steps);
      steps.push({ op: 'group', ends: true });
      return;
    case 'ahead': {
      const inner: Step[] = [];
      write(node.node, inner);
      inner.push({ op: 'found' });
      steps.push({ op: 'ahead', is: node.is, steps: inner });
      return;
    }
    case 'repeat':
      writeRepeat(node, steps);
      return;
  }
}

function writeEither([first, ...rest]: readonly Node[], steps: Step[]): void {
  if (first === undefined) return;
  if (rest.length === 0) return write(first, steps);
  const split = steps.push({ op: 'jump', to: 0 }) - 1;
  write(first, steps);
  const over = steps.push({ op: 'jump', to: 0 }) - 1;
  steps[split] = { op: 'split', first: split + 1, second: steps.length };
  writeEither(rest, steps);
  steps[over] = { op: 'jump', to: steps.length };
}

function writeRepeat({ node, least, most, lazy }: Extract<Node, { kind: 'repeat' }>, steps: Step[]): void {
  for (let count = 0; count < least && writes(node, steps); count++);
  const fork = (at: number, inside: number, after: number): void => {
    const [first, second] = lazy ? [after, inside] : [inside, after];
    steps[at] = { op: 'split', first, second };
  };
  if (most === Infinity) {
    const at = steps.push({ op: 'jump', to: 0 }) - 1;
    write(node, steps);
    steps.push({ op: 'jump', to: at });
    fork(at, at + 1, steps.length);
    return;
  }
  const forks: number[] = [];
  for (let count = least; count < most; count++) {
    const at = steps.push({ op: 'jump', to: 0 }) - 1;
    forks.push(at);
    if (!writes(node, steps)) break;
  }
  for (const at of forks) fork(at, at + 1, steps.length);
}

/** Whether there was anything to write: nothing, a million times over, takes long too. */
function writes(node: Node, steps: Step[]): boolean {
  const before = steps.length;
  write(node, steps);
  return steps.length > before;
}

function prefixOf(node: Node): string {
  if (node.kind !== 'row') return '';
  let prefix = '';
  for (const one of node.nodes) {
    if (one.kind !== 'character' || one.literal === null) break;
    prefix += one.literal;
  }
  return prefix;
}
