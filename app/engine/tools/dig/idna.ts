/**
 * What may stand in an internationalised name (RFC 5891, RFC 5892, RFC 5893, and UTS #46 without its transitional forms), and
 * the words of libidn2 for what may not.
 *
 * Simplified: in place of Unicode's own tables for this purpose stand the properties that the language knows: scripts, letters
 * and marks. Rare letters may be judged otherwise than by libidn2.
 */

export interface IdnProblem {
  readonly kind: 'idn-problem';
  readonly words: string;
}

/** Passed over when a name is mapped (UTS #46): soft hyphen, variation selectors and the like, but not the two joiners. */
const IGNORED = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu;
const DISALLOWED = /[\p{Cn}\p{Cc}\p{Cs}\p{Co}]/u;
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u;
const ARABIC_NUMBER = /[\u0600-\u0605\u0660-\u0669\u066b\u066c\u06dd]/;
/** Joins with what follows (RFC 5892 A.1, A.2): canonical combining class 9. */
const VIRAMA =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84\u1039\u103a\u1714\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\u2d7f\ua806\ua8c4\ua953\ua9c0\uaaf6\uabed]$/;

/** The name as it is looked up: small letters, compatible forms as their plain ones. ß, ς and joiners stay (UTS #46 §4). */
export function mapped(name: string): string {
  const folded = Array.from(name.replace(IGNORED, '').replaceAll('ẞ', 'ss').normalize('NFKC'), (c) =>
    c.toLowerCase(),
  );
  return folded.join('').normalize('NFKC');
}

/** What is wrong with a label, be it ASCII or not; null: nothing. */
export function labelProblem(label: string): string | null {
  // RFC 5891 §4.2.3.1: only `xn--` may begin so.
  if (label.slice(2, 4) === '--') return 'string contains forbidden two hyphens pattern';
  if (label.startsWith('-') || label.endsWith('-')) return 'string start/ends with forbidden hyphen';
  if (/^[\x00-\x7f]*$/.test(label)) return null;
  if (/^\p{M}/u.test(label)) return 'string contains a forbidden leading combining character';
  if (DISALLOWED.test(label)) return 'string contains a disallowed character';
  if (!joinersFit(label)) return 'string contains a forbidden context-j character';
  if (!directionsFit(label)) return 'string has forbidden bi-directional properties';
  if (/[\x00-\x7f]/.test(label.replace(/[a-z0-9_-]/g, ''))) return 'A-label roundtrip failed';
  return null;
}

/** What is wrong with the characters that an A-label stands for. */
export function decodedProblem(label: string): string | null {
  return DISALLOWED.test(label) || mapped(label) !== label
    ? 'domain label has character forbidden in non-transitional mode (TR46)'
    : null;
}

/** RFC 5892 A.1 and A.2: joiners without width stand behind a virama; the non-joiner within cursive script too. */
function joinersFit(label: string): boolean {
  for (const { 0: joiner, index } of label.matchAll(/[\u200c\u200d]/g)) {
    if (VIRAMA.test(label.slice(0, index))) continue;
    const around = [label.charAt(index - 1), label.charAt(index + 1)];
    if (joiner === '\u200d' || !around.every((c) => RIGHT_TO_LEFT.test(c))) return false;
  }
  return true;
}

/** RFC 5893 §2, for labels in which a letter is written from right to left. */
function directionsFit(label: string): boolean {
  if (!RIGHT_TO_LEFT.test(label) && !ARABIC_NUMBER.test(label)) return true;
  const [first = ''] = label;
  if (!RIGHT_TO_LEFT.test(first) || ARABIC_NUMBER.test(first)) return false;
  const others = Array.from(label).filter((c) => !RIGHT_TO_LEFT.test(c));
  if (others.some((c) => /[\p{L}\s]/u.test(c))) return false;
  const bare = label.replace(/\p{M}+$/u, '');
  return /[\p{L}\p{N}]$/u.test(bare);
}
