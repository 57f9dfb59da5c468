/** What control commands act on: a server, and what its host does for it. */
import type { Instant, LabClock } from '../../network/clock.ts';
import type { Name } from '../../protocol/name.ts';
import type { NamedServer } from '../named.ts';
import type { ResultName } from './results.ts';
import type { QuestionCounters } from './question-counters.ts';

export interface Controlled {
  readonly named: NamedServer;
  readonly clock: LabClock;
  /** As they are now. */
  readonly facts: ServerFacts;
  /** What other servers were asked; null where it is not counted. */
  readonly questions: QuestionCounters | null;
  /** 0 to 99. */
  debugLevel: number;
  /** A line of category general. */
  log(severity: 'info' | 'notice' | 'warning' | 'error', text: string): void;
  /** Reads the configuration anew, and with `zones` the zone files too; `done` gets null where it is used now, else how the attempt ended. */
  reload(zones: boolean, done: (outcome: ResultName | null) => void): void;
  /** Reads a zone's file anew. */
  reloadZone(view: string, origin: Name, done: (outcome: ZoneReload) => void): void;
  /** Where a zone comes from; null where that is not known. */
  zoneFacts(view: string, origin: Name): ZoneFacts | null;
  /** Writes a file of the server's, piece by piece; `done` is called when it is whole, or cannot be written. */
  write(file: ControlFile, pieces: Iterable<string>, done: (written: boolean) => void): void;
  /** Ends the server, once the reply has gone. `flushing`: stop; else halt. */
  end(flushing: boolean): void;
}

/** BIND: dump-file, statistics-file (which grows), recursing-file, secroots-file. */
export type ControlFile = 'dump' | 'statistics' | 'recursing' | 'secroots';

/** `queued`: the file is being read, and what is in it now goes on meanwhile. */
export type ZoneReload = 'up-to-date' | 'queued' | 'loaded' | 'bad-zone' | 'file-not-found';

export interface ZoneFacts {
  readonly type: 'primary' | 'secondary';
  readonly file: string | null;
  readonly loadedAt: Instant | null;
  /** Made by the server itself (RFC 6303), not named in the configuration. */
  readonly automatic: boolean;
}

export interface ServerFacts {
  /** `BIND 9.18.49-rootwalk <id:>` */
  readonly version: string;
  /** `ns1.example.net: Linux x86_64 6.1.0-generic` */
  readonly runningOn: string;
  readonly startedAt: Instant;
  readonly configuredAt: Instant;
  readonly configurationFile: string;
  /** Whether the newest attempt to read the configuration anew came to nothing. */
  readonly reloadFailed: boolean;
  readonly cpus: number;
  readonly processId: number;
  /** Names of the keys that the configuration has. */
  readonly keys: readonly string[];
  /** An instant as named's log has it: `21-Nov-2026 13:34:52.366`. */
  stamp(at: Instant): string;
}

/** BIND: the view of class CH that every server has, with version.bind and its like. */
export const BUILT_IN_VIEW = '_bind';
