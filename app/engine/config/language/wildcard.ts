/** Names of files with wildcards, as glob(7) has them: `conf.d/*.conf`. BIND: `include` takes them. */

/** The names in a folder; null where it cannot be read. */
export type ListFolder = (folder: string) => readonly string[] | null;

/** Files that one pattern may stand for. */
const MOST_FILES = 10_000;

export function hasWildcards(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * The paths that a pattern stands for, in the order of their octets; of one without wildcards itself.
 *
 * @example expandWildcards('d/*.conf', (folder) => (folder === 'd' ? ['b.conf', 'a.conf'] : null)) // ['d/a.conf', 'd/b.conf']
 */
export function expandWildcards(pattern: string, list: ListFolder): readonly string[] {
  if (!hasWildcards(pattern)) return [pattern.replace(/\\(.)/g, '$1')];
  const parts = pattern.split(/\/+/);
  let found: readonly string[] = [''];
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1;
    found = found.flatMap((before) => below(before, part, list, i === 0, isLast)).slice(0, MOST_FILES);
  }
  return found;
}

/** What `part` stands for in the folder `before`, which is empty at the beginning of the path. */
function below(before: string, part: string, list: ListFolder, first: boolean, last: boolean): string[] {
  const at = first ? '' : `${before}/`;
  const folder = first ? '.' : before === '' ? '/' : before;
  if (!hasWildcards(part)) {
    const plain = part.replace(/\\(.)/g, '$1');
    // Behind a wildcard, what is not there is left out.
    const isThere = !last || plain === '' || (list(folder)?.includes(plain) ?? false);
    return isThere ? [at + plain] : [];
  }
  const matches = matcher(part);
  const hidden = part.startsWith('.');
  const names = [...(list(folder) ?? []), ...(hidden ? ['.', '..'] : [])];
  const found = names.filter((name) => (hidden || !name.startsWith('.')) && matches(name));
  return found.sort(byOctets).map((name) => at + name);
}

function byOctets(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** One step of a pattern: a star, or a question about one character. */
type Step = '*' | ((character: string) => boolean);

/** POSIX 2.13: `*`, `?`, `[a-z]`, `[!a]`; a backslash takes the meaning of what is behind it. */
function matcher(pattern: string): (name: string) => boolean {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '*') {
      if (steps.at(-1) !== '*') steps.push('*');
    } else if (character === '?') steps.push(() => true);
    else {
      const set = character === '[' ? bracket(pattern, at) : null;
      if (set !== null) {
        steps.push(set.has);
        at = set.end;
      } else {
        const plain = character === '\\' && at + 1 < pattern.length ? (pattern[++at] as string) : character;
        steps.push((other) => other === plain);
      }
    }
  }
  return (name) => matches(steps, name);
}

/** The set that begins at `[`; null where it does not end: then the bracket stands for itself. */
function bracket(
  pattern: string,
  from: number,
): { readonly end: number; readonly has: (one: string) => boolean } | null {
  const inverted = /[!^]/.test(pattern[from + 1] ?? '');
  const begin = from + (inverted ? 2 : 1);
  // A bracket that stands first is one of the set.
  const end = pattern.indexOf(']', begin + 1);
  if (end < 0) return null;
  const ranges: (readonly [low: string, high: string])[] = [];
  for (let at = begin; at < end; at++) {
    const low = pattern[at] as string;
    const isRange = pattern[at + 1] === '-' && at + 2 < end;
    ranges.push([low, isRange ? (pattern[at + 2] as string) : low]);
    if (isRange) at += 2;
  }
  return { end, has: (one) => ranges.some(([low, high]) => low <= one && one <= high) !== inverted };
}

/** With one star remembered at a time, so that no pattern takes long. */
function matches(steps: readonly Step[], name: string): boolean {
  let [step, at] = [0, 0];
  let star: { readonly step: number; at: number } | null = null;
  while (at < name.length) {
    const wanted = steps[step];
    if (wanted === '*') star = { step: step++, at };
    else if (wanted?.(name[at] as string) === true) {
      step++;
      at++;
    } else if (star === null) return false;
    else {
      step = star.step + 1;
      at = ++star.at;
    }
  }
  while (steps[step] === '*') step++;
  return step === steps.length;
}
