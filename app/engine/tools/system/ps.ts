/** `ps`, as procps has it: what runs on this machine. */
import type { Instant } from '../../network/clock.ts';
import type { MachineProcess } from '../machine.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { optionProblemWords } from './options.ts';
import { lastedText, startText } from './process-times.ts';

interface Field {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly text: (process: MachineProcess, context: ToolContext) => string;
}

const right = (title: string, width: number, text: Field['text']): Field => ({
  title,
  width,
  align: 'right',
  text,
});
const left = (title: string, width: number, text: Field['text']): Field => ({
  title,
  width,
  align: 'left',
  text,
});
// Simplified: nobody measures what the processes of a lab machine use.
const nothing = (title: string, width: number, text: string): Field => right(title, width, () => text);

const FIELDS: Readonly<Record<string, Field>> = {
  pid: right('PID', 7, ({ pid }) => String(pid)),
  ppid: right('PPID', 7, ({ parent }) => String(parent)),
  user: left('USER', 8, ({ user }) => user),
  uid: left('UID', 8, ({ user }) => user),
  comm: left('COMMAND', 15, ({ name }) => name),
  cmd: left('CMD', 27, ({ line }) => line),
  args: left('COMMAND', 27, ({ line }) => line),
  name: left('CMD', 15, ({ name }) => name),
  tty: left('TT', 8, ({ terminal }) => terminal ?? '?'),
  tt: left('TTY', 8, ({ terminal }) => terminal ?? '?'),
  stat: left('STAT', 4, stateOf),
  start: right('START', 5, ({ startedAt }, context) => startText(startedAt, context.now(), context)),
  stime: right('STIME', 5, ({ startedAt }, context) => startText(startedAt, context.now(), context)),
  lstart: right('STARTED', 24, ({ startedAt }, context) => wholeDate(startedAt, context)),
  etime: right('ELAPSED', 11, ({ startedAt }, context) => lastedText(context.now() - startedAt)),
  time: nothing('TIME', 8, '00:00:00'),
  bsdtime: nothing('TIME', 6, '0:00'),
  '%cpu': nothing('%CPU', 4, '0.0'),
  '%mem': nothing('%MEM', 4, '0.0'),
  vsz: nothing('VSZ', 6, '0'),
  rss: nothing('RSS', 5, '0'),
  c: nothing('C', 2, '0'),
};
const ALIASES: Readonly<Record<string, string>> = {
  command: 'args',
  euser: 'user',
  ruser: 'user',
  ucmd: 'comm',
  pcpu: '%cpu',
  pmem: '%mem',
  s: 'stat',
  state: 'stat',
};

const FORMS = {
  plain: 'pid tt time name',
  full: 'uid pid ppid c stime tt time cmd',
  bsd: 'pid tt stat bsdtime args',
  user: 'user pid %cpu %mem vsz rss tt stat start bsdtime args',
} as const;

interface Wanted {
  form: string;
  all: boolean;
  /** Those without a terminal too. */
  readonly pids: Set<number>;
  readonly names: Set<string>;
  readonly users: Set<string>;
  withHeading: boolean;
}

export const ps: Tool = async (context) => {
  const wanted = readWords(context.args);
  if ('problem' in wanted) {
    context.err(wanted.problem);
    return 1;
  }
  const fields = fieldsOf(wanted.form);
  if (typeof fields === 'string') {
    context.err(`error: unknown user-defined format specifier "${fields}"\n\nUsage:\n ps [options]\n\n`);
    return 1;
  }
  const chosen = (context.machine?.processes() ?? []).filter((process) => isChosen(process, wanted, context));
  const width = context.columns ?? Number.POSITIVE_INFINITY;
  const print = (cells: readonly string[]): void =>
    context.out(`${rowText(fields, cells).slice(0, width)}\n`);
  if (wanted.withHeading && fields.some(({ title }) => title !== '')) print(fields.map(({ title }) => title));
  for (const process of chosen) print(fields.map(({ text }) => text(process, context)));
  return chosen.length === 0 ? 1 : 0;
};

function rowText(fields: readonly Field[], cells: readonly string[]): string {
  return fields
    .map(({ width, align }, index) => {
      const cell = cells[index] as string;
      if (align === 'right') return cell.padStart(width);
      return index === fields.length - 1 ? cell : cell.padEnd(width);
    })
    .join(' ');
}

