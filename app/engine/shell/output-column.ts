/** In which column output has left the cursor, so that the prompt after `printf x` knows where it stands. */
import { unitWidth } from './width.ts';

export class OutputColumn {
  column = 0;
  #inSequence = false;

  follow(text: string, columns: number): void {
    for (const character of text) {
      const code = character.codePointAt(0) as number;
      if (this.#inSequence) {
        if (code >= 0x40 && code <= 0x7e && character !== '[') this.#inSequence = false;
      } else if (code === 0x1b) this.#inSequence = true;
      else if (code === 0x0d || code === 0x0a) this.column = 0;
      else if (code === 0x08) this.column = Math.max(0, this.column - 1);
      else if (code === 0x09) this.column = Math.min(columns - 1, (this.column | 7) + 1);
      else if (code >= 0x20) {
        const width = unitWidth(character);
        this.column = this.column + width > columns ? width : this.column + width;
      }
    }
  }
}
