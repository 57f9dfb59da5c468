/** What a configuration asks of this machine: its files, and how much memory there is. */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { ClauseValues } from '../../engine/config/clauses.ts';

/** The text of a file; null where it cannot be read. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The octets of a file; null where it cannot be read. */
export function readOctets(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** BIND: 90 % of the machine's memory by default. Here half of what this program may have is the most. */
export function cacheOctets(size: ClauseValues['max-cache-size']): number {
  const most = Math.floor(getHeapStatistics().heap_size_limit / 2);
  if (size === undefined || typeof size === 'string') return most;
  // BIND: 0 is without a limit, and at least two megabytes.
  if ('octets' in size)
    return size.octets === 0 ? most : Math.min(most, Math.max(size.octets, 2 * 1024 * 1024));
  return Math.min(most, Math.floor((totalmem() * size.percent) / 100));
}
