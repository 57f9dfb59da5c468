/** What is known of a server, in words. Times in milliseconds. */
import type { ServerRow } from '../../app/contract.ts';

/** `18.3 ms`, `0.012 ms`, `1.2 s`: three digits that count. */
export function millisecondsText(milliseconds: number): string {
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
  const digits = milliseconds >= 100 ? 0 : milliseconds >= 10 ? 1 : milliseconds >= 1 ? 2 : 3;
  return `${milliseconds.toFixed(digits)} ms`;
}

/**
 * For how many seconds a server is passed over before it is as quick on paper as the quickest of its zone, if that one
 * stays as it is and others of the zone are asked in each of them. 0 where it is the quickest.
 */
export function passedOverSeconds(srtt: number, quickest: number): number {
  // BIND: whole microseconds, one part in 512 less each second, and one microsecond at least.
  const goal = Math.round(quickest * 1_000);
  let left = Math.round(srtt * 1_000);
  let seconds = 0;
  for (; left > goal; seconds++) left = Math.floor((left * 511) / 512);
  return seconds;
}

/** BIND: no silence makes it more. Milliseconds. */
const MOST_BY_SILENCE = 9_000;

/** How the smoothed time came to be what it is, as a sum that can be checked. */
export function movedText({ moved, srtt, srttBefore, rtt }: ServerRow): string {
  const now = millisecondsText(srtt);
  const before = millisecondsText(srttBefore);
  switch (moved) {
    case 'made-up':
      return `${now}: a small random number, so that a server nobody has asked yet is tried before the others.`;
    case 'answer':
      return `It answered: 0.7 × ${before} + 0.3 × ${millisecondsText(rtt ?? 0)} = ${now}.`;
    case 'silence':
      return srtt >= MOST_BY_SILENCE
        ? `It was silent: ${now}, the most that silences make it.`
        : `It was silent: ${before} + ${millisecondsText(Math.max(0, srtt - srttBefore))} by chance = ${now}.`;
    case 'age':
      return `Another server was asked: ${before} × 511/512 = ${now}.`;
  }
}

/**
 * What to ask a server of these zones, as words for dig: `usual` where one of them, or a zone below it, has that name; else
 * the top of the first. Names with the closing dot; of a server without any zone nothing better is known than `usual`.
 */
export function nameToAsk(usual: string, zones: readonly string[]): string {
  const [first] = zones;
  const has = (zone: string): boolean =>
    zone === '.' || `.${usual}`.toLowerCase().endsWith(`.${zone.toLowerCase()}`);
  if (first === undefined || zones.some(has)) return usual.slice(0, -1);
  return `${first.slice(0, -1)} SOA`;
}
