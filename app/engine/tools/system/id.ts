/** `id` and `whoami`: who somebody is, by /etc/passwd and /etc/group of the machine. */
import { isFileProblem, type Tool, type ToolContext } from '../tool.ts';
import { optionProblemWords, parseOptions } from './options.ts';

const FORM = {
  letters: 'ugGnra',
  long: { user: 'u', group: 'g', groups: 'G', name: 'n', real: 'r' },
} as const;

export const id: Tool = async (context) => {
  const { options, words, problem } = parseOptions(context.args, FORM);
  if (problem) {
    context.err(`${optionProblemWords('id', problem)}Try 'id --help' for more information.\n`);
    return 1;
  }
  const has = (letter: string): boolean => options.some((option) => option.letter === letter);
  const kinds = ['u', 'g', 'G'].filter(has);
  if (kinds.length > 1) return complain(context, 'cannot print "only" of more than one choice');
  if (has('n') && kinds.length === 0)
    return complain(context, 'cannot print only names or real IDs in default format');
  const users = await tableOf(context, '/etc/passwd');
  const groups = await tableOf(context, '/etc/group');
  let exitCode = 0;
  for (const name of words.length > 0 ? words : [context.user ?? 'root']) {
    const user = users.find(([known, , number]) => known === name || number === name);
    if (user === undefined) exitCode = complain(context, `\xe2\x80\x98${name}\xe2\x80\x99: no such user`);
    else context.out(`${identity(user, groups, kinds[0] ?? '', has('n'))}\n`);
  }
  return exitCode;
};

type Row = readonly string[];

function identity(user: Row, groups: readonly Row[], kind: string, names: boolean): string {
  const [name = '', , number = '', own = ''] = user;
  const first = groups.find(([, , group]) => group === own) ?? [own, '', own];
  const all = [first, ...groups.filter((row) => row !== first && (row[3] ?? '').split(',').includes(name))];
  const short = ([text = '', , digits = '']: Row): string => (names ? text : digits);
  if (kind === 'u') return names ? name : number;
  if (kind === 'g') return short(first);
  if (kind === 'G') return all.map(short).join(' ');
  const long = ([text = '', , digits = '']: Row): string => `${digits}(${text})`;
  return `uid=${number}(${name}) gid=${long(first)} groups=${all.map(long).join(',')}`;
}

async function tableOf(context: ToolContext, path: string): Promise<Row[]> {
  const octets = await context.files.read(path);
  if (isFileProblem(octets)) return [];
  const lines = new TextDecoder().decode(octets).split('\n');
  return lines.filter((line) => line !== '').map((line) => line.split(':'));
}

function complain(context: ToolContext, words: string): number {
  context.err(`id: ${words}\n`);
  return 1;
}
