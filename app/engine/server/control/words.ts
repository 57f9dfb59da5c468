/** The words of a control command, as named takes them: between blanks, or in double quotes. */
import { isNameProblem, Name, type NameProblem } from '../../protocol/name.ts';
import type { ResultName } from './results.ts';

export class CommandWords {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next word; null at the end, or where a quotation is not closed. */
  next(): string | null {
    const word = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s"][^\s]*))/y;
    word.lastIndex = this.#at;
    const found = word.exec(this.#text);
    if (found === null) return null;
    this.#at = word.lastIndex;
    return found[1] ?? found[2] ?? '';
  }

  /** The next word, which stays. */
  peek(): string | null {
    const at = this.#at;
    const word = this.next();
    this.#at = at;
    return word;
  }
}

const NAME_RESULTS = {
  'empty-label': 'DNS_R_EMPTYLABEL',
  'label-too-long': 'DNS_R_LABELTOOLONG',
  'name-too-long': 'ISC_R_NOSPACE',
  'bad-escape': 'DNS_R_BADESCAPE',
  'empty-name': 'ISC_R_UNEXPECTEDEND',
} as const satisfies Record<NameProblem['reason'], ResultName>;

/** A name, or how named ends a command that has no name there. */
export function nameIn(word: string | null): Name | ResultName {
  if (word === null || /(^|[^\\])(\\\\)*\\$/.test(word)) return 'ISC_R_UNEXPECTEDEND';
  const name = Name.parse(word);
  return isNameProblem(name) ? NAME_RESULTS[name.reason] : name;
}
