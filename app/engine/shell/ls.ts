/** `ls`: names in columns on the screen, one a line in a pipe; `-l` with modes, owners and times of the lab clock. */
import type { Command, CommandContext } from './command.ts';
import { dateText } from './date.ts';
import { diskWords, isDiskProblem, type DiskEntry } from './files.ts';
import { utf8Latin1 as utf8 } from './octets.ts';
import { absolutePath } from './paths.ts';
import { textWidth } from './width.ts';

interface Item {
  readonly name: string;
  readonly path: string;
  readonly entry: DiskEntry;
}

const LETTERS = 'alA1dhtSrRFi';
const HALF_YEAR_MS = 182.5 * 86_400_000;
const MAX_DEPTH = 40;

export const ls: Command = async (context) => {
  const flags = new Set<string>();
  const paths: string[] = [];
  let onlyPaths = false;
  for (const word of context.args) {
    if (onlyPaths || !word.startsWith('-') || word === '-') paths.push(word);
    else if (word === '--') onlyPaths = true;
    else if (word === '--all') flags.add('a');
    else if (word === '--help') return help(context);
    else {
      const wrong = word.startsWith('--')
        ? word
        : [...word.slice(1)].find((letter) => !LETTERS.includes(letter));
      if (wrong !== undefined) {
        const words = wrong.startsWith('--')
          ? `unrecognized option '${wrong}'`
          : `invalid option -- '${wrong}'`;
        context.err(`ls: ${words}\nTry 'ls --help' for more information.\n`);
        return 2;
      }
      for (const letter of word.slice(1)) flags.add(letter);
    }
  }
  return new Listing(context, flags).list(paths.length > 0 ? paths : ['.']);
};

async function help(context: CommandContext): Promise<number> {
  context.out(
    'Usage: ls [-aA1dFhilRrSt] [file ...]\n' +
      '  -a  hidden names too      -l  modes, owners, sizes, times\n' +
      '  -A  without . and ..      -h  sizes for people\n' +
      '  -1  one name a line       -t  newest first\n' +
      '  -d  folders themselves    -S  biggest first\n' +
      '  -R  folders in folders    -r  the other way round\n' +
      '  -F  / after folders       -i  file numbers\n',
  );
  return 0;
}

class Listing {
  readonly #context: CommandContext;
  readonly #flags: ReadonlySet<string>;
  #exitCode = 0;
  #begun = false;

  constructor(context: CommandContext, flags: ReadonlySet<string>) {
    this.#context = context;
    this.#flags = flags;
  }

