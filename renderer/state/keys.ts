import type { StageTab } from './preferences.svelte.ts';

/** The window's own keys, as the View menu lists them. */
export const KEYS: readonly { readonly keys: string; readonly what: string }[] = [
  { keys: 'F6', what: 'on to the next pane (also out of the terminal)' },
  { keys: 'Shift+F6', what: 'back to the pane before' },
  { keys: 'Ctrl+`', what: 'to the terminal, and back' },
  { keys: 'Alt+1, 2, 3, 4, 5', what: 'Cache, Packets, Files, Log, Map' },
  { keys: '↑ ↓ Enter', what: 'move in a list, inspect' },
  { keys: 'Ctrl+Shift+C, V', what: 'copy and paste in the terminal' },
  { keys: 'Ctrl+O', what: 'open a file of this computer' },
  { keys: 'Ctrl+S', what: 'save the file in the editor' },
  { keys: 'F1', what: 'explain the word in the editor' },
  { keys: 'Ctrl+Space', what: 'offer what may stand there' },
  { keys: 'Ctrl+Enter', what: 'go to the file or the name (also Ctrl-click)' },
  { keys: 'Shift+Alt+F, S', what: 'format named.conf, raise a zone’s serial' },
  { keys: 'Esc, then Tab', what: 'leave the editor' },
  { keys: 'Esc', what: 'close the drawer, leave presenting' },
];

const STAGE_KEYS: readonly StageTab[] = ['cache', 'packets', 'files', 'log', 'map'];

/** What Alt and this key bring to the front; null: nothing. */
export function stageOfKey(key: string): StageTab | null {
  return STAGE_KEYS[Number(key) - 1] ?? null;
}

const PANES = ['guide', 'cache', 'packets', 'files', 'log', 'map', 'terminal', 'inspector'] as const;

/** Moves the focus to the next pane that is shown, or the one before. */
export function cyclePanes(backwards: boolean): void {
  const shown = PANES.flatMap((name) => document.querySelector<HTMLElement>(`[data-pane="${name}"]`) ?? []);
  if (shown.length === 0) return;
  const at = shown.findIndex((pane) => pane.contains(document.activeElement));
  const next = backwards ? (at <= 0 ? shown.length : at) - 1 : (at + 1) % shown.length;
  const pane = shown[next];
  if (pane) focusPane(pane);
}

/** Into the terminal; from the terminal back to where the focus was. */
let before: HTMLElement | null = null;
export function toggleTerminal(): void {
  const terminal = document.querySelector<HTMLElement>('[data-pane="terminal"]');
  if (!terminal) return;
  const active = document.activeElement;
  if (terminal.contains(active)) {
    if (before?.isConnected) before.focus();
    else cyclePanes(true);
    return;
  }
  before = active instanceof HTMLElement ? active : null;
  focusPane(terminal);
}

function focusPane(pane: HTMLElement): void {
  const inner =
    pane.querySelector<HTMLElement>('[data-active-screen] textarea') ??
    pane.querySelector<HTMLElement>('[role="grid"]') ??
    pane.querySelector<HTMLElement>('.cm-content') ??
    pane.querySelector<HTMLElement>('[data-tree-stop]');
  (inner ?? pane).focus();
}
