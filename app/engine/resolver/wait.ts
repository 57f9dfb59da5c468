/** How long a server is waited for. BIND's numbers (fctx_setretryinterval). */
import type { Patience } from './walk-options.ts';

/** Milliseconds. */
const FIRST_WAIT = 800;
/** The last round through all servers before the waits grow. */
const STEADY_ROUNDS = 2;
const LONGEST = 9000;

/**
 * Milliseconds to wait for an answer in round `round` (0 is the first) from a server whose smoothed round-trip
 * time is `srtt` microseconds: 800, doubled with each round after the third, and never less than the server
 * usually takes.
 */
export function waitFor(round: number, srtt: number): number {
  let wait = FIRST_WAIT;
  if (round > STEADY_ROUNDS) wait *= 2 ** Math.min(round - STEADY_ROUNDS, 6);
  const expected = (srtt + (srtt < 50_000 ? 50_000 : srtt < 100_000 ? 100_000 : 200_000)) / 1000;
  return Math.min(LONGEST, Math.max(wait, expected));
}

/** The same as BIND 8 had it (`retrytime`): `firstMs`, or twice what the server usually takes; doubled with each round. */
export function waitWith({ firstMs, longestMs }: Patience, round: number, srtt: number): number {
  return Math.min(longestMs, Math.max(firstMs, (2 * srtt) / 1000) * 2 ** round);
}
