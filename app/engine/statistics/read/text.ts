/**
 * named.stats: dumps one after the other, each between `+++` and `---` lines with its time; in it headings (`++ … ++`),
 * places (`[View: …]`) and lines of a number and words. BIND 9.11 to 9.20 differ in what they count, not in this form.
 */
import { groupOfHeading, nameOfWords } from '../groups.ts';
import type { GroupId, Statistics } from '../statistics.ts';
import { Problems, shown, StatisticsBuilder, type SectionPlace } from './builder.ts';

/** Longer ones are no lines of statistics. */
const LONGEST_LINE = 4096;
/** A dump every five minutes for a month. */
const MOST_TIMES = 10_000;

export class TextReader {
  readonly format = 'text';
  readonly times: Statistics[] = [];
  readonly problems = new Problems();
  #rest = '';
  #line = 0;
  #building: StatisticsBuilder | null = null;
  #group: GroupId | null = null;
  #place: SectionPlace | null = null;
  #counters: Map<string, number> | null = null;
  /** Words and headings seen, so that a million lines do not hold a million copies of them. */
  readonly #names = new Map<string, string>();

  push(piece: string): void {
    const text = this.#rest + piece;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#take(text.slice(from, end));
      from = end + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length <= LONGEST_LINE) return;
    // What is cut off has no meaning, and its problem is told once.
    this.#rest = this.#rest.slice(0, LONGEST_LINE + 1);
  }

  end(): void {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
    if (this.#building) this.#close('the file ends in the middle of this dump');
  }

  #take(raw: string): void {
    this.#line++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.length > LONGEST_LINE) this.#problem('a line longer than 4,096 characters was left out');
    else if (/\S/.test(line)) this.#understand(line);
  }

  #understand(line: string): void {
    if (line.charCodeAt(0) === 32) this.#counter(line);
    else if (line.startsWith('+++')) this.#begin(line);
    else if (line.startsWith('---')) this.#finish(line);
    else if (line.startsWith('++ ')) this.#heading(line);
    else if (line.startsWith('[')) this.#where(line);
    else this.#problem(() => `not a line of statistics: ${shown(line)}`);
  }

  #begin(line: string): void {
    const seconds = /^\+\+\+ Statistics Dump \+\+\+ \((\d{1,12})\)$/.exec(line)?.[1];
    if (seconds === undefined) return this.#problem(() => `not the beginning of a dump: ${shown(line)}`);
    if (this.#building) this.#close('another dump begins before this one ends');
    this.#building = new StatisticsBuilder(this.#line);
    this.#building.at = Number(seconds) * 1000;
    this.#leave();
  }

  #finish(line: string): void {
    const seconds = /^--- Statistics Dump --- \((\d{1,12})\)$/.exec(line)?.[1];
    if (seconds === undefined) return this.#problem(() => `not the end of a dump: ${shown(line)}`);
    if (!this.#building) return this.#problem('the end of a dump that did not begin');
    this.#close(null);
  }

  #close(problem: string | null): void {
    const built = this.#building?.built();
    if (built && problem !== null) this.problems.add(built.line, 1, problem);
    if (built && this.times.length < MOST_TIMES) this.times.push(built);
    else if (built) this.problems.add(built.line, 1, 'more dumps than 10,000: this one is left out');
    this.#building = null;
    this.#leave();
  }

  #leave(): void {
    this.#group = null;
    this.#place = null;
    this.#counters = null;
  }

  #heading(line: string): void {
    const heading = /^\+\+ (.+) \+\+$/.exec(line)?.[1];
    if (heading === undefined) return this.#problem(() => `not a heading: ${shown(line)}`);
    if (!this.#building) return this.#problem(() => `a heading outside of any dump: ${shown(line)}`);
    const group = groupOfHeading(heading);
    this.#group = group ?? 'other';
    this.#go({ group: this.#group, ...(group === null && { title: this.#name(heading) }) });
  }

  /** `[Common]`, `[View: internal]`, `[View: internal (Cache: shared)]`, `[example.test (view: internal)]` */
  #where(line: string): void {
    const text = /^\[(.+)\]$/.exec(line)?.[1];
    if (text === undefined) return this.#problem(() => `not a place: ${shown(line)}`);
    const group = this.#group;
    if (group === null || this.#place === null)
      return this.#problem(() => `a place under no heading: ${shown(line)}`);
    const title = this.#place.title;
    const known = { group, ...(title !== undefined && { title }) };
    if (text === 'Common') return this.#go(known);
    const [, view, cache] = /^View: (.+?)(?: \(Cache: (.+)\))?$/.exec(text) ?? [];
    if (view !== undefined)
      return this.#go({
        ...known,
        view: this.#name(view),
        ...(cache !== undefined && { cache: this.#name(cache) }),
      });
    const [, zone = text, of = 'default'] = /^(.+) \(view: (.+)\)$/.exec(text) ?? [];
    this.#go({ ...known, zone: this.#name(zone), view: this.#name(of) });
  }

  #go(place: SectionPlace): void {
    this.#place = place;
    this.#counters = null;
  }

  #counter(line: string): void {
    const [, number, words] = /^ *(\d{1,20}) (.+)$/.exec(line) ?? [];
    if (number === undefined || words === undefined)
      return this.#problem(() => `not a number and its words: ${shown(line)}`);
    if (!this.#building || !this.#place)
      return this.#problem(() => `a counter under no heading: ${shown(line)}`);
    // Most zones count nothing: a section is made with its first counter.
    this.#counters ??= this.#building.section(this.#place);
    this.#counters.set(this.#name(nameOfWords(this.#place.group, words)), Number(number));
  }

  #name(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    this.#names.set(text, text);
    return text;
  }

  #problem(message: string | (() => string)): void {
    this.problems.add(this.#line, 1, message);
  }
}
