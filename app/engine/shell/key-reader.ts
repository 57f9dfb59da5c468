/** Hands keys to a command that reads them itself (less), in place of the prompt. */
export class KeyReader {
  #reader: { resolve(keys: string): void; reject(why: Error): void } | null = null;

  /** Whether a command waits for keys. */
  get wanted(): boolean {
    return this.#reader !== null;
  }

  /** The next keys. Rejects when the command is stopped meanwhile. */
  read(): Promise<string> {
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }));
  }

  give(keys: string): void {
    const reader = this.#reader;
    this.#reader = null;
    reader?.resolve(keys);
  }

  stop(): void {
    const reader = this.#reader;
    this.#reader = null;
    reader?.reject(new Error('interrupted'));
  }
}
