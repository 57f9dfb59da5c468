/** Durations as BIND reads and prints them: RFC 1035's TTLs with units, and ISO 8601. */

export interface Duration {
  /** Infinity is no part of this: at most 32 bits. */
  readonly seconds: number;
  /** In the form of ISO 8601, when it was given so. */
  readonly iso: string | null;
}

const MAX_UINT32 = 0xff_ff_ff_ff;
/** BIND: longer texts are none. */
const MOST_CHARACTERS = 63;

/** Years of 365 days, months of 31, weeks; days; hours, minutes, seconds. */
const PARTS = [
  ['Y', 31_536_000],
  ['M', 2_678_400],
  ['W', 604_800],
  ['D', 86_400],
  ['H', 3600],
  ['M', 60],
  ['S', 1],
] as const;
const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

export function durationIn(text: string): Duration | 'out-of-range' | null {
  if (/^P/i.test(text)) return isoDuration(text);
  if (!/^(?:\d+|(?:\d+[wdhms])+)$/i.test(text)) return null;
  let seconds = 0;
  for (const [, digits, unit = ''] of text.matchAll(/(\d+)([wdhms]?)/gi)) {
    const count = Number(digits);
    if (count > MAX_UINT32) return null;
    seconds += count * (UNITS[unit.toLowerCase()] ?? 1);
  }
  return seconds > MAX_UINT32 ? 'out-of-range' : { seconds, iso: null };
}

/**
 * BIND: looks for the letters, each behind the one before it, and for a number behind that; what stands between is not
 * looked at.
 */
function isoDuration(text: string): Duration | null {
  if (text.length > MOST_CHARACTERS) return null;
  const upper = text.toUpperCase();
  const time = upper.indexOf('T');
  const counts = [0, 0, 0, 0, 0, 0, 0];
  let at = 0;
  const take = (part: number, where: number): boolean => {
    const count = numberBehind(upper, at);
    if (count === null) return false;
    counts[part] = count;
    at = where;
    return true;
  };
  const month = upper.indexOf('M');
  const minute = time < 0 ? -1 : upper.indexOf('M', time);
  const places = [
    [0, upper.indexOf('Y')],
    [1, month >= 0 && (time < 0 || month < time) ? month : -1],
    [3, upper.indexOf('D')],
  ] as const;
  for (const [part, where] of places) if (where >= 0 && !take(part, where)) return null;
  const dated = at > 0;
  if (time >= 0) at = time;
  const timed = [
    [4, time < 0 ? -1 : upper.indexOf('H')],
    [5, minute],
    [6, time < 0 ? -1 : upper.indexOf('S')],
  ] as const;
  for (const [part, where] of timed) if (where >= 0 && !take(part, where)) return null;
  const week = upper.indexOf('W');
  // Weeks stand alone.
  if (week >= 0 && (dated || time >= 0 || !take(2, week))) return null;
  if (at !== upper.length - 1) return null;
  const seconds = counts.reduce((sum, count, i) => sum + count * PARTS[i as 0][1], 0);
  return { seconds: Math.min(seconds, MAX_UINT32), iso: isoText(counts) };
}

/** As C's strtoll reads it; null where it is no 32-bit number. */
function numberBehind(text: string, at: number): number | null {
  const digits = /^\s*([+-]?\d+)/.exec(text.slice(at + 1))?.[1];
  const count = digits === undefined ? 0 : Number(digits);
  return count >= 0 && count <= MAX_UINT32 ? count : null;
}

function isoText(counts: readonly number[]): string {
  const words = counts.map((count, i) => (count > 0 ? `${count}${PARTS[i as 0][0]}` : ''));
  const time = words.slice(4).join('') || (counts.every((count) => count === 0) ? '0S' : '');
  return `P${words.slice(0, 4).join('')}${time === '' ? '' : `T${time}`}`;
}
