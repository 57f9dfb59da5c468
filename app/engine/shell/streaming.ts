/**
 * How output reaches the screen while a command line still runs.
 *
 * just-bash gives a line's output when the whole line has ended. A terminal cannot wait that long: `dig +trace`
 * prints hop by hop, `while true; do dig …; sleep 5; done` never ends. So the parsed line is rewritten before
 * it runs, in three ways:
 *
 * 1. A simple command whose output would go to the screen (it is not captured by `$(…)`, not piped onward, no
 *    compound around it is redirected) gets `>>/dev/pts/0 2>>/dev/pts/1` in front of its own redirections. Those
 *    devices are the terminal, so its output is there when the command ends, in a loop with every round.
 * 2. Where that command is one of the lab's own tools, its name becomes `ON_TERMINAL name`: the tool then prints
 *    straight to the terminal as it goes. Piped, captured or redirected tools print into the pipe, as usual.
 * 3. What a loop or a function begins with each time gets `9</dev/rootwalk/breath`: reading that device now and then
 *    lets the rest of the program run, so that Ctrl-C is heard and nothing else waits.
 *
 * The rewriting changes nothing else: names, arguments, quoting and what runs in which (sub)shell stay.
 */
import type { CommandNode, ScriptNode, SimpleCommandNode, StatementNode } from './syntax.ts';
import { literalOf, redirection, statementOf, word } from './syntax.ts';
import { BREATH_DEVICE, TERMINAL_ERR, TERMINAL_OUT } from './bash-files.ts';

/** Names that no keyboard types. */
export const ON_TERMINAL = 'rootwalk\u2060terminal';
export const HELP = 'rootwalk\u2060help';

export interface StreamingOptions {
  /** Whether a name stands for one of the lab's own tools (and not for an alias or function of the student's). */
  readonly isTool: (name: string) => boolean;
  readonly isShadowed: (name: string) => boolean;
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
  return list.map((statement) => ({
    ...statement,
    pipelines: statement.pipelines.map((pipeline) => ({
      ...pipeline,
      commands: pipeline.commands.map((node, index) => {
        const last = index === pipeline.commands.length - 1;
        const errPiped = pipeline.pipeStderr?.[index] === true;
        return command(node, out && last, err && !errPiped, options, depth);
      }),
    })),
  }));
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

/** Builtins that change where the shell's own output goes, or hold a list of redirections of their own. */
const UNTOUCHED: ReadonlySet<string> = new Set(['exec']);

function simple(
  node: SimpleCommandNode,
  out: boolean,
  err: boolean,
  options: StreamingOptions,
): SimpleCommandNode {
  if (!node.name) return node;
  const { args } = node;
  const literal = literalOf(node.name);
  if (literal !== null && UNTOUCHED.has(literal)) return node;
  const shadowed = literal !== null && options.isShadowed(literal);
  // `help` is a builtin of just-bash's, and comes before every command; ours has another name.
  const name = literal === 'help' && !shadowed ? word(HELP) : node.name;
  const freeOut = out && !redirects(node, 1);
  const freeErr = err && !redirects(node, 2);
  if (literal !== null && freeOut && freeErr && !shadowed && options.isTool(literal)) {
    return { ...node, name: word(ON_TERMINAL), args: [node.name, ...args] };
  }
  const added = [
    ...(freeOut ? [redirection(1, '>>', TERMINAL_OUT)] : []),
    ...(freeErr ? [redirection(2, '>>', TERMINAL_ERR)] : []),
  ];
  return { ...node, name, args, redirections: [...added, ...node.redirections] };
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
