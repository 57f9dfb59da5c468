/**
 * `sudo`: a command as root or as somebody else, without a password, as on a classroom's machines.
 *
 * A walk of `sudo dig -b 0.0.0.0#53 www`: the words are taken apart; who asks is looked up among those that may; then
 * dig runs as root, which may bind that port, and prints to where sudo prints. `sudo -i` begins a shell that `exit`
 * leaves.
 */
import { optionProblemWords, parseOptions } from '../tools/system/options.ts';
import type { CommandContext, CommandEntry } from './command.ts';
import { isDiskProblem } from './files.ts';

export const sudo: CommandEntry = {
  command: runSudo,
  summary: 'run a command as root',
  usage: 'sudo [-u user] [-i|-s] [-l] [name=value] command …',
  options: ['-E', '-H', '-i', '-k', '-K', '-l', '-n', '-s', '-u', '-v', '-V'],
  examples: [
    { line: 'sudo dig -b 0.0.0.0#53 www.tiscali.co.uk', what: 'ask from a port that only root may use' },
    { line: 'sudo -u bind cat /etc/bind/rndc.key', what: 'as the user that the name server runs as' },
    { line: 'sudo -i', what: 'a shell as root; exit leaves it' },
  ],
  manual: `sudo runs a command as root, or with -u as another user. In the lab it asks for no password.

Who is root may read and write every file, bind ports below 1024, see whose every socket is,
and send signals to every process. Redirection is the shell's own affair, before sudo runs:
in sudo echo x > /etc/file the file is opened by you. Use sudo tee /etc/file instead.

  -u USER   as this user
  -i        a shell in root's home, with root's variables; -s one where you are
  -l        what you may do
  -k, -K, -v, -n   taken, and without effect: there is no password to remember

Exit status: the command's; 1 when sudo itself refuses.`,
};

const FORM = {
  letters: 'ABbEeHhikKlnPSsVvg:u:p:C:D:r:t:T:U:',
  long: {
    user: 'u',
    login: 'i',
    shell: 's',
    list: 'l',
    'reset-timestamp': 'k',
    'remove-timestamp': 'K',
    validate: 'v',
    'non-interactive': 'n',
    'preserve-env': 'E',
    'set-home': 'H',
    stdin: 'S',
    version: 'V',
    help: 'h',
    group: 'g',
  },
} as const;

interface Account {
  readonly name: string;
  readonly id: string;
  readonly home: string;
}

async function runSudo(context: CommandContext): Promise<number> {
  const { own, rest } = splitWords(context.args);
  const { options, problem } = parseOptions(own, FORM);
  if (problem) return complain(context, optionProblemWords('sudo', problem) + USAGE);
  const value = (letter: string): string | null =>
    options.findLast((option) => option.letter === letter)?.value ?? null;
  const has = (letter: string): boolean => value(letter) !== null;
  if (has('h')) return told(context, USAGE);
  if (has('V')) return told(context, 'Sudo version 1.9.13p3\n');
  const account = accountOf(context, value('u') ?? 'root');
  if (account === null) {
    const user = value('u') ?? 'root';
    return complain(
      context,
      `sudo: unknown user ${user}\nsudo: error initializing audit plugin sudoers_audit\n`,
    );
  }
  if (!mayAsk(context)) return complain(context, `${context.user} is not in the sudoers file.\n`);
  if (has('l')) return told(context, rest.length > 0 ? `/usr/bin/${rest.join(' ')}\n` : privileges(context));
  const variables = rest.filter((_word, index) =>
    rest.slice(0, index + 1).every((one) => ASSIGNMENT.test(one)),
  );
  const words = rest.slice(variables.length);
  if (has('i') || has('s') || isShell(words)) {
    if (words.length === 0 || isShell(words)) {
      context.beginShell(account.name, has('i') || !has('s') ? account.home : null);
      return 0;
    }
    // `sudo -i command`: in that home.
    return run(context, account, words, variables);
  }
  if (words.length === 0) return has('k') || has('K') || has('v') ? 0 : complain(context, USAGE);
  return run(context, account, words, variables);
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** Letters that take a word. */
const WITH_WORD = /^-[A-Za-z]*[guphCDrtTU]$/;

/** The first word that is no option begins the command; what follows is the command's own. */
function splitWords(args: readonly string[]): {
  readonly own: readonly string[];
  readonly rest: readonly string[];
} {
  let at = 0;
  while (at < args.length && (args[at] as string).startsWith('-')) {
    if (args[at] === '--') return { own: args.slice(0, at), rest: args.slice(at + 1) };
    at += WITH_WORD.test(args[at] as string) && args[at] !== '-h' ? 2 : 1;
  }
  return { own: args.slice(0, at), rest: args.slice(at) };
}

/** What only begins a shell. */
function isShell([first, ...others]: readonly string[]): boolean {
  if (first === 'su') return others.every((word) => word === '-' || word === '-l' || word === 'root');
  return (first === 'bash' || first === 'sh') && others.every((word) => word === '-l' || word === '-i');
}

function run(
  context: CommandContext,
  { name, id, home }: Account,
  [command = '', ...args]: readonly string[],
  variables: readonly string[],
): Promise<number> {
  const given = variables.map(
    (one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const,
  );
  const env = {
    HOME: home,
    USER: name,
    LOGNAME: name,
    SUDO_USER: context.user,
    SUDO_UID: accountOf(context, context.user)?.id ?? id,
    SUDO_COMMAND: ['/usr/bin/' + command, ...args].join(' '),
    ...Object.fromEntries(given),
  };
  return context.runAs(name, command, args, env);
}

function accountOf({ disk }: CommandContext, user: string): Account | null {
  const octets = disk.read('/etc/passwd');
  if (isDiskProblem(octets)) return null;
  for (const line of new TextDecoder().decode(octets).split('\n')) {
    const [name = '', , id = '', , , home = '/'] = line.split(':');
    if (name !== '' && (name === user || `#${id}` === user)) return { name, id, home };
  }
  return null;
}

/** Root, and who is in the group sudo. */
function mayAsk({ user, disk }: CommandContext): boolean {
  if (user === 'root') return true;
  const octets = disk.read('/etc/group');
  if (isDiskProblem(octets)) return false;
  const row = new TextDecoder()
    .decode(octets)
    .split('\n')
    .find((line) => line.startsWith('sudo:'));
  return (row?.split(':')[3] ?? '').split(',').includes(user);
}

function privileges({ user, hostName }: CommandContext): string {
  const path = String.raw`/usr/local/sbin\:/usr/local/bin\:/usr/sbin\:/usr/bin\:/sbin\:/bin`;
  return (
    `Matching Defaults entries for ${user} on ${hostName}:\n` +
    `    env_reset, mail_badpass, secure_path=${path}, use_pty\n\n` +
    `User ${user} may run the following commands on ${hostName}:\n` +
    '    (ALL : ALL) NOPASSWD: ALL\n'
  );
}

function told(context: CommandContext, text: string): number {
  context.out(text);
  return 0;
}

function complain(context: CommandContext, text: string): number {
  context.err(text);
  return 1;
}

const USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-kn] [-u user]
usage: sudo -l [-kn] [-u user] [command [arg ...]]
usage: sudo [-EHkn] [-u user] [VAR=value] [-i | -s] [command [arg ...]]
`;
