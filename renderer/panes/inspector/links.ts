/** From an explanation's numbers to what the window holds. */
import type { CacheRow, PacketRow } from '../../../app/contract.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** The packet's row, while the window holds it. */
export function packetOf(bench: Workbench, id: number): PacketRow | undefined {
  return bench.packets.get(id);
}

/** The live cache entry; undefined once it is gone. */
export function entryOf(bench: Workbench, id: number): CacheRow | undefined {
  const line = bench.cache.get(id);
  return line === undefined || line.gone !== null ? undefined : line.row;
}

/** How long a step took: `12 ms`, `1.6 s`. */
export function tookText(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
