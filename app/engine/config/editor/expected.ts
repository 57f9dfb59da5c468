/** What may come after the first terms of a value, by its form. */
import type { Shape } from '../language/shape.ts';
import type { TextTerm } from './config-text.ts';

/** Behind `key` of an address match element stands a name. */
const KEY_NAME: Shape = { kind: 'value', what: 'string' };

/** @example expectedAfter(durationShape, []) // [durationShape] */
export function expectedAfter(shape: Shape, terms: readonly TextTerm[]): readonly Shape[] {
  const found = new Set<Shape>();
  new Follower(
    terms.filter(({ kind }) => kind !== 'not'),
    found,
  ).follow(shape, 0, () => undefined);
  return [...found];
}

class Follower {
  readonly #terms: readonly TextTerm[];
  readonly #found: Set<Shape>;

  constructor(terms: readonly TextTerm[], found: Set<Shape>) {
    this.#terms = terms;
    this.#found = found;
  }

  /** Matches `shape` from the term `at` on; `then` goes on behind it. */
  follow(shape: Shape, at: number, then: (at: number) => void): void {
    switch (shape.kind) {
      case 'nothing':
        return then(at);
      case 'either':
        for (const one of shape.of) this.follow(one, at, then);
        return;
      case 'optional':
        this.follow(shape.of, at, then);
        return then(at);
      case 'sequence':
        return this.#sequence(shape.parts, at, then);
      case 'any-order':
        return this.#anyOrder(shape.parts, at, then);
      case 'spaced':
        then(at);
        return this.follow(shape.of, at, (next) => void (next > at && this.follow(shape, next, then)));
      case 'block':
        if (shape.id === null) return this.#one(shape, at, then);
        return this.follow(shape.id, at, (next) => this.#one({ ...shape, id: null }, next, then));
      case 'keyed': {
        const term = this.#terms[at];
        if (term === undefined) this.#found.add(shape);
        else if (isWord(term, shape.word)) this.follow(shape.of, at + 1, then);
        return;
      }
      default:
        return this.#one(shape, at, then);
    }
  }

  #one(shape: Shape, at: number, then: (at: number) => void): void {
    const term = this.#terms[at];
    if (term === undefined) this.#found.add(shape);
    else if (shape.kind === 'value' && shape.what === 'address match element' && isWord(term, 'key'))
      this.#one(KEY_NAME, at + 1, then);
    else if (fits(shape, term)) then(at + 1);
  }

  #sequence([first, ...rest]: readonly Shape[], at: number, then: (at: number) => void): void {
    if (first === undefined) then(at);
    else this.follow(first, at, (next) => this.#sequence(rest, next, then));
  }

  #anyOrder(parts: readonly Shape[], at: number, then: (at: number) => void): void {
    then(at);
    for (const part of parts)
      this.follow(part, at, (next) => {
        const rest = parts.filter((other) => other !== part);
        if (next > at) this.#anyOrder(rest, next, then);
      });
  }
}

function isWord({ kind, text }: TextTerm, word: string): boolean {
  return kind === 'word' && text.toLowerCase() === word;
}

function fits(shape: Shape, { kind, text }: TextTerm): boolean {
  switch (shape.kind) {
    case 'words':
      return kind === 'word' && shape.words.includes(text.toLowerCase());
    case 'value':
      if (shape.what === 'quoted string') return kind === 'string';
      if (shape.what === 'address match element') return true;
      return kind === 'word' || kind === 'string';
    default:
      return kind === 'block';
  }
}
