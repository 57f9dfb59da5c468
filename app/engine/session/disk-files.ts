/** A lab machine's disk as its name server sees it. */
import type { Instant } from '../network/clock.ts';
import type { ClauseValues } from '../config/clauses.ts';
import type { NamedFiles } from '../server/running-named.ts';
import { dateText } from '../shell/date.ts';
import { isDiskProblem, type Disk, type DiskCode } from '../shell/files.ts';
import { octetsOfLatin1 } from '../shell/octets.ts';
import { absolutePath } from '../shell/paths.ts';

/** Seen by a user; relative paths begin at the root, where services begin. */
export function diskFiles(disk: Disk, user: string): NamedFiles {
  return {
    resolve: (folder, path) => absolutePath(absolutePath('/', folder), path),
    readText(path) {
      const octets = disk.read(path, user);
      return isDiskProblem(octets) ? null : new TextDecoder().decode(octets);
    },
    readOctets(path) {
      const octets = disk.read(path, user);
      return isDiskProblem(octets) ? null : octets;
    },
    whyUnread(path) {
      const octets = disk.read(path, user);
      return isDiskProblem(octets) && octets.code === 'EACCES' ? 'permission denied' : 'file not found';
    },
    changedAt(path) {
      const entry = disk.stat(path, user);
      return isDiskProblem(entry) ? null : entry.modified;
    },
    list(path) {
      const names = disk.list(path, user);
      return 'code' in names ? null : names;
    },
    isFolder(path) {
      const entry = disk.stat(path, user);
      return !isDiskProblem(entry) && entry.kind === 'directory';
    },
  };
}

/** BIND's words. */
const PROBLEMS: Partial<Readonly<Record<DiskCode, string>>> = {
  ENOENT: 'file not found',
  EACCES: 'permission denied',
  EISDIR: 'invalid file',
  ENOSPC: 'disk full',
};

/** Writes a file; gives what stood in the way, in BIND's words. */
export function writeFile(
  disk: Disk,
  user: string,
  path: string,
  pieces: Iterable<string>,
  append: boolean,
): string | null {
  const octets = octetsOfLatin1([...pieces].join(''));
  const problem = append ? disk.append(path, octets, user) : disk.write(path, octets, user);
  return problem === null ? null : (PROBLEMS[problem.code] ?? 'unexpected error');
}

/** Octets: what a lab machine's server may keep, and how much memory the machine has. */
const MOST_CACHE = 64 * 1024 * 1024;
const MEMORY = 1024 * 1024 * 1024;

export function cacheOctets(size: ClauseValues['max-cache-size']): number {
  if (size === undefined || typeof size === 'string') return MOST_CACHE;
  // BIND: 0 is without a limit, and at least two megabytes.
  if ('octets' in size)
    return size.octets === 0 ? MOST_CACHE : Math.min(MOST_CACHE, Math.max(size.octets, 2 * 1024 * 1024));
  return Math.min(MOST_CACHE, Math.floor((MEMORY * size.percent) / 100));
}

/** The log's form, in UTC: the lab's machines have no other time. */
export function logStamp(at: Instant): string {
  const milliseconds = String(Math.floor(at % 1000)).padStart(3, '0');
  return `${dateText('%d-%b-%Y %H:%M:%S', at, { offsetMinutes: 0, abbreviation: 'UTC' })}.${milliseconds}`;
}
