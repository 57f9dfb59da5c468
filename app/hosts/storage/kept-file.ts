/**
 * One file of the student's own data, written so that it is whole at any moment: beside, synced, then renamed. A disk may
 * take seconds for that; until then the text stands in a second file, unsynced, so that a killed process loses nothing.
 *
 * The newest text is always held in memory. A write that fails (full disk, no permission) is told once, in words,
 * and tried again later; a file that cannot be understood is set aside, never overwritten.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

const RETRY_MS = 15_000;

export class KeptFile {
  readonly path: string;
  readonly #onProblem: (problem: string | null, what: 'read' | 'write') => void;
  /** Not yet on the disk. */
  #unsaved: string | null = null;
  /** What is on the disk was never seen: it is moved aside before anything takes its place. */
  #unread = false;
  #writing: Promise<void> | null = null;
  #failed = false;
  #retry: NodeJS.Timeout | null = null;
  readonly #retryMs: number;

  /** `onProblem` hears a sentence when reading or a write fails, and null when a write succeeds after that. */
  constructor(
    path: string,
    onProblem: (problem: string | null, what: 'read' | 'write') => void,
    retryMs = RETRY_MS,
  ) {
    this.path = path;
    this.#onProblem = onProblem;
    this.#retryMs = retryMs;
  }

  /** The text as last kept; null where there is none yet. */
  read(): string | null {
    if (this.#unsaved !== null) return this.#unsaved;
    const jotted = this.#jotted();
    if (jotted !== null) return jotted;
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        this.#onProblem(`${this.path} could not be read: ${inWords(error)}.`, 'read');
        this.#unread = true;
      }
      return null;
    }
  }

  /** Takes away what writes that were killed have left beside the file. Only for whom nobody else writes it. */
  tidy(): void {
    const folder = dirname(this.path);
    const begun = `${basename(this.path)}.`;
    try {
      for (const name of readdirSync(folder))
        if (name.startsWith(begun) && /^\d+$/.test(name.slice(begun.length)))
          rmSync(join(folder, name), { force: true });
    } catch {
      // There is no folder yet, or it may not be written: that is told where it matters.
    }
  }

  /** Puts a file that nobody understands out of the way, under a name that says so. */
  setAside(now = Date.now()): void {
    this.#forgetNewest();
    try {
      renameSync(this.path, asideName(this.path, now));
    } catch {
      // It stays where it is; a write that cannot move it either fails, and says so.
      this.#unread = true;
    }
  }

  /** Keeps a text. Returns at once; `flush` waits for the disk. */
  write(text: string): void {
    this.#unsaved = text;
    this.#jot(text);
    this.#start();
  }

  get #newest(): string {
    return `${this.path}.newest`;
  }

  #jot(text: string): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(this.#newest, `${text.length}\n${text}`, { mode: 0o600 });
    } catch {
      // The write that counts fails as well, and says so. What stands there would be older than it.
      this.#forgetNewest();
    }
  }

  #forgetNewest(): void {
    try {
      rmSync(this.#newest, { force: true });
    } catch {
      // Where the folder is none, or is read-only, nothing was written either.
    }
  }

  /** The text that a killed process left there, where all of it is. */
  #jotted(): string | null {
    try {
      const [, length, text = ''] = /^(\d+)\n([\s\S]*)$/.exec(readFileSync(this.#newest, 'utf8')) ?? [];
      return text !== '' && text.length === Number(length) ? text : null;
    } catch {
      return null;
    }
  }

  /** Resolves when the newest text is on the disk (true), or could not be put there (false). */
  async flush(): Promise<boolean> {
    this.#start();
    while (this.#writing) await this.#writing;
    return this.#unsaved === null;
  }

  /** A last try, then no more. */
  async close(): Promise<boolean> {
    const saved = await this.flush();
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    return saved;
  }

  #start(): void {
    if (this.#writing || this.#unsaved === null) return;
    this.#writing = this.#writeAll().then((saved) => {
      this.#writing = null;
      // A text may have come between the last look and now. After a failure the retry takes it along.
      if (saved) this.#start();
    });
  }

  /** Whether all that was there to be written is written. */
  async #writeAll(): Promise<boolean> {
    // While one text was being written a newer one may have come; only the newest matters.
    while (this.#unsaved !== null) {
      const text = this.#unsaved;
      try {
        mkdirSync(dirname(this.path), { recursive: true });
        if (this.#unread && existsSync(this.path)) renameSync(this.path, asideName(this.path, Date.now()));
        this.#unread = false;
        await writeFileAtomic(this.path, text, { mode: 0o600 });
      } catch (error) {
        this.#fail(error);
        return false;
      }
      if (this.#unsaved === text) {
        this.#unsaved = null;
        this.#forgetNewest();
      }
      if (this.#failed) this.#onProblem(null, 'write');
      this.#failed = false;
    }
    return true;
  }

  #fail(error: unknown): void {
    if (!this.#failed) {
      this.#onProblem(
        `Your progress could not be saved in ${this.path}: ${inWords(error)}. Nothing is lost while Rootwalk runs; it tries again.`,
        'write',
      );
    }
    this.#failed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#start(), this.#retryMs);
    this.#retry.unref();
  }
}

function asideName(path: string, now: number): string {
  return `${path}.unreadable-${now}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Why a file operation failed, as half a sentence. */
export function inWords(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file stands where its folder should be';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
