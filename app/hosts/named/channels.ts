/**
 * Where the server's log goes: named's categories and channels, its line format, files that are rolled.
 *
 * With -g all goes to standard error, as with named; unlike there the files of the `logging` statement are written
 * too. With -f the statement alone counts. There is no syslog here: what is meant for it goes to standard error.
 */
import { closeSync, existsSync, fstatSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LogDestination, LoggingClause } from '../../engine/config/logging-clause.ts';
import { channelLine, channelsFor, channelTakes, type LogTime } from '../../engine/server/log-channels.ts';
import type { LogSeverity } from '../../engine/server/server-log.ts';

export interface LogOptions {
  /** -g: everything goes to standard error. */
  readonly toStderr: boolean;
  /** What `dynamic` and standard error show of debug messages: 0 for none. */
  readonly debug: number;
}

export class Channels {
  readonly #options: LogOptions;
  readonly #files = new Map<string, LogFile>();
  #debug: number;
  #clause: LoggingClause | null = null;
  #folder = '.';

  constructor(options: LogOptions) {
    this.#options = options;
    this.#debug = options.debug;
  }

  /** The debug level. BIND: rndc trace. */
  get debug(): number {
    return this.#debug;
  }

  set debug(level: number) {
    this.#debug = level;
  }

  /** Takes a configuration's channels; files are opened when something is first written to them. Gives what cannot be had, in words. */
  configure(clause: LoggingClause | null, folder: string): string[] {
    this.close();
    this.#clause = clause;
    this.#folder = folder;
    const problems: string[] = [];
    for (const { name, to } of clause?.channels.values() ?? []) {
      if (to?.kind === 'syslog')
        problems.push(`channel '${name}': syslog is not supported: its messages go to standard error`);
      if (to?.kind === 'file' && !this.#fileOf(to).writable)
        problems.push(`channel '${name}': ${to.path}: the file cannot be written`);
    }
    return problems;
  }

  write(category: string, severity: LogSeverity, text: string, now = new Date()): void {
    const { toStderr } = this.#options;
    if (toStderr && (severity !== 'debug' || this.#debug > 0))
      process.stderr.write(`${localTime(now)} ${text}\n`);
    for (const channel of channelsFor(this.#clause, category)) {
      const { to } = channel;
      if (to === null || to.kind === 'null' || !channelTakes(channel, severity, this.#debug)) continue;
      const line = channelLine(channel, { category, severity, text }, (form) => TIMES[form](now));
      if (to.kind === 'file') this.#fileOf(to).write(line);
      else if (!toStderr) process.stderr.write(line);
    }
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #fileOf(to: Extract<LogDestination, { kind: 'file' }>): LogFile {
    const path = resolve(this.#folder, to.path);
    let file = this.#files.get(path);
    if (file === undefined) {
      file = new LogFile(path, to);
      this.#files.set(path, file);
    }
    return file;
  }
}

/** A file that is rolled when it is opened or has become too large: `named.log`, `named.log.0`, `named.log.1`, … */
class LogFile {
  readonly #path: string;
  readonly #versions: number | 'unlimited' | null;
  readonly #limit: number | null;
  readonly #suffix: 'increment' | 'timestamp';
  #file: number | null = null;
  #size = 0;

  constructor(
    path: string,
    {
      versions,
      size,
      suffix,
    }: { versions: number | 'unlimited' | null; size: number | null; suffix: 'increment' | 'timestamp' },
  ) {
    this.#path = path;
    this.#versions = versions;
    this.#limit = size;
    this.#suffix = suffix;
    const before = statSync(path, { throwIfNoEntry: false });
    // BIND: without a size, each opening begins a new file where old ones are kept.
    if (before?.isFile() === true && versions !== null && (size === null || before.size >= size))
      this.#roll();
    this.#open();
  }

  get writable(): boolean {
    return this.#file !== null;
  }

  write(line: string): void {
    if (this.#file !== null && this.#limit !== null && this.#size >= this.#limit) {
      // BIND: without old versions to make room by, a file that is full stays as it is.
      if (this.#versions === null) return;
      this.close();
      this.#roll();
      this.#open();
    }
    if (this.#file === null) return;
    try {
      this.#size += writeSync(this.#file, line);
    } catch {
      // The disk is full: the line is lost, and the server goes on.
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #open(): void {
    try {
      this.#file = openSync(this.#path, 'a', 0o644);
      this.#size = fstatSync(this.#file).size;
    } catch {
      this.#file = null;
    }
  }

  #roll(): void {
    try {
      if (this.#versions === 0) return rmSync(this.#path);
      if (this.#suffix === 'timestamp')
        return renameSync(this.#path, `${this.#path}.${timeStamp(new Date())}`);
      let last = 0;
      while (existsSync(`${this.#path}.${last}`)) last++;
      const most = this.#versions === 'unlimited' ? Infinity : (this.#versions ?? 0);
      for (let version = Math.min(last, most - 1); version > 0; version--)
        renameSync(`${this.#path}.${version - 1}`, `${this.#path}.${version}`);
      renameSync(this.#path, `${this.#path}.0`);
    } catch {
      // The old file stays, and is written on.
    }
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');
const three = (value: number): string => String(value).padStart(3, '0');
const clockOf = (now: Date): string =>
  `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;

/** `21-Nov-2026 11:47:13.930`, in local time. */
export function localTime(now: Date): string {
  const date = `${two(now.getDate())}-${MONTHS[now.getMonth()] ?? ''}-${now.getFullYear()}`;
  return `${date} ${clockOf(now)}.${three(now.getMilliseconds())}`;
}

const TIMES: Readonly<Record<LogTime, (now: Date) => string>> = {
  local: localTime,
  iso8601: (now) =>
    `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}T${clockOf(now)}.${three(now.getMilliseconds())}`,
  'iso8601-utc': (now) => now.toISOString(),
};

function timeStamp(now: Date): string {
  return now.toISOString().replace(/\D/g, '');
}
