/**
 * The terminal's own small commands: what just-bash lacks, or what must know the lab's clock, machine and tools.
 * They are called exactly as the lab's tools are.
 */
import type { Command, CommandContext, CommandEntry } from './command.ts';
import { dateText } from './date.ts';
import { EDITORS } from './edit.ts';
import { helpText, manualText } from './help.ts';
import { ls } from './ls.ts';
import { utf8Latin1 } from './octets.ts';
import type { PROGRAMS } from './limits.ts';
import { absolutePath } from './paths.ts';
import { diskWords } from './files.ts';
import { less } from './pager.ts';
import { tail } from './tail.ts';
import { sudo } from './sudo.ts';
import { wait } from './wait.ts';

type Editor = (typeof EDITORS)[number][0];
type Commands = () => ReadonlyMap<string, CommandEntry>;

export function ownCommands(all: Commands): [string, CommandEntry][] {
  const own: Record<
    Exclude<(typeof PROGRAMS)[number], Editor> | 'fg' | 'help' | 'history' | 'jobs' | 'wait',
    CommandEntry
  > = {
    help: {
      command: helpCommand(all),
      summary: 'what there is in this lab; `help dig` tells about one command',
      usage: 'help [command]',
    },
    man: {
      command: manCommand(all),
      summary: 'the manual page of a command',
      usage: 'man command',
    },
    ls: { command: ls, summary: 'the files of a folder', usage: 'ls [-alh ...] [file ...]' },
    less: { command: less, summary: 'shows a file page by page', usage: 'less [file ...]' },
    more: { command: less, summary: 'the same as less', usage: 'more [file ...]' },
    clear: { command: clear, summary: 'empties the screen', usage: 'clear' },
    history: { command: history, summary: 'the lines that you entered', usage: 'history [-c] [count]' },
    jobs: {
      command: jobs,
      summary: 'what runs beside the prompt: what has & behind it',
      usage: 'jobs',
    },
    fg: {
      command: foreground,
      summary: 'takes it back in front, where Ctrl-C ends it',
      usage: 'fg [%number]',
    },
    wait: {
      command: wait,
      summary: 'until what runs beside the prompt has ended',
      usage: 'wait [-n] [%number | pid ...]',
    },
    date: { command: date, summary: 'the time on the lab clock', usage: 'date [-u] [+format]' },
    sudo,
    whoami: { command: whoami, summary: 'who you are', usage: 'whoami' },
    tail: {
      command: tail,
      summary: 'the last lines of a file; with -f also those that come',
      usage: 'tail [-n lines] [-c octets] [-f | -F] [file ...]',
      options: ['-c', '-f', '-F', '-n', '-q', '-v'],
      examples: [
        { line: 'tail -f /var/log/syslog', what: 'watch what is logged; Ctrl-C ends it' },
        { line: 'tail -n +3 file', what: 'all of a file from its third line on' },
      ],
    },
    timeout: {
      command: timeout,
      summary: 'runs a command for so long at most, on the lab clock',
      usage: 'timeout duration command ...',
    },
    touch: { command: touch, summary: 'makes empty files, or makes files new', usage: 'touch [-c] file ...' },
    yes: { command: yes, summary: 'prints a line until it is stopped', usage: 'yes [text]' },
  };
  return [...Object.entries(own), ...EDITORS].map(([name, entry]) => [name, { ...entry, own: true }]);
}

function helpCommand(all: Commands): Command {
  return async (context) => {
    const [name] = context.args;
    const text = helpText(all(), name ?? null, context.screen?.columns ?? 80);
    if (text === null) {
      context.err(`bash: help: no help topics match \`${name}'.  Try \`help' for what there is.\n`);
      return 1;
    }
    context.out(text);
    return 0;
  };
}

function manCommand(all: Commands): Command {
  return async (context) => {
    const name = context.args.findLast((word) => !/^\d$/.test(word) && !word.startsWith('-'));
    if (name === undefined) {
      context.err("What manual page do you want?\nFor example, try 'man dig'.\n");
      return 1;
    }
    const text = manualText(all(), name, context.screen?.columns ?? 80);
    if (text === null) {
      context.err(`No manual entry for ${name}\n`);
      return 16;
    }
    return context.screen ? less({ ...context, args: [], stdin: text }) : print(context, text);
  };
}

async function print(context: CommandContext, text: string): Promise<number> {
  context.out(text);
  return 0;
}

