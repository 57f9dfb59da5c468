/** The texts of `help`, `help NAME` and `man NAME`, made from what the commands say of themselves. */
import type { CommandEntry } from './command.ts';
import { EVERYDAY_PAGES } from './everyday-manuals.ts';
import { COMMANDS_OF_BASH } from './limits.ts';
import { MANUALS } from './manuals.ts';
import { fitted, wrapped } from './page-layout.ts';

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

/** What the tools are for, the lab's subject first. What stands in no group comes under the last title. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Asking the DNS', ['dig', 'host', 'nslookup', 'delv', 'check-delegation']],
  [
    'The name server',
    [
      'rndc',
      'service',
      'systemctl',
      'journalctl',
      'named',
      'named-checkconf',
      'named-checkzone',
      'named-compilezone',
    ],
  ],
  ['The network', ['tcpdump', 'ping', 'ip', 'ss', 'hostname']],
  ['Mail', ['mailq', 'sendmail', 'postqueue', 'postsuper']],
  ['What runs on this machine, and who you are', ['ps', 'kill', 'pgrep', 'pkill', 'uptime', 'id']],
];
const UNGROUPED = 'More tools';

export function helpText(commands: Commands, name: string | null, columns: number): string | null {
  const width = widthOf(columns);
  if (name !== null) return about(commands, name, width);
  const tools = [...commands].filter(([, entry]) => !entry.own);
  const own = [...commands].filter(([name, entry]) => entry.own && name !== 'ls' && name !== 'touch');
  const grouped = new Set(GROUPS.flatMap(([, names]) => names));
  const rows = (names: readonly string[]): Row[] =>
    names
      .map((word) => tools.find(([name]) => name === word))
      .filter((tool) => tool !== undefined)
      .map(summaryOf);
  const sections: (readonly [string, readonly Row[]])[] = [
    ...GROUPS.map(([title, names]) => [title, rows(names)] as const),
    [
      UNGROUPED,
      tools
        .filter(([word]) => !grouped.has(word))
        .map(summaryOf)
        .sort(byName),
    ],
    ['This terminal', own.map(summaryOf).sort(byName)],
    ['Files and text', [LS, ...EVERYDAY]],
  ];
  const rest = COMMANDS_OF_BASH.filter((word) => !EVERYDAY.some(([other]) => other === word));
  return (
    sections.map(([title, list]) => section(title, list, width)).join('') +
    `Also: ${wrapped(rest.join(' '), width - 1, 6)}\n\n` +
    'It is a bash: pipes, > and <, variables, loops and functions work; what has\n' +
    '& behind it runs beside the prompt (jobs, fg, wait, kill %1).\n' +
    'Tab completes, the up key and Ctrl-R bring lines back, Ctrl-C stops a command.\n' +
    '`help NAME` and `man NAME` tell more about one command.\n'
  );
}

type Row = readonly [string, string];

const summaryOf = ([word, { summary }]: readonly [string, CommandEntry]): Row => [word, summary];

/** Names, and beside them what they do, with lines of `width` characters. */
function section(title: string, rows: readonly Row[], width: number): string {
  if (rows.length === 0) return '';
  const column = Math.max(10, ...rows.map(([word]) => word.length)) + 4;
  const lines = rows.map(
    ([word, what]) => `  ${word.padEnd(column - 2)}${wrapped(what, width - 1, column)}\n`,
  );
  return `${title}:\n${lines.join('')}\n`;
}

/** Not wider than is good to read. */
function widthOf(columns: number): number {
  return Math.max(40, Math.min(columns, 100));
}

function about(commands: Commands, name: string, width: number): string | null {
  const entry = commands.get(name);
  if (!entry) {
    const known = EVERYDAY.find(([word]) => word === name);
    if (known) return `${name}: ${known[1]}. \`${name} --help\` tells more.\n`;
    return COMMANDS_OF_BASH.some((word) => word === name)
      ? `\`${name} --help\` tells about ${name}.\n`
      : null;
  }
  let text = `${name}: ${entry.summary}\n`;
  if (entry.usage) text += `\nUsage: ${wrapped(entry.usage, width - 1, 'Usage: '.length)}\n`;
  if (entry.examples && entry.examples.length > 0) {
    text += '\nExamples:\n';
    for (const { line, what } of entry.examples) text += `  ${line}\n      ${wrapped(what, width - 1, 6)}\n`;
  }
  if (entry.manual ?? MANUALS.has(name)) text += `\n\`man ${name}\` tells more.\n`;
  return text;
}

/** Null when there is no page. */
export function manualText(commands: Commands, name: string, columns: number): string | null {
  const width = widthOf(columns);
  const everyday = EVERYDAY_PAGES.get(name);
  const entry = commands.get(name) ?? everyday;
  if (!entry) return about(commands, name, width);
  const room = width - MARGIN - 1;
  const indented = (text: string): string => text.replace(/^(?=.)/gm, ' '.repeat(MARGIN));
  let text = `NAME\n${indented(`${name} - ${entry.summary}`)}\n`;
  if (entry.usage) text += `\nSYNOPSIS\n${indented(wrapped(entry.usage, room, name.length + 1, 0))}\n`;
  const manual = 'manual' in entry ? entry.manual : (MANUALS.get(name) ?? moreOf(name));
  if (manual) text += `\nDESCRIPTION\n${indented(fitted(manual.trimEnd(), room))}\n`;
  const own = 'examples' in entry ? entry.examples : undefined;
  const examples = own ?? (everyday ? [everyday.example] : []);
  if (examples.length > 0) {
    text += '\nEXAMPLES\n';
    for (const { line, what } of examples)
      text += `${indented(line)}\n${indented(`    ${wrapped(what, room, 4)}`)}\n`;
  }
  return text;
}

/** Where the text of a page begins. */
const MARGIN = 7;

/** Commands of just-bash tell of their options themselves. */
function moreOf(name: string): string | null {
  return COMMANDS_OF_BASH.some((word) => word === name) ? `\`${name} --help\` tells of its options.` : null;
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
