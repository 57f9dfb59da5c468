/** The course of one counter, as points of a line. All pure. */
import type { CounterSeries } from '../../app/reader-contract.ts';

export interface CoursePoint {
  readonly at: number | null;
  readonly value: number | null;
  /** What the line shows: the growth per second since the point before, or the value; null where there is a gap. */
  readonly y: number | null;
  readonly perSecond: boolean;
  /** The server was started anew since the point before. */
  readonly restarted: boolean;
}

/** `grows`: a counter, of which the rate is told; else a level. */
export function courseOf({ at, restarted, values }: CounterSeries, grows: boolean): readonly CoursePoint[] {
  const counts = values[0] ?? [];
  return at.map((instant, i): CoursePoint => {
    const value = counts[i] ?? null;
    const anew = restarted[i] === true;
    const point = { at: instant, value, restarted: anew };
    if (!grows) return { ...point, y: value, perSecond: false };
    const [before, since] = [counts[i - 1] ?? null, at[i - 1] ?? null];
    const seconds = instant === null || since === null ? 0 : (instant - since) / 1000;
    const known = value !== null && before !== null && seconds > 0 && !anew;
    return { ...point, y: known ? Math.max(0, value - before) / seconds : null, perSecond: known };
  });
}

/**
 * An SVG path through the points, with gaps where nothing is known; times without an instant stand evenly. A rate holds
 * from the time before to its own, so it is a step; a level is a point of the line.
 */
export function linePath(points: readonly CoursePoint[], width: number, height: number): string {
  const times = points.map(({ at }, i) => at ?? i);
  const first = times[0] ?? 0;
  const length = Math.max(1, (times.at(-1) ?? 0) - first);
  const highest = Math.max(...points.map(({ y }) => y ?? 0)) || 1;
  const placeOf = (i: number): string => ((((times[i] ?? 0) - first) / length) * width).toFixed(1);
  let isOpen = false;
  const steps = points.map(({ y, perSecond }, i) => {
    if (y === null) {
      isOpen = false;
      return '';
    }
    const up = (height - (y / highest) * (height - 8) - 2).toFixed(1);
    const step = `${isOpen ? 'L' : 'M'}${placeOf(perSecond ? i - 1 : i)} ${up}`;
    isOpen = true;
    return perSecond ? `${step}H${placeOf(i)}` : step;
  });
  return steps.join('');
}
