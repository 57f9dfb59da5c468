/**
 * What a value looks like, apart from the reading of it: the editor goes by this when it says what may stand at a
 * place, and the reference prints it.
 */
import type { Clauses } from './block-types.ts';

export type Shape =
  /** One word or string: `integer`, `quoted string`, `address`. */
  | { readonly kind: 'value'; readonly what: ValueKind }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'either'; readonly of: readonly Shape[] }
  | { readonly kind: 'optional'; readonly of: Shape }
  | { readonly kind: 'keyed'; readonly word: string; readonly of: Shape }
  | { readonly kind: 'sequence'; readonly parts: readonly Shape[] }
  /** Each at most once. */
  | { readonly kind: 'any-order'; readonly parts: readonly Shape[] }
  /** `{ of; of; }` */
  | { readonly kind: 'list'; readonly of: Shape }
  /** One behind the other. */
  | { readonly kind: 'spaced'; readonly of: Shape }
  /** Clauses between braces; `id` stands before them. */
  | { readonly kind: 'block'; readonly id: Shape | null; readonly clauses: Clauses }
  /** Text between braces that is somebody else's. */
  | { readonly kind: 'raw' }
  | { readonly kind: 'nothing' };

export type ValueKind =
  | 'address'
  | 'address match element'
  | 'boolean'
  | 'class'
  | 'duration'
  | 'fixed-point number'
  | 'integer'
  | 'IPv4 address'
  | 'IPv6 address'
  | 'network'
  | 'percentage'
  | 'port'
  | 'quoted string'
  | 'secret'
  | 'server'
  | 'size'
  | 'string'
  | 'word';

export const NOTHING: Shape = { kind: 'nothing' };

export function valueShape(what: ValueKind): Shape {
  return { kind: 'value', what };
}

export function wordsShape(words: string): Shape {
  return { kind: 'words', words: words.split(' ') };
}

/** As the manual writes forms: `[ port <integer> ] { <address>; … }`. */
export function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case 'value':
      return shape.what === 'boolean' ? 'yes | no' : `<${shape.what}>`;
    case 'words':
      return shape.words.join(' | ');
    case 'either':
      return shape.of.map(shapeText).filter(Boolean).join(' | ');
    case 'optional': {
      const text = shapeText(shape.of);
      return text === '' ? '' : `[ ${text} ]`;
    }
    case 'keyed':
      return `${shape.word} ${grouped(shape.of)}`;
    case 'sequence':
    case 'any-order':
      return shape.parts.map(grouped).filter(Boolean).join(' ');
    case 'list':
      return `{ ${shapeText(shape.of)}; … }`;
    case 'spaced':
      return `${grouped(shape.of)} …`;
    case 'block':
      return `${shape.id === null ? '' : `${shapeText(shape.id)} `}{ … }`;
    case 'raw':
      return '{ <text> }';
    case 'nothing':
      return '';
  }
}

function grouped(shape: Shape): string {
  const text = shapeText(shape);
  const { kind } = shape;
  const several =
    (kind === 'words' && shape.words.length > 1) ||
    kind === 'either' ||
    (kind === 'value' && shape.what === 'boolean');
  return several ? `( ${text} )` : text;
}
