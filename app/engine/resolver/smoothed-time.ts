/**
 * How a server's smoothed round-trip time moves, as BIND 9.18.49 reckons it: whole microseconds, and each division
 * drops what is left over. Everything here takes and gives microseconds.
 *
 * @example afterAnswer(17, 12_000) // 3607: seven tenths of 17 (as 10) and three tenths of 12,000
 */
import type { Random } from '../random.ts';

/** No silence makes it more than the longest that a single question is waited for. */
const MOST_BY_SILENCE = 9_000_000;

/** A silence adds less than the bound beside the first of these that the time known before is above. */
const SILENCE_BOUNDS: readonly (readonly [above: number, bound: number])[] = [
  [800_000, 0x4000],
  [400_000, 0x8000],
  [200_000, 0x1_0000],
  [100_000, 0x2_0000],
  [50_000, 0x4_0000],
  [25_000, 0x8_0000],
];
const WIDEST_BOUND = 0x10_0000;

/** Of a server nobody has asked yet: 1 to 31, so that it is tried before the known ones. */
export function madeUp(random: Random): number {
  return 1 + random.below(31);
}

/** Seven tenths of what was known, three tenths of what was measured. */
export function afterAnswer(known: number, measured: number): number {
  return tenths(known) * 7 + tenths(measured) * 3;
}

/**
 * Of a server that was silent: nobody knows how slow it is, so chance adds something, up to a second to a quick
 * server and ever less to one that is slow already. `perhapsEdns`: it may be EDNS that it does not like, for it was
 * asked with it and has never answered with it; then a quarter.
 */
export function afterSilence(known: number, random: Random, perhapsEdns: boolean): number {
  const bound = SILENCE_BOUNDS.find(([above]) => known > above)?.[1] ?? WIDEST_BOUND;
  // The bounds are powers of two: one draw each, whatever they are.
  const added = random.below(perhapsEdns ? bound / 4 : bound);
  return tenths(Math.min(MOST_BY_SILENCE, known + added)) * 10;
}

/** Of a server that was passed over: one part in 512 less, and a microsecond at least. */
export function afterPassingOver(known: number): number {
  return Math.floor((known * 511) / 512);
}

function tenths(microseconds: number): number {
  return Math.floor(microseconds / 10);
}
