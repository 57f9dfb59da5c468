/** The seeds of secret labs: one of the student's own, or one that a class has by a word. */

const MAX_WORD = 40;

/** A secret that nobody else has: another one each time. `now` in milliseconds of the wall clock. */
export function ownSeed(lab: { readonly seed: string }, now: number): string {
  return `${lab.seed} ${Math.floor(now)}`;
}

/** The seed of whoever says this word, however it is typed; null for what is no word. */
export function seedOfWord(text: string): string | null {
  const word = text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ');
  return word.length <= MAX_WORD && /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]*$/u.test(word) ? word : null;
}

/** The word that gave a seed; null where it is the student's own. */
export function wordOfSeed(lab: { readonly seed: string }, seed: string): string | null {
  const isOwn = seed.startsWith(`${lab.seed} `) && /^[\d.]+$/.test(seed.slice(lab.seed.length + 1));
  return isOwn ? null : seed;
}
