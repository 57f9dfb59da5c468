/**
 * What the engine's type check knows of just-bash (app/engine/tsconfig.json points here). Its own types bring
 * Node's along, through its network part; then everything of Node's would exist for the engine. The check of the
 * whole app uses the package's own types, so that what is said here cannot differ from them unnoticed.
 */
export interface IFileSystem {
  readFile(path: string, options?: { encoding?: BufferEncoding | null } | BufferEncoding): Promise<string>;
  readFileBuffer(path: string): Promise<Uint8Array>;
  writeFile(
    path: string,
    content: string | Uint8Array,
    options?: { encoding?: BufferEncoding } | BufferEncoding,
  ): Promise<void>;
  appendFile(
    path: string,
    content: string | Uint8Array,
    options?: { encoding?: BufferEncoding } | BufferEncoding,
  ): Promise<void>;
  exists(path: string): Promise<boolean>;
  stat(path: string): Promise<FsStat>;
  lstat(path: string): Promise<FsStat>;
  mkdir(path: string, options?: { recursive?: boolean }): Promise<void>;
  readdir(path: string): Promise<string[]>;
  readdirWithFileTypes?(
    path: string,
  ): Promise<{ name: string; isFile: boolean; isDirectory: boolean; isSymbolicLink: boolean }[]>;
  rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void>;
  cp(src: string, dest: string, options?: { recursive?: boolean }): Promise<void>;
  mv(src: string, dest: string): Promise<void>;
  resolvePath(base: string, path: string): string;
  getAllPaths(): string[];
  chmod(path: string, mode: number): Promise<void>;
  symlink(target: string, linkPath: string): Promise<void>;
  link(existingPath: string, newPath: string): Promise<void>;
  readlink(path: string): Promise<string>;
  realpath(path: string): Promise<string>;
  utimes(path: string, atime: Date, mtime: Date): Promise<void>;
}

type BufferEncoding = 'utf8' | 'utf-8' | 'ascii' | 'binary' | 'base64' | 'hex' | 'latin1';

interface FsStat {
  isFile: boolean;
  isDirectory: boolean;
  isSymbolicLink: boolean;
  mode: number;
  size: number;
  mtime: Date;
  identity?: string;
}

export interface ExecResult {
  stdout: string;
  stderr: string;
  exitCode: number;
  stdoutKind?: 'text' | 'bytes';
  stdoutEncoding?: 'binary';
}

interface CommandContext {
  cwd: string;
  exportedEnv?: Record<string, string>;
  /** Octets, one character each; opaque, so that nobody takes them for text. */
  stdin: object;
  signal?: AbortSignal;
  exec?: (
    command: string,
    options: {
      cwd: string;
      args?: string[];
      stdin?: string;
      stdinKind?: 'text' | 'bytes';
      signal?: AbortSignal;
    },
  ) => Promise<ExecResult>;
}

interface Command {
  name: string;
  execute(args: string[], context: CommandContext): Promise<ExecResult>;
}

export interface BashOptions {
  fs?: IFileSystem;
  cwd?: string;
  env?: Record<string, string>;
  defenseInDepth?: boolean;
  commands?: string[];
  customCommands?: Command[];
  executionLimits?: Record<string, number>;
  processInfo?: { pid?: number; ppid?: number; uid?: number; gid?: number };
  sleep?: (milliseconds: number) => Promise<void>;
  coverage?: { hit(feature: string): void };
}

export declare class Bash {
  constructor(options?: BashOptions);
  exec(
    commandLine: string,
    options?: {
      env?: Record<string, string>;
      replaceEnv?: boolean;
      cwd?: string;
      rawScript?: boolean;
      signal?: AbortSignal;
    },
  ): Promise<ExecResult & { env: Record<string, string> }>;
  transform(commandLine: string): { ast: ScriptNode };
  registerCommand(command: Command): void;
  registerTransformPlugin(plugin: {
    name: string;
    transform(context: { ast: ScriptNode; metadata: Record<string, unknown> }): { ast: ScriptNode };
  }): void;
}

interface ScriptNode {
  type: 'Script';
  statements: StatementNode[];
}
interface StatementNode {
  type: 'Statement';
  pipelines: PipelineNode[];
  operators: ('&&' | '||' | ';')[];
  background: boolean;
  deferredError?: { message: string; token: string };
  sourceText?: string;
}
interface PipelineNode {
  type: 'Pipeline';
  commands: CommandNode[];
  negated: boolean;
  pipeStderr?: boolean[];
}
type CommandNode =
  | SimpleCommandNode
  | {
      type: 'If';
      clauses: { condition: StatementNode[]; body: StatementNode[] }[];
      elseBody: StatementNode[] | null;
      redirections: RedirectionNode[];
    }
  | { type: 'For' | 'CStyleFor'; body: StatementNode[]; redirections: RedirectionNode[] }
  | {
      type: 'While' | 'Until';
      condition: StatementNode[];
      body: StatementNode[];
      redirections: RedirectionNode[];
    }
  | { type: 'Case'; items: { body: StatementNode[] }[]; redirections: RedirectionNode[] }
  | GroupNode
  | { type: 'ArithmeticCommand' | 'ConditionalCommand'; redirections: RedirectionNode[] }
  | {
      type: 'FunctionDef';
      name: string;
      body: Exclude<CommandNode, SimpleCommandNode | { type: 'FunctionDef' }>;
      redirections: RedirectionNode[];
    };
interface GroupNode {
  type: 'Subshell' | 'Group';
  body: StatementNode[];
  redirections: RedirectionNode[];
}
interface SimpleCommandNode {
  type: 'SimpleCommand';
  assignments: { type: 'Assignment'; name: string }[];
  name: WordNode | null;
  args: WordNode[];
  redirections: RedirectionNode[];
}
interface RedirectionNode {
  type: 'Redirection';
  fd: number | null;
  operator: '<' | '>' | '>>' | '>&' | '<&' | '<>' | '>|' | '&>' | '&>>' | '<<<' | '<<' | '<<-';
  target: WordNode | { type: 'HereDoc' };
}
interface WordNode {
  type: 'Word';
  parts: WordPart[];
}
type WordPart =
  | { type: 'Literal' | 'SingleQuoted' | 'Escaped'; value: string }
  | { type: 'DoubleQuoted'; parts: WordPart[] }
  | {
      type:
        | 'ParameterExpansion'
        | 'CommandSubstitution'
        | 'ArithmeticExpansion'
        | 'ProcessSubstitution'
        | 'BraceExpansion'
        | 'TildeExpansion'
        | 'Glob';
    };
