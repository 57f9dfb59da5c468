/**
 * The files of the lab's machines: which folders are shown, which files are open, how they stand to the disks.
 *
 * A save's way: the open file's text goes to the session with the version that it was made from. Where the disk holds
 * another by then, nothing is written, and the file says so; its person chooses. News that a disk changed has the
 * shown folders and the open files looked at again, at most twice a second, and only while somebody looks.
 */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { FolderState, Method, Params, Result, TerminalState } from '../../app/contract.ts';
import { folderKey, PLACE_LEVEL, placeKey, treeRows, type MachineRoot, type TreeRow } from './file-tree.ts';
import { OpenFile } from './open-file.svelte.ts';

type EditorMethod = Extract<Method, `editor.${string}`>;
type Ask = <M extends Method>(method: M, params: Params<M>) => Promise<Result<M>>;

const PAUSE_MS = 500;
/** Octets of a message to the session; the browser's line takes a mebibyte. */
const LONGEST_MESSAGE = 1_000_000;

export class FilesView {
  open = $state.raw<readonly OpenFile[]>([]);
  current = $state<OpenFile | null>(null);
  /** The editor is to take the focus when it shows the file. */
  wantsFocus = $state(false);
  machines = $state.raw<readonly MachineRoot[]>([]);
  readonly rows: readonly TreeRow[] = $derived.by(() =>
    treeRows(this.machines, this.#folders, this.#expanded),
  );
  /** Counts how often disks were looked at anew. */
  looks = $state(0);
  readonly unsaved = $derived(this.open.filter((file) => file.unsaved).length);
  readonly #ask: Ask;
  readonly #folders = new SvelteMap<string, FolderState>();
  readonly #expanded = new SvelteSet<string>();
  readonly #changed = new Set<string>();
  #watchers = 0;
  #soon = false;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Another world, or the same again: what is open stays, and is held against the new disks. */
  replaceAll(terminals: readonly Pick<TerminalState, 'id' | 'title'>[]): void {
    const met = new Set(this.machines.map(({ key }) => key));
    this.machines = terminals.map(({ id, title }) => rootOf(id, title));
    for (const { key, places, terminal } of this.machines) {
      if (met.has(key)) continue;
      this.#expanded.add(key);
      for (const path of places)
        if (path === '/etc/bind' || path.startsWith('/home/')) this.#expanded.add(placeKey(terminal, path));
    }
    this.changed(terminals.map(({ id }) => id));
  }

  /** Files changed on the machines of these terminals. */
  changed(terminals: readonly string[]): void {
    for (const terminal of terminals) this.#changed.add(terminal);
    this.#lookSoon();
  }

  /** While somebody looks, what changes is shown. Returns the way to end that. */
  watch(): () => void {
    this.#watchers++;
    this.#look();
    return () => void this.#watchers--;
  }

  toggle(row: TreeRow, open = !row.expanded): void {
    if (!open) return void this.#expanded.delete(row.key);
    this.#expanded.add(row.key);
    if (row.kind === 'folder') void this.#list(row.terminal, row.path);
    else for (const path of this.#placesOf(row.terminal)) void this.#list(row.terminal, path);
  }

  /** As far as it was listed. */
  isFolder(terminal: string, path: string): boolean {
    return this.#folders.get(folderKey(terminal, path))?.kind === 'folder';
  }

  /** Shows a file in the editor; opens it where it is not open yet. */
  show(terminal: string, path: string, line: number | null = null): void {
    const before = this.open.find((file) => file.terminal === terminal && file.path === path);
    const file = before ?? new OpenFile(terminal, path);
    if (!before) this.open = [...this.open, file];
    file.goTo = line;
    this.current = file;
    this.wantsFocus = true;
    void this.look(file, true);
  }

  /** Without asking: what is unsaved is gone. */
  close(file: OpenFile): void {
    const at = this.open.indexOf(file);
    this.open = this.open.filter((other) => other !== file);
    if (this.current !== file) return;
    this.current = this.open[Math.min(at, this.open.length - 1)] ?? null;
    this.wantsFocus = this.current !== null;
  }

  async save(file: OpenFile): Promise<void> {
    if (file.stage !== 'text' || file.readOnly !== null) return;
    const { terminal, path, version } = file;
    const text = file.text;
    const params = { terminal, path, text, version };
    if (new TextEncoder().encode(JSON.stringify(params)).length > LONGEST_MESSAGE) {
      file.problem = 'It has become too long to be saved here. Shorten it to half a MiB.';
      return;
    }
    await this.#trying(file, async () => {
      const saved = await this.#ask('files.save', params);
      if (saved.kind === 'saved') file.saved(text, saved.version);
      else if (saved.kind === 'refused') file.problem = `Not saved: ${saved.why}.`;
      else await this.look(file);
    });
  }

