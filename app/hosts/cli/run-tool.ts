/**
 * Runs one of the engine's tools as an ordinary command: Ctrl-C ends it, its exit status is the process's.
 */
import type { Tool } from '../../engine/tools/tool.ts';
import { realContext } from './real-context.ts';

export async function runTool(tool: Tool, args: readonly string[]): Promise<number> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  return tool(realContext(args, abort.signal));
}
