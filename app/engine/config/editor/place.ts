/**
 * Where in the language a place of a file is: in which blocks, behind which words, and what may come next. The forms of
 * the language's own types say so.
 */
import type { Clause, Clauses } from '../language/block-types.ts';
import { TOP_LEVEL } from '../language/named-conf-language.ts';
import type { Shape } from '../language/shape.ts';
import type { TextBlock, TextStatement, TextTerm } from './config-text.ts';
import { expectedAfter } from './expected.ts';

/** What a block holds. */
export type Inside =
  | { readonly kind: 'clauses'; readonly clauses: Clauses }
  | { readonly kind: 'elements'; readonly of: Shape }
  /** Text of somebody else, or nothing that is known. */
  | { readonly kind: 'unknown' };

export interface Level {
  /** The word of the statement whose block this is; empty for the file itself. */
  readonly keyword: string;
  readonly inside: Inside;
  readonly block: TextBlock;
  /** Null for the file itself. */
  readonly statement: TextStatement | null;
}

export const TOP: Inside = { kind: 'clauses', clauses: TOP_LEVEL };

/** What stands in the block that is the term `index` of a statement. */
export function insideOf(within: Inside, { terms }: TextStatement, index: number): Inside {
  const [shape, before] =
    within.kind === 'clauses'
      ? [clauseOf(within, terms)?.type.shape, terms.slice(1, index)]
      : within.kind === 'elements'
        ? [within.of, terms.slice(0, index)]
        : [undefined, []];
  if (shape === undefined) return { kind: 'unknown' };
  for (const next of expectedAfter(shape, before)) {
    if (next.kind === 'block') return { kind: 'clauses', clauses: next.clauses };
    if (next.kind === 'list') return { kind: 'elements', of: next.of };
    if (next.kind === 'value' && next.what === 'address match element') return { kind: 'elements', of: next };
  }
  return { kind: 'unknown' };
}

export function clauseOf(within: Inside, terms: readonly TextTerm[]): Clause | undefined {
  return within.kind === 'clauses' ? within.clauses.get(terms[0]?.text.toLowerCase() ?? '') : undefined;
}

/** The blocks around an offset, from the file inwards. */
export function levelsAt(file: TextBlock, offset: number): readonly [Level, ...Level[]] {
  const levels: [Level, ...Level[]] = [{ keyword: '', inside: TOP, block: file, statement: null }];
  for (;;) {
    const level = levels.at(-1) as Level;
    const next = blockAt(level, offset);
    if (next === null) return levels;
    levels.push(next);
  }
}

function blockAt({ block, inside, keyword }: Level, offset: number): Level | null {
  for (const statement of block.statements) {
    if (statement.from > offset) return null;
    for (const [index, term] of statement.terms.entries()) {
      if (term.block === null || offset <= term.from) continue;
      if (offset >= term.to && term.block.closed) continue;
      // Elements of a list have no keyword; the list's own goes on.
      const own = inside.kind === 'clauses' ? (statement.terms[0]?.text.toLowerCase() ?? '') : keyword;
      return { keyword: own, inside: insideOf(inside, statement, index), block: term.block, statement };
    }
  }
  return null;
}

export interface PlaceInStatement {
  readonly levels: readonly [Level, ...Level[]];
  readonly level: Level;
  readonly statement: TextStatement;
  readonly index: number;
  readonly term: TextTerm;
}

/** The word or string at an offset, or the last one before it in the statement there; and all that it stands in. */
export function placeAt(file: TextBlock, offset: number): PlaceInStatement | null {
  const levels = levelsAt(file, offset);
  const level = levels.at(-1) as Level;
  for (const statement of level.block.statements) {
    if (offset < statement.from || offset > statement.to) continue;
    const index = statement.terms.findLastIndex(({ from, block }) => block === null && from <= offset);
    const term = statement.terms[index];
    if (term !== undefined) return { levels, level, statement, index, term };
  }
  return null;
}

/** The keyword of the clause that a level's statements belong to: their own, or the list's that they are in. */
export function keywordOf(level: Level, terms: readonly TextTerm[]): string {
  return level.inside.kind === 'clauses' ? (terms[0]?.text.toLowerCase() ?? '') : level.keyword;
}

/** The name of the block that the clause stands in; empty for the top level. */
export function blockOf(levels: readonly Level[]): string {
  return levels.findLast(({ inside }) => inside.kind === 'clauses')?.keyword ?? '';
}
