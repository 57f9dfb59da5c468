/** One call of a tool or of a command of our own: its surroundings are put together, its output is brought home. */
import type { LabClock } from '../network/clock.ts';
import type { Random } from '../random.ts';
import type { FileProblem, ToolContext, ToolFiles, ToolNet } from '../tools/tool.ts';
import type { BashCommandContext, BashCommandResult } from './bash-engine.ts';
import { withoutAbort } from './bash-words.ts';
import type { CommandContext, CommandEntry, Screen } from './command.ts';
import { diskWords, isDiskProblem, type Disk, type DiskProblem } from './files.ts';
import type { JobsView } from './jobs.ts';
import { latin1Of, octetsOfLatin1, readable, utf8Latin1 } from './octets.ts';
import { absolutePath } from './paths.ts';
import { screenInput } from './screen-input.ts';
import type { TerminalOptions } from './terminal-options.ts';

export interface CallEnvironment {
  readonly commands: ReadonlyMap<string, CommandEntry>;
  readonly user: string;
  readonly hostName: string;
  readonly clock: LabClock;
  readonly disk: Disk;
  readonly random: Random;
  readonly net: (signal: AbortSignal, privileged: boolean) => ToolNet;
  readonly machine?: TerminalOptions['machine'];
  readonly begin?: TerminalOptions['begin'];
  readonly edit?: TerminalOptions['edit'];
  readonly localTime: ToolContext['localTime'];
  readonly history: { readonly lines: readonly string[]; clear(): void };
  /** To the screen at once. */
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly screen: (signal: AbortSignal) => Screen;
  /** From now on everything is done as this user; gives what ends that. */
  readonly become: (user: string) => () => void;
  readonly beginShell: CommandContext['beginShell'];
  /** What runs beside the prompt. */
  readonly jobs: JobsView;
  /** It runs beside the prompt itself: it may print, and gets no keys. */
  readonly beside?: true;
  /** Ctrl-C made a command end by itself, with this exit status. */
  readonly endedItself: (status: number) => void;
}

/** Where the output of a call goes as it is printed; what has no outlet is kept, and given when the call ends. */
export interface Outlets {
  /** Standard output is the terminal. */
  readonly onScreen: boolean;
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
}

export function toScreen({
  print,
  printError,
  beside,
}: Pick<CallEnvironment, 'print' | 'printError' | 'beside'>): Outlets {
  return {
    onScreen: beside !== true,
    out: (text) => print(readable(text)),
    err: (text) => printError(readable(text)),
  };
}

export const KEPT: Outlets = { onScreen: false };

/** What just-bash tells of a call. */
type CallContext = Omit<BashCommandContext, 'stdin'> & {
  /** One character an octet. */
  readonly stdin: BashCommandContext['stdin'] | string;
};

/** What pipes and files may get from one call, in characters. */
const MAX_KEPT = 24 * 1024 * 1024;

