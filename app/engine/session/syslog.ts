/** What the programs of a lab machine log, as a file on its disk: /var/log/syslog. */
import type { Journal, JournalEntry } from '../network/journal.ts';
import { dateText } from '../shell/date.ts';
import { isDiskProblem, type Disk } from '../shell/files.ts';

export const SYSLOG = '/var/log/syslog';
const OLD_SYSLOG = `${SYSLOG}.1`;
/** Octets after which a new file is begun; one older one is kept. */
const MAX_SIZE = 1_000_000;
const UTC = { offsetMinutes: 0, abbreviation: 'UTC' };

/** The number that named has among the processes of a lab machine. */
export const NAMED_PROCESS = 655;

export interface SyslogOptions {
  readonly host: string;
  readonly disk: Disk;
  readonly journal: Journal;
}

/** Writes what was logged already, then what comes; gives what ends that. */
export function keepSyslog({ host, disk, journal }: SyslogOptions): () => void {
  const take = (entry: JournalEntry): void => {
    // BIND: what is only said when debugging does not go to the system's log.
    if (entry.kind !== 'log' || entry.host !== host || entry.severity === 'debug') return;
    const when = dateText('%b %e %H:%M:%S', entry.at, UTC);
    append(disk, `${when} ${host} ${entry.program}[${NAMED_PROCESS}]: ${entry.text}\n`);
  };
  for (const entry of journal.since()) take(entry);
  return journal.subscribe(take);
}

function append(disk: Disk, line: string): void {
  const file = disk.stat(SYSLOG);
  if (!isDiskProblem(file) && file.kind === 'file' && file.size + line.length > MAX_SIZE)
    disk.rename(SYSLOG, OLD_SYSLOG);
  // Where there is no room left, the line is lost, as on a real machine.
  disk.append(SYSLOG, new TextEncoder().encode(line));
}
