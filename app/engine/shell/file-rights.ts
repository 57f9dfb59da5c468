import type { DiskEntry } from './files.ts';

/** Whether a user may change a file, or make files in a folder. Simplified: no groups, as on the disk itself. */
export function mayWrite({ mode, owner }: Pick<DiskEntry, 'mode' | 'owner'>, user: string): boolean {
  return user === 'root' || (mode & (owner === user ? 0o200 : 0o002)) !== 0;
}
