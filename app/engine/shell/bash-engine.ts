/**
 * just-bash itself, as the shells use it: loaded once, with the terminal's commands, told what to run and kept from
 * running away.
 *
 * What bundlers must know: `just-bash/browser` is one file without Node's modules but one, `node:zlib`, which only
 * gzip and its kin use (not offered here). For a browser, alias `node:zlib` to a module that exports `constants`,
 * `gunzipSync` and `gzipSync`; for Node and Electron leave it external. It is loaded with the first line that is
 * typed, not before: loading takes about 150 ms and 7 MB.
 */
import type { Bash, IFileSystem } from 'just-bash/browser';
import type { LabClock } from '../network/clock.ts';
import type { Random } from '../random.ts';
import { isUnfinished, syntaxError } from './bash-words.ts';
import { VARIABLE_COMMANDS, variableValues, withLabVariables } from './lab-variables.ts';
import {
  BREATHS_IN_NO_TIME,
  COMMANDS_OF_BASH,
  COMMANDS_WITHOUT_PAUSE,
  LIMITS,
  LOOPS_A_BREATH,
} from './limits.ts';
import { BACKGROUND, HELP, ON_FILE, ON_TERMINAL, PIPE, rewriteScript, WAIT } from './streaming.ts';
import type { ScriptNode, StatementNode } from './syntax.ts';

type CustomCommand = Parameters<Bash['registerCommand']>[0];
export type BashCommandContext = Parameters<CustomCommand['execute']>[1];
export type BashCommandResult = Awaited<ReturnType<CustomCommand['execute']>>;

/** Who runs commands, and on what. */
export interface BashOptions {
  readonly fs: IFileSystem;
  readonly clock: LabClock;
  /** Where `$RANDOM` comes from. */
  readonly random: Random;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Whose it is: root's or not. */
  readonly root: boolean;
  /** Names that the shell runs itself: tools and the terminal's own commands. */
  readonly commands: ReadonlyMap<string, unknown>;
  /** Runs one of `commands`. `onScreen`: it prints to the terminal, and its result is only the exit code. */
  readonly call: (
    name: string,
    args: readonly string[],
    context: BashCommandContext,
    onScreen: boolean,
  ) => Promise<BashCommandResult>;
  /** Runs a whole pipeline, its words as streaming.ts put them together. */
  readonly callPipe: (args: readonly string[], context: BashCommandContext) => Promise<BashCommandResult>;
  /** Runs one whose output goes into a file as it is printed; the first words are the operator and the file. */
  readonly callOnFile: (args: readonly string[], context: BashCommandContext) => Promise<BashCommandResult>;
  /** Begins one that runs beside the prompt: the words of a call on the terminal or into a file. */
  readonly callBeside: (args: readonly string[], context: BashCommandContext) => BashCommandResult;
  /** The process of the newest job: `$!`. */
  readonly lastJob: () => number;
}

export type Parsed =
  | { readonly kind: 'script'; readonly script: ScriptNode }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'wrong'; readonly message: string };

/** What is given to one execution, and is not kept from one to the next. */
export interface Surroundings {
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** Keeps the exit status of a statement, whatever is run after it. */
export const NOTE_STATUS = 'rootwalk\u2060note';
/** Sets `$?`. */
export const SET_STATUS = 'rootwalk\u2060status';
export const HIDDEN_COMMANDS: ReadonlySet<string> = new Set([
  BACKGROUND,
  ON_TERMINAL,
  ON_FILE,
  PIPE,
  HELP,
  WAIT,
  NOTE_STATUS,
  SET_STATUS,
  ...VARIABLE_COMMANDS,
]);

export class BashEngine {
  readonly #options: BashOptions;
  #loading: Promise<Bash> | null = null;
  /** The tree that the next execution shall run instead of its text. */
  #next: ScriptNode | null = null;
  #parsing = false;
  #parsed: ScriptNode | null = null;
  #noted: number | null = null;

  #abort: AbortController | null = null;
  #commandsSincePause = 0;
  #loops = 0;
  #runaway = false;

  constructor(options: BashOptions) {
    this.#options = options;
  }

  /** The status that NOTE_STATUS kept in the last execution; null: it did not come so far. */
  get noted(): number | null {
    return this.#noted;
  }

  /** Loads it, once. */
  async load(): Promise<void> {
    await this.#instance();
  }

  async parse(text: string): Promise<Parsed> {
    const bash = await this.#instance();
    // A backslash at the very end, or an operator: the command goes on in the next line.
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return { kind: 'unfinished' };
    this.#parsing = true;
    this.#parsed = null;
    try {
      bash.transform(text);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message.includes('unterminated here-document')) return { kind: 'unfinished' };
      if (!this.#parsed) {
        if (isUnfinished(message, error)) return { kind: 'unfinished' };
        return { kind: 'wrong', message: syntaxError(message) };
      }
    } finally {
      this.#parsing = false;
    }
    const script = this.#parsed as ScriptNode | null;
    if (!script) return { kind: 'wrong', message: 'bash: syntax error' };
    if (/(?:\||&&)\s*$/.test(text) && !/#[^"']*$/.test(text)) return { kind: 'unfinished' };
    const deferred = script.statements.find((statement) => statement.deferredError)?.deferredError;
    if (deferred) return { kind: 'wrong', message: syntaxError(deferred.message) };
    return { kind: 'script', script };
  }

  /** The statements of a text that is the shell's own; none where it cannot be read. */
  async statementsOf(text: string): Promise<readonly StatementNode[]> {
    const bash = await this.#instance();
    this.#parsing = true;
    try {
      return bash.transform(text).ast.statements;
    } catch {
      return [];
    } finally {
      this.#parsing = false;
    }
  }

