/** The words behind check-delegation. */
import { TYPE, typeNumber } from '../../protocol/codes.ts';
import { Name, isNameProblem } from '../../protocol/name.ts';
import { addressOctets } from '../../protocol/address.ts';

export const USAGE = `usage: check-delegation [-t type] [-p port] [-r address] [--json] [--svg file | -o file.svg] name
`;

export interface Words {
  readonly name: Name;
  /** The type whose records the servers of the last zone are to agree about. */
  readonly type: number;
  readonly port: number;
  /** Where to begin; empty: at the roots that the machine's own resolver knows. */
  readonly roots: readonly string[];
  readonly json: boolean;
  /** The file for the picture. */
  readonly picture: string | null;
}

/** The words as they are meant; a text where they make no sense. */
export function readWords(args: readonly string[]): Words | string {
  let name: Name | null = null;
  let type: number = TYPE.A;
  let port = 53;
  let json = false;
  let picture: string | null = null;
  const roots: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word === '--json') {
      json = true;
    } else if (OPTIONS.includes(word)) {
      const value = args[++i];
      if (value === undefined) return `${word} needs a value`;
      if (word === '-t') {
        const number = typeNumber(value.toUpperCase());
        if (number === null) return `unknown type '${value}'`;
        type = number;
      } else if (word === '-p') {
        port = Number(value);
        if (!/^\d{1,5}$/.test(value) || port < 1 || port > 65_535) return `'${value}' is no port`;
      } else if (word === '-r') {
        if (addressOctets(value) === null) return `'${value}' is no address`;
        roots.push(value);
      } else {
        picture = value;
      }
    } else if (word.startsWith('-') && word.length > 1) {
      return `unknown option '${word}'`;
    } else if (name !== null) {
      return `one name at a time; '${word}' is too much`;
    } else {
      const read = Name.parse(word);
      if (isNameProblem(read)) return `'${word}' is no domain name: ${read.reason.replaceAll('-', ' ')}`;
      name = read;
    }
  }
  return name === null ? 'which name?' : { name, type, port, roots, json, picture };
}

const OPTIONS = ['-t', '-p', '-r', '-o', '--svg'];
