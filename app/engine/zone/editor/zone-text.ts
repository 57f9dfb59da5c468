/** A zone file's text as an editor needs it: entries of words with their places and their parts, made of any text. */
import { classNumber, typeNumber } from '../../protocol/codes.ts';
import { ZoneTokens, type Entry, type Word } from '../tokens.ts';
import { readTtl } from '../ttl.ts';

export type Part =
  | { readonly kind: 'owner' | 'ttl' | 'class' | 'type' | 'directive' | 'argument' }
  /** The field of a record's data, from 0. */
  | { readonly kind: 'data'; readonly field: number };

export interface PlacedWord {
  readonly word: Word;
  readonly part: Part;
}

export interface ZoneEntry {
  readonly words: readonly PlacedWord[];
  /** In capitals; empty for a directive, and where there is none. */
  readonly type: string;
  /** In capitals, with its `$`; empty for a record. */
  readonly directive: string;
}

export function* zoneEntries(text: string): Generator<ZoneEntry> {
  const tokens = new ZoneTokens(text);
  for (let entry = tokens.next(); entry !== null; entry = tokens.next()) yield partsOf(entry);
}

function partsOf({ words, startsBlank }: Entry): ZoneEntry {
  const [first] = words;
  const isDirective = first !== undefined && !startsBlank && !first.quoted && first.text.startsWith('$');
  if (isDirective) {
    const placed = words.map((word, i): PlacedWord => ({
      word,
      part: { kind: i === 0 ? 'directive' : 'argument' },
    }));
    return { words: placed, type: '', directive: first.text.toUpperCase() };
  }
  const placed: PlacedWord[] = [];
  let type = '';
  for (const [i, word] of words.entries()) {
    const part = partOf(word, i === 0 && !startsBlank, type !== '', placed.length - typeAt(placed) - 1);
    placed.push({ word, part });
    if (part.kind === 'type') type = word.text.toUpperCase();
  }
  return { words: placed, type, directive: '' };
}

function typeAt(placed: readonly PlacedWord[]): number {
  return placed.findIndex(({ part }) => part.kind === 'type');
}

/** RFC 1035 §5.1: TTL and class stand before the type, in either order. */
function partOf({ text, quoted }: Word, isOwner: boolean, typed: boolean, field: number): Part {
  if (isOwner) return { kind: 'owner' };
  if (typed) return { kind: 'data', field };
  if (!quoted && /^\d/.test(text) && readTtl(text) !== null) return { kind: 'ttl' };
  return { kind: !quoted && classNumber(text) !== null && typeNumber(text) === null ? 'class' : 'type' };
}

/** Offsets of words, whose places are lines and columns. */
export class WordOffsets {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  of({ line, column, text, quoted }: Word): { readonly from: number; readonly to: number } {
    const from = (this.#starts[line - 1] ?? 0) + column - 1;
    return { from, to: from + text.length + (quoted ? 2 : 0) };
  }
}