  /** A line begins: until `end`, `abort` stops it, and what runs without a pause is counted. */
  begin(abort: AbortController): void {
    this.#abort = abort;
    this.#commandsSincePause = 0;
    this.#loops = 0;
    this.#runaway = false;
  }

  /** Gives whether it had to be stopped. */
  end(): boolean {
    this.#abort = null;
    return this.#runaway;
  }

  /** Throws what just-bash throws. */
  async execute(
    statements: readonly StatementNode[],
    surroundings: Surroundings,
  ): Promise<Awaited<ReturnType<Bash['exec']>>> {
    const bash = await this.#instance();
    this.#noted = null;
    this.#next = { type: 'Script', statements: [...statements] };
    try {
      return await bash.exec(':', { ...surroundings, replaceEnv: true, rawScript: true });
    } finally {
      this.#next = null;
    }
  }

  /** Called with every round of a loop and every call of a function. */
  breathe(): Promise<void> | null {
    if (++this.#loops % LOOPS_A_BREATH !== 0) return null;
    this.#commandsSincePause = 0;
    // A short loop takes no lab time. A long one does, or the lab would stand still beside it.
    if (this.#loops < LOOPS_A_BREATH * BREATHS_IN_NO_TIME) this.#options.clock.woke();
    return this.#options.clock.breathe();
  }

  #instance(): Promise<Bash> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<Bash> {
    const { Bash: BashClass } = await import('just-bash/browser');
    const { clock } = this.#options;
    const bash = new BashClass({
      fs: this.#options.fs,
      cwd: this.#options.workingDirectory,
      env: { ...this.#options.environment },
      // It would replace globals of the whole process (setTimeout, process …) while a command runs: other
      // terminals and servers share them. Nothing here runs code of the student's in JavaScript.
      defenseInDepth: false,
      commands: [...COMMANDS_OF_BASH],
      executionLimits: LIMITS,
      processInfo: {
        pid: 1187,
        ppid: 1180,
        ...(this.#options.root ? { uid: 0, gid: 0 } : { uid: 1000, gid: 1000 }),
      },
      sleep: async (milliseconds) => {
        this.#commandsSincePause = 0;
        await clock.sleep(milliseconds, 'sleep', this.#abort?.signal);
      },
      coverage: {
        hit: (feature) => {
          if (feature.startsWith('bash:cmd')) this.#countCommand();
        },
      },
      customCommands: [...this.#options.commands.keys()].map((name) => this.#custom(name)),
    });
    bash.registerCommand({
      name: ON_TERMINAL,
      execute: ([name = '', ...args], context) => this.#call(name, args, context, true),
    });
    bash.registerCommand({
      name: PIPE,
      execute: (args, context) => this.#counted(this.#options.callPipe(args, context)),
    });
    bash.registerCommand({
      name: ON_FILE,
      execute: (args, context) => this.#counted(this.#options.callOnFile(args, context)),
    });
    bash.registerCommand({
      name: BACKGROUND,
      execute: async (args, context) => this.#options.callBeside(args, context),
    });
    bash.registerCommand({
      name: HELP,
      execute: (args, context) => this.#call('help', args, context, false),
    });
    bash.registerCommand({
      name: WAIT,
      execute: (args, context) => this.#call('wait', args, context, true),
    });
    bash.registerCommand({
      name: SET_STATUS,
      execute: async ([status]) => ({ stdout: '', stderr: '', exitCode: Number(status) }),
    });
    bash.registerCommand({
      name: NOTE_STATUS,
      execute: async ([status]) => {
        this.#noted = Number(status);
        return { stdout: '', stderr: '', exitCode: this.#noted };
      },
    });
    for (const [name, value] of variableValues(this.#options.random, clock, this.#options.lastJob))
      bash.registerCommand({
        name,
        execute: async () => ({ stdout: `${value()}\n`, stderr: '', exitCode: 0 }),
      });
    bash.registerTransformPlugin({
      name: 'rootwalk',
      transform: ({ ast }) => {
        if (this.#parsing) {
          this.#parsed = ast;
          return { ast };
        }
        const next = this.#next;
        this.#next = null;
        // What a command runs in turn (`bash script`, `xargs`) prints into that command's output.
        return {
          ast:
            next ??
            withLabVariables(
              rewriteScript(ast, false, { isTool: () => false, isShadowed: (name) => name !== 'help' }),
            ),
        };
      },
    });
    await bash.exec('shopt -s expand_aliases');
    return bash;
  }

  #custom(name: string): CustomCommand {
    return { name, execute: (args, context) => this.#call(name, args, context, false) };
  }

  async #call(
    name: string,
    args: readonly string[],
    context: BashCommandContext,
    onScreen: boolean,
  ): Promise<BashCommandResult> {
    return this.#counted(this.#options.call(name, args, context, onScreen));
  }

  async #counted(call: Promise<BashCommandResult>): Promise<BashCommandResult> {
    const result = await call;
    this.#commandsSincePause = 0;
    return result;
  }

  /**
   * `eval`, `source` and scripts called by path are read by just-bash itself, so that no breath is put into their
   * loops. They may run this many commands without a pause; then they are stopped rather than the whole program.
   */
  #countCommand(): void {
    if (++this.#commandsSincePause <= COMMANDS_WITHOUT_PAUSE || !this.#abort) return;
    this.#runaway = true;
    this.#abort.abort();
  }
}
