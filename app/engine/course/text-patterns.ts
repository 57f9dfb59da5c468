/**
 * What lab files say of texts. Lab files may come from anywhere, so a pattern must not be able to hold the machine up:
 * it is tried line by line, on lines of bounded length, and may not repeat what itself repeats.
 */

const MAX_PATTERN = 200;
const MAX_LINE = 500;
const MAX_LINES = 5_000;
const MAX_REPEATS = 4;

/** Why a pattern of a lab file is refused; null when it may be used. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  const bare = pattern.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
  if (/\\[1-9k]/.test(pattern)) return 'a pattern may not refer back to what it matched';
  if (/[*+}][^()]*\)\s*(?:[*+]|\{\d+,)/.test(bare))
    return 'a pattern may not repeat a group that itself repeats';
  if ((bare.match(/[*+]|\{\d*,\d*\}/g)?.length ?? 0) > MAX_REPEATS)
    return `a pattern may repeat in ${MAX_REPEATS} places at most`;
  try {
    new RegExp(pattern);
    return null;
  } catch {
    return 'this is no regular expression';
  }
}

/** Whether a line of the text fits. */
export function hasLine(text: string, pattern: string): boolean {
  return lastGroup(text, pattern) !== null;
}

/** The first group (without groups: the whole) of the last line that fits; null where none does. */
export function lastGroup(text: string, pattern: string): string | null {
  if (patternProblem(pattern) !== null) return null;
  const wanted = new RegExp(pattern);
  const lines = text.split('\n');
  for (const line of lines.slice(-MAX_LINES).reverse()) {
    const found = wanted.exec(line.slice(0, MAX_LINE));
    if (found) return found[1] ?? found[0];
  }
  return null;
}
