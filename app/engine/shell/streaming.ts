/**
 * How output reaches the screen while a command line still runs.
 *
 * just-bash gives a line's output when the whole line has ended. A terminal cannot wait that long: `dig +trace`
 * prints hop by hop, `while true; do dig …; sleep 5; done` never ends. So the parsed line is rewritten before
 * it runs, in these ways:
 *
 * 1. A simple command whose output would go to the screen (it is not captured by `$(…)`, not piped onward, no
 *    compound around it is redirected) gets `>>/dev/pts/0 2>>/dev/pts/1` in front of its own redirections. Those
 *    devices are the terminal, so its output is there when the command ends, in a loop with every round.
 * 2. Where that command is one of the lab's own tools, its name becomes `ON_TERMINAL name`: the tool then prints
 *    straight to the terminal as it goes. Piped, captured or redirected tools print into the pipe, as usual.
 * 3. A pipeline that begins with such a tool (`tcpdump -l | grep x`) becomes one command, `PIPE`, which runs its
 *    parts at the same time (pipe.ts). `dig … > file` becomes `ON_FILE`: the file gets what is printed as it goes,
 *    so that Ctrl-C loses nothing.
 * 4. Such a tool with `&` behind it becomes `BACKGROUND …` and runs beside the prompt (jobs.ts). Whatever else has `&`
 *    behind it on a line (a pipeline, a loop) is run by a shell of its own (shell.ts).
 * 5. What a loop or a function begins with each time gets `9</dev/rootwalk/breath`: reading that device now and then
 *    lets the rest of the program run, so that Ctrl-C is heard and nothing else waits.
 *
 * The rewriting changes nothing else: names, arguments, quoting and what runs in which (sub)shell stay.
 */
import type {
  CommandNode,
  PipelineNode,
  ScriptNode,
  SimpleCommandNode,
  StatementNode,
  WordNode,
} from './syntax.ts';
import { literalOf, redirection, statementOf, word } from './syntax.ts';
import { plainGrep, type WordKind } from './grep-words.ts';
import { COMMANDS_OF_BASH } from './limits.ts';
import { BREATH_DEVICE, TERMINAL_ERR, TERMINAL_OUT } from './bash-files.ts';

/** Names that no keyboard types. */
export const ON_TERMINAL = 'rootwalk\u2060terminal';
export const HELP = 'rootwalk\u2060help';
export const WAIT = 'rootwalk\u2060wait';
export const PIPE = 'rootwalk\u2060pipe';
export const ON_FILE = 'rootwalk\u2060file';
export const BACKGROUND = 'rootwalk\u2060background';
/** Begins each part of a `PIPE`; the letter behind it says where standard error goes. */
export const STAGE = 'rootwalk\u2060stage:';

export interface StreamingOptions {
  /** Whether a name stands for one of the lab's own tools (and not for an alias or function of the student's). */
  readonly isTool: (name: string) => boolean;
  readonly isShadowed: (name: string) => boolean;
  /** Whether pipelines may be run as one command (not under `set -o pipefail`, which asks for all statuses). */
  readonly joinsPipes?: boolean;
}

/** Rewrites a script. `onScreen`: its standard output is the terminal. */
export function rewriteScript(script: ScriptNode, onScreen: boolean, options: StreamingOptions): ScriptNode {
  return { ...script, statements: statements(script.statements, onScreen, onScreen, options, 0) };
}

/** A descriptor that nobody uses. */
const BREATH_FD = 9;

/** Deeper nesting than this is left as it is (and still runs, unstreamed). */
const MAX_DEPTH = 100;

function statements(
  list: readonly StatementNode[],
  out: boolean,
  err: boolean,
  options: StreamingOptions,
  depth: number,
): StatementNode[] {
  if (depth > MAX_DEPTH) return [...list];
  const rewritten = list.map((statement) => ({
    ...statement,
    pipelines: statement.pipelines.map((pipeline) => {
      const joined = out && err ? pipe(pipeline, options) : null;
      if (joined !== null) return joined;
      const commands = pipeline.commands.map((node, index) => {
        const last = index === pipeline.commands.length - 1;
        const errPiped = pipeline.pipeStderr?.[index] === true;
        return command(node, out && last, err && !errPiped, options, depth);
      });
      return { ...pipeline, commands };
    }),
  }));
  return out && err ? rewritten.map(beside) : rewritten;
}

/** `tcpdump -n &` runs beside the prompt. */
function beside(statement: StatementNode): StatementNode {
  const [pipeline, ...others] = statement.pipelines;
  const [node, ...more] = pipeline?.commands ?? [];
  if (!statement.background || !pipeline || others.length > 0 || more.length > 0) return statement;
  if (node?.type !== 'SimpleCommand' || !node.name) return statement;
  const name = literalOf(node.name);
  if (name !== ON_TERMINAL && name !== ON_FILE) return statement;
  const job: SimpleCommandNode = {
    ...node,
    name: word(BACKGROUND),
    args: [node.name, ...node.args],
    redirections: [],
  };
  return { ...statement, background: false, pipelines: [{ ...pipeline, commands: [job] }] };
}

