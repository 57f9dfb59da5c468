/** What checks and values may look at beside what happened: the lab as it stands, without touching it. */
import type { Instant } from '../network/clock.ts';
import type { CacheEntrySnapshot } from '../network/journal.ts';
import type { NamedServer } from '../server/named.ts';
import type { Disk } from '../shell/files.ts';
import type { GraphState, WorksheetState } from '../../contract.ts';

export interface LabEvidence {
  now(): Instant;
  /** The live entries of a caching server, of one view or of all; null when there is no such server. */
  cacheOf(host: string, view?: string): Iterable<CacheEntrySnapshot> | null;
  /** Null where the host has no name server. */
  serverOf(host: string): NamedServer | null;
  /** Null where nobody can sit at the machine. */
  diskOf(host: string): Disk | null;
  addressesOf(host: string): readonly string[];
  hostAt(address: string): string | null;
  /** Null in a lab without one for this name. */
  worksheet(name: string, client: string): WorksheetState | null;
  /** The lab's graph about this name; null where it has none. */
  graph(name: string): GraphState | null;
  /** Whether a check of the current step holds. */
  held(check: string): boolean;
  /** Whether the report of a secret lab was right. */
  reported(): boolean;
}
