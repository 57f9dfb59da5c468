/** What a window does in a terminal. */
import { refuse, type Refusal } from './refusal.ts';
import type { CheckedRequest } from './requests.ts';
import type { World } from './world.ts';

type TerminalRequest = Extract<CheckedRequest, { method: `terminal.${string}` }>;

export function answerTerminal({ terminals }: World, { method, params }: TerminalRequest): null | Refusal {
  const terminal = terminals.get(params.terminal);
  if (!terminal) return refuse('not-found', `There is no terminal called "${params.terminal}".`);
  if (method === 'terminal.input') terminal.feed(params.data);
  else if (method === 'terminal.run') terminal.run(params.line);
  else terminal.resize(params.columns, params.rows);
  return null;
}
