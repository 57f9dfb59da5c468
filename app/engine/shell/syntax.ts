/**
 * The parts of just-bash's syntax tree that the shell looks at or makes. Its package exports the tree's types only
 * through the functions that take them, so they are taken from there.
 */
import type { Bash } from 'just-bash/browser';

export type ScriptNode = ReturnType<Bash['transform']>['ast'];
export type StatementNode = ScriptNode['statements'][number];
export type PipelineNode = StatementNode['pipelines'][number];
export type CommandNode = PipelineNode['commands'][number];
export type SimpleCommandNode = Extract<CommandNode, { type: 'SimpleCommand' }>;
export type FunctionNode = Extract<CommandNode, { type: 'FunctionDef' }>;
export type RedirectionNode = SimpleCommandNode['redirections'][number];
export type WordNode = NonNullable<SimpleCommandNode['name']>;

export function word(value: string): WordNode {
  return { type: 'Word', parts: [{ type: 'Literal', value }] };
}

/** `fd>>path`, `fd<path` */
export function redirection(fd: number, operator: '>>' | '<', path: string): RedirectionNode {
  return { type: 'Redirection', fd, operator, target: word(path) };
}

/** A statement that is this one command. */
export function statementOf(command: CommandNode): StatementNode {
  return {
    type: 'Statement',
    pipelines: [{ type: 'Pipeline', negated: false, commands: [command] }],
    operators: [],
    background: false,
  };
}

/** The line of a statement that has `&` behind it, without that. */
export function lineOf({ sourceText }: StatementNode): string {
  return (sourceText ?? '')
    .trim()
    .replace(/\s*&$/, '')
    .replace(/\s*\n\s*/g, ' ');
}

/** The text of a word that stands for itself (`dig`, `'dig'`, `"dig"`), or null where something is expanded. */
export function literalOf(node: WordNode): string | null {
  let text = '';
  for (const part of node.parts) {
    if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'Escaped')
      text += part.value;
    else if (part.type === 'DoubleQuoted') {
      const inner = literalOf({ type: 'Word', parts: part.parts });
      if (inner === null) return null;
      text += inner;
    } else return null;
  }
  return text;
}

/** Every function that a script defines, wherever it does. */
export function functionsIn(list: readonly StatementNode[], depth = 0): FunctionNode[] {
  if (depth > 50) return [];
  const found: FunctionNode[] = [];
  const bodies = (node: CommandNode): readonly (readonly StatementNode[])[] => {
    switch (node.type) {
      case 'If':
        return [...node.clauses.map((clause) => clause.body), node.elseBody ?? []];
      case 'For':
      case 'CStyleFor':
      case 'While':
      case 'Until':
      case 'Group':
        return [node.body];
      case 'Case':
        return node.items.map((item) => item.body);
      default:
        return [];
    }
  };
  for (const statement of list) {
    for (const { commands } of statement.pipelines) {
      // Each part of a longer pipeline runs in a shell of its own: what it defines ends with it.
      if (commands.length !== 1) continue;
      const node = commands[0] as CommandNode;
      if (node.type === 'FunctionDef') found.push(node);
      for (const body of bodies(node)) found.push(...functionsIn(body, depth + 1));
    }
  }
  return found;
}
