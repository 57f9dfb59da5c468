/** The lines that were entered, for the up and down keys and for searching back. */
export class History {
  readonly #limit: number;
  #lines: string[] = [];

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  /** The oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Adds a line as the newest; the same line further back goes. A line that begins with a space is not kept. */
  add(line: string): void {
    if (line.trim() === '' || line.startsWith(' ')) return;
    this.#lines = this.#lines.filter((other) => other !== line);
    this.#lines.push(line);
    if (this.#lines.length > this.#limit) this.#lines.splice(0, this.#lines.length - this.#limit);
  }

  clear(): void {
    this.#lines = [];
  }

  /** The newest line at or before `from` that holds `text`; -1 when there is none. */
  searchBack(text: string, from: number): number {
    for (let i = Math.min(from, this.#lines.length - 1); i >= 0; i--) {
      if (this.#lines[i]?.includes(text)) return i;
    }
    return -1;
  }
}
