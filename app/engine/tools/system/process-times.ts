/** Times of processes and machines as procps words them. */
import type { Instant } from '../../network/clock.ts';
import type { ToolContext } from '../tool.ts';

const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** The local date and time at an instant, in the fields of UTC. */
export function localDate(at: Instant, { localTime }: Pick<ToolContext, 'localTime'>): Date {
  return new Date(at + localTime(at).offsetMinutes * 60_000);
}

/** `14:00` of what began within a day, else `Mar07`. */
export function startText(at: Instant, now: Instant, context: Pick<ToolContext, 'localTime'>): string {
  const date = localDate(at, context);
  if (now - at < DAY_MS) return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return `${MONTHS[date.getUTCMonth()]}${two(date.getUTCDate())}`;
}

/** `05:07`, `1-02:03:04` */
export function lastedText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hours)}:${rest}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

export { two };
