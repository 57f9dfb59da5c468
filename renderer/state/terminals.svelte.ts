import type { Frame, TerminalState } from '../../app/contract.ts';

/** What draws a terminal: xterm, or a test. */
export interface TerminalScreen {
  write(data: string): void;
  clear(): void;
}

/** Newest characters kept for a screen that is made later. */
const KEPT_CHARACTERS = 262_144;

/** The session's terminals: what each printed, whether or not its screen exists yet. */
export class TerminalStates {
  tabs = $state.raw<readonly { readonly id: string; readonly title: string }[]>([]);
  active = $state<string | null>(null);
  /** Terminals that printed something while another was in front. */
  unseen = $state.raw<ReadonlySet<string>>(new Set());
  readonly #printed = new Map<string, string>();
  readonly #screens = new Map<string, TerminalScreen>();

  replaceAll(terminals: readonly TerminalState[]): void {
    this.#printed.clear();
    for (const { id, scrollback } of terminals) {
      this.#printed.set(id, scrollback);
      const screen = this.#screens.get(id);
      screen?.clear();
      screen?.write(scrollback);
    }
    this.tabs = terminals.map(({ id, title }) => ({ id, title }));
    if (!terminals.some(({ id }) => id === this.active)) this.active = terminals[0]?.id ?? null;
    this.unseen = new Set();
  }

  write(pieces: NonNullable<Frame['terminals']>): void {
    for (const { terminal, data } of pieces) {
      const printed = (this.#printed.get(terminal) ?? '') + data;
      // Twice the limit before a cut, so that cutting stays cheap.
      const tooLong = printed.length > 2 * KEPT_CHARACTERS;
      this.#printed.set(terminal, tooLong ? printed.slice(-KEPT_CHARACTERS) : printed);
      this.#screens.get(terminal)?.write(data);
      if (terminal !== this.active && !this.unseen.has(terminal))
        this.unseen = new Set([...this.unseen, terminal]);
    }
  }

  show(id: string): void {
    this.active = id;
    this.unseen = new Set([...this.unseen].filter((terminal) => terminal !== id));
  }

  /** Joins a screen to its terminal: it is given all that was printed, then each new piece. Returns the way to part them. */
  attach(id: string, screen: TerminalScreen): () => void {
    this.#screens.set(id, screen);
    screen.write(this.#printed.get(id) ?? '');
    return () => {
      if (this.#screens.get(id) === screen) this.#screens.delete(id);
    };
  }
}