/** Not to be run beside others: they change the shell itself. */
const SHELLS_OWN: ReadonlySet<string> = new Set(['alias', 'unalias', 'time']);

/** The pipeline as one command, `PIPE screen STAGE:s tcpdump -l STAGE:s grep x`; null where it cannot be. */
function pipe(pipeline: PipelineNode, options: StreamingOptions): PipelineNode | null {
  const { commands } = pipeline;
  if (commands.length < 2 || options.joinsPipes !== true) return null;
  const args = [];
  let target: SimpleCommandNode['redirections'] = [];
  for (const [index, node] of commands.entries()) {
    if (node.type !== 'SimpleCommand' || !node.name || node.assignments.length > 0) return null;
    const name = literalOf(node.name);
    if (name === null || options.isShadowed(name)) return null;
    const ours = options.isTool(name);
    const known = ours || COMMANDS_OF_BASH.some((command) => command === name);
    if (!known || SHELLS_OWN.has(name) || (index === 0 && !ours)) return null;
    let err = pipeline.pipeStderr?.[index] === true ? 'p' : 's';
    for (const one of node.redirections) {
      const to = one.target.type === 'Word' ? literalOf(one.target) : null;
      if (one.fd === 2 && one.operator === '>' && to === '/dev/null') err = 'n';
      else if (one.fd === 2 && one.operator === '>&' && to === '1') err = 'p';
      else if (index === commands.length - 1 && isOutput(one)) target = [...target, one];
      else return null;
    }
    args.push(word(`${STAGE}${err}`), node.name, ...(isGrep(name) ? plainGrep(node.args, NODES) : node.args));
  }
  const joined: SimpleCommandNode = {
    ...(commands.at(-1) as SimpleCommandNode),
    name: word(PIPE),
    args: [word(target.length > 0 ? 'file' : 'screen'), ...args],
    redirections: target,
  };
  const { pipeStderr: _, ...rest } = pipeline;
  return { ...rest, commands: [joined] };
}

/** `> file`, `>> file` */
function isOutput({ fd, operator }: SimpleCommandNode['redirections'][number]): boolean {
  return (fd === null || fd === 1) && (operator === '>' || operator === '>>');
}

function command(
  node: CommandNode,
  out: boolean,
  err: boolean,
  options: StreamingOptions,
  depth: number,
): CommandNode {
  // Whatever a compound redirects is its own affair: `done > file`.
  const inside = (list: readonly StatementNode[]): StatementNode[] =>
    statements(list, out && !redirects(node, 1), err && !redirects(node, 2), options, depth + 1);
  switch (node.type) {
    case 'SimpleCommand':
      return node.name ? simple(node, out, err, options) : assignment(node);
    case 'If':
      return {
        ...node,
        clauses: node.clauses.map((clause) => ({
          condition: inside(clause.condition),
          body: inside(clause.body),
        })),
        elseBody: node.elseBody ? inside(node.elseBody) : null,
      };
    case 'For':
    case 'CStyleFor':
      return { ...node, body: breathing(inside(node.body)) };
    case 'While':
    case 'Until':
      return { ...node, condition: breathing(inside(node.condition)), body: inside(node.body) };
    case 'Case':
      return { ...node, items: node.items.map((item) => ({ ...item, body: inside(item.body) })) };
    case 'Subshell':
    case 'Group':
      return { ...node, body: inside(node.body) };
    case 'FunctionDef': {
      // A function may be called from anywhere: its body never writes to the screen by itself.
      const body = command(node.body, false, false, options, depth + 1);
      if (body.type !== 'Group' && body.type !== 'Subshell') return node;
      return { ...node, body: { ...body, body: breathing(body.body) } };
    }
    default:
      return node;
  }
}

const isGrep = (name: string): boolean => /^[ef]?grep$/.test(name);

/** Words as grep's are read and joined in a syntax tree. */
const NODES: WordKind<WordNode> = {
  text: literalOf,
  word,
  lines: (words) => ({
    type: 'Word',
    parts: words.flatMap(({ parts }, index) =>
      index === 0 ? parts : [{ type: 'SingleQuoted' as const, value: '\n' }, ...parts],
    ),
  }),
};

/** Builtins of just-bash's, which come before every command; ours have other names. */
const BUILTINS_OF_OURS: ReadonlyMap<string, string> = new Map([
  ['help', HELP],
  ['wait', WAIT],
]);

/** Builtins that change where the shell's own output goes, or hold a list of redirections of their own. */
const UNTOUCHED: ReadonlySet<string> = new Set(['exec']);

