/** The `logging` statement of a lab machine's name server: which lines go to syslog, and its files on the machine's disk. */
import type { LogDestination, LoggingClause } from '../config/logging-clause.ts';
import type { Instant } from '../network/clock.ts';
import type { ResultName } from '../server/control/results.ts';
import { channelLine, channelsFor, channelTakes, type LogTime } from '../server/log-channels.ts';
import type { LogSeverity } from '../server/server-log.ts';
import { isDiskProblem, type Disk } from '../shell/files.ts';
import { absolutePath } from '../shell/paths.ts';
import { logStamp } from './disk-files.ts';

type FilePlace = Extract<LogDestination, { kind: 'file' }>;

export interface Said {
  readonly at: Instant;
  readonly category: string;
  readonly severity: LogSeverity;
  readonly text: string;
}

const NOTHING = new Uint8Array(0);

export class DiskLog {
  readonly #disk: Disk;
  readonly #user: string;
  #clause: LoggingClause | null = null;
  #folder = '/';

  constructor(disk: Disk, user: string) {
    this.#disk = disk;
    this.#user = user;
  }

  /** Takes a statement (null: there is none) if all its files can be written; else says why not, and keeps the one before. */
  take(clause: LoggingClause | null, folder: string): ResultName | null {
    for (const { to } of clause?.channels.values() ?? []) {
      if (to?.kind !== 'file') continue;
      const path = absolutePath(folder, to.path);
      const before = this.#disk.stat(path);
      // BIND: without a size, each opening begins a new file where old ones are kept.
      if (!isDiskProblem(before) && to.versions !== null && (to.size === null || before.size >= to.size))
        this.#roll(path, to);
      const problem = this.#disk.append(path, NOTHING, this.#user);
      if (problem !== null) return problem.code === 'EACCES' ? 'ISC_R_NOPERM' : 'ISC_R_FILENOTFOUND';
    }
    this.#clause = clause;
    this.#folder = folder;
    return null;
  }

  /** Writes a line where it belongs; gives whether it goes to syslog, too. */
  write(said: Said, debug: number): boolean {
    let toSyslog = false;
    for (const channel of channelsFor(this.#clause, said.category)) {
      const { to } = channel;
      if (to === null || !channelTakes(channel, said.severity, debug)) continue;
      if (to.kind === 'syslog') toSyslog = true;
      else if (to.kind === 'file')
        this.#append(
          to,
          channelLine(channel, said, (form) => timeText(form, said.at)),
        );
    }
    return toSyslog;
  }

  #append(to: FilePlace, line: string): void {
    const path = absolutePath(this.#folder, to.path);
    const before = this.#disk.stat(path);
    if (!isDiskProblem(before) && to.size !== null && before.size >= to.size) {
      // BIND: without old versions to make room by, a file that is full stays as it is.
      if (to.versions === null) return;
      this.#roll(path, to);
    }
    // Where there is no room left, the line is lost.
    this.#disk.append(path, new TextEncoder().encode(line), this.#user);
  }

  /** `named.log` becomes `named.log.0`, which becomes `named.log.1`, … */
  #roll(path: string, { versions, suffix }: FilePlace): void {
    if (versions === 0) return void this.#disk.remove(path);
    if (suffix === 'timestamp') return void this.#disk.rename(path, `${path}.${this.#stamp(path)}`);
    let last = 0;
    while (!isDiskProblem(this.#disk.stat(`${path}.${last}`))) last++;
    const most = versions === 'unlimited' ? Infinity : (versions ?? 0);
    for (let version = Math.min(last, most - 1); version > 0; version--)
      this.#disk.rename(`${path}.${version - 1}`, `${path}.${version}`);
    this.#disk.rename(path, `${path}.0`);
  }

  #stamp(path: string): string {
    const entry = this.#disk.stat(path);
    return isDiskProblem(entry) ? '0' : new Date(entry.modified).toISOString().replace(/\D/g, '');
  }
}

/** In UTC: the lab's machines have no other time. */
function timeText(form: LogTime, at: Instant): string {
  if (form === 'local') return logStamp(at);
  const iso = new Date(at).toISOString();
  return form === 'iso8601' ? iso.slice(0, -1) : iso;
}
