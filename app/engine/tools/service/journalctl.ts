/** journalctl: what the machine's programs have logged, by service, time and severity; with -f also what comes. */
import { utf8Octets } from '../dig/idn.ts';
import type { LogLine, Machine } from '../machine.ts';
import { optionProblemWords, parseOptions, type OptionForm } from '../system/options.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { LOG_FORMS, logText, type LogForm } from './log-text.ts';
import { momentOf } from './moments.ts';
import { unitName, unitNamed } from './unit.ts';

const FORM: OptionForm = {
  letters: 'u:n:frPo:S:U:p:t:b:xeaqklmN',
  long: {
    unit: 'u',
    lines: 'n',
    follow: 'f',
    reverse: 'r',
    'no-pager': 'P',
    output: 'o',
    since: 'S',
    until: 'U',
    priority: 'p',
    identifier: 't',
    boot: 'b',
    catalog: 'x',
    'pager-end': 'e',
    all: 'a',
    quiet: 'q',
    dmesg: 'k',
    full: 'l',
    'no-tail': 'N',
    merge: 'm',
  },
};
const FOLLOWED = 10;
const PAGER_END = 1000;
const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

interface Wanted {
  readonly units: ReadonlySet<string>;
  readonly programs: ReadonlySet<string>;
  readonly since: number;
  readonly until: number;
  readonly priority: number;
  readonly kernel: boolean;
}

export const journalctl: Tool = async (context) => {
  // systemd: -b and -n may stand alone, unlike with others that take a word.
  const args = context.args.flatMap((word, i) => {
    const next = context.args[i + 1] ?? '';
    if (word === '-b' || word === '--boot') return /^-?\d+$/.test(next) ? [word] : ['--boot=0'];
    if (word === '-n' || word === '--lines') return /^(\d+|all)$/.test(next) ? [word] : ['--lines=10'];
    return [word];
  });
  const { options, words, problem } = parseOptions(args, FORM);
  if (problem !== null) {
    context.err(optionProblemWords('journalctl', problem));
    return 1;
  }
  const last = (letter: string): string | undefined =>
    options.findLast((one) => one.letter === letter)?.value;
  const has = (letter: string): boolean => options.some((one) => one.letter === letter);
  const { machine } = context;
  if (words.length > 0) {
    context.err(`Failed to add match '${words[0] ?? ''}': Invalid argument\n`);
    return 1;
  }
  const form = last('o') ?? 'short';
  if (!isForm(form)) {
    context.err(`Unknown output format '${form}'.\n`);
    return 1;
  }
  const wanted = wantedOf(context, options);
  if (typeof wanted === 'string') {
    context.err(wanted);
    return 1;
  }
  if (!context.privileged) {
    if (!has('q')) context.err(HINT);
    context.err('No journal files were opened due to insufficient permissions.\n');
    return 1;
  }
  const count = last('n');
  const most =
    count !== undefined && count !== 'all'
      ? Number(count)
      : has('f') && !has('N')
        ? FOLLOWED
        : has('e')
          ? PAGER_END
          : Infinity;
  const print = (line: LogLine): void =>
    context.out(`${utf8Octets(logText(line, machine?.hostName ?? '', form))}\n`);
  const found = (machine?.log.lines() ?? []).filter((line) => isWanted(line, wanted));
  const shown = most === 0 ? [] : found.slice(-Math.min(most, found.length));
  if (has('r')) shown.reverse();
  if (shown.length === 0 && !has('f') && !has('q')) context.out('-- No entries --\n');
  for (const line of shown) print(line);
  if (!has('f') || machine === undefined) return 0;
  return follow(context, machine, (line) => {
    if (isWanted(line, wanted)) print(line);
  });
};

const HINT = `Hint: You are currently not seeing messages from other users and the system.
      Users in groups 'adm', 'systemd-journal' can see all messages.
      Pass -q to turn off this notice.
`;

function isForm(text: string): text is LogForm {
  return LOG_FORMS.some((form) => form === text);
}

function isWanted(line: LogLine, { units, programs, since, until, priority, kernel }: Wanted): boolean {
  if (kernel || line.priority > priority || line.at < since || line.at > until) return false;
  if (programs.size > 0 && !programs.has(line.program)) return false;
  return units.size === 0 || (line.unit !== null && units.has(line.unit));
}

/** A text: what is wrong. */
function wantedOf(
  { machine, now }: ToolContext,
  options: readonly { readonly letter: string; readonly value: string }[],
): Wanted | string {
  const all = (letter: string): string[] =>
    options.filter((one) => one.letter === letter).map(({ value }) => value);
  const moments: Record<'S' | 'U', number> = { S: -Infinity, U: Infinity };
  for (const letter of ['S', 'U'] as const) {
    const text = all(letter).at(-1);
    if (text === undefined) continue;
    const at = momentOf(text, now());
    if (at === null) return `Failed to parse timestamp: ${text}\n`;
    moments[letter] = at;
  }
  const priorityText = all('p').at(-1) ?? 'debug';
  const named = PRIORITIES.indexOf(priorityText);
  const priority = /^[0-7]$/.test(priorityText) ? Number(priorityText) : named;
  if (priority < 0) return `Unknown log level ${priorityText}\n`;
  return {
    units: new Set(all('u').map((word) => unitNamed(machine, word)?.unit ?? unitName(word))),
    programs: new Set(all('t')),
    since: moments.S,
    until: moments.U,
    priority,
    // A lab machine has no kernel that says anything.
    kernel: options.some(({ letter }) => letter === 'k'),
  };
}

/** Until it is stopped. */
function follow({ signal }: ToolContext, machine: Machine, hear: (line: LogLine) => void): Promise<number> {
  return new Promise((resolve) => {
    const end = machine.log.onLine(hear);
    const stop = (): void => {
      end();
      resolve(130);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
