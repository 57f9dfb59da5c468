/** A line of a machine's log as journalctl and systemctl print it, in UTC. */
import type { LogLine } from '../machine.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `Mar 07 14:00:00 cache named[655]: running` */
export function logText(line: LogLine, host: string, form: LogForm = 'short'): string {
  const rest = `${host} ${line.program}[${line.pid}]: ${line.text}`;
  const date = new Date(line.at);
  switch (form) {
    case 'cat':
      return line.text;
    case 'short-iso':
      return `${dayText(line.at)}T${timeText(line.at)}+0000 ${rest}`;
    case 'short-full':
      return `${fullText(line.at)} ${rest}`;
    case 'short-unix':
      return `${(line.at / 1000).toFixed(6)} ${rest}`;
    case 'short-precise':
    case 'short': {
      const fraction =
        form === 'short' ? '' : `.${(line.at % 1000).toFixed(3).replace('.', '').padStart(6, '0')}`;
      const day = `${MONTHS[date.getUTCMonth()] ?? ''} ${two(date.getUTCDate())}`;
      return `${day} ${timeText(line.at)}${fraction} ${rest}`;
    }
  }
}

export const LOG_FORMS = ['cat', 'short', 'short-full', 'short-iso', 'short-precise', 'short-unix'] as const;
export type LogForm = (typeof LOG_FORMS)[number];

/** `Sat 2026-03-07 14:00:00 UTC` */
export function fullText(at: number): string {
  return `${DAYS[new Date(at).getUTCDay()] ?? ''} ${dayText(at)} ${timeText(at)} UTC`;
}

function dayText(at: number): string {
  const date = new Date(at);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

function timeText(at: number): string {
  const date = new Date(at);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

const UNITS = [
  ['month', 2_629_800],
  ['day', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** How long something is ago, as systemd says it: its two largest parts. `1h 2min ago`, `2 days ago`. */
export function agoText(milliseconds: number): string {
  return `${spanText(milliseconds)} ago`;
}

function spanText(milliseconds: number): string {
  let seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return `${Math.max(0, Math.floor(milliseconds))}ms`;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size);
    if (count === 0 && parts.length === 0) continue;
    seconds -= count * size;
    if (count > 0)
      parts.push(unit.length > 3 ? `${count} ${unit}${count === 1 ? '' : 's'}` : `${count}${unit}`);
    if (parts.length === 2 || unit === 'day') break;
  }
  return parts.join(' ');
}
