/** The time before each packet, in the forms that -t gives it. */
import type { ToolContext } from '../tool.ts';

/** How often -t was given: not at all, none, seconds since 1970, since the last packet, with the date, since the first. */
export type TimeForm = 0 | 1 | 2 | 3 | 4 | 5;

const SECOND = 1_000_000_000n;

export class TimeStamps {
  readonly #form: TimeForm;
  readonly #nanoseconds: boolean;
  readonly #localTime: ToolContext['localTime'];
  #reference: bigint | null = null;

  constructor(form: TimeForm, nanoseconds: boolean, localTime: ToolContext['localTime']) {
    this.#form = form;
    this.#nanoseconds = nanoseconds;
    this.#localTime = localTime;
  }

  /** With a space behind it; empty where none is wanted. `at` is in nanoseconds since 1970. */
  textOf(at: bigint): string {
    switch (this.#form) {
      case 0:
        return `${this.#clock(at)} `;
      case 1:
        return '';
      case 2:
        return `${at / SECOND}.${this.#fraction(at % SECOND)} `;
      case 4:
        return `${this.#local(at).toISOString().slice(0, 10)} ${this.#clock(at)} `;
      default:
        return `${this.#since(at)} `;
    }
  }

  #clock(at: bigint): string {
    return `${this.#local(at).toISOString().slice(11, 19)}.${this.#fraction(at % SECOND)}`;
  }

  /** A date whose UTC fields are the local ones. */
  #local(at: bigint): Date {
    const milliseconds = Number(at / 1_000_000n);
    return new Date(milliseconds + this.#localTime(milliseconds).offsetMinutes * 60_000);
  }

  #since(at: bigint): string {
    this.#reference ??= at;
    const passed = at - this.#reference;
    if (this.#form === 3) this.#reference = at;
    const size = passed < 0n ? -passed : passed;
    const seconds = Number(size / SECOND);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const text = parts.map((part) => String(part).padStart(2, '0')).join(':');
    return `${passed < 0n ? '-' : ' '}${text}.${this.#fraction(size % SECOND)}`;
  }

  #fraction(nanoseconds: bigint): string {
    return this.#nanoseconds
      ? String(nanoseconds).padStart(9, '0')
      : String(nanoseconds / 1000n).padStart(6, '0');
  }
}
