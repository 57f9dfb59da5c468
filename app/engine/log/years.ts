/** The years of times that have none. syslog leaves them out; the lines' order and the file's own time tell. */
import { NO_YEAR } from './line-time.ts';

const DAY = 86_400_000;
/** Back by more than this is no clock that was set back, but the turn of a year. */
const TURN = 180 * DAY;
const LATE = 3_600_000;

export class Years {
  #before = Number.NaN;
  #turns = 0;
  /** The last line before the year turned. */
  #old = Number.NaN;
  /** The first line after it. */
  #young = Number.NaN;

  /** How many years began before this line, of which `at` is the time in the year without a number. */
  turnsAt(at: number): number {
    if (this.#before - at > TURN) {
      this.#old = this.#before;
      this.#young = at;
      this.#turns++;
    } else if (Math.abs(at - this.#old) < LATE && this.#before - this.#young < LATE) {
      // A line of the year before, a little late.
      return this.#turns - 1;
    }
    this.#before = at;
    return this.#turns;
  }

  get turns(): number {
    return this.#turns;
  }

  get last(): number {
    return this.#before;
  }
}

/** Gives each such time its year: the last line is not after `latest` (milliseconds since 1970). */
export class YearGiver {
  readonly #lastYear: number;
  readonly #turns: number;
  readonly #days = new Map<number, number>();

  constructor({ turns, last }: Years, latest: number) {
    const year = new Date(latest).getUTCFullYear();
    this.#turns = turns;
    this.#lastYear = inYear(last, year) > latest + DAY ? year - 1 : year;
  }

  give(at: number, turns: number): number {
    const day = Math.floor(at / DAY);
    const key = day * 1000 + turns;
    let real = this.#days.get(key);
    if (real === undefined) {
      real = inYear(day * DAY, this.#lastYear - (this.#turns - turns));
      this.#days.set(key, real);
    }
    return real + (at - day * DAY);
  }
}

function inYear(at: number, year: number): number {
  const date = new Date(at);
  if (date.getUTCFullYear() !== NO_YEAR) return at;
  return Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) + (at % DAY);
}
