/** The texts of `help`, `help NAME` and `man NAME`, made from what the commands say of themselves. */
import type { CommandEntry } from './command.ts';
import { EVERYDAY_PAGES } from './everyday-manuals.ts';
import { COMMANDS_OF_BASH } from './limits.ts';
import { MANUALS } from './manuals.ts';

type Commands = ReadonlyMap<string, CommandEntry>;

const LS = ['ls', 'the files of a folder'] as const;

/** The everyday ones of the commands that just-bash brings. */
const EVERYDAY: readonly (readonly [string, string])[] = [
  ['cd', 'goes to another folder'],
  ['cat', 'prints files'],
  ['grep', 'the lines that hold a word'],
  ['head', 'the first lines'],
  ['wc', 'counts lines, words, characters'],
  ['sort', 'sorts lines; uniq: each only once'],
  ['echo', 'prints its words; echo $? the last exit status'],
  ['sleep', 'waits, on the lab clock'],
];

export function helpText(commands: Commands, name: string | null, columns: number): string | null {
  if (name !== null) return about(commands, name);
  const tools = [...commands].filter(([, entry]) => !entry.own);
  const own = [...commands].filter(([name, entry]) => entry.own && name !== 'ls' && name !== 'touch');
  const line = (word: string, what: string): string => `  ${word.padEnd(10)} ${what}\n`;
  const rest = COMMANDS_OF_BASH.filter((word) => !EVERYDAY.some(([other]) => other === word));
  let text = 'The tools of this lab:\n';
  for (const [word, entry] of tools.sort(byName)) text += line(word, entry.summary);
  text += '\nThis terminal:\n';
  for (const [word, entry] of own.sort(byName)) text += line(word, entry.summary);
  text += '\nFiles and text:\n';
  for (const [word, what] of [LS, ...EVERYDAY]) text += line(word, what);
  text += `\nAlso: ${wrapped(rest, Math.max(40, Math.min(columns, 100)) - 2)}\n`;
  text +=
    '\nIt is a bash: pipes, > and <, variables, loops and functions work.\n' +
    'Tab completes, the up key and Ctrl-R bring lines back, Ctrl-C stops a command.\n' +
    '`help NAME` and `man NAME` tell more about one command.\n';
  return text;
}

function about(commands: Commands, name: string): string | null {
  const entry = commands.get(name);
  if (!entry) {
    const known = EVERYDAY.find(([word]) => word === name);
    if (known) return `${name}: ${known[1]}. \`${name} --help\` tells more.\n`;
    return COMMANDS_OF_BASH.some((word) => word === name)
      ? `\`${name} --help\` tells about ${name}.\n`
      : null;
  }
  let text = `${name}: ${entry.summary}\n`;
  if (entry.usage) text += `\nUsage: ${entry.usage}\n`;
  if (entry.examples && entry.examples.length > 0) {
    text += '\nExamples:\n';
    for (const { line, what } of entry.examples) text += `  ${line}\n      ${what}\n`;
  }
  if (entry.manual ?? MANUALS.has(name)) text += `\n\`man ${name}\` tells more.\n`;
  return text;
}

/** Null when there is no page. */
export function manualText(commands: Commands, name: string): string | null {
  const everyday = EVERYDAY_PAGES.get(name);
  const entry = commands.get(name) ?? everyday;
  if (!entry) return about(commands, name);
  const indented = (text: string): string => text.replace(/^(?=.)/gm, '       ');
  let text = `NAME\n${indented(`${name} - ${entry.summary}`)}\n`;
  if (entry.usage) text += `\nSYNOPSIS\n${indented(entry.usage)}\n`;
  const manual = 'manual' in entry ? entry.manual : (MANUALS.get(name) ?? moreOf(name));
  if (manual) text += `\nDESCRIPTION\n${indented(manual.trimEnd())}\n`;
  const own = 'examples' in entry ? entry.examples : undefined;
  const examples = own ?? (everyday ? [everyday.example] : []);
  if (examples.length > 0) {
    text += '\nEXAMPLES\n';
    for (const { line, what } of examples) text += `${indented(line)}\n${indented(`    ${what}`)}\n`;
  }
  return text;
}

/** Commands of just-bash tell of their options themselves. */
function moreOf(name: string): string | null {
  return COMMANDS_OF_BASH.some((word) => word === name) ? `\`${name} --help\` tells of its options.` : null;
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function wrapped(words: readonly string[], width: number): string {
  let text = '';
  let column = 6;
  for (const word of words) {
    if (column + word.length + 1 > width) {
      text += '\n      ';
      column = 6;
    }
    text += `${word} `;
    column += word.length + 1;
  }
  return text.trimEnd();
}
