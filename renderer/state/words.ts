/** Times and amounts as people say them. All pure; times in milliseconds unless the name says seconds. */

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** `1 d 23 h`, `4 min 10 s`, `0 s`: the two largest units, for a length of time in seconds. */
export function durationWords(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const words: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) words.push(`${count} ${unit}`);
    else if (words.length > 0) break;
    if (words.length === 2) break;
  }
  return words.length > 0 ? words.join(' ') : '0 s';
}

/** How long ago, in words: `just now`, `12 s ago`. */
export function agoWords(milliseconds: number): string {
  return milliseconds < 1_000 ? 'just now' : `${durationWords(milliseconds / 1_000)} ago`;
}

/** How far the student has travelled: `+2 d`, `+1 h 5 min`; empty within the first second. */
export function travelledWords(milliseconds: number): string {
  return milliseconds < 1_000 ? '' : `+${durationWords(milliseconds / 1_000)}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The lab's zone is UTC: the same lab shows the same time everywhere. */
export function clockText(instant: number): { day: string; date: string; time: string } {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return { day: '–', date: '–', time: '–' };
  return {
    day: DAYS[date.getUTCDay()] ?? '–',
    date: `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`,
    time: date.toISOString().slice(11, 19),
  };
}

/** `14:02:11.123` */
export function timeOfDay(instant: number): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? '–' : date.toISOString().slice(11, 23);
}

/** Time since the lab's start, to the millisecond: `0:13.020`, `1:02:11.300`, `2 d 0:00:13.020`. */
export function sinceText(milliseconds: number): string {
  const total = Math.max(0, Math.round(milliseconds));
  const days = Math.floor(total / 86_400_000);
  const hours = Math.floor(total / 3_600_000) % 24;
  const minutes = Math.floor(total / 60_000) % 60;
  const seconds = String(Math.floor(total / 1_000) % 60).padStart(2, '0');
  const thousandths = String(total % 1_000).padStart(3, '0');
  const tail = `${seconds}.${thousandths}`;
  if (days === 0 && hours === 0) return `${minutes}:${tail}`;
  const clock = `${hours}:${String(minutes).padStart(2, '0')}:${tail}`;
  return days === 0 ? clock : `${days} d ${clock}`;
}

/** `1 entry`, `42 entries`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** Reads `90`, `5 min`, `2d`, `1h30m` as milliseconds; null when it is no length of time, or not above zero. */
export function readDuration(text: string): number | null {
  const lengths: Record<string, number> = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400, w: 604_800 };
  const compact = text.trim().toLowerCase().replace(/\s+/g, '');
  // Each part but a number alone ends with its unit: with one way to read a text, a long one costs no more than its length.
  if (!/^(\d+(\.\d+)?(s|min|m|h|d|w))+$|^\d+(\.\d+)?$/.test(compact)) return null;
  let seconds = 0;
  for (const part of compact.matchAll(/(\d+(?:\.\d+)?)(s|min|m|h|d|w)?/g)) {
    seconds += Number(part[1]) * (lengths[part[2] ?? 's'] ?? 1);
  }
  return seconds > 0 && Number.isFinite(seconds) ? seconds * 1_000 : null;
}
