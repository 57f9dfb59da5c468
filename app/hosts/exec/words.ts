/** The words behind `rootwalk exec`. */

export const EXEC_USAGE = 'usage: rootwalk exec [--own] [--] COMMAND [ARGUMENT …]\n';

export const EXEC_HELP = `${EXEC_USAGE}
Runs a program of this machine inside the lab Internet: in a network of its
own, in which the lab's servers are at their addresses on port 53, over UDP and
TCP, and nothing else is there. It has its own /etc/resolv.conf (the lab's
caching server) and /etc/hosts; those of the machine stay as they are. All of it
ends with the program, also what the program left running.

While Rootwalk is open, the lab is the one in its window, and what the program
asks can be seen there; else, and with --own, it is a lab of the program's own.
Linux only; no administrator is needed where the system allows user namespaces.

  rootwalk exec -- dig +trace www.tiscali.co.uk
  rootwalk exec -- bash
  rootwalk exec -- tcpdump -n -i lo port 53
  rootwalk exec -- named -4 -g -c named.conf   (the lab Internet has no IPv6)

Exit status: the program's; 128 and the signal's number where a signal ended it;
126 it cannot be run, 127 it was not found, 125 there is no such network to be
had here.
`;

/** In place of a socket's path. */
export const OWN_LAB = '-';

export interface ExecWords {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly ownLab: boolean;
}

/** A text where the words make no sense, null where help is asked for. */
export function readExecWords(words: readonly string[]): ExecWords | string | null {
  const rest = [...words];
  let ownLab = false;
  for (; rest[0]?.startsWith('-') === true; rest.shift()) {
    const [word] = rest;
    if (word === '--') {
      rest.shift();
      break;
    }
    if (word === '--help' || word === '-h') return null;
    if (word !== '--own') return `rootwalk exec: unknown option '${word}'.\n${EXEC_USAGE}`;
    ownLab = true;
  }
  return rest.length > 0 ? { command: rest, ownLab } : `rootwalk exec: which command?\n${EXEC_USAGE}`;
}
