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

/** A random port of the ranges for which `taken` does not hold; null when every one is taken. */
export function freePort(
  ranges: readonly PortRange[],
  random: Random,
  taken: (port: number) => boolean,
): number | null {
  const count = portCount(ranges);
  if (count === 0) return null;
  for (let i = 0; i < DRAWS; i++) {
    const port = portAt(ranges, random.below(count));
    if (!taken(port)) return port;
  }
  const first = random.below(count);
  for (let i = 0; i < count; i++) {
    const port = portAt(ranges, (first + i) % count);
    if (!taken(port)) return port;
  }
  return null;
}

/** How many ports the ranges have, which do not overlap. */
export function portCount(ranges: readonly PortRange[]): number {
  let count = 0;
  for (const { low, high } of ranges) count += high - low + 1;
  return count;
}

/** The port that stands in place `index` of the ranges, from 0. */
export function portAt(ranges: readonly PortRange[], index: number): number {
  let left = index;
  for (const { low, high } of ranges) {
    if (left <= high - low) return low + left;
    left -= high - low + 1;
  }
  throw new RangeError(`The ranges have no port ${index}.`);
}

/** The ports of `ranges` that are not in `avoided`, each once, in rising order. */
export function without(ranges: readonly PortRange[], avoided: readonly PortRange[]): PortRange[] {
  const rest: PortRange[] = [];
  let from = 0;
  for (const { low, high } of [...ranges].sort((a, b) => a.low - b.low)) {
    let next = Math.max(low, from);
    for (const hole of [...avoided].sort((a, b) => a.low - b.low)) {
      if (hole.high < next || hole.low > high) continue;
      if (hole.low > next) rest.push({ low: next, high: hole.low - 1 });
      next = hole.high + 1;
    }
    if (next <= high) rest.push({ low: next, high });
    from = Math.max(from, high + 1);
  }
  return rest;
}
