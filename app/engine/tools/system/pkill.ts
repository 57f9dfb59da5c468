/** `pkill` and `pgrep`, as procps has them: processes by name. */
import type { MachineProcess } from '../machine.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { optionProblemWords, parseOptions } from './options.ts';
import { sendSignal, signalNumber } from './signals.ts';

const TERM = 15;

export const pkill: Tool = async (context) => {
  const args = [...context.args];
  let signal = TERM;
  const named = signalNumber(args[0]?.startsWith('-') ? args[0].slice(1) : '-');
  if (named !== null) {
    signal = named;
    args.shift();
  }
  const found = matching('pkill', args, context);
  if (typeof found === 'number') return found;
  for (const process of found.processes) {
    if (!sendSignal(process, signal, context))
      context.err(`pkill: killing pid ${process.pid} failed: Operation not permitted\n`);
    else if (found.has('e')) context.out(`${process.name} killed (pid ${process.pid})\n`);
  }
  return found.processes.length > 0 ? 0 : 1;
};

export const pgrep: Tool = async (context) => {
  const found = matching('pgrep', context.args, context);
  if (typeof found === 'number') return found;
  const { processes, has } = found;
  if (has('c')) context.out(`${processes.length}\n`);
  else
    for (const { pid, name, line } of processes) {
      const what = has('a') ? ` ${line}` : has('l') ? ` ${name}` : '';
      context.out(`${pid}${what}\n`);
    }
  return processes.length > 0 ? 0 : 1;
};

interface Found {
  readonly processes: readonly MachineProcess[];
  readonly has: (letter: string) => boolean;
}

function matching(name: 'pkill' | 'pgrep', args: readonly string[], context: ToolContext): Found | number {
  const { options, words, problem } = parseOptions(args, { letters: 'acefilnou:vx' });
  if (problem) {
    context.err(optionProblemWords(name, problem) + usage(name));
    return 2;
  }
  const has = (letter: string): boolean => options.some((option) => option.letter === letter);
  const users = options.filter(({ letter }) => letter === 'u').flatMap(({ value }) => value.split(','));
  const [pattern = ''] = words;
  if (words.length > 1 || (words.length === 0 && users.length === 0)) {
    const what = words.length > 1 ? 'only one pattern can be provided' : 'no matching criteria specified';
    context.err(`${name}: ${what}\nTry \`${name} --help' for more information.\n`);
    return 2;
  }
  let test: RegExp;
  try {
    test = new RegExp(has('x') ? `^(?:${pattern})$` : pattern, has('i') ? 'i' : '');
  } catch {
    context.err(`${name}: Invalid regular expression\n`);
    return 2;
  }
  const all = (context.machine?.processes() ?? []).filter(
    (process) =>
      // It does not find itself.
      process.name !== name &&
      (users.length === 0 || users.includes(process.user)) &&
      test.test(has('f') ? process.line : process.name) !== has('v'),
  );
  const processes = has('n') ? all.slice(-1) : has('o') ? all.slice(0, 1) : all;
  return { processes, has };
}

function usage(name: string): string {
  return `
Usage:
 ${name} [options] <pattern>

Options:
 -f, --full                use full process name to match
 -i, --ignore-case         match case insensitively
 -n, --newest              select most recently started
 -o, --oldest              select least recently started
 -u, --euid <ID,...>       match by effective IDs
 -v, --inverse             negates the matching
 -x, --exact               match exactly with the command name

For more details see pgrep(1).
`;
}
