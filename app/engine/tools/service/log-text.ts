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

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something is ago, as systemd says it: `5s ago`, `1min 5s ago`, `5min ago`, `1h 2min ago`, `2 days ago`. */
export function agoText(milliseconds: number): string {
  const count = (unit: number, within = Infinity): number => Math.floor((milliseconds % within) / unit);
  const span = milliseconds;
  if (span >= 2 * DAY) return `${count(DAY)} days ago`;
  if (span >= 25 * HOUR) return `1 day ${count(HOUR, DAY)}h ago`;
  if (span >= 6 * HOUR) return `${count(HOUR)}h ago`;
  if (span >= HOUR) return `${count(HOUR)}h ${count(MINUTE, HOUR)}min ago`;
  if (span >= 5 * MINUTE) return `${count(MINUTE)}min ago`;
  if (span >= MINUTE) return `${count(MINUTE)}min ${count(SECOND, MINUTE)}s ago`;
  if (span >= SECOND) return `${count(SECOND)}s ago`;
  return span >= 1 ? `${count(1)}ms ago` : 'now';
}
