/**
 * Hands keys to a command that reads them itself (less, nslookup), in place of the prompt. Once a command has asked for
 * keys, all are for it until it ends: those that come while it is busy wait for its next question.
 */
export class KeyReader {
  #reader: { resolve(keys: string): void; reject(why: Error): void } | null = null;
  #waiting: string | null = null;

  /** Whether the running command takes the keys. */
  get wanted(): boolean {
    return this.#waiting !== null;
  }

  /** The next keys. Rejects when the command is stopped meanwhile. */
  read(): Promise<string> {
    const waiting = this.#waiting;
    this.#waiting = '';
    if (waiting) return Promise.resolve(waiting);
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }));
  }

  give(keys: string): void {
    const reader = this.#reader;
    this.#reader = null;
    if (reader) reader.resolve(keys);
    else if (this.#waiting !== null && this.#waiting.length < MOST_WAITING) this.#waiting += keys;
  }

  /** Keys that a command has read and did not want, back in their place. */
  giveBack(keys: string): void {
    if (this.#waiting !== null) this.#waiting = keys + this.#waiting;
  }

  stop(): void {
    const reader = this.#reader;
    this.#reader = null;
    this.#waiting = null;
    reader?.reject(new Error('interrupted'));
  }

  /** The command has ended: the keys that it left, for the prompt. */
  release(): string {
    const waiting = this.#waiting ?? '';
    this.#waiting = null;
    return waiting;
  }
}

/** Characters. */
const MOST_WAITING = 64 * 1024;
