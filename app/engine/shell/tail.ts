/**
 * `tail`: the end of files, and with -f or -F what is written to them afterwards, as it is written.
 *
 * Nobody polls: the disk tells of its changes, and what a file has more than before is printed.
 */
import type { Command, CommandContext } from './command.ts';
import { diskWords, isDiskProblem, type Disk } from './files.ts';
import { latin1Of, octetsOfLatin1, utf8Latin1 } from './octets.ts';
import { absolutePath } from './paths.ts';
import { readTailWords, type TailWords } from './tail-words.ts';

const LF = 10;

export const tail: Command = async (context) => {
  const words = readTailWords(context.args);
  if (typeof words === 'string') {
    context.err(utf8Latin1(words));
    return 1;
  }
  const names = words.files.length === 0 ? ['-'] : words.files;
  const headers = words.headers ?? names.length > 1;
  const printer = new Printer(context, headers);
  const followed: Followed[] = [];
  let status = 0;
  for (const name of names) {
    if (name === '-') {
      printer.print('standard input', end(octetsOfLatin1(context.stdin), words));
      continue;
    }
    const file = new Followed(context, name, words.follow === 'name');
    const octets = file.open();
    if (octets === null) status = 1;
    else printer.print(name, end(octets, words));
    if (octets !== null || words.retry) followed.push(file);
  }
  if (words.follow === null) return status;
  if (followed.length === 0) {
    if (words.files.length > 0) context.err('tail: no files remaining\n');
    return words.files.length > 0 ? 1 : 0;
  }
  return follow(context, followed, printer);
};

/** Until it is stopped. */
function follow(context: CommandContext, files: readonly Followed[], printer: Printer): Promise<number> {
  return new Promise((resolve) => {
    const unwatch = context.disk.onChange(() => {
      for (const file of files) {
        const more = file.more();
        if (more !== null && more.length > 0) printer.print(file.name, more);
      }
    });
    const stop = (): void => {
      unwatch();
      resolve(130);
    };
    if (context.signal.aborted) stop();
    else context.signal.addEventListener('abort', stop, { once: true });
  });
}

/** Names the file before its lines, where several are shown. */
class Printer {
  readonly #context: CommandContext;
  readonly #headers: boolean;
  #last: string | null = null;

  constructor(context: CommandContext, headers: boolean) {
    this.#context = context;
    this.#headers = headers;
  }

  print(name: string, octets: Uint8Array): void {
    if (this.#headers && this.#last !== name)
      this.#context.out(utf8Latin1(`${this.#last === null ? '' : '\n'}==> ${name} <==\n`));
    this.#last = name;
    this.#context.out(latin1Of(octets));
  }
}

class Followed {
  readonly name: string;
  readonly #path: string;
  readonly #disk: Disk;
  readonly #user: string;
  readonly #byName: boolean;
  readonly #err: (text: string) => void;
  /** The file's number; null while it is not there. */
  #number: number | null = null;
  #length = 0;
  #gone = false;

  constructor({ disk, user, workingDirectory, err }: CommandContext, name: string, byName: boolean) {
    this.name = name;
    this.#path = absolutePath(workingDirectory, name);
    this.#disk = disk;
    this.#user = user;
    this.#byName = byName;
    this.#err = (text) => err(utf8Latin1(`tail: ${text}\n`));
  }

  /** What the file has now; null, after a word about it, where it cannot be read. */
  open(): Uint8Array | null {
    const octets = this.#disk.read(this.#path, this.#user);
    if (isDiskProblem(octets)) {
      const what =
        octets.code === 'EISDIR'
          ? `error reading '${this.name}': Is a directory`
          : `cannot open '${this.name}' for reading: ${diskWords(octets.code)}`;
      this.#err(what);
      return null;
    }
    this.#take(octets.length);
    return octets;
  }

  /** What was written since; null where nothing can be read. */
  more(): Uint8Array | null {
    if (this.#gone) return null;
    const entry = this.#disk.stat(this.#path, this.#user);
    if (isDiskProblem(entry) || entry.kind !== 'file') {
      // By descriptor: the file lives on without a name, and nobody writes to it here.
      if (!this.#byName) this.#gone = true;
      else if (this.#number !== null)
        this.#err(`'${this.name}' has become inaccessible: No such file or directory`);
      this.#number = null;
      return null;
    }
    if (this.#number !== entry.number) {
      if (!this.#byName && this.#number !== null) {
        this.#gone = true;
        return null;
      }
      this.#err(
        `'${this.name}' has ${this.#number === null ? 'appeared' : 'been replaced'};  following new file`,
      );
      this.#length = 0;
    } else if (entry.size < this.#length) {
      this.#err(`${this.name}: file truncated`);
      this.#length = 0;
    }
    if (entry.size === this.#length && this.#number === entry.number) return null;
    const octets = this.#disk.read(this.#path, this.#user, this.#length);
    if (isDiskProblem(octets)) return null;
    this.#take(this.#length + octets.length);
    return octets;
  }

  #take(length: number): void {
    const entry = this.#disk.stat(this.#path, this.#user);
    this.#number = isDiskProblem(entry) ? null : entry.number;
    this.#length = length;
  }
}

/** The part that is asked for. */
function end(octets: Uint8Array, { unit, count, fromStart }: TailWords): Uint8Array {
  if (unit === 'octets')
    return fromStart
      ? octets.subarray(Math.max(0, count - 1))
      : octets.subarray(Math.max(0, octets.length - count));
  if (fromStart) {
    let at = 0;
    for (let line = 1; line < count && at < octets.length; line++) {
      const next = octets.indexOf(LF, at);
      at = next < 0 ? octets.length : next + 1;
    }
    return octets.subarray(at);
  }
  if (count === 0) return octets.subarray(octets.length);
  // A line that is not ended is one, too.
  let at = octets.at(-1) === LF ? octets.length - 1 : octets.length;
  for (let line = 0; line < count && at > 0; line++) {
    const before = octets.lastIndexOf(LF, at - 1);
    if (before < 0) return octets;
    at = before;
  }
  return octets.subarray(at + 1);
}
