/** Manual pages fitted to a width: what was written too wide is broken anew, everything else stays as it is. */

/**
 * Words in lines of at most `width` characters; all but the first begin after `indent` spaces. `from`: the column
 * where the first begins.
 */
export function wrapped(text: string, width: number, indent: number, from = indent): string {
  const lines = [''];
  let column = from;
  // Spaces in a row belong to the word behind them: they may stand for columns of a table.
  for (const word of text.match(/ *[^ ]+/g) ?? []) {
    const fresh = lines.at(-1) === '';
    if (!fresh && column + word.length > width) {
      lines.push(word.trimStart());
      column = indent + word.trimStart().length;
    } else {
      lines[lines.length - 1] += word;
      column += word.length;
    }
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** A page of paragraphs and of lists (indented lines, with what an item means behind two spaces or more). */
export function fitted(page: string, width: number): string {
  return page
    .split(/(\n{2,})/)
    .map((block) =>
      block.split('\n').some((line) => line.length > width) ? fittedBlock(block, width) : block,
    )
    .join('');
}

interface Item {
  text: string;
  /** Where its second and further lines begin. */
  readonly hang: number;
}

function fittedBlock(block: string, width: number): string {
  const lines = block.split('\n');
  const longest = Math.max(...lines.map((line) => line.length));
  const items: Item[] = [];
  let filled = false;
  for (const [index, line] of lines.entries()) {
    const indent = line.search(/\S|$/);
    const last = items.at(-1);
    if (last && filled && indent === last.hang) last.text += ` ${line.trim()}`;
    else items.push({ text: line, hang: hangOf(line, indent) });
    const next = lines[index + 1]?.trim().split(' ')[0] ?? '';
    // Broken because there was no more room, not because something new begins.
    filled = line.length + 1 + next.length > longest || line.length > width;
  }
  return items.map(({ text, hang }) => wrapped(text, width, hang, 0)).join('\n');
}

/** An item's words begin behind its name; a paragraph's lines all at the same column. */
function hangOf(line: string, indent: number): number {
  const name = indent === 0 ? null : /^ +\S+(?: \S+)* {2,}(?=\S)/.exec(line.slice(0, MAX_NAME));
  return name?.[0].length ?? indent;
}

const MAX_NAME = 40;
