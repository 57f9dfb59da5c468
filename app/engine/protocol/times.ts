/** Times and spans in records. */

/** Seconds since 1970 as DNSSEC records have them: YYYYMMDDHHmmSS in UTC (RFC 4034 §3.2). */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/[-:T]|\.\d+Z$/g, '');
}

/** Reads YYYYMMDDHHmmSS, or the seconds themselves in at most ten digits; null for what is neither. */
export function timeSeconds(text: string): number | null {
  if (/^[0-9]{1,10}$/.test(text)) {
    const seconds = Number(text);
    return seconds <= 0xffffffff ? seconds : null;
  }
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  // A year below 100 is no year of the twentieth century.
  const at = new Date(Date.UTC(2000, 0, 1, hour, minute, second)).setUTCFullYear(year, month - 1, day);
  const date = new Date(at);
  // A day or hour that does not exist would have been carried over.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || date.getUTCHours() !== hour)
    return null;
  if (date.getUTCMinutes() !== minute || second > 60) return null;
  // RFC 4034 §3.1.5: 32 bits in serial number arithmetic.
  return ((at / 1000) % 2 ** 32) >>> 0;
}

const UNITS = [
  ['week', 604800],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `1 hour 30 minutes`, as BIND's comments have it. */
export function durationText(seconds: number): string {
  return (
    parts(seconds, (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ') || '0 seconds'
  );
}

/** `1h30m`, as dig's +ttlunits has it. */
export function shortDurationText(seconds: number): string {
  return parts(seconds, (count, unit) => `${count}${unit.charAt(0)}`).join('') || '0s';
}

function parts(seconds: number, text: (count: number, unit: string) => string): string[] {
  const texts: string[] = [];
  let left = seconds;
  for (const [unit, length] of UNITS) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) texts.push(text(count, unit));
  }
  return texts;
}

/** Reads seconds, or units as BIND takes them (`1w2d3h`, `90m`); null for neither and for what exceeds 32 bits. */
export function spanSeconds(text: string): number | null {
  if (/^[0-9]{1,10}$/.test(text)) return Number(text) <= 0xffffffff ? Number(text) : null;
  if (!/^(?:[0-9]{1,10}[wdhms])+$/i.test(text)) return null;
  let seconds = 0;
  for (const [, count, letter] of text.matchAll(/([0-9]+)([a-z])/gi)) {
    const unit = UNITS.find(([name]) => name.startsWith((letter ?? '').toLowerCase()));
    seconds += Number(count) * (unit?.[1] ?? 0);
  }
  return seconds <= 0xffffffff ? seconds : null;
}
