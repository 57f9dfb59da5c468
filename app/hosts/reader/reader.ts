/**
 * The window's reader: reads files of the person's own computer, in a worker of the page, with the engine's parsers.
 *
 * A file's way: the window posts it (`open`); its first octets tell what it is; a document is made that answers the
 * questions of its kind. A long reading gives way to other messages after each piece, tells how far it is, and ends
 * when the window cancels it.
 */
import type {
  DocumentInfo,
  DocumentPlace,
  FromReader,
  ReaderFailure,
  ReaderMethod,
  ReaderParams,
  ReaderResult,
  ServedPlace,
  ToReader,
} from '../../reader-contract.ts';
import { kindOf } from './document-kind.ts';
import { OpenDumps } from './dump/open-dumps.ts';
import type { Lying } from './folder/check.ts';
import { FolderFiles } from './folder/folder-files.ts';
import { OpenFolders } from './folder/open-folders.ts';
import { OpenLogs } from './log/open-logs.ts';
import { ReaderError } from './reader-error.ts';
import { ServedContent } from './served-content.ts';
import { OpenStatistics } from './statistics/open-statistics.ts';
import { TextLines } from './text-lines.ts';

/** What a method is given beside its parameters. */
export interface Work {
  readonly signal: AbortSignal;
  /** Tells the window how far it is. */
  progress(done: number, total: number): void;
}

type Handler<M extends ReaderMethod> = (
  params: ReaderParams<M>,
  work: Work,
) => Promise<ReaderResult<M>> | ReaderResult<M>;

type Handlers = { readonly [M in ReaderMethod]: Handler<M> };

/** A file that is open in the window. What a viewer has read of it is kept by the viewer's own part. */
export interface OpenDocument {
  readonly info: DocumentInfo;
  readonly name: string;
  readonly content: Blob;
  readonly lines: TextLines;
}

/** What a kind's folder adds: its methods, and what it forgets when a document is closed. */
interface Part {
  close(document: number): void;
}

const HEAD_OCTETS = 64 * 1024;

export class Reader {
  readonly #post: (message: FromReader) => void;
  readonly #documents = new Map<number, OpenDocument>();
  readonly #running = new Map<number, AbortController>();
  readonly #folders = new OpenFolders();
  readonly #dumps = new OpenDumps((number) => this.document(number));
  readonly #statistics = new OpenStatistics();
  readonly #logs = new OpenLogs((number) => this.document(number));
  readonly #parts: readonly Part[] = [this.#folders, this.#dumps, this.#statistics, this.#logs];
  readonly #handlers: Handlers;
  #last = 0;

