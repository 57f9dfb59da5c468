/**
 * How many fetches may be at work in one zone. BIND: fetches-per-zone.
 *
 * Counted where a fetch begins, and while it goes from zone to zone; refused is only one that would begin. What was
 * refused is logged in named's words, once a minute for a zone, and once more when nothing is under way there.
 */
import type { LabClock } from '../network/clock.ts';
import type { Name } from '../protocol/name.ts';

/** What becomes of a question that a quota stands in the way of: silence, or SERVFAIL. */
export type QuotaResponse = 'drop' | 'fail';

interface ZoneCount {
  active: number;
  allowed: number;
  spilled: number;
  loggedAt: number;
}

const LOG_EVERY_MS = 60_000;

export class ZoneQuota {
  readonly #clock: LabClock;
  readonly #most: number;
  readonly #log: (text: string) => void;
  readonly #zones = new Map<string, ZoneCount>();

  /** `most` 0: any number; they are counted all the same. */
  constructor(clock: LabClock, most: number, log: (text: string) => void) {
    this.#clock = clock;
    this.#most = most;
    this.#log = log;
  }

  /** Counts a fetch in; false where the zone has enough of them and `force` is not set. */
  enter(zone: Name, force: boolean): boolean {
    const count = this.#zones.get(zone.key);
    if (count === undefined) {
      this.#zones.set(zone.key, { active: 1, allowed: 1, spilled: 0, loggedAt: -Infinity });
      return true;
    }
    if (!force && this.#most > 0 && count.active >= this.#most) {
      count.spilled++;
      this.#logSpill(zone, count);
      return false;
    }
    count.active++;
    count.allowed++;
    return true;
  }

  leave(zone: Name): void {
    const count = this.#zones.get(zone.key);
    if (count === undefined) return;
    count.active--;
    if (count.active > 0) return;
    this.#zones.delete(zone.key);
    if (count.spilled === 0) return;
    this.#log(
      `fetch counters for ${zone.toRelaxedString()} now being discarded (allowed ${count.allowed} spilled ` +
        `${count.spilled}; cumulative since initial trigger event)`,
    );
  }

  /** Of each zone with fetches under way: how many, refused, and let in since it was idle. */
  *zones(): Generator<{ readonly zone: string } & Readonly<Omit<ZoneCount, 'loggedAt'>>> {
    for (const [zone, { active, allowed, spilled }] of this.#zones) yield { zone, active, allowed, spilled };
  }

  #logSpill(zone: Name, count: ZoneCount): void {
    const now = this.#clock.now();
    if (now - count.loggedAt <= LOG_EVERY_MS) return;
    count.loggedAt = now;
    this.#log(
      `too many simultaneous fetches for ${zone.toRelaxedString()} (allowed ${count.allowed} spilled ${count.spilled})`,
    );
  }
}
