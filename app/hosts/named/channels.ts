/**
 * Where the server's log goes: named's categories and channels, its line format, files that are rolled.
 *
 * With -g all goes to standard error, as with named; unlike there the files of the `logging` statement are written
 * too. With -f the statement alone counts. There is no syslog here: what is meant for it goes to standard error.
 */
import { closeSync, existsSync, fstatSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LogChannel, LogDestination, LoggingClause } from '../../engine/config/logging-clause.ts';
import type { LogSeverity } from '../../engine/server/server-log.ts';

/** The finest first. */
const SEVERITIES: readonly LogSeverity[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical'];
/** BIND's own, which need no definition. */
const BUILT_IN: Readonly<Record<string, Omit<LogChannel, 'place'>>> = {
  default_syslog: builtIn('default_syslog', { kind: 'syslog', facility: 'daemon' }, 'info'),
  default_stderr: builtIn('default_stderr', { kind: 'stderr' }, 'info'),
  default_debug: builtIn('default_debug', { kind: 'stderr' }, 'dynamic'),
  null: builtIn('null', { kind: 'null' }, 'dynamic'),
};

export interface LogOptions {
  /** -g: everything goes to standard error. */
  readonly toStderr: boolean;
  /** What `dynamic` and standard error show of debug messages: 0 for none. */
  readonly debug: number;
}

type Settings = Omit<LogChannel, 'place'>;

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
    for (const channel of this.#channelsOf(category)) {
      const { to } = channel;
      if (to === null || to.kind === 'null' || !this.#wants(channel, severity)) continue;
      if (to.kind === 'file') this.#fileOf(to).write(lineOf(channel, category, severity, text, now));
      else if (!toStderr) process.stderr.write(lineOf(channel, category, severity, text, now));
    }
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #channelsOf(category: string): readonly Settings[] {
    const clause = this.#clause;
    const named = clause?.categories.get(category) ?? null;
    // BIND: what no view wants is not logged unless it is asked for.
    if (named === null && category === 'unmatched') return [];
    const names = (named ?? clause?.categories.get('default'))?.channels ?? [
      'default_syslog',
      'default_debug',
    ];
    return [...new Set(names)].flatMap((name) => clause?.channels.get(name) ?? BUILT_IN[name] ?? []);
  }

  #wants({ severity, to, name }: Settings, of: LogSeverity): boolean {
    // What default_syslog has said to standard error, default_debug need not say again.
    if (of !== 'debug') return severity === 'dynamic' ? name !== 'default_debug' : atLeast(of, severity);
    if (to?.kind === 'syslog') return false;
    return severity === 'debug' || (severity === 'dynamic' && this.#debug > 0);
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

/** BIND: `21-Nov-2026 11:47:13.930 general: info: text`, each part before the text as the channel has it. */
function lineOf(channel: Settings, category: string, severity: LogSeverity, text: string, now: Date): string {
  const time = channel.printTime === 'none' ? '' : `${TIMES[channel.printTime](now)} `;
  const word = severity === 'debug' ? 'debug 1' : severity;
  return (
    time +
    (channel.printCategory ? `${category}: ` : '') +
    (channel.printSeverity ? `${word}: ` : '') +
    `${text}\n`
  );
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

const TIMES: Readonly<Record<Exclude<LogChannel['printTime'], 'none'>, (now: Date) => string>> = {
  local: localTime,
  iso8601: (now) =>
    `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}T${clockOf(now)}.${three(now.getMilliseconds())}`,
  'iso8601-utc': (now) => now.toISOString(),
};

function timeStamp(now: Date): string {
  return now.toISOString().replace(/\D/g, '');
}

function atLeast(severity: LogSeverity, least: LogSeverity | 'dynamic'): boolean {
  return least === 'dynamic' || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

function builtIn(name: string, to: LogDestination, severity: LogChannel['severity']): Settings {
  return { name, to, severity, printTime: 'local', printCategory: true, printSeverity: true };
}