export async function callCommand(
  environment: CallEnvironment,
  name: string,
  args: readonly string[],
  bash: CallContext,
  to: Outlets,
): Promise<BashCommandResult> {
  const { onScreen } = to;
  const entry = environment.commands.get(name);
  if (!entry) return { stdout: '', stderr: `bash: ${name}: command not found\n`, exitCode: 127 };
  const { signal, stop, done } = stoppable(bash.signal);
  // sudo is root's from its start (setuid).
  const process = environment.begin?.(name, args, stop, name === 'sudo' ? 'root' : environment.user);
  const kept = { out: '', err: '' };
  let over = false;
  const keep = (stream: 'out' | 'err', text: string): void => {
    if (kept[stream].length < MAX_KEPT) kept[stream] += text;
  };
  const stdin = String(bash.stdin);
  const workingDirectory = bash.cwd;
  const context: CommandContext = {
    name,
    args,
    stdin,
    workingDirectory,
    env: new Map(Object.entries(bash.exportedEnv ?? {})),
    user: environment.user,
    hostName: environment.hostName,
    clock: environment.clock,
    disk: environment.disk,
    history: environment.history,
    jobs: environment.jobs,
    privileged: environment.user === 'root',
    terminal: onScreen,
    ...(onScreen && { columns: environment.screen(signal).columns }),
    signal,
    random: environment.random,
    net: (process ?? environment).net(signal, environment.user === 'root'),
    ...(environment.machine && { machine: environment.machine }),
    ...(environment.edit && { edit: environment.edit }),
    files: toolFiles(environment.disk, workingDirectory, environment.user),
    screen: onScreen ? environment.screen(signal) : null,
    // What is typed, unless something else is this command's standard input.
    ...(onScreen && stdin === '' && { input: screenInput(environment.screen(signal)) }),
    localTime: environment.localTime,
    now: () => environment.clock.now() + (environment.machine?.clockAheadMs ?? 0),
    sleep: (milliseconds) => environment.clock.sleep(milliseconds, name, signal),
    out: (text) => {
      if (over) return;
      if (to.out) to.out(text);
      else keep('out', text);
    },
    err: (text) => {
      if (over) return;
      if (to.err) to.err(text);
      else keep('err', text);
    },
    runAs: async (user, command, words, env, stop) => {
      const call: AsSomebody = {
        environment,
        caller: name,
        user,
        command,
        words,
        env,
        bash: { ...bash, signal: stop ?? signal },
        to,
      };
      const result = await callAs(call);
      context.out(result.stdout);
      context.err(utf8Latin1(result.stderr));
      return result.exitCode;
    },
    beginShell: environment.beginShell,
  };
  let exitCode: number;
  try {
    exitCode = await entry.command(context);
    if (signal.aborted && entry.endsItself) environment.endedItself(exitCode);
  } catch (error) {
    if (!signal.aborted) context.err(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    exitCode = signal.aborted ? 130 : 1;
  } finally {
    // What a stopped tool still has to say nobody hears.
    over = true;
    process?.end();
    done();
  }
  return {
    stdout: latin1Of(octetsOfLatin1(kept.out)),
    stdoutKind: 'bytes',
    stdoutEncoding: 'binary',
    stderr: readable(kept.err),
    exitCode,
  };
}

interface AsSomebody {
  readonly environment: CallEnvironment;
  /** Which command asks for it. */
  readonly caller: string;
  readonly user: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly bash: CallContext;
  readonly to: Outlets;
}

/** A command of ours prints as it goes; one of just-bash's gives its output at its end. */
async function callAs(call: AsSomebody): Promise<BashCommandResult> {
  const { environment, caller, user, command, words, env, bash, to } = call;
  const back = environment.become(user);
  try {
    if (environment.commands.has(command)) {
      const exportedEnv = { ...bash.exportedEnv, ...env };
      return await callCommand({ ...environment, user }, command, words, { ...bash, exportedEnv }, to);
    }
    const variables = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
    const result = await bash.exec?.([...variables, ...[command, ...words].map(quoted)].join(' '), {
      cwd: bash.cwd,
      stdin: String(bash.stdin),
      stdinKind: 'bytes',
      ...(bash.signal && { signal: bash.signal }),
    });
    if (result === undefined) return { stdout: '', stderr: `${caller}: cannot run that here\n`, exitCode: 1 };
    const notFound = /^bash: .+: command not found$/m.test(result.stderr) && result.exitCode === 127;
    if (notFound) return notThere(caller, command);
    const stdout = latin1Of(octetsOfText(result.stdout));
    const stderr = bash.signal?.aborted ? withoutAbort(result.stderr) : result.stderr;
    return { stdout, stderr, exitCode: result.exitCode };
  } finally {
    back();
  }
}

/** sudo and coreutils' timeout have words of their own. */
function notThere(caller: string, command: string): BashCommandResult {
  return caller === 'sudo'
    ? { stdout: '', stderr: `sudo: ${command}: command not found\n`, exitCode: 1 }
    : {
        stdout: '',
        stderr: `${caller}: failed to run command ‘${command}’: No such file or directory\n`,
        exitCode: 127,
      };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A signal that follows the shell's and that `stop` raises too; `done` when nobody needs it any more. */
function stoppable(outer: AbortSignal | undefined): {
  readonly signal: AbortSignal;
  readonly stop: () => void;
  readonly done: () => void;
} {
  const inner = new AbortController();
  const follow = (): void => inner.abort(outer?.reason);
  if (outer?.aborted) follow();
  outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: inner.signal,
    stop: () => inner.abort(new Error('terminated')),
    done: () => outer?.removeEventListener('abort', follow),
  };
}

const encoder = new TextEncoder();
function octetsOfText(text: string): Uint8Array {
  return encoder.encode(text);
}

function toolFiles(disk: Disk, workingDirectory: string, user: string): ToolFiles {
  return {
    read: async (path) => {
      const octets = disk.read(absolutePath(workingDirectory, path), user);
      return isDiskProblem(octets) ? fileProblem(octets) : octets;
    },
    write: async (path, octets) => {
      const failed = disk.write(absolutePath(workingDirectory, path), octets, user);
      return failed ? fileProblem(failed) : null;
    },
    append: async (path, octets) => {
      const failed = disk.append(absolutePath(workingDirectory, path), octets, user);
      return failed ? fileProblem(failed) : null;
    },
    list: async (path) => {
      const names = disk.list(absolutePath(workingDirectory, path), user);
      return 'code' in names ? fileProblem(names) : names;
    },
  };
}

const REASONS: Partial<Record<DiskProblem['code'], FileProblem['reason']>> = {
  ENOENT: 'not-found',
  EISDIR: 'is-directory',
  EACCES: 'permission-denied',
  ENOSPC: 'no-space',
};

function fileProblem(problem: DiskProblem): FileProblem {
  return {
    kind: 'file-problem',
    reason: REASONS[problem.code] ?? 'other',
    message: diskWords(problem.code),
  };
}
