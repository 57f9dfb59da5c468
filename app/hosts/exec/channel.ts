/** Lines of text between the two processes of `rootwalk exec`, outside and inside. */
import type { Duplex } from 'node:stream';

/**
 * Said inside when the program runs; then how it ended: `exit 0`, `signal SIGTERM`. Outside says names of signals.
 */
export const STARTED = 'started';

export class Channel {
  onLine: (line: string) => void = () => undefined;
  /** The other end is gone. */
  onEnd: () => void = () => undefined;
  readonly #stream: Duplex;
  #held = '';

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('error', () => this.onEnd());
    stream.on('end', () => this.onEnd());
    stream.on('data', (octets: Buffer) => {
      const lines = (this.#held + octets.toString('utf8')).split('\n');
      this.#held = lines.pop() ?? '';
      for (const line of lines) this.onLine(line);
    });
  }

  /** Resolves when the line is on its way. */
  say(line: string): Promise<void> {
    return new Promise((resolve) => this.#stream.write(`${line}\n`, () => resolve()));
  }
}
