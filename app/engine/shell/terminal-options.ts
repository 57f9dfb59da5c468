/** What a terminal is given, and the variables that its shell begins with. */
import type { LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import type { Random } from '../random.ts';
import type { Machine } from '../tools/machine.ts';
import type { ToolContext, ToolNet } from '../tools/tool.ts';
import type { ToolEntry } from './command.ts';
import type { EditRequest } from './edit.ts';
import type { Disk } from './files.ts';

export interface TerminalOptions {
  readonly id: string;
  /** `student@laptop` */
  readonly title: string;
  readonly user: string;
  /** Default: `/home/` and the user's name; `/root` for root. */
  readonly home?: string;
  readonly host: Host;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  readonly disk: Disk;
  readonly tools: ReadonlyMap<string, ToolEntry>;
  /** The host's network for one command. */
  readonly net: (signal: AbortSignal, privileged: boolean) => ToolNet;
  /** What else runs on the machine. Default: nobody can say. */
  readonly machine?: Machine;
  /** Enters a command among what runs there; `stop` ends it. Default: commands are not entered. */
  readonly begin?: (name: string, args: readonly string[], stop: () => void, user: string) => BegunCommand;
  /** Opens a file in the window's editor; false where no window is open. Default: there is none. */
  readonly edit?: (request: EditRequest) => boolean;
  /** Names of hosts and zones of the lab, for completion. */
  readonly names?: () => readonly string[];
  /** Printed above the first prompt. */
  readonly greeting?: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Default: UTC. */
  readonly localTime?: ToolContext['localTime'];
}

/** A command among the machine's processes. */
export interface BegunCommand {
  readonly pid: number;
  readonly net: TerminalOptions['net'];
  /** It is over. */
  end(): void;
}

/** The shell's variables at its start. */
export function environmentOf(
  user: string,
  { host }: Pick<TerminalOptions, 'host'>,
  home: string,
): Record<string, string> {
  return {
    HOME: home,
    USER: user,
    LOGNAME: user,
    HOSTNAME: host.name,
    SHELL: '/bin/bash',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    PWD: home,
    OLDPWD: home,
    IFS: ' \t\n',
    OPTIND: '1',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    SHELLOPTS: 'braceexpand:hashall:interactive-comments',
  };
}