function isChosen(
  process: MachineProcess,
  { all, pids, names, users }: Wanted,
  context: ToolContext,
): boolean {
  if (pids.size + names.size + users.size > 0)
    return pids.has(process.pid) || names.has(process.name) || users.has(process.user);
  return all || (process.terminal !== null && (context.user === undefined || process.user === context.user));
}

/** Options with a dash, and those of BSD without. */
function readWords(args: readonly string[]): Wanted | { readonly problem: string } {
  const wanted: Wanted = {
    form: FORMS.plain,
    all: false,
    pids: new Set(),
    names: new Set(),
    users: new Set(),
    withHeading: true,
  };
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (/^\d+(,\d+)*$/.test(word)) for (const pid of word.split(',')) wanted.pids.add(Number(pid));
    else if (word === '--no-headers' || word === '--no-heading') wanted.withHeading = false;
    else if (word.startsWith('--'))
      return { problem: `error: unknown gnu long option\n\nUsage:\n ps [options]\n\n` };
    else {
      const problem = word.startsWith('-')
        ? unixLetters(word.slice(1), left, wanted)
        : bsdLetters(word, left, wanted);
      if (problem !== null) return { problem };
    }
  }
  return wanted;
}

function unixLetters(letters: string, left: string[], wanted: Wanted): string | null {
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charAt(index);
    if (letter === 'e' || letter === 'A' || letter === 'd') wanted.all = true;
    else if (letter === 'f') wanted.form = FORMS.full;
    else if ('pCuUo'.includes(letter)) {
      const value = letters.slice(index + 1) || left.shift();
      if (value === undefined) return optionProblemWords('error', { kind: 'missing', option: letter });
      take(letter, value, wanted);
      return null;
    } else if (!'lwyjaxF'.includes(letter))
      return 'error: unsupported SysV option\n\nUsage:\n ps [options]\n\n';
    else if (letter === 'a' || letter === 'x') bsdLetters(letter, left, wanted);
  }
  return null;
}

function bsdLetters(letters: string, left: string[], wanted: Wanted): string | null {
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charAt(index);
    if (letter === 'a' || letter === 'x') {
      wanted.all = true;
      if (wanted.form === FORMS.plain) wanted.form = FORMS.bsd;
    } else if (letter === 'u') wanted.form = FORMS.user;
    else if (letter === 'h') wanted.withHeading = false;
    else if (letter === 'o' || letter === 'p' || letter === 'U') {
      const value = letters.slice(index + 1) || left.shift();
      if (value === undefined) return 'error: must set personality to get -x option\n';
      take(letter, value, wanted);
      return null;
    } else if (!'wlfe'.includes(letter))
      return 'error: unsupported option (BSD syntax)\n\nUsage:\n ps [options]\n\n';
  }
  return null;
}

function take(letter: string, value: string, wanted: Wanted): void {
  const values = value.split(',').filter((one) => one !== '');
  if (letter === 'p') for (const pid of values) wanted.pids.add(Number(pid));
  else if (letter === 'C') for (const name of values) wanted.names.add(name);
  else if (letter === 'o') wanted.form = values.join(' ');
  else for (const user of values) wanted.users.add(user);
}

/** Or the name of one that is not known. A title may stand behind a name: `pid=` leaves it out. */
function fieldsOf(form: string): Field[] | string {
  const fields: Field[] = [];
  for (const word of form.split(' ')) {
    const [name = '', title] = word.split('=');
    const field = FIELDS[ALIASES[name] ?? name];
    if (field === undefined || name === 'name')
      return name === 'name' ? [...fields, FIELDS['name'] as Field] : name;
    fields.push(title === undefined ? field : { ...field, title });
  }
  return fields;
}

function stateOf({ name, terminal }: MachineProcess): string {
  if (name === 'ps') return 'R+';
  return terminal === null || name === 'bash' ? 'Ss' : 'S+';
}

function wholeDate(at: Instant, context: ToolContext): string {
  const date = new Date(at + context.localTime(at).offsetMinutes * 60_000).toUTCString();
  const [, weekday = '', day = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(date) ?? [];
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}
