/** `hostname`: the machine's name, short or whole, and its addresses. */
import { isFileProblem, isNetProblem, type Tool, type ToolContext } from '../tool.ts';
import { optionProblemWords, parseOptions } from './options.ts';

const FORM = {
  letters: 'aAbdfF:iIsyVh',
  long: {
    alias: 'a',
    'all-fqdns': 'A',
    domain: 'd',
    fqdn: 'f',
    long: 'f',
    file: 'F',
    'ip-address': 'i',
    'all-ip-addresses': 'I',
    short: 's',
    version: 'V',
    help: 'h',
  },
} as const;

export const hostname: Tool = async (context) => {
  const { options, words, problem } = parseOptions(context.args, FORM);
  if (problem) {
    context.err(optionProblemWords('hostname', problem) + USAGE);
    return 1;
  }
  const letter = options.at(-1)?.letter ?? '';
  if (letter === 'b' || letter === 'F' || words.length > 0) {
    // Simplified: a lab machine is called as the network file calls it, whoever wants it otherwise.
    context.err('hostname: you must be root to change the host name\n');
    return 1;
  }
  const octets = await context.files.read('/etc/hostname');
  const name = isFileProblem(octets) ? 'localhost' : new TextDecoder().decode(octets).trim();
  switch (letter) {
    case 'h':
      context.out(USAGE);
      return 0;
    case 'V':
      context.out('hostname 3.23\n');
      return 0;
    case 'I':
      context.out(`${(context.net.addresses ?? []).map((address) => `${address} `).join('')}\n`);
      return 0;
    case 's':
      context.out(`${name.split('.')[0] ?? ''}\n`);
      return 0;
    case 'f':
    case 'A':
    case 'd':
    case 'i':
    case 'a':
      return lookedUp(context, name, letter);
    default:
      context.out(`${name}\n`);
      return 0;
  }
};

/** What the machine's own resolver says of its name. */
async function lookedUp(
  context: ToolContext,
  name: string,
  letter: 'f' | 'A' | 'd' | 'i' | 'a',
): Promise<number> {
  const found = (await context.net.resolve?.(name, 0)) ?? { name, addresses: context.net.addresses ?? [] };
  if (isNetProblem(found)) {
    const words =
      found.reason === 'try-again' ? 'Temporary failure in name resolution' : 'Name or service not known';
    context.err(`hostname: ${words}\n`);
    return 1;
  }
  const texts = {
    f: found.name,
    A: `${found.name} `,
    d: found.name.includes('.') ? found.name.slice(found.name.indexOf('.') + 1) : '',
    i: found.addresses.join(' '),
    a: found.name === name ? '' : name,
  };
  if (letter !== 'd' || texts.d !== '') context.out(`${texts[letter]}\n`);
  return 0;
}

const USAGE = `Usage: hostname [-a|-A|-d|-f|-i|-I|-s]             display formatted name
       hostname                                 display host name

       hostname -V|--version|-h|--help          print info and exit
`;
