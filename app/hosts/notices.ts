/** What the person should know and can mend: on the terminal that started Rootwalk, and in the window. */
import type { Notice } from '../contract.ts';

type Told = Pick<Notice, 'title' | 'detail'>;

/** What this needs of a session. */
export interface NoticeBoard {
  notice(id: string, notice: Told | null): void;
  snapshot(): { readonly status: { readonly notices: readonly Notice[] } };
}

export class Notices {
  readonly #say: (line: string) => void;
  /** What there is to show before there is a session. */
  readonly #early = new Map<string, Told>();
  readonly #said = new Set<string>();
  /** Ids of what was told here, which is said at its own time. */
  readonly #told = new Set<string>();
  #board: NoticeBoard | null = null;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Says a sentence on the terminal and shows it in the window, with its `detail`, until `over`. */
  tell(id: string, line: string, told: Told): void {
    this.#say(line);
    this.#told.add(id);
    if (this.#board) this.#board.notice(id, told);
    else this.#early.set(id, told);
  }

  /** The trouble is over: said on the terminal, and gone from the window. */
  over(id: string, line: string): void {
    this.#say(line);
    this.#early.delete(id);
    this.#board?.notice(id, null);
  }

  /** Shows what there is so far in the session's window, and says what the session itself has found. */
  attach(board: NoticeBoard): void {
    this.sayFound(board);
    this.#board = board;
    for (const [id, told] of this.#early) board.notice(id, told);
    this.#early.clear();
  }

  /** Says what a session has found in its world: each thing once, however often that world is made anew. */
  sayFound(board: NoticeBoard): void {
    for (const { id, title, detail } of board.snapshot().status.notices) {
      if (this.#told.has(id)) continue;
      const text = [title, ...detail.split('\n')].filter((line) => line !== '').join('\n  ');
      if (!this.#said.has(text)) this.#say(text);
      this.#said.add(text);
    }
  }
}
