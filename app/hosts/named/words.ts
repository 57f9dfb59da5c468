/** The words of `rootwalk named`'s command line. */

export interface NamedWords {
  /** Null: none was given. */
  readonly file: string | null;
  readonly port: number | null;
  readonly families: readonly (4 | 6)[];
  readonly debug: number;
  /** -g: the whole log goes to standard error. -f: only where `logging` sends it. */
  readonly logToStderr: boolean;
  /** As it was typed. */
  readonly line: string;
}

export const NAMED_USAGE =
  'usage: rootwalk named -g|-f [-4|-6] [-c conffile] [-d debuglevel] [-p port]\nusage: rootwalk named [-v|-V]\n';

/** The words understood; a text that says why not otherwise. */
export function readNamedWords(args: readonly string[]): NamedWords | string {
  let file: string | null = null;
  let port: number | null = null;
  let families: readonly (4 | 6)[] = [4, 6];
  let debug = 0;
  let foreground = false;
  let logToStderr = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const option = word.slice(0, 2);
    if (word === '-g') foreground = logToStderr = true;
    else if (word === '-f') foreground = true;
    else if (word === '-4') families = [4];
    else if (word === '-6') families = [6];
    else if (option === '-c' || option === '-p' || option === '-d') {
      const value = word.length > 2 ? word.slice(2) : args[++i];
      if (value === undefined) return `named: option '${option}' needs an argument`;
      if (option === '-c') file = value;
      else if (option === '-d') debug = Number(value) || 0;
      else if (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535) port = Number(value);
      else return `named: port '${value}' out of range`;
    } else if (word.startsWith('-')) return `named: unknown option '${word}'`;
    else return `named: extra command line arguments`;
  }
  if (!foreground) return 'named: rootwalk runs it in the foreground only: add -g, or -f';
  return { file, port, families, debug, logToStderr, line: args.join(' ') };
}
