/** The shells of a terminal: the one at its prompt, and the one of each job that is more than a single tool. */
import { HIDDEN_COMMANDS } from './bash-engine.ts';
import { bashFiles, TERMINAL_ERR, TERMINAL_OUT } from './bash-files.ts';
import { callBeside, shellBeside } from './beside.ts';
import { callCommand, KEPT, toScreen, type CallEnvironment } from './call.ts';
import { callOnFile, callPipe } from './call-outlets.ts';
import type { CommandEntry } from './command.ts';
import type { Jobs } from './jobs.ts';
import { COMMANDS_OF_BASH } from './limits.ts';
import { decode } from './octets.ts';
import { ARRAYS_DEVICE, Shell, type ShellOptions } from './shell.ts';
import { environmentOf, type TerminalOptions } from './terminal-options.ts';

export interface TerminalParts {
  readonly options: TerminalOptions;
  readonly commands: ReadonlyMap<string, CommandEntry>;
  readonly home: string;
  readonly user: () => string;
  readonly environment: () => CallEnvironment;
  readonly jobs: Jobs;
  /** Above the prompt. */
  readonly printBeside: (text: string) => void;
}

export function terminalShell(parts: TerminalParts): Shell {
  return shellOf(parts, (options) => new Shell(options));
}

function shellOf(parts: TerminalParts, make: (options: ShellOptions) => Shell): Shell {
  const { options, commands, jobs, environment } = parts;
  const beside = (): Parameters<typeof callBeside>[0] => ({
    environment: environment(),
    jobs,
    print: parts.printBeside,
  });
  const devices = new Map([
    [TERMINAL_OUT, (octets: Uint8Array) => environment().print(decode(octets))],
    [TERMINAL_ERR, (octets: Uint8Array) => environment().printError(decode(octets))],
    ['/dev/tty', (octets: Uint8Array) => environment().print(decode(octets))],
    ['/dev/null', () => undefined],
    [ARRAYS_DEVICE, (octets: Uint8Array) => shell.noteArrays(decode(octets))],
  ]);
  const shell: Shell = make({
    fs: bashFiles({
      disk: options.disk,
      user: parts.user,
      devices,
      hiddenCommands: new Set([...HIDDEN_COMMANDS, ...commands.keys(), ...COMMANDS_OF_BASH]),
      breathe: () => shell.breathe(),
    }),
    clock: options.clock,
    commands,
    workingDirectory: parts.home,
    environment: environmentOf(options.user, options, parts.home),
    root: options.user === 'root',
    random: options.random.fork('RANDOM'),
    lastJob: () => jobs.lastPid,
    call: (name, args, context, onScreen) => {
      const surroundings = environment();
      const words = name === 'kill' ? args.map((word) => processOf(word, jobs)) : args;
      return callCommand(surroundings, name, words, context, onScreen ? toScreen(surroundings) : KEPT);
    },
    callPipe: (args, context) => callPipe(environment(), args, context),
    callOnFile: (args, context) => callOnFile(environment(), args, context),
    callBeside: (args, context) => callBeside(beside(), args, context),
    runBeside: (statement, line) => {
      const user = parts.user();
      shellBeside(beside(), line, (surroundings, abort) => {
        const own = { ...parts, user: () => user, environment: () => surroundings };
        const job = shellOf(own, (its) => shell.copy(its));
        const printer = { out: surroundings.print, err: surroundings.printError };
        return job.run({ type: 'Script', statements: [statement] }, printer, abort);
      });
    },
  });
  return shell;
}

/** The process of a job that is called `%1`; other words stay. */
function processOf(word: string, jobs: Jobs): string {
  return word.startsWith('%') ? String(jobs.pidOf(word) ?? word) : word;
}
