/**
 * The shell behind a terminal: just-bash, kept alive from line to line.
 *
 * A line's way: `parse` tells a complete line from one that goes on and from one that is wrong. `run` takes the
 * parsed statements one after another, rewrites each so that its output reaches the screen at once (streaming.ts),
 * puts before it what just-bash forgets between two calls (functions, arrays, options, `$?`), executes it, and
 * keeps what it left: variables, aliases, working directory, exit status.
 *
 * What bundlers must know: `just-bash/browser` is one file without Node's modules but one, `node:zlib`, which only
 * gzip and its kin use (not offered here). For a browser, alias `node:zlib` to a module that exports `constants`,
 * `gunzipSync` and `gzipSync`; for Node and Electron leave it external. It is loaded with the first line that is
 * typed, not before: loading takes about 150 ms and 7 MB.
 */
import type { Bash, IFileSystem } from 'just-bash/browser';
import type { LabClock } from '../network/clock.ts';
import type { Random } from '../random.ts';
import {
  arraysAgain,
  isUnfinished,
  mentionsArrays,
  plainErrors,
  syntaxError,
  withoutAbort,
} from './bash-words.ts';
import {
  BREATHS_IN_NO_TIME,
  COMMANDS_OF_BASH,
  COMMANDS_WITHOUT_PAUSE,
  LIMITS,
  LOOPS_A_BREATH,
  RUNAWAY,
} from './limits.ts';
import { VARIABLE_COMMANDS, variableValues, withLabVariables } from './lab-variables.ts';
import { BACKGROUND, HELP, ON_FILE, ON_TERMINAL, PIPE, rewriteScript, WAIT } from './streaming.ts';
import {
  functionsIn,
  lineOf,
  literalOf,
  statementOf,
  word,
  type FunctionNode,
  type ScriptNode,
  type StatementNode,
} from './syntax.ts';

type CustomCommand = Parameters<Bash['registerCommand']>[0];
export type BashCommandContext = Parameters<CustomCommand['execute']>[1];
export type BashCommandResult = Awaited<ReturnType<CustomCommand['execute']>>;

export interface ShellOptions {
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
  /** Begins whatever else has `&` behind it, in a copy of this shell; `line` is its text. */
  readonly runBeside: (statement: StatementNode, line: string) => void;
  /** The process of the newest job: `$!`. */
  readonly lastJob: () => number;
}

/** A shell that another one stands in, as it is when that one ends. */
interface OuterShell {
  readonly environment: Record<string, string>;
  readonly workingDirectory: string;
  readonly functions: ReadonlyMap<string, FunctionNode>;
  readonly arrays: string;
  readonly leave: () => void;
}

interface NestedShell {
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string | null;
  readonly enter: () => () => void;
}

export interface ShellOutput {
  out(text: string): void;
  err(text: string): void;
}

export type Parsed =
  | { readonly kind: 'script'; readonly script: ScriptNode }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'wrong'; readonly message: string };

const NOTE_STATUS = 'rootwalk\u2060note';
const SET_STATUS = 'rootwalk\u2060status';
/** Takes what `declare -p` says of the arrays. */
export const ARRAYS_DEVICE = '/dev/pts/2';

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

/** Options of `set -o` that are on without anybody's doing. */
const DEFAULT_OPTIONS: ReadonlySet<string> = new Set([
  'braceexpand',
  'hashall',
  'interactive-comments',
  'noexec',
]);

/** Run after a statement that may have touched arrays. */
const EPILOGUE = `${NOTE_STATUS} $?\n{ declare -ap; declare -Ap; } >>${ARRAYS_DEVICE} 2>/dev/null`;

export class Shell {
  readonly #options: ShellOptions;
  #loading: Promise<Bash> | null = null;
  /** The tree that the next execution shall run instead of its text. */
  #next: ScriptNode | null = null;
  #parsing = false;
  #parsed: ScriptNode | null = null;

  #environment: Record<string, string>;
  #workingDirectory: string;
  #status = 0;
  readonly #functions = new Map<string, FunctionNode>();
  /** What `declare -p` said of the arrays, to be said again before the next statement. */
  #arrays = '';
  #arraysSeen = '';
  #noted: number | null = null;

  /** Shells that this one stands in, the innermost last, and the one that begins next. */
  readonly #outer: OuterShell[] = [];
  /** It was copied for one job, and ends with it. */
  #isCopy = false;
  #nested: NestedShell | null = null;

