/**
 * Standard input line by line, as it comes: typed at a terminal, with a prompt and a history, or from a pipe or file.
 * Nothing of it is touched before the first line is asked for.
 */
import type { Interface } from 'node:readline';
import { utf8Octets } from '../../engine/tools/dig/idn.ts';
import type { ToolInput } from '../../engine/tools/tool.ts';

export function realInput(signal: AbortSignal): ToolInput {
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const lines: string[] = [];
  let reader: Interface | null = null;
  let ended = false;
  let take: ((line: string | null) => void) | null = null;
  const hand = (): void => {
    if (take === null || (lines.length === 0 && !ended)) return;
    const taker = take;
    take = null;
    taker(lines.shift() ?? null);
  };
  const end = (): void => {
    ended = true;
    hand();
  };
  const open = async (): Promise<Interface> => {
    const { createInterface } = await import('node:readline');
    const opened = createInterface({
      input: process.stdin,
      terminal: interactive,
      ...(interactive && { output: process.stdout }),
    });
    opened.on('line', (line) => {
      lines.push(line);
      hand();
    });
    opened.on('close', end);
    // At a prompt the terminal hands Ctrl-C over as a key.
    opened.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    signal.addEventListener('abort', () => opened.close(), { once: true });
    return opened;
  };
  return {
    interactive,
    async readLine(prompt) {
      reader ??= await open();
      if (interactive && lines.length === 0 && !ended) {
        reader.setPrompt(prompt);
        reader.prompt();
      }
      const line = await new Promise<string | null>((resolve) => {
        take = resolve;
        hand();
      });
      return line === null ? null : utf8Octets(line);
    },
    close: () => reader?.close(),
  };
}
