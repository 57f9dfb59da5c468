/** The ports of one protocol on one host: who holds which, and random free ones (RFC 6056 §3.3.1). */
import type { Random } from '../random.ts';

/** Whoever can hold a port. `boundTo` is an address of the host, or null for all of them. */
export interface PortHolder {
  readonly boundTo: string | null;
  readonly port: number;
}

/** From `low` to `high`, both included. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/** How often a random port is drawn again before the free ones are looked for in order. */
const DRAWS = 64;

export class PortTable<H extends PortHolder> {
  readonly #holders = new Map<number, H[]>();

  /** Who gets what arrives at this address and port. */
  find(address: string, port: number): H | null {
    const holders = this.#holders.get(port);
    if (holders === undefined) return null;
    for (const holder of holders) {
      if (holder.boundTo === null || holder.boundTo === address) return holder;
    }
    return null;
  }

  /** True when a new holder of this address (null: any) and port would stand in another's way. */
  taken(address: string | null, port: number): boolean {
    const holders = this.#holders.get(port);
    if (holders === undefined) return false;
    return (
      address === null || holders.some((holder) => holder.boundTo === null || holder.boundTo === address)
    );
  }

  add(holder: H): void {
    const holders = this.#holders.get(holder.port);
    if (holders) holders.push(holder);
    else this.#holders.set(holder.port, [holder]);
  }

  remove(holder: H): void {
    const holders = this.#holders.get(holder.port);
    const at = holders?.indexOf(holder) ?? -1;
    if (holders === undefined || at < 0) return;
    if (holders.length === 1) this.#holders.delete(holder.port);
    else holders.splice(at, 1);
  }

  all(): H[] {
    return [...this.#holders.values()].flat();
  }
}

/** A random port of the range for which `taken` does not hold; null when every one is taken. */
export function freePort(range: PortRange, random: Random, taken: (port: number) => boolean): number | null {
  const count = range.high - range.low + 1;
  for (let i = 0; i < DRAWS; i++) {
    const port = range.low + random.below(count);
    if (!taken(port)) return port;
  }
  const first = random.below(count);
  for (let i = 0; i < count; i++) {
    const port = range.low + ((first + i) % count);
    if (!taken(port)) return port;
  }
  return null;
}
