/** Reads statistics in any of their forms, piece by piece. */
import type { StatisticsReading } from '../statistics.ts';
import { jsonChannel } from './channel-json.ts';
import { ChannelReader } from './channel-reader.ts';
import { xmlChannel } from './channel-xml.ts';
import { TextReader } from './text.ts';

/** Characters of white space before the first that tells the form. */
const LONGEST_HEAD = 4096;

export class StatisticsReader {
  #reader: TextReader | ChannelReader | null = null;
  #head = '';

  /** The file’s text, in pieces of any length. */
  push(piece: string): void {
    if (this.#reader) return this.#reader.push(piece);
    this.#head += piece;
    const begun = this.#head.trimStart();
    if (begun === '' && this.#head.length < LONGEST_HEAD) return;
    this.#reader = begun.startsWith('<')
      ? new ChannelReader('xml', xmlChannel)
      : begun.startsWith('{')
        ? new ChannelReader('json', jsonChannel)
        : new TextReader();
    this.#reader.push(this.#head);
    this.#head = '';
  }

  end(): StatisticsReading {
    const reader = this.#reader ?? new TextReader();
    reader.end();
    const { format, times, problems } = reader;
    if (times.length === 0 && problems.total === 0) problems.add(1, 1, 'there are no statistics in the file');
    return { format, times, problems: problems.kept, problemsTotal: problems.total };
  }
}

/** @example readStatistics('+++ Statistics Dump +++ (1)\n…').times.length === 1 */
export function readStatistics(text: string): StatisticsReading {
  const reader = new StatisticsReader();
  reader.push(text);
  return reader.end();
}
