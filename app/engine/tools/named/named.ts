/** named on a lab machine's command line: its version, or a server in the foreground whose log goes to the terminal. */
import { optionProblemWords, parseOptions, type OptionForm } from '../system/options.ts';
import type { Tool } from '../tool.ts';
import { LONG_VERSION, VERSION_LINE } from './version.ts';

const FORM: OptionForm = { letters: '46c:d:D:E:fgL:n:p:sS:t:u:U:X:m:M:vVCA:x:' };
const DEFAULT_FILE = '/etc/bind/named.conf';
/** What has no meaning on a lab machine is taken and does nothing; these would change what it does. */
const REFUSED = ['C', 'L', 't'];

const USAGE = `usage: named [-4|-6] [-c conffile] [-d debuglevel] [-D comment] [-E engine]
             [-f|-g] [-L logfile] [-n number_of_cpus] [-p port] [-s]
             [-S sockets] [-t chrootdir] [-u username] [-U listeners]
             [-X lockfile] [-m {usage|trace|record}]
             [-M fill|nofill]
usage: named [-v|-V|-C]
`;

export const named: Tool = async (context) => {
  const { args, env, out, err, signal, machine } = context;
  const { options, words, problem } = parseOptions(args, FORM);
  if (problem !== null) {
    err(USAGE);
    err(
      problem.kind === 'unknown'
        ? `named: unknown option '-${problem.option.replace(/^-+/, '')}'\n`
        : optionProblemWords('named', problem),
    );
    return 1;
  }
  const value = (letter: string): string | undefined =>
    options.findLast((one) => one.letter === letter)?.value;
  for (const { letter } of options) {
    if (letter !== 'v' && letter !== 'V') continue;
    out(letter === 'v' ? VERSION_LINE : LONG_VERSION);
    return 0;
  }
  const refused = options.find(({ letter }) => REFUSED.includes(letter));
  if (refused !== undefined) {
    err(`named: -${refused.letter} is not implemented here\n`);
    return 1;
  }
  if (words.length > 0) {
    err(`${USAGE}named: extra command line arguments\n`);
    return 1;
  }
  const portText = value('p');
  const port = portText === undefined ? null : Number(portText);
  if (port !== null && (!Number.isInteger(port) || port < 1 || port > 65_535)) {
    err(`named: port '${portText ?? ''}' out of range\n`);
    return 1;
  }
  if (value('g') === undefined && value('f') === undefined) {
    err(
      'named: in the background it is a service: service bind9 start. With -g it runs here, until Ctrl-C.\n',
    );
    return 1;
  }
  const say = (line: string): void => (value('g') === undefined ? undefined : err(`${line}\n`));
  const line = ['named', ...args].join(' ');
  const given = value('c') ?? DEFAULT_FILE;
  const file = given.startsWith('/') ? given : `${env.get('PWD') ?? ''}/${given}`;
  const running = machine?.runNamed?.({ line, file, port, signal, say }) ?? null;
  if (running !== null) return running;
  err('bash: named: command not found\n');
  return 127;
};
