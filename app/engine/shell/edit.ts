/** nano, vi and edit: they open a file in the window's own editor, where there is a window. */
import type { CommandContext, CommandEntry } from './command.ts';
import { mayWrite } from './file-rights.ts';
import { isDiskProblem } from './files.ts';
import { utf8Latin1 } from './octets.ts';
import { absolutePath, parentOf } from './paths.ts';

/** A file to be opened in the editor. */
export interface EditRequest {
  readonly path: string;
  /** From 1; null where none was named. */
  readonly line: number | null;
  /** With whose rights. */
  readonly user: string;
}

const MANUAL = `Opens the file in the Files view above the terminal, and comes back at once: a real
nano would take the whole terminal until you leave it. Save there with Ctrl-S. A file that is
not there yet is made when it is saved.

You have the rights there that you had here: what only root may change,
  sudo nano /etc/hosts
opens so that you can save it.

vi and edit do the same. In a pipe, in a script without a window, and from an ordinary
command line there is no editor; the command says so.

Exit status: 0; 1 where the file cannot be opened.`;

/** Options of nano that change only how it looks, taken and left alone. */
const LOOKS = /^-[ABcDEFGHiJlLmMNPqSwxyz0/]+$|^--(linenumbers|constantshow|mouse|softwrap|nowrap)$/;

export const EDITORS: readonly (readonly ['nano' | 'vi' | 'edit', CommandEntry])[] = [
  ['nano', entryOf('nano', 'opens a file in the Files view, to be changed there')],
  ['vi', entryOf('vi', 'the same as nano')],
  ['edit', entryOf('edit', 'the same as nano')],
];

function entryOf(name: string, summary: string): CommandEntry {
  return {
    command: edit,
    summary,
    usage: `${name} [+line] file`,
    examples: [
      { line: `${name} /etc/bind/named.conf.options`, what: 'change the options of the name server' },
      { line: `sudo ${name} +3 /etc/hosts`, what: 'open a file of root’s, at its third line' },
    ],
    manual: MANUAL,
  };
}

async function edit(context: CommandContext): Promise<number> {
  const { name, user, workingDirectory } = context;
  const complain = (text: string): number => {
    context.err(utf8Latin1(`${name}: ${text}\n`));
    return 1;
  };
  const words = wordsOf(context.args);
  if ('wrong' in words) return complain(words.wrong);
  if (!context.terminal || context.edit === undefined)
    return complain('there is no window here to edit in; use the Files view of the window, or sed, or >');
  const path = absolutePath(workingDirectory, words.file);
  const why = whyNot(context, path);
  if (why !== null) return complain(`"${words.file}" ${why}`);
  if (!context.edit({ path, line: words.line, user }))
    return complain('no window is open; the Files view of the window is the editor');
  const found = context.disk.stat(path, user);
  const readOnly = !isDiskProblem(found) && !mayWrite(found, user);
  const how = readOnly ? `You are ${user}, who may only read it.` : 'Ctrl-S saves it there.';
  context.out(utf8Latin1(`${path} is open in the Files view. ${how}\n`));
  return 0;
}

function wordsOf(args: readonly string[]): { file: string; line: number | null } | { wrong: string } {
  let line: number | null = null;
  const files: string[] = [];
  let options = true;
  for (const word of args) {
    const place = /^\+(\d+)(,\d*)?$/.exec(word);
    if (options && word === '--') options = false;
    else if (options && place) line = Math.max(1, Number(place[1]));
    else if (options && LOOKS.test(word)) continue;
    else if (options && word.startsWith('-') && word !== '-')
      return { wrong: `the editor here has no option '${word}'` };
    else files.push(word);
  }
  const [file, ...more] = files;
  if (file === undefined) return { wrong: 'name a file to open' };
  if (more.length > 0) return { wrong: 'one file at a time' };
  return { file, line };
}

/** nano's own words, where it has some. */
function whyNot({ disk, user }: Pick<CommandContext, 'disk' | 'user'>, path: string): string | null {
  const found = disk.stat(path, user);
  if (!isDiskProblem(found)) return found.kind === 'directory' ? 'is a directory' : null;
  if (found.code === 'EACCES') return 'cannot be opened: Permission denied';
  if (found.code !== 'ENOENT') return 'cannot be opened: Not a directory';
  const folder = disk.stat(parentOf(path), user);
  return isDiskProblem(folder) || folder.kind !== 'directory'
    ? `cannot be opened: the directory '${parentOf(path)}' does not exist`
    : null;
}
