/**
 * Files of the person's own computer that are open in the window, and files of the lab's machines that a viewer shows.
 *
 * They are read by a worker of the page (api/reader.ts) and go nowhere else, unless the person puts a copy into the
 * lab. The file itself is never changed.
 */
import type { ServedFile } from '../../app/contract.ts';
import type { ArchiveForm, FolderFile, LogExplanation, PackedEntry } from '../../app/reader-contract.ts';
import { ReaderDoor, ReaderRefusal } from '../api/reader.ts';
import { posted, ServedContent, type Content } from '../api/served-content.ts';
import { CarryProblem, readLabFile, type AskLab } from './carry.ts';
import type { Dropped } from './dropped-files.ts';
import { OpenDocument, type DocumentParts, type LabPlace } from './open-document.svelte.ts';

export type { OpenDocument } from './open-document.svelte.ts';

const HERE = 'this computer';
/** Octets of a file that is fetched whole. */
const LONGEST_FETCHED = 32 * 1024 * 1024;
/** Of a folder: files in one message, and milliseconds of posting at one go. */
const FILES_AT_ONCE = 8;
const TURN_MS = 12;
/** After the disk changed, so long is waited for more. */
const PAUSE_MS = 400;

export class Documents {
  open = $state.raw<readonly OpenDocument[]>([]);
  current = $state.raw<OpenDocument | null>(null);
  /** What could not be opened at all, in a sentence. */
  problem = $state<string | null>(null);
  /** A zip file with a lab in it, which the person may want to have in the course. */
  labZip = $state.raw<{ readonly name: string; readonly content: Content } | null>(null);
  readonly #door: ReaderDoor;
  readonly #askLab: AskLab;
  readonly #changed = new Set<string>();
  #soon = false;

  constructor(askLab: AskLab, door: ReaderDoor = new ReaderDoor()) {
    this.#askLab = askLab;
    this.#door = door;
  }

  /** Opens a file and shows it. An archive is opened as the folder that it holds. */
  async show(name: string, content: Content, from: string): Promise<OpenDocument> {
    const document = this.#add({ name, content, from, ask: this.#door.ask });
    await this.#recognise(document);
    if (document.info?.kind === 'archive') await this.#unpack(document);
    return document;
  }

  /** What a line of a log means, whatever log it is of. */
  explainLine(text: string): Promise<LogExplanation> {
    return this.#door.ask('log.explain', { text });
  }

