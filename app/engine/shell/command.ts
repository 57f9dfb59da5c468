/**
 * What the shell runs: the lab's tools (dig, …) and the few commands that are the terminal's own (clear, history,
 * help, less, …). Both are called alike; the terminal's own see a little more of it.
 */
import type { LabClock } from '../network/clock.ts';
import type { Tool, ToolContext } from '../tools/tool.ts';
import type { EditRequest } from './edit.ts';
import type { Disk } from './files.ts';
import type { JobsView } from './jobs.ts';

/** A tool as the shell offers it. */
export interface ToolEntry {
  readonly tool: Tool;
  /** One line for `help`. */
  readonly summary: string;
  /** `dig [@server] [name] [type] [+option …]` */
  readonly usage?: string;
  /** What Tab completes after `+` and `-`: `+trace`, `-x`. */
  readonly options?: readonly string[];
  /** What Tab completes for the first other word: `status` of `rndc status`. */
  readonly words?: readonly string[];
  /** What Tab completes behind a certain word: `MX` behind `-t`, `restart` behind `bind9`. */
  readonly wordsAfter?: Readonly<Record<string, readonly string[]>>;
  /** What Tab completes where capital letters are typed: `MX`. */
  readonly capitals?: readonly string[];
  /** What Tab completes for other words: names of the lab Internet, or files. Default: files. */
  readonly arguments?: 'names' | 'files';
  readonly examples?: readonly { readonly line: string; readonly what: string }[];
  /** A short manual page, plain text; `man` frames it. */
  readonly manual?: string;
  /** Ctrl-C does not break it off: it sums up, and `$?` is what it says. */
  readonly endsItself?: true;
}

/** The terminal, seen by a command whose output goes there. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Waits for keys (as many as came at once). Rejects when the command is stopped. */
  readKeys(): Promise<string>;
  /** Gives back keys that were read too many: the next to read gets them first. */
  unreadKeys(keys: string): void;
  /** Prints as it is: no line ends added. */
  raw(text: string): void;
}

export interface CommandContext extends ToolContext {
  readonly name: string;
  readonly user: string;
  readonly hostName: string;
  readonly workingDirectory: string;
  readonly clock: LabClock;
  readonly disk: Disk;
  /** Null when standard output is a pipe or a file. */
  readonly screen: Screen | null;
  readonly jobs: JobsView;
  readonly history: { readonly lines: readonly string[]; clear(): void };
  /**
   * Runs another command as somebody else, with these variables beside its own, its output where this one's goes, as
   * it goes. Gives its exit status. `signal`: what ends it; else what ends this one.
   */
  runAs(
    user: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<number>;
  /** Opens a file in the window's editor; false where no window is open. Absent where there is no such thing. */
  readonly edit?: (request: EditRequest) => boolean;
  /** Begins a shell as somebody else once this command has ended; `exit` leaves it. `home` null: it begins here. */
  beginShell(user: string, home: string | null): void;
}

export type Command = (context: CommandContext) => Promise<number>;

export interface CommandEntry extends Omit<ToolEntry, 'tool'> {
  readonly command: Command;
  /** The terminal's own, no tool of the lab. */
  readonly own?: boolean;
}
