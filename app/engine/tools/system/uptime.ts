/** `uptime`: since when the machine runs, on the lab clock. */
import type { Tool } from '../tool.ts';
import { optionProblemWords, parseOptions } from './options.ts';
import { localDate, two } from './process-times.ts';

const FORM = { letters: 'pshV', long: { pretty: 'p', since: 's', help: 'h', version: 'V' } } as const;

export const uptime: Tool = async (context) => {
  const { options, words, problem } = parseOptions(context.args, FORM);
  const letter = options.at(-1)?.letter;
  if (problem || words.length > 0) {
    context.err((problem ? optionProblemWords('uptime', problem) : '') + USAGE);
    return 1;
  }
  const now = context.now();
  const bootedAt = context.machine?.bootedAt ?? now;
  const minutes = Math.floor((now - bootedAt) / 60_000);
  if (letter === 'h') context.out(USAGE);
  else if (letter === 'V') context.out('uptime from procps-ng 4.0.2\n');
  else if (letter === 's')
    context.out(`${localDate(bootedAt, context).toISOString().slice(0, 19).replace('T', ' ')}\n`);
  else if (letter === 'p') context.out(`up ${prettyText(minutes)}\n`);
  else {
    const time = localDate(now, context).toISOString().slice(11, 19);
    const users = (context.machine?.processes() ?? []).filter(({ name }) => name === 'bash').length;
    // Simplified: nobody measures a lab machine's load.
    context.out(
      ` ${time} up ${shortText(minutes)},  ${users} user${users === 1 ? '' : 's'},  load average: 0.00, 0.00, 0.00\n`,
    );
  }
  return 0;
};

/** `2 days,  3:04`; of less than an hour `5 min`. */
function shortText(minutes: number): string {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  const before = days === 0 ? '' : days === 1 ? '1 day, ' : `${days} days, `;
  return before + (hours > 0 ? `${String(hours).padStart(2)}:${two(rest)}` : `${rest} min`);
}

function prettyText(minutes: number): string {
  const parts: string[] = [];
  const add = (count: number, what: string): void => {
    if (count > 0) parts.push(`${count} ${what}${count === 1 ? '' : 's'}`);
  };
  add(Math.floor(minutes / 10_080), 'week');
  add(Math.floor(minutes / 1440) % 7, 'day');
  add(Math.floor(minutes / 60) % 24, 'hour');
  if (minutes % 60 > 0 || parts.length === 0)
    parts.push(`${minutes % 60} minute${minutes % 60 === 1 ? '' : 's'}`);
  return parts.join(', ');
}

const USAGE = `
Usage:
 uptime [options]

Options:
 -p, --pretty   show uptime in pretty format
 -h, --help     display this help and exit
 -s, --since    system up since
 -V, --version  output version information and exit

For more details see uptime(1).
`;
