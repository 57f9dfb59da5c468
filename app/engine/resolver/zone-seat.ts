/** The place that a fetch takes up among those that are at work in a zone (fetches-per-zone): one at a time. */
import type { Name } from '../protocol/name.ts';
import type { ZoneQuota } from './zone-quota.ts';

export class ZoneSeat {
  readonly #quota: ZoneQuota;
  #zone: Name | null = null;

  constructor(quota: ZoneQuota) {
    this.#quota = quota;
  }

  /** Counts in the zone that the fetch has come to, and no longer in the one before. False where that is full; `force`: it goes there all the same. */
  take(zone: Name, force: boolean): boolean {
    if (this.#zone?.equals(zone) === true) return true;
    this.leave();
    const taken = this.#quota.enter(zone, force);
    this.#zone = taken ? zone : null;
    return taken;
  }

  leave(): void {
    if (this.#zone !== null) this.#quota.leave(this.#zone);
    this.#zone = null;
  }
}
