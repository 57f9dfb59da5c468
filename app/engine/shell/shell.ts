/**
 * The shell behind a terminal: just-bash (bash-engine.ts), kept alive from line to line.
 *
 * A line's way: `parse` tells a complete line from one that goes on and from one that is wrong. `run` takes the
 * parsed statements one after another, rewrites each so that its output reaches the screen at once (streaming.ts),
 * puts before it what just-bash forgets between two calls (functions, arrays, options, `$?`), executes it, and
 * keeps what it left: variables, aliases, working directory, exit status.
 */
import { BashEngine, NOTE_STATUS, SET_STATUS, type BashOptions, type Parsed } from './bash-engine.ts';
import { arraysAgain, mentionsArrays, plainErrors, withoutAbort } from './bash-words.ts';
import { withLabVariables } from './lab-variables.ts';
import { RUNAWAY } from './limits.ts';
import { rewriteScript } from './streaming.ts';
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

export interface ShellOptions extends BashOptions {
  /** Begins whatever else has `&` behind it, in a copy of this shell; `line` is its text. */
  readonly runBeside: (statement: StatementNode, line: string) => void;
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

/** Takes what `declare -p` says of the arrays. */
export const ARRAYS_DEVICE = '/dev/pts/2';

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
  readonly #bash: BashEngine;

  #environment: Record<string, string>;
  #workingDirectory: string;
  #status = 0;
  readonly #functions = new Map<string, FunctionNode>();
  /** What `declare -p` said of the arrays, to be said again before the next statement. */
  #arrays = '';
  #arraysSeen = '';

  /** Shells that this one stands in, the innermost last, and the one that begins next. */
  readonly #outer: OuterShell[] = [];
  /** It was copied for one job, and ends with it. */
  #isCopy = false;
  #nested: NestedShell | null = null;

  #endedItself: number | null = null;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#bash = new BashEngine(options);
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
  load(): Promise<void> {
    return this.#bash.load();
  }

  /** What `declare -p` printed, given by the device that it was sent to. */
  noteArrays(text: string): void {
    this.#arraysSeen += text;
  }

  parse(text: string): Promise<Parsed> {
    return this.#bash.parse(text);
  }

  /** Called with every round of a loop and every call of a function. */
  breathe(): Promise<void> | null {
    return this.#bash.breathe();
  }

  /** Runs a parsed script to its end or until `abort`. Gives the exit status; 130 when it was stopped. */
  async run(script: ScriptNode, output: ShellOutput, abort: AbortController): Promise<number> {
    this.#bash.begin(abort);
    this.#endedItself = null;
    try {
      for (const statement of script.statements) {
        await this.#runStatement(statement, output, abort.signal);
        if (abort.signal.aborted) break;
      }
    } finally {
      if (this.#bash.end()) output.err(RUNAWAY);
    }
    if (abort.signal.aborted) this.#status = this.#endedItself ?? 130;
    return this.#status;
  }

  async #runStatement(statement: StatementNode, output: ShellOutput, signal: AbortSignal): Promise<void> {
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
    const statements = [
      ...(await this.#prelude()),
      ...rewritten.statements,
      ...(tracksArrays ? await this.#bash.statementsOf(EPILOGUE) : []),
    ];
    let result;
    try {
      result = await this.#bash.execute(statements, {
        env: this.#environment,
        cwd: this.#workingDirectory,
        signal,
      });
    } catch (error) {
      output.err(`bash: ${error instanceof Error ? error.message : String(error)}\n`);
      this.#status = 1;
      return;
    }
    if (result.stdout) output.out(result.stdout);
    const err = signal.aborted ? withoutAbort(result.stderr) : result.stderr;
    if (err) output.err(plainErrors(err));
    this.#status = this.#bash.noted ?? result.exitCode;
    if (signal.aborted) return;
    if (isExit(statement)) {
      const outer = this.#outer.pop();
      if (outer) this.#leave(outer);
      else if (!this.#isCopy) this.#reset();
      if (!this.#isCopy) output.out(outer ? 'logout\n' : 'exit\n');
      return;
    }
    for (const node of functionsIn(rewritten.statements)) this.#functions.set(node.name, node);
    if (tracksArrays && this.#bash.noted !== null) this.#arrays = arraysAgain(this.#arraysSeen);
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
  async #prelude(): Promise<StatementNode[]> {
    const list: StatementNode[] = [];
    for (const node of this.#functions.values()) list.push(statementOf(node));
    const options = (this.#environment['SHELLOPTS'] ?? '').split(':');
    const lost = options.filter((name) => name !== '' && !DEFAULT_OPTIONS.has(name));
    if (this.#arrays) list.push(...(await this.#bash.statementsOf(this.#arrays)));
    for (const name of lost) list.push(callOf('set', '-o', name));
    list.push(callOf(SET_STATUS, String(this.#status)));
    return list;
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
