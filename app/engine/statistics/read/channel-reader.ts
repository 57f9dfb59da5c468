/**
 * Reads what a statistics channel answered, piece by piece: a parser of its form (`json.ts`, `xml.ts`) tells what it
 * meets to a `channel-json.ts` or `channel-xml.ts`, which puts it where it belongs. What was read before a mistake of form holds.
 */
import type { Statistics, StatisticsReading } from '../statistics.ts';
import { Problems, StatisticsBuilder } from './builder.ts';
import { ChannelParts } from './channel-parts.ts';
import { FormError } from './place.ts';

/** Both throw a FormError at what is not of the form. */
export interface FormParser {
  push(piece: string): void;
  end(): void;
}

export type ChannelForm = (parts: ChannelParts, problems: Problems) => FormParser;

export class ChannelReader {
  readonly format: StatisticsReading['format'];
  readonly times: Statistics[] = [];
  readonly problems = new Problems();
  readonly #building = new StatisticsBuilder(1);
  readonly #parser: FormParser;
  #failed = false;

  constructor(format: StatisticsReading['format'], form: ChannelForm) {
    this.format = format;
    this.#parser = form(new ChannelParts(this.#building), this.problems);
  }

  push(piece: string): void {
    this.#guarded(() => this.#parser.push(piece));
  }

  end(): void {
    this.#guarded(() => this.#parser.end());
    this.times.push(this.#building.built());
  }

  #guarded(work: () => void): void {
    if (this.#failed) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof FormError)) throw error;
      this.#failed = true;
      this.problems.add(error.place.line, error.place.column, error.message);
    }
  }
}