  async showFolder(dropped: Extract<Dropped, { kind: 'folder' }>): Promise<void> {
    const { name, files } = dropped;
    const parts = { name, content: new Blob([]), from: HERE, ask: this.#door.ask, files };
    const document = this.#add(parts);
    if (dropped.cut) document.notes = ['Only the first 20,000 files of it are here.'];
    await this.#trying(document, async () => {
      const info = await this.#door.ask('openFolder', { name, files: [] });
      const size = await this.#addTo(info.document, files);
      document.info = { ...info, size };
    });
  }

  /**
   * Of each file that was chosen in a dialog the system is asked while it is posted, and the page waits. So a few are
   * posted at a time, and the person has a turn between them.
   */
  async #addTo(document: number, files: readonly FolderFile[]): Promise<number> {
    let last = Promise.resolve({ size: 0 });
    for (let from = 0; from < files.length;) {
      const until = performance.now() + TURN_MS;
      for (; from < files.length && performance.now() < until; from += FILES_AT_ONCE)
        last = this.#door.ask('addToFolder', { document, files: files.slice(from, from + FILES_AT_ONCE) });
      await new Promise((resolve) => setTimeout(resolve));
    }
    return (await last).size;
  }

  /** Files and folders that the person has dropped or chosen; the last one is in front. */
  async take(dropped: readonly Dropped[]): Promise<void> {
    for (const one of dropped) {
      if (one.kind === 'folder') await this.showFolder(one);
      else await this.show(one.name, one.content, HERE);
    }
  }

  /** A file of an open folder, at a line. */
  async showInFolder(folder: OpenDocument, path: string, line: number | null = null): Promise<void> {
    const before = this.open.find((other) => other.folder === folder && other.path === path);
    const file = folder.files.find((one) => one.path === path);
    if (!before && !file) return;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const content = file?.content ?? new Blob([]);
    const parts = { name, content, from: folder.name, ask: this.#door.ask, folder, path };
    const document = before ?? this.#add(parts);
    document.goTo = line;
    this.current = document;
    if (!before) await this.#recognise(document);
  }

  /** A file of a lab machine in its viewer. Null where it cannot be read; `problem` says why. */
  async showLab(terminal: string, host: string, path: string): Promise<OpenDocument | null> {
    const before = this.open.find(
      ({ lab, follows }) => follows && lab?.terminal === terminal && lab.path === path,
    );
    try {
      const { content, version } = await readLabFile(this.#askLab, terminal, path);
      const lab = { terminal, host, path, version };
      if (before)
        return before.lab?.version === version ? this.#front(before) : this.#renew(before, content, lab);
      const document = this.#add(this.#partsOf(content, lab));
      await this.#recognise(document);
      return document;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return null;
    }
  }

  /**
   * What `rootwalk open` named: fetched once from the host of this window, at an address that holds only once. A long
   * file stays where it is, and is read in parts.
   */
  async fetchServed(files: readonly ServedFile[]): Promise<void> {
    for (const { name, address, from, size } of files) {
      try {
        if (size > LONGEST_FETCHED) {
          await this.show(name, new ServedContent({ address, size }), from);
          continue;
        }
        const response = await fetch(address);
        if (!response.ok) throw new CarryProblem((await response.text()).trim());
        await this.show(name, await response.blob(), from);
      } catch (error) {
        this.problem = `${name} could not be opened: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
  }

  /** Files changed on the machines of these terminals: what follows one of them is shown anew. */
  changed(terminals: readonly string[]): void {
    for (const terminal of terminals) this.#changed.add(terminal);
    if (this.#soon || !this.open.some(({ lab }) => lab !== null)) return;
    this.#soon = true;
    setTimeout(() => {
      this.#soon = false;
      const changed = [...this.#changed];
      this.#changed.clear();
      for (const document of this.open)
        if (document.follows && document.lab && changed.includes(document.lab.terminal))
          void this.#look(document, document.lab);
    }, PAUSE_MS);
  }

  close(document: OpenDocument): void {
    const at = this.open.indexOf(document);
    const gone = this.open.filter((other) => other === document || other.folder === document);
    this.open = this.open.filter((other) => !gone.includes(other));
    if (this.current !== null && gone.includes(this.current))
      this.current = this.open[Math.min(at, this.open.length - 1)] ?? null;
    for (const { info } of gone) if (info) void this.#door.ask('close', { document: info.document });
  }

  pack(entries: readonly PackedEntry[], form: ArchiveForm): Promise<Blob> {
    return this.#door.ask('pack', { entries, form });
  }

  #front(document: OpenDocument): OpenDocument {
    this.current = document;
    return document;
  }

  #add(parts: DocumentParts): OpenDocument {
    const document = new OpenDocument(parts);
    this.open = [...this.open, document];
    return this.#front(document);
  }

  #partsOf(content: Blob, lab: LabPlace): DocumentParts {
    const at = lab.path.lastIndexOf('/');
    const from = `${lab.host}:${lab.path.slice(0, at)}`;
    return { name: lab.path.slice(at + 1), content, from, ask: this.#door.ask, lab };
  }

  async #look(document: OpenDocument, lab: LabPlace): Promise<void> {
    try {
      const { content, version } = await readLabFile(this.#askLab, lab.terminal, lab.path);
      if (version !== lab.version && this.open.includes(document))
        await this.#renew(document, content, { ...lab, version });
    } catch {
      // It is gone, or its machine is: what was read of it stays.
      document.follows = false;
    }
  }

  /** Another version in the place of the one before, recognised before it is shown. */
  async #renew(document: OpenDocument, content: Blob, lab: LabPlace): Promise<OpenDocument> {
    const next = new OpenDocument(this.#partsOf(content, lab));
    next.asText = document.asText;
    await this.#recognise(next);
    this.open = this.open.map((other) => (other === document ? next : other));
    if (this.current === document) this.current = next;
    if (document.info) void this.#door.ask('close', { document: document.info.document });
    return next;
  }

  #recognise(document: OpenDocument): Promise<void> {
    const { name, content } = document;
    return this.#trying(document, async () => {
      document.info = await this.#door.ask('open', { name, content: posted(content) });
    });
  }

  /** The folder takes the archive's place. */
  async #unpack(archive: OpenDocument): Promise<void> {
    const { name, content } = archive;
    await this.#trying(archive, async () => {
      const { files, left } = await this.#door.ask('unpack', { name, content: posted(content) });
      const inside = new OpenDocument({ name, content, from: archive.from, ask: this.#door.ask, files });
      inside.info = await this.#door.ask('openFolder', { name, files });
      inside.notes = left.map((one) => `Left out: ${one}`);
      this.open = this.open.map((other) => (other === archive ? inside : other));
      if (this.current === archive) this.current = inside;
      if (/\.zip$/i.test(name) && files.some(({ path }) => /^([^/]+\/)?lab\.yaml$/.test(path)))
        this.labZip = { name, content };
    });
  }

  async #trying(document: OpenDocument, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      document.problem = error instanceof ReaderRefusal ? error.message : String(error);
    }
  }
}
