/** Patterns of names over octets, so that no string is made for each name that does not fit. */

export type NameTest = (octets: Uint8Array, from: number, to: number) => boolean;

const STAR = 42;
const QUESTION = 63;
const DOT = 46;
const BACKSLASH = 92;

/**
 * A test for names in presentation form. `example.com` fits itself and all below it; a pattern with `*` (any octets,
 * dots too) or `?` (one octet) fits whole names. Case does not count, nor does a dot at the end.
 *
 * @example nameMatcher('*.example.???')
 */
export function nameMatcher(pattern: string): NameTest {
  const text = pattern.endsWith('.') || pattern.endsWith('*') ? pattern : `${pattern}.`;
  const wanted = Uint8Array.from(text, (c) => lower(c.charCodeAt(0)));
  if (/[*?]/.test(pattern)) return (octets, from, to) => fitsPattern(wanted, octets, from, to);
  if (text === '.') return () => true;
  return (octets, from, to) => isAtOrBelow(wanted, octets, from, to);
}

function isAtOrBelow(wanted: Uint8Array, octets: Uint8Array, from: number, to: number): boolean {
  const start = to - wanted.length;
  if (start < from || (start > from && !isSeparator(octets, start - 1, from))) return false;
  for (let i = 0; i < wanted.length; i++) if (wanted[i] !== lower(octets[start + i] as number)) return false;
  return true;
}

/** A dot that no backslash takes the meaning of. */
export function isSeparator(octets: Uint8Array, at: number, from: number): boolean {
  if (octets[at] !== DOT) return false;
  let slashes = 0;
  while (at - 1 - slashes >= from && octets[at - 1 - slashes] === BACKSLASH) slashes++;
  return slashes % 2 === 0;
}

/** One way back is enough: an earlier star need not take more once a later one has been reached. */
function fitsPattern(wanted: Uint8Array, octets: Uint8Array, from: number, to: number): boolean {
  let [at, w, star, resume] = [from, 0, -1, from];
  while (at < to) {
    if (wanted[w] === STAR) {
      star = w++;
      resume = at;
    } else if (w < wanted.length && (wanted[w] === QUESTION || wanted[w] === lower(octets[at] as number))) {
      w++;
      at++;
    } else if (star >= 0) {
      w = star + 1;
      at = ++resume;
    } else return false;
  }
  while (wanted[w] === STAR) w++;
  return w === wanted.length;
}

function lower(octet: number): number {
  return octet >= 65 && octet <= 90 ? octet + 32 : octet;
}
