/** What the programs of a lab machine log: kept for journalctl, and written to /var/log/syslog on its disk. */
import type { Journal, JournalEntry } from '../network/journal.ts';
import type { LogSeverity } from '../server/server-log.ts';
import { dateText } from '../shell/date.ts';
import { isDiskProblem, type Disk } from '../shell/files.ts';
import type { Said } from './disk-log.ts';
import type { LogLine, MachineLog } from '../tools/machine.ts';

const SYSLOG = '/var/log/syslog';
const OLD_SYSLOG = `${SYSLOG}.1`;
/** Octets after which a new file is begun; one older one is kept. */
const MAX_SIZE = 1_000_000;
/** Lines that journalctl can look back at. */
const MAX_LINES = 5_000;
const UTC = { offsetMinutes: 0, abbreviation: 'UTC' };

/** As syslog counts them. */
const PRIORITIES: Readonly<Record<LogSeverity, number>> = {
  critical: 2,
  error: 3,
  warning: 4,
  notice: 5,
  info: 6,
  debug: 7,
};

export interface MachineLogOptions {
  readonly host: string;
  readonly disk: Disk;
  readonly journal: Journal;
  /** The process that logs under a program's name now; null: what it says does not go to the system's log. */
  readonly pidOf: (program: string) => number | null;
  /** Whether a line of the name server's goes to syslog: its configuration may have it elsewhere. */
  readonly route: (said: Said) => boolean;
  /** How far the machine's own clock is ahead of the lab's, in milliseconds. */
  readonly aheadMs: () => number;
  /** The service that a program's words are about. */
  readonly unitOf: (program: string) => string | null;
}

export class KeptLog implements MachineLog {
  readonly #options: MachineLogOptions;
  readonly #listeners = new Set<(line: LogLine) => void>();
  readonly #end: () => void;
  #lines: LogLine[] = [];

  /** Hears the journal from now on. */
  constructor(options: MachineLogOptions) {
    this.#options = options;
    this.#end = options.journal.subscribe((entry) => this.#hear(entry), ['log']);
  }

  lines(): readonly LogLine[] {
    return this.#lines.slice(-MAX_LINES);
  }

  onLine(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#end();
    this.#listeners.clear();
  }

  #hear(entry: JournalEntry): void {
    const { host, disk, pidOf, unitOf, route, aheadMs } = this.#options;
    if (entry.kind !== 'log' || entry.host !== host) return;
    const { program, severity, text } = entry;
    const at = entry.at + aheadMs();
    const pid = pidOf(program);
    if (pid === null || (program === 'named' && !route(entry))) return;
    const line = { at, program, pid, unit: unitOf(program), priority: PRIORITIES[severity], text };
    this.#lines.push(line);
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES);
    append(disk, `${dateText('%b %e %H:%M:%S', at, UTC)} ${host} ${program}[${pid}]: ${text}\n`);
    for (const listener of this.#listeners) listener(line);
  }
}

function append(disk: Disk, line: string): void {
  const file = disk.stat(SYSLOG);
  if (!isDiskProblem(file) && file.kind === 'file' && file.size + line.length > MAX_SIZE)
    disk.rename(SYSLOG, OLD_SYSLOG);
  // Where there is no room left, the line is lost, as on a real machine.
  disk.append(SYSLOG, new TextEncoder().encode(line));
}
