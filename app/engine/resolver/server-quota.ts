/**
 * How many questions one server is asked at the same time. BIND: fetches-per-server, fetch-quota-params.
 *
 * The quota of a server that lets too many questions time out is cut, step by step, and restored step by step when
 * it answers again. What counts is a rolling average of the share that timed out, weighed up after each so many.
 */

export interface ServerQuotaParams {
  /** Questions to a server after which its share of time-outs is weighed up. Default 100. */
  readonly frequency: number;
  /** Shares, 0 to 1: below `low` the quota rises, above `high` it falls. Defaults 0.1 and 0.3. */
  readonly low: number;
  readonly high: number;
  /** How much the newest share counts in the average, 0 to 1. Default 0.7. */
  readonly discount: number;
}

/** What a server has to do, and how it does it. */
export interface ServerLoad {
  /** Questions over UDP that wait for its answer. */
  active: number;
  /** Ended, and timed out, since the last weighing. */
  completed: number;
  timeouts: number;
  /** The rolling average of the share that timed out. BIND prints it as `atr`. */
  timeoutRatio: number;
  /** How many steps the quota has been cut, of `STEPS`. */
  step: number;
  quota: number;
}

const DEFAULT_PARAMS: ServerQuotaParams = { frequency: 100, low: 0.1, high: 0.3, discount: 0.7 };
const STEPS = 100;

/** Who carries a load: the address database's record of a server. */
interface Loaded {
  readonly address: string;
  load: ServerLoad | null;
}

export class ServerQuota {
  readonly #most: number;
  readonly #params: ServerQuotaParams;
  readonly #log: (text: string) => void;

  /** `most` 0: any number, and nothing is counted. */
  constructor(most: number, params: Partial<ServerQuotaParams>, log: (text: string) => void) {
    this.#most = most;
    this.#params = { ...DEFAULT_PARAMS, ...params };
    this.#log = log;
  }

  /** Whether the server has as many questions to answer as it may. */
  isFull({ load }: Loaded): boolean {
    return load !== null && load.active >= load.quota;
  }

  begins(server: Loaded): void {
    if (this.#most === 0) return;
    server.load ??= { active: 0, completed: 0, timeouts: 0, timeoutRatio: 0, step: 0, quota: this.#most };
    server.load.active++;
  }

  /** `given-up`: nobody waits for the answer any more; that says nothing of the server. */
  ends(server: Loaded, how: 'answered' | 'timed-out' | 'given-up'): void {
    const { load } = server;
    if (load === null) return;
    if (how !== 'given-up') this.#weigh(server.address, load, how === 'timed-out');
    load.active--;
  }

  #weigh(address: string, load: ServerLoad, timedOut: boolean): void {
    const { frequency, low, high, discount } = this.#params;
    if (frequency === 0) return;
    if (timedOut) load.timeouts++;
    if (load.completed++ <= frequency) return;
    const ratio = load.timeouts / load.completed;
    load.timeouts = load.completed = 0;
    load.timeoutRatio = Math.min(1, load.timeoutRatio * (1 - discount) + ratio * discount);
    if (load.timeoutRatio < low && load.step > 0) this.#move(address, load, -1);
    else if (load.timeoutRatio > high && load.step < STEPS - 1) this.#move(address, load, 1);
  }

  #move(address: string, load: ServerLoad, by: 1 | -1): void {
    load.step += by;
    // BIND: the quota falls with the power of 3/2 of the steps, to a thirty-sixth at the last.
    const share = Math.floor(10_000 / ((10 + load.step) / 10) ** 1.5);
    load.quota = Math.floor((this.#most * share) / 10_000);
    this.#log(
      `adb: quota ${address} (${load.active}/${load.quota}): atr ${load.timeoutRatio.toFixed(2)}, ` +
        `quota ${by > 0 ? 'decreased' : 'increased'} to ${load.quota}`,
    );
    // BIND: never to nothing.
    load.quota = Math.max(1, load.quota);
  }
}
