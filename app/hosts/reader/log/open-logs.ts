/**
 * Logs that are open in the window.
 *
 * A way through it: `log.read` reads the file a piece at a time into an index; `log.choose` keeps the places of the
 * entries that are wanted; `log.rows` reads those of one page from the file. The index goes when the file is closed.
 */
import { explainMessage } from '../../../engine/log/explain.ts';
import type { ReaderMethod, ReaderParams, ReaderResult } from '../../../reader-contract.ts';
import type { OpenDocument, Work } from '../reader.ts';
import { OpenLog } from './open-log.ts';

type Handlers = {
  readonly [M in Extract<ReaderMethod, `log.${string}`>]: (
    params: ReaderParams<M>,
    work: Work,
  ) => Promise<ReaderResult<M>> | ReaderResult<M>;
};

export class OpenLogs {
  readonly #document: (number: number) => OpenDocument;
  readonly #logs = new Map<number, OpenLog>();
  readonly handlers: Handlers = {
    'log.read': ({ document }, work) => this.#log(document).read(work),
    'log.choose': ({ document, choice, bars }, work) => this.#log(document).choose(choice, bars, work),
    'log.rows': ({ document, choosing, first, count }) => this.#log(document).rows(choosing, first, count),
    'log.explain': ({ text }) => explainMessage(text),
  };

  constructor(document: (number: number) => OpenDocument) {
    this.#document = document;
  }

  close(document: number): void {
    this.#logs.delete(document);
  }

  #log(number: number): OpenLog {
    const document = this.#document(number);
    const log = this.#logs.get(number) ?? new OpenLog(document.content);
    this.#logs.set(number, log);
    return log;
  }
}
