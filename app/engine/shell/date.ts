/** `date`: an instant of the lab clock in the formats that people ask for. */
import type { Instant } from '../network/clock.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
// prettier-ignore
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
  'December',
];

/** `format` as for `date +…`, without the plus; null for date's own: `Sat Mar  7 14:00:00 UTC 2026`. */
export function dateText(
  format: string | null,
  at: Instant,
  local: { readonly offsetMinutes: number; readonly abbreviation: string },
): string {
  const date = new Date(at + local.offsetMinutes * 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = DAYS[date.getUTCDay()] as string;
  const month = MONTHS[date.getUTCMonth()] as string;
  const hours = two(date.getUTCHours());
  const time = `${hours}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const isoDay = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const sign = local.offsetMinutes < 0 ? '-' : '+';
  const minutes = Math.abs(local.offsetMinutes);
  const zone = `${sign}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
  const fields: Readonly<Record<string, string>> = {
    a: day.slice(0, 3),
    A: day,
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    B: month,
    d: two(date.getUTCDate()),
    e: String(date.getUTCDate()).padStart(2),
    m: two(date.getUTCMonth() + 1),
    y: two(date.getUTCFullYear() % 100),
    Y: String(date.getUTCFullYear()),
    H: hours,
    I: two(date.getUTCHours() % 12 || 12),
    p: date.getUTCHours() < 12 ? 'AM' : 'PM',
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    N: String(Math.floor((((at % 1000) + 1000) % 1000) * 1e6)).padStart(9, '0'),
    j: String(Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / 86_400_000) + 1).padStart(
      3,
      '0',
    ),
    u: String(date.getUTCDay() || 7),
    w: String(date.getUTCDay()),
    s: String(Math.floor(at / 1000)),
    F: isoDay,
    T: time,
    R: time.slice(0, 5),
    D: `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${two(date.getUTCFullYear() % 100)}`,
    z: zone,
    Z: local.abbreviation,
    n: '\n',
    t: '\t',
    '%': '%',
  };
  const pattern = format ?? '%a %b %e %T %Z %Y';
  return pattern.replace(/%(.)/g, (all, letter: string) => fields[letter] ?? all);
}