  /** The disk's text in place of what was typed; undo brings that back. */
  async takeDisk(file: OpenFile): Promise<void> {
    this.wantsFocus = true;
    await this.#trying(file, async () => {
      const state = await this.#read(file, null);
      if (state.kind === 'text' || state.kind === 'missing') file.take(state, true);
    });
  }

  /** What was typed in place of what the disk holds. */
  async saveOver(file: OpenFile): Promise<void> {
    this.wantsFocus = true;
    await this.#trying(file, async () => {
      const state = await this.#read(file, null);
      if (state.kind !== 'text' && state.kind !== 'missing') return;
      file.rebase(state);
      await this.save(file);
    });
  }

  async check(file: OpenFile): Promise<OpenFile['check']> {
    const { terminal, path, text } = file;
    file.check = await this.#ask('files.check', { terminal, path, text });
    return file.check;
  }

  /** What the session knows of a text as it stands in the editor. */
  askOf<M extends EditorMethod>(
    method: M,
    file: OpenFile,
    more: Omit<Params<M>, 'terminal' | 'path' | 'text'>,
  ): Promise<Result<M>> {
    const { terminal, path, text } = file;
    // What a method needs beside the text is `more`: together they are its parameters.
    return this.#ask(method, { terminal, path, text, ...more } as unknown as Params<M>);
  }

  /** Sets a configuration's blanks in one way; undo brings the others back. */
  async format(file: OpenFile): Promise<void> {
    if (file.language !== 'named.conf' || file.readOnly !== null) return;
    await this.#trying(file, async () => {
      const { text } = file;
      const set = await this.askOf('editor.format', file, {});
      if ('problem' in set) file.note = `Not formatted: line ${set.line}: ${set.problem}`;
      else if (set.text === text) file.note = 'It is formatted already.';
      else if (file.text === text) {
        file.edited?.replace(set.text, true);
        file.note = 'Formatted. Undo brings the old text back.';
      }
    });
  }

  /** Puts the next serial into a zone file. */
  async raiseSerial(file: OpenFile): Promise<void> {
    if (file.language !== 'zone' || file.readOnly !== null) return;
    await this.#trying(file, async () => {
      const { text } = file;
      const found = await this.askOf('editor.serial', file, {});
      if (found === null) file.note = 'No SOA with a serial is here.';
      else if (file.text === text) {
        const { from, to, serial, next } = found;
        file.edited?.replace(`${text.slice(0, from)}${next}${text.slice(to)}`, true);
        file.note = `Serial ${serial} is now ${next}.`;
      }
    });
  }

  /** Holds an open file against the disk. `anew`: its rights may be others by now. */
  async look(file: OpenFile, anew = false): Promise<void> {
    await this.#trying(file, async () => {
      const state = await this.#read(file, anew ? null : file.version);
      if (state.kind === 'same') file.disk = 'same';
      else if (state.kind === 'refused') {
        if (file.unsaved) file.problem = state.why;
        else file.refuse(state.why);
      } else if (file.stage !== 'text') file.take(state, false);
      else {
        file.readOnly = state.readOnly;
        file.user = state.user;
        const version = state.kind === 'text' ? state.version : null;
        if (version === file.version) file.disk = 'same';
        else if (state.kind === 'missing') file.disk = 'gone';
        else if (file.unsaved) file.disk = 'changed';
        else file.take(state, false);
      }
    });
  }

  #read(file: OpenFile, known: string | null): Promise<Result<'files.read'>> {
    return this.#ask('files.read', { terminal: file.terminal, path: file.path, known });
  }

  async #trying(file: OpenFile, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (file.stage === 'text') file.problem = why;
      else file.refuse(why);
    }
  }

  #lookSoon(): void {
    if (this.#watchers === 0 || this.#soon) return;
    this.#soon = true;
    setTimeout(() => {
      this.#soon = false;
      this.#look();
    }, PAUSE_MS);
  }

  #look(): void {
    if (this.#watchers === 0) return;
    const changed = new Set(this.#changed);
    this.#changed.clear();
    for (const row of this.rows) {
      if (!row.expanded || !changed.has(row.terminal)) continue;
      if (row.kind === 'machine')
        for (const path of this.#placesOf(row.terminal)) void this.#list(row.terminal, path);
      // The places themselves are listed with their machine.
      else if (row.level > PLACE_LEVEL) void this.#list(row.terminal, row.path);
    }
    for (const file of this.open) if (changed.has(file.terminal)) void this.look(file);
    if (changed.size > 0) this.looks++;
  }

  async #list(terminal: string, path: string): Promise<void> {
    try {
      this.#folders.set(folderKey(terminal, path), await this.#ask('files.list', { terminal, path }));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#folders.set(folderKey(terminal, path), { kind: 'refused', why });
    }
  }

  #placesOf(terminal: string): readonly string[] {
    return this.machines.find((machine) => machine.terminal === terminal)?.places ?? [];
  }
}

/** A terminal's title says who sits where: `student@laptop`. */
function rootOf(terminal: string, title: string): MachineRoot {
  const [user = '', host = title] = title.split('@');
  const home = user === 'root' ? '/root' : `/home/${user}`;
  const places = [home, '/etc/bind', '/var/cache/bind', '/var/log', '/'];
  return { key: terminal, terminal, user, host, home, places };
}