  list(paths: readonly string[]): number {
    const files: Item[] = [];
    const folders: Item[] = [];
    for (const name of paths) {
      const item = this.#item(name, absolutePath(this.#context.workingDirectory, name), this.#flags.has('l'));
      if (!item) continue;
      (item.entry.kind === 'directory' && !this.#flags.has('d') ? folders : files).push(item);
    }
    if (files.length > 0) this.#print(this.#sorted(files));
    const titled = paths.length > 1 || this.#flags.has('R');
    for (const folder of this.#sorted(folders)) this.#folder(folder, titled, 0);
    return this.#exitCode;
  }

  #folder(folder: Item, titled: boolean, depth: number): void {
    const { disk, user } = this.#context;
    const names = disk.list(folder.path, user);
    if (isDiskProblem(names)) {
      this.#failed(
        `cannot open directory '${folder.name}'`,
        diskWords(names.code),
        folder.path !== folder.name,
      );
      return;
    }
    if (titled) this.#context.out(`${this.#begun ? '\n' : ''}${utf8(folder.name)}:\n`);
    this.#begun = true;
    const all = this.#flags.has('a') ? ['.', '..', ...names] : names;
    const items: Item[] = [];
    for (const name of all) {
      if (name.startsWith('.') && !this.#flags.has('a') && !this.#flags.has('A')) continue;
      const item = this.#item(name, absolutePath(folder.path, name), true);
      if (item) items.push(item);
    }
    const sorted = this.#sorted(items);
    // In blocks of 1 KiB.
    if (this.#flags.has('l')) this.#context.out(`total ${sum(sorted.map(({ entry }) => blocks(entry)))}\n`);
    this.#print(sorted);
    if (!this.#flags.has('R') || depth > MAX_DEPTH) return;
    for (const item of sorted) {
      if (item.entry.kind !== 'directory' || item.name === '.' || item.name === '..') continue;
      this.#folder({ ...item, name: `${folder.name.replace(/\/$/, '')}/${item.name}` }, true, depth + 1);
    }
  }

  /** `asLink`: a link is shown as such; else as what it points to, if anything. */
  #item(name: string, path: string, asLink: boolean): Item | null {
    const { disk, user } = this.#context;
    const own = disk.lstat(path, user);
    const entry = asLink ? own : disk.stat(path, user);
    const found = isDiskProblem(entry) ? own : entry;
    if (isDiskProblem(found)) {
      this.#failed(`cannot access '${name}'`, diskWords(found.code), false);
      return null;
    }
    return { name, path, entry: found };
  }

  #failed(what: string, words: string, minor: boolean): void {
    this.#context.err(utf8(`ls: ${what}: ${words}\n`));
    this.#exitCode = Math.max(this.#exitCode, minor ? 1 : 2);
  }

  #sorted(items: readonly Item[]): Item[] {
    const by = (a: Item, b: Item): number => {
      if (this.#flags.has('t') && a.entry.modified !== b.entry.modified)
        return b.entry.modified - a.entry.modified;
      if (this.#flags.has('S') && a.entry.size !== b.entry.size) return b.entry.size - a.entry.size;
      return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
    };
    const sorted = [...items].sort(by);
    return this.#flags.has('r') ? sorted.reverse() : sorted;
  }

  #print(items: readonly Item[]): void {
    this.#begun = true;
    const { screen } = this.#context;
    if (this.#flags.has('l')) this.#long(items);
    else if (screen && !this.#flags.has('1') && items.length > 0) {
      this.#context.out(
        utf8(
          inColumns(
            items.map((item) => this.#shown(item)),
            screen.columns,
          ),
        ),
      );
    } else for (const item of items) this.#context.out(utf8(`${this.#shown(item)}\n`));
  }

  #shown({ name, entry }: Item): string {
    const mark = !this.#flags.has('F')
      ? ''
      : entry.kind === 'directory'
        ? '/'
        : entry.kind === 'link'
          ? '@'
          : (entry.mode & 0o111) !== 0
            ? '*'
            : '';
    const number = this.#flags.has('i') ? `${entry.number} ` : '';
    // On the screen, a name that a shell would take apart stands in quotes.
    const quoted = this.#context.screen && /[\s"'\\$`*?()<>|&;]/.test(name) ? `'${name}'` : name;
    return `${number}${quoted}${mark}`;
  }

  #long(items: readonly Item[]): void {
    const rows = items.map((item) => {
      const { entry } = item;
      const size = this.#flags.has('h') ? forPeople(sizeOf(entry)) : String(sizeOf(entry));
      const target = entry.kind === 'link' ? ` -> ${entry.target}` : '';
      return { entry, size, time: this.#time(entry.modified), name: `${this.#shown(item)}${target}` };
    });
    const wide = Math.max(0, ...rows.map(({ size }) => size.length));
    const owners = Math.max(0, ...rows.map(({ entry }) => entry.owner.length));
    for (const { entry, size, time, name } of rows) {
      const owner = entry.owner.padEnd(owners);
      const links = entry.kind === 'directory' ? 2 : 1;
      this.#context.out(
        utf8(`${modeText(entry)} ${links} ${owner} ${owner} ${size.padStart(wide)} ${time} ${name}\n`),
      );
    }
  }

  #time(modified: number): string {
    const now = this.#context.now();
    const recent = modified <= now + 3_600_000 && now - modified < HALF_YEAR_MS;
    return dateText(recent ? '%b %e %H:%M' : '%b %e  %Y', modified, this.#context.localTime(modified));
  }
}

/** As many columns as fit, each as wide as its widest name, read down. */
function inColumns(names: readonly string[], columns: number): string {
  const widths = names.map(textWidth);
  for (let down = 1; ; down++) {
    const across = Math.ceil(names.length / down);
    const wide = Array.from({ length: across }, (_, column) =>
      Math.max(...widths.slice(column * down, (column + 1) * down)),
    );
    if (across > 1 && sum(wide) + 2 * (across - 1) > columns) continue;
    let text = '';
    for (let row = 0; row < down; row++) {
      let line = '';
      for (let column = 0; column < across; column++) {
        const at = column * down + row;
        const gap = at + down < names.length ? (wide[column] as number) - (widths[at] as number) + 2 : 0;
        if (at < names.length) line += `${names[at] as string}${' '.repeat(gap)}`;
      }
      text += `${line}\n`;
    }
    return text;
  }
}

function modeText({ kind, mode }: DiskEntry): string {
  const letters = [...'rwxrwxrwx'].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  if (mode & 0o1000) letters[8] = letters[8] === 'x' ? 't' : 'T';
  return `${kind === 'directory' ? 'd' : kind === 'link' ? 'l' : '-'}${letters.join('')}`;
}

/** A folder is one block, as on most disks. */
function sizeOf(entry: DiskEntry): number {
  if (entry.kind === 'directory') return 4096;
  return entry.kind === 'link' ? entry.target.length : entry.size;
}

function blocks(entry: DiskEntry): number {
  return entry.kind === 'link' ? 0 : Math.ceil(sizeOf(entry) / 4096) * 4;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function forPeople(size: number): string {
  let value = size;
  let unit = '';
  for (const next of ['K', 'M', 'G']) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return unit && value < 10
    ? `${(Math.ceil(value * 10) / 10).toFixed(1)}${unit}`
    : `${Math.ceil(value)}${unit}`;
}
