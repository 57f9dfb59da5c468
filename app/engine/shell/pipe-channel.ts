/** What lies between two commands of a pipeline that run at the same time: text, one character an octet. */
export class PipeChannel {
  #text = '';
  #ended = false;
  #closed = false;
  #wake: () => void = () => undefined;
  readonly #broken: () => void;

  /** `broken` is called when something is written that nobody will read any more (as SIGPIPE tells a program). */
  constructor(broken: () => void) {
    this.#broken = broken;
  }

  write(text: string): void {
    if (this.#ended || text === '') return;
    if (this.#closed) return this.#broken();
    this.#text += text;
    this.#wake();
  }

  /** Nothing more will be written. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Nothing more will be read. */
  close(): void {
    this.#closed = true;
    this.#text = '';
  }

  /** All that has come since the last time, as soon as there is something; null at the end. */
  async read(): Promise<string | null> {
    while (this.#text === '' && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
    const text = this.#text;
    this.#text = '';
    return text === '' ? null : text;
  }

  async readAll(): Promise<string> {
    let all = '';
    for (let text = await this.read(); text !== null; text = await this.read()) all += text;
    return all;
  }

  /** Whole lines, as soon as there are some; the last one may lack its end. */
  async *lines(): AsyncGenerator<string> {
    let rest = '';
    for (let text = await this.read(); text !== null; text = await this.read()) {
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) yield rest + text.slice(0, end);
      rest = end > 0 ? text.slice(end) : rest + text;
    }
    if (rest !== '') yield rest;
  }
}
