/**
 * The terminal's keys as lines, for a command that has a prompt of its own (nslookup): the same editing and the same
 * drawing as at the shell's prompt, with a history that lasts as long as the command.
 */
import type { ToolInput } from '../tools/tool.ts';
import type { Screen } from './command.ts';
import { History } from './history.ts';
import { KeyDecoder, type Key } from './keys.ts';
import { LineDisplay } from './line-display.ts';
import { LineEditor } from './line-editor.ts';
import { utf8Latin1 } from './octets.ts';
import { typed } from './waiting.ts';

export function screenInput(screen: Screen): ToolInput {
  const history = new History();
  const editor = new LineEditor(history);
  const decoder = new KeyDecoder();
  const display = new LineDisplay(screen.columns, screen.rows, (text) => screen.raw(text));
  /** What came behind the end of a line is not looked at before the next: it may be the shell's. */
  let ahead = '';
  const waiting: Key[] = [];
  const nextKey = async (): Promise<Key> => {
    for (;;) {
      const key = waiting.shift();
      if (key) return key;
      const keys = ahead || (await screen.readKeys());
      const end = keys.search(/[\r\n\x04]/) + 1 || keys.length;
      ahead = keys.slice(end);
      waiting.push(...decoder.push(keys.slice(0, end)).flatMap(typed));
    }
  };
  return {
    interactive: true,
    async readLine(prompt) {
      const view = (): Parameters<LineDisplay['draw']>[0] => ({
        prompt: editor.searchPrompt ?? prompt,
        units: editor.units,
        cursor: editor.cursor,
      });
      editor.reset();
      display.begin(0);
      display.draw(view());
      for (;;) {
        const effect = editor.press(await nextKey());
        switch (effect.kind) {
          case 'redraw':
            display.draw(view());
            break;
          case 'clear-screen':
            display.clearScreen(view());
            break;
          case 'accept': {
            display.finish();
            const line = editor.text;
            history.add(line);
            return utf8Latin1(line);
          }
          case 'end':
            // The cursor stays behind the prompt, as with the real one.
            return null;
          // Ctrl-C ends the command itself, and does not come here.
          case 'interrupt':
          case 'complete':
          case 'bell':
            screen.raw('\x07');
            break;
        }
      }
    },
    close: () => screen.unreadKeys(ahead),
  };
}
