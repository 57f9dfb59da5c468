/** A tool's standard input line by line, where it comes all at once. */
import { utf8Octets } from '../dig/idn.ts';
import type { ToolContext, ToolInput } from '../tool.ts';

/** The input that the surroundings offer, else the lines of `stdin`. */
export function inputOf(context: ToolContext): ToolInput {
  return context.input ?? linesOf(context.stdin);
}

export function linesOf(text: string): ToolInput {
  const rest = utf8Octets(text).split('\n');
  if (rest.at(-1) === '') rest.pop();
  return {
    interactive: false,
    readLine: () => Promise.resolve(rest.shift() ?? null),
    close: () => undefined,
  };
}
