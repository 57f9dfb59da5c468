/** xterm.js, wired to one terminal of the session: keys out, text in, size and colours kept right. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { copyText } from '../../components/copy-text.ts';
import type { TerminalScreen } from '../../state/terminals.svelte.ts';

export interface ScreenWiring {
  readonly title: string;
  input(data: string): void;
  resize(columns: number, rows: number): void;
}

/** The contract takes so many characters in one piece; a larger paste goes in several. */
const LARGEST_PIECE = 60_000;
/** Keys that belong to the window, not to the shell. */
const WINDOW_KEYS = new Set(['F6', 'Alt+1', 'Alt+2', 'Alt+3', 'Alt+4', 'Ctrl+`']);

export class Screen implements TerminalScreen {
  readonly terminal: Terminal;
  readonly #fitter = new FitAddon();
  readonly #holder: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #darkness = matchMedia('(prefers-color-scheme: dark)');
  readonly #recolour = (): void => this.recolour();
  readonly #wiring: ScreenWiring;
  #hidden = false;

  constructor(holder: HTMLElement, wiring: ScreenWiring) {
    this.#holder = holder;
    this.#wiring = wiring;
    this.terminal = new Terminal({
      fontFamily: "'JetBrains Mono', ui-monospace, monospace",
      fontSize: 13,
      lineHeight: 1.25,
      scrollback: 10_000,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      // What the lab prints must be readable in both themes, whatever colours it names.
      minimumContrastRatio: 4.5,
      theme: themeOf(holder),
    });
    this.terminal.loadAddon(this.#fitter);
    this.terminal.open(holder);
    this.terminal.textarea?.setAttribute('aria-label', `Terminal ${wiring.title}`);
    this.terminal.attachCustomKeyEventHandler((event) => this.#key(event));
    this.terminal.onData((data) => {
      for (let at = 0; at < data.length; at += LARGEST_PIECE)
        wiring.input(data.slice(at, at + LARGEST_PIECE));
    });
    this.terminal.onResize(({ cols, rows }) => wiring.resize(cols, rows));
    this.#observer = new ResizeObserver(() => this.fit());
    this.#observer.observe(holder);
    this.#darkness.addEventListener('change', this.#recolour);
    // The measures of the fallback face are not those of ours.
    void document.fonts.load("13px 'JetBrains Mono'").then(() => {
      this.terminal.options.fontFamily = "'JetBrains Mono', ui-monospace, monospace ";
      this.fit();
    });
    this.fit();
  }

  write(data: string): void {
    this.terminal.write(data);
  }

  clear(): void {
    this.terminal.reset();
  }

  /** Fits the screen to its place; `tell` says the size even where it did not change. */
  fit(tell = false): void {
    if (this.#holder.clientWidth === 0 || this.#holder.clientHeight === 0) {
      this.#hidden = true;
      return;
    }
    const { cols, rows } = this.terminal;
    this.#fitter.fit();
    if (this.#hidden) this.#drawAnew();
    if (tell && cols === this.terminal.cols && rows === this.terminal.rows) this.#wiring.resize(cols, rows);
  }

  /** What was written while there was no place to draw it stands there now, its end in sight. */
  #drawAnew(): void {
    this.#hidden = false;
    this.terminal.refresh(0, this.terminal.rows - 1);
    this.terminal.scrollToBottom();
  }

  look(fontSize: number, screenReader: boolean): void {
    this.terminal.options.fontSize = fontSize;
    this.terminal.options.screenReaderMode = screenReader;
    this.fit();
  }

  recolour(): void {
    this.terminal.options.theme = themeOf(this.#holder);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#darkness.removeEventListener('change', this.#recolour);
    this.terminal.dispose();
  }

  /** False where the key is not the shell's: the window or the browser takes it. */
  #key(event: KeyboardEvent): boolean {
    const name = `${event.ctrlKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.key}`;
    if (WINDOW_KEYS.has(name)) return false;
    const control = event.ctrlKey && !event.altKey && !event.metaKey;
    if (!control) return true;
    const key = event.key.toLowerCase();
    // The browser's own paste event carries the text to xterm; no permission is needed.
    if (key === 'v') return false;
    if (key === 'c' && (event.shiftKey || this.terminal.hasSelection())) {
      if (event.type === 'keydown') this.#copy(event);
      return false;
    }
    return true;
  }

  #copy(event: KeyboardEvent): void {
    event.preventDefault();
    const text = this.terminal.getSelection();
    if (text !== '') void copyText(text);
    this.terminal.clearSelection();
  }
}

/** The tokens' colours as the page has worked them out for its theme. */
function themeOf(holder: HTMLElement): ITheme {
  const probe = document.createElement('span');
  holder.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(--terminal-${token})`;
    return getComputedStyle(probe).color;
  };
  const hues = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
  const theme: ITheme = {
    background: colour('surface'),
    foreground: colour('text'),
    cursor: colour('cursor'),
    cursorAccent: colour('surface'),
    selectionBackground: colour('selection'),
  };
  for (const hue of hues) {
    theme[hue] = colour(hue);
    theme[`bright${hue.charAt(0).toUpperCase()}${hue.slice(1)}` as 'brightRed'] = colour(hue);
  }
  probe.remove();
  return theme;
}