function simple(
  node: SimpleCommandNode,
  out: boolean,
  err: boolean,
  options: StreamingOptions,
): SimpleCommandNode {
  if (!node.name) return node;
  const literal = literalOf(node.name);
  const greps = literal !== null && isGrep(literal) && !options.isShadowed(literal);
  const args = greps ? plainGrep(node.args, NODES) : node.args;
  if (literal !== null && UNTOUCHED.has(literal)) return node;
  const shadowed = literal !== null && options.isShadowed(literal);
  const ours = literal === null || shadowed ? undefined : BUILTINS_OF_OURS.get(literal);
  const name = ours === undefined ? node.name : word(ours);
  const freeOut = out && !redirects(node, 1);
  const freeErr = err && !redirects(node, 2);
  if (literal !== null && freeOut && freeErr && !shadowed && options.isTool(literal)) {
    return { ...node, name: word(ON_TERMINAL), args: [node.name, ...args] };
  }
  const file = literal !== null && err && !shadowed && options.isTool(literal) ? fileOf(node) : null;
  if (file !== null) {
    const redirections = [redirection(2, '>>', TERMINAL_ERR), ...node.redirections];
    return { ...node, name: word(ON_FILE), args: [...file.map(word), node.name, ...args], redirections };
  }
  const added = [
    ...(freeOut ? [redirection(1, '>>', TERMINAL_OUT)] : []),
    ...(freeErr ? [redirection(2, '>>', TERMINAL_ERR)] : []),
  ];
  return { ...node, name, args, redirections: [...added, ...node.redirections] };
}

/**
 * The operator and the file of a command whose output alone is redirected: `> file`, `>> file`; `>&` and `>>&` where
 * its errors go there too (`> file 2>&1`, `&> file`).
 */
function fileOf({ redirections }: SimpleCommandNode): [string, string] | null {
  const [one, second, ...others] = redirections;
  if (!one || others.length > 0 || one.target.type !== 'Word') return null;
  const path = literalOf(one.target);
  if (path === null || path === '' || /^\/dev\/|[*?[~]/.test(path)) return null;
  if (one.operator === '&>' || one.operator === '&>>')
    return second ? null : [one.operator === '&>' ? '>&' : '>>&', path];
  if (!isOutput(one)) return null;
  if (!second) return [one.operator, path];
  const follows =
    second.fd === 2 &&
    second.operator === '>&' &&
    second.target.type === 'Word' &&
    literalOf(second.target) === '1';
  return follows ? [`${one.operator}&`, path] : null;
}

/**
 * `x=5` alone sets `$?` to 0, or to the status of a command substitution in it; just-bash would leave `$?` alone.
 * So `:` goes before it, unless the value asks for `$?`.
 */
function assignment(node: SimpleCommandNode): CommandNode {
  if (node.redirections.length > 0 || JSON.stringify(node.assignments).includes('"parameter":"?"'))
    return node;
  return { type: 'Group', body: [statementOf(COLON), statementOf(node)], redirections: [] };
}

function redirects(node: { readonly redirections: SimpleCommandNode['redirections'] }, fd: 1 | 2): boolean {
  return node.redirections.some(({ operator, fd: given, target }) => {
    if (operator.startsWith('&>')) return true;
    // `>&2` moves standard output alone, `>& file` both.
    if (operator === '>&' && given === null && target.type === 'Word') {
      return fd === 1 || !/^\d*-?$/.test(literalOf(target) ?? '');
    }
    return (given ?? (operator.startsWith('<') ? 0 : 1)) === fd;
  });
}

/** Makes a list of statements begin with a breath. */
function breathing(list: StatementNode[]): StatementNode[] {
  const [statement, ...others] = list;
  const [pipeline, ...pipelines] = statement?.pipelines ?? [];
  const [node, ...commands] = pipeline?.commands ?? [];
  const takes =
    node !== undefined &&
    node.type !== 'FunctionDef' &&
    (node.type !== 'SimpleCommand' || (node.name !== null && !UNTOUCHED.has(literalOf(node.name) ?? '')));
  if (!statement || !pipeline || !takes) return [BREATH, ...list];
  const first = { ...node, redirections: [redirection(BREATH_FD, '<', BREATH_DEVICE), ...node.redirections] };
  const breathed = { ...pipeline, commands: [first, ...commands] };
  return [{ ...statement, pipelines: [breathed, ...pipelines] }, ...others];
}

const COLON: SimpleCommandNode = {
  type: 'SimpleCommand',
  assignments: [],
  name: word(':'),
  args: [],
  redirections: [],
};
/** `: 9</dev/rootwalk/breath` */
const BREATH = statementOf({ ...COLON, redirections: [redirection(BREATH_FD, '<', BREATH_DEVICE)] });
