/** just-bash's messages in bash's own words, and what its error texts tell. */
import type { StatementNode } from './syntax.ts';
import { PATH_MARK } from './bash-files.ts';

/** Whether a parser's complaint only means that the command goes on in the next line. */
export function isUnfinished(message: string, error: unknown): boolean {
  if (message.includes('Expected redirection target')) return false;
  if (/unexpected EOF|got EOF/.test(message)) return true;
  const token = typeof error === 'object' && error !== null && 'token' in error ? error.token : null;
  return typeof token === 'object' && token !== null && 'type' in token && token.type === 'EOF';
}

/** `Parse error at 1:1: syntax error near …` → `bash: syntax error near …` */
export function syntaxError(message: string): string {
  if (message.includes('Expected redirection target')) {
    return "bash: syntax error near unexpected token `newline'";
  }
  const words = message.replace(/^(?:Parse error at \d+:\d+|In line \d+): /, '');
  return words.startsWith('syntax error') ? `bash: ${words}` : `bash: syntax error: ${words}`;
}

/** The line that just-bash adds when it was stopped; a real shell says nothing. */
export function withoutAbort(stderr: string): string {
  return stderr.replace(
    /^bash: (?:execution aborted|\S+ (?:context revoked|used its context after cancellation))\n/gm,
    '',
  );
}

/** Errors of the disk and of limits as a Linux machine words them. */
export function plainErrors(stderr: string): string {
  return stderr
    .replace(/^\++ rootwalk\u2060.*\n/gm, '')
    .replaceAll(PATH_MARK, '')
    .replace(/, increase executionLimits\.\w+/g, '')
    .replace(
      /^(?:bash: )?E[A-Z]+: ([^,\n]+), \w+ '([^'\n]*)'$/gm,
      (_all, words: string, path: string) => `bash: ${path}: ${capital(words)}`,
    )
    .replace(/: E[A-Z]+: ([^,\n]+), \w+ '[^'\n]*'$/gm, (_all, words: string) => `: ${capital(words)}`);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether a statement may make or change an array, so that its arrays must be looked at afterwards. */
export function mentionsArrays(statement: StatementNode): boolean {
  return /"array":\[|"name":"\w+\[|"value":"(?:declare|typeset|mapfile|readarray|read|eval|source|\.)"/.test(
    JSON.stringify(statement),
  );
}

/**
 * What `declare -ap` and `declare -Ap` print, as commands that make the same arrays again, one element each:
 * `declare -A m=(['x']='a b')` → `declare -A m`, `m['x']='a b'`. (just-bash does not read its own lists back.)
 */
export function arraysAgain(printed: string): string {
  const commands: string[] = [];
  for (const [, kind, name, list] of printed.matchAll(/^declare -(\w+) (\w+)(?:=\((.*)\))?$/gm)) {
    if (kind === undefined || name === undefined || SHELLS_OWN.has(name)) continue;
    commands.push(`declare -${kind.includes('A') ? 'A' : 'a'} ${name}`);
    for (const [, key, value] of (list ?? '').matchAll(ELEMENT)) commands.push(`${name}[${key}]=${value}`);
  }
  return commands.join('\n');
}

const SHELLS_OWN: ReadonlySet<string> = new Set(['PIPESTATUS', 'FUNCNAME', 'DIRSTACK', 'GROUPS']);
const ELEMENT =
  /\[('(?:[^']|'\\'')*'|"(?:[^"\\]|\\.)*"|[^\]]*)\]=(\$'(?:[^'\\]|\\.)*'|'[^']*'(?:\\''[^']*')*|"(?:[^"\\]|\\.)*"|[^\s)]*)/g;
