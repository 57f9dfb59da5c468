/** Work on many things in slices: each `yield` is a place where others may be let in. */

/** Things that are looked at between two places. */
export const SLICE = 2000;

/** Does the work at one go. */
export function drained<T>(work: Iterator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Sorts as `Array.prototype.sort` does, slice by slice: what `compare` calls equal keeps its order. */
export function* sortedInSlices<T>(
  things: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<void, readonly T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < things.length; at += SLICE) {
    runs.push(things.slice(at, at + SLICE).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const [a, b] = [runs[i] ?? [], runs[i + 1] ?? []];
      merged.push(b.length === 0 ? a : yield* mergedInSlices(a, b, compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergedInSlices<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<void, T[]> {
  const both: T[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const takesA = j >= b.length || (i < a.length && compare(a[i] as T, b[j] as T) <= 0);
    both.push((takesA ? a[i++] : b[j++]) as T); // in range, as was looked at
    if (both.length % SLICE === 0) yield;
  }
  return both;
}