const clear: Command = async (context) => {
  const text = '\x1b[H\x1b[2J\x1b[3J';
  if (context.screen) context.screen.raw(text);
  else context.out(text);
  return 0;
};

const history: Command = async (context) => {
  const [word] = context.args;
  if (word === '-c') {
    context.history.clear();
    return 0;
  }
  if (word !== undefined && !/^\d+$/.test(word)) {
    context.err(`bash: history: ${word}: numeric argument required\n`);
    return 1;
  }
  const { lines } = context.history;
  const from = word === undefined ? 0 : Math.max(0, lines.length - Number(word));
  for (let i = from; i < lines.length; i++)
    context.out(`${String(i + 1).padStart(5)}  ${utf8Latin1(lines[i] as string)}\n`);
  return 0;
};

const jobs: Command = async (context) => print(context, context.jobs.list());

const foreground: Command = async (context) => {
  const [word] = context.args;
  const job = context.jobs.bringBack(word, context.signal);
  if (job === null) {
    context.err(`bash: fg: ${word ?? 'current'}: no such job\n`);
    return 1;
  }
  context.out(`${job.line}\n`);
  return job.ended;
};

const date: Command = async (context) => {
  const format = context.args.find((word) => word.startsWith('+'));
  const other = context.args.find((word) => word !== format && word !== '-u' && word !== '--utc');
  if (other !== undefined) {
    context.err(
      other.startsWith('-')
        ? `date: unrecognized option '${other}'\n`
        : 'date: cannot set date: Operation not permitted (the lab clock has its own controls)\n',
    );
    return 1;
  }
  const local = context.args.includes('-u')
    ? { offsetMinutes: 0, abbreviation: 'UTC' }
    : context.localTime(context.now());
  context.out(`${dateText(format?.slice(1) ?? null, context.now(), local)}\n`);
  return 0;
};

const whoami: Command = async (context) => print(context, `${context.user}\n`);

const touch: Command = async (context) => {
  const onlyExisting = context.args.includes('-c');
  const words = context.args.filter((word) => word !== '-c' && word !== '--');
  const option = words.find((word) => word.startsWith('-'));
  if (option !== undefined || words.length === 0) {
    context.err(
      option === undefined ? 'touch: missing file operand\n' : `touch: invalid option '${option}'\n`,
    );
    return 1;
  }
  let exitCode = 0;
  for (const word of words) {
    const path = absolutePath(context.workingDirectory, word);
    let failed = context.disk.touch(path, context.now(), context.user);
    if (failed?.code === 'ENOENT') {
      failed = onlyExisting ? null : context.disk.write(path, new Uint8Array(0), context.user);
    }
    if (!failed) continue;
    context.err(utf8Latin1(`touch: cannot touch '${word}': ${diskWords(failed.code)}\n`));
    exitCode = 1;
  }
  return exitCode;
};

/** What `yes` gives into a pipe or a file at most: more than any disk here takes. */
const YES_LIMIT = 10 * 1024 * 1024;

const yes: Command = async (context) => {
  const line = `${context.args.length > 0 ? context.args.join(' ') : 'y'}\n`;
  if (!context.screen) {
    context.out(line.repeat(Math.ceil(YES_LIMIT / line.length)));
    return 0;
  }
  const block = line.repeat(Math.max(1, Math.floor(2048 / line.length)));
  while (!context.signal.aborted) {
    context.out(block);
    await context.clock.breathe();
  }
  return 130;
};

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const timeout: Command = async (context) => {
  const [duration, command, ...args] = context.args;
  const parts = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(duration ?? '');
  if (!parts || command === undefined) {
    context.err(
      parts || duration === undefined
        ? 'timeout: missing operand\n'
        : `timeout: invalid time interval '${duration}'\n`,
    );
    return 125;
  }
  const stop = new AbortController();
  const seconds = Number(parts[1]) * (UNITS[parts[2] || 's'] as number);
  const onAbort = (): void => stop.abort(new Error('interrupted'));
  context.signal.addEventListener('abort', onAbort, { once: true });
  let late = false;
  const timer = context.clock.after(seconds * 1000, `timeout ${duration}`, () => {
    late = true;
    context.clock.woke();
    stop.abort(new Error('timed out'));
  });
  try {
    const status = await context.runAs(context.user, command, args, {}, stop.signal);
    return late ? 124 : status;
  } finally {
    timer.cancel();
    context.signal.removeEventListener('abort', onAbort);
  }
};
