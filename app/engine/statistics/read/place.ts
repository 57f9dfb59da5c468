/** Where the reading of a text is, and the error that ends it there. */

export interface Place {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** The text is not of the form that it seems to have. */
export class FormError extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

export class Cursor {
  #line = 1;
  #column = 1;

  get place(): Place {
    return { line: this.#line, column: this.#column };
  }

  /** Goes over `text`, which was read. */
  move(text: string): void {
    const last = text.lastIndexOf('\n');
    if (last < 0) {
      this.#column += text.length;
      return;
    }
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
    this.#column = text.length - last;
  }

  wrong(message: string): FormError {
    return new FormError(message, this.place);
  }
}
