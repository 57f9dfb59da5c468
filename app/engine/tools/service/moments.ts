/** Moments as journalctl takes them: `2026-03-07 14:00`, `14:00`, `today`, `-1h`, `10 min ago`. */

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  second: 1_000,
  seconds: 1_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
  weeks: 604_800_000,
};
const DAY = 86_400_000;

/** Milliseconds since 1970, in UTC; null where the text is none. */
export function momentOf(text: string, now: number): number | null {
  const word = text.trim();
  const midnight = Math.floor(now / DAY) * DAY;
  if (word === 'now') return now;
  if (word === 'today') return midnight;
  if (word === 'yesterday') return midnight - DAY;
  if (word === 'tomorrow') return midnight + DAY;
  const span = /^([+-]?)\s*(.+?)(\s+ago)?$/.exec(word);
  const length = span === null ? null : spanOf(span[2] ?? '');
  if (length !== null && span !== null && (span[1] !== '' || span[3] !== undefined))
    return span[1] === '+' && span[3] === undefined ? now + length : now - length;
  return dateOf(word, midnight);
}

function dateOf(word: string, midnight: number): number | null {
  const parts =
    /^(?:(\d{4})-(\d\d?)-(\d\d?))?(?:[ T]|^|$)(?:(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(?: UTC)?$/.exec(word);
  if (parts === null || (parts[1] === undefined && parts[4] === undefined)) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (hour > 23 || minute > 59 || second > 59) return null;
  const date = year === undefined ? midnight : Date.UTC(year, (month ?? 1) - 1, day);
  return date + ((hour * 60 + minute) * 60 + second) * 1_000;
}

/** `1h 30min`, in milliseconds. */
function spanOf(text: string): number | null {
  let sum = 0;
  let rest = text.trim();
  if (rest === '') return null;
  while (rest !== '') {
    const part = /^(\d+(?:\.\d+)?)\s*([a-z]+)\s*/.exec(rest);
    const unit = UNITS[part?.[2] ?? ''];
    if (part === null || unit === undefined) return null;
    sum += Number(part[1]) * unit;
    rest = rest.slice(part[0].length);
  }
  return sum;
}