  constructor(post: (message: FromReader) => void) {
    this.#post = post;
    this.#handlers = {
      open: ({ name, content }) => this.#open(name, content),
      close: ({ document }) => this.#close(document),
      lines: ({ document, first, count }, work) => this.document(document).lines.read(first, count, work),
      find: async ({ document, text, from, backwards }, work) => ({
        line: await this.document(document).lines.find(text, from, backwards, work),
      }),
      openFolder: ({ name, files }) => this.#folders.open(++this.#last, name, files),
      addToFolder: ({ document, files }) => {
        const folder = this.#folders.files(document);
        folder.add(files);
        return { size: folder.size };
      },
      check: async ({ document, folder, path, origin }) => {
        const { checkDocument } = await import('./folder/check.ts');
        const files = folder === null ? null : this.#folders.files(folder);
        return checkDocument(this.document(document), files && { files, path }, origin);
      },
      tip: async (place) => {
        const { tipAt } = await import('./folder/explained-place.ts');
        return tipAt(this.document(place.document), this.#lying(place), { ...place, now: Date.now() });
      },
      target: async (place) => {
        const { targetAt } = await import('./folder/explained-place.ts');
        return targetAt(this.document(place.document), this.#lying(place), place.offset);
      },
      outline: async ({ document, folder }) => {
        const { outlineOfDocument } = await import('./folder/told-of-client.ts');
        return outlineOfDocument(document === null ? null : this.document(document), this.#around(folder));
      },
      applies: async ({ document, folder, path, asked }) => {
        const { toldOfClient } = await import('./folder/told-of-client.ts');
        const shown = document === null ? null : this.document(document);
        return toldOfClient(shown, { files: this.#around(folder), path }, asked);
      },
      checkFolder: async ({ document, main }, work) => {
        const { reportOn } = await import('./folder/report.ts');
        return reportOn(this.#folders.files(document), main, work);
      },
      unpack: async ({ name, content }, work) =>
        (await import('./folder/archive.ts')).unpack(name, contentOf(content), work),
      pack: async ({ entries, form }) => (await import('./folder/archive.ts')).pack(entries, form),
      dumpCaches: async ({ document }, work) =>
        (await import('./folder/dump-caches.ts')).dumpCaches(this.document(document), work),
      ...this.#dumps.handlers,
      readStatistics: ({ document }, work) => this.#statistics.read(this.document(document), work),
      statisticsAt: (params) => this.#statistics.at(params),
      statisticsZones: (params) => this.#statistics.zones(params),
      statisticsSeries: (params) => this.#statistics.series(params),
      ...this.#logs.handlers,
    };
  }

  hear(message: ToReader): void {
    if (message.type === 'cancel') this.#running.get(message.id)?.abort();
    else void this.#answer(message.id, message.method, message.params);
  }

  document(number: number): OpenDocument {
    const document = this.#documents.get(number);
    if (!document) throw new ReaderError('unknown-document', 'The file is not open any more. Open it again.');
    return document;
  }

  #lying({ folder, path }: DocumentPlace): Lying {
    return { files: this.#around(folder), path };
  }

  /** The files of an open folder; none for what lies by itself. */
  #around(folder: number | null): FolderFiles {
    return folder === null ? new FolderFiles([]) : this.#folders.files(folder);
  }

  async #answer(id: number, method: ReaderMethod, params: ReaderParams<ReaderMethod>): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const work: Work = {
      signal: controller.signal,
      progress: (done, total) => this.#post({ type: 'progress', id, done, total }),
    };
    try {
      // The contract pairs each method with its parameters; a table of functions cannot carry that pairing.
      const handler = this.#handlers[method] as Handler<ReaderMethod>;
      const result = await handler(params, work);
      if (controller.signal.aborted) throw new ReaderError('cancelled', 'Stopped.');
      this.#post({ type: 'reply', id, ok: true, result });
    } catch (error) {
      this.#post({ type: 'reply', id, ok: false, error: failureOf(error, controller.signal) });
    } finally {
      this.#running.delete(id);
    }
  }

  async #open(name: string, source: Blob | ServedPlace): Promise<DocumentInfo> {
    const content = contentOf(source);
    const head = new Uint8Array(await content.slice(0, HEAD_OCTETS).arrayBuffer());
    const info = { document: ++this.#last, ...kindOf(name, head), size: content.size };
    this.#documents.set(info.document, { info, name, content, lines: new TextLines(content) });
    return info;
  }

  #close(document: number): null {
    this.#documents.delete(document);
    for (const part of this.#parts) part.close(document);
    return null;
  }
}

function contentOf(source: Blob | ServedPlace): Blob {
  return source instanceof Blob ? source : new ServedContent(source.address, 0, source.size);
}

function failureOf(error: unknown, signal: AbortSignal): ReaderFailure {
  if (signal.aborted) return { code: 'cancelled', message: 'Stopped.' };
  if (error instanceof ReaderError) return { code: error.code, message: error.message };
  // A browser's word for a file that was changed or removed since it was chosen.
  if (error instanceof Error && (error.name === 'NotReadableError' || error.name === 'NotFoundError'))
    return {
      code: 'unreadable',
      message: 'The file changed or went away since it was opened. Open it again.',
    };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
