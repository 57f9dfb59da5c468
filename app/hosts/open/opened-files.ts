/** Which window of a lab gets the files that the person has named: the one that came last, or the next to come. */
import { basename } from 'node:path';
import type { ServerMessage } from '../../contract.ts';
import { ServedFiles } from './served-files.ts';

type Send = (message: ServerMessage) => void;

export class OpenedFiles {
  readonly served = new ServedFiles();
  /** Those that have their snapshot, the newest last. */
  readonly #windows: Send[] = [];
  #waiting: string[] = [];
  /** Brings a window to where there is none; gives a sentence where it cannot. Set by the host. */
  wantWindow: () => Promise<string | null> = () => Promise.resolve(null);

  /** Hands a window on, and sees when it has heard its first reply: what comes before its snapshot would be lost. */
  attach(send: Send): { readonly send: Send; readonly gone: () => void } {
    const heard: Send = (message) => {
      send(message);
      if (message.type !== 'reply' || this.#windows.includes(send)) return;
      this.#windows.push(send);
      this.#flush();
    };
    return {
      send: heard,
      gone: () => {
        const at = this.#windows.indexOf(send);
        if (at >= 0) this.#windows.splice(at, 1);
      },
    };
  }

  /** Shows files by their absolute paths. Gives a sentence for the person. */
  async show(files: readonly string[], wantWindow: boolean): Promise<string> {
    this.#waiting.push(...files);
    const names = files.map((path) => basename(path)).join(', ');
    if (this.#windows.length > 0) {
      this.#flush();
      return `Opened in the lab's window: ${names}`;
    }
    const problem = wantWindow ? await this.wantWindow() : null;
    return problem ?? `It opens with the lab's window: ${names}`;
  }

  #flush(): void {
    const window = this.#windows.at(-1);
    const files = this.#waiting;
    if (window === undefined || files.length === 0) return;
    this.#waiting = [];
    window({ type: 'frame', frame: { open: files.map((path) => this.served.offer(path)) } });
  }
}
