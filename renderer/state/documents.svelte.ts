/**
 * Files of the person's own computer that are open in the window, each with what its viewer knows of it.
 *
 * They are read by a worker of the page (api/reader.ts) and go nowhere else. The file itself is never changed.
 */
import type { DocumentInfo } from '../../app/reader-contract.ts';
import { ReaderDoor, ReaderRefusal, type AskReader } from '../api/reader.ts';

/** One open file: what it is, and the way to ask about it. */
export class OpenDocument {
  readonly name: string;
  readonly content: Blob;
  /** Where it came from, in words: `this computer`, `cache:/var/cache/bind`. */
  readonly from: string;
  /** Null until it was recognised. */
  info = $state.raw<DocumentInfo | null>(null);
  problem = $state<string | null>(null);
  readonly ask: AskReader;

  constructor(name: string, content: Blob, from: string, ask: AskReader) {
    this.name = name;
    this.content = content;
    this.from = from;
    this.ask = ask;
  }
}

export class Documents {
  open = $state.raw<readonly OpenDocument[]>([]);
  current = $state.raw<OpenDocument | null>(null);
  readonly #door: ReaderDoor;

  constructor(door: ReaderDoor = new ReaderDoor()) {
    this.#door = door;
  }

  /** Opens a file and shows it. */
  async show(name: string, content: Blob, from: string): Promise<OpenDocument> {
    const document = new OpenDocument(name, content, from, this.#door.ask);
    this.open = [...this.open, document];
    this.current = document;
    try {
      document.info = await this.#door.ask('open', { name, content });
    } catch (error) {
      document.problem = error instanceof ReaderRefusal ? error.message : String(error);
    }
    return document;
  }

  close(document: OpenDocument): void {
    const at = this.open.indexOf(document);
    this.open = this.open.filter((other) => other !== document);
    if (this.current === document) this.current = this.open[Math.min(at, this.open.length - 1)] ?? null;
    if (document.info) void this.#door.ask('close', { document: document.info.document });
  }
}
