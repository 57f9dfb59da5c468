/**
 * The reader's part of cache dumps: what the window asks of them, and which are open.
 *
 * A way through it: `dump.read` has a file read through (open-dump.ts); `dump.select` chooses entries; pages of these,
 * and of what stands beside them (side-lists.ts), are read from the file when they come in sight.
 */
import type { ReaderRequests } from '../../../reader-contract.ts';
import { ReaderError } from '../reader-error.ts';
import type { OpenDocument, Work } from '../reader.ts';
import { Comparison } from './comparison.ts';
import { exported } from './exported.ts';
import { OpenDump } from './open-dump.ts';
import { SideLists } from './side-lists.ts';
import { summaryOf } from './summary.ts';

type DumpMethod = Extract<keyof ReaderRequests, `dump.${string}`>;
type DumpHandlers = {
  readonly [M in DumpMethod]: (
    params: ReaderRequests[M]['params'],
    work: Work,
  ) => Promise<ReaderRequests[M]['result']> | ReaderRequests[M]['result'];
};

interface Opened {
  readonly dump: OpenDump;
  readonly lists: SideLists;
  comparison: { readonly number: number; readonly made: Comparison } | null;
}

export class OpenDumps {
  readonly #documentOf: (number: number) => OpenDocument;
  readonly #opened = new Map<number, Opened>();
  #comparisons = 0;

  constructor(documentOf: (number: number) => OpenDocument) {
    this.#documentOf = documentOf;
  }

  close(document: number): void {
    this.#opened.delete(document);
  }

  readonly handlers: DumpHandlers = {
    'dump.read': async ({ document }, work) => summaryOf((await this.#read(document, work)).dump.index),
    'dump.select': ({ document, choice, order }, work) => this.#dump(document).select(choice, order, work),
    'dump.rows': ({ document, selection, first, count }) =>
      this.#dump(document).rows(selection, first, count),
    'dump.entry': ({ document, entry, now }) => this.#dump(document).entry(entry, now),
    'dump.tree': ({ document, selection, above }) => this.#dump(document).tree(selection, above),
    'dump.expiry': ({ document, selection }) => this.#dump(document).expiry(selection),
    'dump.servers': (page) => this.#of(page.document).lists.servers(page),
    'dump.failures': (page) => this.#of(page.document).lists.failures(page),
    'dump.messages': (page) => this.#of(page.document).lists.messages(page),
    'dump.zones': (page) => this.#of(page.document).lists.zones(page),
    'dump.problems': (page) => this.#of(page.document).lists.problems(page),
    'dump.compare': async ({ document, earlier }, work) => {
      // The other dump may have been opened, and not yet looked at.
      const before = await this.#read(earlier, work);
      const opened = this.#of(document);
      const number = ++this.#comparisons;
      const made = await Comparison.make(before.dump, opened.dump, work);
      opened.comparison = { number, made };
      return made.summary(number);
    },
    'dump.changes': ({ document, comparison, kinds, name, first, count }) => {
      const kept = this.#of(document).comparison;
      if (kept?.number !== comparison) throw new ReaderError('cancelled', 'Something else is looked at now.');
      return kept.made.changes(kinds, name, { first, count });
    },
    'dump.export': ({ document, selection, form }, work) => {
      const dump = this.#dump(document);
      return exported(dump, dump.selected(selection).places, form, work);
    },
  };

  async #read(document: number, work: Work): Promise<Opened> {
    const known = this.#opened.get(document);
    if (known !== undefined) return known;
    const { content } = this.#documentOf(document);
    const dump = await OpenDump.read(content, work);
    // Closed meanwhile: nobody would forget it.
    this.#documentOf(document);
    const opened = { dump, lists: new SideLists(dump.index, content), comparison: null };
    this.#opened.set(document, opened);
    return opened;
  }

  #of(document: number): Opened {
    const opened = this.#opened.get(document);
    if (opened === undefined)
      throw new ReaderError('unknown-document', 'The dump is not open any more. Open it again.');
    return opened;
  }

  #dump(document: number): OpenDump {
    return this.#of(document).dump;
  }
}
