/** What a terminal printed, the newest of it, for a window that opens later. */
const SEARCH = 4096;

export class Scrollback {
  readonly #limit: number;
  #text = '';
  #cut = false;

  /** `limit` in characters. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    this.#text += text;
    // A quarter more than the limit before a cut, so that cutting stays cheap.
    if (this.#text.length > this.#limit * 1.25) this.#shorten();
  }

  get text(): string {
    if (this.#text.length > this.#limit) this.#shorten();
    return this.#text;
  }

  clear(): void {
    this.#text = '';
  }

  #shorten(): void {
    const from = safeStart(this.#text, this.#text.length - this.#limit + RESET.length);
    // Whatever colour was on before the cut is off.
    this.#text = RESET + this.#text.slice(from);
    this.#cut = true;
  }

  /** Whether something was dropped. */
  get wasCut(): boolean {
    return this.#cut;
  }
}

const RESET = '\x1b[0m';

/** The first place at or after `from` where no line, character or escape sequence is cut in two. */
function safeStart(text: string, from: number): number {
  const line = text.indexOf('\n', from - 1);
  if (line >= 0 && line - from < SEARCH) return line + 1;
  // One very long line: at least not inside a sequence or a surrogate pair.
  let at = from;
  const escape = text.lastIndexOf('\x1b', at);
  if (escape >= 0 && at - escape < 64) {
    const sequence = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|[^[])?/.exec(text.slice(escape, escape + 64));
    at = Math.max(at, escape + (sequence?.[0].length ?? 1));
  }
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}
