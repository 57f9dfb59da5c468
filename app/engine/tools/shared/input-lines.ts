/** A tool's standard input line by line, where it comes all at once. */
import { utf8Octets } from '../dig/idn.ts';
import type { ToolContext, ToolInput } from '../tool.ts';

/** The input that the surroundings offer, else the lines of `stdin`. */
export function inputOf(context: ToolContext): ToolInput {
  if (context.input !== undefined) return context.input;
  let rest: string[] | null = null;
  return {
    interactive: false,
    readLine() {
      if (rest === null) {
        rest = utf8Octets(context.stdin).split('\n');
        if (rest.at(-1) === '') rest.pop();
      }
      return Promise.resolve(rest.shift() ?? null);
    },
    close: () => undefined,
  };
}
