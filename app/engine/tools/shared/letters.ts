/**
 * Options of single letters, as BIND's tools read them: several may share a dash (`-rv`), a value follows its letter
 * at once (`-p5300`) or as the next word, and the first word without a dash ends the options, as `--` does.
 */
export interface Letter {
  readonly letter: string;
  /** Empty where the option takes none. */
  readonly value: string;
}

export interface Letters {
  /** What was read before the first mistake. */
  readonly options: readonly Letter[];
  readonly rest: readonly string[];
  /** `illegal option -- x`; null where all is well. */
  readonly problem: string | null;
}

/** `known` lists the letters, a colon behind those that take a value: `46c:v`. */
export function readLetters(words: readonly string[], known: string): Letters {
  const options: Letter[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) break;
    if (word === '--') {
      at++;
      break;
    }
    // BIND: a dash alone is an option without a letter, which no tool knows.
    for (let i = word === '-' ? 0 : 1; i < word.length; i++) {
      const letter = word.charAt(i);
      const place = letter === ':' ? -1 : known.indexOf(letter);
      if (place < 0) return { options, rest: [], problem: `illegal option -- ${letter}` };
      if (known.charAt(place + 1) !== ':') {
        options.push({ letter, value: '' });
        continue;
      }
      const value = i + 1 < word.length ? word.slice(i + 1) : words[++at];
      if (value === undefined)
        return { options, rest: [], problem: `option requires an argument -- ${letter}` };
      options.push({ letter, value });
      break;
    }
  }
  return { options, rest: words.slice(at), problem: null };
}
