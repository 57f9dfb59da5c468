/** Columns of numbers that grow with a file, without a copy of each number in an object. */
type Numbers = Float64Array | Uint32Array | Uint16Array | Uint8Array;

export class Column<Values extends Numbers> {
  readonly #make: (length: number) => Values;
  #values: Values;
  length = 0;

  constructor(make: (length: number) => Values) {
    this.#make = make;
    this.#values = make(1024);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = this.#make(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** Not a number beyond the end. */
  at(place: number): number {
    return this.#values[place] ?? Number.NaN;
  }

  set(place: number, value: number): void {
    this.#values[place] = value;
  }
}
