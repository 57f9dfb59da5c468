/** How long a stream waits for an acknowledgement before it sends again (RFC 6298). Milliseconds. */
const FIRST_RTO_MS = 1_000; // RFC 6298 §2.1
const MIN_RTO_MS = 200; // Linux: TCP_RTO_MIN
const MAX_RTO_MS = 120_000;

export class RetransmissionTime {
  #wait = FIRST_RTO_MS;
  #smoothed: number | null = null;
  #variation = 0;

  /** What to wait after so many tries in vain (RFC 6298 §5.5: twice as long each time). */
  after(tries: number): number {
    return Math.min(this.#wait * 2 ** tries, MAX_RTO_MS);
  }

  /** A segment that was sent once was acknowledged after `roundTrip` (RFC 6298 §2.2 and §2.3). */
  measured(roundTrip: number): void {
    if (this.#smoothed === null) {
      this.#smoothed = roundTrip;
      this.#variation = roundTrip / 2;
    } else {
      this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#smoothed - roundTrip);
      this.#smoothed = 0.875 * this.#smoothed + 0.125 * roundTrip;
    }
    this.#wait = Math.max(MIN_RTO_MS, this.#smoothed + 4 * this.#variation);
  }
}