  #abort: AbortController | null = null;
  #endedItself: number | null = null;
  #commandsSincePause = 0;
  #loops = 0;
  #runaway = false;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#environment = { ...options.environment };
    this.#workingDirectory = options.workingDirectory;
  }

  get workingDirectory(): string {
    return this.#workingDirectory;
  }
  get status(): number {
    return this.#status;
  }
  variable(name: string): string | undefined {
    return this.#environment[name];
  }
  get variables(): readonly string[] {
    return Object.keys(this.#environment).filter((name) => /^[A-Za-z_]\w*$/.test(name) && !isAlias(name));
  }
  get aliases(): readonly string[] {
    return Object.keys(this.#environment)
      .filter(isAlias)
      .map((name) => name.slice(ALIAS.length));
  }
  get functions(): readonly string[] {
    return [...this.#functions.keys()];
  }

  /**
   * Begins a shell in this one when the statement that runs has ended; `exit` leaves it. `workingDirectory` null: it
   * begins where this one stands. `enter` is called when it begins, what it gives when it ends.
   */
  nest(
    environment: Readonly<Record<string, string>>,
    workingDirectory: string | null,
    enter: () => () => void,
  ): void {
    this.#nested = { environment, workingDirectory, enter };
  }

  /** Sets `$?` where nothing was run: a line that does not parse, Ctrl-C at the prompt. */
  fail(status: number): number {
    return (this.#status = status);
  }

  /** Sets `$?` of what Ctrl-C is about to end. */
  endedItself(status: number): void {
    this.#endedItself = status;
  }

  /** Another shell as this one is now, with its variables, arrays, aliases and functions; what it changes stays in it. */
  copy(options: ShellOptions): Shell {
    const copy = new Shell({
      ...options,
      environment: this.#environment,
      workingDirectory: this.#workingDirectory,
    });
    for (const [name, node] of this.#functions) copy.#functions.set(name, node);
    copy.#arrays = this.#arrays;
    copy.#status = this.#status;
    copy.#isCopy = true;
    return copy;
  }

  /** Loads just-bash, once. */
  async load(): Promise<void> {
    await this.#instance();
  }

  /** What `declare -p` printed, given by the device that it was sent to. */
  noteArrays(text: string): void {
    this.#arraysSeen += text;
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

  /** Runs a parsed script to its end or until `abort`. Gives the exit status; 130 when it was stopped. */
  async run(script: ScriptNode, output: ShellOutput, abort: AbortController): Promise<number> {
    const bash = await this.#instance();
    this.#abort = abort;
    this.#commandsSincePause = 0;
    this.#loops = 0;
    this.#runaway = false;
    this.#endedItself = null;
    try {
      for (const statement of script.statements) {
        await this.#runStatement(bash, statement, output, abort.signal);
        if (abort.signal.aborted) break;
      }
    } finally {
      this.#abort = null;
    }
    if (this.#runaway) output.err(RUNAWAY);
    if (abort.signal.aborted) this.#status = this.#endedItself ?? 130;
    return this.#status;
  }

  async #runStatement(
    bash: Bash,
    statement: StatementNode,
    output: ShellOutput,
    signal: AbortSignal,
  ): Promise<void> {
    const rewritten = withLabVariables(
      rewriteScript({ type: 'Script', statements: [statement] }, true, {
        isTool: (name) => this.#options.commands.has(name),
        isShadowed: (name) => this.#functions.has(name) || `${ALIAS}${name}` in this.#environment,
        joinsPipes: !(this.#environment['SHELLOPTS'] ?? '').includes('pipefail'),
      }),
    );
    if (rewritten.statements[0]?.background) {
      this.#options.runBeside({ ...statement, background: false }, lineOf(statement));
      this.#status = 0;
      return;
    }
    const tracksArrays = this.#arrays !== '' || mentionsArrays(statement);
    this.#arraysSeen = '';
    this.#noted = null;
    this.#next = {
      type: 'Script',
      statements: [
        ...this.#prelude(bash),
        ...rewritten.statements,
        ...(tracksArrays ? this.#silently(() => bash.transform(EPILOGUE).ast.statements) : []),
      ],
    };
    let result;
    try {
      result = await bash.exec(':', {
        env: this.#environment,
        replaceEnv: true,
        cwd: this.#workingDirectory,
        rawScript: true,
        signal,
      });
    } catch (error) {
      output.err(`bash: ${error instanceof Error ? error.message : String(error)}\n`);
      this.#status = 1;
      return;
    } finally {
      this.#next = null;
    }
    if (result.stdout) output.out(result.stdout);
    const err = signal.aborted ? withoutAbort(result.stderr) : result.stderr;
    if (err) output.err(plainErrors(err));
    this.#status = this.#noted ?? result.exitCode;
    if (signal.aborted) return;
    if (isExit(statement)) {
      const outer = this.#outer.pop();
      if (outer) this.#leave(outer);
      else if (!this.#isCopy) this.#reset();
      if (!this.#isCopy) output.out(outer ? 'logout\n' : 'exit\n');
      return;
    }
    for (const node of functionsIn(rewritten.statements)) this.#functions.set(node.name, node);
    if (tracksArrays && this.#noted !== null) this.#arrays = arraysAgain(this.#arraysSeen);
    this.#environment = { ...result.env };
    this.#workingDirectory = result.env['PWD'] ?? this.#workingDirectory;
    if (this.#nested !== null) this.#enter(this.#nested);
  }

  #enter({ environment, workingDirectory, enter }: NestedShell): void {
    this.#nested = null;
    this.#outer.push({
      environment: this.#environment,
      workingDirectory: this.#workingDirectory,
      functions: new Map(this.#functions),
      arrays: this.#arrays,
      leave: enter(),
    });
    const folder = workingDirectory ?? this.#workingDirectory;
    this.#environment = { ...environment, PWD: folder };
    this.#workingDirectory = folder;
    this.#functions.clear();
    this.#arrays = '';
  }

  #leave(outer: OuterShell): void {
    outer.leave();
    this.#environment = outer.environment;
    this.#workingDirectory = outer.workingDirectory;
    this.#functions.clear();
    for (const [name, node] of outer.functions) this.#functions.set(name, node);
    this.#arrays = outer.arrays;
  }

  /** A new shell, as after logging in again: this terminal has nothing else to go back to. */
  #reset(): void {
    this.#environment = { ...this.#options.environment };
    this.#workingDirectory = this.#options.workingDirectory;
    this.#functions.clear();
    this.#arrays = '';
  }

  /** What just-bash does not keep from one execution to the next. */
  #prelude(bash: Bash): StatementNode[] {
    const list: StatementNode[] = [];
    for (const node of this.#functions.values()) list.push(statementOf(node));
    const options = (this.#environment['SHELLOPTS'] ?? '').split(':');
    const lost = options.filter((name) => name !== '' && !DEFAULT_OPTIONS.has(name));
    if (this.#arrays) list.push(...this.#silently(() => bash.transform(this.#arrays).ast.statements));
    for (const name of lost) list.push(callOf('set', '-o', name));
    list.push(callOf(SET_STATUS, String(this.#status)));
    return list;
  }

  #silently(parse: () => readonly StatementNode[]): readonly StatementNode[] {
    this.#parsing = true;
    try {
      return parse();
    } catch {
      return [];
    } finally {
      this.#parsing = false;
    }
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
      env: this.#environment,
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

  /** Called with every round of a loop and every call of a function. */
  breathe(): Promise<void> | null {
    if (++this.#loops % LOOPS_A_BREATH !== 0) return null;
    this.#commandsSincePause = 0;
    // A short loop takes no lab time. A long one does, or the lab would stand still beside it.
    if (this.#loops < LOOPS_A_BREATH * BREATHS_IN_NO_TIME) this.#options.clock.woke();
    return this.#options.clock.breathe();
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

const ALIAS = 'BASH_ALIAS_';
const isAlias = (name: string): boolean => name.startsWith(ALIAS);

function isExit(statement: StatementNode): boolean {
  const node = statement.pipelines.length === 1 ? statement.pipelines[0]?.commands : undefined;
  if (node?.length !== 1 || node[0]?.type !== 'SimpleCommand' || !node[0].name) return false;
  return ['exit', 'logout'].includes(literalOf(node[0].name) ?? '');
}

function callOf(name: string, ...args: readonly string[]): StatementNode {
  return statementOf({
    type: 'SimpleCommand',
    assignments: [],
    name: word(name),
    args: args.map(word),
    redirections: [],
  });
}
