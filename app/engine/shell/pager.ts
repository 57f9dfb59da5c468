/** `less`: a file or a pipe page by page. On anything but a screen it is `cat`. */
import type { Command, CommandContext, Screen } from './command.ts';
import { diskWords, isDiskProblem } from './files.ts';
import { latin1Of, readable, toLines, utf8Latin1 } from './octets.ts';
import { absolutePath } from './paths.ts';
import { unitsOf, unitWidth } from './width.ts';

export const less: Command = async (context) => {
  const files = context.args.filter((word) => !word.startsWith('-') && !word.startsWith('+'));
  if (files.length === 0 && context.stdin === '') {
    context.err('Missing filename ("less --help" for help)\n');
    return 1;
  }
  let text = files.length === 0 ? context.stdin : '';
  let exitCode = 0;
  for (const file of files) {
    const octets = context.disk.read(absolutePath(context.workingDirectory, file), context.user);
    if (isDiskProblem(octets)) {
      context.err(
        octets.code === 'EISDIR' ? `${file} is a directory\n` : `${file}: ${diskWords(octets.code)}\n`,
      );
      exitCode = 1;
    } else text += latin1Of(octets);
  }
  if (text === '') return exitCode;
  if (context.screen) await show(context, context.screen, readable(text), files[0] ?? '');
  else context.out(text);
  return exitCode;
};

/** Space and b go by pages, Enter, j and k by lines, g and G to the ends, / searches, q ends. */
async function show(context: CommandContext, screen: Screen, text: string, name: string): Promise<void> {
  const rows = rowsOf(text, screen.columns);
  const page = Math.max(1, screen.rows - 1);
  if (rows.length <= page) {
    context.out(utf8Latin1(text.endsWith('\n') ? text : `${text}\n`));
    return;
  }
  // The other screen of the terminal: the student's own comes back untouched.
  screen.raw('\x1b[?1049h');
  const last = rows.length - page;
  let top = 0;
  let status = name || '(pipe)';
  let search: string | null = null;
  let lastSearch = '';
  const find = (word: string, from: number): void => {
    const at = word === '' ? -1 : rows.findIndex((row, index) => index >= from && row.includes(word));
    status = at < 0 ? 'Pattern not found' : '';
    if (at >= 0) top = Math.min(at, last);
  };
  try {
    for (;;) {
      const end = top >= last ? '(END)' : ':';
      const foot = search === null ? `\x1b[7m${status || end}\x1b[0m` : `/${search}`;
      screen.raw(`\x1b[H\x1b[2J${toLines(rows.slice(top, top + page).join('\n'))}\r\n${foot}`);
      status = '';
      const keys = await screen.readKeys();
      for (const key of keys.match(/\x1b\[\d*[A-Z~]|[^]/gu) ?? []) {
        if (search !== null) {
          if (key === '\r') {
            lastSearch = search || lastSearch;
            search = null;
            find(lastSearch, top + 1);
          } else if (key === '\x7f') search = search === '' ? null : search.slice(0, -1);
          else if (key >= ' ' && search.length < 100) search += key;
          continue;
        }
        if (key === 'q' || key === 'Q') return;
        if (key === '/') search = '';
        else if (key === 'n') find(lastSearch, top + 1);
        else top = Math.max(0, Math.min(last, moved(key, top, page, last)));
      }
    }
  } finally {
    screen.raw('\x1b[?1049l');
  }
}

function moved(key: string, top: number, page: number, last: number): number {
  switch (key) {
    case ' ':
    case 'f':
    case '\x1b[6~':
      return top + page;
    case 'b':
    case '\x1b[5~':
      return top - page;
    case '\r':
    case 'j':
    case '\x1b[B':
      return top + 1;
    case 'k':
    case 'y':
    case '\x1b[A':
      return top - 1;
    case 'd':
      return top + (page >> 1);
    case 'u':
      return top - (page >> 1);
    case 'g':
    case '<':
      return 0;
    case 'G':
    case '>':
      return last;
    default:
      return top;
  }
}

/** The text cut into screen rows; control characters are shown, tabs widened. */
function rowsOf(text: string, columns: number): string[] {
  const rows: string[] = [];
  const lines = text.replace(/\n$/, '').split('\n');
  for (const line of lines) {
    let row = '';
    let width = 0;
    for (const unit of unitsOf(line)) {
      const shown = unit === '\t' ? ' '.repeat(8 - (width % 8)) : unit < ' ' ? '?' : unit;
      const wide = shown.length > 1 && unit === '\t' ? shown.length : unit < ' ' ? 1 : unitWidth(unit);
      if (width + wide > columns) {
        rows.push(row);
        row = '';
        width = 0;
      }
      row += shown;
      width += wide;
    }
    rows.push(row);
  }
  return rows;
}
